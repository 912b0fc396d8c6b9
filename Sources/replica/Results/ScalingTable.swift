import ReplicaKit

/// The scaling of several runs of one model at a temperature that they share, or why there is none.
struct ScalingTable {
  /// The temperature.
  let temperature: Double
  /// The name of the model.
  let model: String
  /// The runs that entered, by their files.
  let files: [String]
  /// Runs that were left out, in words.
  let leftOut: [String]
  /// The fits, or why there are none.
  let result: Result<PhaseScaling, Refusal>

  /// Why sizes cannot be compared, in words.
  struct Refusal: Error {
    let reason: String
  }

  /// Compares the sizes of every model at every temperature that runs of two sizes have.
  static func tables(of points: [AnalysedPoint]) -> [ScalingTable] {
    var groups: [(key: ScalingKey, points: [AnalysedPoint])] = []
    for point in points {
      guard let key = ScalingKey(point) else { continue }
      if let k = groups.firstIndex(where: { $0.key.matches(key) }) {
        groups[k].points.append(point)
      } else {
        groups.append((key, [point]))
      }
    }
    return groups.filter { Set($0.points.map(\.pooled.features.siteCount)).count > 1 }
      .sorted { $0.key.temperature < $1.key.temperature }
      .map { ScalingTable($0.key, $0.points) }
  }

  /// Adds the reminder about single sizes to the broken points that no table covers.
  static func noteSingleSizes(in points: inout [AnalysedPoint], beside tables: [ScalingTable]) {
    for k in points.indices {
      let point = points[k]
      let isCovered = tables.contains { table in
        guard case .success = table.result else { return false }
        return table.files.contains(point.file) && point.temperature.map(table.isAt) ?? false
      }
      guard !isCovered,
        let caveat = point.classification.singleSizeCaveat(
          spinCount: point.pooled.features.siteCount)
      else { continue }
      points[k].classification = point.classification.noting(caveat)
    }
  }

  private func isAt(_ other: Double) -> Bool {
    ScalingKey.areEqual(temperature, other)
  }

  private init(_ key: ScalingKey, _ points: [AnalysedPoint]) {
    temperature = key.temperature
    model = key.model.name
    let usable = points.filter { $0.classification.verdict != .notEquilibrated }
    files = usable.map(\.file)
    leftOut = points.filter { $0.classification.verdict == .notEquilibrated }.map {
      "\($0.file) (N = \($0.pooled.features.siteCount)) is not in equilibrium"
    }
    let explained = !usable.isEmpty && usable.allSatisfy(\.areStatesExplained)
    do {
      guard !usable.isEmpty else { throw Refusal(reason: "no sample is in equilibrium") }
      result = .success(
        try PhaseScaling(usable.map(\.analyses), patternsExplainStates: explained))
    } catch let refusal as Refusal {
      result = .failure(refusal)
    } catch OverlapError.replicaCountsDiffer(let counts) {
      let words = OverlapError.replicaCountsDiffer(counts).description
      result = .failure(Refusal(reason: words + "; choose --replicas \(counts.min() ?? 0)"))
    } catch {
      result = .failure(Refusal(reason: "\(error)"))
    }
  }

  // MARK: - Output

  /// The table for people with its closing sentence.
  var text: String {
    var lines = ["Scaling with N of \(model) at T = \(Documents.text(temperature))"]
    lines += leftOut.map { "  left out: \($0)" }
    switch result {
    case .failure(let refusal):
      return (lines + ["  none: \(refusal.reason)"]).joined(separator: "\n")
    case .success(let scaling):
      let sizes = scaling.spinCounts.map(String.init).joined(separator: ", ")
      lines[0] += ", N = \(sizes), R = \(scaling.replicaCount)"
      var table = TextTable(["quantity", "sizes", "exponent", "p of fit"])
      for fit in scaling.quantities {
        table.add([
          fit.quantity.symbol, "\(fit.points.count)", Experiments.text(fit.exponent),
          Documents.text(fit.fitProbability, digits: 2),
        ])
      }
      lines.append(table.text)
      for fit in scaling.quantities {
        lines.append("  · \(fit.text)")
        for gap in fit.leftOut { lines.append("      without N = \(gap.spinCount): \(gap.reason)") }
      }
      lines.append("Phase: \(scaling.statement).")
      return lines.joined(separator: "\n")
    }
  }

  /// The object for scripts.
  var json: JSONValue {
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
      object["quantities"] = .array(scaling.quantities.map(\.json))
      object["phase"] = .string(scaling.phase.rawValue)
      object["statement"] = .string(scaling.statement)
    }
    return object
  }
}

/// What samples must have in common for their sizes to be compared.
private struct ScalingKey {
  let temperature: Double
  let model: any SpinEnsemble

  /// The key of a point of a run; `nil` for arrays.
  init?(_ point: AnalysedPoint) {
    guard let temperature = point.temperature, let model = point.model else { return nil }
    self.temperature = temperature
    self.model = model
  }

  static func areEqual(_ first: Double, _ second: Double) -> Bool {
    abs(first - second) <= 5e-4 * max(abs(first), abs(second))
  }

  /// Whether both are of one model but for its size.
  func matches(_ other: ScalingKey) -> Bool {
    guard Self.areEqual(temperature, other.temperature) else { return false }
    return model.isOtherSize(ofAny: other.model)
  }
}

extension SizeScaling {
  /// The object for scripts.
  fileprivate var json: JSONValue {
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
