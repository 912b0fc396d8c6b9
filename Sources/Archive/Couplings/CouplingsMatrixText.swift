import LinearAlgebra

extension CouplingsText {
  /// The matrix that a text is, by its shape; `nil` for a list.
  static func matrix(_ text: TextLines) throws -> Matrix? {
    guard let last = text.lines.last, !last.text.contains("{") else { return nil }
    let splitting = CellSplitting(text)
    if let matrix = try labelled(text, splitting) { return matrix }
    let count = splitting.cells(of: last).count
    // A line of names is no row.
    let names = splitting.cells(of: text.lines[0])
    if count == 2 || count == 3, text.lines.count == count + 1,
      names.indices.allSatisfy({ names[$0] == "\($0)" }), names.count == count,
      let matrix = numbered(text.lines.dropFirst().map(splitting.cells))
    {
      return matrix
    }
    let rows = text.lines.count - (names.allSatisfy { TableCell.number($0) == nil } ? 1 : 0)
    if rows == count, count == 2 || count == 3 {
      // Names of two spins are those of a list without couplings.
      if count == 2 { _ = try columns(text) }
      // A list of three such lines would give a pair twice, and one of two lines has no coupling.
      guard let table = symmetric(text), table.diagonal.allSatisfy({ $0 == 0 }) else { return nil }
      return table
    }
    guard count > 3, try columns(text) == nil else { return nil }
    let table = try table(text)
    let isList = (0..<table.rows).allSatisfy { row in
      table.row(row).dropLast().allSatisfy { Int(exactly: $0).map { $0 >= 0 } ?? false }
    }
    guard table.isSquare || !isList else {
      throw ArchiveError.unclearList(
        path: text.path, line: text.lines[0].number,
        reason:
          "\(table.rows) × \(table.columns) numbers are no square matrix, and "
          + (table.columns == 3
            ? "columns beside a list need names: call those of the list i, j, J, or leave the others out"
            : "lines 'i j k J' of products of three spins or more are not read; a coupling of two spins is 'i j J'")
      )
    }
    return table
  }

  /// A symmetric matrix without a diagonal below the names 0, 1, …; as a list it would give pairs twice.
  private static func numbered(_ rows: [[Substring]]) -> Matrix? {
    let numbers = rows.map { $0.compactMap { TextLines.number($0) } }
    guard numbers.allSatisfy({ $0.count == rows.count && $0.allSatisfy(\.isFinite) }) else {
      return nil
    }
    let matrix = Matrix(rows: rows.count, columns: rows.count) { numbers[$0][$1] }
    return matrix.largestAsymmetry() == nil && matrix.diagonal.allSatisfy { $0 == 0 } ? matrix : nil
  }

  /// The first element of the diagonal that is not zero, where the text is a symmetric matrix of three spins.
  static func diagonal(_ text: TextLines) -> (site: Int, value: Double)? {
    guard let table = symmetric(text), table.rows == 3 else { return nil }
    return table.diagonal.enumerated().first { $0.element != 0 }.map { ($0.offset, $0.element) }
  }

  /// The numbers of a text; N lines of N numbers have no header, whatever the first one counts.
  private static func table(_ text: TextLines) throws -> Matrix {
    let first = text.lines.first.map(CellSplitting(text).cells) ?? []
    let isSquare =
      first.count == text.lines.count && first.allSatisfy { TableCell.number($0) != nil }
    return try CSVFile.table(text, isHeaderless: isSquare, allowsNonFinite: true).matrix
  }

  private static func symmetric(_ text: TextLines) -> Matrix? {
    let table = try? table(text)
    return table.flatMap { $0.isSquare && $0.largestAsymmetry() == nil ? $0 : nil }
  }

  /// A matrix whose rows begin with the names of its columns, under any name for the corner.
  private static func labelled(_ text: TextLines, _ splitting: CellSplitting) throws -> Matrix? {
    func name(_ cell: Substring) -> Substring {
      cell.isQuoted ? cell.dropFirst().dropLast() : cell
    }
    let names = splitting.cells(of: text.lines[0]).map(name)
    let rows = text.lines.dropFirst()
    // Without a name for the corner numbers may be those of a symmetric matrix that lacks one.
    guard names.count == rows.count + 1, names.count > 2, TableCell.number(names[0]) == nil,
      !names[0].isEmpty || names.dropFirst().allSatisfy({ TextLines.number($0) == nil }),
      zip(rows, names.dropFirst()).allSatisfy({ row, label in
        splitting.cells(of: row).first.map(name) == label
      })
    else { return nil }
    let elements = try rows.flatMap { row in
      let cells = splitting.cells(of: row)
      guard cells.count == names.count else {
        throw text.error(row, nil, "\(names.count) cells (\(cells.count) found)")
      }
      return try cells.dropFirst().map { try text.number(row, name($0)) }
    }
    return Matrix(rows: rows.count, columns: rows.count, elements: elements)
  }
}
