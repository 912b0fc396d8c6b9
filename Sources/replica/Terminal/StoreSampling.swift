import ReplicaKit

/// Sampling into a store on disk: progress, checkpoints, and what an interruption leaves.
struct StoreSampling {
  /// Seconds between two checkpoints of a ladder.
  let checkpointInterval: Double
  /// After how many seconds the work stops; `nil` for never.
  let timeLimit: Double?

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
    let run = SamplingRun(store.model, settings: store.settings)
    let progress = session.progress(label, total: run.steps(ofInstances: instances.count))
    defer { progress.finish() }
    let start = Progress.now()
    let checkpoints = RunCheckpoints(
      store, interval: .seconds(checkpointInterval), requests: { Interruption.checkpointRequests })
    try await Interruption.cancelling(
      after: timeLimit,
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
            try store.write(record, wallSeconds: Progress.now() - start)
          }
        }
      })
    return Progress.now() - start
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
}
