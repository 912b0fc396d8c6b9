import LinearAlgebra
import Statistics

/// Collects the statistics of networks one by one, in memory that does not grow with their number.
///
/// Sums are updated in the order of the records, so that results are the same bits whenever that is.
///
/// **Source**: B. P. Welford, *Technometrics* 4, 419 (1962).
public struct DeepNetworkAccumulator: Sendable {
  private var layers: [LayerMoments] = []
  /// The number of networks so far.
  public private(set) var count = 0

  /// Makes an accumulator without networks.
  public init() {}

  /// Adds a network.
  ///
  /// - Parameter record: Its record, of the same depth and number of inputs as all before.
  /// - Throws: ``RandomNetworkError/vanishedSignal(network:layer:input:)`` where a correlation does not
  ///   exist.
  /// - Complexity: O(L A²).
  public mutating func add(_ record: NetworkRecord) throws(RandomNetworkError) {
    if count == 0 { layers = record.overlaps.map { LayerMoments(size: $0.rows) } }
    precondition(
      record.overlaps.map(\.rows) == layers.map(\.size), "records of different networks")
    for (layer, overlap) in record.overlaps.enumerated() {
      if let input = overlap.diagonal.firstIndex(where: { !($0 > 0) }) {
        throw .vanishedSignal(network: record.network, layer: layer, input: input)
      }
    }
    count += 1
    for layer in layers.indices { layers[layer].add(record.overlaps[layer], count: count) }
  }

  /// The statistics of the networks so far, at least one.
  public var statistics: DeepNetworkStatistics {
    precondition(count > 0, "statistics of no networks")
    return DeepNetworkStatistics(layers: layers.map { $0.statistics(count: count) })
  }
}

/// Running means and sums of squared deviations in one layer.
private struct LayerMoments: Sendable {
  private var overlaps: RunningMoments
  private var correlations: RunningMoments
  private var length = RunningMoments(count: 1)
  let size: Int

  init(size: Int) {
    self.size = size
    overlaps = RunningMoments(count: size * size)
    correlations = RunningMoments(count: size * size)
  }

  mutating func add(_ overlap: Matrix, count: Int) {
    let roots = overlap.diagonal.map { $0.squareRoot() }
    var correlation = overlap.elements
    for a in 0..<size {
      for b in 0..<size {
        correlation[a * size + b] =
          a == b ? 1 : correlation[a * size + b] / (roots[a] * roots[b])
      }
    }
    overlaps.add(overlap.elements, count: count)
    correlations.add(correlation, count: count)
    length.add([overlap.diagonal.reduce(0, +) / Double(size)], count: count)
  }

  func statistics(count: Int) -> DeepLayerStatistics {
    func matrix(_ elements: [Double]) -> Matrix {
      Matrix(rows: size, columns: size, elements: elements)
    }
    let isSpread = count > 1
    return DeepLayerStatistics(
      networkCount: count, overlapMean: matrix(overlaps.means),
      overlapDeviation: isSpread ? matrix(overlaps.deviations(count: count)) : nil,
      correlationMean: matrix(correlations.means),
      correlationDeviation: isSpread ? matrix(correlations.deviations(count: count)) : nil,
      length: Estimate(
        value: length.means[0],
        error: isSpread ? length.deviations(count: count)[0] / Double(count).squareRoot() : nil))
  }
}

/// Means and squared deviations of several quantities.
private struct RunningMoments: Sendable {
  private(set) var means: [Double]
  private var squares: [Double]

  init(count: Int) {
    means = [Double](repeating: 0, count: count)
    squares = means
  }

  /// Adds one value of each quantity; `count` values with these.
  mutating func add(_ values: [Double], count: Int) {
    let share = 1 / Double(count)
    for k in values.indices {
      let distance = values[k] - means[k]
      means[k] += distance * share
      squares[k] += distance * (values[k] - means[k])
    }
  }

  func deviations(count: Int) -> [Double] {
    squares.map { ($0 / Double(count - 1)).squareRoot() }
  }
}
