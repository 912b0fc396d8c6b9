import Documents
import LinearAlgebra
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
    /// All rows come in groups of two or three that are nearly equal, so many groups and so many rows more than groups.
    case nearlyEqualRows(repeats: Int, groups: Int)
    /// Rows that follow each other are more alike than in random order.
    case correlatedRows(RowOrderTest)
    /// Replicas of a state stand next to each other, or so many places apart: rows sorted by state, or a drift.
    case sortedRows(z: Double, lag: Int)
    /// One replica is apart from all others, by so many median deviations.
    case stray(replica: Int, deviations: Double)
    /// Real vectors whose overlaps are this large in the mean, as those of a common part are.
    case commonPart(meanOverlap: Double)
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
      case .nearlyEqualRows: "nearly_equal_rows"
      case .correlatedRows: "correlated_rows"
      case .sortedRows: "sorted_rows"
      case .stray: "stray_replica"
      case .commonPart: "common_part"
      case .moreReplicasThanSites: "more_replicas_than_sites"
      case .fewReplicas: "few_replicas"
      case .fewSites: "few_sites"
      }
    }

    /// The finding as a sentence without a full stop.
    public var text: String {
      switch self {
      case .equalRows(let repeats, let distinct, let areCopies):
        "\(repeats) of the \(repeats + distinct) rows \(repeats == 1 ? "repeats" : "repeat") another one"
          + (areCopies
            ? ", as if rows had been saved or drawn more than once"
            : ", as cold or small systems do by nature")
      case .nearlyEqualRows(let repeats, let groups):
        "the \(repeats + groups) rows come in \(groups) groups of two or three that are nearly equal (q ≥ "
          + "\(Documents.text(SampleCheck.nearlyEqual))): rows of chains that were saved too soon after each other, or very many "
          + "states that were met twice"
      case .correlatedRows(let test) where test.lag > 1:
        "rows \(test.lag) places apart are more alike than in random order (z = \(Documents.text(test.score, digits: 2))), as those of "
          + "\(test.lag) chains that were written in turn: their autocorrelation time is about "
          + "\(Documents.text(test.autocorrelationTime, digits: 2)) draws of a chain, and \(test.rowCount) rows are worth about "
          + "\(Documents.text(test.independentCount.rounded())) independent replicas; an array of chains × draws × sites with "
          + "--dimensions chain,replica,site keeps the chains apart"
      case .correlatedRows(let test):
        "rows that follow each other are more alike than in random order (z = \(Documents.text(test.score, digits: 2))), as rows "
          + "of a chain that are saved too often: their autocorrelation time is about "
          + "\(Documents.text(test.autocorrelationTime, digits: 2)) draws, and \(test.rowCount) rows are worth about "
          + "\(Documents.text(test.independentCount.rounded())) independent replicas"
      case .sortedRows(let z, let lag) where lag > 1:
        "replicas \(lag) places apart are of one state (z = \(Documents.text(z, digits: 2))): either the rows are in that order, or "
          + "\(lag) chains were written in turn and each stays in its state"
      case .sortedRows(let z, _):
        "replicas of a state stand next to each other (z = \(Documents.text(z, digits: 2))): either the rows are sorted, or "
          + "a chain drifted from one state to the next and has not seen them as often as they weigh"
      case .stray(let replica, let deviations):
        "replica \(replica) is apart from all others (\(Documents.text(deviations, digits: 2)) median deviations)"
      case .commonPart(let mean):
        "the rows have much in common (mean overlap \(Documents.text(mean, digits: 2))), beside which their differences are small: "
          + "--subtract site-mean judges what differs"
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
  /// What the order of time shows that the user gave; `nil` without one, and for fewer than
  /// ``RowOrderTest/fewestRows`` rows.
  public private(set) var timeOrder: RowOrderTest?
  /// The replicas that are left without copies and strays; `nil` where there are none.
  private(set) var kept: [Int]?
  /// Whether rows are correlated so strongly that they are no replicas.
  var areRowsDependent: Bool {
    findings.contains {
      if case .correlatedRows(let test) = $0 { test.score > Self.decisive } else { false }
    }
  }

  /// Rows in an order that the user did not give: below this z, which chance passes in 3 of 10⁵ sets, it
  /// shows nothing.
  private static let noticeable = 4.0
  /// The same for rows whose order of time is given; by chance it is passed in 2 of 1000 sets.
  public static let noticeableInTime = 3.0
  /// Above this z dependent rows carry no verdict.
  private static let decisive = 10.0
  /// Rows are equal above this overlap.
  private static let equal = 1 - 1e-9
  /// Rows are nearly equal above this one: one spin in twenty differs.
  private static let nearlyEqual = 0.9
  /// The mean overlap of real vectors from which a common part hides what differs.
  private static let muchInCommon = 0.8
  /// From so many rows on it is no chance that each has nearly equal ones.
  private static let fewestPairedRows = 16

  /// Checks replicas in the order in which they came.
  ///
  /// - Parameters:
  ///   - replicas: The replicas.
  ///   - overlaps: Their overlaps.
  ///   - gauge: The signs in which their overlaps are positive.
  ///   - blocks: The blocks of two levels.
  ///   - knowsSampler: Whether the replicas are draws of this library, which are no copies and whose order
  ///     is tested elsewhere.
  ///   - order: The replicas in the order of time, each once; `nil` where it is not known.
  ///   - seed: The seed of the permutations.
  init(
    _ replicas: ReplicaSet, overlaps: OverlapMatrix, gauge: [Double], blocks: Partition,
    knowsSampler: Bool, timeOrder order: [Int]?, seed: UInt64
  ) {
    let (r, n) = (overlaps.replicaCount, replicas.siteCount)
    var removed = Set<Int>()
    let inGauge = overlaps.matrix.flipped(gauge)
    if !knowsSampler, r >= 4 {
      func remove(repeating first: [Int]) {
        for (a, b) in first.enumerated() where b != a { removed.insert(a) }
      }
      if let (repeats, copies) = Self.repeats(inGauge, above: Self.equal) {
        // A cold system that returns to a state also comes near it, or knows a few configurations only; real numbers do not
        // repeat.
        let areCopies =
          Self.isEven(copies) || replicas.isReal
          || 3 * repeats < 2 * r && !Self.hasNearlyEqualRows(inGauge)
        findings.append(
          .equalRows(repeats: repeats, distinct: r - repeats, areCopies: areCopies))
        if areCopies { remove(repeating: copies) }
      } else if r >= Self.fewestPairedRows,
        let (repeats, near) = Self.repeats(inGauge, above: Self.nearlyEqual),
        3 * repeats <= 2 * r, Self.isEven(near)
      {
        findings.append(.nearlyEqualRows(repeats: repeats, groups: r - repeats))
        remove(repeating: near)
      }
      if let (replica, deviations) = Self.stray(inGauge) {
        findings.append(.stray(replica: replica, deviations: deviations))
        removed.insert(replica)
      }
      let areCopies = findings.contains {
        if case .equalRows(_, _, true) = $0 { true } else { false }
      }
      if order != nil || !areCopies {
        let test = RowOrderTest(
          inGauge, order: order ?? Array(0..<r), labels: blocks.labels, seed: seed)
        if order != nil { timeOrder = test }
        if let test { judge(test, blockCount: blocks.blockCount) }
      }
      let mean = inGauge.offDiagonalMean
      if replicas.isReal, mean > Self.muchInCommon {
        findings.append(.commonPart(meanOverlap: mean))
      }
      if r > n { findings.append(.moreReplicasThanSites(r, n)) }
    }
    if r < Calibration.fewestReplicas { findings.append(.fewReplicas(r)) }
    if n < Calibration.fewestSites { findings.append(.fewSites(n)) }
    kept = removed.isEmpty ? nil : (0..<r).filter { !removed.contains($0) }
  }

  /// The number of replicas that repeat an earlier one, and the first of those that each repeats.
  private static func repeats(
    _ overlaps: Matrix, above limit: Double
  ) -> (repeats: Int, first: [Int])? {
    let r = overlaps.rows
    var first = Array(0..<r)
    for a in 0..<r {
      if let b = (0..<a).first(where: { overlaps[a, $0] > limit }) { first[a] = first[b] }
    }
    let repeats = first.indices.count { first[$0] != $0 }
    return repeats > 0 ? (repeats, first) : nil
  }

  /// Whether all replicas are repeated, equally often.
  private static func isEven(_ first: [Int]) -> Bool {
    let sizes = Dictionary(grouping: first, by: { $0 }).values.map(\.count)
    return sizes.allSatisfy { $0 >= 2 } && (sizes.max() ?? 0) <= (sizes.min() ?? 0) + 1
  }

  /// Whether two replicas are nearly equal and not equal.
  private static func hasNearlyEqualRows(_ overlaps: Matrix) -> Bool {
    (0..<overlaps.rows).contains { a in
      (0..<a).contains { overlaps[a, $0] >= nearlyEqual && overlaps[a, $0] <= equal }
    }
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

  /// Says what the order of rows shows, if it shows something.
  private mutating func judge(_ test: RowOrderTest, blockCount: Int) {
    let limit = timeOrder == nil ? Self.noticeable : Self.noticeableInTime
    guard test.score > limit else { return }
    let typicalSize = Double(test.rowCount) / Double(max(1, blockCount))
    findings.append(
      test.scoreWithinBlocks > limit || typicalSize < 5
        ? .correlatedRows(test) : .sortedRows(z: test.score, lag: test.lag))
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
    case .samples(let samples):
      return .samples(samples.selecting(indices))
    }
  }
}
