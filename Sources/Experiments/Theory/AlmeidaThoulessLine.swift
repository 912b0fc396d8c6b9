package import Documents
package import Figures
import ReplicaTheory

/// Points of the line where replica symmetry becomes unstable.
package struct AlmeidaThoulessLine: Reportable {
  /// What a point is computed from.
  package enum Places: Sendable {
    case fields([Double])
    case temperatures([Double])
  }

  private let points: [AlmeidaThoulessPoint]
  private let columns: [Column<AlmeidaThoulessPoint>]
  private let isRange: Bool

  /// Computes points of the line of the SK model.
  ///
  /// - Parameters:
  ///   - places: The fields or temperatures, at least one.
  ///   - isRange: Whether there may be several, which are listed then.
  ///   - session: Threads and progress.
  /// - Throws: ``ReplicaTheoryError``.
  package init(_ places: Places, isRange: Bool, session: Session) async throws {
    self.isRange = isRange
    switch places {
    case .fields(let fields):
      points = try await session.concurrently("solving", count: fields.count) {
        try SpinGlassTheory.almeidaThoulessPoint(field: fields[$0])
      }
      columns = [Self.field(digits: 10), Self.temperature(), Self.error("± T"), Self.overlap]
    case .temperatures(let temperatures):
      points = try await session.concurrently("solving", count: temperatures.count) {
        try SpinGlassTheory.almeidaThoulessPoint(temperature: temperatures[$0])
      }
      columns = [Self.temperature(digits: 10), Self.field(), Self.error("± h"), Self.overlap]
    }
  }

  /// The place has ten digits, what is computed has one more.
  private static func temperature(digits: Int = 11) -> Column<AlmeidaThoulessPoint> {
    Column("T", "temperature", digits: digits) { $0.temperature }
  }

  private static func field(digits: Int = 11) -> Column<AlmeidaThoulessPoint> {
    Column("h", "field", digits: digits) { $0.field }
  }

  private static let overlap = Column<AlmeidaThoulessPoint>("q", "overlap", digits: 11) {
    $0.overlap
  }

  private static func error(_ header: String?) -> Column<AlmeidaThoulessPoint> {
    Column(header, "error_estimate", digits: 1) { $0.errorEstimate }
  }

  package var document: JSONValue {
    let columns = [Self.temperature(), Self.field(), Self.overlap, Self.error(nil)]
    return isRange
      ? ["points": JSONValue(columns, rows: points)] : JSONValue(columns, points[0])
  }

  package var sections: [ReportSection] { [.table(ReportTable(columns, points))] }

  /// The line with the names of the two phases; a single point is drawn on the whole line.
  package var figures: [any Figure] {
    get throws {
      let line: [AlmeidaThoulessPoint]
      if points.count > 1 {
        line = points
      } else {
        // Equal steps of √h, because the line starts steeply.
        let widest = max(2, 1.2 * (points.first.map { abs($0.field) } ?? 0))
        line = try (0...60).map {
          try SpinGlassTheory.almeidaThoulessPoint(field: widest * Double($0 * $0) / 3600)
        }
      }
      let curve = CurvesFigure.Curve(
        x: line.map(\.field), y: line.map(\.temperature), colour: .series(0))
      let marked = CurvesFigure.Curve(
        x: points.map(\.field), y: points.map(\.temperature), style: .points, colour: .series(1))
      let top = 1.1 * max(line.map(\.temperature).max() ?? 1, 0.1)
      return [
        CurvesFigure(
          title: "Almeida–Thouless line", system: "Sherrington–Kirkpatrick model",
          horizontal: .init("h"), vertical: .init("T", range: 0...top),
          curves: points.count > 1 ? [curve] : [curve, marked],
          labels: try Self.phaseNames(fields: line.map(\.field), top: top))
      ]
    }
  }

  /// The names of the phases, each where it has most room above or below the line.
  private static func phaseNames(fields: [Double], top: Double) throws -> [CurvesFigure.Label] {
    guard let low = fields.min(), let high = fields.max(), low < high else { return [] }
    let span = high - low
    let rooms = try (0...16).map { k in
      let field = low + span * (0.14 + 0.045 * Double(k))
      let temperatures = try [-0.11, 0, 0.11].map {
        try SpinGlassTheory.almeidaThoulessTemperature(field: field + $0 * span)
      }
      // The line is monotone on either side of zero field, where it has its maximum.
      let crosses = abs(field) < 0.11 * span
      return (
        field: field, floor: temperatures.min() ?? 0,
        ceiling: crosses ? 1 : temperatures.max() ?? 0
      )
    }
    var labels: [CurvesFigure.Label] = []
    if let best = rooms.min(by: { $0.ceiling < $1.ceiling }), best.ceiling < 0.85 * top {
      labels.append(.init("stable RS", x: best.field, y: (best.ceiling + top) / 2))
    }
    if let best = rooms.max(by: { $0.floor < $1.floor }), best.floor > 0.15 * top {
      labels.append(.init("RSB", x: best.field, y: best.floor / 2))
    }
    return labels
  }
}
