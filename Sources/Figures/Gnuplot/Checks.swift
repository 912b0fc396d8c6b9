internal import LinearAlgebra

/// Refuses numbers that cannot be drawn.
func requireFinite(_ values: [Double], _ quantity: String) throws(FiguresError) {
  if let index = values.firstIndex(where: { !$0.isFinite }) {
    throw FiguresError.notFinite(quantity: quantity, index: index)
  }
}

/// Refuses numbers that a logarithmic axis has no place for.
func requirePositive(_ values: [Double], _ quantity: String) throws(FiguresError) {
  if let index = values.firstIndex(where: { !($0 > 0) }) {
    throw FiguresError.notPositive(quantity: quantity, index: index)
  }
}

/// Refuses too short lists.
func require(_ found: Int, atLeast needed: Int, _ quantity: String) throws(FiguresError) {
  if found < needed {
    throw FiguresError.tooFew(quantity: quantity, needed: needed, found: found)
  }
}

/// The columns of a data file under a header line.
func table(_ header: String, _ columns: [[Double]]) -> String {
  let count = columns.map(\.count).min() ?? 0
  var text = "# " + header + "\n"
  for i in 0..<count {
    text += columns.map { "\($0[i])" }.joined(separator: " ") + "\n"
  }
  return text
}

/// The rows of a matrix as the text of a data file.
func table(_ matrix: Matrix) -> String {
  var text = ""
  for i in 0..<matrix.rows {
    text += matrix.row(i).map(number).joined(separator: " ") + "\n"
  }
  return text
}

extension Matrix {
  /// The matrix of the means over rectangular blocks, with at most so many rows and columns.
  func blockAveraged(rows maximumRows: Int, columns maximumColumns: Int) -> Matrix {
    let newRows = Swift.min(rows, maximumRows)
    let newColumns = Swift.min(columns, maximumColumns)
    if newRows == rows && newColumns == columns { return self }
    return Matrix(rows: newRows, columns: newColumns) { i, j in
      let rowRange = (i * rows / newRows)..<((i + 1) * rows / newRows)
      let columnRange = (j * columns / newColumns)..<((j + 1) * columns / newColumns)
      var sum = 0.0
      for row in rowRange {
        for column in columnRange { sum += self[row, column] }
      }
      return sum / Double(rowRange.count * columnRange.count)
    }
  }
}

/// The places of marks on a linear axis: multiples of 1, 2 or 5 times a power of ten.
func tickStep(span: Double, atMost count: Int) -> Double {
  guard span > 0, span.isFinite else { return 1 }
  var power = 1e-12
  while power < 1e15 {
    for factor in [1.0, 2, 5] where span / (factor * power) <= Double(count) {
      return factor * power
    }
    power *= 10
  }
  return span
}

/// The marks of a logarithmic axis as a gnuplot list: powers of ten, or 1, 2, 5 if those are few.
func logarithmicTicks(from low: Double, to high: Double) -> String {
  var labelled: [String] = []
  var small: [String] = []
  var power = 1e-30
  while power < low / 10 { power *= 10 }
  let decades = powerCount(from: low, to: high)
  let step = Swift.max(1, (decades + 4) / 5)
  var index = 0
  while power <= high {
    for factor in 1...9 {
      let value = Double(factor) * power
      guard value >= low * (1 - 1e-9), value <= high * (1 + 1e-9) else { continue }
      let isLabelled =
        factor == 1 ? index % step == 0 : decades < 2 && (factor == 2 || factor == 5)
      if isLabelled {
        labelled.append(significant(value))
      } else if decades <= 5 {
        small.append("'' \(significant(value)) 1")
      }
    }
    power *= 10
    if power >= low { index += 1 }
  }
  return "(" + (labelled + small).joined(separator: ", ") + ")"
}

/// How many powers of ten lie in a range.
private func powerCount(from low: Double, to high: Double) -> Int {
  var power = 1e-30
  var count = 0
  while power <= high * (1 + 1e-9) {
    if power >= low * (1 - 1e-9) { count += 1 }
    power *= 10
  }
  return count
}

/// A positive number with twelve digits, without the noise of repeated multiplication.
private func significant(_ value: Double) -> String {
  var scale = 1.0
  while value * scale < 1e11 && scale < 1e40 { scale *= 10 }
  return "\((value * scale).rounded() / scale)"
}
