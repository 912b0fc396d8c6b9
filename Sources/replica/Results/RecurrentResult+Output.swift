import ReplicaKit

extension RecurrentResult {
  /// The result for scripts.
  var json: JSONValue {
    func values(_ list: [Estimate]?) -> JSONValue {
      list.map { .array($0.map { JSONValue($0.value) }) } ?? .null
    }
    func errors(_ list: [Estimate]?) -> JSONValue {
      list.map { .array($0.map { JSONValue($0.error) }) } ?? .null
    }
    func table(_ rows: [[Estimate]], _ value: (Estimate) -> Double?) -> JSONValue {
      .array(rows.map { .array($0.map { JSONValue(value($0)) }) })
    }
    let s = statistics
    var object: JSONValue = ["time": JSONValue(settings.times)]
    let series: KeyValuePairs<String, [Estimate]?> = [
      "mean": s.mean, "variance": s.variance, "overlap": s.overlap, "correlation": s.correlation,
    ]
    for (name, list) in series {
      object[name] = values(list)
      object[name + "_error"] = errors(list)
    }
    if !theory.moments.isEmpty {
      object["mean_theory"] = JSONValue(theory.moments.map(\.mean))
      object["variance_theory"] = JSONValue(theory.moments.map(\.variance))
    }
    if !theory.correlations.isEmpty {
      object["correlation_theory"] = JSONValue(theory.correlations)
    }
    object["expected_states"] = .array(
      theory.stable.map { ["m": .number($0.mean), "q": .number($0.variance)] })
    object["snapshots"] = .array(settings.snapshotTimes.indices.map { snapshot($0) })
    object["two_time"] = [
      "time": JSONValue(settings.snapshotTimes),
      "autocovariance": table(s.autocovariance) { $0.value },
      "autocovariance_error": table(s.autocovariance) { $0.error },
      "activation_product": table(s.activationProducts) { $0.value },
      "activation_product_error": table(s.activationProducts) { $0.error },
    ]
    object["response"] =
      response.isEmpty
      ? .null
      : [
        "time": JSONValue(settings.snapshotTimes), "response": table(response) { $0.value },
        "response_error": table(response) { $0.error },
      ]
    return object
  }

  private func snapshot(_ k: Int) -> JSONValue {
    let test = statistics.normality[k]
    let analysis = analyses.isEmpty ? nil : analyses[k]
    return [
      "time": .number(settings.snapshotTimes[k]),
      "skewness": test.map { JSONValue(mean: $0.skewness) } ?? .null,
      "excess_kurtosis": test.map { JSONValue(mean: $0.excessKurtosis) } ?? .null,
      "kolmogorov_distance": test.map { JSONValue(mean: $0.distance) } ?? .null,
      "gaussian_p_value": JSONValue(test?.probability),
      "gaussian_p_values": test.map { JSONValue($0.probabilities) } ?? .null,
      "overlaps": JSONValue(statistics.overlaps[snapshotIndices[k]]),
      "eigenvalues": analysis.map { JSONValue($0.eigenvalues) } ?? .null,
      "order": analysis.map { JSONValue($0.order) } ?? .null,
      "states": analysis.map { .integer($0.states) } ?? .null,
      "verdict": analysis.map { .string($0.verdict.rawValue) } ?? .null,
    ]
  }

  /// The snapshots for people.
  var table: String {
    var header = ["t", "m", "q"]
    if statistics.overlap != nil { header += ["q_ab", "c_ab"] }
    header += ["skewness", "kurtosis", "KS distance", "p"]
    let isAnalysed = analyses.contains { $0 != nil }
    if isAnalysed { header += ["λ₁/A", "λ₂/A", "states", "trajectories look"] }
    var table = TextTable(header)
    for (k, t) in snapshotIndices.enumerated() {
      var cells = [
        text(settings.times[t]), text(statistics.mean[t]), text(statistics.variance[t]),
      ]
      if let overlap = statistics.overlap {
        cells += [text(overlap[t]), text(statistics.correlation?[t])]
      }
      let test = statistics.normality[k]
      cells += [
        text(test?.skewness), text(test?.excessKurtosis), text(test?.distance),
        text(test?.probability, digits: 2),
      ]
      if isAnalysed {
        let analysis = analyses[k]
        let scale = 1 / Double(settings.trajectoryCount)
        cells += [
          text(analysis?.eigenvalues.first.map { $0 * scale }, digits: 3),
          text(analysis?.eigenvalues.dropFirst().first.map { $0 * scale }, digits: 3),
          analysis.map { "\($0.states)" } ?? "", analysis?.verdict.rawValue ?? "",
        ]
      }
      table.add(cells)
    }
    return table.text
  }

  /// The figure: moments, overlaps and correlations in time.
  ///
  /// - Parameter system: The network in words.
  /// - Returns: The figure.
  func figure(_ system: String) -> PanelGridFigure {
    let time = CurvesFigure.Axis("t")
    func series(
      _ name: String, _ list: [Estimate], _ colour: Int, theory: [Double] = []
    ) -> [CurvesFigure.Curve] {
      // Bars at about forty places, so that they can be told apart.
      let skip = max(1, list.count / 40)
      let places = stride(from: 0, to: list.count, by: skip)
      var curves = [
        CurvesFigure.Curve(
          name: name, x: settings.times, y: list.map(\.value), colour: .series(colour))
      ]
      if statistics.networkCount > 1 {
        curves.append(
          CurvesFigure.Curve(
            x: places.map { settings.times[$0] }, y: places.map { list[$0].value },
            deviations: places.map { list[$0].error ?? 0 }, style: .points, colour: .series(colour))
        )
      }
      if !theory.isEmpty {
        curves.append(
          CurvesFigure.Curve(
            name: name.isEmpty ? "" : "theory, N → ∞", x: settings.times, y: theory, style: .dashed,
            colour: .ink))
      }
      return curves
    }
    let moments = theory.moments
    var panels: [CurvesFigure.Panel] = [
      .init(
        heading: "mean m(t)", horizontal: time, vertical: .init("m"),
        curves: series("", statistics.mean, 0, theory: moments.map(\.mean)),
        guides: theory.stable.map { .horizontal(at: $0.mean, name: "m*") }),
      .init(
        heading: "variance q(t)", horizontal: time, vertical: .init("q"),
        curves: series("networks", statistics.variance, 0, theory: moments.map(\.variance)),
        guides: theory.stable.map { .horizontal(at: $0.variance, name: "q*") }),
    ]
    if let overlap = statistics.overlap {
      var curves = series("q_{ab}", overlap, 1)
      if let correlation = statistics.correlation {
        curves += series("c_{ab}", correlation, 2, theory: theory.correlations)
      }
      panels.append(
        .init(
          heading: "two trajectories", horizontal: time, vertical: .init("q_{ab}, c_{ab}"),
          curves: curves))
    }
    panels.append(twoTimePanel)
    return PanelGridFigure(
      title: "Recurrent networks, mean over \(statistics.networkCount)", system: system,
      panels: panels.map { .curves($0) })
  }

  /// The covariance of the states at two times against the later, one curve for some of the earlier.
  private var twoTimePanel: CurvesFigure.Panel {
    let times = settings.snapshotTimes
    let skip = max(1, (times.count + 3) / 5)
    let starts = Array(stride(from: 0, to: max(1, times.count - 1), by: skip))
    return .init(
      heading: "C(t, t′)", horizontal: .init("t"), vertical: .init("C(t, t′)"),
      curves: starts.enumerated().map { index, s in
        .init(
          name: "t′ = \(text(times[s], digits: 3))", x: Array(times[s...]),
          y: (s..<times.count).map { statistics.autocovariance[$0][s].value },
          colour: starts.count > 1 ? .ordered(index, of: starts.count) : .series(0))
      })
  }
}
