import LinearAlgebra
import RealModule
import Testing

/// Block Lanczos against matrices whose spectrum is known.
@Suite struct LeadingEigenpairsTests {
  /// The eigenvectors of the discrete sine transform, which is its own inverse.
  private static func sineTransform(_ n: Int) -> Matrix {
    Matrix(rows: n, columns: n) { i, j in
      (2 / Double(n + 1)).squareRoot() * Double.sin(.pi * Double((i + 1) * (j + 1)) / Double(n + 1))
    }
  }

  /// A matrix with given eigenvalues and these eigenvectors.
  private static func matrix(_ values: [Double]) -> Matrix {
    let basis = sineTransform(values.count)
    let scaled = Matrix(rows: values.count, columns: values.count) { values[$0] * basis[$0, $1] }
    var result = Matrix.product(transposeOf: scaled, basis)
    for i in 0..<values.count { for j in 0..<i { result[i, j] = result[j, i] } }
    return result
  }

  /// Sizes on both sides of where the whole matrix is diagonalised.
  @Test(arguments: [40, 500])
  func separatedEigenvalues(n: Int) throws {
    // A bulk in (−1, 1), and eigenvalues that stand out at both ends.
    var values = (0..<n).map { Double.cos(1.7 * Double($0)) }
    (values[3], values[17], values[31]) = (5, -6, 2.5)
    let matrix = Self.matrix(values)
    let basis = Self.sineTransform(n)

    let top = try LeadingEigenpairs(of: matrix, count: 2, steps: 16)
    #expect(abs(top.values[0] - 5) < 1e-10 && abs(top.values[1] - 2.5) < 1e-10)
    let largest = try LeadingEigenpairs(of: matrix, count: 3, by: .magnitude, steps: 16)
    #expect(zip(largest.values, [-6, 5, 2.5]).allSatisfy { abs($0 - $1) < 1e-10 })
    for (k, place) in [17, 3, 31].enumerated() {
      let cosine = zip(largest.vectors.row(k), basis.row(place)).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(abs(cosine) - 1) < 1e-9)
    }
  }

  /// The edge of a dense bulk: the largest eigenvalue of a random matrix to a tenth of the distance
  /// n^(−2/3) between the eigenvalues there.
  @Test func denseEdge() throws {
    var sequence = TestSequence(state: 5)
    let n = 600
    let matrix = sequence.symmetricMatrix(n)
    let exact = try SymmetricEigensystem(of: matrix, withVectors: false).values[0]
    let top = try LeadingEigenpairs(of: matrix, count: 1, steps: 14).values[0]
    let radius = 2 * (Double(n) / 12).squareRoot()
    #expect(top <= exact + 1e-10)
    #expect(top > exact - 0.1 * radius * Double.pow(Double(n), -2.0 / 3))
  }

  /// Sums of ±1 in single precision are exact, whichever side the Gram matrix is taken of.
  @Test func gramMatricesOfSigns() {
    let matrix = Matrix(rows: 9, columns: 301) {
      ($0 * $0 + $1 * $1 * 7 + $0 * $1) % 3 == 0 ? 1 : -1
    }
    let single = SingleMatrix(matrix)
    #expect(single.gramMatrix() == matrix.gramMatrix())
    #expect(single.gramMatrixOfColumns() == matrix.transposed.gramMatrix())
    let product = single * SingleMatrix(matrix.transposed)
    #expect(product.elements.map(Double.init) == matrix.gramMatrix().elements)
  }
}
