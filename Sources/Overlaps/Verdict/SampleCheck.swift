import Documents
import LinearAlgebra
import Randomness
import RealModule
import SpinModels

/// What the replicas themselves say about how they were drawn, before any question about a phase.
///
/// Copies, correlated rows and strays make structure that is not that of a Gibbs measure. They are counted
/// and said, and nothing is removed in silence: where the answer without them is another, both are given.
public struct SampleCheck: Sendable, Equatable {
  /// What was found.
  public enum Finding: Sendable, Equatable {
    /// So many replicas are equal to an earlier one, of so many different rows.
    case equalRows(repeats: Int, distinct: Int, areCopies: Bool)
    /// Neighbouring rows are more alike than in random order, by z standard deviations.
    case correlatedRows(z: Double)
    /// Replicas of a state stand next to each other: rows sorted by state, or a drift.
    case sortedRows(z: Double)
    /// One replica is apart from all others, by so many median deviations.
    case stray(replica: Int, deviations: Double)
    /// More replicas than sites.
    case moreReplicasThanSites(Int, Int)
    /// A number of replicas outside of what the calibration knows.
    case fewReplicas(Int)
    /// A number of sites outside of what the calibration knows.
    case fewSites(Int)

    /// The name, as in JSON.
    public var name: String {
      switch self {
      case .equalRows: "equal_rows"
      case .correlatedRows: "correlated_rows"
      case .sortedRows: "sorted_rows"
      case .stray: "stray_replica"
      case .moreReplicasThanSites: "more_replicas_than_sites"
      case .fewReplicas: "few_replicas"
      case .fewSites: "few_sites"
      }
    }

    /// The finding as a sentence without a full stop.
    public var text: String {
      switch self {
      case .equalRows(let repeats, let distinct, let areCopies):
        "\(repeats) of the \(repeats + distinct) rows repeat another one"
          + (areCopies
            ? ", all rows equally often, as if they had been saved more than once"
            : ", as cold or small systems do by nature")
      case .correlatedRows(let z):
        "neighbouring rows are more alike than in random order (z = \(roundedText(z))), as rows of a chain "
          + "that are saved too often: they are no independent replicas"
      case .sortedRows(let z):
        "replicas of a state stand next to each other (z = \(roundedText(z))): either the rows are sorted, or "
          + "a chain drifted from one state to the next and has not seen them as often as they weigh"
      case .stray(let replica, let deviations):
        "replica \(replica) is apart from all others (\(roundedText(deviations)) median deviations)"
      case .moreReplicasThanSites(let r, let n):
        "there are more replicas (\(r)) than sites (\(n)); if replicas stand in columns, --transpose reads "
          + "them so"
      case .fewReplicas(let r):
        "\(r) replicas are fewer than the \(Calibration.fewestReplicas) from which probabilities are calibrated"
      case .fewSites(let n):
        "\(n) sites are fewer than the \(Calibration.fewestSites) from which probabilities are calibrated"
      }
    }
  }

  /// The findings, the gravest first.
  public private(set) var findings: [Finding] = []
  /// The replicas that are left without copies and strays; `nil` where there are none.
  private(set) var kept: [Int]?
  /// Whether rows are correlated so strongly that they are no replicas.
  var areRowsDependent: Bool {
    findings.contains { if case .correlatedRows(let z) = $0 { z > Self.decisive } else { false } }
  }

  /// Below this z the order of rows shows nothing.
  private static let noticeable = 4.0
  /// Above this z dependent rows carry no verdict.
  private static let decisive = 10.0
  private static let permutations = 200

  /// Checks replicas in the order in which they came.
  ///
  /// - Parameters:
  ///   - replicas: The replicas.
  ///   - overlaps: Their overlaps.
  ///   - gauge: The signs in which their overlaps are positive.
  ///   - blocks: The blocks of two levels.
  ///   - knowsSampler: Whether the replicas are draws of this library, which are no copies and whose order
  ///     is tested elsewhere.
  ///   - seed: The seed of the permutations.
  init(
    _ replicas: ReplicaSet, overlaps: OverlapMatrix, gauge: [Double], blocks: Partition,
    knowsSampler: Bool, seed: UInt64
  ) {
    let (r, n) = (overlaps.replicaCount, replicas.siteCount)
    var removed = Set<Int>()
    let inGauge = overlaps.matrix.flipped(gauge)
    if !knowsSampler, r >= 4 {
      if let (repeats, copies) = Self.equalRows(overlaps) {
        let sizes = Dictionary(grouping: copies, by: { $0 }).values.map(\.count)
        let areCopies = sizes.allSatisfy { $0 >= 2 } && (sizes.max() ?? 0) <= (sizes.min() ?? 0) + 1
        findings.append(
          .equalRows(repeats: repeats, distinct: r - repeats, areCopies: areCopies))
        if areCopies {
          for (a, first) in copies.enumerated() where first != a { removed.insert(a) }
        }
      }
      if let (replica, deviations) = Self.stray(inGauge) {
        findings.append(.stray(replica: replica, deviations: deviations))
        removed.insert(replica)
      }
      if r >= 8,
        !findings.contains(where: { if case .equalRows(_, _, true) = $0 { true } else { false } })
      {
        checkOrder(inGauge, blocks, seed: seed)
      }
      if r > n { findings.append(.moreReplicasThanSites(r, n)) }
    }
    if r < Calibration.fewestReplicas { findings.append(.fewReplicas(r)) }
    if n < Calibration.fewestSites { findings.append(.fewSites(n)) }
    kept = removed.isEmpty ? nil : (0..<r).filter { !removed.contains($0) }
  }

  /// The number of replicas that repeat an earlier one, and the first equal one of each.
  private static func equalRows(_ overlaps: OverlapMatrix) -> (repeats: Int, first: [Int])? {
    let r = overlaps.replicaCount
    var first = Array(0..<r)
    for a in 0..<r {
      if let b = (0..<a).first(where: { overlaps[a, $0] > 1 - 1e-9 }) { first[a] = first[b] }
    }
    let repeats = first.indices.count { first[$0] != $0 }
    return repeats > 0 ? (repeats, first) : nil
  }

  /// A replica whose mean |overlap| lies far below that of all others, which lie together.
  private static func stray(_ overlaps: Matrix) -> (replica: Int, deviations: Double)? {
    let r = overlaps.rows
    let means = (0..<r).map { a in
      (overlaps.row(a).reduce(0) { $0 + abs($1) } - abs(overlaps[a, a])) / Double(r - 1)
    }
    let middle = means.median
    let deviation = 1.4826 * means.map { abs($0 - middle) }.median
    let drops = means.map { middle - $0 }
    let ranked = means.indices.sorted { drops[$0] > drops[$1] }
    let (worst, second) = (drops[ranked[0]], drops[ranked[1]])
    guard worst > 0.1, worst > 8 * max(deviation, 1e-4), second < worst / 2 else { return nil }
    return (ranked[0], worst / max(deviation, 1e-4))
  }

  /// Compares the overlaps of neighbouring rows with those in random order, for all pairs and within blocks.
  private mutating func checkOrder(_ overlaps: Matrix, _ blocks: Partition, seed: UInt64) {
    let r = overlaps.rows
    var stream = RandomStream(StreamName(seed: seed, purpose: .analysis, slot: 3))
    let labels = blocks.labels
    // Within blocks, what exceeds the block's mean.
    let members = blocks.blocks
    let means = members.map { overlaps.reordered(by: $0).offDiagonalMean }
    func excess(_ a: Int, _ b: Int) -> Double {
      labels[a] == labels[b] && members[labels[a]].count > 3 ? overlaps[a, b] - means[labels[a]] : 0
    }
    func statistics(_ order: [Int]) -> (all: Double, within: Double) {
      var (all, within) = (0.0, 0.0)
      for k in 1..<r {
        all += overlaps[order[k - 1], order[k]]
        within += excess(order[k - 1], order[k])
      }
      return (all, within)
    }
    let found = statistics(Array(0..<r))
    var null: [(all: Double, within: Double)] = []
    for _ in 0..<Self.permutations { null.append(statistics(stream.permutation(r))) }
    func z(
      _ part: ((all: Double, within: Double)) -> Double, _ null: [(all: Double, within: Double)]
    )
      -> Double
    {
      let values = null.map(part)
      let mean = values.reduce(0, +) / Double(values.count)
      let variance =
        values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
      return variance > 1e-18 ? (part(found) - mean) / variance.squareRoot() : 0
    }
    let all = z(\.all, null)
    guard all > Self.noticeable else { return }
    // Replicas of a block in random places of that block: what neighbours share beyond their state.
    var inside: [(all: Double, within: Double)] = []
    for _ in 0..<Self.permutations {
      var order = Array(0..<r)
      for block in members where block.count > 1 {
        let shuffled = stream.permutation(block.count)
        for (k, place) in block.enumerated() { order[place] = block[shuffled[k]] }
      }
      inside.append(statistics(order))
    }
    let within = z(\.within, inside)
    let typicalSize = Double(r) / Double(max(1, members.count))
    if within > Self.noticeable || typicalSize < 5 {
      findings.append(.correlatedRows(z: all))
    } else {
      findings.append(.sortedRows(z: all))
    }
  }
}

extension ReplicaSet {
  /// Some of the replicas, in the given order.
  func selecting(_ indices: [Int]) -> ReplicaSet {
    switch self {
    case .configurations(let configurations):
      return .configurations(configurations.selecting(indices))
    case .vectors(let vectors):
      return .vectors(
        Matrix(rows: indices.count, columns: vectors.columns) { vectors[indices[$0], $1] })
    case .overlaps(let overlaps, let siteCount):
      return .overlaps(
        OverlapMatrix(valid: overlaps.matrix.reordered(by: indices), siteCount: siteCount),
        siteCount: siteCount)
    }
  }
}
