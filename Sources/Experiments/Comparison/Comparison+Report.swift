public import Documents
public import Figures
import NetworkTheory
import NumericalMethods
import Overlaps
import Sampling
import Statistics

extension Comparison: Reportable {
  /// The systems, their trajectories and what they share.
  public var document: JSONValue {
    [
      "sigma_w": .number(sigmaW), "sigma_b": .number(sigmaB),
      "activation": .string(activation.rawValue), "gain": .number(gain),
      "phase": .string(theory.phase.rawValue), "q_star": .number(theory.qStar),
      "c_star": .number(theory.cStar), "chi_1": .number(theory.chi1),
      "bridge": .array(
        bridge.map { pair in
          [
            "spin_glass": .string(pair.spinGlass), "value": .number(pair.value),
            "network": .string(pair.network), "partner": .number(pair.partner),
            "relative_difference": .number(pair.relativeDifference),
          ]
        }),
      "systems": .array(systems.map(\.document)), "neurons": .integer(neurons),
      "spins": .integer(spins), "seed": JSONValue(seed: seed),
    ]
  }

  private static let columns: [Column<ComparedSystem>] = [
    Column(text: "system") { $0.kind.name }, Column(text: "q") { text($0.finalLength) },
    Column(text: "theory") { text($0.fixedLength, digits: 6) },
    Column(text: "c") { text($0.finalCorrelation) },
    Column(text: "theory") { text($0.fixedCorrelation, digits: 6) },
    Column(text: "λ₁/R") { text($0.normalizedEigenvalues.first, digits: 3) },
    Column(text: "λ₂/R") { text($0.normalizedEigenvalues.dropFirst().first, digits: 3) },
    Column(text: "states") { text($0.meanStateCount, digits: 2) },
    Column(text: "verdict") { $0.analysis.classification.verdict.rawValue },
  ]

  private static let bridgeColumns: [Column<BridgePair>] = [
    Column(text: "spin glass") { $0.spinGlass },
    Column(text: "value") { text($0.value, digits: 14) },
    Column(text: "network") { $0.network }, Column(text: "value") { text($0.partner, digits: 14) },
    Column(text: "relative difference") { text($0.relativeDifference, digits: 2) },
  ]

  /// The table, a line for every row, and the bridge.
  public var sections: [ReportSection] {
    let title =
      "\(activationTitle), σ_w = \(text(sigmaW)), σ_b = \(text(sigmaB)): \(theory.phase.rawValue)\n"
    var sections: [ReportSection] = [.text(title), .table(ReportTable(Self.columns, systems))]
    sections += systems.map { .text("\($0.kind.name): \($0.statement)") }
    guard !bridge.isEmpty else { return sections }
    return sections + [
      .text("\nThe bridge, spin glass at T = \(text(1 / (gain * sigmaW))) and network:"),
      .table(ReportTable(Self.bridgeColumns, bridge)),
      .text(
        "q and c are those of the last layer, time or temperature with their errors over networks or instances; "
          + "theory: where they end for N → ∞. Eigenvalues are those of the first. The q of the spin glass is "
          + "σ_w² q_EA + σ_b², its c the correlation of the local fields of two replicas."),
    ]
  }

  /// Lengths, correlations, overlaps of spins, spectra and overlap matrices.
  public var figures: [any Figure] { [grid] }
}

extension ComparedSystem {
  fileprivate var document: JSONValue {
    func means(_ series: Series) -> JSONValue { .array(series.measured.map { .number($0.value) }) }
    func errors(_ series: Series) -> JSONValue {
      .array(series.measured.map { JSONValue($0.error) })
    }
    func theory(_ series: Series) -> JSONValue { .array(series.theory.map { JSONValue($0) }) }
    let symbol = kind == .spinGlass ? "mean_absolute_overlap" : "q"
    var document: JSONValue = [
      "system": .string(kind.rawValue), kind.axis: JSONValue(places),
      "\(symbol)_mean": means(lengths), "\(symbol)_error": errors(lengths),
      "\(symbol)_theory": theory(lengths), "c_mean": means(correlations),
      "c_error": errors(correlations), "c_theory": theory(correlations),
      "q_final": JSONValue(mean: finalLength), "q_fixed": JSONValue(fixedLength),
      "c_final": JSONValue(mean: finalCorrelation), "c_fixed": JSONValue(fixedCorrelation),
      "verdict": .string(analysis.classification.verdict.rawValue),
      "probabilities": JSONValue(analysis.classification.probabilities),
      "reasons": JSONValue(analysis.classification.reasons), "statement": .string(statement),
      "overlap_matrices": .array(
        analysis.analyses.map { analysis in
          [
            "replicas": .integer(analysis.overlaps.replicaCount),
            "eigenvalues": JSONValue(analysis.eigenvalues),
            "noise_edge": .number(analysis.noiseEdge),
            "noise_threshold": .number(analysis.noiseThreshold),
            "significant_eigenvalues": .integer(analysis.significantEigenvalues),
            "states": .integer(analysis.states.count),
            "verdict": .string(analysis.classification.verdict.rawValue),
          ]
        }),
    ]
    if let equilibration { document.merge(equilibration.document) }
    return document
  }
}
