import LinearAlgebra
import RealModule
import Testing

/// Singular values against closed forms and against the eigenvalues of the Gram matrix.
///
/// Calibrated by returning squares.
@Suite struct SingularValueTests {
  @Test func closedForms() throws {
    // Rows (3, 0) and (4, 5): s² are the roots of x² − 50 x + 225.
    let matrix = Matrix(rows: 2, columns: 2, elements: [3, 0, 4, 5])
    let values = try matrix.singularValues()
    #expect(abs(values[0] - 45.0.squareRoot()) < 1e-14)
    #expect(abs(values[1] - 5.0.squareRoot()) < 1e-14)
    #expect(try Matrix(rows: 0, columns: 3).singularValues() == [])
    for (rows, columns) in [(1, 3), (3, 1)] {
      let vector = Matrix(rows: rows, columns: columns, elements: [2, -3, 6])
      let values = try vector.singularValues()
      #expect(values.count == 1 && abs(values[0] - 7) < 1e-14)
    }
  }

  @Test(arguments: [(5, 9), (9, 5), (40, 40)])
  func gramMatrix(rows: Int, columns: Int) throws {
    let matrix = Matrix(rows: rows, columns: columns) { i, j in
      Double((7 * i * i + 13 * j + 3 * i * j) % 31) / 7 - 2
    }
    let values = try matrix.singularValues()
    #expect(values.count == min(rows, columns))
    let gram = try SymmetricEigensystem(of: matrix.gramMatrix(), withVectors: false).values
    for (k, value) in values.enumerated() { #expect(abs(value * value - gram[k]) < 1e-10) }
  }

  @Test func refusesWhatIsNotANumber() {
    #expect(throws: LinearAlgebraError.notFinite(row: 1, column: 0)) {
      try Matrix(rows: 2, columns: 2, elements: [1, 2, .nan, 4]).singularValues()
    }
  }
}
