import LinearAlgebra
import RealModule
import SpinModels
import Testing

/// Gibbs averages by the definition: every state, every pair of states, no transform, no Gray code.
private struct BruteForce {
  var logPartitionFunction: Double
  var energyPerSpin: Double
  var magnetizations: [Double]
  var pairCorrelations: Matrix
  var overlapProbability: [Double]

  init(_ model: SpinInstance, temperature: Double) {
    let n = model.spinCount
    let states = (0..<1 << n).map { k in (0..<n).map { k >> $0 & 1 == 1 ? Int8(-1) : 1 } }
    let energies = states.map { s in
      var energy = 0.0
      for i in 0..<n {
        energy -= model.fields[i] * Double(s[i])
        for j in 0..<i { energy -= model.couplings[i, j] * Double(s[i] * s[j]) }
      }
      return energy
    }
    let z = energies.reduce(0) { $0 + Double.exp(-$1 / temperature) }
    let p = energies.map { Double.exp(-$0 / temperature) / z }
    logPartitionFunction = Double.log(z)
    energyPerSpin = zip(p, energies).reduce(0) { $0 + $1.0 * $1.1 } / Double(n)
    magnetizations = (0..<n).map { i in
      zip(p, states).reduce(0) { $0 + $1.0 * Double($1.1[i]) }
    }
    pairCorrelations = Matrix(rows: n, columns: n) { i, j in
      zip(p, states).reduce(0) { $0 + $1.0 * Double($1.1[i] * $1.1[j]) }
    }
    var overlaps = [Double](repeating: 0, count: n + 1)
    for (pa, a) in zip(p, states) {
      for (pb, b) in zip(p, states) {
        let sum = zip(a, b).reduce(0) { $0 + Int($1.0 * $1.1) }
        overlaps[(sum + n) / 2] += pa * pb
      }
    }
    overlapProbability = overlaps
  }
}

@Suite struct ExactEnumerationTests {
  private static func models() throws -> [SpinInstance] {
    [
      try SherringtonKirkpatrick(spinCount: 9, field: 0.3).instance(1, seed: 4),
      try SherringtonKirkpatrick(spinCount: 8, distribution: .plusMinusOne, bias: 0.7)
        .instance(0, seed: 4),
      try Hopfield(spinCount: 7, patterns: .random(count: 2)).instance(2, seed: 4),
      try SpinInstance(
        couplings: Matrix(rows: 2, columns: 2, elements: [0, 0.5, 0.5, 0]), fields: [0.2, -0.4]),
    ]
  }

  @Test(arguments: [0.2, 0.7, 3.0])
  func agreesWithBruteForce(temperature: Double) throws {
    for model in try Self.models() {
      let exact = try ExactEnumeration(model).equilibrium(at: temperature)
      let brute = BruteForce(model, temperature: temperature)
      #expect(abs(exact.logPartitionFunction - brute.logPartitionFunction) < 1e-11)
      #expect(abs(exact.energyPerSpin - brute.energyPerSpin) < 1e-12)
      for i in 0..<model.spinCount {
        #expect(abs(exact.magnetizations[i] - brute.magnetizations[i]) < 1e-12)
        for j in 0..<model.spinCount {
          #expect(abs(exact.pairCorrelations[i, j] - brute.pairCorrelations[i, j]) < 1e-12)
        }
      }
      for (k, value) in exact.overlapDistribution.enumerated() {
        #expect(abs(value.probability - brute.overlapProbability[k]) < 1e-12)
        #expect(abs(value.overlap - (2 * Double(k) / Double(model.spinCount) - 1)) < 1e-15)
      }
    }
  }

  /// The heat capacity is the temperature derivative of the energy, the entropy that of −f.
  @Test func thermodynamicDerivatives() throws {
    let enumeration = try ExactEnumeration(
      SherringtonKirkpatrick(spinCount: 12).instance(0, seed: 1))
    let step = 1e-4
    let middle = try enumeration.equilibrium(at: 0.8)
    let above = try enumeration.equilibrium(at: 0.8 + step)
    let below = try enumeration.equilibrium(at: 0.8 - step)
    let slope = (above.energyPerSpin - below.energyPerSpin) / (2 * step)
    let entropy = -(above.freeEnergyPerSpin - below.freeEnergyPerSpin) / (2 * step)
    #expect(abs(slope - middle.heatCapacityPerSpin) < 1e-7)
    #expect(abs(entropy - middle.entropyPerSpin) < 1e-7)
  }

  /// Two spins: Z = 2 e^{βJ} + 2 e^{−βJ}, and the ground state is doubly degenerate.
  @Test func twoSpinsInClosedForm() throws {
    let model = try SpinInstance(couplings: Matrix(rows: 2, columns: 2, elements: [0, 1, 1, 0]))
    let enumeration = try ExactEnumeration(model)
    let exact = try enumeration.equilibrium(at: 0.5)
    #expect(abs(exact.logPartitionFunction - Double.log(4 * Double.cosh(2))) < 1e-14)
    #expect(abs(exact.energyPerSpin + Double.tanh(2) / 2) < 1e-15)
    #expect(enumeration.groundStateCount == 2 && enumeration.groundStateEnergy == -1)
  }

  /// Ground states are one level at temperatures below the rounding of energies; what is no rounding is another level.
  ///
  /// Calibrated by a tolerance of 0 (the walk's rounding), and by one of 1e-9 (small couplings beside a huge one, and all small).
  @Test func groundStatesAreOneLevel() throws {
    let glass = try ExactEnumeration(SherringtonKirkpatrick(spinCount: 16).instance(1, seed: 1))
    let cold = try glass.equilibrium(at: 1e-17)
    #expect(glass.groundStateCount == 2)
    #expect(abs(16 * cold.entropyPerSpin - Double.log(2)) < 1e-14)
    #expect(cold.magnetizations.allSatisfy { abs($0) < 1e-14 })
    #expect(abs(cold.overlapDistribution[0].probability - 0.5) < 1e-14)
    for (strong, weak) in [(1e9, 1e-3), (1e-12, 1e-14)] {
      let chain = try ExactEnumeration(
        SpinInstance(
          couplings: Matrix(
            rows: 3, columns: 3, elements: [0, strong, 0, strong, 0, weak, 0, weak, 0])))
      #expect(chain.groundStateCount == 2)
      let exact = try chain.equilibrium(at: weak / 2)
      #expect(abs(exact.pairCorrelations[1, 2] - Double.tanh(2)) < 1e-3)
    }
  }

  /// The Gray-code walk passes its fresh starts: energies against their definition.
  @Test func energiesOfALargerModel() throws {
    let model = try SherringtonKirkpatrick(spinCount: 18, field: 0.1).instance(0, seed: 2)
    let enumeration = try ExactEnumeration(model)
    for state in stride(from: 0, to: 1 << 18, by: 997) {
      let spins = (0..<18).map { state >> $0 & 1 == 1 ? Int8(-1) : 1 }
      #expect(abs(enumeration.energies[state] - model.energy(of: spins)) < 1e-12)
    }
  }

  @Test func refusals() throws {
    let large = try SherringtonKirkpatrick(spinCount: 25).instance(0, seed: 1)
    #expect(throws: SpinModelError.tooManySpinsToEnumerate(25, limit: 24)) {
      try ExactEnumeration(large)
    }
    let small = try ExactEnumeration(SherringtonKirkpatrick(spinCount: 3).instance(0, seed: 1))
    for temperature in [0, -1, Double.nan, .infinity] {
      #expect(throws: SpinModelError.self) { try small.equilibrium(at: temperature) }
    }
  }
}
