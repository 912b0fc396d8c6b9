import Foundation
import ReplicaKit

/// The runs of published figures in a folder, where the same command finds them again after it was stopped.
struct StoredRuns: RunSource {
  /// The folder; a run is `figure-effort-run.zarr` in it.
  let folder: String
  /// After how many seconds the work stops; `nil` for never.
  let timeLimit: Double?

  func runs(
    _ wanted: [FigureRun], of name: String, _ session: Session
  ) async throws -> [any SampledRun] {
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
          at: "\(folder)/\(name)-\(run.name).zarr", model: run.model, settings: run.settings,
          instanceCount: run.instanceCount, command: CommandLine.reproducingCommand,
          version: toolVersion, ifExists: .open)
      }
    }
    let lacking = try stores.map { store in
      try (0..<store.instanceCount).filter { try store.lacks($0) }
    }
    let total = wanted.reduce(0) { $0 + $1.instanceCount }
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
        let done = try stores.reduce(0) { try $0 + $1.doneInstances().count }
        return
          "\(done) of \(total) instances are complete in \(folder); the same command computes the others"
      }
    }
    return stores
  }
}
