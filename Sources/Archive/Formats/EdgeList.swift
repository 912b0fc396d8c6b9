public import LinearAlgebra

/// Couplings and fields of a finite system, read from a list of pairs.
///
/// ```
/// H = − Σ_{i<j} J_ij s_i s_j − Σ_i h_i s_i
/// ```
public struct EdgeList: Sendable, Equatable {
  /// The couplings J_ij: symmetric, zero on the diagonal, zero for pairs that are not listed.
  public let couplings: Matrix
  /// The fields h_i, zero where none is listed.
  public let fields: [Double]

  /// The number of spins.
  public var spinCount: Int { fields.count }

  /// Reads lines `i j J` of spins (from 0) and a coupling, or `i i h` for a field.
  ///
  /// The three parts are separated by space or commas; what follows a `#` is a comment; every pair is
  /// listed once, in either order.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - spinCount: The number of spins; `nil` for the largest index plus 1.
  ///   - largestSpinCount: The number of spins up to which the dense matrix of couplings is made.
  /// - Throws: ``ArchiveError`` with the line if the file is missing or empty, something is no finite
  ///   number, an index is negative or too large, a pair is repeated, or there are fewer than 2 spins.
  public init(
    contentsOfFile path: String, spinCount: Int? = nil, largestSpinCount: Int = 20_000
  ) throws {
    try self.init(
      FileSystem.contents(of: path), path: path, spinCount: spinCount,
      largestSpinCount: largestSpinCount)
  }

  /// Reads the bytes of an edge list.
  ///
  /// - Parameters:
  ///   - bytes: The text in UTF-8.
  ///   - path: Where they came from, for the error.
  ///   - spinCount: The number of spins; `nil` for the largest index plus 1.
  ///   - largestSpinCount: The number of spins up to which the dense matrix of couplings is made.
  /// - Throws: ``ArchiveError`` with the line, as ``init(contentsOfFile:spinCount:largestSpinCount:)``.
  public init(
    _ bytes: [UInt8], path: String, spinCount: Int? = nil, largestSpinCount: Int = 20_000
  ) throws {
    let text = try TextLines(bytes, path: path)
    guard !text.lines.isEmpty else {
      throw ArchiveError.noData(
        path: path, expected: "lines 'i j J' with two spins (from 0) and a coupling")
    }
    let allowed = 2...Swift.max(2, largestSpinCount)
    if let spinCount, !allowed.contains(spinCount) {
      throw ArchiveError.spinCountOutOfRange(path: path, count: spinCount, allowed: allowed)
    }
    var entries: [(i: Int, j: Int, value: Double)] = []
    var lineOfPair: [Pair: Int] = [:]
    for line in text.lines {
      let entry = try Self.entry(in: line, of: text, spinCount: spinCount ?? largestSpinCount)
      let pair = Pair(low: min(entry.i, entry.j), high: max(entry.i, entry.j))
      if let first = lineOfPair.updateValue(line.number, forKey: pair) {
        throw ArchiveError.repeatedPair(
          path: path, i: entry.i, j: entry.j, firstLine: first, line: line.number)
      }
      entries.append(entry)
    }
    let count = spinCount ?? entries.reduce(0) { max($0, $1.i + 1, $1.j + 1) }
    guard allowed.contains(count) else {
      throw ArchiveError.spinCountOutOfRange(path: path, count: count, allowed: allowed)
    }
    var couplings = Matrix(rows: count, columns: count)
    var fields = [Double](repeating: 0, count: count)
    for (i, j, value) in entries {
      if i == j {
        fields[i] = value
      } else {
        couplings[i, j] = value
        couplings[j, i] = value
      }
    }
    self.couplings = couplings
    self.fields = fields
  }

  private struct Pair: Hashable {
    let low: Int
    let high: Int
  }

  private static func entry(
    in line: TextLines.Line, of text: TextLines, spinCount: Int
  ) throws -> (i: Int, j: Int, value: Double) {
    let cells = line.cells(separator: line.text.contains(",") ? "," : " ")
    guard cells.count == 3 else {
      throw text.error(
        line, nil, "three entries 'i j J' separated by space or commas (\(cells.count) found)")
    }
    let spins = try cells.prefix(2).map { cell in
      guard let spin = Int(cell), (0..<spinCount).contains(spin) else {
        throw text.error(line, cell, "a spin, a whole number from 0 to \(spinCount - 1)")
      }
      return spin
    }
    return (spins[0], spins[1], try text.number(line, cells[2]))
  }
}
