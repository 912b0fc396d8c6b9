public import NetworkModels
import NumericalMethods
import RealModule

/// The mean-field theory of batch normalisation before every activation function.
///
/// ```
/// h_i = Σ_j W_ij x_j ∈ ℝ^B,   ĥ_i = √B G h_i/|G h_i|,   x'_i = φ(ĥ_i),   G = 1 − 11ᵀ/B
/// ```
///
/// The components of h_i belong to the B inputs of a batch; the scale of W drops out. In a batch whose inputs
/// all have squared length q and correlation c, h_i is Gaussian with covariance ∝ q((1 − c) 1 + c 11ᵀ), so that
/// G h_i is isotropic among vectors of sum zero: ĥ_i is uniform on the sphere of radius √B in B − 1
/// dimensions, whatever q and c < 1. One layer reaches the fixed point,
///
/// ```
/// q* = E φ(x)²,   q* c* = E φ(x) φ(y),   x = √(B−1) t_1, y = √(B−1) t_2
/// ```
///
/// with t_1, t_2 the components of a unit vector in B − 1 dimensions along directions of cosine −1/(B−1); for
/// B → ∞ x and y are independent standard normal numbers.
///
/// **Gradients.** With D = diag φ'(ĥ) and n = G h/|G h|, a gradient δ of x becomes (√B/|Gh|)(G − nnᵀ) D δ of h.
/// After one layer its covariance over neurons is proportional to G, and then E |Gh|^(−2) =
/// 1/((B−3) q(1−c)) (of a χ² number with B − 1 degrees of freedom) gives the factor of its square per layer
///
/// ```
/// χ = B T/((B−1)(B−3) q(1−c)),   T = Σ_ab (G_ab² E φ'_a φ'_b − G_ab E ĥ_a φ'_a ĥ_b φ'_b/B)
/// linear: (B−2)/(B−3);   B → ∞: E φ'²/Var φ,   ReLU: π/(π−1)
/// ```
///
/// **q and c** describe the activations x.
///
/// **Assumes** batches of equal lengths and correlations, no offset in the variance and no trained scale and
/// shift; B ≥ 4, because the mean square of a gradient is infinite at B = 3.
///
/// **Source**: G. Yang, J. Pennington, V. Rao, J. Sohl-Dickstein and S. S. Schoenholz, *A mean field theory of
/// batch normalization*, ICLR (2019).
public struct BatchNormRecursion: MeanFieldRecursion {
  /// The network.
  public let model: BatchNormModel

  /// The squared length q* of activations behind a normalised layer.
  public let fixedLength: Double

  /// The distance q*(1 − c*) of their squared length and overlap.
  public let fixedDistance: Double

  /// T/B of the formula above.
  private let slopes: Double

  /// Computes the fixed point.
  ///
  /// - Parameter model: The network; an activation function that jumps has infinite gradients.
  /// - Complexity: O(1), about 10⁵ function values.
  public init(_ model: BatchNormModel) {
    self.model = model
    let (phi, batchSize) = (model.nonlinearity, model.batchSize)
    let square = { (x: Double) in phi.value(x) * phi.value(x) }
    let slopeSquare = { (x: Double) in phi.derivative(x) * phi.derivative(x) }
    let radial = { (x: Double) in x * phi.derivative(x) }
    let length: Double
    if let batchSize {
      let size = Double(batchSize)
      let average = SphereAverage(dimension: batchSize - 1, for: phi)
      let correlation = -1 / (size - 1)
      length = average(square)
      fixedDistance = length - average.product(correlation: correlation, phi.value)
      let (own, other) = (1 - 1 / size, -1 / size)
      let first =
        own * own * average(slopeSquare)
        + (size - 1) * other * other
        * average.product(correlation: correlation, phi.derivative)
      let second =
        own * average { radial($0) * radial($0) }
        + (size - 1) * other * average.product(correlation: correlation, radial)
      slopes = phi.isDiscontinuous ? .infinity : first - second / size
    } else {
      let average = GaussianAverage(variance: 1, for: phi)
      let mean = average(phi.value)
      length = average(square)
      fixedDistance = length - mean * mean
      slopes = phi.isDiscontinuous ? .infinity : average(slopeSquare)
    }
    fixedLength = length
  }

  /// The name, `batch-norm`.
  public var name: String { BatchNormModel.name }
  /// The activations.
  public var signal: String { "x, the activations" }

  /// The state of a batch.
  ///
  /// - Throws: ``NetworkTheoryError`` for numbers out of range, for c = 1, where nothing is left to normalise,
  ///   and for correlations below −1/(B−1), which no batch has.
  public func start(q: Double, c: Double) throws(NetworkTheoryError) -> PairState {
    try requireInputs(q: q, c: c)
    let lowest = model.batchSize.map { -1 / Double($0 - 1) } ?? 0
    guard q > 0, c < 1, c >= lowest - 1e-12 else {
      throw q > 0
        ? .invalidArchitecture(
          name: "the correlation c in a batch", value: c,
          expected: "a number from \(lowest) to below 1") : .invalidLength(q)
    }
    return PairState(q: q, separation: 1 - c)
  }

  /// The fixed point, from any state.
  public func next(_ state: PairState) -> PairState {
    PairState(q: fixedLength, separation: fixedLength > 0 ? fixedDistance / fixedLength : 0)
  }

  /// q, 1 − c and the growth of squared gradients from the layer behind to this one.
  public func reading(of state: PairState) -> RecursionReading {
    RecursionReading(
      q: state.q, separation: state.separation, chi: gradientFactor(state.q * state.separation))
  }

  private func gradientFactor(_ distance: Double) -> Double {
    guard let batchSize = model.batchSize else { return slopes / distance }
    let size = Double(batchSize)
    return size * size * slopes / ((size - 1) * (size - 3) * distance)
  }

  /// The growth of squared gradients per layer at the fixed point.
  public var gradientFactor: Double { gradientFactor(fixedDistance) }

  /// The fixed point of batches with equal lengths and correlations, reached after one layer.
  public func fixedPoint() throws -> RecursionFixedPoint {
    RecursionFixedPoint(
      q: fixedLength, separation: fixedDistance / fixedLength, chi: gradientFactor, lengthSlope: 0,
      correlationSlope: 0)
  }
}
