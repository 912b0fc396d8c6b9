import LinearAlgebra
import NetworkModels
import Randomness

extension GateWeights {
  /// The fields of one step, and the image of a tangent vector under the same W.
  ///
  /// - Parameters:
  ///   - states: Rows that W sees, and behind them tangent rows.
  ///   - inputs: Rows that V sees, one per state.
  ///   - network: Which network of the ensemble.
  ///   - seed: The user's seed.
  ///   - step: The time step.
  ///   - kind: Which matrix of the cell.
  /// - Returns: Fields, and behind them tangent images.
  func fields(
    of states: Matrix, inputs: Matrix, network: Int, seed: UInt64, step: Int, kind: Int
  ) -> Matrix {
    let width = states.columns
    var recurrent = FreshWeights(seed: seed, network: network, layer: step, kind: 2 * kind)
    var result = recurrent.image(of: states, width: width, deviation: sigmaW)
    var feeding = FreshWeights(seed: seed, network: network, layer: step, kind: 2 * kind + 1)
    let fed = feeding.image(of: inputs, width: width, deviation: sigmaV)
    let offsets = recurrent.biases(width: width, mean: bias, deviation: sigmaB)
    for a in 0..<inputs.rows {
      for i in 0..<width { result[a, i] += fed[a, i] + offsets[i] }
    }
    return result
  }
}

/// Two initial states of a cell and the sequences of inputs that it receives.
struct CellSignals: Sendable {
  let initial: NetworkInputs
  let input: RecurrentInput

  /// Takes the two states h_0, whose number of components is the width.
  init(
    initial: NetworkInputs, input: RecurrentInput, depth: Int
  ) throws(RandomNetworkError) {
    guard depth >= 1 else { throw .noLayers }
    guard initial.count == 2 else { throw .tooFewInputs(initial.count) }
    self.initial = initial
    self.input = input
  }

  /// The inputs of one step: 2 × N.
  func inputs(network: Int, seed: UInt64, step: Int) -> Matrix {
    var stream = RandomStream(
      StreamName(seed: seed, purpose: .inputs, instance: network, slot: step))
    let width = initial.dimension
    let correlation = input.correlation
    let (scale, rest) = (
      input.power.squareRoot(), (1 - correlation * correlation).squareRoot()
    )
    var result = Matrix(rows: 2, columns: width)
    for i in 0..<width {
      let (first, other) = (stream.normal(), stream.normal())
      result[0, i] = scale * first
      result[1, i] = scale * (correlation * first + rest * other)
    }
    return result
  }

  /// The initial states and behind them a random tangent vector: 3 × N.
  func start(network: Int, seed: UInt64) -> Matrix {
    var fresh = FreshWeights(seed: seed, network: network, layer: 0)
    let tangent = fresh.matrix(rows: 1, columns: initial.dimension, deviation: 1)
    return Matrix(
      rows: 3, columns: initial.dimension, elements: initial.vectors.elements + tangent.elements)
  }
}
