import LinearAlgebra
import SpinModels

/// Reading of symmetric matrices of Matrix Market (`.mtx`), as `scipy.io.mmwrite` writes them.
///
/// **Source**: Boisvert, Pozo and Remington, *The Matrix Market Exchange Formats*, NISTIR 5935 (1996).
enum MatrixMarketFile {
  /// The couplings of a file; `nil` for another format.
  static func list(_ bytes: [UInt8], path: String) throws -> CouplingList? {
    let banner = String(
      decoding: bytes.prefix { $0 != 0x0A && $0 != 0x0D }.prefix(200), as: UTF8.self)
    let words = banner.lowercased().split { $0 == " " || $0 == "\t" }
    guard words.first == "%%matrixmarket" else { return nil }
    func refuse(_ item: String, _ expected: String, _ found: String) -> ArchiveError {
      .badMetadata(path: path, item: item, expected: expected, found: found)
    }
    guard words.count == 5, words[1] == "matrix", ["coordinate", "array"].contains(words[2]) else {
      throw refuse(
        "the first line", "'%%MatrixMarket matrix coordinate|array real|integer symmetric|general'",
        banner)
    }
    guard ["real", "integer", "double"].contains(words[3]) else {
      throw refuse(
        "the field of the matrix",
        "real or integer"
          + (words[3] == "pattern"
            ? " (for couplings that are all 1: "
              + ForeignModels.python(
                "import scipy.io; scipy.io.mmwrite('J.mtx', scipy.io.mmread('FILE').astype(float))",
                path) + ")" : ""),
        String(words[3]))
    }
    let isGeneral = words[4] == "general"
    guard isGeneral || words[4] == "symmetric" else {
      throw refuse("the symmetry of the matrix", "symmetric or general", String(words[4]))
    }
    // Only lines that begin with % are comments here; TextLines leaves them out.
    let text = try TextLines(bytes, path: path)
    guard let size = text.lines.first else {
      throw ArchiveError.noData(path: path, expected: "a line of sizes")
    }
    let sizes = size.cells(separator: " ").map { Int($0) ?? -1 }
    let isList = words[2] == "coordinate"
    guard sizes.count == (isList ? 3 : 2), sizes.allSatisfy({ $0 >= 0 }), sizes[0] == sizes[1]
    else {
      throw text.error(size, nil, "the sizes of a square matrix\(isList ? " and its entries" : "")")
    }
    let n = sizes[0]
    let entries = text.lines.dropFirst()
    let expected: Int
    if isList {
      expected = sizes[2]
    } else {
      let (square, overflow) = n.multipliedReportingOverflow(by: n)
      guard !overflow else {
        throw refuse("the size of the matrix", "one that fits the file", "\(n)")
      }
      expected = isGeneral ? square : n + (square - n) / 2
    }
    guard entries.count == expected else {
      throw text.error(size, nil, "as many entries as follow, \(entries.count)")
    }
    var matrix = SymmetricEntries(path: path, spinCount: n, isGeneral: isGeneral)
    var (row, column) = (0, 0)
    for line in entries {
      let cells = line.cells(separator: " ")
      if isList {
        guard cells.count == 3, let i = Int(cells[0]), let j = Int(cells[1]),
          (1...max(1, n)).contains(i),
          (1...max(1, n)).contains(j), n > 0
        else { throw text.error(line, nil, "'i j value' with 1 ≤ i, j ≤ \(n)") }
        try matrix.add(i - 1, j - 1, text.number(line, cells[2]))
      } else {
        guard cells.count == 1 else { throw text.error(line, nil, "one number") }
        try matrix.add(row, column, text.number(line, cells[0]))
        // Column by column, from the diagonal on where the matrix is symmetric.
        row += 1
        if row == n {
          column += 1
          row = isGeneral ? 0 : column
        }
      }
    }
    return try matrix.list()
  }
}

/// The entries of a sparse matrix of couplings, which become pairs.
struct SymmetricEntries {
  let path: String
  let spinCount: Int
  /// Whether both J_ij and J_ji are listed; otherwise one of them.
  let isGeneral: Bool
  /// How far J_ij and J_ji may differ by rounding, relative to the largest coupling.
  var roundingError = NumPyDataType.float64.roundingError
  private var values: [Pair: (low: Double?, high: Double?)] = [:]
  private var largest = 0.0

  private struct Pair: Hashable {
    let low: Int
    let high: Int
  }

  init(path: String, spinCount: Int, isGeneral: Bool) {
    self.path = path
    self.spinCount = spinCount
    self.isGeneral = isGeneral
  }

  /// Adds an entry; those of one place add up, as in scipy.
  mutating func add(_ i: Int, _ j: Int, _ value: Double) throws {
    guard value.isFinite else { throw SpinModelError.couplingNotFinite(row: i, column: j) }
    guard i != j else {
      guard value == 0 else { throw SpinModelError.selfCoupling(site: i, value: value) }
      return
    }
    let pair = Pair(low: min(i, j), high: max(i, j))
    var entry = values[pair] ?? (nil, nil)
    if i < j {
      entry.low = (entry.low ?? 0) + value
    } else {
      entry.high = (entry.high ?? 0) + value
    }
    values[pair] = entry
    largest = max(largest, abs(value))
  }

  /// The couplings, each pair once.
  func list() throws -> CouplingList {
    var list = CouplingList(path: path)
    list.spinCount = spinCount
    var worst = 0.0
    for (pair, entry) in values.sorted(by: { ($0.key.low, $0.key.high) < ($1.key.low, $1.key.high) }
    ) {
      let (low, high) = (entry.low, entry.high)
      guard isGeneral else {
        guard low == nil || high == nil else {
          throw ArchiveError.badMetadata(
            path: path, item: "the symmetry of the matrix",
            expected:
              "'general', where both triangles are listed (of a 'symmetric' matrix scipy adds them)",
            found:
              "'symmetric' with entries (\(pair.high + 1), \(pair.low + 1)) and (\(pair.low + 1), \(pair.high + 1))"
          )
        }
        list.pairs.append((pair.low, pair.high, low ?? high ?? 0))
        continue
      }
      let difference = abs((low ?? 0) - (high ?? 0))
      guard difference <= roundingError * largest else {
        throw SpinModelError.notSymmetric(row: pair.high, column: pair.low, difference: difference)
      }
      worst = max(worst, difference)
      list.pairs.append(
        (pair.low, pair.high, difference == 0 ? low ?? 0 : ((low ?? 0) + (high ?? 0)) / 2))
    }
    if worst > 0 {
      list.remarks.append(
        "J_ij and J_ji differed by up to \(worst), as rounding makes them; their means are taken")
    }
    return list
  }
}
