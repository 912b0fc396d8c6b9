import LinearAlgebra
public import NetworkModels
import NumericalMethods

/// A minimal recurrent network of finite width with fresh weights in every step.
///
/// ```
/// h_t = u_t h_(t−1) + (1 − u_t) z_t,   u_t = σ(W h_(t−1) + V z_t + b)
/// ```
///
/// The growth is that of a tangent vector of the first state, |J u|²/|u|².
///
/// **Source**: M. Chen et al., ICML (2018).
public struct MinimalRNN: FiniteArchitecture {
  private let model: MinimalRNNModel
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
    _ model: MinimalRNNModel, initial: NetworkInputs, depth: Int
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
    var overlaps = [state.overlaps(rows: 2)]
    var growth: [Double] = []
    for step in 1...depth {
      let inputs = signals.inputs(network: network, seed: seed, step: step)
      let fields = model.gate.fields(
        of: state, inputs: inputs, network: network, seed: seed, step: step, kind: 0)
      let before = state.squaredNorm(ofRow: 2)
      for i in 0..<state.columns {
        let u = Sigmoid.gate(fields[0, i])
        state[2, i] =
          u * state[2, i] + u * (1 - u) * fields[2, i] * (state[0, i] - inputs[0, i])
        for a in 0..<2 {
          let keep = Sigmoid.gate(fields[a, i])
          state[a, i] = keep * state[a, i] + (1 - keep) * inputs[a, i]
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
