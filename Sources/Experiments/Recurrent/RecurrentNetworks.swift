package import Documents
package import RandomNetworks

/// Finite recurrent networks, where they start and how they are advanced.
package struct RecurrentNetworks: Sendable {
  /// The parameters of infinitely large ones.
  package let parameters: RecurrentParameters
  /// The number of neurons.
  package let neurons: Int
  /// The number of networks.
  package let networks: Int
  /// The correlation of W_ij and W_ji.
  package let eta: Double
  /// The method with its step; the map in discrete time.
  package let scheme: RecurrentScheme
  /// The mean and the variance of the normal initial states.
  let initialMean, initialVariance: Double

  /// Describes networks.
  ///
  /// - Parameters:
  ///   - parameters: The parameters of infinitely large ones.
  ///   - neurons: The number of neurons.
  ///   - networks: The number of networks.
  ///   - eta: The correlation of W_ij and W_ji.
  ///   - scheme: The method with its step.
  ///   - initialMean: The mean of the initial states.
  ///   - initialVariance: Their variance.
  package init(
    _ parameters: RecurrentParameters, neurons: Int, networks: Int, eta: Double,
    scheme: RecurrentScheme, initialMean: Double, initialVariance: Double
  ) {
    self.parameters = parameters
    self.neurons = neurons
    self.networks = networks
    self.eta = eta
    self.scheme = scheme
    self.initialMean = initialMean
    self.initialVariance = initialVariance
  }

  /// Whether time is discrete.
  package var isMap: Bool { scheme == .map }

  /// The network, which is refused where its method would be unstable.
  ///
  /// - Returns: The kind of network.
  /// - Throws: ``RandomNetworkError``.
  package func network() throws -> RecurrentNetwork {
    let network = try RecurrentNetwork(
      neuronCount: neurons, weightMean: parameters.weightMean, biasMean: parameters.biasMean,
      sigmaW: parameters.sigmaW, sigmaB: parameters.sigmaB, symmetry: eta,
      nonlinearity: parameters.phi.function)
    try network.requireStable(scheme)
    return network
  }

  /// All that results depend on, for scripts and for a store that is continued.
  ///
  /// - Parameter seed: The user's seed.
  /// - Returns: An object.
  package func description(seed: UInt64) -> JSONValue {
    [
      "neurons": .integer(neurons), "networks": .integer(networks),
      "sigma_w": .number(parameters.sigmaW), "sigma_b": .number(parameters.sigmaB),
      "w0": .number(parameters.weightMean), "b0": .number(parameters.biasMean),
      "eta": .number(eta), "activation": .string(parameters.phi.name),
      "gain": .number(parameters.phi.gain), "integrator": .string(scheme.name),
      "step": .number(scheme.step), "initial_mean": .number(initialMean),
      "initial_variance": .number(initialVariance), "seed": JSONValue(seed: seed),
    ]
  }

  /// The network in words.
  package var title: String {
    var words = [parameters.phi.title, "σ_w = \(text(parameters.sigmaW))"]
    if parameters.sigmaB != 0 { words.append("σ_b = \(text(parameters.sigmaB))") }
    if parameters.weightMean != 0 { words.append("w₀ = \(text(parameters.weightMean))") }
    if parameters.biasMean != 0 { words.append("b₀ = \(text(parameters.biasMean))") }
    if eta != 0 { words.append("η = \(text(eta))") }
    return words.joined(separator: ", ") + ", N = \(neurons)" + (isMap ? ", map" : "")
  }

  /// The network and how many there are.
  var heading: String { title + ", \(networks) network\(networks == 1 ? "" : "s")" }
}
