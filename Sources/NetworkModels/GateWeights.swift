/// The weights and the bias behind one gate or candidate of a recurrent cell.
///
/// ```
/// u = W h + V z + b,   W_ij ~ N(0, σ_w²/N),   V_ij ~ N(0, σ_v²/N),   b_i ~ N(μ, σ_b²)
/// ```
public struct GateWeights: Sendable, Equatable {
  /// The standard deviation σ_w of the weights of the state, times √N.
  public let sigmaW: Double
  /// The standard deviation σ_v of the weights of the input, times √N.
  public let sigmaV: Double
  /// The standard deviation σ_b of the biases.
  public let sigmaB: Double
  /// The mean μ of the biases.
  public let bias: Double

  /// Describes the weights of a gate.
  ///
  /// - Parameters:
  ///   - sigmaW: The standard deviation σ_w, 0 to 100.
  ///   - sigmaV: The standard deviation σ_v, 0 to 100.
  ///   - sigmaB: The standard deviation σ_b, 0 to 100.
  ///   - bias: The mean μ of the biases, −100 to 100.
  /// - Throws: ``NetworkModelError``.
  public init(
    sigmaW: Double, sigmaV: Double, sigmaB: Double = 0, bias: Double = 0
  ) throws(NetworkModelError) {
    try requireDeviation(sigmaW, "sigma_w")
    try requireDeviation(sigmaV, "sigma_v")
    try requireDeviation(sigmaB, "sigma_b")
    guard abs(bias) <= 100 else {
      throw .invalidParameter(name: "bias", value: bias, expected: "a number from -100 to 100")
    }
    self.sigmaW = sigmaW
    self.sigmaV = sigmaV
    self.sigmaB = sigmaB
    self.bias = bias
  }
}

/// The inputs that two copies of a recurrent cell receive in every time step.
///
/// ```
/// z_t^a, z_t^b ~ N(0, R) per component,   correlation 1 − ε_z;   independent from step to step
/// ```
public struct RecurrentInput: Sendable, Equatable {
  /// The squared length R per component.
  public let power: Double
  /// The correlation c_z of the two input sequences.
  public let correlation: Double
  /// Their distance ε_z = 1 − c_z.
  public var separation: Double { 1 - correlation }

  /// Describes two input sequences.
  ///
  /// - Parameters:
  ///   - power: The squared length R per component, 0 to 10⁶.
  ///   - correlation: The correlation c_z of the two sequences, −1 to 1.
  /// - Throws: ``NetworkModelError``.
  public init(power: Double, correlation: Double) throws(NetworkModelError) {
    guard power >= 0, power <= 1e6 else {
      throw .invalidParameter(
        name: "the power of the inputs", value: power, expected: "a number from 0 to 1000000")
    }
    guard abs(correlation) <= 1 else {
      throw .invalidParameter(
        name: "the correlation of the inputs", value: correlation, expected: "a number from -1 to 1"
      )
    }
    self.power = power
    self.correlation = correlation
  }
}
