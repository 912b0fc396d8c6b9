import Documents
public import Overlaps
import SpinModels
import Statistics

/// The scaling with N of several runs of one model at a temperature that they share, or why there is none.
public struct ScalingReport: Sendable {
  /// The temperature.
  public let temperature: Double
  /// The name of the model.
  public let model: String
  /// The runs that entered, by their files.
  public let files: [String]
  /// Runs that were left out, in words.
  public let leftOut: [String]
  /// The fits, or why there are none.
  public let result: Result<PhaseScaling, Refusal>

  /// Why sizes cannot be compared.
  public struct Refusal: Error {
    /// The reason in words.
    public let reason: String
  }

  /// Compares the sizes of every model at every temperature that runs of two sizes have.
  static func reports(of points: [ClassifiedPoint]) -> [ScalingReport] {
    var groups: [(key: ScalingKey, points: [ClassifiedPoint])] = []
    for point in points {
      guard let key = ScalingKey(point) else { continue }
      if let k = groups.firstIndex(where: { $0.key.matches(key) }) {
        groups[k].points.append(point)
      } else {
        groups.append((key, [point]))
      }
    }
    return groups.filter { Set($0.points.map(\.analysis.pooled.features.siteCount)).count > 1 }
      .sorted { $0.key.temperature < $1.key.temperature }
      .map { ScalingReport($0.key, $0.points) }
  }

  /// The points with the reminder about single sizes where they are broken and no comparison covers them.
  static func notingSingleSizes(
    in points: [ClassifiedPoint], beside reports: [ScalingReport]
  ) -> [ClassifiedPoint] {
    points.map { point in
      let isCovered = reports.contains { report in
        guard case .success = report.result else { return false }
        return report.files.contains(point.file)
          && point.temperature.map { ScalingKey.areEqual(report.temperature, $0) } ?? false
      }
      guard !isCovered,
        let caveat = point.classification.singleSizeCaveat(
          spinCount: point.analysis.pooled.features.siteCount)
      else { return point }
      var noted = point
      noted.analysis.note(caveat)
      return noted
    }
  }

  private init(_ key: ScalingKey, _ points: [ClassifiedPoint]) {
    temperature = key.temperature
    model = key.ensemble.name
    let usable = points.filter { $0.classification.verdict != .notEquilibrated }
    files = usable.map(\.file)
    leftOut = points.filter { $0.classification.verdict == .notEquilibrated }.map {
      "\($0.file) (N = \($0.analysis.pooled.features.siteCount)) is not in equilibrium"
    }
    let explained = !usable.isEmpty && usable.allSatisfy(\.analysis.areStatesExplained)
    do {
      guard !usable.isEmpty else { throw Refusal(reason: "no sample is in equilibrium") }
      result = .success(
        try PhaseScaling(usable.map(\.analysis.analyses), patternsExplainStates: explained))
    } catch let refusal as Refusal {
      result = .failure(refusal)
    } catch OverlapError.replicaCountsDiffer(let counts) {
      let words = OverlapError.replicaCountsDiffer(counts).description
      result = .failure(Refusal(reason: words + "; choose --replicas \(counts.min() ?? 0)"))
    } catch {
      result = .failure(Refusal(reason: "\(error)"))
    }
  }

  // MARK: - Report

  private static let columns: [Column<SizeScaling>] = [
    Column(text: "quantity") { $0.quantity.symbol }, Column(text: "sizes") { "\($0.points.count)" },
    Column(text: "exponent") { text($0.exponent) },
    Column(text: "p of fit") { text($0.fitProbability, digits: 2) },
  ]

  /// The table for people with its closing sentence.
  var sections: [ReportSection] {
    var title = "\nScaling with N of \(model) at T = \(text(temperature))"
    let omitted = leftOut.map { ReportSection.text("  left out: \($0)") }
    switch result {
    case .failure(let refusal):
      return [.text(title)] + omitted + [.text("  none: \(refusal.reason)")]
    case .success(let scaling):
      let sizes = scaling.spinCounts.map(String.init).joined(separator: ", ")
      title += ", N = \(sizes), R = \(scaling.replicaCount)"
      let fits = scaling.quantities.flatMap { fit in
        [ReportSection.text("  · \(fit.text)")]
          + fit.leftOut.map { .text("      without N = \($0.spinCount): \($0.reason)") }
      }
      return [.text(title)] + omitted + [.table(ReportTable(Self.columns, scaling.quantities))]
        + fits + [.text("Phase: \(scaling.statement).")]
    }
  }

  /// The object for programs.
  var document: JSONValue {
    var object: JSONValue = [
      "temperature": .number(temperature), "model": .string(model),
      "files": JSONValue(files), "left_out": JSONValue(leftOut),
    ]
    switch result {
    case .failure(let refusal):
      object["phase"] = .null
      object["reason"] = .string(refusal.reason)
    case .success(let scaling):
      object["replicas"] = .integer(scaling.replicaCount)
      object["spins"] = JSONValue(scaling.spinCounts)
      object["quantities"] = .array(scaling.quantities.map(\.document))
      object["phase"] = .string(scaling.phase.rawValue)
      object["statement"] = .string(scaling.statement)
    }
    return object
  }
}

/// What samples must have in common for their sizes to be compared.
private struct ScalingKey {
  let temperature: Double
  let ensemble: any SpinEnsemble

  /// The key of a point of a run; `nil` for arrays.
  init?(_ point: ClassifiedPoint) {
    guard let temperature = point.temperature, let ensemble = point.ensemble else { return nil }
    self.temperature = temperature
    self.ensemble = ensemble
  }

  static func areEqual(_ first: Double, _ second: Double) -> Bool {
    abs(first - second) <= 5e-4 * max(abs(first), abs(second))
  }

  /// Whether both are of one model but for its size.
  func matches(_ other: ScalingKey) -> Bool {
    guard Self.areEqual(temperature, other.temperature) else { return false }
    return ensemble.isOtherSize(ofAny: other.ensemble)
  }
}

extension SizeScaling {
  /// The object for programs.
  fileprivate var document: JSONValue {
    [
      "quantity": .string(quantity.rawValue), "exponent": JSONValue(value: exponent),
      "intercept": JSONValue(intercept), "chi_square": JSONValue(chiSquare),
      "fit_probability": JSONValue(fitProbability), "behaviour": .string(behaviour.rawValue),
      "text": .string(text),
      "points": .array(
        points.map {
          [
            "spins": .integer($0.spinCount), "value": .number($0.estimate.value),
            "error": JSONValue($0.estimate.error),
          ]
        }),
      "left_out": .array(
        leftOut.map { ["spins": .integer($0.spinCount), "reason": .string($0.reason)] }),
    ]
  }
}
