public import LinearAlgebra

/// The inputs that are sent through a network together.
///
/// ```
/// q^0_ab = (1/N_0) x^a · x^b
/// ```
public struct NetworkInputs: Sendable, Equatable {
  /// The inputs: A rows of N_0 components.
  public let vectors: Matrix

  /// The inputs without repetitions.
  let distinct: Matrix

  /// For each input the place of its equal in ``distinct``.
  let places: [Int]

  /// The number A of inputs, at least 2.
  public var count: Int { vectors.rows }

  /// The number N_0 of components.
  public var dimension: Int { vectors.columns }

  /// The overlaps q^0_ab of the inputs: A × A, exactly symmetric.
  ///
  /// - Complexity: O(A² N_0), by BLAS.
  public var overlaps: Matrix { vectors.gramMatrix(scale: 1 / Double(dimension)) }

  /// Takes given inputs.
  ///
  /// - Parameter vectors: A ≥ 2 rows of N_0 ≥ 1 components.
  /// - Throws: ``RandomNetworkError`` for too few inputs or components, a component that is not finite
  ///   or an input that is zero everywhere.
  public init(_ vectors: Matrix) throws(RandomNetworkError) {
    guard vectors.rows >= 2 else { throw .tooFewInputs(vectors.rows) }
    guard vectors.columns >= 1 else { throw .noInputDimension(vectors.columns) }
    if let bad = vectors.elements.firstIndex(where: { !$0.isFinite }) {
      throw .inputNotFinite(input: bad / vectors.columns, component: bad % vectors.columns)
    }
    for a in 0..<vectors.rows where vectors.row(a).allSatisfy({ $0 == 0 }) {
      throw .zeroInput(a)
    }
    self.vectors = vectors
    (distinct, places) = vectors.distinctRows()
  }
}

extension Matrix {
  /// Some rows, in a given order; one may be taken several times.
  func takingRows(_ indices: [Int]) -> Matrix {
    Matrix(rows: indices.count, columns: columns, elements: indices.flatMap { row($0) })
  }

  /// The rows without repetitions, and for each row the place of its equal among them.
  fileprivate func distinctRows() -> (Matrix, [Int]) {
    var found: [ArraySlice<Double>: Int] = [:]
    var kept: [Int] = []
    let places = (0..<rows).map { a in
      let row = row(a)
      if let place = found[row] { return place }
      found[row] = kept.count
      kept.append(a)
      return kept.count - 1
    }
    return (kept.count < rows ? takingRows(kept) : self, places)
  }
}
