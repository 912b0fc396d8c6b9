import Parallelism

/// Many random networks of one kind that see the same inputs.
public struct DeepNetworkEnsemble: Sendable {
  /// The kind of network.
  public let network: DeepNetwork

  /// The inputs, the same for all networks.
  public let inputs: NetworkInputs

  /// The user's seed, from which all weights and biases follow.
  public let seed: UInt64

  /// Explicit weights, or the law of the signals without weights.
  public let engine: PropagationEngine

  /// Describes an ensemble.
  ///
  /// - Parameters:
  ///   - network: The kind of network.
  ///   - inputs: The inputs.
  ///   - seed: The user's seed.
  ///   - engine: Explicit weights unless said otherwise.
  public init(
    network: DeepNetwork, inputs: NetworkInputs, seed: UInt64, engine: PropagationEngine = .weights
  ) {
    self.network = network
    self.inputs = inputs
    self.seed = seed
    self.engine = engine
  }

  /// Sends the inputs through several networks.
  ///
  /// The records are the same bits for any number of threads.
  ///
  /// - Parameters:
  ///   - count: How many networks, at least 1.
  ///   - first: The index of the first of them; others are computed elsewhere.
  ///   - threads: The largest number of networks at a time, at least 1.
  ///   - layers: The layers, from 1, of which the pre-activations themselves are wanted.
  /// - Returns: One record per network, in the order of their index.
  /// - Throws: ``RandomNetworkError`` when a signal grows without bound; a `CancellationError` when the
  ///   task was cancelled.
  /// - Complexity: As `count` calls of ``DeepNetwork/propagate(_:network:seed:engine:keeping:)``; memory
  ///   O(count L A²) and the pre-activations kept.
  public func simulate(
    networks count: Int, from first: Int = 0, threads: Int = 1, keeping layers: Set<Int> = []
  ) async throws -> [NetworkRecord] {
    precondition(count >= 1 && first >= 0, "\(count) networks from number \(first)")
    return try await concurrentMap(count: count, threads: threads) { index in
      try network.propagate(
        inputs, network: first + index, seed: seed, engine: engine, keeping: layers)
    }
  }
}

/// The feedforward networks as an architecture like others; no perturbation is followed.
extension DeepNetworkEnsemble: FiniteArchitecture {
  /// The number L of layers.
  public var depth: Int { network.depth }

  /// Sends the inputs through one network.
  public func propagate(network index: Int, seed: UInt64) throws(RandomNetworkError)
    -> NetworkRecord
  {
    try network.propagate(inputs, network: index, seed: seed, engine: engine)
  }
}
