import LinearAlgebra
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
  private let signals: RecurrentSignals
  private let update: RecurrentGate
  private let reset: RecurrentGate
  private let candidate: RecurrentGate
  /// The number of time steps.
  public let depth: Int

  /// Describes a cell with its inputs.
  ///
  /// - Parameters:
  ///   - signals: Inputs and initial states.
  ///   - update: The weights of the update gate.
  ///   - reset: The weights of the reset gate.
  ///   - candidate: The weights of the candidate.
  ///   - depth: The number of time steps.
  /// - Throws: ``RandomNetworkError/noLayers``.
  public init(
    signals: RecurrentSignals, update: RecurrentGate, reset: RecurrentGate,
    candidate: RecurrentGate, depth: Int
  ) throws(RandomNetworkError) {
    guard depth >= 1 else { throw .noLayers }
    self.signals = signals
    self.update = update
    self.reset = reset
    self.candidate = candidate
    self.depth = depth
  }

  /// Runs one cell.
  ///
  /// - Complexity: O(L N²) random numbers.
  public func propagate(network: Int, seed: UInt64) throws(RandomNetworkError) -> ArchitectureRecord
  {
    let phi = Tanh()
    var state = signals.start(network: network, seed: seed)
    var overlaps = [state.overlaps(rows: 2)]
    var growth: [Double] = []
    for step in 1...depth {
      let inputs = signals.inputs(network: network, seed: seed, step: step)
      func fields(_ gate: RecurrentGate, _ states: Matrix, _ kind: Int) -> Matrix {
        gate.fields(
          of: states, inputs: inputs, network: network, seed: seed, step: step, kind: kind)
      }
      let (u, r) = (fields(update, state, 0), fields(reset, state, 1))
      var seen = state
      for i in 0..<state.columns {
        let open = Sigmoid.gate(r[0, i])
        seen[2, i] = open * state[2, i] + open * (1 - open) * r[2, i] * state[0, i]
        for a in 0..<2 { seen[a, i] = Sigmoid.gate(r[a, i]) * state[a, i] }
      }
      let g = fields(candidate, seen, 2)
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
    return ArchitectureRecord(overlaps: overlaps, growth: growth)
  }
}
