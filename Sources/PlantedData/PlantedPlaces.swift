import LinearAlgebra
import Randomness
import RealModule
import SpinModels

/// The places that the replicas of one instance have drawn in a planted structure.
enum PlantedPlaces {
  /// Blocks: `levels[k][a]` is the block of replica a at level k + 1, from the coarsest to the finest.
  case tree(levels: [[Int]], replicaCount: Int)
  /// The values of two factors.
  case crossed([Int], [Int])
  /// Unit vectors: R × d.
  case points(Matrix)

  /// Draws places.
  init(
    of count: Int, in structure: PlantedEnsemble.Structure, permuted: Bool,
    stream: inout RandomStream
  ) {
    switch structure {
    case .hierarchy(_, let partition):
      let levels = partition.labels(of: count, &stream)
      self = .tree(
        levels: permuted ? levels : Self.sorted(levels, count: count), replicaCount: count)
    case .crossed(_, let first, let second):
      let values = [first, second].map { factor in
        factor.isBalanced
          ? stream.permutation(count).map { $0 * factor.count / count }
          : (0..<count).map { _ in stream.index(below: factor.count) }
      }
      let ordered = permuted ? values : Self.sorted(values, count: count)
      self = .crossed(ordered[0], ordered[1])
    case .manifold(let manifold, _, _):
      var points = manifold.points(count, &stream)
      if !permuted { points.sort { $0.order < $1.order } }
      self = .points(
        Matrix(
          rows: count, columns: manifold.dimension, elements: points.flatMap { $0.coordinates }))
    }
  }

  /// Labels of all levels with the replicas in the order of their labels, the coarsest first.
  private static func sorted(_ levels: [[Int]], count: Int) -> [[Int]] {
    let order = (0..<count).sorted { a, b in
      guard let level = levels.first(where: { $0[a] != $0[b] }) else { return a < b }
      return level[a] < level[b]
    }
    return levels.map { level in order.map { level[$0] } }
  }

  /// The block or the value of every replica at each level or of each factor.
  var partitions: [[Int]] {
    switch self {
    case .tree(let levels, _): levels
    case .crossed(let first, let second): [first, second]
    case .points: []
    }
  }

  /// The finest block of every replica.
  var labels: [Int] {
    switch self {
    case .tree(let levels, let count): return levels.last ?? [Int](repeating: 0, count: count)
    case .crossed(let first, let second):
      let width = (second.max() ?? 0) + 1
      return zip(first, second).map { $0 * width + $1 }
    case .points(let points): return Array(0..<points.rows)
    }
  }

  /// The unit vectors of the replicas on a continuum.
  var positions: Matrix? {
    if case .points(let points) = self { points } else { nil }
  }

  /// The expected overlap of two different replicas, without flips.
  func overlap(_ a: Int, _ b: Int, in structure: PlantedEnsemble.Structure) -> Double {
    switch (self, structure) {
    case (.tree(let levels, _), .hierarchy(let overlaps, _)):
      // Levels are nested, so that the shared ones come first.
      var shared = 0
      var end = levels.count
      while shared < end {
        let middle = (shared + end) / 2
        if levels[middle][a] == levels[middle][b] { shared = middle + 1 } else { end = middle }
      }
      return overlaps[shared]
    case (.crossed(let x, let y), .crossed(let q0, let first, let second)):
      switch (x[a] == x[b], y[a] == y[b]) {
      case (false, false): return q0
      case (true, false): return q0 + first.gain
      case (false, true): return q0 + second.gain
      case (true, true): return q0 + first.gain + second.gain
      }
    case (.points(let points), .manifold(let manifold, let q0, let q1)):
      let (constant, slope) = PlantedEnsemble.Structure.manifoldCorrelation(
        manifold, q0: q0, q1: q1)
      let cosine = zip(points.row(a), points.row(b)).reduce(0) { $0 + $1.0 * $1.1 }
      return PlantedData.overlap(ofFieldCorrelation: constant + slope * cosine)
    default: preconditionFailure("places of another structure")
    }
  }
}

extension PlantedEnsemble.Manifold {
  /// Uniform points, each with a number by which they can be sorted.
  fileprivate func points(
    _ count: Int, _ stream: inout RandomStream
  ) -> [(order: Double, coordinates: [Double])] {
    (0..<count).map { _ in
      if case .sphere(let dimension) = self {
        let vector = (0..<dimension).map { _ in stream.normal() }
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return (vector[0] / length, vector.map { $0 / length })
      }
      var angle = 2 * Double.pi * stream.uniform()
      if case .arc(let fraction) = self { angle *= fraction }
      return (angle, [.cos(angle), .sin(angle)])
    }
  }
}

extension PlantedEnsemble.Partition {
  /// The block of every replica at each level, from the coarsest to the finest.
  fileprivate func labels(of count: Int, _ stream: inout RandomStream) -> [[Int]] {
    switch self {
    case .equalBlocks(let counts):
      let order = stream.permutation(count)
      var blocks = 1
      return counts.map { below in
        blocks *= below
        return order.map { min($0 * blocks / count, blocks - 1) }
      }
    case .poissonDirichlet(let discounts):
      guard let finest = discounts.last else { return [] }
      var levels = [Self.chineseRestaurant(customers: count, discount: finest, &stream)]
      for k in stride(from: discounts.count - 2, through: 0, by: -1) {
        let finer = levels[levels.count - 1]
        let tables = (finer.max() ?? 0) + 1
        let coarse = Self.chineseRestaurant(
          customers: tables, discount: discounts[k] / discounts[k + 1], &stream)
        levels.append(finer.map { coarse[$0] })
      }
      return levels.reversed()
    case .pairs:
      return [stream.permutation(count).map { $0 / 2 }]
    case .weights(let weights):
      let sum = weights.reduce(0, +)
      return [
        (0..<count).map { _ in
          var left = stream.uniform() * sum
          return weights.firstIndex { weight in
            left -= weight
            return left < 0
          } ?? weights.count - 1
        }
      ]
    }
  }

  /// A random partition whose block frequencies are Poisson–Dirichlet with the given discount.
  private static func chineseRestaurant(
    customers: Int, discount: Double, _ stream: inout RandomStream
  ) -> [Int] {
    var sizes: [Int] = []
    var labels: [Int] = []
    for seated in 0..<customers {
      var position = stream.uniform() * Double(seated)
      var table = sizes.count
      if seated > 0 {
        position -= discount * Double(sizes.count)
        for k in sizes.indices.reversed() where position >= 0 {
          position -= Double(sizes[k]) - discount
          if position < 0 { table = k }
        }
      }
      if table == sizes.count { sizes.append(0) }
      sizes[table] += 1
      labels.append(table)
    }
    // Independent customers, so that the order of arrival leaves no trace.
    let order = stream.permutation(customers)
    return order.map { labels[$0] }
  }
}
