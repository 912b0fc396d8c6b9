import LinearAlgebra
public import NetworkModels
import NumericalMethods

/// A gated recurrent unit of finite width with fresh weights in every step.
///
/// ```
/// h_t = u h_(t−1) + (1 − u) g,   g = tanh(W_g (r h_(t−1)) + V_g z_t + b_g)
/// u = σ(W_u h_(t−1) + V_u z_t + b_u),   r = σ(W_r h_(t−1) + V_r z_t + b_r)
/// ```
///
/// The growth is that of a tangent vector of the first state, |J u|²/|u|².
///
/// **Source**: D. Gilboa et al., arXiv:1901.08987 (2019).
public struct GRUNetwork: FiniteArchitecture {
  private let model: GRUModel
  private let signals: CellSignals
  /// The number of time steps.
  public let depth: Int

  /// Describes a finite network.
  ///
  /// - Parameters:
  ///   - model: The cell with its inputs.
  ///   - initial: The two states h_0; their number of components is the width.
  ///   - depth: The number of time steps.
  /// - Throws: ``RandomNetworkError`` for numbers out of range.
  public init(
    _ model: GRUModel, initial: NetworkInputs, depth: Int
  ) throws(RandomNetworkError) {
    signals = try CellSignals(initial: initial, input: model.input, depth: depth)
    self.model = model
    self.depth = depth
  }

  /// Runs one cell.
  ///
  /// - Complexity: O(L N²) random numbers.
  public func propagate(network: Int, seed: UInt64) throws(RandomNetworkError) -> NetworkRecord {
    let phi = Tanh()
    var state = signals.start(network: network, seed: seed)
    var overlaps = [state.overlaps(rows: 2)]
    var growth: [Double] = []
    for step in 1...depth {
      let inputs = signals.inputs(network: network, seed: seed, step: step)
      func fields(_ gate: GateWeights, _ states: Matrix, _ kind: Int) -> Matrix {
        gate.fields(
          of: states, inputs: inputs, network: network, seed: seed, step: step, kind: kind)
      }
      let (u, r) = (fields(model.update, state, 0), fields(model.reset, state, 1))
      var seen = state
      for i in 0..<state.columns {
        let open = Sigmoid.gate(r[0, i])
        seen[2, i] = open * state[2, i] + open * (1 - open) * r[2, i] * state[0, i]
        for a in 0..<2 { seen[a, i] = Sigmoid.gate(r[a, i]) * state[a, i] }
      }
      let g = fields(model.candidate, seen, 2)
      let before = state.squaredNorm(ofRow: 2)
      for i in 0..<state.columns {
        let keep = Sigmoid.gate(u[0, i])
        state[2, i] =
          keep * state[2, i] + keep * (1 - keep) * u[2, i] * (state[0, i] - phi.value(g[0, i]))
          + (1 - keep) * phi.derivative(g[0, i]) * g[2, i]
        for a in 0..<2 {
          let keep = Sigmoid.gate(u[a, i])
          state[a, i] = keep * state[a, i] + (1 - keep) * phi.value(g[a, i])
        }
      }
      growth.append(state.squaredNorm(ofRow: 2) / before)
      let gram = state.overlaps(rows: 2)
      try requireFinite(gram, network: network, layer: step)
      overlaps.append(gram)
    }
    return NetworkRecord(
      network: network, overlaps: overlaps, growth: growth)
  }
}
