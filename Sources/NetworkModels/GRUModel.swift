/// A gated recurrent unit with its inputs.
///
/// ```
/// h_t = u h_(t−1) + (1 − u) g,   g = tanh(W_g (r h_(t−1)) + V_g z_t + b_g)
/// u = σ(W_u h_(t−1) + V_u z_t + b_u),   r = σ(W_r h_(t−1) + V_r z_t + b_r)
/// ```
public struct GRUModel: NetworkModel, Equatable {
  /// The name, `gru`.
  public static let name = "gru"
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
  /// - Throws: ``NetworkModelError`` for a candidate whose biases have a mean.
  public init(
    update: GateWeights, reset: GateWeights, candidate: GateWeights, input: RecurrentInput
  ) throws(NetworkModelError) {
    try requireNoBias(of: candidate)
    self.update = update
    self.reset = reset
    self.candidate = candidate
    self.input = input
  }
}
