import LinearAlgebra
import Randomness
import RealModule
import SpinModels

/// Soft clusters: in every state a few groups of sites flip together from replica to replica.
///
/// Finite glasses have them; overlaps inside a state then fluctuate by (cluster size)/N together.
struct SoftClusters {
  /// Per replica, its clusters with the probability of a flip.
  private let clusters: [[(sites: [Int], probability: Double)]]
  private let labels: [Int]

  /// Draws clusters of 1 to 6 % of the sites, of 3 to 12 % below N = 150.
  ///
  /// - Parameters:
  ///   - labels: The state of every replica.
  ///   - n: The number N of sites.
  ///   - shape: Draws what all instances share: sizes and probabilities.
  ///   - stream: Draws the sites.
  init(
    labels: [Int], siteCount n: Int, shape: inout RandomStream, _ stream: inout RandomStream
  ) {
    self.labels = labels
    let isSmall = n < 150
    let low = isSmall ? 0.03 : 0.01
    let high = isSmall ? 0.12 : 0.06
    let count = 1 + shape.index(below: 3)
    let kinds = (0..<count).map { _ in
      (
        size: max(3, Int(Double(n) * (low + (high - low) * shape.uniform()))),
        probability: 0.05 + 0.45 * shape.uniform()
      )
    }
    let isShared = shape.uniform() < 0.2
    let shared = kinds.map { (Array(stream.permutation(n).prefix($0.size)), $0.probability) }
    clusters = (0...(labels.max() ?? 0)).map { _ in
      isShared
        ? shared.map { ($0.0, $0.1) }
        : kinds.map { (Array(stream.permutation(n).prefix($0.size)), $0.probability) }
    }
  }

  /// Flips clusters of the replicas at random.
  func flip(_ rows: inout [[Int8]], _ stream: inout RandomStream) {
    for (a, label) in labels.enumerated() {
      for cluster in clusters[label] where stream.uniform() < cluster.probability {
        for i in cluster.sites { rows[a][i] = -rows[a][i] }
      }
    }
  }
}

/// States as signs of Gaussian fields whose correlations scatter around one value, as those of a finite
/// system do.
///
/// ```
/// E g^α g^β = ρ_between + ε_αβ,   ε ~ N(0, scatter);   E g^a g^b = ρ_inside within a state
/// ```
struct StateCorrelation {
  /// The lower triangular factor of the correlations of states.
  private let factor: [[Double]]
  private let own: Double

  init(
    count: Int, inside: Double, between: Double, scatter: Double, _ stream: inout RandomStream
  ) {
    var matrix = [[Double]](
      repeating: [Double](repeating: between, count: count), count: count)
    let limit = 0.9 * inside
    for a in 0..<count {
      matrix[a][a] = inside * (1 + 1e-6)
      for b in 0..<a {
        let value = min(max(between + scatter.squareRoot() * stream.normal(), -limit), limit)
        matrix[a][b] = value
        matrix[b][a] = value
      }
    }
    // Cholesky; a direction that scatter has made negative is left out.
    var factor = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
    for a in 0..<count {
      for b in 0...a {
        let sum = (0..<b).reduce(matrix[a][b]) { $0 - factor[a][$1] * factor[b][$1] }
        if a == b {
          factor[a][a] = max(sum, 0).squareRoot()
        } else {
          factor[a][b] = factor[b][b] > 1e-9 ? sum / factor[b][b] : 0
        }
      }
    }
    self.factor = factor
    own = max(0, 1 - inside).squareRoot()
  }

  /// Spins of replicas in the states that their labels name.
  func rows(labels: [Int], siteCount: Int, _ stream: inout RandomStream) -> [[Int8]] {
    var rows = [[Int8]](repeating: [Int8](repeating: 1, count: siteCount), count: labels.count)
    for i in 0..<siteCount {
      let normals = factor.indices.map { _ in stream.normal() }
      let fields = factor.map { row in zip(row, normals).reduce(0) { $0 + $1.0 * $1.1 } }
      for (a, label) in labels.enumerated() {
        rows[a][i] = fields[label] + own * stream.normal() > 0 ? 1 : -1
      }
    }
    return rows
  }
}

/// A layer of a random tanh network of one width, for inputs on a tree.
struct RandomLayers {
  let width: Int
  let depth: Int
  let weightDeviation: Double
  let biasDeviation: Double

  /// Pre-activations of the last layer, R × width.
  ///
  /// - Parameters:
  ///   - partitions: The block of every input at each level, the coarsest first.
  ///   - replicaCount: The number of inputs.
  ///   - shares: The variance of each level's and of the input's own part.
  ///   - hasCommon: Whether all inputs have a part in common.
  ///   - stream: Draws inputs and weights.
  /// - Returns: The activations: one row per input.
  func activations(
    _ partitions: [[Int]], replicaCount: Int, shares: [Double], hasCommon: Bool,
    _ stream: inout RandomStream
  ) -> Matrix {
    var x = Matrix(rows: replicaCount, columns: width)
    func add(_ labels: [Int], _ share: Double) {
      let centers = (0...(labels.max() ?? 0)).map { _ in
        (0..<width).map { _ in share.squareRoot() * stream.normal() }
      }
      for (a, label) in labels.enumerated() {
        for i in 0..<width { x[a, i] += centers[label][i] }
      }
    }
    if hasCommon { add([Int](repeating: 0, count: replicaCount), 0.5) }
    for (labels, share) in zip(partitions, shares) { add(labels, share) }
    add(Array(0..<replicaCount), shares.last ?? 1)
    for layer in 0..<depth {
      if layer > 0 {
        for k in x.elements.indices { x.elements[k] = Double.tanh(x.elements[k]) }
      }
      let deviation = weightDeviation / Double(width).squareRoot()
      let weights = Matrix(rows: width, columns: width) { _, _ in deviation * stream.normal() }
      let biases = (0..<width).map { _ in biasDeviation * stream.normal() }
      var next = x * weights
      for a in 0..<replicaCount { for i in 0..<width { next[a, i] += biases[i] } }
      x = next
    }
    return x
  }
}
