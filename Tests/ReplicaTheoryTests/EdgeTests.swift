import RealModule
import ReplicaTheory
import Testing

/// Parisi solutions where their levels nearly coincide, in weak and strong fields, at and near T = 0.
///
/// Calibrated by breaking the code: with the width of a narrow Gaussian off by 1e-7 of itself, no interpolation of the
/// field between places, the gradient by γ of small steps off by 2e-5, a wrong term in the entropy, no errors from
/// what is left of the replicon, steps at T = 0 started from a wrong temperature, no asymptote of the AT line,
/// q_0 left where Newton's method took it, no search close to the replica-symmetric overlap or at 1 − q_0 ~ C², steps
/// sought in any field, a tail of the outermost Gaussian off by 0.1 %, no error for steps not looked for, no linear
/// term below T = 1e-8, or γ beyond the functional's range in the complexity of many spins, tests here fail.
@Suite struct EdgeTests {
  /// Two steps at the same x are one, however close the overlaps: a semigroup of Gaussians.
  @Test(arguments: [1e-6, 1e-4, 1e-2, 0.1], [0.02, 0.6])
  func narrowStep(gap: Double, temperature: Double) throws {
    let model = try SpinGlassTheory(field: 0.25)
    func f(_ q: [Double], _ x: [Double]) throws -> Double {
      try model.freeEnergy(
        temperature: temperature, of: ParisiFunction(overlaps: q, breakingPoints: x))
    }
    let one = try f([0.3, 0.6], [0.4])
    let low = try f([0.3, 0.3 + gap, 0.6], [0.4, 0.4 + 1e-15])
    let high = try f([0.3, 0.6 - gap, 0.6], [0.4, 0.4 + 1e-15])
    #expect(abs(low - one) < 1e-14 && abs(high - one) < 1e-14)
    // An outermost Gaussian at x = 0 is one of the same variance in two parts.
    let split = try f([gap, 0.3, 0.6], [1e-15, 0.4])
    #expect(abs(split - one) < 1e-14)
  }

  /// M = χh and f = f(0) − χh²/2 with χ = (1 − ⟨q⟩)/T, and q0 as h²: nothing happens as h → 0.
  @Test(arguments: [1e-6, 1e-5, 1e-4, 1e-3])
  func weakFieldOfThreeSpins(field: Double) throws {
    let temperature = 0.5
    let zero = try SpinGlassTheory(mixture: .pSpin(3)).continuous(temperature: temperature)
    let s = try SpinGlassTheory(mixture: .pSpin(3), field: field)
      .continuous(temperature: temperature)
    let chi = (1 - zero.meanOverlap.value) / temperature
    #expect(s.kind == .oneStep)
    #expect(abs(s.magnetization.value / (chi * field) - 1) < 10 * field * field + 1e-9)
    let gain = zero.freeEnergyPerSpin.value - s.freeEnergyPerSpin.value
    #expect(abs(gain - chi * field * field / 2) < 10 * Double.pow(field, 4) + 4e-15)
    #expect(abs(s.edwardsAndersonParameter.value - zero.edwardsAndersonParameter.value) < field)
    // E m² = χ²h² in the linear regime; the variance ξ'(q0) of the field at q0 is of order h⁴.
    if field > 1e-5 {
      #expect(abs(s.smallestOverlap.value / (chi * chi * field * field) - 1) < 1e-5)
    }
  }

  /// At T = 0 full breaking is what T → 0 leads to, above one step, and of no entropy.
  @Test(arguments: [(3, 0.02), (4, 0.01), (6, 0.004)])
  func groundStateOfSpins(p: Int, temperature: Double) throws {
    let model = try SpinGlassTheory(mixture: .pSpin(p))
    let ground = try model.continuous(temperature: 0, largestStepCount: 12)
    let f = try [1.0, 2].map {
      try model.continuous(temperature: temperature * $0, largestStepCount: 12).freeEnergyPerSpin
        .value
    }
    #expect(ground.kind == .full && ground.smallestOverlap.value == 0)
    // f = f(0) − c T³ as T → 0; the exponent found between T and 2T is between 2 and 4.
    let (a, b) = (ground.freeEnergyPerSpin.value - f[0], ground.freeEnergyPerSpin.value - f[1])
    #expect(a > 0 && b / a > 4 && b / a < 16)
    #expect(abs(ground.entropyPerSpin.value) <= 3 * ground.entropyPerSpin.errorEstimate)
    #expect(ground.energyPerSpin.value == ground.freeEnergyPerSpin.value)
    let ladder = ground.ladder.map(\.freeEnergyPerSpin) + [ground.freeEnergyPerSpin.value]
    #expect(ladder[1] > ladder[0] + 1e-10)
    for (x, y) in zip(ladder, ladder.dropFirst()) { #expect(y > x - 1e-14) }
    #expect(ground.parisiFunction.overlaps[1] > 0.9 && ground.parisiFunction.overlaps[1] < 1)
  }

  /// −0.8131700631 for p = 3, to which solutions at T = 0.001 and 0.002 lead; one step has −0.8135350.
  @Test func groundStateOfThreeSpins() throws {
    let model = try SpinGlassTheory(mixture: .pSpin(3))
    let full = try model.continuous(temperature: 0, largestStepCount: 12).freeEnergyPerSpin
    #expect(abs(full.value + 0.8131700631) < 2e-10 && full.errorEstimate < 1e-9)
    #expect(abs(try model.oneStep(temperature: 0).freeEnergyPerSpin + 0.8135349640) < 1e-10)
    // Where further steps are too small to be looked for, what they could add is part of the error.
    let many = try SpinGlassTheory(mixture: .pSpin(11)).continuous(temperature: 0)
    #expect(many.kind == .oneStep && many.entropyPerSpin.value < 0)
    #expect(many.freeEnergyPerSpin.errorEstimate > 1e-11)
    #expect(-many.entropyPerSpin.value <= many.entropyPerSpin.errorEstimate)
  }

  /// Just below the de Almeida–Thouless line x_M is the ratio of moments of the replica-symmetric fields on it.
  @Test(arguments: [(0.535, 0.5), (0.8188, 0.1), (0.818849, 0.1), (0.0713, 2.0)])
  func belowTheLine(temperature: Double, field: Double) throws {
    let s = try SpinGlassTheory(field: field).continuous(temperature: temperature)
    let line = try SpinGlassTheory.almeidaThoulessPoint(field: field)
    let t = line.temperature
    var (above, below) = (0.0, 0.0)
    for k in -4000...4000 {
      let z = Double(k) * 0.0025
      let u = (abs(field) + line.overlap.squareRoot() * z) / t
      let weight = Double.exp(-z * z / 2)
      let c = 1 / Double.cosh(Double.minimum(abs(u), 300))
      let square = Double.tanh(u) * Double.tanh(u)
      above += weight * 2 * Double.pow(c, 4) * square
      below += weight * Double.pow(c, 6)
    }
    #expect(s.kind == .full)
    // x_M changes by about (T_AT − T)/T on the way.
    let distance = (t - temperature) / t
    #expect(
      abs(s.plateauStart.value - above / below)
        < 3 * s.plateauStart.errorEstimate + 1.5 * distance)
    #expect(s.plateauStart.errorEstimate < 1e-4)
    #expect(abs(s.replicon.value) < 2e-5)
    let rs = try SpinGlassTheory(field: field).replicaSymmetric(temperature: temperature)
    #expect(s.smallestOverlap.value < rs.q && rs.q < s.edwardsAndersonParameter.value)
    #expect(s.freeEnergyPerSpin.value > rs.freeEnergyPerSpin - 1e-14)
  }

  /// q_EA = τ + τ² + O(τ³) and x_M = 2τ(1 − 2τ) + O(τ³), within three error estimates.
  @Test(arguments: [1e-2, 1e-3, 1e-4, 1e-5])
  func nearTransition(tau: Double) throws {
    let s = try SpinGlassTheory().continuous(temperature: 1 - tau)
    let cube = 20 * tau * tau * tau
    let q = s.edwardsAndersonParameter
    #expect(abs(q.value - tau - tau * tau) < 3 * q.errorEstimate + cube)
    let x = s.plateauStart
    #expect(abs(x.value - 2 * tau * (1 - 2 * tau)) < 3 * x.errorEstimate + cube)
    #expect(abs(s.meanOverlap.value - tau) < 3 * s.meanOverlap.errorEstimate + 1e-12)
    // e = −(1 − ⟨q²⟩)/(2T) with ⟨q²⟩ of order τ³ beside τ².
    let energy = -(1 - s.meanSquareOverlap.value) / (2 * (1 - tau))
    #expect(abs(s.energyPerSpin.value - energy) < 2 * s.meanSquareOverlap.errorEstimate + 1e-9)
  }

  /// In a strong field at T = 0 the full solution is 0.052 C³ above the replica-symmetric one, C = 2P(0).
  @Test(arguments: [2.5, 3.0, 3.5, 5.0, 12.0])
  func strongField(field: Double) throws {
    let s = try SpinGlassTheory(field: field).continuous(temperature: 0)
    let c = (2 / Double.pi).squareRoot() * Double.exp(-field * field / 2)
    let symmetric = -c - field * Double.erf(field / 2.0.squareRoot())
    let gain = s.freeEnergyPerSpin.value - symmetric
    #expect(abs(gain - 0.052 * c * c * c) < 0.002 * c * c * c + 4e-15 * (1 + field))
    #expect(s.kind == (field < 4.2 ? .full : .replicaSymmetric))
    // The share of spins that feel it is of order C².
    let share = 1 - s.smallestOverlap.value
    #expect(abs(share / (c * c) - 0.65) < 0.1 || s.smallestOverlap.errorEstimate >= 0.5 * c * c)
    #expect(abs(s.entropyPerSpin.value) <= 3 * s.entropyPerSpin.errorEstimate)
  }

  /// f(T) − f(0) = O(T³): nothing but the error estimates remains, and x_M, which tends to 0.55, is within its own.
  @Test(arguments: [1e-12, 5e-9, 1e-7, 1e-5])
  func cold(temperature: Double) throws {
    let s = try SpinGlassTheory().continuous(temperature: temperature, largestStepCount: 16)
    let f = s.freeEnergyPerSpin
    #expect(abs(f.value + 0.7631667265) < 3 * f.errorEstimate)
    #expect(abs(s.energyPerSpin.value + 0.7631667265) < 3 * s.energyPerSpin.errorEstimate)
    #expect(s.energyPerSpin.errorEstimate < 1e-7)
    #expect(abs(s.entropyPerSpin.value) < 3 * s.entropyPerSpin.errorEstimate)
    let difference = s.energyPerSpin.value - f.value
    #expect(abs(difference - temperature * s.entropyPerSpin.value) < 1e-11)
    #expect(abs(s.plateauStart.value - 0.548) < 3 * s.plateauStart.errorEstimate)
    let q = s.edwardsAndersonParameter
    #expect(abs(1 - q.value) < 3 * q.errorEstimate + 2 * temperature * temperature)
    // One step: f = f(0) − s(0) T with the entropy at T = 0.
    let frozen = try SpinGlassTheory().oneStep(temperature: 0)
    let one = try SpinGlassTheory().oneStep(temperature: temperature)
    let linear = frozen.freeEnergyPerSpin - temperature * frozen.entropyPerSpin
    #expect(abs(one.freeEnergyPerSpin - linear) < temperature * temperature + 2e-14)
    #expect(abs(one.entropyPerSpin - frozen.entropyPerSpin) < 10 * temperature + 1e-7)
  }

  /// T_AT = (4/3) e^(−h²/2)/√(2π), as far as numbers go, and back.
  @Test(arguments: [6.0, 7.2, 7.3, 20, 28, 36, 38])
  func farAlongTheLine(field: Double) throws {
    let point = try SpinGlassTheory.almeidaThoulessPoint(field: field)
    let asymptote = 4 / (3 * (2 * Double.pi).squareRoot()) * Double.exp(-field * field / 2)
    guard field < 37 else {
      #expect(point.temperature == 0 && asymptote < 1e-298)
      return
    }
    let t = point.temperature
    #expect(abs(t / asymptote - 1) < 100 * field * field * t * t + 1e-13)
    #expect(abs(t - asymptote) <= 3 * point.errorEstimate + 100 * field * field * t * t * t)
    let back = try SpinGlassTheory.almeidaThoulessPoint(temperature: t)
    #expect(abs(back.field - field) < 1e-13 * field)
  }

  /// Transitions and complexity of many spins, against the random energy model.
  @Test(arguments: [30, 100])
  func manySpins(p: Int) throws {
    let limit = RandomEnergyModel()
    let model = try PSpinTheory(p: p)
    let found = try model.transitions()
    #expect(abs(found.staticTemperature - limit.criticalTemperature) < 1e-9)
    #expect(found.gardnerTemperature == nil && found.dynamicalTemperature > 1.2)
    let points = try model.complexity(temperature: 0, count: 9)
    #expect(points.count == 9)
    for point in points.prefix(3) {
      let exact = try #require(limit.complexity(energyPerSpin: point.freeEnergyPerSpin + 1e-12))
      #expect(abs(point.complexity - exact) < 4 * Double.pow(2, -Double(p) * 0.8) + 1e-9)
    }
  }
}
