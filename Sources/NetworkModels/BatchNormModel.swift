public import NumericalMethods

/// A network with batch normalisation before every activation function.
///
/// ```
/// h_i = Σ_j W_ij x_j ∈ ℝ^B,   ĥ_i = √B G h_i/|G h_i|,   x'_i = φ(ĥ_i),   G = 1 − 11ᵀ/B
/// ```
///
/// The scale of W drops out.
///
/// **Source**: G. Yang et al., *A mean field theory of batch normalization*, ICLR (2019).
public struct BatchNormModel: NetworkModel {
  /// The name, `batch-norm`.
  public static let name = "batch-norm"
  /// The number B of inputs of a batch; `nil` for B → ∞.
  public let batchSize: Int?
  /// The activation function φ.
  public let nonlinearity: any Nonlinearity

  /// Describes a network.
  ///
  /// - Parameters:
  ///   - batchSize: The number B of inputs, 4 to 10⁶, since gradients of smaller batches have no mean square;
  ///     `nil` for infinitely many.
  ///   - nonlinearity: The activation function.
  /// - Throws: ``NetworkModelError``.
  public init(batchSize: Int?, nonlinearity: any Nonlinearity) throws(NetworkModelError) {
    if let batchSize, !(4...1_000_000).contains(batchSize) {
      throw .invalidParameter(
        name: "batch", value: Double(batchSize), expected: "a number of inputs from 4 to 1000000")
    }
    self.batchSize = batchSize
    self.nonlinearity = nonlinearity
  }
}
