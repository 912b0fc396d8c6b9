import LinearAlgebra
import Overlaps
import PlantedData
import Randomness
import RealModule
import SpinModels

/// The planted ensembles over which the verdict is calibrated and judged.
///
/// Sizes, levels, weights, flips, laws of the sites and the fluctuations of finite systems are drawn at random;
/// the index names the draw. Truth is the number of levels of the law: collective fluctuations of order 1/√N
/// change nothing, nor does structure too small to be more than they are (``trueEffectFloor``).
struct EnsembleMix {
  let seed: UInt64
  /// The most sites; pools of many instances are of small systems.
  var mostSites = 2048
  var mostReplicas = 384

  /// What is planted.
  enum Family: String, CaseIterable {
    case paramagnet
    case paramagnetGroups = "paramagnet-groups"
    case constantState = "state"
    case broadState = "state-broad"
    case ferromagnet
    case softState = "state-soft"
    case gains = "state-gains"
    case temperatures = "state-temperatures"
    case netState = "state-net"
    case equalBlocks = "blocks"
    case unequalBlocks = "blocks-unequal"
    case poissonDirichlet = "poisson-dirichlet"
    case pairs
    case negative = "blocks-negative"
    case softBlocks = "blocks-soft"
    case scattered = "blocks-scatter"
    case softScattered = "blocks-soft-scatter"
    case netBlocks = "blocks-net"
    case twoSteps = "two-steps"
    case softTwoSteps = "two-steps-soft"
    case cascade, full
    case netTree = "tree-net"
    case crossed, ring, arc, sphere
  }

  /// How often a family comes, in units of the others.
  private static let deck: [Family] = [
    .paramagnet, .paramagnet, .paramagnetGroups, .constantState, .broadState, .ferromagnet,
    .softState,
    .softState, .gains, .temperatures, .netState,
    .equalBlocks, .equalBlocks, .unequalBlocks, .poissonDirichlet, .poissonDirichlet, .pairs,
    .negative,
    .softBlocks, .softBlocks, .scattered, .scattered, .softScattered, .netBlocks,
    .twoSteps, .twoSteps, .softTwoSteps, .cascade, .cascade, .full, .netTree,
    .crossed, .crossed, .ring, .arc, .sphere,
  ]

  /// Structure whose N S is below this is no structure.
  static let trueEffectFloor = 0.1

  /// Data with their truth.
  struct Sample {
    let family: Family
    let law: String
    let truth: PlantedClass
    /// N times the variance of the expected overlaps, and what the best two levels leave of it.
    let structure: Double
    let beyond: Double
    let replicas: ReplicaSet
  }

  /// The numbers of an ensemble that all its instances share.
  private struct Draw {
    let family: Family
    var stream: RandomStream
    let replicaCount: Int
    let siteCount: Int
    let q0: Double
    let gap: Double
    let flips: Bool
    let correlation: Double?

    mutating func uniform(_ low: Double, _ high: Double) -> Double {
      low + (high - low) * stream.uniform()
    }
    mutating func choose<T>(_ values: [T]) -> T { values[stream.index(below: values.count)] }
  }

  /// One instance of an ensemble.
  func sample(_ index: Int, instance: Int = 0) throws -> Sample {
    let family = Self.deck[index % Self.deck.count]
    var stream = RandomStream(
      StreamName(seed: seed, purpose: .analysis, instance: index, chain: 7))
    let logarithm =
      Double.log(32) + (Double.log(Double(mostSites)) - Double.log(32)) * stream.uniform()
    let n = Int(Double.exp(logarithm))
    let sizes = [16, 24, 32, 48, 48, 64, 96, 96, 128, 128, 192, 384].filter { $0 <= mostReplicas }
    let r = sizes[stream.index(below: sizes.count)]
    let q0 = stream.uniform() < 0.4 ? 0.02 * stream.uniform() : 0.5 * stream.uniform()
    let gap = min(0.05 + 0.85 * stream.uniform(), 0.95 - q0)
    let flips = stream.uniform() < 0.3
    let isCorrelated = stream.uniform() < 1.0 / 3
    let strength = 0.3 + 0.68 * stream.uniform()
    var draw = Draw(
      family: family, stream: stream, replicaCount: r, siteCount: n, q0: q0, gap: gap, flips: flips,
      correlation: isCorrelated ? strength : nil)
    var fluctuations = RandomStream(
      StreamName(seed: seed, purpose: .analysis, instance: index, chain: 8, slot: instance))
    switch family {
    case .paramagnetGroups, .gains, .temperatures:
      return single(&draw, &fluctuations)
    case .negative, .scattered, .softScattered:
      return try states(&draw, &fluctuations)
    case .netState, .netBlocks, .netTree:
      return try network(&draw, &fluctuations)
    default:
      return try planted(&draw, index: index, instance: instance, &fluctuations)
    }
  }

  // MARK: - Ensembles of the library, with soft clusters on request

  private func structure(_ draw: inout Draw) throws -> PlantedEnsemble.Structure {
    let (q0, gap) = (draw.q0, draw.gap)
    let r = draw.replicaCount
    switch draw.family {
    case .paramagnet: return .hierarchy(overlaps: [0], partition: .equalBlocks([]))
    case .constantState, .broadState, .ferromagnet, .softState:
      return .hierarchy(overlaps: [draw.uniform(0.05, 0.95)], partition: .equalBlocks([]))
    case .equalBlocks, .softBlocks:
      return .hierarchy(
        overlaps: [q0, q0 + gap],
        partition: .equalBlocks([draw.choose([2, 3, 4, 6, 8, 16].filter { 2 * $0 <= r })]))
    case .unequalBlocks:
      let count = draw.choose([2, 3, 5, 8])
      return .hierarchy(
        overlaps: [q0, q0 + gap], partition: .weights((0..<count).map { _ in draw.uniform(0.1, 1) })
      )
    case .poissonDirichlet:
      return .hierarchy(
        overlaps: [q0, q0 + gap], partition: .poissonDirichlet([draw.uniform(0.2, 0.9)]))
    case .pairs: return .hierarchy(overlaps: [q0, q0 + max(gap, 0.2)], partition: .pairs)
    case .twoSteps, .softTwoSteps:
      let counts = [draw.choose([2, 3, 4]), draw.choose([2, 3, 4])]
      return .hierarchy(
        overlaps: [q0, q0 + gap * draw.uniform(0.25, 0.75), q0 + gap],
        partition: .equalBlocks(counts))
    case .cascade:
      let m = draw.uniform(0.4, 0.9)
      return .hierarchy(
        overlaps: [q0, q0 + gap * draw.uniform(0.25, 0.75), q0 + gap],
        partition: .poissonDirichlet([m * draw.uniform(0.3, 0.7), m]))
    case .full:
      let top = draw.uniform(0.25, 0.9)
      let bottom = draw.stream.uniform() < 0.5 ? 0 : draw.uniform(0, 0.5 * top)
      return try .linear(
        q0: bottom, q1: top, breakingParameter: draw.uniform(0.3, 0.8), levelCount: 24)
    case .crossed:
      let split = draw.uniform(0.3, 0.7)
      return .crossed(
        q0: q0, first: .init(count: draw.choose([2, 3, 4, 6]), gain: gap * split),
        second: .init(count: draw.choose([2, 3, 4, 6]), gain: gap * (1 - split)))
    case .ring: return .manifold(.ring, q0: q0, q1: q0 + gap)
    case .arc: return .manifold(.arc(draw.uniform(0.25, 0.75)), q0: q0, q1: q0 + gap)
    case .sphere: return .manifold(.sphere(3), q0: q0, q1: q0 + gap)
    default: preconditionFailure("\(draw.family) is no ensemble of the library")
    }
  }

  private func planted(
    _ draw: inout Draw, index: Int, instance: Int, _ fluctuations: inout RandomStream
  ) throws -> Sample {
    let structure = try structure(&draw)
    let isTree: Bool
    if case .hierarchy = structure { isTree = true } else { isTree = draw.family == .crossed }
    var law: SiteLaw = isTree && draw.stream.uniform() < 0.5 ? .broadcast : .gaussian
    if draw.family == .broadState { law = .tanh }
    if draw.family == .ferromagnet { law = .magnetized }
    if let strength = draw.correlation { law = .correlated(strength) }
    let ensemble = try PlantedEnsemble(
      spinCount: draw.siteCount, replicaCount: draw.replicaCount, structure: structure,
      siteLaw: law, flips: draw.flips)
    let sample = ensemble.sample(1000 * index + instance, seed: seed)
    let gauged = Matrix(rows: draw.replicaCount, columns: draw.replicaCount) {
      sample.signs[$0] * sample.signs[$1] * sample.expectedOverlaps[$0, $1]
    }
    guard [.softState, .softBlocks, .softTwoSteps].contains(draw.family) else {
      return Self.sample(
        draw.family, law.name, gauged, sample.realisedClass, draw.siteCount,
        .configurations(sample.configurations))
    }
    var rows = sample.configurations.rows
    let clusters = SoftClusters(
      labels: sample.labels, siteCount: draw.siteCount, shape: &draw.stream, &fluctuations)
    clusters.flip(&rows, &fluctuations)
    return Self.sample(
      draw.family, Case.deviated, gauged, sample.realisedClass, draw.siteCount,
      .configurations(PackedConfigurations(rows: rows)))
  }

  // MARK: - One state, or none, with fluctuations of its own

  private func single(_ draw: inout Draw, _ stream: inout RandomStream) -> Sample {
    let (r, n) = (draw.replicaCount, draw.siteCount)
    var rows: [[Int8]] = []
    let signs: [Int8] = (0..<r).map { _ in draw.flips && stream.sign() < 0 ? -1 : 1 }
    if draw.family == .paramagnetGroups {
      let size = 2 + draw.stream.index(below: max(1, min(30, n / 4)))
      let keep = draw.uniform(0.3, 1)
      let order = stream.permutation(n)
      for _ in 0..<r {
        var row = [Int8](repeating: 1, count: n)
        var common: Int8 = 1
        for (k, site) in order.enumerated() {
          if k % size == 0 { common = stream.sign() > 0 ? 1 : -1 }
          row[site] = stream.uniform() < (1 + keep) / 2 ? common : -common
        }
        rows.append(row)
      }
    } else {
      let base = draw.uniform(0.15, 0.9)
      let spread = draw.uniform(0.1, 0.8)
      let depths: [Double]
      if draw.family == .gains {
        depths = (0..<r).map { _ in min(0.98, base * Double.exp(spread * stream.normal())) }
      } else {
        let others = (0..<draw.choose([2, 3, 5])).map { _ in draw.uniform(0.05, 0.95) }
        depths = (0..<r).map { _ in others[stream.index(below: others.count)] }
      }
      let fields = (0..<n).map { _ in stream.normal() }
      for a in 0..<r {
        let (own, common) = ((1 - depths[a]).squareRoot(), depths[a].squareRoot())
        rows.append(
          fields.map { field -> Int8 in
            (common * field + own * stream.normal() > 0 ? 1 : -1) * signs[a]
          })
      }
    }
    return Sample(
      family: draw.family, law: Case.deviated,
      truth: draw.family == .paramagnetGroups ? .paramagnetic : .replicaSymmetric, structure: 0,
      beyond: 0, replicas: .configurations(PackedConfigurations(rows: rows)))
  }

  // MARK: - States whose overlaps scatter

  private func states(_ draw: inout Draw, _ stream: inout RandomStream) throws -> Sample {
    let (r, n) = (draw.replicaCount, draw.siteCount)
    let weights: PlantedEnsemble.Partition =
      draw.stream.uniform() < 0.5 && draw.family != .negative
      ? .poissonDirichlet([draw.uniform(0.2, 0.8)])
      : .equalBlocks([draw.choose([2, 3, 4, 6, 8].filter { 2 * $0 <= r })])
    let places = try PlantedEnsemble(
      spinCount: 2, replicaCount: r, overlaps: [0, 0.5], partition: weights
    ).sample(stream.index(below: 1 << 30), seed: seed)
    let labels = places.labels
    let count = (labels.max() ?? 0) + 1
    let inside = draw.uniform(0.2, 0.95)
    let isNegative = draw.family == .negative
    let between =
      isNegative
      ? (count > 1 ? -inside / Double(count - 1) : 0) : min(draw.q0, 0.7 * inside)
    let scatter = isNegative ? 0 : draw.choose([0.3, 1.0, 2.0, 3.0])
    let correlation = StateCorrelation(
      count: count, inside: inside, between: between, scatter: scatter / Double(n), &stream)
    var rows = correlation.rows(labels: labels, siteCount: n, &stream)
    if draw.family == .softScattered {
      SoftClusters(labels: labels, siteCount: n, shape: &draw.stream, &stream)
        .flip(&rows, &stream)
    }
    let expected = Matrix(rows: r, columns: r) { a, b in
      a == b
        ? 1
        : 2 / Double.pi * Double.asin(labels[a] == labels[b] ? inside : between)
    }
    let truth: PlantedClass = count > 1 && count < r ? .oneStep : .replicaSymmetric
    guard isNegative else {
      if draw.flips { rows = rows.map { row in stream.sign() < 0 ? row.map { -$0 } : row } }
      return Self.sample(
        draw.family, Case.deviated, expected, truth, n,
        .configurations(PackedConfigurations(rows: rows)))
    }
    // Half of them as real vectors less their mean over the replicas, as random lasers give them.
    let isReal = draw.stream.uniform() < 0.6
    let set: ReplicaSet
    if isReal {
      let noise = (1 / inside - 1).squareRoot()
      let centers = (0..<count).map { _ in (0..<n).map { _ in stream.normal() } }
      let raw = Matrix(rows: r, columns: n) { a, i in
        centers[labels[a]][i] + noise * stream.normal()
      }
      set = .vectors(try ReplicaPreparation(subtraction: .siteMean).applied(to: raw))
    } else {
      set = .configurations(PackedConfigurations(rows: rows))
    }
    // Two opposite states of spins cannot be told from one state and its mirror image.
    return Self.sample(
      draw.family, Case.deviated, expected, count == 2 && !isReal ? .replicaSymmetric : truth, n,
      set)
  }

  // MARK: - Layers of random networks

  private func network(_ draw: inout Draw, _ stream: inout RandomStream) throws -> Sample {
    let r = min(draw.replicaCount, 128)
    let n = max(100, min(draw.siteCount, 800))
    let counts: [Int] =
      switch draw.family {
      case .netBlocks: [draw.choose([2, 3, 4, 6])]
      case .netTree: [draw.choose([2, 3]), draw.choose([2, 3])]
      default: []
      }
    let places = try PlantedEnsemble(
      spinCount: 2, replicaCount: r,
      overlaps: (0...counts.count).map { 0.2 * Double($0) }, partition: .equalBlocks(counts)
    ).sample(stream.index(below: 1 << 30), seed: seed)
    let network = RandomLayers(
      width: n, depth: 1 + draw.stream.index(below: 6), weightDeviation: draw.uniform(1.3, 2.5),
      biasDeviation: draw.stream.uniform() < 0.3 ? 0 : draw.uniform(0.05, 0.5))
    let hidden = network.activations(
      places.partitions, replicaCount: r,
      shares: (0..<(counts.count + 1)).map { _ in draw.uniform(0.2, 1) },
      hasCommon: draw.stream.uniform() < 0.5, &stream)
    let set = ReplicaSet.vectors(hidden)
    let overlaps = try set.overlapMatrix().matrix
    // The mean overlaps of the levels stand for those of infinite width.
    let expected = Self.levelMeans(overlaps, places.partitions)
    let isOrdered = abs(expected.offDiagonalMeanOfLevels) > 3 / Double(n).squareRoot()
    let truth: PlantedClass =
      counts.isEmpty ? (isOrdered ? .replicaSymmetric : .paramagnetic) : PlantedClass(of: expected)
    return Self.sample(draw.family, Case.deviated, expected, truth, n, set)
  }

  /// The matrix in which all pairs that part at one level have their mean.
  private static func levelMeans(_ overlaps: Matrix, _ partitions: [[Int]]) -> Matrix {
    let r = overlaps.rows
    func level(_ a: Int, _ b: Int) -> Int { partitions.count { $0[a] == $0[b] } }
    var sums = [Double](repeating: 0, count: partitions.count + 1)
    var counts = sums
    for a in 0..<r {
      for b in 0..<a {
        sums[level(a, b)] += overlaps[a, b]
        counts[level(a, b)] += 1
      }
    }
    return Matrix(rows: r, columns: r) { a, b in
      a == b ? 1 : sums[level(a, b)] / counts[level(a, b)]
    }
  }

  /// A sample with the class of its law, as far as that is more than finite systems have.
  private static func sample(
    _ family: Family, _ law: String, _ expected: Matrix, _ realised: PlantedClass, _ n: Int,
    _ replicas: ReplicaSet
  ) -> Sample {
    let pairs = Double(expected.rows * (expected.rows - 1) / 2)
    let tree = Dendrogram(expected, allowingFlips: false)
    let one = Partition(cutting: tree, explaining: expected)
    let rs = Partition(labels: [Int](repeating: 0, count: expected.rows))
    let structure = Double(n) * rs.squaredDistance(to: expected) / pairs
    let beyond = Double(n) * one.squaredDistance(to: expected) / pairs
    var truth = realised
    if truth == .hierarchical || truth == .nonHierarchical, beyond < trueEffectFloor {
      truth = .oneStep
    }
    if truth == .oneStep || truth == .hierarchical || truth == .nonHierarchical,
      structure < trueEffectFloor
    {
      truth = .replicaSymmetric
    }
    if truth == .replicaSymmetric {
      let mean = expected.offDiagonalMeanOfLevels
      if Double(n) * mean * mean < trueEffectFloor / 2, structure < trueEffectFloor {
        truth = .paramagnetic
      }
    }
    return Sample(
      family: family, law: law, truth: truth, structure: structure, beyond: beyond,
      replicas: replicas)
  }

  /// The number of families, by which indices repeat.
  static var deckSize: Int { deck.count }
}

extension Matrix {
  /// The mean off the diagonal.
  var offDiagonalMeanOfLevels: Double {
    var sum = 0.0
    for a in 0..<rows { for b in 0..<a { sum += self[a, b] } }
    return sum / Double(max(1, rows * (rows - 1) / 2))
  }
}
