public import Documents
public import Figures
public import Overlaps

/// P(q) and its moments over pairs of rows of arrays that are no runs: of rows of different chains, where chains are known,
/// otherwise of all.
public struct ArrayOverlapsReport: Reportable {
  /// The file.
  public let file: String
  /// The overlap matrices, one per instance.
  public let matrices: [OverlapMatrix]
  /// The number N of sites.
  public let siteCount: Int
  /// The averages of powers of the overlap.
  public let moments: OverlapMoments
  /// The histogram of the overlaps.
  public let distribution: OverlapDistribution
  /// The seed, which nothing here depends on.
  public let seed: UInt64
  /// What must be said beside the numbers.
  public let remarks: [String]
  /// Which pairs count, in words.
  private let pairs: String

  /// Computes the overlaps of pairs of rows of every instance.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - replicas: The replicas of each instance, at least one.
  ///   - chainCount: How many chains the replicas of every instance come from, chain after chain; `nil` where that is not
  ///     known, and all pairs count.
  ///   - bins: The number of bins of P(q) between −1 and 1.
  ///   - seed: The seed, which nothing here depends on.
  ///   - remarks: What must be said beside the numbers.
  /// - Throws: ``/Overlaps/OverlapError`` when the data have no overlaps.
  public init(
    file: String, _ replicas: [ReplicaSet], chainCount: Int? = nil, bins: Int, seed: UInt64 = 1,
    remarks: [String] = []
  ) throws(OverlapError) {
    self.file = file
    var matrices: [OverlapMatrix] = []
    for set in replicas { matrices.append(try set.overlapMatrix()) }
    self.matrices = matrices
    siteCount = replicas[0].siteCount
    let areKept = chainCount.map { $0 > 1 } ?? false
    let overlaps = matrices.map { matrix in
      let size = max(1, matrix.replicaCount / max(1, chainCount ?? 1))
      return OverlapDistribution.overlaps(
        of: matrix.matrix,
        betweenLadders: areKept ? (0..<matrix.replicaCount).map { $0 / size } : [])
    }
    moments = OverlapMoments(instances: overlaps, spinCount: siteCount)
    distribution = OverlapDistribution(instances: overlaps, binCount: bins, spinCount: siteCount)
    self.seed = seed
    self.remarks = remarks + (areKept ? ["pairs of rows of different chains count"] : [])
    pairs = areKept ? "pairs of different chains" : "all pairs"
  }

  /// The object for programs.
  public var document: JSONValue {
    let object: JSONValue = [
      "file": .string(file), "replicas": .integer(matrices[0].replicaCount),
      "spins": .integer(siteCount), "instances": .integer(matrices.count),
      "seed": JSONValue(seed: seed), "remarks": JSONValue(remarks),
    ]
    return object.merging(moments.document(with: distribution))
  }

  private static let columns: [Column<ArrayOverlapsReport>] = [
    Column(text: "R") { "\($0.matrices[0].replicaCount)" }, Column(text: "N") { "\($0.siteCount)" },
    Column(text: "⟨q⟩") { text($0.moments.mean) },
    Column(text: "⟨|q|⟩") { text($0.moments.meanAbsolute) },
    Column(text: "⟨q²⟩") { text($0.moments.meanSquare) },
    Column(text: "N⟨q²⟩") { text($0.moments.susceptibility) },
    Column(text: "Binder g") { text($0.moments.binder) },
  ]

  /// One line of moments.
  public var sections: [ReportSection] {
    [.table(ReportTable(Self.columns, [self]))] + remarks.map { .remark("Remark: \($0).") }
  }

  /// P(q).
  public var figures: [any Figure] {
    [
      OverlapDistributionFigure(
        title: "Overlap distribution",
        system: "\(file), R = \(matrices[0].replicaCount), N = \(siteCount)",
        series: [
          OverlapDistributionFigure.Series(
            name: pairs, distribution: distribution, theoryPeaks: [])
        ])
    ]
  }
}
