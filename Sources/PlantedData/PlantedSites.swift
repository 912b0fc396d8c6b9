import LinearAlgebra
import Randomness
import RealModule
import SpinModels

/// The spins of all sites, drawn site by site for replicas at given places.
struct PlantedSites {
  private let siteCount: Int
  private let replicaCount: Int
  private let trees: [SiteTree]
  /// The probability that a site follows the first of two trees.
  private let share: Double
  /// The overlaps of the levels of every tree, or the two ends of a continuum.
  private let overlaps: [Double]
  private let continuum: (points: Matrix, constant: Double, slope: Double)?
  private var stream: RandomStream
  private var spins: [Int8]

  init(
    spinCount: Int, places: PlantedPlaces, structure: PlantedEnsemble.Structure,
    stream: RandomStream
  ) {
    let labels = places.labels
    siteCount = spinCount
    replicaCount = labels.count
    self.stream = stream
    spins = [Int8](repeating: 0, count: spinCount * labels.count)
    switch structure {
    case .hierarchy(let overlaps, _):
      trees = [SiteTree(labels: places.partitions, replicaCount: labels.count)]
      share = 1
      self.overlaps = overlaps
      continuum = nil
    case .crossed(let q0, let first, let second):
      trees = places.partitions.map { SiteTree(labels: [$0], replicaCount: labels.count) }
      share = first.gain / (first.gain + second.gain)
      overlaps = [q0, q0 + first.gain + second.gain]
      continuum = nil
    case .manifold(let manifold, let q0, let q1):
      trees = []
      share = 1
      overlaps = [q0, q1]
      let (constant, slope) = PlantedEnsemble.Structure.manifoldCorrelation(
        manifold, q0: q0, q1: q1)
      continuum = places.positions.map { ($0, constant, slope) }
    }
  }

  /// Draws all spins.
  ///
  /// - Parameters:
  ///   - law: The law of the sites.
  ///   - noise: A stream of its own for noise that is correlated between sites.
  mutating func draw(by law: SiteLaw, noise: RandomStream) {
    switch law {
    case .broadcast: drawBroadcast(fromUp: false)
    case .magnetized: drawBroadcast(fromUp: true)
    case .tanh: drawState()
    case .gaussian: drawSigns(noise: nil)
    case .correlated(let strength):
      var noise = noise
      let correlation = SiteCorrelation(
        strength: strength, siteCount: siteCount, stream: &noise)
      var rows: [Double] = []
      rows.reserveCapacity(siteCount * replicaCount)
      for _ in 0..<replicaCount {
        var row = (0..<siteCount).map { _ in noise.normal() }
        correlation.correlate(&row)
        rows += row
      }
      drawSigns(noise: rows)
    }
  }

  /// The configurations, each multiplied by its sign.
  func configurations(signs: [Double]) -> PackedConfigurations {
    var result = PackedConfigurations(spinCount: siteCount)
    for (a, sign) in signs.enumerated() {
      let row = spins[a * siteCount..<(a + 1) * siteCount]
      if sign > 0 { result.append(row) } else { result.append(row.map { -$0 }) }
    }
    return result
  }

  /// The tree that the next site follows.
  private mutating func nextTree() -> SiteTree {
    trees.count == 1 || stream.uniform() < share ? trees[0] : trees[1]
  }

  private mutating func drawBroadcast(fromUp: Bool) {
    let levels = overlaps.count - 1
    let keep = (0...levels).map { k in
      (overlaps[k] / (k < levels ? overlaps[k + 1] : 1)).squareRoot()
    }
    var values: [Double] = []
    for site in 0..<siteCount {
      let tree = nextTree()
      values.removeAll(keepingCapacity: true)
      values.append(fromUp ? 1 : stream.sign())
      for node in tree.nodes {
        let parent = values[node.parent]
        values.append(stream.uniform() < (1 + keep[node.level - 1]) / 2 ? parent : -parent)
      }
      for a in 0..<replicaCount {
        let parent = values[tree.leaves[a]]
        let spin = stream.uniform() < (1 + keep[levels]) / 2 ? parent : -parent
        spins[a * siteCount + site] = spin > 0 ? 1 : -1
      }
    }
  }

  private mutating func drawState() {
    let sigma = SiteLaw.deviation(ofSelfOverlap: overlaps[0])
    for site in 0..<siteCount {
      let up = (1 + Double.tanh(sigma * stream.normal())) / 2
      for a in 0..<replicaCount {
        spins[a * siteCount + site] = stream.uniform() < up ? 1 : -1
      }
    }
  }

  /// Signs of Gaussian fields.
  ///
  /// - Parameter noise: The private noise of every replica at every site, R × N with unit variance;
  ///   `nil` to draw independent numbers.
  private mutating func drawSigns(noise: [Double]?) {
    let correlations = overlaps.map { fieldCorrelation(ofOverlap: $0) }
    let deviations = zip(correlations, [0] + correlations).map { ($0 - $1).squareRoot() }
    let own = (1 - correlations[correlations.count - 1]).squareRoot()
    var fields = [Double](repeating: 0, count: replicaCount)
    var values: [Double] = []
    for site in 0..<siteCount {
      if let continuum {
        drawFields(on: continuum, into: &fields)
      } else {
        let tree = nextTree()
        values.removeAll(keepingCapacity: true)
        values.append(deviations[0] * stream.normal())
        for node in tree.nodes {
          values.append(values[node.parent] + deviations[node.level] * stream.normal())
        }
        for a in 0..<replicaCount { fields[a] = values[tree.leaves[a]] }
      }
      for a in 0..<replicaCount {
        let number = if let noise { noise[a * siteCount + site] } else { stream.normal() }
        spins[a * siteCount + site] = fields[a] + own * number > 0 ? 1 : -1
      }
    }
  }

  /// A random linear function of the points: the covariance is A + B u_a·u_b.
  private mutating func drawFields(
    on continuum: (points: Matrix, constant: Double, slope: Double), into fields: inout [Double]
  ) {
    let dimension = continuum.points.columns
    let common = continuum.constant.squareRoot() * stream.normal()
    let scale = continuum.slope.squareRoot()
    let direction = (0..<dimension).map { _ in scale * stream.normal() }
    for a in 0..<replicaCount {
      var field = common
      for k in 0..<dimension { field += direction[k] * continuum.points[a, k] }
      fields[a] = field
    }
  }
}

/// The tree that spins or fields of one site descend.
struct SiteTree {
  /// A block below the root: its parent among all nodes, of which the root is number 0, and its level,
  /// from 1.
  struct Node {
    let parent: Int
    let level: Int
  }

  /// All blocks, level by level.
  let nodes: [Node]
  /// The node of the finest block of every replica.
  let leaves: [Int]

  /// Makes a tree.
  ///
  /// - Parameters:
  ///   - labels: The block of every replica at each level, from the coarsest to the finest.
  ///   - replicaCount: The number of replicas.
  init(labels: [[Int]], replicaCount: Int) {
    var nodes: [Node] = []
    var leaves = [Int](repeating: 0, count: replicaCount)
    for (k, blocks) in labels.enumerated() {
      var numbers: [Int: Int] = [:]
      for a in 0..<replicaCount {
        if let number = numbers[blocks[a]] {
          leaves[a] = number
        } else {
          nodes.append(Node(parent: leaves[a], level: k + 1))
          numbers[blocks[a]] = nodes.count
          leaves[a] = nodes.count
        }
      }
    }
    self.nodes = nodes
    self.leaves = leaves
  }
}
