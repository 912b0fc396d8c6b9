import SpinModels

/// Where the state of unfinished ladders is kept while they run.
public protocol LadderCheckpoints: Sendable {
  /// How long a ladder runs between two checkpoints.
  var interval: Duration { get }

  /// How often checkpoints were asked for beside those; every ladder answers a request once.
  var requests: Int { get }

  /// Whether the state of a ladder that is done is kept, so that a longer run can go on from it.
  var keepsFinalStates: Bool { get }

  /// The state that was kept of a ladder; `nil` where none was.
  ///
  /// - Parameters:
  ///   - type: The type of the state.
  ///   - instance: The index of the disorder instance.
  ///   - chain: The index of the ladder.
  ///   - extensions: How often the run of the instance was doubled.
  /// - Returns: The state.
  /// - Throws: An error for one that is damaged or belongs to another run.
  func state<State: Codable & Sendable>(
    _ type: State.Type, instance: Int, chain: Int, extensions: Int
  ) throws -> State?

  /// Keeps the state of a ladder, instead of that kept before.
  ///
  /// - Parameters:
  ///   - state: The state.
  ///   - instance: The index of the disorder instance.
  ///   - chain: The index of the ladder.
  ///   - extensions: How often the run of the instance was doubled.
  /// - Throws: An error when it cannot be written.
  func keep<State: Codable & Sendable>(
    _ state: State, instance: Int, chain: Int, extensions: Int
  ) throws
}

extension SamplingSettings {
  /// The kernel of an instance for the algorithm.
  ///
  /// - Parameters:
  ///   - ensemble: The model.
  ///   - instance: The index of the disorder instance.
  /// - Returns: The kernel.
  /// - Throws: ``SamplingError`` for couplings that kernel or algorithm cannot use.
  func kernel(
    of ensemble: any SpinEnsemble, _ instance: Int
  ) throws(SamplingError) -> any SweepKernel {
    try kernel(of: ensemble.instance(instance, seed: seed))
  }

  /// The kernel of an instance for the algorithm.
  func kernel(of model: SpinInstance) throws(SamplingError) -> any SweepKernel {
    let kernel = try model.kernel(
      walkers: algorithm.walkers(self), coldest: temperatures[0], rule: algorithm.rule)
    try algorithm.check(kernel)
    return kernel
  }

  /// A ladder of an instance before its first step.
  ///
  /// - Parameters:
  ///   - kernel: The kernel of the disorder instance.
  ///   - streams: The names of the random streams.
  /// - Returns: The ladder.
  func ladder(_ kernel: any SweepKernel, _ streams: LadderStreams) -> any SamplingLadder {
    algorithm.ladder(kernel, settings: self, streams: streams)
  }
}

/// The checkpoints of one ladder.
struct LadderCheckpoint {
  let checkpoints: any LadderCheckpoints
  let instance: Int
  let chain: Int
  let extensions: Int

  func state<State: Codable & Sendable>(_ type: State.Type, before: Int = 0) throws -> State? {
    try checkpoints.state(
      type, instance: instance, chain: chain, extensions: extensions - before)
  }
}

extension SamplingLadder {
  /// Goes on from where a checkpoint left the ladder, to its end.
  ///
  /// A ladder that is cancelled keeps its state before it stops; one that took longer than an interval keeps
  /// its last state too, since other ladders of its instance may not be done.
  ///
  /// - Parameters:
  ///   - checkpoint: Where states are kept; `nil` for nowhere.
  ///   - advanced: Called now and then with the steps done since the last call.
  /// - Returns: What the ladder leaves.
  /// - Throws: `CancellationError`, errors of checkpoints, and what ``record()`` throws.
  func finished(
    keeping checkpoint: LadderCheckpoint?, advanced: (_ steps: Int) -> Void
  ) throws -> LadderRecord {
    var ladder = self
    if let state = try checkpoint?.state(State.self) {
      ladder.state = state
      advanced(ladder.stepsDone)
    } else if let checkpoint, checkpoint.extensions > 0,
      let shorter = try checkpoint.state(State.self, before: 1), ladder.extend(shorter)
    {
      advanced(ladder.stepsDone)
    }
    let clock = ContinuousClock()
    var kept = clock.now
    var answered = checkpoint?.checkpoints.requests ?? 0
    func keep() throws {
      guard let checkpoint else { return }
      try checkpoint.checkpoints.keep(
        ladder.state, instance: checkpoint.instance, chain: checkpoint.chain,
        extensions: checkpoint.extensions)
      kept = clock.now
    }
    let block = ladder.stepsPerLook
    var hasTakenLong = false
    while ladder.stepsDone < ladder.stepCount {
      let count = min(block, ladder.stepCount - ladder.stepsDone)
      for _ in 0..<count { ladder.advance() }
      advanced(count)
      if Task.isCancelled {
        try keep()
        throw CancellationError()
      }
      guard let checkpoints = checkpoint?.checkpoints else { continue }
      let requests = checkpoints.requests
      if clock.now - kept >= checkpoints.interval || requests > answered {
        answered = requests
        hasTakenLong = true
        try keep()
      }
    }
    if hasTakenLong || checkpoint?.checkpoints.keepsFinalStates == true { try keep() }
    return try ladder.record()
  }
}
