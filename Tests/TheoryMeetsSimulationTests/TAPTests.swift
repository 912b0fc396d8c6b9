import LinearAlgebra
import RealModule
import ReplicaTheory
import Sampling
import SpinModels
import Statistics
import Testing

/// TAP equations of single instances against replica theory, which averages over them, and against
/// sampled magnetisations.
///
/// Calibrated by a reaction of half its size, by a reaction that acts on the magnetisations of the same
/// step, by a Hopfield load smaller by a fifth, and by states that are never recognised again.
@Suite struct TAPTests {
  private func equations(
    spinCount: Int, field: Double, temperature: Double, instance: Int = 0, seed: UInt64 = 41
  ) throws -> TAPEquations {
    let model = try SherringtonKirkpatrick(spinCount: spinCount, field: field)
      .instance(instance, seed: seed)
    return try TAPEquations(
      couplings: model.couplings, fields: model.fields, temperature: temperature,
      reaction: .sherringtonKirkpatrick)
  }

  private func signs(_ count: Int, seed: Int) -> [Double] {
    Hopfield.firstPattern(count, seed: seed)
  }

  /// Above the AT line the one solution has the replica-symmetric f, e and q.
  ///
  /// Twelve instances of N = 800; Student's t with 11 degrees of freedom, 0.001 for the three comparisons together. The
  /// corrections of order 1/N are a third of the errors or less.
  @Test func replicaSymmetricPhase() throws {
    let (field, temperature) = (0.5, 0.9)
    let theory = try SpinGlassTheory(field: field).replicaSymmetric(temperature: temperature)
    let solutions = try (0..<12).map { instance in
      let tap = try equations(
        spinCount: 800, field: field, temperature: temperature, instance: instance)
      let solution = try tap.solution(from: [Double](repeating: 0, count: 800))
      try #require(solution.isState && solution.method == .iteration)
      return solution
    }
    let comparisons: [(String, [Double])] = [
      ("f", solutions.map { $0.freeEnergyPerSpin - theory.freeEnergyPerSpin }),
      ("e", solutions.map { $0.energyPerSpin - theory.energyPerSpin }),
      ("q", solutions.map { $0.selfOverlap - theory.q }),
    ]
    for (name, differences) in comparisons {
      let test = StudentTest(differences)
      #expect(test.probability > 0.001 / 3, "\(name): \(test.mean) ± \(test.error)")
      #expect(test.error < 0.01)
    }
  }

  /// Bolthausen's iteration contracts by 1 − replicon in every step.
  ///
  /// Steps 3 to 9 of eight instances of N = 2000, Student's t with 7 degrees of freedom, level 0.001. Later steps show the finite N.
  @Test func rateOfTheIteration() throws {
    let theory = try SpinGlassTheory(field: 0.4).replicaSymmetric(temperature: 1)
    let rates = try (0..<8).map { instance in
      let tap = try equations(spinCount: 2000, field: 0.4, temperature: 1, instance: instance)
      let changes = try tap.iteration(from: [Double](repeating: 0, count: 2000)).changes
      return Double.log(changes[8] / changes[2]) / 6
    }
    let test = StudentTest(rates.map { $0 - Double.log(1 - theory.replicon) })
    #expect(test.probability > 0.001, "\(test.mean) ± \(test.error)")
    #expect(test.error < 0.03)
  }

  /// Below the AT line it does not converge, and descent finds a state of positive replicon with the
  /// same overlaps from several starts; their mirror images are the same state.
  @Test func brokenPhase() throws {
    let tap = try equations(spinCount: 200, field: 0, temperature: 0.5, seed: 1)
    #expect(try !tap.iteration(from: signs(200, seed: 1)).hasConverged)
    var ends: [TAPSolution] = []
    for seed in 0..<16 {
      let start = signs(200, seed: seed)
      ends.append(try tap.solution(from: start))
      if seed < 2 { ends.append(try tap.solution(from: start.map { -$0 })) }
    }
    let set = TAPStates(ends, isSpinFlipSymmetric: true)
    let counted = set.visits.reduce(0, +)
    #expect(counted + set.unsolved.count + set.spurious.count <= ends.count)
    let state = try #require(set.states.first)
    #expect(counted > set.states.count)
    // At N = 200 the free energy of the lowest state is within 0.03 of that of N → ∞.
    #expect(abs(state.freeEnergyPerSpin + 0.7911775749) < 0.03)
    #expect(abs(state.selfOverlap - 0.638161198) < 0.15)
    for state in set.states {
      let gradient = try tap.gradient(of: state.magnetizations)
      #expect(gradient.allSatisfy { abs($0) < 1e-8 })
      #expect(state.replicon > 0)
    }
    let overlaps = set.overlaps()
    for a in set.states.indices {
      #expect(abs(overlaps[a, a] - set.states[a].selfOverlap) < 1e-12)
      for b in 0..<a {
        #expect(
          abs(overlaps[a, b]) < (1 - 1e-6) * (overlaps[a, a] * overlaps[b, b]).squareRoot())
      }
    }
    #expect(abs(set.weights(temperature: 0.5).reduce(0, +) - 1) < 1e-12)
    #expect(
      set.states.indices.dropFirst().allSatisfy {
        set.states[$0 - 1].freeEnergyPerSpin <= set.states[$0].freeEnergyPerSpin
      })
    // Without mirror images they are two states.
    #expect(
      TAPStates(ends, isSpinFlipSymmetric: false).states.count > set.states.count)
  }

  /// Sampled magnetisations above the AT line: the reaction brings the mean square deviation of naive mean-field
  /// theory down to the sampling error and the O(1/N) of TAP.
  @Test func sampledMagnetizations() async throws {
    let (spinCount, field, temperature) = (256, 0.5, 1.0)
    let settings = try SamplingSettings(
      temperatures: [temperature, 1.2], burnIn: 200, sweeps: 20_000, draws: 1000, seed: 41)
    let ensemble = try SherringtonKirkpatrick(spinCount: spinCount, field: field)
    var sampled = [Double](repeating: 0, count: spinCount)
    try await SamplingRun(ensemble, settings: settings).sample(instances: [0], threads: 2) {
      record in
      let replicas = record.configurations(temperatureIndex: 0)
      let spins = replicas.unpacked()
      for i in 0..<spinCount {
        sampled[i] = spins.column(i).reduce(0, +) / Double(replicas.count)
      }
    }
    let model = ensemble.instance(0, seed: 41)
    let tap = try equations(spinCount: spinCount, field: field, temperature: temperature)
    #expect(tap.couplings == model.couplings)
    let solution = try tap.solution(from: sampled)
    var naive = sampled
    for _ in 0..<2000 {
      let local = model.couplings * naive
      for i in naive.indices {
        naive[i] += 0.2 * (Double.tanh((field + local[i]) / temperature) - naive[i])
      }
    }
    func deviation(_ m: [Double]) -> Double {
      zip(m, sampled).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Double(spinCount)
    }
    #expect(deviation(solution.magnetizations) < 0.002)
    #expect(deviation(naive) > 10 * deviation(solution.magnetizations))
  }

  /// Retrieval in a Hopfield network at α = 0.05: overlap with the pattern, self-overlap and free energy of
  /// the replica-symmetric retrieval state.
  ///
  /// Twelve instances of N = 800, level 0.001 in all.
  @Test func retrieval() throws {
    let (spinCount, patternCount, temperature) = (800, 40, 0.4)
    let theory = try HopfieldTheory(load: 0.05)
      .solution(.retrieval, temperature: temperature)
    let ensemble = try Hopfield(spinCount: spinCount, patterns: .random(count: patternCount))
    var differences = [[Double]](repeating: [], count: 3)
    for instance in 0..<12 {
      let model = ensemble.instance(instance, seed: 43)
      let pattern = Array(ensemble.patterns(ofInstance: instance, seed: 43).row(0))
      let tap = try TAPEquations(
        couplings: model.couplings, temperature: temperature,
        reaction: .hopfield(load: ensemble.load))
      let solution = try tap.solution(from: pattern)
      try #require(solution.isState)
      differences[0].append(solution.overlap(with: pattern) - theory.retrievalOverlap)
      differences[1].append(solution.selfOverlap - theory.q)
      differences[2].append(solution.freeEnergyPerSpin - theory.freeEnergyPerSpin)
    }
    for values in differences {
      let test = StudentTest(values)
      #expect(test.probability > 0.001 / 3, "\(test.mean) ± \(test.error)")
      #expect(test.error < 0.01)
    }
  }
}

extension Hopfield {
  /// Random signs.
  fileprivate static func firstPattern(_ count: Int, seed: Int) -> [Double] {
    guard let model = try? Hopfield(spinCount: count, patterns: .random(count: 1)) else {
      return []
    }
    return Array(model.patterns(ofInstance: 0, seed: UInt64(seed)).row(0))
  }
}
