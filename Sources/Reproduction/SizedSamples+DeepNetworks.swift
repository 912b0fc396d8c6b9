import Experiments
import RandomNetworks

extension SizedSamples<NetworkRecord> {
  /// Deep networks of several widths, no two of them of the same random numbers.
  ///
  /// - Parameters:
  ///   - networks: The kind of network at every width.
  ///   - count: How many of each width.
  ///   - inputs: The inputs of all.
  ///   - batch: Which of several sets of networks, from 0; those of different sets are independent.
  ///   - engine: Explicit weights, or the exact law of the fields given those of the layer before.
  ///   - session: Seed, threads and listeners.
  /// - Throws: What the networks throw.
  init(
    _ networks: [DeepNetwork], count: Int, inputs: NetworkInputs,
    batch: Int = 0, engine: PropagationEngine = .weights, session: Session
  ) async throws {
    let progress = session.progress("networks", total: networks.count)
    defer { progress.finish() }
    for (k, network) in networks.enumerated() {
      let ensemble = DeepNetworkEnsemble(
        network: network, inputs: inputs, seed: session.seed, engine: engine)
      add(
        size: network.widths[0],
        try await ensemble.simulate(
          networks: count, from: (batch * networks.count + k) * count, threads: session.threadCount)
      )
      progress.advance(1)
    }
  }
}
