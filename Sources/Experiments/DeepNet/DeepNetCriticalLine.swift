package import Documents
package import Figures
import NetworkTheory
import NumericalMethods

/// Points where order and chaos meet.
package struct DeepNetCriticalLine: Reportable {
  /// What the points are computed from.
  package enum Places: Sendable {
    case sigmaB(Double)
    case deviations([Double])
    case lengths([Double])
  }

  private let phi: NamedActivation
  private let line: CriticalLine
  private let points: [CriticalPoint]
  private let isSingleDeviation: Bool

  /// Finds points of the line.
  ///
  /// - Parameters:
  ///   - phi: The activation function.
  ///   - places: Deviations of the biases, or lengths q*; those without a point are left out.
  /// - Throws: ``NetworkTheoryError``, and ``ExperimentError`` where there is no point.
  package init(_ phi: NamedActivation, at places: Places) throws {
    self.phi = phi
    line = try CriticalLine(phi.function)
    isSingleDeviation = if case .sigmaB = places { true } else { false }
    var what = "no critical point there"
    switch (places, line.singlePoint) {
    case (.lengths, let point?): points = [point]
    case (.lengths(let lengths), nil):
      points = try lengths.compactMap { q in
        do {
          return try CriticalPoint(qStar: q, nonlinearity: phi.function)
        } catch NetworkTheoryError.notOnCriticalLine, NetworkTheoryError.noCriticalLine {
          return nil
        }
      }
    case (.sigmaB(let deviation), _):
      points = try line.points(sigmaB: deviation)
      what = "no critical point at σ_b = \(text(deviation))"
    case (.deviations(let deviations), _):
      points = try deviations.flatMap { [line] in try line.points(sigmaB: $0) }
    }
    guard !points.isEmpty else {
      throw ExperimentError.refused("\(what); \(phi.title): \(Self.description(line, phi))")
    }
  }

  /// What there is of the line.
  private static func description(_ line: CriticalLine, _ phi: NamedActivation) -> String {
    if let point = line.singlePoint {
      return "one critical point, σ_w = \(text(point.sigmaW, digits: 12)), σ_b = 0, at any q"
    }
    guard !line.branches.isEmpty else {
      return phi.function.isDiscontinuous
        ? "no critical point: it jumps, and every network is chaotic"
        : "no critical point: χ₁ = 1 nowhere at a fixed point of the length"
    }
    let ranges = line.branches.map { range in
      let low = range.lowerBound < 1.1e-12 ? "0" : text(range.lowerBound, digits: 6)
      return range.upperBound > 0.9e6 ? "q* ≥ \(low)" : "q* = \(low) to \(text(range.upperBound))"
    }
    return "critical at " + ranges.joined(separator: ", ")
  }

  private var columns: [Column<CriticalPoint>] {
    let isAnyLength = line.singlePoint != nil
    return [
      Column("σ_w", "sigma_w", digits: 11) { $0.sigmaW },
      Column("σ_b", "sigma_b", digits: 10) { $0.sigmaB },
      Column("q*", "q_star") {
        isAnyLength ? "any" : text($0.qStar, digits: 11)
      } value: {
        isAnyLength ? .null : .number($0.qStar)
      },
      Column("V'(q*)", "length_slope", digits: 8) { $0.lengthSlope },
      Column("stability", "stable") {
        $0.isStable ? "q* stable" : "q* unstable"
      } value: {
        .bool($0.isStable)
      },
    ]
  }

  package var document: JSONValue {
    // Of several points at one σ_b the one with the largest stable length stands at top level.
    let top =
      if isSingleDeviation, let point = points.last(where: \.isStable) ?? points.last {
        JSONValue(columns, point)
      } else {
        JSONValue(lists: columns, points)
      }
    return (["activation": .string(phi.name)] as JSONValue).merging(top).merging([
      "points": JSONValue(columns.keyed("sigma_w", "sigma_b", "q_star", "stable"), rows: points),
      "branches": .array(line.branches.map { [.number($0.lowerBound), .number($0.upperBound)] }),
    ])
  }

  package var sections: [ReportSection] {
    [
      .text("\(phi.title): \(Self.description(line, phi))"),
      .table(ReportTable(columns.headed("σ_b", "σ_w", "q*", "V'(q*)", ""), points)),
    ]
  }

  package var figures: [any Figure] {
    let ordered = points.sorted { $0.qStar < $1.qStar }
    return [
      CurvesFigure(
        title: "Order and chaos", system: phi.title, horizontal: .init("σ_w"),
        vertical: .init("σ_b"),
        curves: [
          CurvesFigure.Curve(
            x: ordered.map(\.sigmaW), y: ordered.map(\.sigmaB),
            style: ordered.count > 1 ? .line : .points)
        ])
    ]
  }
}
