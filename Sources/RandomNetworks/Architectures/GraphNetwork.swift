public import LinearAlgebra
public import NetworkModels
public import NumericalMethods

/// A network of graph layers with finitely many features.
///
/// ```
/// h_v' = W Σ_u Â_vu φ(h_u) + b,   W_ij ~ N(0, σ_w²/N),   b_i ~ N(0, σ_b²)
/// ```
///
/// The overlaps are those of nodes, averaged over features. The growth is that of a tangent vector that is random in
/// every node, |J u|²/|u|². The fields of layer 0 are a random linear image of the given ones, drawn for each network, so
/// that they are Gaussian with the covariance of the given ones.
public struct GraphNetwork: FiniteArchitecture {
  private let fields: NetworkInputs
  private let sigmaW: Double
  private let sigmaB: Double
  private let nonlinearity: any Nonlinearity
  private let mixing: @Sendable (_ network: Int, _ layer: Int, _ seed: UInt64) -> Matrix
  /// The number L of layers.
  public let depth: Int

  /// Describes a network on a given graph.
  ///
  /// - Parameters:
  ///   - fields: The pre-activations of layer 0: one row per node, one column per feature.
  ///   - sigmaW: The standard deviation σ_w.
  ///   - sigmaB: The standard deviation σ_b.
  ///   - nonlinearity: The activation function.
  ///   - mixing: The matrix Â.
  ///   - depth: The number L of layers.
  /// - Throws: ``RandomNetworkError`` for numbers out of range.
  public init(
    fields: NetworkInputs, sigmaW: Double, sigmaB: Double,
    nonlinearity: any Nonlinearity = Tanh(), mixing: Matrix, depth: Int
  ) throws(RandomNetworkError) {
    precondition(
      mixing.isSquare && mixing.rows == fields.count,
      "a graph of \(mixing.rows) × \(mixing.columns) for \(fields.count) nodes")
    try self.init(fields, sigmaW, sigmaB, nonlinearity, depth) { _, _, _ in mixing }
  }

  /// Describes networks on two communities whose nodes draw neighbours afresh in every layer.
  ///
  /// - Parameters:
  ///   - model: The network.
  ///   - fields: The pre-activations of layer 0: one row per node, one column per feature; the first half
  ///     of the nodes is the first community.
  ///   - depth: The number L of layers.
  /// - Throws: ``RandomNetworkError`` for numbers out of range.
  public init(
    _ model: CommunityGraphModel, fields: NetworkInputs, depth: Int
  ) throws(RandomNetworkError) {
    let neighbours = try SampledNeighbours(nodes: fields.count, model)
    let layer = model.layer
    try self.init(fields, layer.sigmaW, layer.sigmaB, layer.nonlinearity, depth) {
      neighbours.mixing(network: $0, layer: $1, seed: $2)
    }
  }

  private init(
    _ fields: NetworkInputs, _ sigmaW: Double, _ sigmaB: Double,
    _ nonlinearity: any Nonlinearity, _ depth: Int,
    mixing: @escaping @Sendable (Int, Int, UInt64) -> Matrix
  ) throws(RandomNetworkError) {
    try requireShape(width: fields.dimension, depth: depth)
    try requireScale(sigmaW, "sigma_w")
    try requireScale(sigmaB, "sigma_b")
    self.fields = fields
    self.sigmaW = sigmaW
    self.sigmaB = sigmaB
    self.nonlinearity = nonlinearity
    self.mixing = mixing
    self.depth = depth
  }

  /// Sends the features of all nodes and a tangent vector through one network.
  ///
  /// - Complexity: O(L N²) random numbers, O(L (n N² + n² N)) operations in BLAS.
  public func propagate(network: Int, seed: UInt64) throws(RandomNetworkError) -> NetworkRecord {
    let (nodes, width) = (fields.count, fields.dimension)
    var start = FreshWeights(seed: seed, network: network, layer: 0)
    var tangent = start.matrix(rows: nodes, columns: width, deviation: 1)
    var signal = start.image(of: fields.vectors, width: width, deviation: 1)
    var overlaps = [signal.overlaps(rows: nodes)]
    var growth: [Double] = []
    for layer in 1...depth {
      let before = tangent.elements.reduce(0) { $0 + $1 * $1 }
      for k in signal.elements.indices {
        tangent.elements[k] *= nonlinearity.derivative(signal.elements[k])
        signal.elements[k] = nonlinearity.value(signal.elements[k])
      }
      let mixing = mixing(network, layer, seed)
      let (mixed, mixedTangent) = (mixing * signal, mixing * tangent)
      var fresh = FreshWeights(seed: seed, network: network, layer: layer)
      let both = fresh.image(
        of: Matrix(
          rows: 2 * nodes, columns: width, elements: mixed.elements + mixedTangent.elements),
        width: width, deviation: sigmaW)
      let biases = fresh.biases(width: width, deviation: sigmaB)
      for a in 0..<nodes {
        for i in 0..<width {
          signal[a, i] = both[a, i] + biases[i]
          tangent[a, i] = both[nodes + a, i]
        }
      }
      growth.append(tangent.elements.reduce(0) { $0 + $1 * $1 } / before)
      let gram = signal.overlaps(rows: nodes)
      if let node = gram.diagonal.firstIndex(where: { !$0.isFinite }) {
        throw .signalNotFinite(network: network, layer: layer, input: node)
      }
      overlaps.append(gram)
    }
    return NetworkRecord(
      network: network, overlaps: overlaps, growth: growth)
  }
}

/// The mean overlaps of nodes of a graph of two communities.
public struct CommunityOverlaps: Sendable, Equatable {
  /// That of a node with itself.
  public let own: Double
  /// That of two different nodes of one community.
  public let within: Double
  /// That of two nodes of different communities.
  public let between: Double

  /// Averages a matrix over nodes.
  ///
  /// - Parameter overlaps: The overlaps of all nodes; the first half of them is the first community.
  public init(_ overlaps: Matrix) {
    let (n, half) = (overlaps.rows, overlaps.rows / 2)
    precondition(overlaps.isSquare && n >= 4 && n % 2 == 0, "overlaps of \(n) nodes")
    var (same, other) = (0.0, 0.0)
    for a in 0..<n {
      for b in 0..<a {
        if (a < half) == (b < half) { same += overlaps[a, b] } else { other += overlaps[a, b] }
      }
    }
    own = overlaps.diagonal.reduce(0, +) / Double(n)
    within = same / Double(half * (half - 1))
    between = other / Double(half * half)
  }

  /// The separation of the communities, (within − between)/(2 own).
  public var communitySeparation: Double { own > 0 ? (within - between) / (2 * own) : 0 }
}
