import Foundation
import NetworkTheory
import NumericalMethods
import RealModule
import Testing

/// Singular values of Jacobians against closed forms, moments and another solution of the same equation.
///
/// Calibrated by S_WW without 1 + m, a law of |φ'| in place of φ'², slopes taken at 2q, and a distribution
/// function without its L Im m.
@Suite struct JacobianTests {
  private func spectrum(
    _ activation: Activation, sigmaW: Double = 1, q: Double = 1, depth: Int,
    _ weights: JacobianSpectrum.Weights
  ) throws -> JacobianSpectrum {
    try JacobianSpectrum(
      sigmaW: sigmaW, q: q, depth: depth, weights: weights, nonlinearity: activation.function())
  }

  /// ∫ f(λ) ρ(λ) dλ from public densities only, atoms included: ln λ = ln λ_max − t² resolves the edge.
  private func integral(
    _ spectrum: JacobianSpectrum, span: Double, panels: Int = 40, _ function: (Double) -> Double
  ) throws -> Double {
    var sum = spectrum.atoms.reduce(0) { $0 + $1.weight * function($1.squaredValue) }
    let top = try #require(spectrum.bands.last).upperBound
    for k in 0..<panels {
      let (a, b) = (Double(k), Double(k + 1))
      let scale = span.squareRoot() / Double(panels)
      let rule = GaussLegendre(on: (a * scale)...(b * scale), count: 8)
      for (t, weight) in zip(rule.nodes, rule.weights) {
        let squared = top * Double.exp(-t * t)
        sum +=
          try weight * 2 * t * squared * spectrum.density(ofSquare: squared) * function(squared)
      }
    }
    return sum
  }

  @Test(arguments: [1, 2, 3, 7, 30])
  func fussCatalan(depth: Int) throws {
    let spectrum = try spectrum(.linear, sigmaW: 1, depth: depth, .gaussian)
    let l = Double(depth)
    let edge = Double.pow(l + 1, depth + 1) / Double.pow(l, depth)
    #expect(abs(spectrum.largestSquare / edge - 1) < 1e-12)
    // The density in parametric form: λ = sin^{L+1}((L+1)t)/(sin t sin^L(L t)), 0 < t < π/(L+1).
    for part in [0.05, 0.3, 0.6, 0.95] {
      let t = part * Double.pi / (l + 1)
      let (s, high, low) = (Double.sin(t), Double.sin((l + 1) * t), Double.sin(l * t))
      let squared = Double.pow(high, depth + 1) / (s * Double.pow(low, depth))
      let density = s * s * Double.pow(low, depth - 1) / (.pi * Double.pow(high, depth))
      #expect(abs(try spectrum.density(ofSquare: squared) / density - 1) < 1e-10)
    }
    // Moments (1/(L k + 1)) C((L + 1) k, k).
    for k in 1...4 {
      var moment = 1 / (l * Double(k) + 1)
      for j in 0..<k { moment *= ((l + 1) * Double(k) - Double(j)) / Double(j + 1) }
      let measured = try integral(spectrum, span: 40) { Double.pow($0, k) }
      #expect(abs(measured / moment - 1) < 1e-9, "moment \(k)")
    }
  }

  @Test func marchenkoPastur() throws {
    let spectrum = try spectrum(.linear, sigmaW: 1.3, depth: 1, .gaussian)
    for s in [0.01, 0.5, 1.3, 2.5] {
      // A quarter circle of radius 2 σ_w.
      let x = s / 2.6
      #expect(abs(try spectrum.density(of: s) - 4 / (.pi * 2.6) * (1 - x * x).squareRoot()) < 1e-12)
      let fraction = 2 / .pi * (x * (1 - x * x).squareRoot() + Double.asin(x))
      #expect(abs(try spectrum.fraction(upTo: s) - fraction) < 1e-12)
    }
    #expect(try spectrum.density(of: 2.7) == 0 && spectrum.fraction(upTo: 2.7) == 1)
    #expect(try spectrum.fraction(upTo: 0) == 0)
    #expect(abs(spectrum.chi - 1.69) < 1e-14 && spectrum.relativeVariance == 1)
  }

  @Test func orthogonalLinear() throws {
    let spectrum = try spectrum(.linear, sigmaW: 1.1, depth: 6, .orthogonal)
    #expect(spectrum.bands.isEmpty && spectrum.atoms.count == 1)
    #expect(abs(spectrum.atoms[0].squaredValue - Double.pow(1.1, 12)) < 1e-13)
    #expect(spectrum.atoms[0].weight == 1 && spectrum.relativeVariance == 0)
    #expect(abs(spectrum.largestSquare - Double.pow(1.1, 12)) < 1e-13)
    #expect(spectrum.densityCurveIsEmpty)
  }

  /// Two free projections of weight p: Bernoulli slopes and two orthogonal layers.
  @Test(arguments: [0.5, 0.8, 0.3])
  func freeProjections(p: Double) throws {
    let spectrum: JacobianSpectrum
    if p == 0.5 {
      spectrum = try self.spectrum(.relu, depth: 2, .orthogonal)
    } else {
      // P(|h| < 1) = erf(1/√(2q)) = p.
      let q = try findRoot(in: 1e-3...100) { Double.erf(1 / (2 * $0).squareRoot()) - p }
      spectrum = try self.spectrum(.hardTanh, q: q, depth: 2, .orthogonal)
    }
    let edge = 4 * p * (1 - p)
    for part in [1e-6, 0.2, 0.7, 0.999] {
      let x = part * edge
      let density = (x * (edge - x)).squareRoot() / (2 * .pi * x * (1 - x))
      #expect(abs(try spectrum.density(ofSquare: x) / density - 1) < 1e-9)
    }
    #expect(abs(spectrum.zeroWeight - (1 - p)) < 1e-12)
    let one = spectrum.atoms.first { $0.squaredValue > 0 }
    if p > 0.5 {
      #expect(abs((one?.weight ?? 0) - (2 * p - 1)) < 1e-12 && one?.squaredValue == 1)
      #expect(abs(spectrum.largestSquare - 1) < 1e-12)
      #expect(abs(try #require(spectrum.bands.last).upperBound - edge) < 1e-10)
      #expect(abs(try spectrum.fraction(upTo: 0.99) - (2 - 2 * p)) < 1e-9)
    } else {
      #expect(one == nil && abs(spectrum.largestSquare - edge) < 1e-10)
    }
  }

  /// m = p/(L(1 − p) − 1) at the edge of Bernoulli slopes with orthogonal weights; with Gaussian ones and one
  /// layer a Marchenko–Pastur law of N/2 rows.
  @Test func rectifiers() throws {
    for depth in [3, 10, 100] {
      let l = Double(depth)
      let edge = Double.exp(l * Double.log(l) - (l - 1) * Double.log(l - 1))
      let spectrum = try spectrum(.relu, sigmaW: 2.0.squareRoot(), depth: depth, .orthogonal)
      #expect(abs(spectrum.largestSquare / edge - 1) < 1e-10)
      #expect(abs(spectrum.chi - 1) < 1e-14 && abs(spectrum.relativeVariance - l) < 1e-11)
      #expect(abs(spectrum.zeroWeight - 0.5) < 1e-14)
    }
    let spectrum = try spectrum(.relu, depth: 1, .gaussian)
    let band = try #require(spectrum.bands.last)
    let half = 0.5.squareRoot()
    #expect(abs(band.upperBound - (1 + half) * (1 + half)) < 1e-10)
    #expect(abs(band.lowerBound - (1 - half) * (1 - half)) < 1e-10)
    #expect(abs(try spectrum.fraction(upTo: 0.2) - 0.5) < 1e-12)
  }

  @Test(arguments: Activation.allCases.filter { $0 != .sign })
  func moments(activation: Activation) throws {
    for (weights, depth) in [(JacobianSpectrum.Weights.gaussian, 2), (.orthogonal, 3)] {
      let q = 0.7
      let spectrum = try spectrum(activation, sigmaW: 1.2, q: q, depth: depth, weights)
      guard !spectrum.bands.isEmpty else { continue }
      // Orthogonal weights leave a narrow peak where half of the slopes are equal.
      let panels = activation == .selu ? 400 : 24
      // μ_1 and μ_2 by another quadrature.
      let phi = activation.function()
      let average = GaussianAverage(variance: q, for: phi)
      let mu1 = average { Double.pow(phi.derivative($0), 2) }
      let mu2 = average { Double.pow(phi.derivative($0), 4) }
      let mean = Double.pow(1.44 * mu1, depth)
      let variance = Double(depth) * (mu2 / (mu1 * mu1) - 1 + (weights == .gaussian ? 1 : 0))
      #expect(abs(spectrum.meanSquare / mean - 1) < 1e-10)
      #expect(abs(spectrum.relativeVariance / variance - 1) < 1e-9)
      #expect(abs(try integral(spectrum, span: 40, panels: panels) { $0 / mean } - 1) < 1e-6)
      #expect(
        abs(
          try integral(spectrum, span: 40, panels: panels) { $0 * $0 / (mean * mean) } - 1
            - variance) < 1e-6 * (1 + variance))
      #expect(abs(try spectrum.average { $0 / mean } - 1) < 1e-9)
      #expect(abs(try spectrum.average { _ in 1 } - 1) < 1e-9)
      // The closed distribution function is the integral of the density.
      let place = try findRoot(in: -8...Double.log(spectrum.largest)) {
        try spectrum.fraction(upTo: Double.exp($0)) - 0.6
      }
      let s = Double.exp(place)
      let h = 1e-4 * s
      let slope =
        try (spectrum.fraction(upTo: s + h) - spectrum.fraction(upTo: s - h)) / (2 * h)
      #expect(abs(slope / (try spectrum.density(of: s)) - 1) < 1e-5)
    }
  }

  /// Values of Tests/ReferenceData/Jacobian/reference.py: continuation in the complex plane on a
  /// fixed grid.
  @Test func referenceDensities() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("ReferenceData/Jacobian/values.json")
    struct Row: Decodable {
      let activation: String
      let q: Double
      let sigmaW: Double
      let depth: Int
      let weights: String
      let lambda: Double
      let density: Double
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let rows = try decoder.decode([Row].self, from: Data(contentsOf: file))
    #expect(rows.count >= 10)
    for row in rows {
      let spectrum = try spectrum(
        try #require(Activation(rawValue: row.activation)), sigmaW: row.sigmaW, q: row.q,
        depth: row.depth, try #require(JacobianSpectrum.Weights(rawValue: row.weights)))
      #expect(
        abs(try spectrum.density(ofSquare: row.lambda) / row.density - 1) < 1e-9,
        "\(row.activation) at \(row.lambda)")
    }
  }

  @Test func oneOrthogonalLayer() throws {
    // s = σ_w |φ'(h)|: for tanh P(s < x) = P(|h| > artanh √(1 − x/σ_w)).
    let spectrum = try spectrum(.tanh, sigmaW: 1.5, q: 0.8, depth: 1, .orthogonal)
    for x in [0.2, 0.8, 1.4] {
      let place = Double.atanh((1 - x / 1.5).squareRoot())
      #expect(
        abs(try spectrum.fraction(upTo: x) - Double.erfc(place / 1.6.squareRoot())) < 1e-12)
      let (low, high) = (
        try spectrum.fraction(upTo: x - 1e-5), try spectrum.fraction(upTo: x + 1e-5)
      )
      #expect(abs((high - low) / 2e-5 / (try spectrum.density(of: x)) - 1) < 1e-7)
    }
    #expect(abs(spectrum.largest - 1.5) < 1e-12)
  }

  @Test func deepAndNearlyLinear() throws {
    // At small q* a tanh layer adds the variance 4 · 2 q² … of (1 − h²)⁴; bounded for L q*² of order 1.
    for (depth, q) in [(10, 0.05), (1000, 5e-4)] {
      let point = try CriticalPoint(qStar: q)
      let spectrum = try JacobianSpectrum(
        sigmaW: point.sigmaW, q: q, depth: depth, weights: .orthogonal)
      #expect(abs(spectrum.chi - 1) < 1e-12)
      #expect(abs(try spectrum.average { $0 } - 1) < 1e-8)
      #expect(spectrum.largest < 1.6 && spectrum.dynamicalIsometry.holds)
    }
    let zero = try JacobianSpectrum(sigmaW: 1, q: 0, depth: 50, weights: .orthogonal)
    #expect(zero.atoms.map(\.weight) == [1] && zero.dynamicalIsometry.holds)
    // Half of the slopes of a kink at 0 on either side.
    let kink = try spectrum(.relu, q: 0, depth: 1, .orthogonal)
    #expect(kink.atoms.map(\.squaredValue) == [0, 1] && kink.chi == 0.5)
  }

  @Test func isometry() throws {
    for (activation, attainable) in [
      (Activation.tanh, true), (.erf, true), (.hardTanh, true), (.sin, true), (.linear, true),
      (.relu, false), (.leakyReLU, false), (.selu, false), (.softplus, false),
    ] {
      let orthogonal = try spectrum(activation, depth: 4, .orthogonal).dynamicalIsometry
      #expect(orthogonal.isAttainable == attainable, "\(activation)")
      let gaussian = try spectrum(activation, depth: 4, .gaussian).dynamicalIsometry
      #expect(!gaussian.isAttainable && !gaussian.holds)
    }
    let relu = try spectrum(.relu, sigmaW: 2.0.squareRoot(), depth: 4, .orthogonal)
    #expect(relu.dynamicalIsometry.meanIsOne && !relu.dynamicalIsometry.holds)
    let chaotic = try spectrum(.tanh, sigmaW: 2, q: 0.01, depth: 2, .orthogonal)
    #expect(!chaotic.dynamicalIsometry.meanIsOne)
  }

  @Test func refusals() {
    #expect(throws: NetworkTheoryError.noSlope(activation: "sign")) {
      try spectrum(.sign, depth: 1, .gaussian)
    }
    #expect(throws: NetworkTheoryError.invalidSigmaW(0)) {
      try spectrum(.tanh, sigmaW: 0, depth: 1, .gaussian)
    }
    #expect(throws: NetworkTheoryError.invalidLength(-1)) {
      try spectrum(.tanh, q: -1, depth: 1, .gaussian)
    }
    #expect(throws: NetworkTheoryError.singularValuesOutOfRange(depth: 9000, chi: 4)) {
      try spectrum(.linear, sigmaW: 2, depth: 9000, .gaussian)
    }
  }

  @Test func distances() throws {
    let spectrum = try spectrum(.linear, depth: 1, .gaussian)
    // Values at equal steps of the distribution function: half a step away from it.
    let values = try (0..<50).map { k in
      try findRoot(in: 0...2) { try spectrum.fraction(upTo: $0) - (Double(k) + 0.5) / 50 }
    }
    #expect(abs(try spectrum.distance(of: values) - 0.01) < 1e-6)
    #expect(
      abs(
        try spectrum.distance(of: values.map { min($0, 1) })
          - (1 - (try spectrum.fraction(upTo: 1)))) < 1e-6)
    let atom = try self.spectrum(.linear, depth: 3, .orthogonal)
    #expect(try atom.distance(of: [1 - 1e-12, 1, 1 + 1e-12]) == 0)
  }
}

extension JacobianSpectrum {
  fileprivate var densityCurveIsEmpty: Bool {
    (try? densityCurve().s.isEmpty) ?? false
  }
}
