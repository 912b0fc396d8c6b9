import RealModule
import ReplicaTheory
import Testing

/// Ising and spherical p-spin models and the random energy model.
///
/// Calibrated by breaking the code: with half the complexity, the sign of −γ ∂P/∂γ in the free energy of
/// states, twice a term of the condition for T_s, E (∂²ψ)² off by 1e-4, half a term of the spherical
/// complexity, a sign in the spherical free energy, 1 % in the factors of the moments of the random energy
/// model or twice a term of its entropy, tests here fail.
@Suite struct PSpinTests {
  /// Published temperatures and, at T = 0.5, the one-step solution.
  @Test func publishedForThreeSpins() throws {
    let t = try PSpinTheory(p: 3).transitions()
    #expect(abs(t.dynamicalTemperature - 0.681598) < 5e-7)
    #expect(abs(t.staticTemperature - 0.651385) < 5e-7)
    #expect(abs((t.gardnerTemperature ?? 0) - 0.240260) < 5e-7)
    let s = try SpinGlassTheory(mixture: .pSpin(3)).oneStep(temperature: 0.5)
    #expect(abs(s.breakingParameter - 0.7099479) < 5e-8 && abs(s.q1 - 0.8931014) < 5e-8)
    #expect(s.q0 == 0 && s.stable)
  }

  /// The general solver, which knows nothing of the closed conditions at m = 1, on both sides of T_s.
  @Test(arguments: [3, 4, 7])
  func staticTransition(p: Int) throws {
    let transition = try PSpinTheory(p: p).transitions().staticTemperature
    let model = try SpinGlassTheory(mixture: .pSpin(p))
    let above = try model.oneStep(temperature: transition * 1.001)
    #expect(above.isReplicaSymmetric && above.q0 == 0)
    #expect(
      abs(above.freeEnergyPerSpin + 0.25 / above.temperature + above.temperature * Double.log(2))
        < 1e-13)
    // m → 1 with a slope of order one.
    let below = try model.oneStep(temperature: transition * 0.999)
    #expect(below.breakingParameter < 1 && below.breakingParameter > 0.995 && below.q1 > 0.5)
    #expect(below.freeEnergyPerSpin > -0.25 / below.temperature - below.temperature * Double.log(2))
  }

  /// T_s, q1 and m tend to those of the random energy model.
  @Test func manySpins() throws {
    let limit = RandomEnergyModel()
    let t = try PSpinTheory(p: 20).transitions()
    #expect(abs(t.staticTemperature - limit.criticalTemperature) < 1e-6)
    #expect(t.dynamicalTemperature > 1)
    let s = try SpinGlassTheory(mixture: .pSpin(20)).oneStep(temperature: 0.3)
    let r = try limit.state(temperature: 0.3)
    #expect(abs(s.breakingParameter - r.breakingParameter) < 1e-5)
    #expect(abs(s.freeEnergyPerSpin - r.freeEnergyPerSpin) < 1e-5 && 1 - s.q1 < 1e-4)
  }

  /// dΣ/df = m/T along the curve, Σ = 0 in the static solution, Σ at m = 1 the equilibrium one.
  @Test(arguments: [0.0, 0.4, 0.66])
  func complexity(temperature: Double) throws {
    let model = try PSpinTheory(p: 3)
    let points = try model.complexity(temperature: temperature, count: 41)
    #expect(points.count == 41 && abs(points[0].complexity) < 1e-12)
    for (a, b) in zip(points, points.dropFirst()).prefix(30) {
      let slope = (b.complexity - a.complexity) / (b.freeEnergyPerSpin - a.freeEnergyPerSpin)
      let middle = (a.scaledBreakingParameter + b.scaledBreakingParameter) / 2
      #expect(abs(slope / middle - 1) < 1e-4)
    }
    if temperature < 0.65 {
      let s = try SpinGlassTheory(mixture: .pSpin(3)).oneStep(temperature: temperature)
      #expect(abs(points[0].freeEnergyPerSpin - s.freeEnergyPerSpin) < 1e-11)
      #expect(abs(points[0].scaledBreakingParameter - s.scaledBreakingPoints[0]) < 1e-6)
    } else {
      let equilibrium = try #require(try model.equilibriumComplexity(temperature: temperature))
      let pair = try #require(
        zip(points, points.dropFirst()).first {
          $0.breakingParameter >= 1 && $1.breakingParameter < 1
        })
      #expect(pair.0.complexity < equilibrium && equilibrium < pair.1.complexity)
    }
    #expect(try model.complexity(temperature: 0.7).isEmpty)
    #expect(try model.equilibriumComplexity(temperature: 0.6) == nil)
  }

  /// Below T_G q(x) has a step and a continuous part; the identities of Gaussian couplings hold.
  @Test func belowGardner() throws {
    let model = try SpinGlassTheory(mixture: .pSpin(3))
    let s = try model.continuous(temperature: 0.2)
    let one = try model.oneStep(temperature: 0.2)
    #expect(s.kind == .full && !one.stable && s.smallestOverlap.value == 0)
    #expect(s.freeEnergyPerSpin.value > one.freeEnergyPerSpin)
    let d = 1e-3
    let terms: [(Double, Double)] = [(-2, 1), (-1, -8), (1, 8), (2, -1)]
    let slope = try terms.reduce(0.0) { (sum, term) -> Double in
      let f = try model.continuous(temperature: 0.2 + term.0 * d).freeEnergyPerSpin.value
      return sum + term.1 * f / (12 * d)
    }
    #expect(abs(s.entropyPerSpin.value + slope) < 1e-8)
    #expect(try model.continuous(temperature: 0.4).kind == .oneStep)
    #expect(try model.continuous(temperature: 0.7).kind == .replicaSymmetric)
  }

  /// A mixture of pairs and threes lies between: at least as ordered as its parts at equal weights.
  @Test func mixture() throws {
    let mixed = try SpinGlassTheory(
      mixture: Mixture([.init(degree: 2, weight: 0.5), .init(degree: 3, weight: 0.5)]))
    let s = try mixed.steps(2, temperature: 0.4)
    let d = 1e-4
    let slope =
      try
      (mixed.steps(2, temperature: 0.4 + d).freeEnergyPerSpin
      - mixed.steps(2, temperature: 0.4 - d).freeEnergyPerSpin) / (2 * d)
    #expect(!s.isReplicaSymmetric && abs(s.entropyPerSpin + slope) < 1e-7)
  }

  @Test func sphericalPublished() throws {
    let model = try SphericalPSpinTheory(p: 3)
    #expect(abs(model.dynamicalTemperature - Double.sqrt(0.375)) < 1e-15)
    let transition = try model.staticTransition()
    #expect(abs(transition.temperature - 0.5860540) < 5e-8)
    #expect(abs(model.thresholdEnergyPerSpin + 2 / Double.sqrt(3)) < 1e-15)
    let ground = try model.state(temperature: 0).energyPerSpin
    #expect(abs(ground + 1.1716748) < 5e-8)
    // Complexity: zero at the ground state, ½ ln(p − 1) − (p − 2)/p at the threshold.
    #expect(abs(try #require(model.complexity(energyPerSpin: ground))) < 1e-10)
    let top = try #require(model.complexity(energyPerSpin: model.thresholdEnergyPerSpin))
    #expect(abs(top - Double.log(2) / 2 + 1 / 3.0) < 1e-12)
    #expect(model.complexity(energyPerSpin: -1.1) == nil)
    #expect(model.complexity(energyPerSpin: -1.2) == nil)
  }

  @Test(arguments: [3, 5, 12])
  func sphericalThermodynamics(p: Int) throws {
    let model = try SphericalPSpinTheory(p: p)
    let transition = try model.staticTransition().temperature
    #expect(transition < model.dynamicalTemperature)
    for share in [0.1, 0.5, 0.95, 1.3] {
      let t = share * transition
      let d = 1e-5 * t
      let slope =
        try
        (model.state(temperature: t + d).freeEnergyPerSpin
        - model.state(temperature: t - d).freeEnergyPerSpin) / (2 * d)
      let s = try model.state(temperature: t)
      #expect(abs(slope + s.entropyPerSpin) < 1e-7)
      #expect(abs(s.energyPerSpin - s.freeEnergyPerSpin - t * s.entropyPerSpin) < 1e-12)
      #expect(s.replicon > 0)
    }
    // The energy is continuous at T_s; m → 1 there.
    let below = try model.state(temperature: transition * (1 - 1e-9))
    #expect(abs(below.energyPerSpin + 0.5 / transition) < 1e-7)
    #expect(abs(below.breakingParameter - 1) < 1e-7)
  }

  @Test func randomEnergyModel() throws {
    let model = RandomEnergyModel()
    let critical = model.criticalTemperature
    #expect(abs(critical - 0.6005612043932249) < 1e-15)
    let (below, above) = (
      try model.state(temperature: critical * (1 - 1e-9)),
      try model.state(temperature: critical * (1 + 1e-9))
    )
    #expect(abs(below.freeEnergyPerSpin - above.freeEnergyPerSpin) < 1e-14)
    #expect(abs(above.entropyPerSpin) < 1e-8 && below.entropyPerSpin == 0)
    #expect(abs(try #require(model.complexity(energyPerSpin: -Double.log(2).squareRoot()))) < 1e-15)
    #expect(model.complexity(energyPerSpin: -0.9) == nil)
    let m = 0.3
    #expect(abs(RandomEnergyModel.participation(2, breakingParameter: m) - 0.7) < 1e-15)
    for k in 2...6 {
      let gamma =
        Double.gamma(Double(k) - m) / (Double.gamma(Double(k)) * Double.gamma(1 - m))
      #expect(abs(RandomEnergyModel.participation(k, breakingParameter: m) / gamma - 1) < 1e-13)
    }
    #expect(
      abs(RandomEnergyModel.squaredParticipation(breakingParameter: m) - 0.7 / 3 - 0.98 / 3) < 1e-15
    )
  }

  @Test func badInput() throws {
    #expect(throws: ReplicaTheoryError.invalidInteraction(2)) { try PSpinTheory(p: 2) }
    #expect(throws: ReplicaTheoryError.invalidInteraction(1)) { try SphericalPSpinTheory(p: 1) }
    #expect(throws: ReplicaTheoryError.invalidMixture(degree: 1, weight: 1)) {
      try Mixture.pSpin(1)
    }
    #expect(throws: ReplicaTheoryError.self) { try Mixture([]) }
    #expect(throws: ReplicaTheoryError.self) { try Mixture([.init(degree: 2, weight: -1)]) }
    #expect(throws: ReplicaTheoryError.invalidTemperature(-1)) {
      try RandomEnergyModel().state(temperature: -1)
    }
    #expect(throws: ReplicaTheoryError.invalidTemperature(-1)) {
      try PSpinTheory(p: 3).complexity(temperature: -1)
    }
  }
}
