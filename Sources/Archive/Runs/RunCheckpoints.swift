public import Sampling

/// The checkpoints of the ladders of a run on disk: one file per ladder of an instance in progress.
public struct RunCheckpoints: LadderCheckpoints {
  private let units: UnitStore
  /// How long a ladder runs between two checkpoints.
  public let interval: Duration
  /// Whether the states of ladders that are done are kept.
  public let keepsFinalStates: Bool
  private let chainCount: Int
  private let requested: @Sendable () -> Int

  /// How often checkpoints were asked for.
  public var requests: Int { requested() }

  /// Keeps checkpoints beside a run.
  ///
  /// - Parameters:
  ///   - run: A run that was made or continued by this process.
  ///   - interval: How long a ladder runs between two checkpoints: what a kill can cost.
  ///   - keepsFinalStates: Whether the states of ladders that are done are kept, for a run of twice the length.
  ///   - requests: How often checkpoints were asked for, by a signal, say; every ladder answers a request once.
  public init(
    _ run: RunStore, interval: Duration, keepsFinalStates: Bool = false,
    requests: @escaping @Sendable () -> Int = { 0 }
  ) {
    units = run.units
    chainCount = run.settings.chainCount
    self.keepsFinalStates = keepsFinalStates
    self.interval = interval
    requested = requests
  }

  /// The state that was kept of a ladder; `nil` where none was.
  ///
  /// - Throws: ``ArchiveError/unusableCheckpoint(path:reason:)``.
  public func state<State: Codable & Sendable>(
    _ type: State.Type, instance: Int, chain: Int, extensions: Int
  ) throws -> State? {
    try units.checkpoint(type, unit: instance, part: extensions * chainCount + chain)
  }

  /// Keeps the state of a ladder.
  ///
  /// - Throws: ``ArchiveError`` when the disk cannot be written.
  public func keep<State: Codable & Sendable>(
    _ state: State, instance: Int, chain: Int, extensions: Int
  ) throws {
    try units.saveCheckpoint(state, unit: instance, part: extensions * chainCount + chain)
  }
}
