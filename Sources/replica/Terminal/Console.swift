import Foundation
import ReplicaKit
import Synchronization

/// What is printed, and where: results on standard output, everything else on standard error.
enum Console {
  /// Whether standard output is a terminal.
  static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
  /// Whether standard error is a terminal.
  static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Prints a line on standard error.
  static func note(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }

  private static let failure = Mutex<String?>(nil)

  /// Why standard output took less than it was given, as on a full disk; `nil` if it took all.
  static var outputFailure: String? { failure.withLock { $0 } }

  /// Prints a result object on standard output.
  static func print(_ value: JSONValue) {
    print(line: value.prettyText)
  }

  /// Prints a line on standard output, whole before the process can end.
  static func print(line: String) {
    Interruption.whileWriting {
      do {
        try FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8))
      } catch {
        let reason =
          ((error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError) ?? error as NSError
        failure.withLock { $0 = $0 ?? reason.localizedDescription }
      }
    }
  }
}

/// Prints a line of a result on standard output.
func print(_ line: String) {
  Console.print(line: line)
}

/// A table for people: columns as wide as their widest cell, numbers to the right.
struct TextTable {
  private var rows: [[String]]

  init(_ header: [String]) {
    rows = [header]
  }

  mutating func add(_ cells: [String]) {
    rows.append(cells)
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

/// A number with a given number of significant digits; `–` where there is none.
func text(_ value: Double?, digits: Int = 4) -> String {
  guard let value, value.isFinite else { return "–" }
  return String(format: "%.\(digits)g", value)
}

/// An estimate with its error in brackets, as 0.1234(12).
func text(_ estimate: Estimate?) -> String {
  guard let estimate, estimate.value.isFinite else { return "–" }
  guard let error = estimate.error, error > 0, error.isFinite else { return text(estimate.value) }
  let exponent = Int(Foundation.log10(error).rounded(.down))
  let decimals = max(0, 1 - exponent)
  guard decimals < 12 else { return String(format: "%.12g", estimate.value) }
  let scaled = Int((error * Foundation.pow(10, Double(decimals))).rounded())
  return decimals == 0
    ? String(format: "%.0f(%.0f)", estimate.value, error)
    : String(format: "%.\(decimals)f(%d)", estimate.value, scaled)
}

extension JSONValue {
  /// A number, or null where there is none.
  init(_ value: Double?) {
    if let value, value.isFinite { self = .number(value) } else { self = .null }
  }

  /// An estimate as {"mean", "error"}.
  init(mean estimate: Estimate) {
    self = ["mean": JSONValue(estimate.value), "error": JSONValue(estimate.error)]
  }

  /// An estimate as {"value", "error"}, or null where there is none.
  init(value estimate: Estimate?) {
    guard let estimate else {
      self = .null
      return
    }
    self = ["value": JSONValue(estimate.value), "error": JSONValue(estimate.error)]
  }

  /// A matrix as a list of rows; null for elements that are not finite.
  init(_ matrix: Matrix) {
    self = .array((0..<matrix.rows).map { .array(matrix.row($0).map { JSONValue($0) }) })
  }
}
