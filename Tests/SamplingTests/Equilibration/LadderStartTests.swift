import LinearAlgebra
import Sampling
import SpinModels
import Testing

/// Every second ladder starts from somewhere else, and what random starts never reach is found.
@Suite struct LadderStartTests {
  /// Cold: after two sweeps every spin is still where it started.
  @Test func everySecondLadder() async throws {
    let model = try Hopfield(spinCount: 200, patterns: .random(count: 2))
    func magnetizations(_ start: LadderStart) async throws -> [[Double]] {
      let settings = try SamplingSettings(
        temperatures: [0.05, 0.06], burnIn: 0, sweeps: 2, draws: 1, seed: 4,
        algorithm: HeatBath(), start: start)
      let run = try await SamplingRun(model, settings: settings)
        .recorded(instances: 0..<1, threads: 1)
      let patterns = model.patterns(ofInstance: 0, seed: 4)
      return try (0..<2).map { t in
        try run.configurations(instance: 0, temperatureIndex: t).map { draws in
          let spins = draws[0]
          return zip(spins, patterns.row(t)).reduce(0) { $0 + Double($1.0) * $1.1 } / 200
        }
      }
    }
    // The second ladder has pattern 0 at the first temperature and 1 at the second, the fourth the other way round.
    let retrieved = try await magnetizations(.patterns)
    #expect(retrieved[0][1] > 0.9 && retrieved[1][1] > 0.9)
    #expect(abs(retrieved[0][3]) < 0.3 && abs(retrieved[1][3]) < 0.3)
    let random = try await magnetizations(.random)
    #expect(random[0][0] == retrieved[0][0] && random[1][2] == retrieved[1][2])
    #expect(random[0][1] != retrieved[0][1])
  }

  /// A ferromagnet of two halves that antiferromagnetic couplings between them hold apart.
  ///
  /// All random starts fall into the staggered state, the uniform one is as stable for the length of the run. Only a start there shows it.
  @Test func statesThatRandomStartsMiss() async throws {
    let n = 60
    var couplings = Matrix(rows: n, columns: n)
    for i in 0..<n {
      for j in 0..<n where i != j {
        couplings[i, j] = ((i < n / 2) == (j < n / 2) ? 4 : -0.4) / Double(n)
      }
    }
    let model = GivenCouplings(try SpinInstance(couplings: couplings))
    func answer(_ start: LadderStart) async throws -> TemperatureEquilibration {
      let settings = try SamplingSettings(temperatures: [0.5], sweeps: 256, start: start)
      return try await SamplingRun(model, settings: settings)
        .recorded(instances: 0..<1, threads: 2).equilibrationReport().temperatures[0]
    }
    let up = try await answer(.up)
    #expect(up.answer == .no && up.reasons[0].kind == .memory)
  }

  @Test func refusals() throws {
    let sk = try SherringtonKirkpatrick(spinCount: 16)
    #expect(throws: SamplingError.self) { try LadderStart.patterns.check(sk) }
    var short = PackedConfigurations(spinCount: 8)
    #expect(throws: SamplingError.self) { try LadderStart.configurations(short).check(sk) }
    short.append([Int8](repeating: 1, count: 8))
    #expect(throws: SamplingError.self) { try LadderStart.configurations(short).check(sk) }
    try LadderStart.up.check(sk)
    #expect(throws: SamplingError.self) {
      try SamplingSettings(
        temperatures: [1], draws: 100, algorithm: PopulationAnnealing(), start: .up)
    }
  }
}
