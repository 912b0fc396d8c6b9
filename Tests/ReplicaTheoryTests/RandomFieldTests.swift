import RealModule
import ReplicaTheory
import Testing

/// Normal random fields in the replica-symmetric equations.
@Suite struct RandomFieldTests {
  /// The definition, summed naively on a fine grid; nothing shared with the library.
  @Test(arguments: [(0.3, 0.2, 0.0, 0.0), (0.9, 0.7, 0.4, 0.0), (1.5, 2.0, 0.0, 2.5)])
  func definition(temperature: Double, deviation: Double, field: Double, bias: Double) throws {
    let solution = try SpinGlassTheory(field: field, bias: bias)
      .replicaSymmetric(temperature: temperature, fieldDeviation: deviation)
    let (q, m) = (solution.q, solution.magnetization)
    var sums = SIMD4<Double>.zero
    let step = 0.002
    for k in -5000...5000 {
      let z = Double(k) * step
      let u =
        ((q + deviation * deviation).squareRoot() * z + field + bias * m) / temperature
      let t = Double.tanh(u)
      let weight = step * Double.exp(-z * z / 2) / (2 * Double.pi).squareRoot()
      let logarithm = abs(u) + Double.log(1 + Double.exp(-2 * abs(u)))
      let slope = 1 - t * t
      sums += weight * SIMD4<Double>(t, t * t, slope * slope, logarithm)
    }
    #expect(abs(sums[0] - m) < 1e-12 && abs(sums[1] - q) < 1e-12)
    #expect(abs(1 - sums[2] / temperature / temperature - solution.replicon) < 1e-11)
    let f = -(1 - q) * (1 - q) / (4 * temperature) + bias * m * m / 2 - temperature * sums[3]
    #expect(abs(f - solution.freeEnergyPerSpin) < 1e-12)
  }

  /// s = −∂f/∂T and (1/N) Σ E[h_i s_i] = −δ² ∂f/∂(δ²) · 2 = βδ²(1 − q): neither is imposed.
  @Test(arguments: [(0.4, 0.3), (1.1, 0.5), (0.8, 1.5)])
  func thermodynamics(temperature: Double, deviation: Double) throws {
    let model = try SpinGlassTheory()
    let solve = { (t: Double, d: Double) in
      try model.replicaSymmetric(temperature: t, fieldDeviation: d)
    }
    let here = try solve(temperature, deviation)
    let h = 1e-3
    func slope(_ f: (Double) throws -> Double) rethrows -> Double {
      (8 * (try f(h) - f(-h)) - (try f(2 * h) - f(-2 * h))) / (12 * h)
    }
    let byTemperature = try slope { try solve(temperature + $0, deviation).freeEnergyPerSpin }
    #expect(abs(byTemperature + here.entropyPerSpin) < 1e-10)
    let byDeviation = try slope { try solve(temperature, deviation + $0).freeEnergyPerSpin }
    #expect(abs(byDeviation + deviation * (1 - here.q) / temperature) < 1e-10)
    #expect(
      abs(
        here.energyPerSpin - here.freeEnergyPerSpin - temperature * here.entropyPerSpin) < 1e-13)
  }

  @Test func limits() throws {
    let model = try SpinGlassTheory()
    // Without fields it is the model without them, and weak fields lead there.
    let plain = try model.replicaSymmetric(temperature: 0.5)
    #expect(try model.replicaSymmetric(temperature: 0.5, fieldDeviation: 0) == plain)
    let weak = try model.replicaSymmetric(temperature: 0.5, fieldDeviation: 1e-5)
    #expect(abs(weak.q - plain.q) < 1e-9)
    // At T = 0 every spin follows a field of variance 1 + δ²: e = −[(1 + δ²)·√(2/(π(1 + δ²)))].
    let ground = try model.replicaSymmetric(temperature: 0, fieldDeviation: 0.75)
    #expect(abs(ground.energyPerSpin + 1.25 * (2 / Double.pi).squareRoot()) < 1e-14)
    #expect(throws: ReplicaTheoryError.invalidField(-1)) {
      try model.replicaSymmetric(temperature: 1, fieldDeviation: -1)
    }
  }
}
