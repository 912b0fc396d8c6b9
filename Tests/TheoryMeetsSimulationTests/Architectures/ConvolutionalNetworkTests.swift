import LinearAlgebra
import NetworkModels
import NetworkTheory
import NumericalMethods
import RandomNetworks
import Statistics
import Testing

/// Convolutional networks on a ring of 6 positions, with 100 and 200 channels, against their recursion.
///
/// Calibrated by breaking the code: weights of variance v_β² for v_β fail.
@Suite struct ConvolutionalNetworkTests {
  static let depth = 4
  static let positions = 6

  /// Lengths and correlations that differ from place to place.
  private var start: Matrix {
    Matrix(rows: Self.positions, columns: Self.positions) { a, b in
      let far = min(abs(a - b), Self.positions - abs(a - b))
      let scale = (1 + 0.3 * Double(a % 3)) * (1 + 0.3 * Double(b % 3))
      return scale * [1, 0.6, 0.4, 0.3][far]
    }
  }

  @Test(arguments: [[0.0, 1, 0], [0.2, 0.5, 0.3], [1, 1, 1]])
  func covarianceOverPositions(kernel: [Double]) async throws {
    let theory = try ConvolutionalRecursion(
      ConvolutionalModel(
        sigmaW: 1.4, sigmaB: 0.2, positions: Self.positions, kernel: kernel))
    func records(_ channels: Int, _ seed: UInt64) async throws -> [NetworkRecord] {
      try await ConvolutionalNetwork(
        theory.model,
        fields: try NetworkInputs(overlaps: start, dimension: channels, seed: 7), depth: Self.depth
      ).simulate(networks: 50, seed: seed, threads: 2)
    }
    let (wide, narrow) = (try await records(200, 15), try await records(100, 16))
    let pairs = Self.positions * (Self.positions + 1) / 2
    let level = 0.001 / Double(Self.depth * (pairs + 1))
    var state = start
    for layer in 1...Self.depth {
      func check(_ value: (NetworkRecord) -> Double, _ expected: Double, _ what: Comment) {
        let (one, two) = (Estimate(meanOf: wide.map(value)), Estimate(meanOf: narrow.map(value)))
        let error = (4 * (one.error ?? 0) * (one.error ?? 0) + (two.error ?? 0) * (two.error ?? 0))
          .squareRoot()
        let t = (2 * one.value - two.value - expected) / error
        #expect(studentTwoSidedProbability(t, degreesOfFreedom: 49) > level, what)
      }
      // The tangent is random over positions at first only, and so is its growth.
      if layer == 1 {
        check(
          { $0.growth[0] }, theory.reading(of: state).chi, "growth of perturbations")
      }
      state = theory.next(state)
      for a in 0..<Self.positions {
        for b in 0...a {
          check({ $0.overlaps[layer][a, b] }, state[a, b], "(\(a), \(b)) in layer \(layer)")
        }
      }
    }
  }

  /// In the ordered phase every mode decays as χ₁ λ_k: networks against the eigenvalues themselves.
  ///
  /// The signals differ by one mode of 10 % in the lengths; the amplitude is that of the mean overlaps, so that
  /// noise does not add up. A tolerance of 4 errors, and 6 % for the terms of second order.
  @Test func modesDecay() async throws {
    let kernel = [0.25, 0.5, 0.25]
    let theory = try ConvolutionalRecursion(
      ConvolutionalModel(
        sigmaW: 1.2, sigmaB: 0.4, positions: 8, kernel: kernel))
    let point = try theory.fixedPoint()
    let (q, slope) = (try #require(point.q), try #require(point.lengthSlope))
    let momentum = 1
    let start = Matrix(rows: 8, columns: 8) { a, b in
      a == b ? q * (1 + 0.2 * [1, 0.7071, 0, -0.7071, -1, -0.7071, 0, 0.7071][a]) : 0.6 * q
    }
    let depth = 3
    let records = try await ConvolutionalNetwork(
      theory.model, fields: try NetworkInputs(overlaps: start, dimension: 200, seed: 8),
      depth: depth
    ).simulate(networks: 150, seed: 17, threads: 2)
    let eigenvalue = theory.kernelEigenvalue(momentum: momentum).real
    func amplitude(_ layer: Int, without leftOut: Int?) -> Double {
      var sum = Matrix(rows: 8, columns: 8)
      var count = 0.0
      for (index, record) in records.enumerated() where index != leftOut {
        for k in sum.elements.indices { sum.elements[k] += record.overlaps[layer].elements[k] }
        count += 1
      }
      return ConvolutionalRecursion.modeAmplitude(of: sum, offset: 0, momentum: momentum) / count
    }
    let before = ConvolutionalRecursion.modeAmplitude(of: start, offset: 0, momentum: momentum)
    var expected = before
    for layer in 1...depth {
      let measured = Estimate(jackknifeOver: records.count) { amplitude(layer, without: $0) }
      expected *= slope * eigenvalue
      #expect(
        abs(measured.value - expected) < 4 * (measured.error ?? 0) + 0.06 * expected,
        "\(measured) against \(expected) in layer \(layer)")
    }
  }
}
