import ReplicaKit

/// A table for people: columns as wide as their widest cell, numbers to the right.
struct TextTable {
  private let rows: [[String]]

  init(_ table: ReportTable) {
    rows = [table.header] + table.rows
  }

  /// The table's lines.
  var text: String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { k in rows.map { k < $0.count ? $0[k].count : 0 }.max() ?? 0 }
    return rows.map { row in
      let cells = row.enumerated().map { k, cell in
        let padding = String(repeating: " ", count: widths[k] - cell.count)
        return k == 0 ? cell + padding : padding + cell
      }
      return cells.joined(separator: "  ").trimmingTrailingSpaces
    }.joined(separator: "\n")
  }
}

extension String {
  fileprivate var trimmingTrailingSpaces: String {
    var result = self
    while result.last == " " { result.removeLast() }
    return result
  }
}
