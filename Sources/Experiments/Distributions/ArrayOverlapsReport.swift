public import Documents
public import Figures
public import Overlaps

/// P(q) and its moments over all pairs of rows of arrays that are no runs.
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

  /// Computes the overlaps of all pairs of rows of every instance.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - replicas: The replicas of each instance, at least one.
  ///   - bins: The number of bins of P(q) between −1 and 1.
  ///   - seed: The seed, which nothing here depends on.
  ///   - remarks: What must be said beside the numbers.
  /// - Throws: ``/Overlaps/OverlapError`` when the data have no overlaps.
  public init(
    file: String, _ replicas: [ReplicaSet], bins: Int, seed: UInt64 = 1,
    remarks: [String] = []
  ) throws(OverlapError) {
    self.file = file
    var matrices: [OverlapMatrix] = []
    for set in replicas { matrices.append(try set.overlapMatrix()) }
    self.matrices = matrices
    siteCount = replicas[0].siteCount
    let pairs = matrices.map(\.pairOverlaps)
    moments = OverlapMoments(instances: pairs, spinCount: siteCount)
    distribution = OverlapDistribution(instances: pairs, binCount: bins, spinCount: siteCount)
    self.seed = seed
    self.remarks = remarks
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
            name: "all pairs", distribution: distribution, theoryPeaks: [])
        ])
    ]
  }
}
