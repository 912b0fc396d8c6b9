import LinearAlgebra
import Sampling
import SpinModels
import TestSupport
import Testing

/// No coupling is lost next to a huge one.
///
/// That the comparisons see lost couplings is tested too: with 32 bits they fail from h = 1e10 on.
@Suite struct SwallowedCouplingTests {
  /// Gaussian couplings of 9 spins, the field of one of them huge.
  private static func pinned(by field: Double) throws -> SpinInstance {
    let drawn = try SherringtonKirkpatrick(spinCount: 9, field: 0.2).instance(0, seed: 6)
    var fields = drawn.fields
    fields[4] = field
    return try SpinInstance(couplings: drawn.couplings, fields: fields)
  }

  @Test(arguments: [1e6, 1e8, -1e10, 1e12])
  func pinnedSpinLeavesTheOthersTheirCouplings(field: Double) throws {
    let instance = try Self.pinned(by: field)
    let kernel = try instance.kernel(walkers: 1, coldest: 0.7)
    #expect(kernel is WideKernel)
    #expect(try checkKernel(kernel, of: instance) == [])
    if abs(field) >= 1e10 { #expect(try checkKernel(DenseKernel(instance), of: instance) != []) }
  }

  /// A tempering run with a pinned spin against enumeration of the others in the fields of its couplings.
  ///
  /// 32 independent ladders; the energy at both temperatures fails by chance in 2 of 10⁵ cases.
  @Test(arguments: [1e6, 1e9, 1e12])
  func energyWithAPinnedSpin(field: Double) async throws {
    let instance = try Self.pinned(by: field)
    let others = (0..<9).filter { $0 != 4 }
    let rest = try SpinInstance(
      couplings: Matrix(rows: 8, columns: 8) { instance.couplings[others[$0], others[$1]] },
      fields: others.map { instance.fields[$0] + instance.couplings[$0, 4] })
    let settings = try SamplingSettings(
      temperatures: [0.4, 1], chainCount: 32, burnIn: 256, sweeps: 4096, draws: 16, seed: 2)
    let record = try await sampled(GivenCouplings(instance), settings)
    var judge = Judge(level: 1e-5)
    for (t, temperature) in settings.temperatures.enumerated() {
      judge.compare(
        "energy at \(temperature)", record.ladders.map { $0.meanEnergyPerSpin[t] * 9 + field },
        try ExactEnumeration(rest).equilibrium(at: temperature).energyPerSpin * 8)
    }
    #expect(judge.failures == [])
  }

  /// Two spins in a bond of 1e9: from exact draws a sweep leads to exact draws.
  @Test func hugeBond() throws {
    var couplings = try SherringtonKirkpatrick(spinCount: 8).instance(1, seed: 6).couplings
    couplings[2, 5] = 1e9
    couplings[5, 2] = 1e9
    let instance = try SpinInstance(couplings: couplings)
    #expect(try checkKernel(instance.kernel(walkers: 1, coldest: 0.7), of: instance) == [])
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let error = #expect(throws: SamplingError.self) {
      try Self.pinned(by: 1e25).kernel(walkers: 1, coldest: 0.7)
    }
    guard case .couplingSwallowed(let what, let change, let site, let largest, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(what.contains("coupling") || what.contains("field 0.2"))
    #expect(change > 0 && site == 4 && largest >= 1e25)
    #expect(throws: SamplingError.self) {
      try PSpin(spinCount: 12, field: 1e9).instance(0, seed: 1).kernel(walkers: 1, coldest: 0.5)
    }
    // Nothing is rounded here, whatever the temperature.
    let lattice = try EdwardsAnderson(dimension: 2, length: 4, distribution: .plusMinusOne)
    #expect(try lattice.instance(0, seed: 1).kernel(walkers: 1, coldest: 1e-100) is SparseKernel)
  }

  /// Models of one scale keep their storage, and with it their bits.
  @Test func ordinaryModelsStayIn32Bits() throws {
    let dense: [any SpinEnsemble] = [
      try SherringtonKirkpatrick(spinCount: 512, field: 1),
      try Hopfield(spinCount: 200, patterns: .random(count: 9)),
      try RandomFieldSpinGlass(spinCount: 64, fieldDeviation: 3),
    ]
    for model in dense {
      #expect(try model.instance(0, seed: 1).kernel(walkers: 1, coldest: 0.05) is DenseKernel)
    }
    for model in [try EdwardsAnderson(length: 8), try EdwardsAnderson(length: 8, dilution: 0.6)] {
      #expect(try model.instance(0, seed: 1).kernel(walkers: 1, coldest: 0.01) is SparseKernel)
    }
  }

  @Test(arguments: [0, 1])
  func wideKernelIsATwin(index: Int) throws {
    let models: [any SpinEnsemble] = [
      try EdwardsAnderson(length: 4, distribution: .plusMinusOne, field: 0.25),
      try SherringtonKirkpatrick(spinCount: 64, distribution: .plusMinusOne),
    ]
    let instance = models[index].instance(0, seed: 8)
    #expect(try checkTwins(SparseKernel(instance), WideKernel(instance)) == [])
  }
}
