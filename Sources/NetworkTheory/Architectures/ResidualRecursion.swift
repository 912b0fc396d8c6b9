public import NetworkModels
import NumericalMethods
import RealModule

/// The mean-field theory of residual networks.
///
/// ```
/// reduced   x^l = φ(h^l) + x^(l−1),                 h^l = W^l x^(l−1) + b^l
/// full      x^l = V^l φ(h^l) + x^(l−1) + a^l
/// W_ij ~ N(0, σ_w²/N),   b_i ~ N(0, σ_b²),   V_ij ~ N(0, σ_v²/N),   a_i ~ N(0, σ_a²)
/// ```
///
/// With p = E x², γ = E x_a x_b, m = E x, s = σ_w² p + σ_b² and h_a, h_b Gaussian of variance s and
/// covariance σ_w² γ + σ_b²:
///
/// ```
/// reduced   p' = p + 2m E φ + E φ²,   γ' = γ + 2m E φ + E φ_a φ_b,   m' = m + E φ
/// full      p' = p + σ_v² E φ² + σ_a²,  γ' = γ + σ_v² E φ_a φ_b + σ_a²
/// χ = 1 + σ_v² σ_w² E φ'²   (σ_v = 1 for reduced)
/// ```
///
/// New weights are independent of x, so that h is Gaussian, independent of the component of x it is added to,
/// and a block's response to a perturbation is uncorrelated with the perturbation: hence the 1 in χ. The terms
/// with m vanish for odd φ and in the full variant. p − γ is followed, so that 1 − c keeps its accuracy.
///
/// **q and c** describe the stream x: q = p, c = γ/p.
///
/// **Assumes** equal lengths and inputs of mean zero.
///
/// **Source**: G. Yang and S. S. Schoenholz, *Advances in Neural Information Processing Systems* 30 (2017);
/// the terms with m, for functions that are not odd in the reduced variant, are added here.
public struct ResidualRecursion: MeanFieldRecursion {
  /// The network.
  public let model: ResidualModel

  /// The recursion of a network.
  ///
  /// - Parameter model: The network.
  public init(_ model: ResidualModel) { self.model = model }

  /// Length, distance and mean of the stream.
  public struct State: Sendable, Equatable {
    /// The squared length p.
    public let p: Double
    /// The distance p − γ.
    public let distance: Double
    /// The mean m of the components.
    public let mean: Double
  }

  /// The name, `residual`.
  public var name: String { ResidualModel.name }
  /// The stream x.
  public var signal: String { "x, the residual stream" }

  /// The state of two inputs of mean zero.
  public func start(q: Double, c: Double) throws(NetworkTheoryError) -> State {
    try requireInputs(q: q, c: c)
    return State(p: q, distance: q * (1 - c), mean: 0)
  }

  private func innerVariance(_ p: Double) -> Double {
    model.sigmaW * model.sigmaW * p + model.sigmaB * model.sigmaB
  }

  /// One block.
  public func next(_ state: State) -> State {
    let variance = innerVariance(state.p)
    let moments = FieldMoments(
      of: model.nonlinearity, variance: variance,
      separation: variance > 0 ? model.sigmaW * model.sigmaW * state.distance / variance : 0)
    let gain = model.sigmaV * model.sigmaV
    let added = gain * moments.meanSquare + model.sigmaA * model.sigmaA
    let isReduced = model.variant == .reduced
    return State(
      p: state.p + added + (isReduced ? 2 * state.mean * moments.mean : 0),
      distance: state.distance + gain * moments.halfDistance,
      mean: isReduced ? state.mean + moments.mean : 0)
  }

  /// The length p, the distance 1 − γ/p and χ.
  public func reading(of state: State) -> RecursionReading {
    let moments = FieldMoments(
      of: model.nonlinearity, variance: innerVariance(state.p), separation: 0)
    return RecursionReading(
      q: state.p, separation: state.p > 0 ? state.distance / state.p : 0,
      chi: 1 + model.sigmaV * model.sigmaV * model.sigmaW * model.sigmaW * moments.meanSquareSlope)
  }

  /// No fixed length, because p never falls.
  ///
  /// With a saturating function lengths grow linearly, χ → 1 and the
  /// correlation approaches ``asymptotics`` by a power of the depth, so that every scale is infinite.
  public func fixedPoint() throws -> RecursionFixedPoint {
    let law = asymptotics
    return RecursionFixedPoint(
      q: nil, separation: law?.fixedCorrelation.map { 1 - $0 }, chi: law?.chi, lengthSlope: nil,
      correlationSlope: nil)
  }
}
