public import Documents
public import Figures

/// What an experiment found, in every form in which people and programs want it.
///
/// The tool prints the sections or the document, a page shows sections and figures, and Python hands the
/// document on; none of them computes or formats a result itself.
public protocol Reportable: Sendable {
  /// The whole result as one JSON object.
  var document: JSONValue { get }

  /// The result for people: tables and sentences, in the order in which they are read.
  var sections: [ReportSection] { get }

  /// The figures that show it; made only where they are wanted.
  var figures: [any Figure] { get throws }
}

extension Reportable {
  /// No figures.
  public var figures: [any Figure] { [] }
}

/// A piece of a report.
public enum ReportSection: Sendable {
  /// A paragraph; an empty one is a gap.
  case text(String)
  /// An explanation that does not depend on the numbers, left out of quiet reports.
  case remark(String)
  /// A table.
  case table(ReportTable)
}

/// A table whose cells are text already.
public struct ReportTable: Sendable {
  /// The headings of the columns.
  public let header: [String]
  /// The cells, row by row.
  public private(set) var rows: [[String]]

  /// Makes a table of cells.
  ///
  /// - Parameters:
  ///   - header: The headings of the columns.
  ///   - rows: The cells, row by row.
  public init(header: [String], rows: [[String]]) {
    self.header = header
    self.rows = rows
  }

  /// Makes a table of rows by their columns.
  ///
  /// - Parameters:
  ///   - columns: One description per column; those without a heading are left out.
  ///   - rows: What the rows are about.
  public init<Row>(_ columns: [Column<Row>], _ rows: [Row]) {
    let shown = columns.filter { $0.header != nil }
    self.init(
      header: shown.map { $0.header ?? "" }, rows: rows.map { row in shown.map { $0.text(row) } })
  }

  /// Makes a table with a row for each quantity of one result: symbol, value, meaning.
  ///
  /// - Parameters:
  ///   - quantities: The quantities; those without a heading are left out.
  ///   - result: The result.
  public init<Row>(quantities: [Column<Row>], of result: Row) {
    self.init(
      header: ["quantity", "value", "meaning"],
      rows: quantities.compactMap { quantity in
        quantity.header.map { [$0, quantity.text(result), quantity.meaning] }
      })
  }

  /// Adds a row below.
  ///
  /// - Parameter cells: Its cells.
  public mutating func add(_ cells: [String]) { rows.append(cells) }
}

/// A report whose kind is not known in advance.
public struct AnyReport: Reportable {
  /// The report.
  public let base: any Reportable

  /// Hides the kind of a report.
  ///
  /// - Parameter base: The report.
  public init(_ base: any Reportable) { self.base = base }

  /// The document of the report.
  public var document: JSONValue { base.document }
  /// The sections of the report.
  public var sections: [ReportSection] { base.sections }
  /// The figures of the report.
  public var figures: [any Figure] { get throws { try base.figures } }
}
