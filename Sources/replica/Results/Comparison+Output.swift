import ReplicaKit

extension Comparison {
  /// The object for scripts.
  var json: JSONValue {
    [
      "sigma_w": .number(sigmaW), "sigma_b": .number(sigmaB),
      "activation": .string(phi.activation.rawValue), "gain": .number(phi.gain),
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
      "systems": .array(systems.map(\.json)),
    ]
  }

  /// The table for people.
  var table: String {
    var table = TextTable(
      ["system", "q", "theory", "c", "theory", "λ₁/R", "λ₂/R", "states", "verdict"])
    for system in systems {
      let eigenvalues = system.normalizedEigenvalues
      table.add([
        system.kind.name, text(system.finalLength), text(system.fixedLength, digits: 6),
        text(system.finalCorrelation), text(system.fixedCorrelation, digits: 6),
        text(eigenvalues.first, digits: 3), text(eigenvalues.dropFirst().first, digits: 3),
        text(system.meanStateCount, digits: 2), system.classification.verdict.rawValue,
      ])
    }
    return table.text
  }

  /// Prints the table, the bridge and a line for every row.
  func printTable() {
    print(
      "\(phi.title), σ_w = \(text(sigmaW)), σ_b = \(text(sigmaB)): \(theory.phase.rawValue)\n")
    print(table)
    for system in systems { print("\(system.kind.name): \(system.statement)") }
    guard !bridge.isEmpty else { return }
    print("\nThe bridge, spin glass at T = \(text(1 / (phi.gain * sigmaW))) and network:")
    var pairs = TextTable(["spin glass", "value", "network", "value", "relative difference"])
    for pair in bridge {
      pairs.add([
        pair.spinGlass, text(pair.value, digits: 14), pair.network, text(pair.partner, digits: 14),
        text(pair.relativeDifference, digits: 2),
      ])
    }
    print(pairs.text)
    print(
      "q and c are those of the last layer, time or temperature with their errors over networks or instances; "
        + "theory: where they end for N → ∞. Eigenvalues are those of the first. The q of the spin glass is "
        + "σ_w² q_EA + σ_b², its c the correlation of the local fields of two replicas.")
  }
}

extension ComparedSystem {
  fileprivate var json: JSONValue {
    func means(_ series: Series) -> JSONValue { .array(series.measured.map { .number($0.value) }) }
    func errors(_ series: Series) -> JSONValue {
      .array(series.measured.map { JSONValue($0.error) })
    }
    func theory(_ series: Series) -> JSONValue { .array(series.theory.map { JSONValue($0) }) }
    let isSpinGlass = kind == .spinGlass
    let symbol = isSpinGlass ? "mean_absolute_overlap" : "q"
    var object: JSONValue = [
      "system": .string(kind.rawValue), kind.axis: JSONValue(places),
      "\(symbol)_mean": means(lengths), "\(symbol)_error": errors(lengths),
      "\(symbol)_theory": theory(lengths), "c_mean": means(correlations),
      "c_error": errors(correlations), "c_theory": theory(correlations),
    ]
    object["q_final"] = JSONValue(mean: finalLength)
    object["q_fixed"] = JSONValue(fixedLength)
    object["c_final"] = JSONValue(mean: finalCorrelation)
    object["c_fixed"] = JSONValue(fixedCorrelation)
    object["verdict"] = .string(classification.verdict.rawValue)
    object["probabilities"] = JSONValue(classification.probabilities)
    object["reasons"] = .array(classification.reasons.map { .string($0) })
    object["statement"] = .string(statement)
    object["overlap_matrices"] = .array(
      analyses.map { analysis in
        [
          "replicas": .integer(analysis.overlaps.replicaCount),
          "eigenvalues": JSONValue(analysis.eigenvalues),
          "noise_edge": .number(analysis.noiseEdge),
          "significant_eigenvalues": .integer(analysis.significantEigenvalues),
          "states": .integer(analysis.states.count),
          "verdict": .string(analysis.classification.verdict.rawValue),
        ]
      })
    return object
  }
}
