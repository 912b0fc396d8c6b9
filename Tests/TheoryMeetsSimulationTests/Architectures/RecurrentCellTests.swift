import LinearAlgebra
import NetworkModels
import NetworkTheory
import NumericalMethods
import RandomNetworks
import Testing

/// Recurrent cells of widths 100 and 200 with fresh weights in every step against their recursions.
///
/// Calibrated by breaking the code: input weights larger by 10 %, no reset gate, a tangent without the input of a
/// minimalRNN, and one without the slope of tanh in an LSTM, each fail. A tangent of the LSTM that passes the forget
/// gate by is not seen at this number of networks.
@Suite struct RecurrentCellTests {
  static let depth = 8

  private func states(_ width: Int) throws -> NetworkInputs {
    try NetworkInputs(
      overlaps: Matrix(rows: 2, columns: 2, elements: [1, 0.3, 0.3, 1]), dimension: width, seed: 9)
  }

  @Test(arguments: [-1.0, 0.5, 3])
  func minimalRNN(bias: Double) async throws {
    let theory = MinimalRNNRecursion(
      MinimalRNNModel(
        gate: try GateWeights(sigmaW: 2, sigmaV: 1, sigmaB: 0.3, bias: bias),
        input: try RecurrentInput(power: 0.7, correlation: 0.8)))
    func network(_ width: Int) throws -> MinimalRNN {
      try MinimalRNN(theory.model, initial: try states(width), depth: Self.depth)
    }
    let comparison = try await ArchitectureComparison(
      narrow: try network(100), wide: try network(200), networks: 60, seed: 18)
    try comparison.check(
      try theory.trajectory(q0: 1, c0: 0.3, depth: Self.depth), layers: 1...Self.depth)
  }

  @Test func gatedRecurrentUnit() async throws {
    let theory = try GRURecursion(
      GRUModel(
        update: try GateWeights(sigmaW: 1.5, sigmaV: 1, sigmaB: 0.3, bias: 0.5),
        reset: try GateWeights(sigmaW: 2, sigmaV: 0.7, sigmaB: 0.2, bias: -0.5),
        candidate: try GateWeights(sigmaW: 1.8, sigmaV: 0.9, sigmaB: 0.1),
        input: try RecurrentInput(power: 0.7, correlation: 0.8)))
    func network(_ width: Int) throws -> GRUNetwork {
      try GRUNetwork(theory.model, initial: try states(width), depth: Self.depth)
    }
    let comparison = try await ArchitectureComparison(
      narrow: try network(100), wide: try network(200), networks: 50, seed: 19)
    try comparison.check(
      try theory.trajectory(q0: 1, c0: 0.3, depth: Self.depth), layers: 1...Self.depth)
  }

  @Test func longShortTermMemory() async throws {
    let theory = try LSTMRecursion(
      LSTMModel(
        forget: try GateWeights(sigmaW: 4, sigmaV: 1, sigmaB: 0.3, bias: 1),
        inputGate: try GateWeights(sigmaW: 2, sigmaV: 0.7, sigmaB: 0.2, bias: 1),
        output: try GateWeights(sigmaW: 1.2, sigmaV: 0.8, sigmaB: 0.2, bias: 1),
        candidate: try GateWeights(sigmaW: 1.8, sigmaV: 0.9, sigmaB: 0.1),
        input: try RecurrentInput(power: 0.7, correlation: 0.8)))
    func network(_ width: Int) throws -> LSTMNetwork {
      try LSTMNetwork(theory.model, initial: try states(width), depth: Self.depth)
    }
    let comparison = try await ArchitectureComparison(
      narrow: try network(100), wide: try network(200), networks: 50, seed: 26)
    try comparison.check(
      try theory.trajectory(q0: 1, c0: 0.3, depth: Self.depth), layers: 1...Self.depth)
  }
}
