import Foundation
import ReplicaKit

/// Sampling into a store on disk: progress, checkpoints, and what an interruption leaves.
struct StoreSampling {
  /// Seconds between two checkpoints of a ladder.
  let checkpointInterval: Double
  /// After how many seconds the work stops; `nil` for never.
  let timeLimit: Double?
  /// Whether the last states of ladders are kept, so that their instances can be run on.
  var keepsFinalStates = false
  private let start = Progress.now()

  init(checkpointInterval: Double, timeLimit: Double?, keepsFinalStates: Bool = false) {
    self.checkpointInterval = checkpointInterval
    self.timeLimit = timeLimit
    self.keepsFinalStates = keepsFinalStates
  }

  /// Samples instances into a store.
  ///
  /// - Parameters:
  ///   - instances: The instances that the store lacks.
  ///   - store: The store.
  ///   - session: Threads and progress.
  ///   - label: What the progress bar says.
  ///   - stopped: What is said of work that was stopped: what was kept and how to go on.
  /// - Returns: The time it took, in seconds.
  /// - Throws: ``Failure`` for work that was stopped, and what sampling throws.
  func sample(
    _ instances: [Int], into store: RunStore, _ session: Session, label: String = "sampling",
    stopped: @escaping @Sendable () throws -> String
  ) async throws -> Double {
    let start = Progress.now()
    // An instance of which a part was lost is as long as it was.
    let begun = try instances.map { try store.extensionsBegun(instance: $0) }
    for extensions in Set(begun).sorted() {
      let group = zip(instances, begun).filter { $0.1 == extensions }.map(\.0)
      _ = try await run(
        group, extensions: extensions, into: store, session, label: label, budget: nil,
        stopped: stopped)
    }
    return Progress.now() - start
  }

  /// Runs complete instances on, and replaces them in their store.
  ///
  /// - Parameters:
  ///   - instances: Complete instances that were doubled once less.
  ///   - extensions: How often they shall have been doubled since they began.
  ///   - store: The store.
  ///   - session: Threads and progress.
  ///   - budget: The most seconds it may take.
  /// - Returns: Whether all of them are done; not where the budget was spent.
  /// - Throws: ``Failure`` for work that was stopped, and what sampling throws.
  func extend(
    _ instances: [Int], to extensions: Int, in store: RunStore, _ session: Session, budget: Double?
  ) async throws -> Bool {
    let sweeps = store.settings.extended(by: extensions).sweeps
    return try await run(
      instances, extensions: extensions, into: store, session,
      label: "\(sweeps) sweeps of \(instances.count) instance\(instances.count == 1 ? "" : "s")",
      budget: budget
    ) {
      "instances of \(store.path) are being run on to \(sweeps) sweeps; the same command with --resume goes on"
    }
  }

  private func run(
    _ instances: [Int], extensions: Int, into store: RunStore, _ session: Session, label: String,
    budget: Double?, stopped: @escaping @Sendable () throws -> String
  ) async throws -> Bool {
    let run = SamplingRun(store.model, settings: store.settings.extended(by: extensions))
    let keepsFinalStates = keepsFinalStates
    let start = start
    let progress = session.progress(label, total: run.steps(ofInstances: instances.count))
    defer { progress.finish() }
    let checkpoints = RunCheckpoints(
      store, interval: .seconds(checkpointInterval), keepsFinalStates: keepsFinalStates,
      requests: { Interruption.checkpointRequests })
    return try await Interruption.cancelling(
      after: timeLimit.map { max(0, $0 - (Progress.now() - start)) }, budget: budget,
      stopped: {
        progress.finish()
        return try stopped()
      },
      work: {
        try await run.sample(
          instances: instances, threads: session.threadCount, checkpoints: checkpoints,
          advanced: { progress.advance($0) }
        ) { record in
          try Interruption.whileWriting {
            try store.write(
              record, wallSeconds: Progress.now() - start, keepsStates: keepsFinalStates)
          }
        }
      })
  }

  /// Refuses what does not fit: couplings of so many threads, and the configurations of one instance.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - settings: How it is sampled.
  ///   - copies: How many threads hold couplings at a time.
  /// - Throws: ``Failure`` with what to change.
  static func requireMemory(
    _ model: any SpinEnsemble, _ settings: SamplingSettings, copies: Int
  ) throws {
    try Limits.requireMemory(
      model.memory * Double(copies),
      for: "\(model.spinCount) spins on \(copies) thread\(copies == 1 ? "" : "s")",
      change: "take fewer spins\(copies == 1 ? "" : " or --threads 1")")
    let temperatures = Double(settings.temperatures.count)
    let ladders = Double(settings.chainCount) * temperatures
    let draws = Double(settings.draws)
    try Limits.requireMemory(
      ladders * (draws * (Double(model.spinCount) / 4 + 32) + 8 * Double(model.spinCount)),
      for: "\(settings.chainCount) chains of \(settings.temperatures.count) temperatures with "
        + "\(settings.draws) draws",
      change: "take fewer draws, chains or temperatures")
  }

  /// Refuses another run where this one would be kept.
  ///
  /// - Parameters:
  ///   - path: The folder of the run, which need not be there.
  ///   - model: The model.
  ///   - settings: How it is sampled.
  ///   - instanceCount: The number of instances.
  /// - Throws: What opening the run throws.
  static func requireSameRun(
    at path: String, model: any SpinEnsemble, settings: SamplingSettings, instanceCount: Int
  ) throws {
    guard FileManager.default.fileExists(atPath: path) else { return }
    _ = try RunStore.create(
      at: path, model: model, settings: settings, instanceCount: instanceCount,
      command: CommandLine.reproducingCommand, version: toolVersion, ifExists: .open)
  }
}
