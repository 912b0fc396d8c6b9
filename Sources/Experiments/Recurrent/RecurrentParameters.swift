import Documents
package import NetworkTheory
import NumericalMethods

/// The parameters of a recurrent network.
///
/// ```
/// ∂_t h_i = −h_i + Σ_j W_ij φ(g h_j) + b_i,   W_ij ~ N(w_0/N, σ_w²/N),   b_i ~ N(b_0, σ_b²)
/// ```
package struct RecurrentParameters: Sendable {
  /// The activation function.
  let phi: NamedActivation
  /// The standard deviation of the weights, times √N.
  package let sigmaW: Double
  /// The standard deviation of the biases.
  let sigmaB: Double
  /// The mean of the weights, times N.
  let weightMean: Double
  /// The mean of the biases.
  let biasMean: Double

  /// Gives the parameters of a network.
  ///
  /// - Parameters:
  ///   - phi: The activation function.
  ///   - sigmaW: The standard deviation of the weights, times √N.
  ///   - sigmaB: The standard deviation of the biases.
  ///   - weightMean: The mean of the weights, times N.
  ///   - biasMean: The mean of the biases.
  package init(
    _ phi: NamedActivation, sigmaW: Double, sigmaB: Double, weightMean: Double, biasMean: Double
  ) {
    self.phi = phi
    self.sigmaW = sigmaW
    self.sigmaB = sigmaB
    self.weightMean = weightMean
    self.biasMean = biasMean
  }

  /// The map of mean and variance, which carries the parameters of the theory.
  ///
  /// - Parameter sigmaW: Another deviation of the weights.
  /// - Returns: The map.
  /// - Throws: What a parameter out of range throws.
  package func map(sigmaW: Double? = nil) throws -> MomentMap {
    try MomentMap(
      weightMean: weightMean, biasMean: biasMean, sigmaW: sigmaW ?? self.sigmaW, sigmaB: sigmaB,
      nonlinearity: phi.function)
  }

  /// The parameters in words, for titles.
  package var title: String { title(leavingOut: []) }

  /// The parameters in words without those that are varied.
  func title(leavingOut varied: [RecurrentPhasePlane.Parameter]) -> String {
    let values: [(RecurrentPhasePlane.Parameter, Double)] = [
      (.sigmaW, sigmaW), (.sigmaB, sigmaB), (.weightMean, weightMean), (.biasMean, biasMean),
    ]
    let words = values.filter {
      !varied.contains($0.0) && ($0.1 != 0 || $0.0 == .sigmaW)
    }.map { "\($0.0.symbol) = \(text($0.1))" }
    return ([phi.title] + words).joined(separator: ", ")
  }

  /// The parameters for scripts.
  func document(seed: UInt64) -> JSONValue {
    [
      "activation": .string(phi.name), "gain": .number(phi.gain), "sigma_w": .number(sigmaW),
      "sigma_b": .number(sigmaB), "w0": .number(weightMean), "b0": .number(biasMean),
      "seed": JSONValue(seed: seed),
    ]
  }
}

extension RecurrentPhasePlane.Parameter {
  /// The key in JSON and files.
  var key: String {
    switch self {
    case .sigmaW: "sigma_w"
    case .sigmaB: "sigma_b"
    case .weightMean: "w0"
    case .biasMean: "b0"
    }
  }

  /// The symbol in figures and tables.
  var symbol: String {
    switch self {
    case .sigmaW: "σ_w"
    case .sigmaB: "σ_b"
    case .weightMean: "w_0"
    case .biasMean: "b_0"
    }
  }
}
