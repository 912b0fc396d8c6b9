public import NumericalMethods

/// A convolutional network on a ring of positions.
///
/// ```
/// h^(l+1)_j(α) = Σ_i Σ_β W_ij(β) φ(h^l_i(α + β)) + b_j,   W_ij(β) ~ N(0, σ_w² v_β/C),  Σ_β v_β = 1
/// ```
///
/// **Source**: L. Xiao et al., *Dynamical isometry and a mean field theory of CNNs*, ICML (2018).
public struct ConvolutionalModel: NetworkModel {
  /// The name, `convolutional`.
  public static let name = "convolutional"
  /// σ_w, σ_b and φ.
  public let layer: FeedforwardModel
  /// The number n of positions.
  public let positions: Int
  /// The shares v_β of the variance, β = −r … r; they sum to 1.
  public let kernel: [Double]

  /// Describes a network.
  ///
  /// - Parameters:
  ///   - sigmaW: The standard deviation σ_w, 0 to 1000.
  ///   - sigmaB: The standard deviation σ_b, 0 to 1000.
  ///   - nonlinearity: The activation function.
  ///   - positions: The number n of positions on the ring, 2 to 200.
  ///   - kernel: The shares of the variance, an odd number of them up to n; divided by their sum.
  /// - Throws: ``NetworkModelError``.
  public init(
    sigmaW: Double, sigmaB: Double, nonlinearity: any Nonlinearity = Tanh(), positions: Int,
    kernel: [Double]
  ) throws(NetworkModelError) {
    layer = try FeedforwardModel(sigmaW: sigmaW, sigmaB: sigmaB, nonlinearity: nonlinearity)
    guard (2...200).contains(positions) else {
      throw .invalidParameter(
        name: "positions", value: Double(positions), expected: "a number from 2 to 200")
    }
    guard kernel.count % 2 == 1, kernel.count <= positions else {
      throw .invalidParameter(
        name: "the length of the kernel", value: Double(kernel.count),
        expected: "an odd number up to that of the positions, \(positions)")
    }
    let total = kernel.reduce(0, +)
    guard kernel.allSatisfy({ $0 >= 0 }), total > 0, total.isFinite else {
      throw .invalidParameter(
        name: "the smallest share of the kernel", value: kernel.min() ?? 0,
        expected: "finite shares, none negative and not all zero")
    }
    self.positions = positions
    self.kernel = kernel.map { $0 / total }
  }
}
