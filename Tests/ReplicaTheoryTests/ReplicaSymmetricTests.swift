import RealModule
import ReplicaTheory
import Testing

/// Calibrated by breaking the code: with the wrong sign of a term of the entropy, or twice the entropy at
/// T = 0, tests here fail.
@Suite struct ReplicaSymmetricTests {
  @Test func knownDigits() throws {
    let half = try SpinGlassTheory().replicaSymmetric(temperature: 0.5)
    #expect(abs(half.q - 0.5303683921) < 1e-10)
    #expect(abs(half.replicon + 0.3626733375) < 1e-10)
    #expect(!half.stable && half.errorEstimate < 1e-13)
    let hot = try SpinGlassTheory().replicaSymmetric(temperature: 1.25)
    // Above T = 1: f = −β/4 − T ln 2, e = −β/2.
    #expect(hot.q == 0 && hot.stable)
    #expect(abs(hot.freeEnergyPerSpin + 0.2 + 1.25 * Double.log(2)) < 1e-14)
    #expect(abs(hot.energyPerSpin + 0.4) < 1e-15)
    #expect(abs(hot.replicon - 0.36) < 1e-15)
  }

  @Test func zeroTemperature() throws {
    let ground = try SpinGlassTheory().replicaSymmetric(temperature: 0)
    #expect(abs(ground.energyPerSpin + (2 / Double.pi).squareRoot()) < 1e-15)
    #expect(abs(ground.entropyPerSpin + 1 / (2 * Double.pi)) < 1e-15)
    #expect(ground.replicon == -.infinity && !ground.stable)
    for (h, temperature) in [(0.0, 1e-9), (0.7, 1e-7), (0.7, 1e-12)] {
      let model = try SpinGlassTheory(field: h)
      let limit = try model.replicaSymmetric(temperature: 0)
      let cold = try model.replicaSymmetric(temperature: temperature)
      #expect(abs(cold.energyPerSpin - limit.energyPerSpin) < 1e-12)
      #expect(abs(cold.entropyPerSpin - limit.entropyPerSpin) < 1e-6)
      #expect(abs(cold.magnetization - limit.magnetization) < 1e-6)
    }
  }

  /// The definition, summed naively on a fine grid; nothing shared with the library.
  @Test(arguments: [(0.3, 0.0, 0.0), (0.9, 0.2, 0.0), (0.6, -0.5, 0.8), (1.4, 0.0, 2.0)])
  func definition(temperature: Double, field: Double, bias: Double) throws {
    let solution = try SpinGlassTheory(field: field, bias: bias)
      .replicaSymmetric(temperature: temperature)
    let (q, m) = (solution.q, solution.magnetization)
    var sums = SIMD4<Double>.zero
    let step = 0.002
    for k in -5000...5000 {
      let z = Double(k) * step
      let u = (q.squareRoot() * z + field + bias * m) / temperature
      let t = Double.tanh(u)
      let weight = step * Double.exp(-z * z / 2) / (2 * Double.pi).squareRoot()
      let logarithm = abs(u) + Double.log(1 + Double.exp(-2 * abs(u)))
      let slope = 1 - t * t
      sums += weight * SIMD4<Double>(t, t * t, slope * slope, logarithm)
    }
    #expect(abs(sums[0] - m) < 1e-13 && abs(sums[1] - q) < 1e-13)
    #expect(abs(1 - sums[2] / temperature / temperature - solution.replicon) < 1e-12)
    let f = -(1 - q) * (1 - q) / (4 * temperature) + bias * m * m / 2 - temperature * sums[3]
    #expect(abs(f - solution.freeEnergyPerSpin) < 1e-12)
    #expect(field < 0 ? m < 0 : m >= 0)
  }

  @Test(arguments: [(0.2, 0.0, 0.0), (0.7, 0.3, 0.0), (0.8, 0.1, 1.5), (0.5, 0.0, -1.0)])
  func thermodynamics(temperature: Double, field: Double, bias: Double) throws {
    let model = try SpinGlassTheory(field: field, bias: bias)
    let f = { (t: Double) in try model.replicaSymmetric(temperature: t).freeEnergyPerSpin }
    let s = try model.replicaSymmetric(temperature: temperature)
    let d = 1e-4
    let slope = try (f(temperature + d) - f(temperature - d)) / (2 * d)
    #expect(abs(s.entropyPerSpin + slope) < 1e-6)
    #expect(
      abs(s.energyPerSpin - s.freeEnergyPerSpin - temperature * s.entropyPerSpin) < 1e-14)
    let fh = { (h: Double) in
      try SpinGlassTheory(field: h, bias: bias).replicaSymmetric(temperature: temperature)
        .freeEnergyPerSpin
    }
    if field != 0 {
      let response = try -(fh(field + d) - fh(field - d)) / (2 * d)
      #expect(abs(s.magnetization - response) < 1e-6)
    }
  }

  /// Without disorder to speak of, a strong bias gives the Curie–Weiss law in units of T/J0.
  @Test func ferromagnet() throws {
    let paramagnet = try SpinGlassTheory(bias: 1.2).replicaSymmetric(temperature: 1.3)
    #expect(paramagnet.magnetization == 0)
    let ferromagnet = try SpinGlassTheory(bias: 1.2).replicaSymmetric(temperature: 1.1)
    #expect(ferromagnet.magnetization > 0.1 && ferromagnet.stable)
    let strong = try SpinGlassTheory(bias: 1e4).replicaSymmetric(temperature: 5e3)
    // m = tanh 2m
    #expect(abs(strong.magnetization - 0.9575040240772687) < 1e-6)
  }

  @Test(
    arguments: [
      (0.1, 0.8188498541), (0.2, 0.7250446412), (0.5, 0.5351049431), (1, 0.3211805709),
      (2, 0.0713360631),
    ])
  func almeidaThoulessLine(field: Double, temperature: Double) throws {
    let found = try SpinGlassTheory.almeidaThoulessTemperature(field: field)
    #expect(abs(found - temperature) < 1e-10)
    #expect(try SpinGlassTheory.almeidaThoulessTemperature(field: -field) == found)
    #expect(abs(try SpinGlassTheory.almeidaThoulessField(temperature: found) - field) < 1e-10)
  }

  @Test func almeidaThoulessLimits() throws {
    #expect(try SpinGlassTheory.almeidaThoulessTemperature(field: 0) == 1)
    // (1 − T)³ → (3/4) h² for weak fields.
    let weak = try SpinGlassTheory.almeidaThoulessTemperature(field: 1e-5)
    #expect(abs(Double.pow(1 - weak, 3) / (0.75e-10) - 1) < 1e-2)
    let strong = try SpinGlassTheory.almeidaThoulessTemperature(field: 12)
    let asymptotic = 4 / (3 * (2 * Double.pi).squareRoot()) * Double.exp(-72)
    #expect(abs(strong / asymptotic - 1) < 1e-8)
    #expect(try SpinGlassTheory.almeidaThoulessTemperature(field: 50) == 0)
    #expect(throws: ReplicaTheoryError.noTransition(temperature: 1.5)) {
      try SpinGlassTheory.almeidaThoulessField(temperature: 1.5)
    }
  }

  @Test func badInput() throws {
    #expect(throws: ReplicaTheoryError.invalidTemperature(-1)) {
      try SpinGlassTheory().replicaSymmetric(temperature: -1)
    }
    #expect(throws: ReplicaTheoryError.self) {
      try SpinGlassTheory().replicaSymmetric(temperature: .nan)
    }
    #expect(throws: ReplicaTheoryError.invalidField(.infinity)) {
      try SpinGlassTheory(field: .infinity)
    }
    #expect(throws: ReplicaTheoryError.self) { try SpinGlassTheory(bias: .nan) }
    #expect(throws: ReplicaTheoryError.self) {
      try SpinGlassTheory.almeidaThoulessTemperature(field: .nan)
    }
    #expect("\(ReplicaTheoryError.invalidTemperature(-1))".contains("0 or more"))
  }
}
