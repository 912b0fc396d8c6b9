package import Documents
package import Figures
import LinearAlgebra
import NetworkTheory
import Overlaps
import RandomNetworks
import Statistics

extension DeepNetSimulation {
  /// The probability with which an interval covers the mean over all networks.
  private static let confidenceLevel = 0.95

  /// The columns of an estimate: mean, error, deviation of one network, interval of confidence, theory.
  private func columns(
    _ symbol: String, _ estimate: @escaping @Sendable (Row) -> Estimate,
    deviation: @escaping @Sendable (Row) -> Double?, theory: @escaping @Sendable (Row) -> Double?
  ) -> [Column<Row>] {
    let networks = settings.networks
    return [
      Column(symbol, "\(symbol)_mean") {
        text(estimate($0))
      } value: {
        JSONValue(estimate($0).value)
      },
      Column(nil, "\(symbol)_error") { estimate($0).error },
      Column(nil, "\(symbol)_deviation") { deviation($0) },
      Column(key: "\(symbol)_interval") { row in
        guard networks > 1 else { return .null }
        let interval = estimate(row).interval(
          level: Self.confidenceLevel, degreesOfFreedom: networks - 1)
        return interval.map { [.number($0.lowerBound), .number($0.upperBound)] } ?? .null
      },
      Column("\(symbol) theory", "\(symbol)_theory", digits: 5) { theory($0) },
    ]
  }

  private var familyColumns: [Column<Row>] {
    settings.families.enumerated().flatMap { k, family -> [Column<Row>] in
      [
        Column("c \(family.key)", "c_\(family.key)_mean") { $0.families[k].mean },
        Column(nil, "c_\(family.key)_deviation") { $0.families[k].deviation },
        Column("theory", "c_\(family.key)_theory") { $0.families[k].theory },
      ]
    }
  }

  private var meanColumns: [Column<Row>] {
    columns("q", { $0.length }, deviation: { $0.lengthDeviation }, theory: { $0.lengthTheory })
      + columns(
        "c", { $0.correlation }, deviation: { $0.correlationDeviation },
        theory: { $0.correlationTheory })
  }

  /// What the inputs look like, as if they were replicas.
  private var analysisColumns: [Column<Row>] {
    let count = Double(settings.inputs.count)
    return [
      Column("λ₁/A", nil, digits: 3) { $0.analysis.map { $0.eigenvalues[0] / count } },
      Column("λ₂/A", nil, digits: 3) { $0.analysis.map { $0.eigenvalues[1] / count } },
      Column(key: "verdicts") { JSONValue($0.verdict?.rawValue) },
      Column("states", "states") {
        $0.analysis.map { "\($0.states.count)" } ?? ""
      } value: {
        JSONValue($0.analysis?.states.count)
      },
      Column(
        estimate: nil, "beyond_two_levels",
        "N times the variance of overlaps that two levels leave"
      ) { beyondTwoLevels($0) },
      Column(text: "inputs look") { $0.verdict?.rawValue ?? "" },
      Column(key: "eigenvalues") { JSONValue($0.analysis?.eigenvalues ?? []) },
    ]
  }

  /// N S_two in units of the layer's width N, whatever the number of networks.
  private func beyondTwoLevels(_ row: Row) -> Estimate? {
    guard let analysis = row.analysis,
      let found = analysis.classification.tests?.rule.beyondTwoLevels
    else { return nil }
    let width = row.layer > 0 ? settings.widths[row.layer - 1] : settings.inputs.vectors.columns
    let scale = Double(width) / Double(analysis.features.siteCount)
    return Estimate(value: scale * found.value, error: found.error.map { scale * $0 })
  }

  /// What the overlaps that are judged are.
  private var judgedText: String {
    settings.networks == 1
      ? "Spectrum, states and what inputs look like are those of the one network, whose width leaves deviations "
        + "that look like structure; --networks 2 or more judges what networks have in common."
      : "Spectrum, states and what inputs look like are those of the mean overlaps; structure is what "
        + "different networks have in common."
  }

  package var document: JSONValue {
    var object: JSONValue =
      theory?.document ?? [
        "q_star": nil, "c_star": nil, "chi_1": nil, "length_slope": nil, "xi_q": nil, "xi_c": nil,
        "phase": nil, "fixed_points": [],
      ]
    object.merge([
      "activation": .string(network.phi.name), "gain": .number(network.phi.gain),
      "engine": .string(settings.engine.rawValue), "weights": .string(settings.weights.rawValue),
      "width": .integer(settings.widths.max() ?? 0), "widths": JSONValue(settings.widths),
      "depth": .integer(settings.widths.count), "networks": .integer(settings.networks),
      "inputs": .integer(settings.inputs.count), "seed": JSONValue(seed: seed),
    ])
    object.merge(JSONValue(lists: meanColumns, rows))
    object["confidence_level"] = .number(Self.confidenceLevel)
    object.merge(JSONValue(lists: analysisColumns + familyColumns, rows))
    guard settings.showsMatrices else { return object }
    func list(_ matrix: (DeepLayerStatistics) -> Matrix?) -> JSONValue {
      .array(statistics.layers.map { matrix($0).map { JSONValue($0) } ?? .null })
    }
    return object.merging([
      "overlap_mean": list { $0.overlapMean }, "overlap_deviation": list { $0.overlapDeviation },
      "correlation_mean": list { $0.correlationMean },
      "correlation_deviation": list { $0.correlationDeviation },
    ])
  }

  package var sections: [ReportSection] {
    let state =
      theory.map {
        "\($0.phase.rawValue), q* = \(text($0.qStar, digits: 6)), "
          + "c* = \(text($0.cStar, digits: 6)), χ₁ = \(text($0.chi1, digits: 6))"
      } ?? "no stable length"
    return [
      .text("\(network.title): \(state)"),
      .table(
        ReportTable(
          [Column(text: "layer") { "\($0.layer)" }] + meanColumns + familyColumns
            + analysisColumns, rows)),
      .text(
        "q and c are means over \(settings.networks) network\(settings.networks == 1 ? "" : "s"); c is that of "
          + "inputs 0 and 1. \(judgedText)"),
    ]
  }

  /// Lengths and correlations against the layer.
  package var figures: [any Figure] {
    /// All predictions, or none where one is missing.
    func complete(_ values: [Double?]) -> [Double] {
      values.contains(nil) ? [] : values.compactMap { $0 }
    }
    var correlations: [DepthFigure.Series] = settings.families.enumerated().map { k, family in
      .init(
        name: family.name, means: rows.map(\.families[k].mean),
        deviations: rows.compactMap(\.families[k].deviation),
        theory: complete(rows.map(\.families[k].theory)))
    }
    if correlations.isEmpty {
      correlations.append(
        .init(
          name: "inputs 0 and 1", means: rows.map(\.correlation.value),
          deviations: rows.compactMap(\.correlationDeviation),
          theory: complete(rows.map(\.correlationTheory))))
    }
    return [
      DepthFigure(
        phase: theory?.phase.rawValue ?? "no stable length", system: network.title,
        lengths: [
          .init(
            means: rows.map(\.length.value), deviations: rows.compactMap(\.lengthDeviation),
            theory: complete(rows.map(\.lengthTheory)))
        ],
        correlations: correlations, lengthFixedPoint: theory?.qStar,
        correlationFixedPoint: theory?.cStar)
    ]
  }
}
