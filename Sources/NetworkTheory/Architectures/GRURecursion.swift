public import NetworkModels
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
  /// The cell with its inputs.
  public let model: GRUModel

  /// The recursion of a cell.
  ///
  /// - Parameter model: The cell with its inputs.
  public init(_ model: GRUModel) { self.model = model }

  /// The name, `gru`.
  public var name: String { GRUModel.name }
  /// The state.
  public var signal: String { "h, the state" }

  /// The candidate lies between −1 and 1.
  public var lengthBound: Double { 1 }

  /// One time step.
  public func next(_ state: PairState) -> PairState {
    let distance = state.q * state.separation
    let overlap = state.q - distance
    let u = model.update.moments(of: Sigmoid(), q: state.q, distance: distance, input: model.input)
    let r = model.reset.moments(of: Sigmoid(), q: state.q, distance: distance, input: model.input)
    let g = model.candidate.moments(
      of: Tanh(), q: state.q * r.meanSquare,
      distance: r.meanSquare * distance + r.halfDistance * overlap, input: model.input)
    let q = state.q * u.meanSquare + u.complementSquare * g.meanSquare
    let next =
      u.meanSquare * distance + u.halfDistance * (overlap + g.meanSquare - g.halfDistance)
      + u.complementSquare * g.halfDistance
    return PairState(q: q, separation: q > 0 ? next / q : 0)
  }

  /// The mean squared singular value of ∂h_t/∂h_(t−1).
  public func chi(at q: Double) -> Double {
    let u = model.update.moments(of: Sigmoid(), q: q, distance: 0, input: model.input)
    let r = model.reset.moments(of: Sigmoid(), q: q, distance: 0, input: model.input)
    let g = model.candidate.moments(
      of: Tanh(), q: q * r.meanSquare, distance: 0, input: model.input)
    let throughReset =
      r.meanSquare + model.reset.sigmaW * model.reset.sigmaW * q * r.meanSquareSlope
    return u.meanSquare
      + model.update.sigmaW * model.update.sigmaW * u.meanSquareSlope * (q + g.meanSquare)
      + u.complementSquare * model.candidate.sigmaW * model.candidate.sigmaW * g.meanSquareSlope
      * throughReset
  }
}
