import LinearAlgebra
import RealModule
import Testing

/// A fixed, reproducible sequence for test matrices; no statistics depend on it.
struct TestSequence {
  var state: UInt64

  mutating func next() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) * 0x1p-53 - 0.5
  }

  mutating func symmetricMatrix(_ n: Int) -> Matrix {
    var matrix = Matrix(rows: n, columns: n)
    for i in 0..<n {
      for j in 0...i {
        matrix[i, j] = next()
        matrix[j, i] = matrix[i, j]
      }
    }
    return matrix
  }
}

@Suite struct SymmetricEigensystemTests {
  @Test(arguments: [1, 2, 3, 17, 120])
  func residualAndOrthogonality(size: Int) throws {
    var sequence = TestSequence(state: UInt64(size))
    let matrix = sequence.symmetricMatrix(size)
    let system = try SymmetricEigensystem(of: matrix)
    let vectors = try #require(system.vectors)
    let image = vectors * matrix
    for k in 0..<size {
      var residual = 0.0
      for i in 0..<size {
        residual += Double.pow(image[k, i] - system.values[k] * vectors[k, i], 2)
      }
      #expect(residual.squareRoot() < 1e-13 * Double(size))
    }
    let gram = vectors.gramMatrix()
    for i in 0..<size {
      for j in 0..<size {
        #expect(abs(gram[i, j] - (i == j ? 1 : 0)) < 1e-13 * Double(size))
      }
    }
    #expect(system.values == system.values.sorted(by: >))
    let trace = matrix.diagonal.reduce(0, +)
    #expect(abs(system.values.reduce(0, +) - trace) < 1e-12 * Double(size))
  }

  @Test func emptyOneAndTwo() throws {
    let empty = try SymmetricEigensystem(of: Matrix(rows: 0, columns: 0))
    #expect(empty.values.isEmpty && empty.vectors?.rows == 0)
    let one = try SymmetricEigensystem(of: Matrix(rows: 1, columns: 1, elements: [-3.5]))
    #expect(one.values == [-3.5] && abs(one.vectors?[0, 0] ?? 0) == 1)
    // Eigenvalues of [[a, b], [b, d]] are (a + d)/2 ± √((a − d)²/4 + b²).
    let two = try SymmetricEigensystem(of: Matrix(rows: 2, columns: 2, elements: [1, 2, 2, -2]))
    #expect(abs(two.values[0] - 2) < 1e-14 && abs(two.values[1] + 3) < 1e-14)
  }

  /// The second-difference matrix has eigenvalues 2 − 2 cos(kπ/(n + 1)).
  @Test func knownSpectrum() throws {
    let n = 60
    let matrix = Matrix(rows: n, columns: n) { i, j in i == j ? 2 : abs(i - j) == 1 ? -1 : 0 }
    let values = try SymmetricEigensystem(of: matrix, withVectors: false).values
    for k in 1...n {
      let exact = 2 - 2 * Double.cos(Double(n + 1 - k) * .pi / Double(n + 1))
      #expect(abs(values[k - 1] - exact) < 1e-13)
    }
  }

  /// A projector of rank 3 has eigenvalue 1 three times and 0 otherwise.
  @Test func degenerateEigenvalues() throws {
    let n = 40
    var sequence = TestSequence(state: 9)
    let basis = try #require(
      SymmetricEigensystem(of: sequence.symmetricMatrix(n), largest: 3).vectors)
    var projector = Matrix.product(transposeOf: basis, basis)
    for i in 0..<n { for j in 0..<i { projector[i, j] = projector[j, i] } }
    let system = try SymmetricEigensystem(of: projector)
    for k in 0..<n { #expect(abs(system.values[k] - (k < 3 ? 1 : 0)) < 1e-13) }
    let vectors = try #require(system.vectors)
    let gram = vectors.gramMatrix()
    for i in 0..<n { for j in 0..<n { #expect(abs(gram[i, j] - (i == j ? 1 : 0)) < 1e-12) } }
  }

  @Test func partialSpectrumAgreesWithWhole() throws {
    var sequence = TestSequence(state: 3)
    let matrix = sequence.symmetricMatrix(50)
    let whole = try SymmetricEigensystem(of: matrix)
    let part = try SymmetricEigensystem(of: matrix, largest: 7)
    for k in 0..<7 {
      #expect(abs(part.values[k] - whole.values[k]) < 1e-12)
      let a = try #require(part.vectors).row(k)
      let b = try #require(whole.vectors).row(k)
      let overlap = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(abs(overlap) - 1) < 1e-10)
    }
    #expect(try SymmetricEigensystem(of: matrix, largest: 0).values.isEmpty)
  }

  @Test func badDataIsRefusedWithItsPlace() {
    var matrix = Matrix.identity(4)
    matrix[2, 1] = .nan
    #expect(throws: LinearAlgebraError.notFinite(row: 2, column: 1)) {
      try SymmetricEigensystem(of: matrix)
    }
    matrix[2, 1] = 0.5
    #expect(throws: LinearAlgebraError.notSymmetric(row: 2, column: 1, difference: 0.5)) {
      try SymmetricEigensystem(of: matrix)
    }
  }
}

@Suite struct MatrixTests {
  @Test func productsAgreeWithTheirDefinition() {
    var sequence = TestSequence(state: 5)
    let a = Matrix(rows: 4, columns: 6) { _, _ in sequence.next() }
    let b = Matrix(rows: 6, columns: 3) { _, _ in sequence.next() }
    let product = a * b
    for i in 0..<4 {
      for j in 0..<3 {
        var sum = 0.0
        for k in 0..<6 { sum += a[i, k] * b[k, j] }
        #expect(abs(product[i, j] - sum) < 1e-15)
      }
    }
    #expect(Matrix.product(a, withTransposeOf: b.transposed) == product)
    let other = Matrix.product(transposeOf: a.transposed, b)
    for (x, y) in zip(other.elements, product.elements) { #expect(abs(x - y) < 1e-15) }
    let gram = a.gramMatrix(scale: 0.5)
    let reference = Matrix.product(a, withTransposeOf: a)
    #expect(gram.largestAsymmetry() == nil)
    for (x, y) in zip(gram.elements, reference.elements) { #expect(abs(x - 0.5 * y) < 1e-15) }
  }
}
