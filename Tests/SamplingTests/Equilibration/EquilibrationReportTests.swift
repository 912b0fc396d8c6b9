import Randomness
import Sampling
import SpinModels
import Testing

/// The answers yes, no and cannot be told, where the truth is known.
@Suite struct EquilibrationReportTests {
  /// A small model at moderate temperatures is equilibrated, and the report says so, for any number of threads.
  @Test func equilibratedRun() async throws {
    let ensemble = try SherringtonKirkpatrick(spinCount: 32)
    let settings = try SamplingSettings(
      temperatures: [0.5, 0.7, 0.9, 1.2, 1.6], sweeps: 8192, draws: 64)
    let run = SamplingRun(ensemble, settings: settings)
    let report = try await run.recorded(instances: 0..<6, threads: 2).equilibrationReport()
    for temperature in report.temperatures {
      #expect(temperature.answer == .yes, "\(temperature.reasons)")
      #expect(temperature.isEquilibrated == true)
      let drift = temperature.checks.first { $0.kind == .drift }
      #expect(drift?.passed == true)
    }
    #expect(try await run.recorded(instances: 0..<6, threads: 1).equilibrationReport() == report)
  }

  /// A quench to low temperature without exchanges is still relaxing, and the report says so.
  @Test func quenchedRun() async throws {
    let settings = try SamplingSettings(
      temperatures: [0.2], burnIn: 64, sweeps: 64, draws: 16, algorithm: HeatBath())
    let report = try await SamplingRun(
      try SherringtonKirkpatrick(spinCount: 256), settings: settings
    ).recorded(instances: 0..<8, threads: 2).equilibrationReport()
    let found = report.temperatures[0]
    #expect(found.answer == .no && found.isEquilibrated == false)
    #expect(Set(found.reasons.map(\.kind)).isSuperset(of: [.memory, .drift]))
  }

  /// Patterns at low temperature hold every ladder where it fell first.
  @Test func patternsHoldLadders() async throws {
    let settings = try SamplingSettings(temperatures: [0.2], sweeps: 200, seed: 3)
    let report = try await SamplingRun(
      try Hopfield(spinCount: 300, patterns: .random(count: 4)), settings: settings
    ).recorded(instances: 0..<1, threads: 2).equilibrationReport()
    #expect(report.temperatures[0].answer == .no)
  }

  /// A hottest temperature that is stuck makes every other "no", and one that cannot be told leaves at best that.
  @Test func hottestTemperature() throws {
    var ladders = SyntheticLadders { t, ladder, _, stream in
      t == 2 ? ladder : stream.index(below: 4)
    }
    ladders.temperatures = [0.5, 0.6, 0.7]
    let stuck = try ladders.report(seed: 4, algorithm: ParallelTempering())
    #expect(stuck.temperatures.map(\.answer) == [.no, .no, .no])
    #expect(stuck.temperatures[0].reasons.map(\.kind) == [.hottest])
    #expect(stuck.temperatures[2].reasons[0].kind == .memory)
    // Without exchanges nothing is fed from there.
    let alone = try ladders.report(seed: 4, algorithm: HeatBath())
    #expect(alone.temperatures.map(\.answer) == [.yes, .yes, .no])
    // All in one state of one sign: nothing moves, and four starts are too few.
    ladders.state = { t, _, _, stream in t == 2 ? 0 : stream.index(below: 4) }
    let open = try ladders.signed(seed: 4)
    #expect(open.temperatures.map(\.answer) == [.cannotBeTold, .cannotBeTold, .cannotBeTold])
    #expect(open.temperatures[2].reasons.contains { $0.kind == .fresh })
  }

  /// Fewer than 16 draws, or 32 of two ladders, are too few; nothing that never changes is equilibrated.
  @Test func tooLittle() throws {
    var ladders = SyntheticLadders { _, _, _, stream in stream.index(below: 4) }
    ladders.draws = 15
    let few = try ladders.report(seed: 1).temperatures[0]
    #expect(few.answer == .cannotBeTold && few.isEquilibrated == nil)
    #expect(few.reasons.map(\.kind) == [.few] && few.figures.memoryProbability == nil)
    ladders.ladders = 2
    ladders.draws = 31
    #expect(try ladders.report(seed: 1).temperatures[0].reasons.map(\.kind) == [.few])
    let frozen = SyntheticLadders(noise: 0, state: { _, _, _, _ in 1 })
    #expect(try frozen.report(seed: 1).temperatures[0].reasons.map(\.kind) == [.constant])
  }

  /// Mirror images that a ladder keeps leave even quantities alone.
  @Test func lastingSign() throws {
    var no = 0
    for seed in 0..<20 {
      var ladders = SyntheticLadders { _, _, _, stream in stream.index(below: 1) }
      ladders.noise = 0.3
      // Two ladders of each sign.
      let found = ladders.evidence(seed: UInt64(seed))
      let draws = found.draws[0].enumerated().map { ladder, all in
        var result = PackedConfigurations(spinCount: 100)
        for k in 0..<all.count {
          let isUp = all.overlap(of: k, with: found.draws[0][0], at: 0) > 0
          let sign: Int8 = isUp == (ladder < 2) ? 1 : -1
          result.append(all[k].map { sign * $0 })
        }
        return result
      }
      let report = try EquilibrationReport(
        settings: SamplingSettings(temperatures: [1], sweeps: 1024), isSpinFlipSymmetric: true,
        instanceCount: 1
      ) { _ in
        EquilibrationEvidence(draws: [draws], energies: found.energies, data: found.data)
      }
      let kinds = report.temperatures[0].reasons.map(\.kind)
      if report.temperatures[0].answer == .no { no += 1 }
      #expect(kinds.contains(.sign))
    }
    #expect(no == 0)
  }

  /// In a field configurations stay alike however new they are: what the field explains is no memory, and what
  /// came down from the hottest temperature is new.
  @Test func fields() throws {
    func report(fieldOverlap: [Double]?, lives: Double?) throws -> EquilibrationReport {
      var ladders = SyntheticLadders { t, _, _, _ in 0 }
      ladders.temperatures = [1, 2]
      ladders.noise = 0.2
      let settings = try SamplingSettings(temperatures: [1, 2], sweeps: 1024)
      return try EquilibrationReport(
        settings: settings, isSpinFlipSymmetric: false, instanceCount: 1
      ) { _ in
        let found = ladders.evidence(seed: 9)
        let draws = found.draws.map { all in
          all.map { ladder in
            var result = PackedConfigurations(spinCount: 100)
            for k in 0..<ladder.count {
              let sign: Int8 = ladder.overlap(of: k, with: all[0], at: 0) < 0 ? -1 : 1
              result.append(ladder[k].map { sign * $0 })
            }
            return result
          }
        }
        let plain = found.data
        return EquilibrationEvidence(
          draws: draws, energies: found.energies,
          data: EquilibrationData(
            binEnergyPerSpin: plain.binEnergyPerSpin, binSquareOverlap: plain.binSquareOverlap,
            driftEnergyPerSpin: plain.driftEnergyPerSpin,
            driftSquareOverlap: plain.driftSquareOverlap,
            withinSquareOverlap: plain.withinSquareOverlap,
            betweenSquareOverlap: plain.betweenSquareOverlap,
            autocorrelationTimes: plain.autocorrelationTimes,
            diagnostics: lives.map { n in
              ["lives": [[Double](repeating: n, count: 4), [Double](repeating: 32, count: 4)]]
            } ?? [:]), fieldOverlap: fieldOverlap)
      }
    }
    // Overlaps of 0.36 that never decay: eight configurations or so.
    let unexplained = try report(fieldOverlap: nil, lives: nil)
    #expect(unexplained.temperatures.map(\.answer) == [.cannotBeTold, .cannotBeTold])
    #expect(unexplained.temperatures[1].reasons.contains { $0.kind == .fresh })
    // Explained at the hottest temperature, from which the other has been fed.
    let fed = try report(fieldOverlap: [0, 0.36], lives: 20)
    #expect(fed.temperatures.map(\.answer) == [.yes, .yes])
    let starved = try report(fieldOverlap: [0, 0.36], lives: 2)
    #expect(starved.temperatures.map(\.answer) == [.cannotBeTold, .yes])
  }

  /// The identity check accepts zero and rejects an offset of many errors.
  @Test func identity() throws {
    let ladders = SyntheticLadders { _, _, _, stream in stream.index(below: 4) }
    let settings = try SamplingSettings(temperatures: [1], sweeps: 1024)
    let noise = (0..<20).map { Double($0 % 5) - 2 }
    func found(_ shift: Double) throws -> TemperatureEquilibration {
      try EquilibrationReport(
        settings: settings, isSpinFlipSymmetric: true, instanceCount: 1,
        identityDiscrepancies: [noise.map { $0 + shift }]
      ) { ladders.evidence(seed: 2, instance: $0) }.temperatures[0]
    }
    #expect(try found(0).answer == .yes)
    #expect(try found(5).reasons.map(\.kind) == [.identity])
    #expect(try found(5).answer == .no)
  }

  /// A population of few families cannot be told; one of many is equilibrated.
  @Test func populations() async throws {
    let sk = try SherringtonKirkpatrick(spinCount: 64)
    func report(_ temperatures: [Double], draws: Int) async throws -> EquilibrationReport {
      let settings = try SamplingSettings(
        temperatures: temperatures, sweeps: 4, draws: draws, algorithm: PopulationAnnealing())
      return try await SamplingRun(sk, settings: settings).recorded(instances: 0..<1, threads: 2)
        .equilibrationReport()
    }
    let poor = try await report([0.2, 1], draws: 100)
    #expect(poor.temperatures[0].reasons.map(\.kind) == [.families])
    #expect(poor.temperatures[0].answer == .cannotBeTold)
    let rich = try await report([1.5, 2, 3, 5], draws: 1000)
    #expect(rich.temperatures.allSatisfy { $0.answer == .yes })
  }
}
