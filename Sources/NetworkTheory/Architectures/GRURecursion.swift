import NumericalMethods
import RealModule

/// The mean-field theory of gated recurrent units.
///
/// ```
/// h_t = u h_(t−1) + (1 − u) g,   g = tanh(W_g (r h_(t−1)) + V_g z_t + b_g)
/// u = σ(W_u h_(t−1) + V_u z_t + b_u),   r = σ(W_r h_(t−1) + V_r z_t + b_r)
/// ```
///
/// With fresh weights in every step all fields are Gaussian, independent of each other and of the components
/// that their gates multiply. With Q = E h², D = Q − Q_12, and S = Q E r² the squared length that W_g sees:
///
/// ```
/// Q' = Q E u² + E (1−u)² E g²,   g at variance σ_wg² S + σ_vg² R + σ_bg²
/// D' = E u² D + Δ_u (Q_12 + G_12) + E (1−u)² Δ_g,   Δ_x = ½ E (x_a − x_b)²
/// S − S_12 = E r² D + Δ_r Q_12,   G_12 = E g² − Δ_g
/// χ = E u² + σ_wu² E u'² (Q + E g²) + E (1−u)² σ_wg² E g'² (E r² + σ_wr² Q E r'²)
/// ```
///
/// χ is the mean squared singular value of ∂h_t/∂h_(t−1) and the slope of the correlation recursion at c = 1.
///
/// **Assumes** weights drawn afresh in each step and inputs independent in time; the mean of the candidate's
/// biases is 0, so that E g = 0.
///
/// **Source**: D. Gilboa, B. Chang, M. Chen, G. Yang, S. S. Schoenholz, E. H. Chi and J. Pennington, *Dynamical
/// isometry and a mean field theory of LSTMs and GRUs*, arXiv:1901.08987 (2019); derived here.
public struct GRURecursion: PairRecursion {
  /// The weights of the update gate u, which keeps the state where it is 1.
  public let update: GateWeights
  /// The weights of the reset gate r.
  public let reset: GateWeights
  /// The weights of the candidate g; its bias has mean 0.
  public let candidate: GateWeights
  /// The inputs.
  public let input: RecurrentInput

  /// Describes a cell with its inputs.
  ///
  /// - Parameters:
  ///   - update: The weights of the update gate.
  ///   - reset: The weights of the reset gate.
  ///   - candidate: The weights of the candidate.
  ///   - input: The inputs.
  /// - Throws: ``NetworkTheoryError/invalidArchitecture(name:value:expected:)`` for a candidate whose biases
  ///   have a mean.
  public init(
    update: GateWeights, reset: GateWeights, candidate: GateWeights, input: RecurrentInput
  ) throws(NetworkTheoryError) {
    guard candidate.bias == 0 else {
      throw .invalidArchitecture(
        name: "the mean bias of the candidate", value: candidate.bias, expected: "0")
    }
    self.update = update
    self.reset = reset
    self.candidate = candidate
    self.input = input
  }

  /// The name, `gru`.
  public var name: String { "gru" }
  /// The state.
  public var signal: String { "h, the state" }

  /// The candidate lies between −1 and 1.
  public var lengthBound: Double { 1 }

  /// One time step.
  public func next(_ state: PairState) -> PairState {
    let distance = state.q * state.separation
    let overlap = state.q - distance
    let u = update.moments(of: Sigmoid(), q: state.q, distance: distance, input: input)
    let r = reset.moments(of: Sigmoid(), q: state.q, distance: distance, input: input)
    let g = candidate.moments(
      of: Tanh(), q: state.q * r.meanSquare,
      distance: r.meanSquare * distance + r.halfDistance * overlap, input: input)
    let q = state.q * u.meanSquare + u.complementSquare * g.meanSquare
    let next =
      u.meanSquare * distance + u.halfDistance * (overlap + g.meanSquare - g.halfDistance)
      + u.complementSquare * g.halfDistance
    return PairState(q: q, separation: q > 0 ? next / q : 0)
  }

  /// The mean squared singular value of ∂h_t/∂h_(t−1).
  public func chi(at q: Double) -> Double {
    let u = update.moments(of: Sigmoid(), q: q, distance: 0, input: input)
    let r = reset.moments(of: Sigmoid(), q: q, distance: 0, input: input)
    let g = candidate.moments(of: Tanh(), q: q * r.meanSquare, distance: 0, input: input)
    let throughReset = r.meanSquare + reset.sigmaW * reset.sigmaW * q * r.meanSquareSlope
    return u.meanSquare
      + update.sigmaW * update.sigmaW * u.meanSquareSlope * (q + g.meanSquare)
      + u.complementSquare * candidate.sigmaW * candidate.sigmaW * g.meanSquareSlope * throughReset
  }
}
