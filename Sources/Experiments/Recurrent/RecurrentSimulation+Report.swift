package import Documents
package import Figures
import NetworkTheory
import Overlaps
import RandomNetworks
import Statistics

extension RecurrentSimulation: Reportable {
  /// A series of estimates in time, as two lists.
  private func series(_ name: String, _ list: [Estimate]?) -> JSONValue {
    [
      name: list.map { .array($0.map { JSONValue($0.value) }) } ?? .null,
      "\(name)_error": list.map { .array($0.map { JSONValue($0.error) }) } ?? .null,
    ]
  }

  /// Estimates at two times, as two tables.
  private func surface(_ name: String, _ rows: [[Estimate]]) -> JSONValue {
    [
      name: .array(rows.map { .array($0.map { JSONValue($0.value) }) }),
      "\(name)_error": .array(rows.map { .array($0.map { JSONValue($0.error) }) }),
    ]
  }

  package var document: JSONValue {
    let s = statistics
    var object = description.merging([
      "output": JSONValue(output), "time": JSONValue(settings.times),
    ])
    object.merge(series("mean", s.mean))
    object.merge(series("variance", s.variance))
    object.merge(series("overlap", s.overlap))
    object.merge(series("correlation", s.correlation))
    if !theory.moments.isEmpty {
      object["mean_theory"] = JSONValue(theory.moments.map(\.mean))
      object["variance_theory"] = JSONValue(theory.moments.map(\.variance))
    }
    if !theory.correlations.isEmpty {
      object["correlation_theory"] = JSONValue(theory.correlations)
    }
    object["expected_states"] = .array(
      theory.stable.map { ["m": .number($0.mean), "q": .number($0.variance)] })
    object["snapshots"] = JSONValue(snapshotColumns, rows: Array(snapshotIndices.indices))
    let time: JSONValue = ["time": JSONValue(settings.snapshotTimes)]
    object["two_time"] = time.merging(surface("autocovariance", s.autocovariance))
      .merging(surface("activation_product", s.activationProducts))
    object["response"] =
      response.isEmpty ? .null : time.merging(surface("response", response))
    return object
  }

  /// The quantities of a snapshot.
  private var snapshotColumns: [Column<Int>] {
    let (s, settings, analyses, places) = (statistics, settings, analyses, snapshotIndices)
    @Sendable func analysis(_ k: Int) -> Analysis? { analyses.isEmpty ? nil : analyses[k] }
    var columns: [Column<Int>] = [
      Column("t", "time") { settings.snapshotTimes[$0] },
      Column(text: "m") { text(s.mean[places[$0]]) },
      Column(text: "q") { text(s.variance[places[$0]]) },
    ]
    if let overlap = s.overlap {
      columns += [
        Column(text: "q_ab") { text(overlap[places[$0]]) },
        Column(text: "c_ab") { text(s.correlation?[places[$0]]) },
      ]
    }
    columns += [
      Column(estimate: "skewness", "skewness") { s.normality[$0]?.skewness },
      Column(estimate: "kurtosis", "excess_kurtosis") { s.normality[$0]?.excessKurtosis },
      Column(estimate: "KS distance", "kolmogorov_distance") { s.normality[$0]?.distance },
      Column("p", "gaussian_p_value", digits: 2) { s.normality[$0]?.probability },
      Column(key: "gaussian_p_values") {
        s.normality[$0].map { JSONValue($0.probabilities) } ?? .null
      },
      Column(key: "overlaps") { JSONValue(s.overlaps[places[$0]]) },
      Column(key: "eigenvalues") { analysis($0).map { JSONValue($0.eigenvalues) } ?? .null },
      Column(key: "order") { analysis($0).map { JSONValue($0.order) } ?? .null },
      Column(key: "states") { JSONValue(analysis($0)?.states) },
      Column(key: "verdict") { JSONValue(analysis($0)?.verdict.rawValue) },
    ]
    guard analyses.contains(where: { $0 != nil }) else { return columns }
    let scale = 1 / Double(settings.trajectoryCount)
    return columns + [
      Column("λ₁/A", nil, digits: 3) { analysis($0)?.eigenvalues.first.map { $0 * scale } },
      Column("λ₂/A", nil, digits: 3) {
        analysis($0)?.eigenvalues.dropFirst().first.map { $0 * scale }
      },
      Column(text: "states") { analysis($0).map { "\($0.states)" } ?? "" },
      Column(text: "trajectories look") { analysis($0)?.verdict.rawValue ?? "" },
    ]
  }

  package var sections: [ReportSection] {
    [
      .text(networks.heading),
      .table(ReportTable(snapshotColumns, Array(snapshotIndices.indices))),
    ] + remarks.map { .text($0) }
  }

  /// Moments, overlaps and correlations in time.
  package var figures: [any Figure] {
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
    return [
      PanelGridFigure(
        title: "Recurrent networks, mean over \(statistics.networkCount)",
        system: networks.title, panels: panels.map { .curves($0) })
    ]
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
