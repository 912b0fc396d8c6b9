import Foundation
import ReplicaKit

/// The runs of published figures in a folder, where the same command finds them again after it was stopped.
struct StoredRuns: RunSource {
  /// The folder; a run is `figure-effort-run.zarr` in it.
  let folder: String
  /// After how many seconds the work stops; `nil` for never.
  let timeLimit: Double?

  /// The file of a run.
  ///
  /// - Parameters:
  ///   - run: The run.
  ///   - name: What it belongs to.
  /// - Returns: Its path.
  func path(of run: FigureRun, of name: String) -> String { "\(folder)/\(name)-\(run.name).zarr" }

  func runs(
    _ wanted: [FigureRun], of name: String, _ session: Session
  ) async throws -> [any SampledRun] {
    try await filled(wanted, of: name, session) { 0..<$0.instanceCount }.map(\.store)
  }

  /// Computes what runs lack of some of their instances.
  ///
  /// - Parameters:
  ///   - wanted: The runs.
  ///   - name: What they belong to.
  ///   - session: Threads and listeners.
  ///   - chosen: The instances of a run that are looked at.
  /// - Returns: The runs in the same order, with how many instances were sampled just now.
  /// - Throws: ``Failure`` for work that was stopped, and what sampling throws.
  func filled(
    _ wanted: [FigureRun], of name: String, _ session: Session,
    choosing chosen: (FigureRun) -> Range<Int>
  ) async throws -> [(store: RunStore, sampledCount: Int)] {
    let start = Progress.now()
    let copies = min(session.threadCount, ProcessInfo.processInfo.activeProcessorCount)
    for run in wanted {
      try StoreSampling.requireMemory(run.model, run.settings, copies: copies)
    }
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw Failure(.cannotCreate, "\(folder): the folder cannot be made")
    }
    let stores = try wanted.map { run in
      try Interruption.whileWriting {
        try RunStore.create(
          at: path(of: run, of: name), model: run.model, settings: run.settings,
          instanceCount: run.instanceCount, command: CommandLine.reproducingCommand,
          version: toolVersion, ifExists: .open)
      }
    }
    let lacking = try zip(wanted, stores).map { run, store in
      try store.lacking(chosen(run))
    }
    let total = wanted.reduce(0) { $0 + chosen($1).count }
    let left = lacking.reduce(0) { $0 + $1.count }
    if left < total {
      session.note("\(total - left) of \(total) instances are in \(folder) already")
    }
    let progress = JointProgress(
      zip(wanted, lacking).map { $0.updates / $0.instanceCount * $1.count }, session)
    defer { progress.finish() }
    for (k, store) in stores.enumerated() where !lacking[k].isEmpty {
      let rest = timeLimit.map { max(0, $0 - (Progress.now() - start)) }
      _ = try await StoreSampling(checkpointInterval: 60, timeLimit: rest).sample(
        lacking[k], into: store, progress.session(for: wanted[k], of: session)
      ) {
        let all = wanted.reduce(0) { $0 + $1.instanceCount }
        let done = try stores.reduce(0) { try $0 + $1.doneInstances().count }
        return
          "\(done) of \(all) instances are complete in \(folder); the same command computes the others"
      }
    }
    return zip(stores, lacking).map { (store: $0, sampledCount: $1.count) }
  }
}
