import LinearAlgebra
import Parallelism
import RealModule
import Sampling
import SpinModels
import Statistics
import Testing

@Suite struct WholeNumberKernelTests {
  /// Energies in whole numbers agree with those in floating point to the stated rounding.
  @Test(arguments: [0.0, 0.3])
  func energiesAreExactToRounding(field: Double) throws {
    let model = try SherringtonKirkpatrick(spinCount: 100, field: field).instance(0, seed: 3)
    let fixed = DenseKernel(model)
    let spins = (0..<100).map { Int8($0 % 3 == 0 ? -1 : 1) }
    let fields = fixed.localFields(of: spins)
    let energy = Double(fixed.energy(of: spins, localFields: fields)) * fixed.unit
    #expect(abs(energy - model.energy(of: spins)) < 100 * 100 * fixed.unit)
    for (kept, exact) in zip(fields, model.localFields(of: spins)) {
      #expect(abs(Double(kept) * fixed.unit - exact) < 60 * fixed.unit)
    }
    #expect(fixed.unit < 1e-7)
  }

  /// ±1 couplings and Hebb's rule with N a power of two are represented without any rounding.
  @Test func dyadicCouplingsAreExact() throws {
    let model = try SherringtonKirkpatrick(spinCount: 64, distribution: .plusMinusOne)
      .instance(0, seed: 3)
    let fixed = DenseKernel(model)
    let spins = (0..<64).map { Int8($0 % 5 == 0 ? -1 : 1) }
    let energy = fixed.energy(of: spins, localFields: fixed.localFields(of: spins))
    #expect(Double(energy) * fixed.unit == model.energy(of: spins))
  }

  @Test func extremeModelsDoNotOverflow() throws {
    let huge = try SpinInstance(
      couplings: Matrix(rows: 2, columns: 2, elements: [0, 1e99, 1e99, 0]), fields: [-1e99, 0])
    let fixed = DenseKernel(huge)
    let local = fixed.localFields(of: [1, 1])
    #expect(abs(Double(fixed.energy(of: [1, 1], localFields: local)) * fixed.unit) < 1e92)
    let none = try SpinInstance(couplings: Matrix(rows: 3, columns: 3))
    #expect(DenseKernel(none).localFields(of: [1, 1, 1]) == [0, 0, 0])
  }
}

@Suite struct LadderTests {
  /// Independent spins in a field: exact magnetisation tanh(βh), by the heat bath alone.
  @Test func freeSpinsInAField() async throws {
    let fields = [-0.7, 0.1, 0.4, 2.0]
    let model = try SpinInstance(couplings: Matrix(rows: 4, columns: 4), fields: fields)
    let settings = try SamplingSettings(
      temperatures: [0.9], chainCount: 16, burnIn: 1, sweeps: 4000, draws: 4000)
    let record = try await sampled(GivenCouplings(model), settings)
    for i in 0..<4 {
      let units = record.ladders.map { $0.draws[0].unpacked().column(i).reduce(0, +) / 4000 }
      let estimate = Estimate(meanOf: units)
      let error = try #require(estimate.error)
      // 16 units: the bound at p = 0.0001 for Student's t with 15 degrees of freedom.
      #expect(abs(estimate.value - Double.tanh(fields[i] / 0.9)) < 5.24 * error)
    }
  }

  @Test func keptFieldsAndEnergiesStayExact() throws {
    let model = DenseKernel(
      try SherringtonKirkpatrick(spinCount: 70, field: 0.2).instance(0, seed: 8))
    let settings = try SamplingSettings(
      temperatures: [0.6, 0.75, 1.0], burnIn: 0, sweeps: 300, draws: 10)
    var ladder = TemperatureLadder(
      model, settings: settings, streams: LadderStreams(seed: 1, instance: 0, chain: 0))
    for _ in 0..<300 { ladder.advance() }
    try ladder.verify()
    #expect(Set(ladder.state.walkers.walkerAt) == [0, 1, 2])
    #expect(ladder.state.exchanges.rates.allSatisfy { $0 > 0.05 && $0 < 1 })
  }

  /// The stream format in action: all spins after 100 sweeps of a short ladder, as first released.
  @Test func trajectoryIsFrozen() throws {
    let model = DenseKernel(
      try SherringtonKirkpatrick(spinCount: 70, field: 0.2).instance(3, seed: 11))
    let settings = try SamplingSettings(temperatures: [0.5, 0.7, 1.0], sweeps: 100, seed: 11)
    var ladder = TemperatureLadder(
      model, settings: settings, streams: LadderStreams(seed: 11, instance: 3, chain: 1))
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for _ in 0..<100 {
      ladder.advance()
      for slot in 0..<3 {
        for spin in ladder.configuration(slot: slot) {
          hash = (hash ^ UInt64(UInt8(bitPattern: spin))) &* 0x100_0000_01b3
        }
      }
    }
    #expect(hash == 123_203_124_658_459_103)
  }

  @Test func threadsDoNotChangeTheResult() async throws {
    let ensemble = try SherringtonKirkpatrick(spinCount: 40)
    let settings = try SamplingSettings(temperatures: [0.4, 0.7, 1.1], sweeps: 200, draws: 20)
    let run = SamplingRun(ensemble, settings: settings)
    var one: [InstanceRecord] = []
    var two: [InstanceRecord] = []
    var alone: [InstanceRecord] = []
    try await run.sample(instances: [0, 1, 2], threads: 1) { one.append($0) }
    try await run.sample(instances: [0, 1, 2], threads: 3) { two.append($0) }
    try await run.sample(instances: [2], threads: 1) { alone.append($0) }
    for (a, b) in zip(one, two) {
      #expect(a.equilibration == b.equilibration)
      for (x, y) in zip(a.ladders, b.ladders) {
        #expect(x.draws == y.draws && x.drawEnergies == y.drawEnergies)
      }
    }
    #expect(alone[0].ladders[3].draws == one[2].ladders[3].draws)
    #expect(one[0].ladders[0].draws != one[0].ladders[1].draws)
  }

  @Test func binsAndDrawsAreWhereTheyShouldBe() throws {
    let settings = try SamplingSettings(temperatures: [1], burnIn: 512, sweeps: 512, draws: 8)
    #expect(settings.drawSweeps == [576, 640, 704, 768, 832, 896, 960, 1024])
    #expect(settings.logarithmicBins.last == 513..<1025)
    #expect(settings.logarithmicBins.dropLast().last == 257..<513)
    let record = try LadderRecord(
      sampling: SherringtonKirkpatrick(spinCount: 8).instance(0, seed: 1),
      settings: settings, instance: 0, chain: 0)
    #expect(record.draws[0].count == 8 && record.drawEnergies[0].count == 8)
    #expect(record.binConfigurations[0].last?.count == 16)
    // With as much burn-in as sweeps the last bin is the measurement.
    #expect(abs(record.binEnergyPerSpin[0][8] - record.meanEnergyPerSpin[0]) < 1e-12)
  }

  @Test func cancellationStopsALadder() async throws {
    let run = SamplingRun(
      try SherringtonKirkpatrick(spinCount: 64),
      settings: try SamplingSettings(temperatures: [0.5, 1], sweeps: 100_000_000, draws: 1))
    let task = Task { try await run.sample(instances: [0], threads: 1) { _ in } }
    try await Task.sleep(for: .milliseconds(20))
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test func badSettingsAreRefused() {
    #expect(throws: SamplingError.invalidTemperature(0)) {
      try SamplingSettings(temperatures: [1, 0])
    }
    #expect(throws: SamplingError.invalidTemperature(-1)) {
      try SamplingSettings(temperatures: [-1])
    }
    #expect(throws: SamplingError.self) { try SamplingSettings(temperatures: [.nan]) }
    #expect(throws: SamplingError.noTemperatures) { try SamplingSettings(temperatures: []) }
    #expect(throws: SamplingError.repeatedTemperature(1)) {
      try SamplingSettings(temperatures: [1, 2, 1])
    }
    #expect(throws: SamplingError.tooFewChains(1)) {
      try SamplingSettings(temperatures: [1], chainCount: 1)
    }
    #expect(throws: SamplingError.moreDrawsThanSweeps(draws: 20, sweeps: 10)) {
      try SamplingSettings(temperatures: [1], sweeps: 10, draws: 20)
    }
  }
}

@Suite struct ConcurrencyTests {
  /// The first of every four takes longest, so results do not finish in the order of their index.
  @Test func resultsComeInOrder() async throws {
    @Sendable func compute(_ index: Int) -> Int {
      var sum = 0.0
      for k in 0..<(index % 4 == 0 ? 400_000 : 1000) { sum += Double.exp(-Double(k)) }
      return sum > 0 ? index * index : -1
    }
    let results = try await concurrentMap(count: 100, threads: 4, compute: compute)
    let squares: [Int] = (0..<100).map { $0 * $0 }
    #expect(results == squares)
    var indices: [Int] = []
    try await concurrentForEach(count: 40, threads: 3, compute: compute) { index, result in
      indices.append(index)
      #expect(result == index * index)
    }
    #expect(indices == Array(0..<40))
    #expect(try await concurrentMap(count: 0, threads: 2) { $0 }.isEmpty)
  }

  @Test func errorsArrive() async {
    await #expect(throws: SamplingError.noTemperatures) {
      try await concurrentMap(count: 10, threads: 3) { index in
        if index == 5 { throw SamplingError.noTemperatures }
        return index
      }
    }
  }
}
