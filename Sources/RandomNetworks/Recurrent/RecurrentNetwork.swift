public import NetworkModels
public import NumericalMethods

/// A recurrent network with random couplings, constant in time.
///
/// ```
/// ∂_t h_i = −h_i + Σ_j W_ij φ(h_j) + b_i,   i = 1 … N
/// W_ij ~ N(w_0/N, σ_w²/N),   b_i ~ N(b_0, σ_b²),   corr(W_ij, W_ji) = η for i ≠ j
/// ```
///
/// A gain g lies inside φ. With ``RecurrentScheme/map`` the same couplings make the map
/// h(t + 1) = W φ(h(t)) + b. Numbers come from streams named by seed and network, so that a network is the same
/// wherever and in whatever order it is computed.
///
/// **Source**: S. Amari, *IEEE Transactions SMC* 2, 643 (1972); H. Sompolinsky, A. Crisanti and H. J. Sommers,
/// *Physical Review Letters* 61, 259 (1988).
public struct RecurrentNetwork: Sendable {
  /// The number N of neurons.
  public let neuronCount: Int
  /// The mean w_0 of the couplings, times N.
  public let weightMean: Double
  /// The mean b_0 of the biases.
  public let biasMean: Double
  /// The standard deviation σ_w of the couplings, times √N.
  public let sigmaW: Double
  /// The standard deviation σ_b of the biases.
  public let sigmaB: Double
  /// The correlation η of W_ij and W_ji: 1 for symmetric, −1 for antisymmetric deviations from the mean.
  public let symmetry: Double
  /// The activation function φ.
  public let nonlinearity: any Nonlinearity

  /// Describes a network.
  ///
  /// - Parameters:
  ///   - neuronCount: The number N of neurons, at least 1.
  ///   - weightMean: The mean w_0 of the couplings, times N.
  ///   - biasMean: The mean b_0 of the biases.
  ///   - sigmaW: The standard deviation σ_w, 0 or more.
  ///   - sigmaB: The standard deviation σ_b, 0 or more.
  ///   - symmetry: The correlation η, from −1 to 1.
  ///   - nonlinearity: The activation function, tanh unless said otherwise.
  /// - Throws: ``RandomNetworkError/invalidParameter(name:value:expected:)``.
  public init(
    neuronCount: Int, weightMean: Double = 0, biasMean: Double = 0, sigmaW: Double,
    sigmaB: Double = 0, symmetry: Double = 0, nonlinearity: any Nonlinearity = Tanh()
  ) throws(RandomNetworkError) {
    guard neuronCount >= 1 else {
      throw .invalidParameter(name: "neurons", value: Double(neuronCount), expected: "at least 1")
    }
    for (name, value) in [("w0", weightMean), ("b0", biasMean)] where !value.isFinite {
      throw .invalidParameter(name: name, value: value, expected: "a finite number")
    }
    for (name, value) in [("sigma_w", sigmaW), ("sigma_b", sigmaB)]
    where !(value >= 0 && value.isFinite) {
      throw .invalidParameter(name: name, value: value, expected: "a finite number, not negative")
    }
    guard abs(symmetry) <= 1 else {
      throw .invalidParameter(name: "eta", value: symmetry, expected: "a number from -1 to 1")
    }
    self.neuronCount = neuronCount
    self.weightMean = weightMean
    self.biasMean = biasMean
    self.sigmaW = sigmaW
    self.sigmaB = sigmaB
    self.symmetry = symmetry
    self.nonlinearity = nonlinearity
  }

  /// Describes a finite network.
  ///
  /// - Parameters:
  ///   - model: The network.
  ///   - neuronCount: The number N of neurons, at least 1.
  /// - Throws: ``RandomNetworkError/invalidParameter(name:value:expected:)``.
  public init(_ model: RecurrentModel, neuronCount: Int) throws(RandomNetworkError) {
    try self.init(
      neuronCount: neuronCount, weightMean: model.weightMean, biasMean: model.biasMean,
      sigmaW: model.sigmaW, sigmaB: model.sigmaB, symmetry: model.symmetry,
      nonlinearity: model.nonlinearity)
  }
}
