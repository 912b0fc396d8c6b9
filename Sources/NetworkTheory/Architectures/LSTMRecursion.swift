import LinearAlgebra
public import NetworkModels
import NumericalMethods
import RealModule

/// The mean-field theory of long short-term memory cells.
///
/// ```
/// c_t = f c_(t−1) + i r,   h_t = o tanh c_t,   r = tanh(W_r h_(t−1) + V_r z_t + b_r)
/// f, i, o = σ(W h_(t−1) + V z_t + b),   each with its own W, V, b
/// ```
///
/// With fresh weights in every step the fields are Gaussian and independent of each other and of c: their variances
/// follow from Q = E h², Q' = E o² E tanh² c'. The cell itself is no Gaussian but a random recurrence; its law π is
/// carried on 51 nodes and moved by operators that average over the gates, without sampling. Pairs of copies use
/// Hermite expansions of the gates. At field variances of order 1
/// errors are about 1e-7 for q and χ, and up to 1e-4 of 1 − c near c = 1. For two copies, D = Q − Q_12:
///
/// ```
/// D' = E o² τ + Δ_o (E tanh² c − τ),   τ = ½ E (tanh c_a − tanh c_b)²,   Δ_o = ½ E (o_a − o_b)²
/// ```
///
/// A perturbation lives in the cell and in the output. With the law μ(c) = E[δc² | c] π(c) and T = E δh²
///
/// ```
/// μ'(F) = μ(A_(f²) F) + T π((σ_wf² c² A_(f'²) + σ_wi² A_(r² i'²) + σ_wr² A_(i² r'²)) F)
/// T' = E o² μ'(sech⁴ c) + σ_wo² E o'² T E tanh² c'
/// ```
///
/// χ of a state is T'/T; at the fixed point it is the leading eigenvalue of this linear map, the growth of
/// perturbations over many steps. Without weights it is E f².
///
/// **q and c** describe the output h.
///
/// **Assumes** weights drawn afresh in each step, inputs independent in time, no peepholes, a candidate whose biases
/// have mean 0.
///
/// **Source**: D. Gilboa et al., *Dynamical isometry and a mean field theory of LSTMs and GRUs*, arXiv:1901.08987
/// (2019), who sample the cell; the operators are of this library.
public struct LSTMRecursion: MeanFieldRecursion {
  /// The cell with its inputs.
  public let model: LSTMModel

  /// The recursion of a cell.
  ///
  /// - Parameter model: The cell with its inputs.
  public init(_ model: LSTMModel) { self.model = model }

  /// The law of the cell, the output, and a perturbation.
  public struct State: Sendable {
    /// The squared length Q of the output.
    public let q: Double
    /// The distance Q − Q_12 of two outputs.
    public let distance: Double
    let law: [Double]
    let difference: Matrix
    let perturbation: [Double]
    let outputPerturbation: Double
    /// The operators of the next step, kept while the fields stay the same.
    let operators: CellOperators
  }

  /// The name, `lstm`.
  public var name: String { LSTMModel.name }
  /// The output.
  public var signal: String { "h, the output" }

  /// Two cells with c = 0 and outputs of given length and correlation; a perturbation of the output.
  public func start(q: Double, c: Double) throws(NetworkTheoryError) -> State {
    try requireInputs(q: q, c: c)
    let n = CellGrid.count
    var law = [Double](repeating: 0, count: n)
    law[n / 2] = 1
    return State(
      q: q, distance: q * (1 - c), law: law, difference: Matrix(rows: n, columns: n),
      perturbation: [Double](repeating: 0, count: n), outputPerturbation: 1,
      operators: CellOperators(fields(q), pairs: true))
  }

  private func variance(_ gate: GateWeights, _ q: Double) -> Double {
    gate.sigmaW * gate.sigmaW * q + gate.sigmaV * gate.sigmaV * model.input.power
      + gate.sigmaB * gate.sigmaB
  }

  private func separation(_ gate: GateWeights, _ q: Double, _ distance: Double) -> Double {
    let variance = variance(gate, q)
    guard variance > 0 else { return 0 }
    let apart =
      gate.sigmaW * gate.sigmaW * distance
      + gate.sigmaV * gate.sigmaV * model.input.power * model.input.separation
    return Swift.min(2, apart / variance)
  }

  func fields(_ q: Double) -> CellOperators.Fields {
    CellOperators.Fields(
      forgetMean: model.forget.bias, forgetVariance: variance(model.forget, q),
      inputMean: model.inputGate.bias,
      inputVariance: variance(model.inputGate, q), candidateVariance: variance(model.candidate, q))
  }

  /// One time step.
  public func next(_ state: State) -> State {
    let image = moved(state)
    let wanted = fields(image.q)
    guard !wanted.isClose(to: image.operators.fields) else { return image }
    return State(
      q: image.q, distance: image.distance, law: image.law, difference: image.difference,
      perturbation: image.perturbation, outputPerturbation: image.outputPerturbation,
      operators: CellOperators(wanted, pairs: true))
  }

  /// One time step with the operators of the state, which are left in place.
  func moved(_ state: State) -> State {
    let operators = state.operators
    let law = CellOperators.transport(state.law, by: operators.step)
    let separations = (
      f: separation(model.forget, state.q, state.distance),
      i: separation(model.inputGate, state.q, state.distance),
      r: separation(model.candidate, state.q, state.distance)
    )
    let apart =
      state.distance != 0 || model.input.separation != 0
      || state.difference.elements.contains { $0 != 0 }
    let difference =
      apart && !operators.feeds.isEmpty
      ? operators.difference(after: state.difference, law: state.law, separations: separations)
      : state.difference
    let values = CellGrid.shared.nodes.map { Double.tanh($0) }
    let square = zip(law, values).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }
    let tau = apart ? zip(difference * values, values).reduce(0) { $0 + $1.0 * $1.1 } : 0
    let o = model.output.moments(
      of: Sigmoid(), q: state.q, distance: state.distance, input: model.input)
    let (perturbation, outputPerturbation) = perturbed(state, square: square, gate: o)
    return State(
      q: o.meanSquare * square, distance: o.meanSquare * tau + o.halfDistance * (square - tau),
      law: law, difference: difference, perturbation: perturbation,
      outputPerturbation: outputPerturbation, operators: operators)
  }

  private func perturbed(
    _ state: State, square: Double, gate: FieldMoments
  ) -> (law: [Double], output: Double) {
    let operators = state.operators
    var law = CellOperators.transport(state.perturbation, by: operators.forgetting)
    for (weights, matrix) in [
      (model.forget, operators.forgetSlope), (model.inputGate, operators.inputSlope),
      (model.candidate, operators.candidateSlope),
    ] {
      let factor = weights.sigmaW * weights.sigmaW * state.outputPerturbation
      let part = CellOperators.transport(state.law, by: matrix)
      for k in law.indices { law[k] += factor * part[k] }
    }
    let through = zip(law, CellGrid.shared.nodes).reduce(0.0) { (sum, term) -> Double in
      let t = Double.tanh(term.1)
      return sum + term.0 * (1 - t * t) * (1 - t * t)
    }
    let output =
      gate.meanSquare * through
      + model.output.sigmaW * model.output.sigmaW * gate.meanSquareSlope * square
      * state.outputPerturbation
    return (law, output)
  }

  /// Q, D/Q and T'/T.
  public func reading(of state: State) -> RecursionReading {
    let image = moved(
      State(
        q: state.q, distance: 0, law: state.law, difference: state.difference,
        perturbation: state.perturbation, outputPerturbation: state.outputPerturbation,
        operators: state.operators))
    return RecursionReading(
      q: state.q, separation: state.q > 0 ? state.distance / state.q : 0,
      chi: state.outputPerturbation > 0 ? image.outputPerturbation / state.outputPerturbation : 0)
  }
}
