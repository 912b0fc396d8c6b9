public import NumericalMethods

/// The two kinds of residual blocks.
public enum ResidualVariant: String, Sendable, CaseIterable {
  /// The block adds its activations: x' = φ(W x + b) + x.
  case reduced
  /// The block adds a linear image of its activations: x' = V φ(W x + b) + x + a.
  case full
}

/// A residual network, of either variant.
///
/// ```
/// reduced   x^l = φ(h^l) + x^(l−1),                 h^l = W^l x^(l−1) + b^l
/// full      x^l = V^l φ(h^l) + x^(l−1) + a^l
/// W_ij ~ N(0, σ_w²/N),   b_i ~ N(0, σ_b²),   V_ij ~ N(0, σ_v²/N),   a_i ~ N(0, σ_a²)
/// ```
///
/// **Source**: G. Yang and S. S. Schoenholz, *Advances in Neural Information Processing Systems* 30 (2017).
public struct ResidualModel: NetworkModel {
  /// The name, `residual`.
  public static let name = "residual"
  /// The kind of block.
  public let variant: ResidualVariant
  /// The standard deviation σ_w of the inner weights, times √N.
  public let sigmaW: Double
  /// The standard deviation σ_b of the inner biases.
  public let sigmaB: Double
  /// The standard deviation σ_v of the outer weights, times √N; 1 in the reduced variant.
  public let sigmaV: Double
  /// The standard deviation σ_a of the outer biases; 0 in the reduced variant.
  public let sigmaA: Double
  /// The activation function φ.
  public let nonlinearity: any Nonlinearity

  /// Describes a network of the reduced variant.
  ///
  /// - Parameters:
  ///   - sigmaW: The standard deviation σ_w, 0 to 100.
  ///   - sigmaB: The standard deviation σ_b, 0 to 100.
  ///   - nonlinearity: The activation function.
  /// - Throws: ``NetworkModelError``.
  public init(
    reducedWithSigmaW sigmaW: Double, sigmaB: Double, nonlinearity: any Nonlinearity = Tanh()
  ) throws(NetworkModelError) {
    try self.init(.reduced, sigmaW, sigmaB, 1, 0, nonlinearity)
  }

  /// Describes a network of the full variant.
  ///
  /// - Parameters:
  ///   - sigmaW: The standard deviation σ_w, 0 to 100.
  ///   - sigmaB: The standard deviation σ_b, 0 to 100.
  ///   - sigmaV: The standard deviation σ_v, 0 to 100.
  ///   - sigmaA: The standard deviation σ_a, 0 to 100.
  ///   - nonlinearity: The activation function.
  /// - Throws: ``NetworkModelError``.
  public init(
    sigmaW: Double, sigmaB: Double, sigmaV: Double, sigmaA: Double,
    nonlinearity: any Nonlinearity = Tanh()
  ) throws(NetworkModelError) {
    try self.init(.full, sigmaW, sigmaB, sigmaV, sigmaA, nonlinearity)
  }

  private init(
    _ variant: ResidualVariant, _ sigmaW: Double, _ sigmaB: Double, _ sigmaV: Double,
    _ sigmaA: Double, _ nonlinearity: any Nonlinearity
  ) throws(NetworkModelError) {
    try requireDeviation(sigmaW, "sigma_w")
    try requireDeviation(sigmaB, "sigma_b")
    try requireDeviation(sigmaV, "sigma_v")
    try requireDeviation(sigmaA, "sigma_a")
    self.variant = variant
    self.sigmaW = sigmaW
    self.sigmaB = sigmaB
    self.sigmaV = sigmaV
    self.sigmaA = sigmaA
    self.nonlinearity = nonlinearity
  }
}
