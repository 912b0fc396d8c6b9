import LinearAlgebra

extension RecurrentNetwork {
  /// Simulates one network.
  ///
  /// All trajectories are advanced by one product with the couplings per stage of a step.
  ///
  /// - Parameters:
  ///   - settings: Length, method and what is recorded.
  ///   - network: Which network of the ensemble, from 0.
  ///   - seed: The user's seed.
  ///   - keepsStates: Whether the states of the snapshots are wanted.
  ///   - checkpoint: Where an earlier simulation of this network with the same settings was left.
  ///   - save: Called at every recorded time but the first and the last, and when the task was cancelled, with what a
  ///     later simulation can start from.
  ///   - advanced: Called now and then with a number of finished steps.
  /// - Returns: The record.
  /// - Throws: ``RandomNetworkError`` for settings that do not fit, an unstable step or states that grow without
  ///   bound; a `CancellationError` when the task was cancelled; what `save` throws.
  /// - Complexity: O(N²) random numbers; O(A N²) operations for every stage of a step.
  public func simulate(
    _ settings: RecurrentSettings, network: Int = 0, seed: UInt64, keepsStates: Bool = false,
    from checkpoint: RecurrentCheckpoint? = nil,
    save: (RecurrentCheckpoint) throws -> Void = { _ in },
    advanced: (_ steps: Int) -> Void = { _ in }
  ) throws -> RecurrentRecord {
    try requireStable(settings.scheme)
    try settings.initialState.check(
      neurons: neuronCount, trajectories: settings.trajectoryCount)
    func run<Scalar: RecurrentScalar>(_ type: Scalar.Type) throws -> RecurrentRecord {
      var run = RecurrentRun<Scalar>(
        self, settings: settings, network: network, seed: seed, from: checkpoint)
      return try run.finish(keepsStates: keepsStates, save: save, advanced: advanced)
    }
    return settings.precision == .single ? try run(Float.self) : try run(Double.self)
  }

  /// The root mean square of a state beyond which growth counts as unbounded.
  func boundOfGrowth(initial: Double) -> Double { 1e8 * (1 + initial + abs(biasMean) + sigmaB) }
}

/// A simulation of one network under way.
private struct RecurrentRun<Scalar: RecurrentScalar> {
  private let settings: RecurrentSettings
  private let network: Int
  private var engine: RecurrentEngine<Scalar>
  private var recorder: RecurrentRecorder
  private var step = 0

  init(
    _ description: RecurrentNetwork, settings: RecurrentSettings, network: Int, seed: UInt64,
    from checkpoint: RecurrentCheckpoint?
  ) {
    self.settings = settings
    self.network = network
    let states =
      checkpoint?.states
      ?? settings.initialState.states(
        neurons: description.neuronCount, trajectories: settings.trajectoryCount, network: network,
        seed: seed)
    engine = RecurrentEngine(
      description, scheme: settings.scheme, states: states, network: network, seed: seed)
    recorder = RecurrentRecorder(description, settings: settings, network: network)
    if let checkpoint {
      precondition(
        checkpoint.network == network && states.rows == settings.trajectoryCount
          && states.columns == description.neuronCount, "a checkpoint of another simulation")
      recorder.restore(checkpoint)
      step = checkpoint.step
    }
  }

  mutating func finish(
    keepsStates: Bool, save: (RecurrentCheckpoint) throws -> Void, advanced: (Int) -> Void
  ) throws -> RecurrentRecord {
    if recorder.count == 0 { try recorder.record(engine.states, step: 0) }
    advanced(step)
    for next in settings.recordedSteps[recorder.count...] {
      let first = step
      while step < next {
        engine.advance()
        step += 1
        if step & 15 == 0, Task.isCancelled {
          try save(checkpoint)
          throw CancellationError()
        }
      }
      advanced(step - first)
      try recorder.record(engine.states, step: step)
      if step < settings.stepCount { try save(checkpoint) }
    }
    return recorder.record(keepsStates: keepsStates)
  }

  private var checkpoint: RecurrentCheckpoint {
    recorder.checkpoint(step: step, states: engine.states)
  }
}
