public import Documents
public import Statistics

/// One quantity of a result or of a list of results: its heading and text for people, its key and value for programs.
///
/// Table, JSON and files come from the same list of columns, so that none can have what the others lack.
public struct Column<Row>: Sendable {
  /// The heading in a table; `nil` for a quantity that is not shown there.
  public let header: String?
  /// The key in a JSON object and the name in a file; `nil` for a cell that is text only.
  public let key: String?
  /// What the quantity is, in a few words, where it is listed with others.
  public let meaning: String
  /// The cell of a row.
  public let text: @Sendable (Row) -> String
  /// The value of a row.
  public let value: @Sendable (Row) -> JSONValue
  /// The number of a row, NaN where it is missing; `nil` for a quantity that is no number.
  public let number: (@Sendable (Row) -> Double)?

  /// Describes a column.
  ///
  /// - Parameters:
  ///   - header: The heading in a table; `nil` for a quantity that is not shown there.
  ///   - key: The key in a JSON object; `nil` for a cell that is text only.
  ///   - meaning: What the quantity is, in a few words.
  ///   - text: The cell of a row.
  ///   - value: The value of a row.
  public init(
    _ header: String?, _ key: String?, _ meaning: String = "",
    text: @escaping @Sendable (Row) -> String, value: @escaping @Sendable (Row) -> JSONValue
  ) {
    self.header = header
    self.key = key
    self.meaning = meaning
    self.text = text
    self.value = value
    number = nil
  }

  /// Describes a number, which may be missing.
  ///
  /// - Parameters:
  ///   - header: The heading in a table; `nil` for a quantity that is not shown there.
  ///   - key: The key in a JSON object; `nil` for a cell that is text only.
  ///   - digits: The significant digits in a table.
  ///   - meaning: What the quantity is, in a few words.
  ///   - number: The number of a row.
  public init(
    _ header: String?, _ key: String?, digits: Int = 4, _ meaning: String = "",
    _ number: @escaping @Sendable (Row) -> Double?
  ) {
    self.header = header
    self.key = key
    self.meaning = meaning
    text = { Documents.text(number($0), digits: digits) }
    value = { JSONValue(number($0)) }
    self.number = { number($0) ?? .nan }
  }

  /// Describes an estimate: with its error in brackets in a table, with `mean` and `error` in JSON.
  ///
  /// - Parameters:
  ///   - header: The heading in a table; `nil` for a quantity that is not shown there.
  ///   - key: The key in a JSON object; `nil` for a cell that is text only.
  ///   - meaning: What the quantity is, in a few words.
  ///   - estimate: The estimate of a row.
  public init(
    estimate header: String?, _ key: String?, _ meaning: String = "",
    _ estimate: @escaping @Sendable (Row) -> Estimate?
  ) {
    self.init(
      header, key, meaning, text: { Experiments.text(estimate($0)) },
      value: { estimate($0).map { JSONValue(mean: $0) } ?? .null })
  }

  /// Describes what only programs are told.
  ///
  /// - Parameters:
  ///   - key: The key in a JSON object.
  ///   - value: The value of a row.
  public init(key: String, _ value: @escaping @Sendable (Row) -> JSONValue) {
    self.init(nil, key, text: { _ in "" }, value: value)
  }

  /// Describes what only people are shown.
  ///
  /// - Parameters:
  ///   - header: The heading in a table.
  ///   - meaning: What the quantity is, in a few words.
  ///   - text: The cell of a row.
  public init(
    text header: String, _ meaning: String = "", _ text: @escaping @Sendable (Row) -> String
  ) {
    self.init(header, nil, meaning, text: text, value: { _ in .null })
  }
}

extension Column {
  /// The same quantity of something of which the row is a part.
  ///
  /// - Parameter part: The part of a whole that the column is about.
  /// - Returns: The column of the whole.
  public func of<Whole>(_ part: @escaping @Sendable (Whole) -> Row) -> Column<Whole> {
    Column<Whole>(
      header, key, meaning, text: { text(part($0)) }, value: { value(part($0)) })
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

  /// The list of the objects of all rows.
  ///
  /// - Parameters:
  ///   - columns: The columns; those without a key are left out.
  ///   - rows: The rows.
  public init<Row>(_ columns: [Column<Row>], rows: [Row]) {
    self = .array(rows.map { JSONValue(columns, $0) })
  }

  /// An object with a list over all rows for every column.
  ///
  /// - Parameters:
  ///   - columns: The columns; those without a key are left out.
  ///   - rows: The rows.
  public init<Row>(lists columns: [Column<Row>], _ rows: [Row]) {
    self = .object(
      columns.compactMap { column in
        column.key.map { JSONValue.Member(key: $0, value: .array(rows.map(column.value))) }
      })
  }
}

extension Array {
  /// The columns with some headings, in the order of the headings.
  ///
  /// - Parameter headers: Headings of columns of the list.
  /// - Returns: A column for each heading.
  public func headed<Row>(_ headers: String...) -> [Column<Row>] where Element == Column<Row> {
    headers.compactMap { header in first { $0.header == header } }
  }

  /// The columns with some keys, in the order of the keys.
  ///
  /// - Parameter keys: Keys of columns of the list.
  /// - Returns: A column for each key.
  public func keyed<Row>(_ keys: String...) -> [Column<Row>] where Element == Column<Row> {
    keys.compactMap { key in first { $0.key == key } }
  }
}
