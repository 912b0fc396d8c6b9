import Sampling
import SpinModels
import TestSupport
import Testing

/// The lowest energies that runs met.
///
/// Calibrated by breaking the code: with the last instead of the first of equal energies `isTheLowestOfTheCourse` fails.
@Suite struct LowestStateTests {
  /// Against the course of a ladder, whose energies are computed anew from its configurations: the first of equal
  /// ones, at the lowest temperature.
  @Test(arguments: [0, 1, 6, 10])
  func isTheLowestOfTheCourse(_ index: Int) throws {
    let instance = SamplerLawsTests.models[index].instance(0, seed: 4)
    let settings = try SamplingSettings(temperatures: [0.4, 0.8, 1.6], sweeps: 40, draws: 1)
    let streams = LadderStreams(seed: 3, instance: 0, chain: 1)
    try follow(
      instance.kernel(walkers: 1, coldest: 0.4), instance, settings: settings, streams: streams)
  }

  private func follow(
    _ kernel: some SweepKernel, _ instance: SpinInstance, settings: SamplingSettings,
    streams: LadderStreams
  ) throws {
    var ladder = TemperatureLadder(kernel, settings: settings, streams: streams)
    var best: (energy: Double, sweep: Int, configuration: [Int8])?
    func look() {
      for slot in settings.temperatures.indices {
        let spins = ladder.configuration(slot: slot)
        let energy = instance.energy(of: spins)
        // Kernels round couplings to about 1e-8 of the largest field.
        if energy < (best?.energy ?? .infinity) - 1e-6 { best = (energy, ladder.stepsDone, spins) }
      }
    }
    look()
    while ladder.stepsDone < ladder.stepCount {
      ladder.advance()
      look()
    }
    let expected = try #require(best)
    let lowest = try ladder.record().lowest
    #expect(abs(lowest.energy - expected.energy) < 1e-6)
    #expect(lowest.sweep == expected.sweep && lowest.configuration == expected.configuration)
  }

  @Test func firstLadderOfSeveral() {
    func state(_ energy: Double, _ first: Int8) -> LowestState {
      LowestState([first, 1, -1], energyPerSpin: energy, sweep: 7)
    }
    let states = LowestStates([state(-0.5, 1), state(-1, -1), state(-1, 1), state(-0.9, 1)])
    #expect(states.chain == 1 && states.chainsThatMetIt == 2)
    #expect(states.lowest.configuration == [-1, 1, -1] && states.lowest.energy == -3)
  }

  /// Ground states of small systems by every algorithm, against enumeration; whatever the number of threads.
  @Test(arguments: AlgorithmCatalogue.names)
  func groundStates(_ name: String) async throws {
    let algorithm = try #require(AlgorithmCatalogue.algorithm(named: name))
    let settings = try SamplingSettings(
      temperatures: [0.2, 0.5, 1], chainCount: 3, sweeps: 400, draws: 100, seed: 8,
      algorithm: algorithm)
    let models: [any SpinEnsemble] = [
      try SherringtonKirkpatrick(spinCount: 14),
      try SherringtonKirkpatrick(spinCount: 13, distribution: .plusMinusOne, field: 0.2),
      try EdwardsAnderson(dimension: 2, length: 4, distribution: .plusMinusOne),
    ]
    for model in models where algorithm.takesAllCouplings || model is EdwardsAnderson {
      let run = SamplingRun(model, settings: settings)
      let one = try await run.recorded(instances: 0..<3, threads: 1)
      let two = try await run.recorded(instances: 0..<3, threads: 3)
      for k in 0..<3 {
        let states = try #require(try one.lowestStates(instance: k))
        #expect(try states == two.lowestStates(instance: k))
        let instance = model.instance(k, seed: 8)
        let exact = try ExactEnumeration(instance).groundStateEnergy
        #expect(abs(states.lowest.energy - exact) < 1e-6)
        #expect(abs(instance.energy(of: states.lowest.configuration) - exact) < 1e-9)
      }
    }
  }

  /// The start counts: at a high temperature a ground state is left at once.
  @Test func startIsMet() async throws {
    let model = try SherringtonKirkpatrick(spinCount: 64)
    let cold = try SamplingSettings(temperatures: [0.1, 0.4, 1], sweeps: 400, seed: 8)
    let run = try await SamplingRun(model, settings: cold).recorded(instances: 0..<1, threads: 2)
    let ground = try #require(try run.lowestStates(instance: 0)?.lowest)
    var start = PackedConfigurations(spinCount: 64)
    start.append(ground.configuration)
    let hot = try SamplingSettings(
      temperatures: [10], sweeps: 20, draws: 1, seed: 8, start: .configurations(start))
    let states = try #require(
      try await SamplingRun(model, settings: hot).recorded(instances: 0..<1, threads: 1)
        .lowestStates(instance: 0))
    #expect(states.chain == 1 && states.lowest.sweep == 0)
    #expect(states.lowest.configuration == ground.configuration)
  }
}
