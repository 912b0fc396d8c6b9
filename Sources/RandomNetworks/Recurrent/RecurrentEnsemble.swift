import Parallelism

/// Many recurrent networks of one kind.
public struct RecurrentEnsemble: Sendable {
  /// The kind of network.
  public let network: RecurrentNetwork
  /// Length, method and what is recorded.
  public let settings: RecurrentSettings
  /// The user's seed, from which couplings, biases and initial states follow.
  public let seed: UInt64

  /// Describes an ensemble.
  ///
  /// - Parameters:
  ///   - network: The kind of network.
  ///   - settings: Length, method and what is recorded.
  ///   - seed: The user's seed.
  public init(network: RecurrentNetwork, settings: RecurrentSettings, seed: UInt64) {
    self.network = network
    self.settings = settings
    self.seed = seed
  }

  /// Simulates several networks; the records are the same bits for any number of threads.
  ///
  /// - Parameters:
  ///   - networks: Which networks.
  ///   - threads: The largest number of networks at a time, at least 1.
  ///   - keepsStates: For which networks the states of the snapshots are wanted.
  ///   - checkpoint: Where an earlier simulation of a network was left.
  ///   - save: Called on any thread now and then with what a later simulation can start from.
  ///   - advanced: Called now and then, on any thread, with a number of finished steps.
  ///   - isolation: The caller's actor, on which records are delivered.
  ///   - deliver: Called with every record, in the order of `networks`.
  /// - Throws: ``RandomNetworkError``; a `CancellationError` when the task was cancelled; what `deliver` throws.
  /// - Complexity: As that many calls of ``RecurrentNetwork/simulate(_:network:seed:keepsStates:from:save:advanced:)``; every
  ///   thread holds the couplings of one network.
  public func simulate(
    networks: [Int], threads: Int = 1,
    keepsStates: @escaping @Sendable (_ network: Int) -> Bool = { _ in false },
    from checkpoint: @escaping @Sendable (_ network: Int) throws -> RecurrentCheckpoint? = { _ in
      nil
    },
    save: @escaping @Sendable (RecurrentCheckpoint) throws -> Void = { _ in },
    advanced: @escaping @Sendable (_ steps: Int) -> Void = { _ in },
    isolation: isolated (any Actor)? = #isolation,
    deliver: (_ record: RecurrentRecord) throws -> Void
  ) async throws {
    try await concurrentForEach(count: networks.count, threads: threads) { k in
      try network.simulate(
        settings, network: networks[k], seed: seed, keepsStates: keepsStates(networks[k]),
        from: try checkpoint(networks[k]), save: save, advanced: advanced)
    } deliver: { _, record in
      try deliver(record)
    }
  }

  /// Simulates networks 0, 1, … and returns their records.
  ///
  /// - Parameters:
  ///   - count: How many networks, at least 1.
  ///   - threads: The largest number of networks at a time, at least 1.
  /// - Returns: One record per network.
  /// - Throws: ``RandomNetworkError``.
  public func simulate(networks count: Int, threads: Int = 1) async throws -> [RecurrentRecord] {
    precondition(count >= 1, "\(count) networks")
    var records: [RecurrentRecord] = []
    try await simulate(networks: Array(0..<count), threads: threads) { records.append($0) }
    return records
  }
}
