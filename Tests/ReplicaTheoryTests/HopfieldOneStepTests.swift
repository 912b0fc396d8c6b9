import RealModule
import ReplicaTheory
import Testing

/// Calibrated by breaking the code: with the term −t/(1 − t) of the breaking equation halved, r1 − r0
/// without 1 − C, the tilt left out of m, and the derivative of Λ without its part at vanishing fields,
/// tests here fail.
@Suite struct HopfieldOneStepTests {
  /// Published is 0.138186; the older 0.144 is far off.
  ///
  /// H. Steffan and R. Kühn, *Z. Phys. B* 95, 249 (1994).
  @Test func criticalLoad() throws {
    let state = try HopfieldTheory.oneStepCriticalState()
    #expect(abs(state.load - 0.138186) < 1e-6)
    #expect(state.load > (try HopfieldTheory.spinodal(temperature: 0).load))
    #expect(state.loadErrorEstimate < 1e-13)
    // No state lies above it, one lies just below.
    #expect(throws: ReplicaTheoryError.self) {
      try HopfieldTheory(load: state.load * (1 + 1e-12)).oneStepRetrieval()
    }
    let below = try HopfieldTheory(load: state.load * (1 - 1e-12)).oneStepRetrieval()
    #expect(abs(below.retrievalOverlap - state.retrievalOverlap) < 1e-5)
  }

  /// The published functional in the limit T → 0, summed naively over z0, is stationary in all its variables at
  /// the solution and gives its energy; nothing shared with the library.
  @Test(arguments: [0.13, 0.138])
  func functionalIsStationary(load: Double) throws {
    let state = try HopfieldTheory(load: load).oneStepRetrieval()
    func functional(_ v: [Double]) -> Double {
      let (m, q0, c, r0, r1, mu) = (v[0], v[1], v[2], v[3], v[4], v[5])
      let (a, b) = ((load * r0).squareRoot(), (load * (r1 - r0)).squareRoot())
      let d1 = 1 - c
      let d0 = d1 - mu * (1 - q0)
      var logarithms = 0.0
      let step = 0.01
      for k in -900...900 {
        let z = Double(k) * step
        let h = m + a * z
        // E e^(μ|h + b z1|) by completing the square.
        let up = Double.exp(mu * h) * Double.erfc(-(h / b + mu * b) / 2.0.squareRoot())
        let down = Double.exp(-mu * h) * Double.erfc((h / b - mu * b) / 2.0.squareRoot())
        let weight = step * Double.exp(-z * z / 2) / (2 * Double.pi).squareRoot()
        logarithms += weight * (Double.log((up + down) / 2) + mu * mu * b * b / 2)
      }
      let noise = Double.log(d0 / d1) / mu - q0 / d0 + r1 * c + mu * (r1 - r0 * q0)
      return load / 2 * (1 + noise) + m * m / 2 - logarithms / mu
    }
    let v = [
      state.retrievalOverlap, state.q0, state.response, state.r0, state.r1,
      state.breakingParameterOverTemperature,
    ]
    #expect(abs(functional(v) - state.energyPerSpin) < 1e-13)
    for (k, value) in v.enumerated() {
      // r1 − r0 and 1 − q0 are small: the step must be smaller.
      let step = 1e-5 * (k == 1 ? 1 - state.q0 : k == 3 || k == 4 ? state.r1 - state.r0 : value)
      var (up, down) = (v, v)
      up[k] += step
      down[k] -= step
      let slope = (functional(up) - functional(down)) / (2 * step)
      // A wrong variable would leave slopes of the order of α.
      #expect(abs(slope) < (k == 5 ? 1e-10 : 1e-6), "variable \(k): \(slope)")
    }
  }

  /// The double Gaussian average itself, one of its two integrals done by hand above, against a sum.
  @Test func overlapByDoubleSum() throws {
    let state = try HopfieldTheory(load: 0.137).oneStepRetrieval()
    let mu = state.breakingParameterOverTemperature
    let a = (0.137 * state.r0).squareRoot()
    let b = (0.137 * (state.r1 - state.r0)).squareRoot()
    let step = 0.02
    var (m, q0) = (0.0, 0.0)
    for k in -400...400 {
      let z0 = Double(k) * step
      var (sum, signed) = (0.0, 0.0)
      for j in -800...800 {
        let z1 = Double(j) * step / 2
        let h = state.retrievalOverlap + a * z0 + b * z1
        let weight = Double.exp(-z1 * z1 / 2 + mu * (abs(h) - abs(state.retrievalOverlap + a * z0)))
        sum += weight
        signed += h < 0 ? -weight : weight
      }
      let weight = step * Double.exp(-z0 * z0 / 2) / (2 * Double.pi).squareRoot()
      m += weight * signed / sum
      q0 += weight * signed * signed / sum / sum
    }
    // Each jump at h = 0 costs half a step.
    #expect(abs(m - state.retrievalOverlap) < 1e-5)
    #expect(abs(q0 - state.q0) < 1e-5)
  }

  /// Breaking is exponentially small at small loads: the replica-symmetric state is recovered.
  @Test func smallLoads() throws {
    for (load, bound) in [(0.0025, 1e-15), (0.02, 1e-12), (0.05, 1e-8), (0.1, 1e-4)] {
      let broken = try HopfieldTheory(load: load).oneStepRetrieval()
      let symmetric = try HopfieldTheory(load: load).solution(.retrieval, temperature: 0)
      #expect(broken.energyPerSpin >= symmetric.energyPerSpin - 1e-15)
      #expect(abs(broken.energyPerSpin - symmetric.energyPerSpin) < bound)
      #expect(abs(broken.retrievalOverlap - symmetric.retrievalOverlap) < bound)
      #expect(broken.entropyPerSpin >= symmetric.entropyPerSpin - 1e-15)
      #expect(abs(broken.entropyPerSpin - symmetric.entropyPerSpin) < bound)
      #expect(broken.q0 <= 1 && broken.errorEstimate < 1e-13)
    }
    #expect(throws: ReplicaTheoryError.self) { try HopfieldTheory(load: 0.001).oneStepRetrieval() }
    #expect(throws: ReplicaTheoryError.self) { try HopfieldTheory(load: 0.144).oneStepRetrieval() }
  }
}
