public import NetworkModels
import NumericalMethods
import RealModule

extension GateWeights {
  /// The moments of a function of the field, for two signals.
  ///
  /// - Parameters:
  ///   - function: The function.
  ///   - q: The squared length of the state that W sees.
  ///   - distance: q − q12 of the two states.
  ///   - input: The inputs that V sees.
  /// - Returns: The moments.
  func moments(
    of function: any Nonlinearity, q: Double, distance: Double, input: RecurrentInput
  ) -> FieldMoments {
    let (w, v) = (sigmaW * sigmaW, sigmaV * sigmaV)
    let variance = w * q + v * input.power + sigmaB * sigmaB
    let apart = w * distance + v * input.power * input.separation
    return FieldMoments(
      of: function, mean: bias, variance: variance, separation: variance > 0 ? apart / variance : 0)
  }
}

/// The mean-field theory of the minimal recurrent network.
///
/// ```
/// h_t = u_t h_(t−1) + (1 − u_t) z_t,   u_t = σ(W h_(t−1) + V z_t + b),   σ(x) = 1/(1 + e^(−x))
/// ```
///
/// z_t are the (embedded) inputs. With fresh weights in every step u_t is independent of the component of h and
/// z that it multiplies, and z of mean zero is independent of h. For Q = E h², Q_12 = E h_a h_b, R and R_12 of
/// the inputs, and Gaussian fields of mean μ, variance σ_w² Q + σ_v² R + σ_b² and covariance
/// σ_w² Q_12 + σ_v² R_12 + σ_b²:
///
/// ```
/// Q'    = Q E u² + R E (1−u)²,   Q_12' = Q_12 E u_a u_b + R_12 E (1−u_a)(1−u_b)
/// Q' − Q_12' = E u² (Q − Q_12) + E(1−u)² (R − R_12) + Δ (Q_12 + R_12),   Δ = ½ E (u_a − u_b)²
/// χ = E u² + σ_w² (Q + R) E σ'²
/// ```
///
/// χ is the mean squared singular value of ∂h_t/∂h_(t−1) and the slope of the correlation recursion at c = 1; a
/// sequence is remembered for −1/ln χ steps. It is 1 at σ_w = 0 with the gate closed (μ → ∞), and on a line of
/// finite μ for σ_w > 0: ``criticalBias(sigmaW:sigmaV:sigmaB:input:in:)``.
///
/// **Assumes** weights drawn afresh in each step, as in the source, and inputs independent in time.
///
/// **Source**: M. Chen, J. Pennington and S. S. Schoenholz, *Dynamical isometry and a mean field theory of RNNs:
/// gating enables signal propagation in recurrent neural networks*, ICML (2018); derived here.
public struct MinimalRNNRecursion: PairRecursion {
  /// The cell with its inputs.
  public let model: MinimalRNNModel

  /// The recursion of a cell.
  ///
  /// - Parameter model: The cell with its inputs.
  public init(_ model: MinimalRNNModel) { self.model = model }

  private var gate: GateWeights { model.gate }
  private var input: RecurrentInput { model.input }

  /// The name, `minimal-rnn`.
  public var name: String { MinimalRNNModel.name }
  /// The state.
  public var signal: String { "h, the state" }

  /// Q' is at most the larger of Q and R.
  public var lengthBound: Double { input.power > 0 ? input.power : 1 }

  /// One time step.
  public func next(_ state: PairState) -> PairState {
    let distance = state.q * state.separation
    let u = gate.moments(of: Sigmoid(), q: state.q, distance: distance, input: input)
    let (r, apart) = (input.power, input.power * input.separation)
    let q = state.q * u.meanSquare + r * u.complementSquare
    let next =
      u.meanSquare * distance + u.complementSquare * apart
      + u.halfDistance * (state.q - distance + r - apart)
    return PairState(q: q, separation: q > 0 ? next / q : 0)
  }

  /// χ = E u² + σ_w² (Q + R) E σ'².
  public func chi(at q: Double) -> Double {
    let u = gate.moments(of: Sigmoid(), q: q, distance: 0, input: input)
    return u.meanSquare + gate.sigmaW * gate.sigmaW * (q + input.power) * u.meanSquareSlope
  }

  /// The mean μ of the gate's biases at which χ = 1 at the fixed point.
  ///
  /// - Parameters:
  ///   - sigmaW: The standard deviation σ_w of the gate's recurrent weights.
  ///   - sigmaV: The standard deviation σ_v of its input weights.
  ///   - sigmaB: The standard deviation σ_b of its biases.
  ///   - input: The inputs.
  ///   - range: Where to look.
  /// - Returns: The smallest such μ in the range at a resolution of 0.5, or `nil` where χ − 1 keeps its sign.
  /// - Throws: `NetworkModelError` for parameters out of range.
  /// - Complexity: About 10 fixed points for each unit of the range.
  public static func criticalBias(
    sigmaW: Double, sigmaV: Double, sigmaB: Double = 0, input: RecurrentInput,
    in range: ClosedRange<Double> = -8...12
  ) throws -> Double? {
    let input = try RecurrentInput(power: input.power, correlation: 1)
    let excess = { (bias: Double) -> Double in
      let gate = try GateWeights(sigmaW: sigmaW, sigmaV: sigmaV, sigmaB: sigmaB, bias: bias)
      let cell = MinimalRNNRecursion(MinimalRNNModel(gate: gate, input: input))
      return cell.chi(at: try cell.fixedLength()?.q ?? 0) - 1
    }
    var lower = range.lowerBound
    var below = try excess(lower)
    while lower < range.upperBound {
      let upper = Swift.min(lower + 0.5, range.upperBound)
      let above = try excess(upper)
      if (below > 0) != (above > 0) {
        return try findRoot(in: lower...upper, tolerance: 1e-12, of: excess)
      }
      (lower, below) = (upper, above)
    }
    return nil
  }
}
