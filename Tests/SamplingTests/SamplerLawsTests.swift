import Foundation
import LinearAlgebra
import RealModule
import Sampling
import SpinModels
import TestSupport
import Testing

/// The laws of models, kernels and algorithms, applied to every member.
///
/// Checked by breaking the code: with the sign of the exchange exponent reversed the kernels change the Gibbs
/// measure (p = 0); with fields that miss one neighbour dense and sparse kernels part; with 0.9 β instead of β
/// as the end of a step of population annealing Z is off by 2,600 errors.
@Suite struct SamplerLawsTests {
  static let models = (try? makeModels()) ?? []

  private static func makeModels() throws -> [any SpinEnsemble] {
    [
      try SherringtonKirkpatrick(spinCount: 9, distribution: .plusMinusOne, bias: 0.4),
      try SherringtonKirkpatrick(spinCount: 10, field: 0.3),
      try Hopfield(spinCount: 10, patterns: .random(count: 2)),
      try Hopfield(
        spinCount: 4, patterns: .given(Matrix(rows: 1, columns: 4, elements: [1, -1, -1, 1]))),
      try GivenCouplings(
        SpinInstance(
          couplings: Matrix(rows: 3, columns: 3, elements: [0, 1, 0, 1, 0, -2, 0, -2, 0]),
          fields: [0.5, 0, -0.5])),
      try RandomFieldSpinGlass(spinCount: 8, fieldDeviation: 0.5),
      try EdwardsAnderson(dimension: 2, length: 3),
      try EdwardsAnderson(dimension: 3, length: 2, distribution: .plusMinusOne, field: 0.2),
      try EdwardsAnderson(dimension: 2, length: 3, dilution: 0.3),
      try PSpin(spinCount: 9),
      try PSpin(spinCount: 8, order: 4, distribution: .plusMinusOne, field: 0.2),
      try EdwardsAnderson(
        dimension: 2, length: 3, distribution: .plusMinusOne, bias: 0.6, boundary: .open),
      try RandomGraph(spinCount: 10, degrees: .mean(2.5), field: 0.1),
      try RandomGraph(
        spinCount: 10, degrees: .regular(3), distribution: .plusMinusOne, bias: 0.2),
      try Bipartite(visibleCount: 4, hiddenCount: 5, field: 0.1),
      try Bipartite(
        visibleCount: 2, hiddenCount: 2,
        weights: .given(Matrix(rows: 2, columns: 2, elements: [1, -0.5, 0.3, 0.8]))),
      try HierarchicalLattice(dimension: 2, generations: 2),
      try HierarchicalLattice(
        dimension: 2, generations: 2, distribution: .plusMinusOne, bias: 0.3, field: 0.2),
    ]
  }

  @Test(arguments: models.indices)
  func ensemble(_ index: Int) throws {
    #expect(try checkEnsemble(Self.models[index]) == [])
  }

  /// Every model of the catalogue is among those that are tested.
  @Test func allModelsAreTested() {
    #expect(Set(Self.models.map { type(of: $0).name }) == Set(ModelCatalogue.names))
  }

  @Test(arguments: [1, 6, 7, 9, 10, 11, 12, 14, 16, 17])
  func kernel(_ index: Int) throws {
    let instance = Self.models[index].instance(0, seed: 4)
    let broken = try checkKernel(instance.kernel(walkers: 1, coldest: 0.7), of: instance)
    #expect(broken == [])
  }

  /// The dense kernel, too, on lattices: the same decisions from another storage.
  @Test(arguments: [0, 5, 6, 7, 8])
  func denseAndSparseKernelsAreTwins(_ index: Int) throws {
    let instance = Self.models[index].instance(1, seed: 4)
    #expect(try checkTwins(DenseKernel(instance), SparseKernel(instance)) == [])
  }

  /// Lattices of even and odd numbers of neighbours, with and without two colours, and bonds of ±2.
  static let plusMinusLattices: [EdwardsAnderson] =
    (try? [
      EdwardsAnderson(dimension: 2, length: 3, distribution: .plusMinusOne),
      EdwardsAnderson(dimension: 2, length: 3, distribution: .plusMinusOne, dilution: 0.4),
      EdwardsAnderson(dimension: 3, length: 2, distribution: .plusMinusOne),
      EdwardsAnderson(dimension: 1, length: 12, distribution: .plusMinusOne),
    ]) ?? []

  @Test(arguments: plusMinusLattices)
  func multispinKernel(_ lattice: EdwardsAnderson) throws {
    let instance = lattice.instance(0, seed: 4)
    let kernel = try #require(MultispinKernel(instance))
    #expect(try checkKernel(kernel, of: instance, temperatures: [0.7, 1.1, 3]) == [])
  }

  /// The same decisions from one spin after another and one walker after another; more than 64 walkers.
  @Test(arguments: plusMinusLattices)
  func multispinKernelHasATwin(_ lattice: EdwardsAnderson) throws {
    let instance = lattice.instance(1, seed: 4)
    let kernel = try #require(MultispinKernel(instance))
    let temperatures = (0..<70).map { 0.3 + 0.05 * Double($0) }
    #expect(
      try checkTwins(
        kernel, PlainMultispinKernel(instance, placeOf: kernel.placeOf), temperatures: temperatures)
        == [])
  }

  @Test func multispinTwinsOfALargerLattice() throws {
    let instance = try EdwardsAnderson(length: 12, distribution: .plusMinusOne)
      .instance(0, seed: 2)
    let kernel = try #require(MultispinKernel(instance))
    #expect(
      try checkTwins(
        kernel, PlainMultispinKernel(instance, placeOf: kernel.placeOf),
        temperatures: [0.15, 0.4, 0.8, 1.2, 2.5], sweeps: 50)
        == [])
  }

  @Test func multispinKernelDeclines() throws {
    let others: [any SpinEnsemble] = [
      try EdwardsAnderson(length: 3), try SherringtonKirkpatrick(spinCount: 9),
      try EdwardsAnderson(length: 3, distribution: .plusMinusOne, field: 0.1),
      try EdwardsAnderson(dimension: 5, length: 3, distribution: .plusMinusOne),
    ]
    for model in others { #expect(MultispinKernel(model.instance(0, seed: 1)) == nil) }
  }

  /// Couplings of one size as bits: the same decisions as from a matrix of numbers, whole words or not.
  ///
  /// From 64 sites on several walkers are updated by panels of sites, of 256 at most.
  @Test(arguments: [2, 9, 16, 31, 64, 100, 257, 600])
  func bitRowKernelIsATwin(spins: Int) throws {
    let instance = try SherringtonKirkpatrick(spinCount: spins, distribution: .plusMinusOne)
      .instance(1, seed: 4)
    let kernel = try #require(BitRowKernel(instance))
    #expect(try checkTwins(DenseKernel(instance), kernel) == [])
    if spins < 10 { #expect(try checkKernel(kernel, of: instance) == []) }
  }

  /// Walkers that are updated together, by panels of sites, have the bits of walkers one after the other.
  ///
  /// The sizes end with a whole panel, with a group and with a part of one; 1100 takes two tiles.
  @Test(arguments: [5, 64, 65, 128, 200, 272, 1100])
  func panelsAreTheSweepsOfSingleWalkers(spins: Int) throws {
    let instance = try SherringtonKirkpatrick(spinCount: spins, field: 0.2).instance(0, seed: 3)
    let together = DenseKernel(instance, cachedBytes: 0)
    let single = DenseKernel(instance, cachedBytes: .max)
    #expect(together.walkersPerPass(3) == 3 && single.walkersPerPass(3) == 1)
    #expect(try checkTwins(together, single, temperatures: [0.2, 0.7, 3], sweeps: 20) == [])
    // By default large instances are updated together.
    #expect(spins < 1000 || DenseKernel(instance).walkersPerPass(3) == 3)
  }

  @Test func twinsOfALargerLattice() throws {
    let instance = try EdwardsAnderson(length: 6, distribution: .plusMinusOne)
      .instance(0, seed: 2)
    #expect(try checkTwins(DenseKernel(instance), SparseKernel(instance), sweeps: 50) == [])
  }

  /// Populations against enumeration at every temperature.
  ///
  /// The members of a population are not independent, so populations are compared as wholes.
  @Test(arguments: [1, 6])
  func populationAnnealing(_ index: Int) async throws {
    let settings = try SamplingSettings(
      temperatures: [0.5, 0.7, 1, 1.5, 2.5, 5], chainCount: 64, sweeps: 8, draws: 256, seed: 9,
      algorithm: PopulationAnnealing())
    let (failures, count) = try await checkAlgorithm(
      settings, on: Self.models[index], level: 0.001 / 2000)
    #expect(failures.isEmpty, "\(failures.prefix(5))")
    #expect(count > 200 && count < 1000)
  }

  /// The estimate of the partition function has no bias: E Z = Z.
  @Test func partitionFunctionOfPopulations() throws {
    let instance = Self.models[1].instance(0, seed: 4)
    let settings = try SamplingSettings(
      temperatures: [0.5, 0.7, 1, 1.5, 2.5, 5], sweeps: 4, draws: 128, seed: 9,
      algorithm: PopulationAnnealing())
    let enumeration = try ExactEnumeration(instance)
    let records = try (0..<100).map {
      try LadderRecord(sampling: instance, settings: settings, instance: 0, chain: $0)
    }
    var judge = Judge(level: 1e-5)
    for (t, temperature) in settings.temperatures.enumerated() {
      let exact = try enumeration.equilibrium(at: temperature).logPartitionFunction
      judge.compare(
        "Z at T = \(temperature)",
        records.map { .exp(($0.diagnostics["log_partition_function"]?[t] ?? .nan) - exact) }, 1)
    }
    #expect(judge.failures == [])
  }

  /// Two bonds between neighbours of a lattice of length 2 add up; on longer ones each has its own pair.
  @Test func bondsOfSmallLattices() throws {
    let small = try EdwardsAnderson(length: 2, distribution: .plusMinusOne).instance(0, seed: 1)
    guard case .sparse(let bonds) = small.interactions else {
      Issue.record("a lattice that is not sparse")
      return
    }
    #expect(bonds.bonds.count == 12)
    #expect(bonds.bonds.allSatisfy { [-2, 0, 2].contains($0.coupling) })
    let lattice = try EdwardsAnderson(dimension: 2, length: 5)
    guard case .sparse(let more) = lattice.instance(0, seed: 1).interactions else {
      Issue.record("a lattice that is not sparse")
      return
    }
    #expect(more.bonds.count == 50)
    #expect((0..<25).allSatisfy { more.places(of: $0).count == 4 })
    // Site 24 = (4, 4) has neighbours (3, 4), (4, 3), and around the edges (0, 4), (4, 0).
    #expect(more.places(of: 24).map { more.neighbours[$0] } == [4, 19, 20, 23])
  }

  /// A third of the bonds is absent, each by itself: 3 standard deviations of a binomial of 3000.
  @Test func dilution() throws {
    let lattice = try EdwardsAnderson(length: 10, dilution: 1.0 / 3)
    guard case .sparse(let bonds) = lattice.instance(0, seed: 1).interactions else {
      Issue.record("a lattice that is not sparse")
      return
    }
    #expect(abs(bonds.bonds.count - 2000) < 78)
  }

  /// A ladder that is stopped anywhere and restored from its coded state goes on to the same record.
  @Test(arguments: AlgorithmCatalogue.names)
  func resumedLadders(_ name: String) throws {
    let algorithm = try #require(AlgorithmCatalogue.algorithm(named: name))
    let settings = try SamplingSettings(
      temperatures: [0.6, 0.9, 1.4], sweeps: 120, draws: 100, seed: 3, algorithm: algorithm)
    // More than one group of sites, so that the order of their visits is part of the state.
    let models: [any SpinEnsemble] = [
      try SherringtonKirkpatrick(spinCount: 40), try EdwardsAnderson(dimension: 2, length: 6),
      try EdwardsAnderson(dimension: 2, length: 6, distribution: .plusMinusOne),
    ]
    for model in models where algorithm.takesAllCouplings || model is EdwardsAnderson {
      try requireSameRecord(
        model.instance(0, seed: 3).kernel(walkers: 4, coldest: 0.6, rule: algorithm.rule),
        algorithm,
        settings)
    }
  }

  private func requireSameRecord(
    _ kernel: some SweepKernel, _ algorithm: any SamplingAlgorithm, _ settings: SamplingSettings
  ) throws {
    let streams = LadderStreams(seed: 3, instance: 0, chain: 2)
    func start() -> any SamplingLadder {
      algorithm.ladder(kernel, settings: settings, streams: streams)
    }
    let whole = try finished(start())
    for stop in [1, 17, 239] {
      let resumed = try stopped(start(), after: stop, goingOnIn: start())
      #expect(resumed.draws == whole.draws && resumed.drawEnergies == whole.drawEnergies)
      #expect(resumed.binConfigurations == whole.binConfigurations)
      #expect(resumed.meanEnergyPerSpin == whole.meanEnergyPerSpin)
      #expect(resumed.diagnostics == whole.diagnostics && resumed.lowest == whole.lowest)
      #expect(resumed.autocorrelationTimes == whole.autocorrelationTimes)
    }
  }

  private func finished(_ ladder: some SamplingLadder) throws -> LadderRecord {
    var ladder = ladder
    while ladder.stepsDone < ladder.stepCount { ladder.advance() }
    return try ladder.record()
  }

  private func stopped<Ladder: SamplingLadder>(
    _ ladder: Ladder, after steps: Int, goingOnIn other: any SamplingLadder
  ) throws -> LadderRecord {
    var ladder = ladder
    for _ in 0..<steps { ladder.advance() }
    let coded = try JSONEncoder().encode(ladder.state)
    var resumed = try #require(other as? Ladder)
    resumed.state = try JSONDecoder().decode(Ladder.State.self, from: coded)
    return try finished(resumed)
  }
}
