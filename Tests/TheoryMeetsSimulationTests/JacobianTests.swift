import NetworkTheory
import NumericalMethods
import RandomNetworks
import Statistics
import Testing

/// Singular values of sampled networks against the S-transform equation.
///
/// Means over networks of width N deviate from theory by a series in 1/N, of which two widths remove the first
/// term:
///
/// ```
/// x(∞) = 2 x(2N) − x(N) + O(1/N²)
/// ```
///
/// The distance of all values of the wider networks from theory is bounded by what 1/N corrections make it;
/// see ``largestDistance(zeroWeight:width:)``.
///
/// The level is 0.001 for all comparisons together.
/// Calibrated by layers without slopes, slopes larger by 2 %, inputs of twice the squared length, squared
/// singular values in place of them, and every mistake that JacobianTests of NetworkTheory were tried with.
@Suite struct JacobianTests {
  static let depth = 4
  static let comparisons = 8 * 3

  struct Case: Sendable, CustomTestStringConvertible {
    let activation: Activation
    let weights: JacobianSpectrum.Weights
    var testDescription: String { "\(activation), \(weights)" }
  }

  static let cases: [Case] = [Activation.linear, .hardTanh, .tanh, .relu].flatMap { activation in
    JacobianSpectrum.Weights.allCases.map { Case(activation: activation, weights: $0) }
  }

  /// Bound of the Kolmogorov–Smirnov distance of the values of all networks of width N.
  ///
  /// Singular values repel each other, so that it is far below one over the root of their number. Where φ' = 0
  /// with probability w, the rank is the smallest of four layers, 1.03 √(w(1 − w)/N) below its mean.
  static func largestDistance(zeroWeight w: Double, width: Int) -> Double {
    0.02 + 1.2 * (w * (1 - w) / Double(width)).squareRoot()
  }

  @Test(arguments: cases)
  func spectraAgree(_ one: Case) throws {
    let phi = one.activation.function()
    let isHomogeneous = one.activation == .linear || one.activation == .relu
    let point = try CriticalPoint(qStar: isHomogeneous ? 1 : 0.5, nonlinearity: phi)
    let spectrum = try JacobianSpectrum(
      sigmaW: point.sigmaW, q: point.qStar, depth: Self.depth, weights: one.weights,
      nonlinearity: phi)
    func sample(width: Int, networks: Int, seed: UInt64) throws -> [NetworkJacobian] {
      let network = try DeepNetwork(
        sigmaW: point.sigmaW, sigmaB: point.sigmaB, nonlinearity: phi,
        weights: one.weights == .gaussian ? .gaussian : .orthogonal, width: width,
        depth: Self.depth)
      return try (0..<networks).map {
        try network.jacobian(squaredLength: point.qStar, network: $0, seed: seed)
      }
    }
    let wide = try sample(width: 120, networks: 40, seed: 4)
    let narrow = try sample(width: 60, networks: 60, seed: 5)
    func check(_ value: (NetworkJacobian) -> Double, _ expected: Double, _ what: Comment) {
      let (x, y) = (Estimate(meanOf: wide.map(value)), Estimate(meanOf: narrow.map(value)))
      let difference = 2 * x.value - y.value - expected
      let (a, b) = (2 * (x.error ?? 0), y.error ?? 0)
      let error = (a * a + b * b).squareRoot()
      // Orthogonal linear networks have no spread at all.
      guard error > 1e-10 else {
        #expect(abs(difference) < 1e-10, what)
        return
      }
      #expect(
        studentTwoSidedProbability(difference / error, degreesOfFreedom: wide.count - 1)
          > 0.001 / Double(Self.comparisons), what)
    }
    check(\.meanSquare, spectrum.meanSquare, "mean square")
    check(\.relativeVariance, spectrum.relativeVariance, "relative variance")
    check({ $0.growth.reduce(0, +) / Double($0.growth.count) }, spectrum.chi, "χ by vectors")
    let distance = try spectrum.distance(of: wide.flatMap(\.singularValues))
    #expect(
      distance < Self.largestDistance(zeroWeight: spectrum.zeroWeight, width: 120),
      "distance \(distance)")
    let largest = Estimate(meanOf: wide.map { $0.singularValues[0] })
    #expect(abs(largest.value / spectrum.largest - 1) < 0.1)
  }

  @Test func sameBitsAndTheSameNetworks() throws {
    let network = try DeepNetwork(sigmaW: 1.4, sigmaB: 0.2, width: 20, depth: 3)
    let one = try network.jacobian(squaredLength: 0.5, network: 3, seed: 9)
    #expect(try network.jacobian(squaredLength: 0.5, network: 3, seed: 9) == one)
    #expect(try network.jacobian(squaredLength: 0.5, network: 4, seed: 9) != one)
    #expect(one.singularValues.count == 20 && one.growth.count == 3)
    // A layer of other widths.
    let funnel = try DeepNetwork(sigmaW: 1.4, sigmaB: 0.2, widths: [30, 7])
    let narrow = try funnel.jacobian(squaredLength: 0.5, inputDimension: 12, seed: 9)
    #expect(narrow.singularValues.count == 7)
    #expect(throws: RandomNetworkError.self) {
      try network.jacobian(squaredLength: 0.01, seed: 9)
    }
  }
}
