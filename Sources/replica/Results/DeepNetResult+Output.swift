import ReplicaKit

extension DeepNetResult {
  /// The layers for scripts.
  ///
  /// - Parameter matrices: Whether the matrices of all pairs of inputs are wanted too.
  /// - Returns: The object.
  func json(matrices: Bool) -> JSONValue {
    func list(_ value: (Row) -> Double?) -> JSONValue { .array(rows.map { JSONValue(value($0)) }) }
    func intervals(_ estimate: (Row) -> Estimate) -> JSONValue {
      .array(
        rows.map { row in
          interval(estimate(row)).map { .array([.number($0.lowerBound), .number($0.upperBound)]) }
            ?? .null
        })
    }
    var object: JSONValue = [
      "q_mean": list { $0.length.value }, "q_error": list { $0.length.error },
      "q_deviation": list { $0.lengthDeviation }, "q_interval": intervals { $0.length },
      "q_theory": list { $0.lengthTheory },
      "c_mean": list { $0.correlation.value }, "c_error": list { $0.correlation.error },
      "c_deviation": list { $0.correlationDeviation }, "c_interval": intervals { $0.correlation },
      "c_theory": list { $0.correlationTheory },
      "confidence_level": .number(Self.confidenceLevel),
      "verdicts": .array(rows.map { $0.verdict.map { .string($0.rawValue) } ?? .null }),
      "states": .array(rows.map { $0.states.map { .integer($0) } ?? .null }),
      "eigenvalues": .array(
        rows.map { row in
          JSONValue(row.eigenvalues.map { $0 * Double(statistics.layers[0].inputCount) })
        }),
    ]
    for (k, family) in families.enumerated() {
      object["c_\(family.key)_mean"] = list { $0.families[k].mean }
      object["c_\(family.key)_deviation"] = list { $0.families[k].deviation }
      object["c_\(family.key)_theory"] = list { $0.families[k].theory }
    }
    if matrices {
      func list(_ matrix: (DeepLayerStatistics) -> Matrix?) -> JSONValue {
        .array(statistics.layers.map { matrix($0).map { JSONValue($0) } ?? .null })
      }
      object["overlap_mean"] = list { $0.overlapMean }
      object["overlap_deviation"] = list { $0.overlapDeviation }
      object["correlation_mean"] = list { $0.correlationMean }
      object["correlation_deviation"] = list { $0.correlationDeviation }
    }
    return object
  }

  /// The layers for people.
  var table: String {
    var header = ["layer", "q", "q theory", "c", "c theory"]
    for family in families { header += ["c \(family.key)", "theory"] }
    var table = TextTable(header + ["λ₁/A", "λ₂/A", "states", "inputs look"])
    for (layer, row) in rows.enumerated() {
      var cells = [
        "\(layer)", text(row.length), text(row.lengthTheory, digits: 5), text(row.correlation),
        text(row.correlationTheory, digits: 5),
      ]
      for family in row.families {
        cells += [text(family.mean), text(family.theory, digits: 4)]
      }
      table.add(
        cells + [
          text(row.eigenvalues.first, digits: 3),
          text(row.eigenvalues.dropFirst().first, digits: 3), row.states.map { "\($0)" } ?? "",
          row.verdict?.rawValue ?? "",
        ])
    }
    return table.text
  }

  /// The figure of lengths and correlations against the layer.
  ///
  /// - Parameter network: The parameters, for the title.
  /// - Returns: The figure.
  func figure(_ network: DeepNetOptions) -> DepthFigure {
    /// All predictions, or none where one is missing.
    func complete(_ values: [Double?]) -> [Double] {
      values.contains(nil) ? [] : values.compactMap { $0 }
    }
    var correlations: [DepthFigure.Series] = families.indices.map { k in
      .init(
        name: families[k].name, means: rows.map(\.families[k].mean),
        deviations: rows.compactMap(\.families[k].deviation),
        theory: complete(rows.map(\.families[k].theory)))
    }
    if families.isEmpty {
      correlations.append(
        .init(
          name: "inputs 0 and 1", means: rows.map(\.correlation.value),
          deviations: rows.compactMap(\.correlationDeviation),
          theory: complete(rows.map(\.correlationTheory))))
    }
    return DepthFigure(
      phase: theory?.phase.rawValue ?? "no stable length",
      system: "\(network.phi.title), σ_w = \(text(network.sigmaW)), σ_b = \(text(network.sigmaB))",
      lengths: [
        .init(
          means: rows.map(\.length.value), deviations: rows.compactMap(\.lengthDeviation),
          theory: complete(rows.map(\.lengthTheory)))
      ],
      correlations: correlations, lengthFixedPoint: theory?.qStar,
      correlationFixedPoint: theory?.cStar)
  }
}
