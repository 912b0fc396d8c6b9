import LinearAlgebra
import Randomness

/// The weights and biases behind one gate or candidate of a recurrent cell of finite width.
///
/// ```
/// W h + V z + b,   W_ij ~ N(0, σ_w²/N),   V_ij ~ N(0, σ_v²/N),   b_i ~ N(μ, σ_b²)
/// ```
public struct RecurrentGate: Sendable, Equatable {
  /// The standard deviation σ_w of the weights of the state, times √N.
  public let sigmaW: Double
  /// The standard deviation σ_v of the weights of the input, times √N.
  public let sigmaV: Double
  /// The standard deviation σ_b of the biases.
  public let sigmaB: Double
  /// The mean μ of the biases.
  public let bias: Double

  /// Describes a gate.
  ///
  /// - Parameters:
  ///   - sigmaW: The standard deviation σ_w.
  ///   - sigmaV: The standard deviation σ_v.
  ///   - sigmaB: The standard deviation σ_b.
  ///   - bias: The mean μ of the biases.
  /// - Throws: ``RandomNetworkError/invalidParameter(name:value:expected:)``.
  public init(
    sigmaW: Double, sigmaV: Double, sigmaB: Double = 0, bias: Double = 0
  ) throws(RandomNetworkError) {
    try requireScale(sigmaW, "sigma_w")
    try requireScale(sigmaV, "sigma_v")
    try requireScale(sigmaB, "sigma_b")
    guard bias.isFinite else {
      throw .invalidParameter(name: "bias", value: bias, expected: "a finite number")
    }
    self.sigmaW = sigmaW
    self.sigmaV = sigmaV
    self.sigmaB = sigmaB
    self.bias = bias
  }

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

/// Two input sequences, independent normal numbers in every component and step.
///
/// ```
/// z_t^a, z_t^b ~ N(0, R),   correlation c_z
/// ```
public struct RecurrentSignals: Sendable, Equatable {
  /// The squared length R per component.
  public let power: Double
  /// The correlation c_z of the two sequences.
  public let correlation: Double
  /// The two initial states: rows of N components, and so the width of the cell.
  public let initial: NetworkInputs

  /// Describes two input sequences and initial states.
  ///
  /// - Parameters:
  ///   - initial: The two initial states.
  ///   - power: The squared length R per component of the inputs.
  ///   - correlation: The correlation c_z of the two sequences.
  /// - Throws: ``RandomNetworkError`` for numbers out of range.
  public init(
    initial: NetworkInputs, power: Double, correlation: Double
  ) throws(RandomNetworkError) {
    guard power >= 0, power.isFinite else {
      throw .invalidParameter(
        name: "the power of the inputs", value: power, expected: "a finite number, not negative")
    }
    guard abs(correlation) <= 1 else {
      throw .invalidParameter(
        name: "the correlation of the inputs", value: correlation, expected: "-1 to 1")
    }
    guard initial.count == 2 else { throw .tooFewInputs(initial.count) }
    self.initial = initial
    self.power = power
    self.correlation = correlation
  }

  /// The inputs of one step: 2 × N.
  func inputs(network: Int, seed: UInt64, step: Int) -> Matrix {
    var stream = RandomStream(
      StreamName(seed: seed, purpose: .inputs, instance: network, slot: step))
    let width = initial.dimension
    let (scale, rest) = (
      power.squareRoot(), (1 - correlation * correlation).squareRoot()
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
