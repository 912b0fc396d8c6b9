import LinearAlgebra
import RealModule
import ReplicaTheory
import Testing

/// The TAP free energy against its own derivatives, closed forms and enumeration.
///
/// Calibrated by halving the reaction, by leaving the last term of the Hessian out, by the wrong sign of
/// the reaction in the energy, by an entropy of magnetisations without its factor ½, and by counting
/// every coupling twice: each made at least one of these tests fail.
@Suite struct TAPEquationsTests {
  /// Fixed numbers between −1 and 1 without visible order.
  static func numbers(_ count: Int, seed: UInt64) -> [Double] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(Int64(bitPattern: state) >> 11) / 4_503_599_627_370_496
    }
  }

  static func couplings(_ n: Int, scale: Double, seed: UInt64) -> Matrix {
    let values = numbers(n * n, seed: seed)
    return Matrix(rows: n, columns: n) { i, j in
      i == j ? 0 : scale * values[min(i, j) * n + max(i, j)]
    }
  }

  static let reactions: [TAPReaction] = [.sherringtonKirkpatrick, .hopfield(load: 0.3), .pairwise]

  private func equations(
    _ reaction: TAPReaction, n: Int = 7, temperature: Double = 1.4, scale: Double = 0.6
  ) throws -> TAPEquations {
    try TAPEquations(
      couplings: Self.couplings(n, scale: scale, seed: 3), fields: Self.numbers(n, seed: 5),
      temperature: temperature, reaction: reaction)
  }

  @Test(arguments: reactions)
  func derivatives(reaction: TAPReaction) throws {
    let tap = try equations(reaction)
    let n = tap.spinCount
    let m = Self.numbers(n, seed: 11).map { 0.9 * $0 }
    let gradient = try tap.gradient(of: m)
    let hessian = try tap.hessian(of: m)
    let step = 1e-5
    for i in 0..<n {
      func shifted(_ change: Double) -> [Double] {
        var moved = m
        moved[i] += change
        return moved
      }
      let (up, down) = (shifted(step), shifted(-step))
      let slope =
        try (tap.freeEnergyPerSpin(of: up) - tap.freeEnergyPerSpin(of: down)) / (2 * step)
      #expect(abs(slope * Double(n) - gradient[i]) < 1e-8)
      let (high, low) = (try tap.gradient(of: up), try tap.gradient(of: down))
      for j in 0..<n {
        #expect(abs((high[j] - low[j]) / (2 * step) - hessian[i, j]) < 1e-7)
      }
    }
  }

  /// e = ∂(βf)/∂β at fixed magnetisations, and s = (e − f)/T.
  @Test(arguments: reactions)
  func thermodynamics(reaction: TAPReaction) throws {
    let m = Self.numbers(7, seed: 13).map { 0.95 * $0 }
    let beta = 1 / 1.4
    let step = 1e-5
    func scaledFreeEnergy(_ beta: Double) throws -> Double {
      try beta * equations(reaction, temperature: 1 / beta).freeEnergyPerSpin(of: m)
    }
    let slope = try (scaledFreeEnergy(beta + step) - scaledFreeEnergy(beta - step)) / (2 * step)
    let tap = try equations(reaction)
    #expect(abs(try tap.energyPerSpin(of: m) - slope) < 1e-9)
    let solution = try tap.solution(from: m)
    try #require(solution.isSolution)
    #expect(
      abs(
        solution.entropyPerSpin
          - (solution.energyPerSpin - solution.freeEnergyPerSpin) / tap.temperature)
        < 1e-13)
  }

  /// Two orders of the high-temperature expansion are exact: the errors of f and of ⟨s_i⟩ shrink as the
  /// cube of the couplings, those of naive mean-field theory as their square.
  @Test func secondOrderAgainstEnumeration() throws {
    let n = 8
    let fields = Self.numbers(n, seed: 5)
    func errors(scale: Double) throws -> (f: Double, m: Double) {
      let couplings = Self.couplings(n, scale: scale, seed: 7)
      let tap = try TAPEquations(
        couplings: couplings, fields: fields, temperature: 1, reaction: .pairwise)
      let solution = try tap.solution(from: fields.map { Double.tanh($0) })
      try #require(solution.isState)
      var z = 0.0
      var sums = [Double](repeating: 0, count: n)
      for state in 0..<(1 << n) {
        let s = (0..<n).map { state >> $0 & 1 == 1 ? 1.0 : -1.0 }
        var energy = 0.0
        for i in 0..<n {
          energy -= fields[i] * s[i]
          for j in 0..<i { energy -= couplings[i, j] * s[i] * s[j] }
        }
        let weight = Double.exp(-energy)
        z += weight
        for i in 0..<n { sums[i] += weight * s[i] }
      }
      let m = (0..<n).reduce(0) { max($0, abs(solution.magnetizations[$1] - sums[$1] / z)) }
      return (abs(solution.freeEnergyPerSpin + Double.log(z) / Double(n)), m)
    }
    let (strong, weak) = (try errors(scale: 0.02), try errors(scale: 0.01))
    #expect(abs(strong.f / weak.f - 8) < 0.5)
    #expect(abs(strong.m / weak.m - 8) < 0.5)
    #expect(strong.f < 2e-6)
  }

  /// The paramagnet in closed form.
  @Test func paramagnet() throws {
    let n = 12
    let couplings = Self.couplings(n, scale: 0.3, seed: 17)
    let zero = [Double](repeating: 0, count: n)
    let temperature = 2.0
    func equations(_ reaction: TAPReaction) throws -> TAPEquations {
      try TAPEquations(couplings: couplings, temperature: temperature, reaction: reaction)
    }
    let sk = try equations(.sherringtonKirkpatrick)
    #expect(
      abs(try sk.freeEnergyPerSpin(of: zero) + temperature * Double.log(2) + 1 / (4 * temperature))
        < 1e-15)
    #expect(try sk.replicon(of: zero) == 0.75)
    // αT/2 (ln(1 − β) + β) for Hopfield, replicon 1 − α/(T − 1)².
    let hopfield = try equations(.hopfield(load: 0.4))
    let free = -temperature * Double.log(2) + 0.2 * temperature * (Double.log(0.5) + 0.5)
    #expect(abs(try hopfield.freeEnergyPerSpin(of: zero) - free) < 1e-15)
    #expect(abs(try hopfield.replicon(of: zero) - 0.6) < 1e-15)
    // Squares of the couplings of this instance.
    let pairwise = try equations(.pairwise)
    let squares = couplings.elements.reduce(0) { $0 + $1 * $1 } / 2
    #expect(
      abs(
        try pairwise.freeEnergyPerSpin(of: zero) + temperature * Double.log(2)
          + squares / (2 * temperature * Double(n))) < 1e-15)
    let system = try SymmetricEigensystem(
      of: Matrix(rows: n, columns: n) { couplings[$0, $1] * couplings[$0, $1] / 4 })
    let largest = try #require(system.values.first)
    #expect(abs(try pairwise.replicon(of: zero) - (1 - largest)) < 1e-12)
  }

  /// The free energy of Hebb's couplings is smooth where its series takes over.
  @Test func smallSusceptibility() throws {
    let couplings = Self.couplings(3, scale: 1e-9, seed: 1)
    for x in [9.99e-4, 1.001e-3, 3e-3] {
      let tap = try TAPEquations(
        couplings: couplings, temperature: 1 / x, reaction: .hopfield(load: 1))
      let zero = [0.0, 0, 0]
      let exact = -(0...30).reversed().reduce(0.0) { $0 * x + 1 / Double($1 + 2) } * x / 2
      let found = try tap.freeEnergyPerSpin(of: zero) + Double.log(2) / x
      #expect(abs(found - exact) < 3e-13)
    }
  }

  /// The scaled eigenvalue has the sign of the smallest eigenvalue of the Hessian.
  @Test(arguments: reactions)
  func smallestEigenvalue(reaction: TAPReaction) throws {
    let tap = try equations(reaction)
    for (seed, size) in [(19, 0.3), (23, 0.9), (29, 0.7)] as [(UInt64, Double)] {
      let m = Self.numbers(tap.spinCount, seed: seed).map { size * $0 }
      let hessian = try tap.hessian(of: m)
      let scales = m.map { (1 - $0 * $0).squareRoot() }
      let scaled = Matrix(rows: m.count, columns: m.count) { i, j in
        (scales[i] * scales[j]) * tap.beta * hessian[min(i, j), max(i, j)]
      }
      let values = try SymmetricEigensystem(of: scaled).values
      let smallest = try #require(values.last)
      #expect(abs(try tap.smallestHessianEigenvalue(of: m) - smallest) < 1e-12)
    }
  }

  @Test func refusals() throws {
    let couplings = Self.couplings(3, scale: 1, seed: 1)
    var selfCoupled = couplings
    selfCoupled[1, 1] = 0.5
    #expect(throws: ReplicaTheoryError.selfCoupling(site: 1, value: 0.5)) {
      _ = try TAPEquations(
        couplings: selfCoupled, temperature: 1, reaction: .sherringtonKirkpatrick)
    }
    var skewed = couplings
    skewed[0, 2] += 1
    #expect(throws: LinearAlgebraError.self) {
      _ = try TAPEquations(couplings: skewed, temperature: 1, reaction: .pairwise)
    }
    var broken = couplings
    broken[2, 0] = .nan
    #expect(throws: LinearAlgebraError.notFinite(row: 2, column: 0)) {
      _ = try TAPEquations(couplings: broken, temperature: 1, reaction: .pairwise)
    }
    for temperature in [0, -1, Double.nan, .infinity] {
      #expect(throws: ReplicaTheoryError.self) {
        _ = try TAPEquations(
          couplings: couplings, temperature: temperature, reaction: .sherringtonKirkpatrick)
      }
    }
    #expect(throws: ReplicaTheoryError.invalidLoad(-1)) {
      _ = try TAPEquations(
        couplings: couplings, temperature: 1, reaction: .hopfield(load: -1))
    }
    #expect(throws: ReplicaTheoryError.self) {
      _ = try TAPEquations(
        couplings: couplings, fields: [0, .infinity, 0], temperature: 1, reaction: .pairwise)
    }
    // β(1 − q) = 2 at m = 0: no reaction.
    let cold = try TAPEquations(
      couplings: couplings, temperature: 0.5, reaction: .hopfield(load: 0.1))
    #expect(throws: ReplicaTheoryError.reactionDiverges(susceptibility: 2)) {
      _ = try cold.freeEnergyPerSpin(of: [0, 0, 0])
    }
  }
}
