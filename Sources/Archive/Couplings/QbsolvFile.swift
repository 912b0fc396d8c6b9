/// Reading of the QUBO files of qbsolv.
///
/// ```
/// c a comment
/// p qubo 0 maxDiagonals nDiagonals nElements
/// i i v                                  nDiagonals lines
/// i j v                                  nElements lines
///
/// E = Σ v_ij x_i x_j over the lines,   x_i = 0, 1,   i from 0 to maxDiagonals − 1
/// ```
///
/// **Source**: Booth, Reinhardt and Roy, *Partitioning optimization problems for hybrid classical/quantum execution*,
/// D-Wave technical report 14-1006A-A (2017).
enum QbsolvFile {
  /// The couplings of a text; `nil` for another format.
  static func list(_ text: TextLines) throws -> CouplingList? {
    let lines = text.lines.filter { $0.text != "c" && !$0.text.hasPrefix("c ") }
    guard let first = lines.first else { return nil }
    let words = first.cells(separator: " ")
    guard words.count >= 2, words[0] == "p", words[1].lowercased() == "qubo" else { return nil }
    let sizes = words.dropFirst(3).map { Int($0) ?? -1 }
    guard words.count == 6, sizes.allSatisfy({ $0 >= 0 }) else {
      throw text.error(first, nil, "'p qubo 0 maxDiagonals nDiagonals nElements'")
    }
    var list = CouplingList(path: text.path)
    list.spinCount = sizes[0]
    var lineOfPair: [[Int]: Int] = [:]
    for line in lines.dropFirst() {
      let cells = line.cells(separator: " ")
      guard cells.count == 3, let i = Int(cells[0]), let j = Int(cells[1]), min(i, j) >= 0,
        max(i, j) < sizes[0]
      else { throw text.error(line, nil, "'i j value' with 0 ≤ i, j < \(sizes[0])") }
      let value = try text.number(line, cells[2])
      if let other = lineOfPair.updateValue(line.number, forKey: [min(i, j), max(i, j)]) {
        throw ArchiveError.repeatedPair(
          path: text.path, i: i, j: j, firstLine: other, line: line.number)
      }
      if i == j { list.fields.append((i, value)) } else { list.pairs.append((i, j, value)) }
    }
    guard list.fields.count == sizes[1], list.pairs.count == sizes[2] else {
      throw text.error(
        first, nil,
        "as many diagonals and elements as follow, \(list.fields.count) and \(list.pairs.count)")
    }
    list.convertFromBinary()
    list.remarks.append(
      "variables 0 and 1 of a QUBO are converted to spins; the energy is \(list.energy)")
    return list
  }
}
