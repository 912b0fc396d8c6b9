import ReplicaKit
import Synchronization

/// A store of networks that are computed one by one, with checkpoints inside a network.
protocol NetworkStore: Sendable {
  associatedtype Record: Sendable
  associatedtype Checkpoint
  var path: String { get }
  var units: UnitStore { get }
  func isDone(_ network: Int) throws -> Bool
  func lacks(_ network: Int) throws -> Bool
  func read(_ network: Int) throws -> Record
  func write(_ record: Record, wallSeconds: Double) throws
  func checkpoint(_ network: Int) throws -> Checkpoint?
  func save(_ checkpoint: Checkpoint) throws
}

extension RecurrentRunStore: NetworkStore {}
extension LyapunovRunStore: NetworkStore {}

/// Many networks that are computed, or read where a store has them.
struct NetworkRun<Store: NetworkStore>: Sendable {
  /// Computes a network, from a checkpoint on where there is one.
  typealias Compute =
    @Sendable (
      _ network: Int, _ from: Store.Checkpoint?, _ save: (Store.Checkpoint) throws -> Void,
      _ advanced: (Int) -> Void
    ) throws -> Store.Record

  let store: Store?
  let count: Int
  let session: Session
  /// The seconds that the work may take; `nil` for any.
  let timeLimit: Double?

  /// Computes what is missing; an interruption leaves a checkpoint of every network that was begun.
  ///
  /// - Parameters:
  ///   - label: What is done, for the bar.
  ///   - steps: The work of one network.
  ///   - compute: Computes a network; called on any thread.
  /// - Returns: The records of all networks.
  /// - Throws: ``Failure`` when the run was interrupted, and what `compute` throws.
  func records(_ label: String, steps: Int, _ compute: @escaping Compute) async throws
    -> [Store.Record]
  {
    let store = store
    try store?.units.removeLeftCheckpoints()
    let all = Array(0..<count)
    let missing = try all.filter { try store?.lacks($0) != false }
    let progress = session.progress(label, total: missing.count * steps)
    defer { progress.finish() }
    let records = Mutex<[Int: Store.Record]>([:])
    let clock = CheckpointClock()
    let start = Progress.now()
    let threads = session.threadCount
    try await Interruption.cancelling(
      after: timeLimit,
      stopped: {
        progress.finish()
        return try whatWasKept(done: all.filter { try store?.isDone($0) == true }.count)
      },
      work: {
        try await concurrentForEach(count: missing.count, threads: threads) { k in
          let network = missing[k]
          return try compute(
            network, try store?.checkpoint(network),
            { checkpoint in
              guard let store else { return }
              try clock.whenDue(network: network) { try store.save(checkpoint) }
            }, { progress.advance($0) })
        } deliver: { k, record in
          records.withLock { $0[missing[k]] = record }
          try Interruption.whileWriting {
            try store?.write(record, wallSeconds: Progress.now() - start)
          }
        }
      })
    let found = records.withLock { $0 }
    return try all.map { network in
      guard let record = try found[network] ?? store?.read(network) else {
        throw CancellationError()
      }
      return record
    }
  }

  private func whatWasKept(done: Int) -> String {
    guard let store else { return "nothing was kept (-o FILE)" }
    return
      "\(done) of \(count) networks are complete in \(store.path); the same command with --resume goes on"
  }
}
