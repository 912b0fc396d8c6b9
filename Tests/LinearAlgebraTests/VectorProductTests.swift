import LinearAlgebra
import Testing

/// Products with vectors against plain sums, Cholesky's factor against the equations that it solves.
///
/// Calibrated by reading the other triangle, and by adding to the diagonal before the factorisation.
@Suite struct VectorProductTests {
  private static func matrix(_ rows: Int, _ columns: Int) -> Matrix {
    Matrix(rows: rows, columns: columns) { (i: Int, j: Int) -> Double in
      let remainder = (7 * i + 13 * j * j + 3) % 29
      return Double(remainder) / 7 - 2
    }
  }

  private static func vector(_ count: Int) -> [Double] {
    (0..<count).map { (i: Int) -> Double in
      let remainder = (i * i + 5) % 17
      return Double(remainder) / 3 - 2.5
    }
  }

  @Test(arguments: [(1, 1), (3, 5), (40, 7), (0, 4), (4, 0)])
  func plainSums(rows: Int, columns: Int) {
    let a = Self.matrix(rows, columns)
    let x = Self.vector(columns)
    let product = a * x
    #expect(product.count == rows)
    for i in 0..<rows {
      let sum = (0..<columns).reduce(0) { $0 + a[i, $1] * x[$1] }
      #expect(abs(product[i] - sum) < 1e-12)
    }
  }

  @Test(arguments: [0, 1, 2, 37])
  func oneTriangle(n: Int) {
    var a = Self.matrix(n, n)
    for i in 0..<n { for j in 0..<i { a[i, j] = a[j, i] } }
    let x = Self.vector(n)
    let expected = a * x
    // What lies below the diagonal is not read.
    for i in 0..<n { for j in 0..<i { a[i, j] = 1e6 } }
    let product = a.symmetricProduct(with: x)
    #expect(zip(product, expected).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  @Test(arguments: [0, 1, 3, 60])
  func linearEquations(n: Int) throws {
    let b = Self.matrix(n, n + 2)
    var a = b.gramMatrix()
    for i in 0..<n { a[i, i] += 0.5 }
    let x = Self.vector(n)
    let right = a * x
    // What lies below the diagonal is not read.
    for i in 0..<n { for j in 0..<i { a[i, j] = 1e6 } }
    let solution = try CholeskyFactor(of: a).solve(right)
    #expect(zip(solution, x).allSatisfy { abs($0 - $1) < 1e-9 })
  }

  @Test func indefiniteMatrix() {
    let a = Matrix(rows: 3, columns: 3, elements: [2, 1, 0, 1, -1, 0, 0, 0, 1])
    #expect(throws: LinearAlgebraError.notPositiveDefinite(minor: 2)) {
      _ = try CholeskyFactor(of: a)
    }
  }
}
