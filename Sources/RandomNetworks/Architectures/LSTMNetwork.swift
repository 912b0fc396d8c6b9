import LinearAlgebra
public import NetworkModels
import NumericalMethods

/// A long short-term memory cell of finite width with fresh weights in every step.
///
/// ```
/// c_t = f c_(t−1) + i r,   h_t = o tanh c_t,   r = tanh(W_r h_(t−1) + V_r z_t + b_r)
/// ```
///
/// The initial states are those of h; c starts at 0. The growth is that of |δh|² for a random perturbation of the first
/// initial h.
///
/// **Source**: D. Gilboa et al., arXiv:1901.08987 (2019).
public struct LSTMNetwork: FiniteArchitecture {
  private let model: LSTMModel
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
    _ model: LSTMModel, initial: NetworkInputs, depth: Int
  ) throws(RandomNetworkError) {
    signals = try CellSignals(initial: initial, input: model.input, depth: depth)
    self.model = model
    self.depth = depth
  }

  /// Runs one cell.
  ///
  /// - Complexity: O(L N²) random numbers.
  public func propagate(network: Int, seed: UInt64) throws(RandomNetworkError) -> NetworkRecord {
    var state = signals.start(network: network, seed: seed)
    let width = state.columns
    let phi = Tanh()
    var cell = Matrix(rows: 3, columns: width)
    var overlaps = [state.overlaps(rows: 2)]
    var growth: [Double] = []
    for step in 1...depth {
      let inputs = signals.inputs(network: network, seed: seed, step: step)
      let gates = [model.forget, model.inputGate, model.output, model.candidate]
      let fields = gates.enumerated().map { kind, gate in
        gate.fields(
          of: state, inputs: inputs, network: network, seed: seed, step: step, kind: kind)
      }
      let before = state.squaredNorm(ofRow: 2)
      for i in 0..<width {
        let (f, p, o) = (
          Sigmoid.gate(fields[0][0, i]), Sigmoid.gate(fields[1][0, i]),
          Sigmoid.gate(fields[2][0, i])
        )
        let r = phi.value(fields[3][0, i])
        cell[2, i] =
          f * cell[2, i] + f * (1 - f) * fields[0][2, i] * cell[0, i]
          + p * (1 - p) * fields[1][2, i] * r + p * (1 - r * r) * fields[3][2, i]
        for a in 0..<2 {
          cell[a, i] =
            Sigmoid.gate(fields[0][a, i]) * cell[a, i]
            + Sigmoid.gate(fields[1][a, i]) * phi.value(fields[3][a, i])
          state[a, i] = Sigmoid.gate(fields[2][a, i]) * phi.value(cell[a, i])
        }
        let t = phi.value(cell[0, i])
        state[2, i] = o * (1 - t * t) * cell[2, i] + o * (1 - o) * fields[2][2, i] * t
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
