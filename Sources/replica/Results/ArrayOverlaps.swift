import ReplicaKit

/// The overlaps of arrays that are not runs, for `replica overlaps`.
struct ArrayOverlaps {
  private let file: String
  private let matrices: [OverlapMatrix]
  private let siteCount: Int
  private let moments: OverlapMoments
  private let distribution: OverlapDistribution

  /// Computes the overlaps of all pairs of rows of every instance.
  ///
  /// - Parameters:
  ///   - input: The replicas of each instance.
  ///   - bins: The number of bins of P(q).
  /// - Throws: A ``Failure`` that names the file.
  init(_ input: ArrayInput, bins: Int) throws {
    file = input.file
    matrices = try input.sets.map { set in try reading(input.file) { try set.overlapMatrix() } }
    siteCount = input.sets[0].siteCount
    let pairs = matrices.map(\.pairOverlaps)
    moments = OverlapMoments(instances: pairs, spinCount: siteCount)
    distribution = OverlapDistribution(instances: pairs, binCount: bins)
  }

  /// Prints the moments, draws P(q) and writes one overlap matrix.
  func report(
    common: CommonOptions, figure: FigureOptions, matrix: String?, instance: Int
  ) throws {
    if matrix != nil, !matrices.indices.contains(instance) {
      throw Failure(
        .usage, "--instance is \(instance); \(file) has instances 0 to \(matrices.count - 1)")
    }
    if common.json {
      Console.print(json(seed: common.seed))
    } else {
      var table = TextTable(["R", "N", "⟨q⟩", "⟨|q|⟩", "⟨q²⟩", "N⟨q²⟩", "Binder g"])
      table.add([
        "\(matrices[0].replicaCount)", "\(siteCount)", text(moments.mean),
        text(moments.meanAbsolute), text(moments.meanSquare), text(moments.susceptibility),
        text(moments.binder),
      ])
      print(table.text)
      print("Remark: \(ArrayOptions.remark).")
    }
    let series = OverlapDistributionFigure.Series(
      name: "all pairs",
      distribution: OverlapHistogram(
        centres: distribution.overlaps, binWidth: distribution.binWidth,
        density: distribution.densities, deviations: distribution.errors),
      theoryPeaks: [])
    let pictures = try figure.draw(
      OverlapDistributionFigure(
        title: "Overlap distribution",
        system: "\(file), R = \(matrices[0].replicaCount), N = \(siteCount)", series: [series]),
      common: common)
    for picture in pictures where !common.json { print("\nfigure: \(picture)") }
    guard let matrix else { return }
    try Interruption.whileWriting {
      try NumPyFile.write(
        matrices[instance].matrix, to: matrix, ifExists: figure.force ? .replace : .fail)
    }
    common.hint("q_ab: \(matrix)")
  }

  private func json(seed: UInt64) -> JSONValue {
    var object: JSONValue = [
      "file": .string(file), "replicas": .integer(matrices[0].replicaCount),
      "spins": .integer(siteCount), "instances": .integer(matrices.count),
      "seed": JSONValue(seed: seed), "remarks": JSONValue([ArrayOptions.remark]),
    ]
    for member in moments.json(with: distribution) { object[member.key] = member.value }
    return object
  }
}

extension OverlapMoments {
  /// The moments and the distribution under their names for scripts.
  func json(with distribution: OverlapDistribution) -> [JSONValue.Member] {
    let object: JSONValue = [
      "mean_overlap": JSONValue(mean: mean),
      "mean_absolute_overlap": JSONValue(mean: meanAbsolute),
      "mean_square_overlap": JSONValue(mean: meanSquare),
      "mean_fourth_overlap": JSONValue(mean: meanFourth),
      "binder": JSONValue(mean: binder),
      "spin_glass_susceptibility": JSONValue(mean: susceptibility),
      "overlap_distribution": [
        "q": JSONValue(distribution.overlaps), "p": JSONValue(distribution.densities),
        "error": distribution.errors.map { JSONValue($0) } ?? .null,
      ],
    ]
    return object.objectValue ?? []
  }
}
