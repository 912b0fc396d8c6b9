import LinearAlgebra
import NumericalMethods

/// A trajectory with a frame of tangent vectors, advanced together by one product with the couplings.
struct LyapunovEngine {
  private let weights: PackedMatrix<Double>
  private let noBiases: [Double]
  private let biases: [Double]
  private let nonlinearity: any Nonlinearity
  private let tableau: RecurrentTableau
  /// The tangent vectors, and behind them the state.
  private let groups: ColumnGroups
  private var terms: [Double]
  private var stage: [Double]

  private var frameCount: Int { groups.count - 1 }

  init(
    _ network: RecurrentNetwork, scheme: RecurrentScheme, state: [Double], frame: Matrix,
    network index: Int, seed: UInt64
  ) {
    weights = network.packedCouplings(network: index, seed: seed, as: Double.self)
    biases = network.biases(network: index, seed: seed)
    noBiases = weights.rowValues([Double](repeating: 0, count: network.neuronCount))
    nonlinearity = network.nonlinearity
    tableau = scheme.tableau
    groups = ColumnGroups(count: frame.rows + 1, length: network.neuronCount)
    terms = [Double](repeating: 0, count: (tableau.stages.count + 1) * groups.size)
    stage = [Double](repeating: 0, count: groups.size)
    groups.store(state, as: frame.rows, in: &terms)
    setFrame(frame)
  }

  /// The state h.
  var state: [Double] { groups.column(frameCount, of: terms) }

  /// The tangent vectors, one per row.
  var frame: Matrix {
    Matrix(
      rows: frameCount, columns: groups.length,
      elements: (0..<frameCount).flatMap { groups.column($0, of: terms) })
  }

  mutating func setFrame(_ frame: Matrix) {
    for k in 0..<frame.rows { groups.store(frame.row(k), as: k, in: &terms) }
  }

  /// One step of the state, and of the frame by the derivative of that step.
  mutating func advance() {
    let (first, stride) = groups.place(ofColumn: frameCount)
    for (r, factors) in tableau.stages.enumerated() {
      combine(factors, of: terms, into: &stage)
      var values = groups.column(frameCount, of: stage)
      var slopes = values
      nonlinearity.apply(to: &values)
      if let tanh = nonlinearity as? Tanh {
        for i in slopes.indices { slopes[i] = tanh.gain * (1 - values[i]) * (1 + values[i]) }
      } else {
        for i in slopes.indices { slopes[i] = nonlinearity.derivative(slopes[i]) }
      }
      groups.scaleRows(by: slopes, of: &stage, columns: frameCount)
      groups.store(values, as: frameCount, in: &stage)
      let offset = (r + 1) * groups.size
      weights.multiply(
        stage, adding: noBiases, columns: groups.count, into: &terms, at: offset)
      for i in biases.indices { terms[offset + first + i * stride] += biases[i] }
    }
    combineInPlace(tableau.result, of: &terms, count: groups.size)
  }
}
