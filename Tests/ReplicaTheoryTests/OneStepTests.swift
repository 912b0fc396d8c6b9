import RealModule
import ReplicaTheory
import Testing

/// Calibrated by breaking the code: with the gradient by γ off by 1e-6, half of the field's share in the
/// energy, half of a term of the functional at equal overlaps, and the wrong energy of a bias, tests here
/// fail.
@Suite struct OneStepTests {
  /// The functional written plainly, sharing nothing with the library; valid while cosh^m is finite.
  static func plainFreeEnergy(
    _ temperature: Double, _ h: Double, _ q0: Double, _ q1: Double, _ m: Double
  ) -> Double {
    let beta = 1 / temperature
    let step = 0.02
    let nodes = (-450...450).map { Double($0) * step }
    let weights = nodes.map { step * Double.exp(-$0 * $0 / 2) / (2 * Double.pi).squareRoot() }
    var outer = 0.0
    for (z0, w0) in zip(nodes, weights) {
      var inner = 0.0
      for (z1, w1) in zip(nodes, weights) {
        let y = h + q0.squareRoot() * z0 + (q1 - q0).squareRoot() * z1
        inner += w1 * Double.pow(2 * Double.cosh(beta * y), m)
      }
      outer += w0 * Double.log(inner)
    }
    return -beta / 4 * (1 - 2 * q1 + (1 - m) * q1 * q1 + m * q0 * q0) - outer / (beta * m)
  }

  @Test(arguments: [(0.5, 0.0), (0.4, 0.3), (0.8, 0.02)])
  func functionalIsItsDefinitionAndStationary(temperature: Double, field: Double) throws {
    let model = try SpinGlassTheory(field: field)
    let s = try model.oneStep(temperature: temperature)
    let f = { Self.plainFreeEnergy(temperature, field, $0, $1, $2) }
    let (q0, q1, m) = (s.q0, s.q1, s.breakingParameter)
    #expect(abs(f(q0, q1, m) - s.freeEnergyPerSpin) < 1e-12)
    // By Guerra's bound the solution is a maximum of f over all three.
    for (a, b, c) in [(1.0, 0.0, 0.0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1)] {
      let d = 1e-3
      let shifted = f(q0 + a * d, q1 + b * d, m + c * d)
      #expect(shifted < s.freeEnergyPerSpin)
      #expect(s.freeEnergyPerSpin - shifted < 1e-5)
    }
  }

  /// E (∂ψ)² = q and the replicon at both overlaps, by plain sums and differences of ψ.
  @Test(arguments: [(0.5, 0.0), (0.4, 0.3)])
  func repliconsAtBothOverlaps(temperature: Double, field: Double) throws {
    let s = try SpinGlassTheory(field: field).oneStep(temperature: temperature)
    let m = s.breakingParameter
    let nodes = (-450...450).map { Double($0) * 0.02 }
    let weights = nodes.map { 0.02 * Double.exp(-$0 * $0 / 2) / (2 * Double.pi).squareRoot() }
    let a = (s.q1 - s.q0).squareRoot()
    func psi(_ x: Double) -> Double {
      let sum = zip(nodes, weights).reduce(0) {
        $0 + $1.1 * Double.pow(2 * Double.cosh((x + a * $1.0) / temperature), m)
      }
      return temperature / m * Double.log(sum)
    }
    var (slope, curvature, innerSlope, innerCurvature) = (0.0, 0.0, 0.0, 0.0)
    let outer = (-80...80).map { Double($0) * 0.1 }
    for z in outer {
      let weight = 0.1 * Double.exp(-z * z / 2) / (2 * Double.pi).squareRoot()
      let x = field + s.q0.squareRoot() * z
      let d = 0.02
      let (p1, p2, m1, m2, p0) = (psi(x + d), psi(x + 2 * d), psi(x - d), psi(x - 2 * d), psi(x))
      let first = (8 * (p1 - m1) - (p2 - m2)) / (12 * d)
      let second = (16 * (p1 + m1) - (p2 + m2) - 30 * p0) / (12 * d * d)
      slope += weight * first * first
      curvature += weight * second * second
      var (norm, squares, fourth) = (0.0, 0.0, 0.0)
      for (z1, w1) in zip(nodes, weights) {
        let u = (x + a * z1) / temperature
        let w = w1 * Double.pow(2 * Double.cosh(u), m)
        let t = Double.tanh(u)
        norm += w
        squares += w * t * t
        fourth += w * (1 - t * t) * (1 - t * t) / (temperature * temperature)
      }
      innerSlope += weight * squares / norm
      innerCurvature += weight * fourth / norm
    }
    #expect(abs(slope - s.q0) < 1e-6 && abs(innerSlope - s.q1) < 1e-9)
    #expect(s.replicons.count == 2 && abs(1 - curvature - s.replicons[0]) < 1e-5)
    #expect(abs(1 - innerCurvature - s.replicons[1]) < 1e-9)
  }

  @Test func limitsOfTheFunctional() throws {
    let temperature = 0.6
    let model = try SpinGlassTheory(field: 0.25)
    let rs = { (q: Double) in
      // q0 = q1 with any m; compared with the plain one-variable form.
      var sum = 0.0
      for k in -4500...4500 {
        let z = Double(k) * 0.002
        let u = (0.25 + q.squareRoot() * z) / temperature
        sum +=
          0.002 * Double.exp(-z * z / 2) / (2 * Double.pi).squareRoot()
          * Double.log(2 * Double.cosh(u))
      }
      return -(1 - q) * (1 - q) / (4 * temperature) - temperature * sum
    }
    let f = { (q0: Double, q1: Double, m: Double) in
      try model.freeEnergy(
        temperature: temperature, of: ParisiFunction(overlaps: [q0, q1], breakingPoints: [m]))
    }
    for m in [0.1, 0.5, 1] { #expect(abs(try f(0.4, 0.4, m) - rs(0.4)) < 1e-13) }
    #expect(abs(try f(0.3, 0.6, 1) - rs(0.3)) < 1e-13)
    #expect(abs(try f(0.3, 0.6, 1e-6) - rs(0.6)) < 1e-6)
    // The replica-symmetric solution itself is one of the choices.
    let symmetric = try model.replicaSymmetric(temperature: temperature)
    #expect(abs(try f(symmetric.q, symmetric.q, 0.3) - symmetric.freeEnergyPerSpin) < 1e-13)
  }

  /// f(T) ≈ e(0) − s(0) T; both branches, extrapolated from two low temperatures.
  @Test func lowTemperature() throws {
    let model = try SpinGlassTheory()
    for (branch, energy, tolerance) in [
      (SteppedSolution.Branch.minimum, -0.7652594347, 1e-8), (.q0Zero, -0.76883, 5e-6),
    ] {
      let a = try model.oneStep(temperature: 0.004, branch: branch)
      let b = try model.oneStep(temperature: 0.002, branch: branch)
      // The energy has no linear term in T.
      #expect(abs(b.energyPerSpin + (b.energyPerSpin - a.energyPerSpin) / 3 - energy) < tolerance)
    }
  }

  @Test(arguments: [(0.5, 0.0), (0.15, 0.0), (0.4, 0.3), (0.85, 0.05)])
  func thermodynamics(temperature: Double, field: Double) throws {
    let model = try SpinGlassTheory(field: field)
    let s = try model.oneStep(temperature: temperature)
    #expect(!s.isReplicaSymmetric && s.q0 > 0 && s.q0 < s.q1 && s.breakingParameter < 1)
    let d = 1e-4
    let f = { (t: Double) in try model.oneStep(temperature: t).freeEnergyPerSpin }
    let slope = try (f(temperature + d) - f(temperature - d)) / (2 * d)
    #expect(abs(s.entropyPerSpin + slope) < 1e-6)
    #expect(abs(s.energyPerSpin - s.freeEnergyPerSpin - temperature * s.entropyPerSpin) < 1e-13)
    #expect(s.errorEstimate < 1e-12)
    // Interaction energy −(β/2)(1 − ⟨q²⟩), an identity of Gaussian couplings.
    let interaction = s.energyPerSpin + field * s.magnetization
    #expect(abs(interaction + (1 - s.meanSquareOverlap) / (2 * temperature)) < 1e-13)
    if field != 0 {
      let fh = { (h: Double) in
        try SpinGlassTheory(field: h).oneStep(temperature: temperature).freeEnergyPerSpin
      }
      let response = try -(fh(field + d) - fh(field - d)) / (2 * d)
      #expect(abs(s.magnetization - response) < 1e-6)
    }
  }

  /// RS below one step below full breaking, T = 0.5: full f = −0.7911775749, e = −0.711461428.
  @Test func orderOfAnsatze() throws {
    let model = try SpinGlassTheory()
    let rs = try model.replicaSymmetric(temperature: 0.5)
    let zero = try model.oneStep(temperature: 0.5, branch: .q0Zero)
    let one = try model.oneStep(temperature: 0.5)
    #expect(rs.freeEnergyPerSpin < zero.freeEnergyPerSpin)
    #expect(zero.freeEnergyPerSpin < one.freeEnergyPerSpin)
    #expect(one.freeEnergyPerSpin < -0.7911775749)
    #expect(one.freeEnergyPerSpin > -0.79121 && abs(one.energyPerSpin + 0.711461428) < 3e-4)
    #expect(zero.q0 == 0 && zero.branch == .q0Zero)
    #expect(rs.replicon < zero.replicon && zero.replicon < one.replicon && one.replicon < 0)
  }

  /// Near T_c: q0 → τ/3, q1 → τ, m → 4τ/3 with τ = 1 − T.
  @Test func nearTransition() throws {
    let s = try SpinGlassTheory().oneStep(temperature: 0.99)
    #expect(abs(s.q0 / 0.01 - 1 / 3.0) < 0.02 && abs(s.q1 / 0.01 - 1) < 0.02)
    #expect(abs(s.breakingParameter / 0.01 - 4 / 3.0) < 0.05)
  }

  @Test func aboveTheLineItIsReplicaSymmetric() throws {
    for (temperature, field) in [(0.8, 0.2), (1.2, 0), (0.6, -0.5)] {
      let model = try SpinGlassTheory(field: field)
      let s = try model.oneStep(temperature: temperature)
      let rs = try model.replicaSymmetric(temperature: temperature)
      #expect(s.isReplicaSymmetric && s.q0 == rs.q && s.q1 == rs.q && s.stable)
      #expect(s.freeEnergyPerSpin == rs.freeEnergyPerSpin)
      #expect(s.magnetization == rs.magnetization && s.meanOverlap == rs.q)
      #expect(s.parisiFunction == rs.parisiFunction)
    }
  }

  @Test func signOfTheFieldAndBias() throws {
    let up = try SpinGlassTheory(field: 0.3).oneStep(temperature: 0.4)
    let down = try SpinGlassTheory(field: -0.3).oneStep(temperature: 0.4)
    #expect(up.freeEnergyPerSpin == down.freeEnergyPerSpin)
    #expect(up.magnetization == -down.magnetization && up.magnetization > 0)
    // A bias acts as a field h + J0 M; the mixed phase has 1 < J0 below T = 1.
    let mixed = try SpinGlassTheory(bias: 1.15).oneStep(temperature: 0.3)
    #expect(mixed.magnetization > 0.1 && !mixed.isReplicaSymmetric)
    let same = try SpinGlassTheory(field: 1.15 * mixed.magnetization).oneStep(temperature: 0.3)
    #expect(abs(same.magnetization - mixed.magnetization) < 1e-10)
    #expect(abs(same.q0 - mixed.q0) < 1e-6)
    let shift = 1.15 * mixed.magnetization * mixed.magnetization / 2
    #expect(abs(same.energyPerSpin + shift - mixed.energyPerSpin) < 1e-9)
    #expect(abs(same.freeEnergyPerSpin + shift - mixed.freeEnergyPerSpin) < 1e-9)
    #expect(try SpinGlassTheory(bias: 0.5).oneStep(temperature: 0.3).magnetization == 0)
  }

  @Test func parisiFunction() throws {
    let s = try SpinGlassTheory(field: 0.2).oneStep(temperature: 0.4)
    let m = s.breakingParameter
    #expect(s.parisiFunction.overlaps == [s.q0, s.q1] && s.parisiFunction.breakingPoints == [m])
    #expect(s.parisiFunction.peaks.map(\.weight) == [m, 1 - m])
    #expect(s.parisiFunction(m / 2) == s.q0 && s.parisiFunction(1) == s.q1)
    #expect(abs(s.meanOverlap - m * s.q0 - (1 - m) * s.q1) < 1e-15)
    #expect(abs(s.meanSquareOverlap - m * s.q0 * s.q0 - (1 - m) * s.q1 * s.q1) < 1e-15)
    #expect(s.edwardsAndersonParameter == s.q1)
  }

  @Test func badInput() throws {
    #expect(throws: ReplicaTheoryError.invalidTemperature(-1)) {
      try SpinGlassTheory().oneStep(temperature: -1)
    }
    #expect(throws: ReplicaTheoryError.branchNeedsZeroField(field: 0.1, bias: 0)) {
      try SpinGlassTheory(field: 0.1).oneStep(temperature: 0.5, branch: .q0Zero)
    }
    #expect(throws: ReplicaTheoryError.invalidStepCount(0, largest: 40)) {
      try SpinGlassTheory().steps(0, temperature: 0.5)
    }
    #expect(throws: ReplicaTheoryError.invalidStepCount(1000, largest: 40)) {
      try SpinGlassTheory().steps(1000, temperature: 0.5)
    }
  }
}
