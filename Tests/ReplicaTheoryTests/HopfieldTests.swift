import RealModule
import ReplicaTheory
import Testing

/// Calibrated by breaking the code: with another power of 1 − C in the energy or in the replicon, the sign
/// of the noise entropy changed, q in the place of √q in the load, S² left out of a derivative, and the
/// transverse stability of a mixture replaced by 1 − C, tests here fail.
@Suite struct HopfieldTests {
  /// The equations and the free energy as published, summed naively; nothing shared with the library.
  @Test(arguments: [
    (0.05, 0.3, HopfieldPhase.retrieval), (0.13, 0.12, .retrieval), (0.001, 0.9, .retrieval),
    (0.01, 0.2, .mixture(patterns: 3)), (0.0005, 0.3, .mixture(patterns: 5)),
    (0.1, 0.4, .spinGlass), (2, 1.5, .spinGlass), (0.3, 1.1, .paramagnetic),
  ])
  func definition(load: Double, temperature: Double, phase: HopfieldPhase) throws {
    let solution = try HopfieldTheory(load: load).solution(phase, temperature: temperature)
    let (m, q, r) = (solution.retrievalOverlap, solution.q, solution.r)
    let n = phase.patternCount
    let beta = 1 / temperature
    var sums = SIMD4<Double>.zero
    var (image, response, transverse) = (0.0, 0.0, 0.0)
    let step = 0.004
    for configuration in 0..<(1 << n) {
      let signs = (0..<n).map { configuration >> $0 & 1 == 1 ? 1.0 : -1.0 }
      let field = m * signs.reduce(0, +)
      for k in -2500...2500 {
        let z = Double(k) * step
        let weight = step * Double.exp(-z * z / 2) / (2 * Double.pi).squareRoot() / Double(1 << n)
        let u = beta * ((load * r).squareRoot() * z + field)
        let t = Double.tanh(u)
        let slope = 1 - t * t
        sums += weight * SIMD4<Double>(t * t, slope * slope, abs(u), 0)
        sums[3] += weight * Double.log(1 + Double.exp(-2 * abs(u)))
        if n > 0 { image += weight * signs[0] * t }
        if n > 1 { transverse += weight * (1 - signs[0] * signs[1]) * (1 - t * t) }
        response += weight * beta * (1 - t * t)
      }
    }
    #expect(abs(image - m) < 1e-12 && abs(sums[0] - q) < 1e-12)
    let d = 1 - beta * (1 - q)
    #expect(abs(q / (d * d) - r) < 1e-10 * (1 + r))
    // The published form, with its logarithm and its α/2.
    let f =
      load / 2 + Double(n) * m * m / 2
      + load / 2 * (temperature * Double.log(d) - q / d + beta * r * (1 - q))
      - temperature * (sums[2] + sums[3])
    #expect(abs(f - solution.freeEnergyPerSpin) < 1e-12)
    #expect(abs(f - solution.freeEnergyPerSpin) < 3 * solution.errorEstimate + 2e-13)
    let replicon = 1 - load * beta * beta * sums[1] / d / d
    #expect(abs(replicon - solution.replicon) < 1e-9 * (1 + abs(replicon)))
    let stability = n > 1 ? min(d, 1 - beta * transverse) : d
    #expect(abs(stability - solution.patternStability) < 1e-11)
    #expect(solution.stable == (replicon >= 0 && stability >= 0))
  }

  @Test(arguments: [
    (0.05, 0.3, HopfieldPhase.retrieval), (0.1, 0.02, .retrieval),
    (0.01, 0.2, .mixture(patterns: 3)),
    (0.1, 0.4, .spinGlass), (1, 1.9, .spinGlass), (0.3, 2, .paramagnetic), (0, 0.4, .retrieval),
  ])
  func thermodynamics(load: Double, temperature: Double, phase: HopfieldPhase) throws {
    let theory = try HopfieldTheory(load: load)
    let f = { (t: Double) in try theory.solution(phase, temperature: t).freeEnergyPerSpin }
    let s = try theory.solution(phase, temperature: temperature)
    let d = 1e-4
    let slope = try (f(temperature + d) - f(temperature - d)) / (2 * d)
    #expect(abs(s.entropyPerSpin + slope) < 1e-6)
    #expect(
      abs(s.energyPerSpin - s.freeEnergyPerSpin - temperature * s.entropyPerSpin) < 1e-14)
  }

  /// Closed forms: e = −√(2α/π) − 1/π and C = √(2/π)/(√α + √(2/π)) in the spin glass, and the
  /// equation in y = m/√(2αr) of the retrieval state.
  @Test func zeroTemperature() throws {
    let theory = try HopfieldTheory(load: 0.1)
    let glass = try theory.solution(.spinGlass, temperature: 0)
    #expect(abs(glass.energyPerSpin + (0.2 / .pi).squareRoot() + 1 / .pi) < 1e-15)
    let c = (2 / Double.pi).squareRoot()
    let response = c / (0.1.squareRoot() + c)
    #expect(abs(glass.patternStability - (1 - response)) < 1e-15)
    let entropy = -0.05 * (Double.log(1 - response) + response / (1 - response))
    #expect(abs(glass.entropyPerSpin - entropy) < 1e-15)
    let retrieval = try theory.solution(.retrieval, temperature: 0)
    let y = retrieval.retrievalOverlap / (0.2 * retrieval.r).squareRoot()
    let right = Double.erf(y) / y - 2 / Double.pi.squareRoot() * Double.exp(-y * y)
    #expect(abs(right - 0.2.squareRoot()) < 1e-14)
    #expect(abs(Double.erf(y) - retrieval.retrievalOverlap) < 1e-15)
    #expect(retrieval.replicon == -.infinity && !retrieval.stable)
    for phase in [HopfieldPhase.spinGlass, .retrieval] {
      let limit = try theory.solution(phase, temperature: 0)
      for temperature in [1e-7, 1e-12, 1e-60] {
        let cold = try theory.solution(phase, temperature: temperature)
        #expect(abs(cold.energyPerSpin - limit.energyPerSpin) < 1e-12)
        #expect(abs(cold.entropyPerSpin - limit.entropyPerSpin) < 1e-6)
        #expect(abs(cold.retrievalOverlap - limit.retrievalOverlap) < 1e-6)
      }
    }
  }

  /// Without load: the Curie–Weiss law, and the mixtures of a few patterns at zero temperature.
  @Test func fewPatterns() throws {
    for load in [0, 1e-300, 1e-14] {
      let theory = try HopfieldTheory(load: load)
      let m = try theory.solution(.retrieval, temperature: 0.7).retrievalOverlap
      #expect(abs(m - Double.tanh(m / 0.7)) < 1e-12)
      let f = try theory.solution(.retrieval, temperature: 0.7).freeEnergyPerSpin
      #expect(abs(f - m * m / 2 + 0.7 * Double.log(2 * Double.cosh(m / 0.7))) < 1e-12)
      let three = try theory.solution(.mixture(patterns: 3), temperature: 0)
      #expect(abs(three.retrievalOverlap - 0.5) < 1e-10)
      #expect(abs(three.energyPerSpin + 0.375) < 1e-6)
      let five = try theory.solution(.mixture(patterns: 5), temperature: 0)
      #expect(abs(five.retrievalOverlap - 0.375) < 1e-10)
    }
    // Three-pattern mixtures lose their stability at T = 0.46 (Amit, Gutfreund, Sompolinsky 1985).
    let none = try HopfieldTheory(load: 0)
    #expect(try none.solution(.mixture(patterns: 3), temperature: 0.455).stable)
    #expect(try !none.solution(.mixture(patterns: 3), temperature: 0.465).stable)
    #expect(try none.solution(.retrieval, temperature: 0.999).stable)
    #expect(try !none.solution(.paramagnetic, temperature: 0.999).stable)
  }

  /// Many patterns make the couplings Gaussian: the SK model with temperature and energy in units of √α.
  @Test(arguments: [0, 0.1, 0.5, 0.9])
  func manyPatterns(temperature: Double) throws {
    let root = 1e7
    let glass = try HopfieldTheory(load: root * root)
      .solution(.spinGlass, temperature: root * temperature)
    let sk = try SpinGlassTheory().replicaSymmetric(temperature: temperature)
    #expect(abs(glass.q - sk.q) < 1e-6)
    #expect(abs(glass.freeEnergyPerSpin / root - sk.freeEnergyPerSpin) < 1e-6)
    #expect(abs(glass.entropyPerSpin - sk.entropyPerSpin) < 1e-6)
    if temperature > 0 { #expect(abs(glass.replicon - sk.replicon) < 1e-5) }
  }

  /// Above T_g the sum over Gaussian pattern overlaps is exact:
  /// βf = −ln 2 + (α/2)[ln(1 − β) + β] = −ln 2 − α(β²/4 + β³/6 + …).
  @Test func highTemperature() throws {
    let (load, beta) = (0.3, 0.05)
    let solution = try HopfieldTheory(load: load).solution(temperature: 1 / beta)
    #expect(solution.phase == .paramagnetic && solution.stable)
    var series = -Double.log(2)
    for k in 2...12 { series -= load * Double.pow(beta, k) / (2 * Double(k)) }
    #expect(abs(beta * solution.freeEnergyPerSpin - series) < 1e-15)
    // Second order: β² Σ_(i<j) J_ij²/2N with J_ij of variance α/N.
    #expect(abs(solution.energyPerSpin + load * beta / (2 * (1 - beta))) < 1e-15)
  }

  @Test func whatExistsWhere() throws {
    let theory = try HopfieldTheory(load: 0.1)
    #expect(try theory.solution(temperature: 0.2).phase == .retrieval)
    #expect(try theory.solution(temperature: 0.5).phase == .spinGlass)
    #expect(try theory.solution(temperature: 1.4).phase == .paramagnetic)
    #expect(
      try HopfieldTheory(load: 0.01).solutions(temperature: 0.1).map(\.phase)
        == [.retrieval, .mixture(patterns: 3), .mixture(patterns: 5), .spinGlass])
    #expect(try theory.solutions(temperature: 1.2).map(\.phase) == [.spinGlass, .paramagnetic])
    let error = #expect(throws: ReplicaTheoryError.self) {
      try theory.solution(.retrieval, temperature: 0.5)
    }
    guard case .noHopfieldSolution(let absence) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(absence.existing.phase == .spinGlass)
    let largest = try #require(absence.largestLoad)
    #expect(try largest == HopfieldTheory.spinodal(temperature: 0.5).load)
    #expect(
      absence.temperatures?.upperBound == (try theory.transitions().retrievalSpinodalTemperature))
    #expect(absence.description.contains("spin glass with q = 0.6"))
    for load in [-1e-9, .nan, .infinity] {
      #expect(throws: ReplicaTheoryError.self) { try HopfieldTheory(load: load) }
    }
    for temperature in [-1e-9, .nan, .infinity] {
      #expect(throws: ReplicaTheoryError.self) { try theory.solution(temperature: temperature) }
    }
  }
}
