public import LinearAlgebra
public import Statistics

/// Lengths and correlations in every layer, averaged over networks.
public struct DeepNetworkStatistics: Sendable, Equatable {
  /// The statistics of the layers; entry 0 is that of the inputs, whose spread is 0 up to rounding.
  public let layers: [DeepLayerStatistics]

  /// Computes the statistics of independent networks.
  ///
  /// - Parameter records: At least one record, all of the same depth and number of inputs.
  /// - Throws: ``RandomNetworkError/vanishedSignal(network:layer:input:)`` where a correlation does not
  ///   exist.
  /// - Complexity: O(n L A²).
  public init(_ records: [NetworkRecord]) throws(RandomNetworkError) {
    precondition(!records.isEmpty, "statistics of no networks")
    var accumulator = DeepNetworkAccumulator()
    for record in records { try accumulator.add(record) }
    self = accumulator.statistics
  }

  init(layers: [DeepLayerStatistics]) {
    self.layers = layers
  }
}

/// Lengths and correlations in one layer, averaged over networks.
///
/// Standard deviations are those of one network around the mean over networks; standard errors are
/// smaller by the root of the number of networks.
public struct DeepLayerStatistics: Sendable, Equatable {
  /// The number n of networks.
  public let networkCount: Int

  /// The mean overlaps q_ab over networks: A × A; lengths on the diagonal.
  public let overlapMean: Matrix

  /// The standard deviations of the overlaps over networks: A × A; `nil` for a single network.
  public let overlapDeviation: Matrix?

  /// The mean correlations c_ab over networks: A × A, of unit diagonal.
  ///
  /// ```
  /// c_ab = q_ab/√(q_aa q_bb)   in each network
  /// ```
  public let correlationMean: Matrix

  /// The standard deviations of the correlations over networks: A × A; `nil` for a single network.
  public let correlationDeviation: Matrix?

  /// The squared length per neuron, averaged over inputs and networks, with its standard error.
  ///
  /// ```
  /// q = (1/A) Σ_a q_aa,   then the mean over networks
  /// ```
  ///
  /// It is the q of the length map when all inputs are of equal length.
  public let length: Estimate

  /// The standard deviation over networks of a single input's squared length; `nil` for a single network.
  ///
  /// ```
  /// √((1/A) Σ_a Var q_aa)
  /// ```
  ///
  /// The inputs share their weights, so the error of ``length`` is not this number over √(n A).
  public var lengthDeviation: Double? {
    overlapDeviation.map { deviation in
      (deviation.diagonal.reduce(0) { $0 + $1 * $1 } / Double(inputCount)).squareRoot()
    }
  }

  /// The number A of inputs.
  public var inputCount: Int { overlapMean.rows }

  /// The mean squared lengths per neuron of the inputs: A numbers.
  public var lengthMeans: [Double] { overlapMean.diagonal }

  /// The standard deviations over networks of the inputs' squared lengths: A numbers; `nil` for a
  /// single network.
  public var lengthDeviations: [Double]? { overlapDeviation?.diagonal }

  /// The mean overlap of two inputs with its standard error.
  ///
  /// - Parameters:
  ///   - a: One input, from 0.
  ///   - b: Another input, or the same one for its squared length per neuron.
  /// - Returns: The mean of q_ab over networks.
  public func overlap(_ a: Int, _ b: Int) -> Estimate {
    estimate(overlapMean, overlapDeviation, a, b)
  }

  /// The mean correlation of two inputs with its standard error.
  ///
  /// - Parameters:
  ///   - a: One input, from 0.
  ///   - b: Another input.
  /// - Returns: The mean of c_ab over networks.
  public func correlation(_ a: Int, _ b: Int) -> Estimate {
    estimate(correlationMean, correlationDeviation, a, b)
  }

  private func estimate(_ mean: Matrix, _ deviation: Matrix?, _ a: Int, _ b: Int) -> Estimate {
    precondition(
      (0..<inputCount).contains(a) && (0..<inputCount).contains(b),
      "inputs \(a) and \(b) of \(inputCount)")
    return Estimate(
      value: mean[a, b], error: deviation.map { $0[a, b] / Double(networkCount).squareRoot() })
  }
}
