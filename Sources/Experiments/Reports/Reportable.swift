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

  /// The figures that show it.
  var figures: [any Figure] { get }
}

extension Reportable {
  /// No figures.
  public var figures: [any Figure] { [] }
}

/// A piece of a report.
public enum ReportSection: Sendable {
  /// A paragraph.
  case text(String)
  /// Lines that begin with a mark.
  case list([String])
  /// A table.
  case table(ReportTable)
}

/// A table whose cells are text already, with the keys and values of the same rows for programs.
public struct ReportTable: Sendable {
  /// The headings of the columns.
  public let header: [String]
  /// The cells, row by row.
  public let rows: [[String]]

  /// Makes a table of rows by their columns.
  ///
  /// - Parameters:
  ///   - columns: One description per column.
  ///   - rows: What the rows are about.
  public init<Row>(_ columns: [Column<Row>], _ rows: [Row]) {
    let shown = columns.filter { $0.header != nil }
    header = shown.map { $0.header ?? "" }
    self.rows = rows.map { row in shown.map { $0.text(row) } }
  }

  /// Makes a table of cells.
  ///
  /// - Parameters:
  ///   - header: The headings of the columns.
  ///   - rows: The cells, row by row.
  public init(header: [String], rows: [[String]]) {
    self.header = header
    self.rows = rows
  }
}

/// One quantity of a list of results: its heading and text for people, its key and value for programs.
///
/// Table, JSON and CSV come from the same list of columns, so that none can have what the others lack.
public struct Column<Row>: Sendable {
  /// The heading in a table; `nil` for a quantity that is not shown there.
  public let header: String?
  /// The key in a JSON object and the name in a file; `nil` for a cell that is text only.
  public let key: String?
  /// The cell of a row.
  public let text: @Sendable (Row) -> String
  /// The value of a row.
  public let value: @Sendable (Row) -> JSONValue

  /// Describes a column.
  ///
  /// - Parameters:
  ///   - header: The heading in a table; `nil` for a quantity that is not shown there.
  ///   - key: The key in a JSON object; `nil` for a cell that is text only.
  ///   - text: The cell of a row.
  ///   - value: The value of a row.
  public init(
    _ header: String?, key: String?, text: @escaping @Sendable (Row) -> String = { _ in "" },
    value: @escaping @Sendable (Row) -> JSONValue = { _ in .null }
  ) {
    self.header = header
    self.key = key
    self.text = text
    self.value = value
  }
}

extension JSONValue {
  /// The object of one row.
  ///
  /// - Parameters:
  ///   - columns: The columns; those without a key are left out.
  ///   - row: The row.
  public init<Row>(_ columns: [Column<Row>], _ row: Row) {
    self = .object(
      columns.compactMap { column in
        column.key.map { JSONValue.Member(key: $0, value: column.value(row)) }
      })
  }
}
