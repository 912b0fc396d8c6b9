public import Sampling

/// The checkpoints of the ladders of a run on disk: one file per ladder of an instance in progress.
public struct RunCheckpoints: LadderCheckpoints {
  private let units: UnitStore
  /// How long a ladder runs between two checkpoints.
  public let interval: Duration
  private let requested: @Sendable () -> Int

  /// How often checkpoints were asked for.
  public var requests: Int { requested() }

  /// Keeps checkpoints beside a run.
  ///
  /// - Parameters:
  ///   - run: A run that was made or continued by this process.
  ///   - interval: How long a ladder runs between two checkpoints: what a kill can cost.
  ///   - requests: How often checkpoints were asked for, by a signal, say; every ladder answers a request once.
  public init(
    _ run: RunStore, interval: Duration, requests: @escaping @Sendable () -> Int = { 0 }
  ) {
    units = run.units
    self.interval = interval
    requested = requests
  }

  /// The state that was kept of a ladder; `nil` where none was.
  ///
  /// - Throws: ``ArchiveError/unusableCheckpoint(path:reason:)``.
  public func state<State: Codable & Sendable>(
    _ type: State.Type, instance: Int, chain: Int
  ) throws -> State? {
    try units.checkpoint(type, unit: instance, part: chain)
  }

  /// Keeps the state of a ladder.
  ///
  /// - Throws: ``ArchiveError`` when the disk cannot be written.
  public func keep<State: Codable & Sendable>(_ state: State, instance: Int, chain: Int) throws {
    try units.saveCheckpoint(state, unit: instance, part: chain)
  }
}
