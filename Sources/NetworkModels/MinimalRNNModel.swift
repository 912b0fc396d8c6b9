/// The minimal recurrent network with its inputs.
///
/// ```
/// h_t = u_t h_(t−1) + (1 − u_t) z_t,   u_t = σ(W h_(t−1) + V z_t + b),   σ(x) = 1/(1 + e^(−x))
/// ```
///
/// **Source**: M. Chen, J. Pennington and S. S. Schoenholz, ICML (2018).
public struct MinimalRNNModel: NetworkModel, Equatable {
  /// The name, `minimal-rnn`.
  public static let name = "minimal-rnn"
  /// The weights of the gate.
  public let gate: GateWeights
  /// The inputs.
  public let input: RecurrentInput

  /// Describes a cell with its inputs.
  ///
  /// - Parameters:
  ///   - gate: The weights of the gate.
  ///   - input: The inputs.
  public init(gate: GateWeights, input: RecurrentInput) {
    self.gate = gate
    self.input = input
  }
}
