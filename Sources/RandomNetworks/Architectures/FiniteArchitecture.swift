public import LinearAlgebra
import NumericalMethods
import Parallelism
import Randomness
public import Statistics

/// A random architecture of finite width that a few signals are sent through.
public protocol FiniteArchitecture: Sendable {
  /// The number L of layers or time steps.
  var depth: Int { get }

  /// Sends the signals through one network.
  ///
  /// - Parameters:
  ///   - network: Which network of the ensemble, from 0.
  ///   - seed: The user's seed.
  /// - Returns: Overlaps and growth per layer.
  /// - Throws: ``RandomNetworkError``.
  func propagate(network: Int, seed: UInt64) throws(RandomNetworkError) -> NetworkRecord
}

/// What a network has made of its signals, layer by layer.
public struct NetworkRecord: Sendable, Equatable {
  /// Which network of the ensemble, from 0.
  public let network: Int

  /// Overlaps of the signals in every layer, L + 1 exactly symmetric matrices; entry 0 is that of the inputs.
  ///
  /// ```
  /// q^l_ab = (1/N_l) Σ_i h_i^a h_i^b
  /// ```
  ///
  /// The rows are inputs, positions or nodes.
  public let overlaps: [Matrix]

  /// The growth of a squared perturbation, or backwards of a squared gradient, in each of L layers; empty where none
  /// was followed.
  public let growth: [Double]

  /// The pre-activations h^l of the layers that were asked for: A × N_l, by layer from 1.
  public let preActivations: [Int: Matrix]

  init(
    network: Int, overlaps: [Matrix], growth: [Double] = [], preActivations: [Int: Matrix] = [:]
  ) {
    self.network = network
    self.overlaps = overlaps
    self.growth = growth
    self.preActivations = preActivations
  }

  /// The same record with the first neurons of every layer whose pre-activations were kept.
  ///
  /// - Parameter count: The most neurons of a layer.
  /// - Returns: The record with N × `count` numbers per kept layer.
  package func keeping(neurons count: Int) -> NetworkRecord {
    NetworkRecord(
      network: network, overlaps: overlaps, growth: growth,
      preActivations: preActivations.mapValues { layer in
        Matrix(rows: layer.rows, columns: min(count, layer.columns)) { layer[$0, $1] }
      })
  }

  /// The squared length in every layer, averaged over signals.
  public var lengths: [Double] {
    overlaps.map { $0.diagonal.reduce(0, +) / Double($0.rows) }
  }

  /// The correlation in every layer, averaged over pairs of signals; 0 for signals that have vanished.
  public var correlations: [Double] {
    overlaps.map { overlap in
      var sum = 0.0
      for a in 0..<overlap.rows {
        for b in 0..<a {
          let norm = (overlap[a, a] * overlap[b, b]).squareRoot()
          if norm > 0 { sum += overlap[a, b] / norm }
        }
      }
      return 2 * sum / Double(overlap.rows * (overlap.rows - 1))
    }
  }
}

extension FiniteArchitecture {
  /// Sends the signals through several networks; the same bits for any number of threads.
  ///
  /// - Parameters:
  ///   - count: How many networks, at least 1.
  ///   - seed: The user's seed.
  ///   - threads: The largest number of networks at a time.
  /// - Returns: One record per network, in the order of their index.
  /// - Throws: ``RandomNetworkError``; a `CancellationError` when the task was cancelled.
  public func simulate(
    networks count: Int, seed: UInt64, threads: Int = 1
  ) async throws -> [NetworkRecord] {
    precondition(count >= 1, "\(count) networks")
    return try await concurrentMap(count: count, threads: threads) { index in
      try propagate(network: index, seed: seed)
    }
  }
}

/// Means over networks, layer by layer.
public struct ArchitectureStatistics: Sendable, Equatable {
  /// Squared lengths, L + 1.
  public let q: [Estimate]
  /// Correlations, L + 1.
  public let c: [Estimate]
  /// Growth of perturbations or gradients, L.
  public let growth: [Estimate]

  /// Averages records of networks of one kind.
  ///
  /// - Parameter records: At least one record.
  public init(_ records: [NetworkRecord]) {
    precondition(!records.isEmpty, "statistics of no networks")
    let (lengths, correlations) = (records.map(\.lengths), records.map(\.correlations))
    q = lengths[0].indices.map { l in Estimate(meanOf: lengths.map { $0[l] }) }
    c = lengths[0].indices.map { l in Estimate(meanOf: correlations.map { $0[l] }) }
    growth = records[0].growth.indices.map { l in Estimate(meanOf: records.map { $0.growth[l] }) }
  }
}

/// Fresh random weights of one layer, drawn in blocks of rows and applied at once.
struct FreshWeights {
  private let weights: StreamName
  private var block: UInt64 = 0
  private var biases: RandomStream

  /// Names the streams of one matrix and of its biases.
  ///
  /// - Parameters:
  ///   - seed: The user's seed.
  ///   - network: Which network of the ensemble.
  ///   - layer: The layer or time step.
  ///   - kind: Which of the matrices of a layer.
  init(seed: UInt64, network: Int, layer: Int, kind: Int = 0) {
    weights = StreamName(
      seed: seed, purpose: .weights, instance: network, chain: kind, slot: layer)
    biases = RandomStream(
      StreamName(seed: seed, purpose: .biases, instance: network, chain: kind, slot: layer))
  }

  /// A matrix of independent normal numbers, drawn row by row.
  mutating func matrix(rows: Int, columns: Int, deviation: Double) -> Matrix {
    var result = Matrix(rows: rows, columns: columns)
    RandomStream.fillNormals(&result.elements, from: weights, block: block)
    // Two numbers use up one block.
    block += UInt64(result.elements.count + 1) / 2
    for k in result.elements.indices { result.elements[k] *= deviation }
    return result
  }

  /// The images of row vectors under fresh weights of variance σ²/N: rows × width.
  mutating func image(of signal: Matrix, width: Int, deviation: Double) -> Matrix {
    let scale = deviation / Double(signal.columns).squareRoot()
    var result = Matrix(rows: signal.rows, columns: width)
    var first = 0
    while first < width {
      let rows = min(64, width - first)
      let block = matrix(rows: rows, columns: signal.columns, deviation: scale)
      let product = Matrix.product(signal, withTransposeOf: block)
      for a in 0..<signal.rows {
        for i in 0..<rows { result[a, first + i] = product[a, i] }
      }
      first += rows
    }
    return result
  }

  /// Fresh biases, one per component.
  mutating func biases(width: Int, mean: Double = 0, deviation: Double) -> [Double] {
    (0..<width).map { _ in mean + deviation * biases.normal() }
  }
}

extension Matrix {
  /// The overlaps of the first rows, per component.
  func overlaps(rows count: Int) -> Matrix {
    let part = Matrix(
      rows: count, columns: columns, elements: Array(elements[0..<(count * columns)]))
    return part.gramMatrix(scale: 1 / Double(columns))
  }

  /// The squared norm of a row.
  func squaredNorm(ofRow index: Int) -> Double { row(index).reduce(0) { $0 + $1 * $1 } }
}

/// Refuses signals that have outgrown all numbers.
func requireFinite(_ overlaps: Matrix, network: Int, layer: Int) throws(RandomNetworkError) {
  if let input = overlaps.diagonal.firstIndex(where: { !$0.isFinite }) {
    throw .signalNotFinite(network: network, layer: layer, input: input)
  }
  if let input = overlaps.diagonal.firstIndex(where: { !($0 > 0) }) {
    throw .vanishedSignal(network: network, layer: layer, input: input)
  }
}

/// Checks width and depth of an architecture.
func requireShape(width: Int, depth: Int) throws(RandomNetworkError) {
  guard depth >= 1 else { throw .noLayers }
  guard width >= 1 else { throw .emptyLayer(layer: 1, width: width) }
}

/// Checks a standard deviation of an architecture.
func requireScale(_ value: Double, _ name: String) throws(RandomNetworkError) {
  guard value >= 0, value.isFinite else {
    throw .invalidParameter(name: name, value: value, expected: "a finite number, not negative")
  }
}
