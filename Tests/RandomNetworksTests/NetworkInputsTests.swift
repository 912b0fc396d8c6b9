import LinearAlgebra
import RandomNetworks
import RealModule
import Testing

@Suite struct NetworkInputsTests {
  /// Matrices of full rank and singular ones, at every number of dimensions that allows them.
  @Test(arguments: [6, 7, 50, 3000])
  func prescribedOverlapsAreExact(dimension: Int) throws {
    let decaying = Matrix(rows: 6, columns: 6) { a, b in
      0.3 * Double(1 + a) * Double(1 + b) * Double.pow(0.7, Double(abs(a - b)))
    }
    let identical = Matrix(rows: 6, columns: 6, repeating: 2.5)
    let opposite = Matrix(rows: 6, columns: 6) { a, b in (a + b) % 2 == 0 ? 1 : -1 }
    let clusters = try NetworkInputs.clusterOverlaps(
      clusters: 2, size: 3, length: 1.5, within: 1.5, between: 0.25)
    for prescribed in [decaying, identical, opposite, clusters, .identity(6)] {
      let inputs = try NetworkInputs(overlaps: prescribed, dimension: dimension, seed: 4)
      #expect(inputs.count == 6 && inputs.dimension == dimension)
      let largest = prescribed.elements.reduce(0) { max($0, abs($1)) }
      for (got, want) in zip(inputs.overlaps.elements, prescribed.elements) {
        #expect(abs(got - want) < 1e-12 * largest)
      }
    }
  }

  /// With as many inputs as dimensions the random vectors are nearly dependent, so that one
  /// orthonormalisation is not enough: with one the largest error is 1e-11.
  @Test func asManyInputsAsDimensions() throws {
    let prescribed = Matrix(rows: 200, columns: 200) { a, b in a == b ? 1 : 0.3 }
    for instance in 0..<3 {
      let inputs = try NetworkInputs(
        overlaps: prescribed, dimension: 200, seed: 1, instance: instance)
      let errors = zip(inputs.overlaps.elements, prescribed.elements).map { abs($0 - $1) }
      #expect(errors.allSatisfy { $0 < 1e-13 })
    }
  }

  /// The directions are isotropic: Σ over sets of (x^0_i)² is the same for every component i.
  ///
  /// (x_i)² of a uniform unit vector in N = 8 dimensions, times N, has mean 1 and variance
  /// 2 (N − 1)/(N + 2) = 1.4. Level 0.001 over 16 comparisons: 4.1 standard errors; 4.5 are allowed.
  @Test func directionsAreUniform() throws {
    let prescribed = Matrix(rows: 2, columns: 2, elements: [1, 0.6, 0.6, 1])
    let sets = 2000
    var squares = [Double](repeating: 0, count: 8)
    var means = [Double](repeating: 0, count: 8)
    for instance in 0..<sets {
      let inputs = try NetworkInputs(
        overlaps: prescribed, dimension: 8, seed: 1, instance: instance)
      for i in 0..<8 {
        squares[i] += inputs.vectors[1, i] * inputs.vectors[1, i] / Double(sets)
        means[i] += inputs.vectors[0, i] / Double(sets)
      }
    }
    for i in 0..<8 {
      #expect(abs(squares[i] - 1) < 4.5 * (1.4 / Double(sets)).squareRoot())
      #expect(abs(means[i]) < 4.5 * (1 / Double(sets)).squareRoot())
    }
  }

  /// Overlaps of random clusters fluctuate around those asked for by √((q_aa q_bb + q_ab²)/N_0).
  @Test func randomClusters() throws {
    let dimension = 20_000
    let inputs = try NetworkInputs(
      clusters: 3, size: 2, length: 1.2, within: 0.9, between: 0.3, dimension: dimension, seed: 8)
    let expected = try NetworkInputs.clusterOverlaps(
      clusters: 3, size: 2, length: 1.2, within: 0.9, between: 0.3)
    for a in 0..<6 {
      for b in 0...a {
        let variance = 1.44 + expected[a, b] * expected[a, b]
        let z =
          (inputs.overlaps[a, b] - expected[a, b]) / (variance / Double(dimension)).squareRoot()
        #expect(abs(z) < 4.2)
      }
    }
    #expect(expected[0, 1] == 0.9 && expected[1, 2] == 0.3 && expected[5, 5] == 1.2)
  }

  @Test func inputsDependOnSeedAndInstanceOnly() throws {
    let q = Matrix.identity(3)
    let inputs = try NetworkInputs(overlaps: q, dimension: 9, seed: 1, instance: 2)
    #expect(try inputs == NetworkInputs(overlaps: q, dimension: 9, seed: 1, instance: 2))
    #expect(try inputs != NetworkInputs(overlaps: q, dimension: 9, seed: 1, instance: 3))
    #expect(try inputs != NetworkInputs(overlaps: q, dimension: 9, seed: 2, instance: 2))
  }

  @Test func badInputsAreRefused() throws {
    #expect(throws: RandomNetworkError.tooFewInputs(1)) {
      try NetworkInputs(Matrix(rows: 1, columns: 4, repeating: 1))
    }
    #expect(throws: RandomNetworkError.noInputDimension(0)) {
      try NetworkInputs(Matrix(rows: 2, columns: 0))
    }
    var vectors = Matrix(rows: 3, columns: 4, repeating: 1)
    vectors[1, 2] = .nan
    #expect(throws: RandomNetworkError.inputNotFinite(input: 1, component: 2)) {
      try NetworkInputs(vectors)
    }
    for i in 0..<4 { vectors[1, i] = 0 }
    #expect(throws: RandomNetworkError.zeroInput(1)) { try NetworkInputs(vectors) }
    func prescribe(_ elements: [Double], dimension: Int = 10) throws {
      _ = try NetworkInputs(
        overlaps: Matrix(rows: 2, columns: elements.count / 2, elements: elements),
        dimension: dimension, seed: 0)
    }
    #expect(throws: RandomNetworkError.moreInputsThanDimensions(inputs: 2, dimension: 1)) {
      try prescribe([1, 0, 0, 1], dimension: 1)
    }
    #expect(throws: RandomNetworkError.overlapsNotSquare(rows: 2, columns: 3)) {
      try prescribe([1, 0, 0, 0, 1, 0])
    }
    #expect(throws: RandomNetworkError.overlapNotFinite(row: 1, column: 0)) {
      try prescribe([1, 0, .infinity, 1])
    }
    #expect(throws: RandomNetworkError.overlapsNotSymmetric(row: 1, column: 0, difference: 0.5)) {
      try prescribe([1, 0, 0.5, 1])
    }
    #expect(throws: RandomNetworkError.zeroInput(1)) { try prescribe([1, 0, 0, 0]) }
    #expect {
      try prescribe([1, 1.25, 1.25, 1])
    } throws: { error in
      guard case .overlapsNotPositiveSemidefinite(let value) = error as? RandomNetworkError
      else { return false }
      return abs(value + 0.25) < 1e-14
    }
    #expect(throws: RandomNetworkError.self) {
      try NetworkInputs.clusterOverlaps(clusters: 2, size: 2, within: 0.2, between: 0.3)
    }
    #expect(throws: RandomNetworkError.tooFewInputs(1)) {
      try NetworkInputs.clusterOverlaps(clusters: 1, size: 1, within: 0.2, between: 0.1)
    }
    #expect(throws: RandomNetworkError.self) {
      try NetworkInputs.clusterOverlaps(clusters: 2, size: 2, within: .nan, between: 0)
    }
  }
}
