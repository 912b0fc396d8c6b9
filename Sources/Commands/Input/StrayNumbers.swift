import ReplicaKit

/// Numbers among spins that are none: marks of missing values, numbers of columns, temperatures.
///
/// Beside spins ±1 these are numbers beyond ±1; spins with zeros and neurons that are nearly saturated are let be. Beside
/// 0 and 1, which the counts of few events are too, they are negative and broken numbers.
struct StrayNumbers {
  private let matrix: Matrix

  /// Looks at an array.
  ///
  /// - Parameter matrix: The array, replicas × sites or the other way round.
  init(_ matrix: Matrix) { self.matrix = matrix }

  /// The place of the first stray number in the order of the elements; `nil` for an array of spins, or of anything else.
  ///
  /// Spins are what nine of ten elements are, or all elements of half of the rows or columns.
  var first: Int? {
    let elements = matrix.elements
    guard let beyond = elements.firstIndex(where: { abs($0) > 1 }) else { return nil }
    let spinCount = elements.count { abs($0) == 1 }
    let spinRows = (0..<matrix.rows).count { row in matrix.row(row).allSatisfy { abs($0) == 1 } }
    let isOfSigns =
      10 * spinCount >= 9 * elements.count || spinRows >= 2 && 2 * spinRows >= matrix.rows
      || areMany(columnCount { abs($0) == 1 })
    if isOfSigns { return beyond }
    guard areMany(bitColumnCount) else { return nil }
    return elements.firstIndex { $0 < 0 || $0 != $0.rounded() }
  }

  /// Two numbers of which the array consists, one of them 1, that are not ±1 nor 0 and 1.
  var pair: (Double, Double)? {
    let values = Set(matrix.elements.prefix(1000))
    guard values.count == 2, values.contains(1), values.contains(where: { abs($0) > 1 }),
      matrix.elements.allSatisfy(values.contains)
    else { return nil }
    let sorted = values.sorted()
    return (sorted[0], sorted[1])
  }

  private func areMany(_ columns: Int) -> Bool { columns >= 3 && 2 * columns >= matrix.columns }

  private func columnCount(_ isSpin: (Double) -> Bool) -> Int {
    (0..<matrix.columns).count { column in
      (0..<matrix.rows).allSatisfy { isSpin(matrix[$0, column]) }
    }
  }

  /// The columns of zeros and ones; zeros alone are those of neurons that are silent.
  private var bitColumnCount: Int {
    (0..<matrix.columns).count { column in
      let values = matrix.column(column)
      return values.contains(0) && values.contains(1) && values.allSatisfy { $0 == 0 || $0 == 1 }
    }
  }
}
