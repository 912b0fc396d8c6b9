/// A cell of long short-term memory with its inputs.
///
/// ```
/// c_t = f c_(t−1) + i r,   h_t = o tanh c_t,   r = tanh(W_r h_(t−1) + V_r z_t + b_r)
/// f, i, o = σ(W h_(t−1) + V z_t + b),   each with its own W, V, b
/// ```
public struct LSTMModel: NetworkModel, Equatable {
  /// The name, `lstm`.
  public static let name = "lstm"
  /// The weights of the forget gate f.
  public let forget: GateWeights
  /// The weights of the input gate i.
  public let inputGate: GateWeights
  /// The weights of the output gate o.
  public let output: GateWeights
  /// The weights of the candidate r; its bias has mean 0.
  public let candidate: GateWeights
  /// The inputs.
  public let input: RecurrentInput

  /// Describes a cell with its inputs.
  ///
  /// - Parameters:
  ///   - forget: The weights of the forget gate.
  ///   - inputGate: The weights of the input gate.
  ///   - output: The weights of the output gate.
  ///   - candidate: The weights of the candidate.
  ///   - input: The inputs.
  /// - Throws: ``NetworkModelError`` for a candidate whose biases have a mean.
  public init(
    forget: GateWeights, inputGate: GateWeights, output: GateWeights, candidate: GateWeights,
    input: RecurrentInput
  ) throws(NetworkModelError) {
    try requireNoBias(of: candidate)
    self.forget = forget
    self.inputGate = inputGate
    self.output = output
    self.candidate = candidate
    self.input = input
  }
}
