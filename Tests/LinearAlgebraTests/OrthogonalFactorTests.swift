import LinearAlgebra
import Testing

/// Triangular factors and orthonormal rows against their definitions.
///
/// Calibrated by breaking the code: signs left as LAPACK gives them, in either, make tests here fail.
@Suite struct OrthogonalFactorTests {
  private static func matrix(_ rows: Int, _ columns: Int) -> Matrix {
    Matrix(rows: rows, columns: columns) { i, j in
      Double((7 * i * i + 13 * j * j + 5 * i * j + 3) % 101) / 23 - 2
    }
  }

  private static func expectEqual(_ a: Matrix, _ b: Matrix, within tolerance: Double) {
    #expect(a.rows == b.rows && a.columns == b.columns)
    #expect(zip(a.elements, b.elements).allSatisfy { abs($0 - $1) <= tolerance })
  }

  @Test(arguments: [(1, 1), (1, 7), (3, 3), (5, 40), (9, 4), (0, 3)])
  func gramFactor(rows: Int, columns: Int) throws {
    let a = Self.matrix(rows, columns)
    let factor = try a.gramFactor()
    #expect(factor.rows == rows && factor.columns == min(rows, columns))
    for i in 0..<factor.rows {
      for j in 0..<factor.columns {
        if j > i { #expect(factor[i, j] == 0) }
        if j == i { #expect(factor[i, j] >= 0) }
      }
    }
    Self.expectEqual(
      Matrix.product(factor, withTransposeOf: factor), a.gramMatrix(), within: 1e-12)
  }

  /// Rows at a distance of 1e-12 keep it to four digits, where their Gram matrix would have lost it.
  @Test func nearlyEqualRows() throws {
    var a = Matrix(rows: 3, columns: 50)
    for i in 0..<50 {
      let x = Self.matrix(1, 50)[0, i]
      a[0, i] = x
      a[1, i] = x
      a[2, i] = x + (i == 3 ? 1e-12 : 0)
    }
    let distance = (a[2, 3] - a[0, 3])
    let factor = try a.gramFactor()
    let square = (0..<3).reduce(0) {
      $0 + (factor[2, $1] - factor[0, $1]) * (factor[2, $1] - factor[0, $1])
    }
    #expect(abs(square.squareRoot() / distance - 1) < 1e-2)
    #expect(abs(factor[1, 0] - factor[0, 0]) < 1e-14 && abs(factor[1, 1]) < 1e-14)
  }

  @Test(arguments: [(1, 1), (1, 7), (3, 3), (5, 40), (0, 3)])
  func orthonormalRows(rows: Int, columns: Int) throws {
    var a = Self.matrix(rows, columns)
    for i in 0..<rows { a[i, i] += 9 }
    let frame = try a.orthonormalizedRows()
    Self.expectEqual(frame.gramMatrix(), .identity(rows), within: 1e-14)
    // A Qᵀ is lower triangular with a positive diagonal: the rows are those of Gram and Schmidt.
    let factor = Matrix.product(a, withTransposeOf: frame)
    for i in 0..<rows {
      #expect(factor[i, i] > 0)
      for j in (i + 1)..<max(rows, i + 1) { #expect(abs(factor[i, j]) < 1e-12) }
    }
    Self.expectEqual(factor * frame, a, within: 1e-12)
  }

  @Test func whatIsNotFinite() {
    var a = Self.matrix(2, 3)
    a[1, 2] = .nan
    #expect(throws: LinearAlgebraError.notFinite(row: 1, column: 2)) { try a.gramFactor() }
    #expect(throws: LinearAlgebraError.self) { try a.orthonormalizedRows() }
  }
}
