import RealModule
import ReplicaTheory
import Testing

/// Calibrated by breaking the code: with the spinodal taken 0.1 % off its maximum in w, without the change
/// of q in the slope of the load, with the free energy of the spin glass shifted by 1e-9, with the lower
/// of two reentrant temperatures dropped, and with T_R's limit halved, tests here fail.
@Suite struct HopfieldTransitionTests {
  @Test func publishedLoads() throws {
    let critical = try HopfieldTheory.spinodal(temperature: 0)
    #expect(abs(critical.load - 0.1379055665) < 1e-10)
    #expect(abs(critical.retrievalOverlap - 0.9674171) < 1e-7)
    #expect(abs(try HopfieldTheory.firstOrder(temperature: 0).load - 0.0518543) < 1e-7)
    // "Mixtures of three patterns exist up to α ≈ 0.03."
    #expect(abs(try HopfieldTheory.spinodal(temperature: 0, patterns: 3).load - 0.03) < 1e-3)
    // The closed form, searched by hand.
    var best = 0.0
    for k in 1_400_000...1_600_000 {
      let y = Double(k) * 1e-6
      let root = Double.erf(y) / y - 2 / Double.pi.squareRoot() * Double.exp(-y * y)
      best = max(best, root * root / 2)
    }
    #expect(abs(critical.load - best) < 1e-12 + 3 * critical.errorEstimate)
  }

  /// Each temperature by its definition.
  @Test(arguments: [1e-6, 0.003, 0.04, 0.0525, 0.1, 0.138])
  func definitions(load: Double) throws {
    let theory = try HopfieldTheory(load: load)
    let all = try theory.transitions()
    #expect(abs(all.spinGlassTemperature - 1 - load.squareRoot()) < 1e-15)
    let highest = try #require(all.retrievalSpinodalTemperature)
    let lowest = try #require(all.lowestRetrievalSpinodalTemperature)
    let margin = 1e-9
    #expect(try theory.solution(temperature: highest - margin).phase == .retrieval)
    #expect(try theory.solution(temperature: highest + margin).phase == .spinGlass)
    #expect(all.errorEstimate < 1e-10)
    if load == 0.138 {
      // Between these temperatures only: the replica-symmetric state is reentrant.
      #expect(lowest > 0.004 && lowest < 0.005)
      #expect(try theory.solution(temperature: lowest + margin).phase == .retrieval)
      #expect(try theory.solution(temperature: lowest - margin).phase == .spinGlass)
    } else {
      #expect(lowest == 0)
    }
    #expect((all.retrievalTemperature == nil) == (load > 0.054))
    let firstOrder = [all.retrievalTemperature, all.lowestRetrievalTemperature].compactMap { $0 }
    for temperature in firstOrder where temperature > 0 {
      let f = { (phase: HopfieldPhase) in
        try theory.solution(phase, temperature: temperature).freeEnergyPerSpin
      }
      #expect(abs(try f(.retrieval) - f(.spinGlass)) < 1e-14)
    }
    if let upper = firstOrder.first {
      #expect(try theory.equilibrium(temperature: upper - margin).phase == .retrieval)
      #expect(try theory.equilibrium(temperature: upper + margin).phase == .spinGlass)
    }
    #expect(try theory.equilibrium(temperature: 2).phase == .paramagnetic)
    if load == 0.0525 {
      let lower = try #require(all.lowestRetrievalTemperature)
      #expect(lower > 0.02 && lower < 0.04)
    }
    let unstable = try #require(all.retrievalAlmeidaThoulessTemperature)
    if unstable > 1e-100 {
      let replicon = { try theory.solution(.retrieval, temperature: $0).replicon }
      #expect(try replicon(unstable * (1 - 1e-9)) < 0)
      #expect(try replicon(unstable * (1 + 1e-9)) > 0)
    }
  }

  /// Amit, Gutfreund and Sompolinsky's limits: T_M ≈ 1 − 1.95√α, T_c ≈ 1 − 2.6√α,
  /// T_R ≈ √(8α/9π) e^(−1/2α).
  @Test func smallLoads() throws {
    let all = try HopfieldTheory(load: 1e-8).transitions()
    let spinodal = try #require(all.retrievalSpinodalTemperature)
    let transition = try #require(all.retrievalTemperature)
    #expect(abs(spinodal - 1 + 1.95e-4) < 1e-6)
    #expect(abs(transition - 1 + 2.6e-4) < 1e-6)
    for load in [0.0015, 0.005, 0.01, 0.0112] {
      let expected = (8 * load / (9 * Double.pi)).squareRoot() * Double.exp(-1 / (2 * load))
      let found = try #require(
        HopfieldTheory(load: load).transitions().retrievalAlmeidaThoulessTemperature)
      #expect(abs(found / expected - 1) < 1e-4)
    }
    // From the limit T → 0 to the search at T > 0 without a jump.
    let near = try [0.01107, 0.01108, 0.01109].map {
      try Double.log(
        #require(HopfieldTheory(load: $0).transitions().retrievalAlmeidaThoulessTemperature))
    }
    #expect(abs(near[0] - 2 * near[1] + near[2]) < 1e-4)
  }

  /// The equations iterated with naive sums from m = 1: they keep a memory just below the spinodal and
  /// lose it just above; nothing shared with the library.
  @Test(arguments: [0.05, 0.3, 0.7])
  func spinodalByIteration(temperature: Double) throws {
    let beta = 1 / temperature
    let nodes = (-200...200).map { Double($0) * 0.04 }
    let weights = nodes.map { 0.04 * Double.exp(-$0 * $0 / 2) / (2 * Double.pi).squareRoot() }
    func overlap(load: Double) -> Double {
      var (m, noise) = (1.0, load.squareRoot())
      for _ in 0..<3000 {
        var (image, q) = (0.0, 0.0)
        for (z, weight) in zip(nodes, weights) {
          let t = Double.tanh(beta * (noise * z + m))
          image += weight * t
          q += weight * t * t
        }
        if image < 0.1 { return 0 }
        m = image
        noise = (load * q).squareRoot() / (1 - beta * (1 - q))
      }
      return m
    }
    let end = try HopfieldTheory.spinodal(temperature: temperature)
    #expect(abs(overlap(load: end.load * (1 - 1e-4)) - end.retrievalOverlap) < 0.02)
    #expect(overlap(load: end.load * (1 + 1e-4)) == 0)
  }

  /// Near T = 1 leading orders take over from the full equations: without a jump.
  @Test(arguments: [1, 3, 9])
  func nearOne(patterns: Int) throws {
    let ends = try [1e-6, 4e-8, 2e-8, 1e-10].map { distance in
      let end = try HopfieldTheory.spinodal(temperature: 1 - distance, patterns: patterns)
      return (
        load: end.load.squareRoot() / distance,
        overlap: end.retrievalOverlap / distance.squareRoot()
      )
    }
    for end in ends {
      #expect(abs(end.load / ends[0].load - 1) < 1e-5)
      #expect(abs(end.overlap / ends[0].overlap - 1) < 1e-5)
    }
    // One pattern without load: m² = 3ε.
    let single = try HopfieldTheory(load: 0).solution(.retrieval, temperature: 1 - 1e-9)
    #expect(abs(single.retrievalOverlap / 3e-9.squareRoot() - 1) < 1e-6)
    let (below, above) = (0.99e-10, 1.01e-10)
    let slopes = try [below, above].map { load in
      let all = try HopfieldTheory(load: load).transitions()
      return try [all.retrievalSpinodalTemperature, all.retrievalTemperature].map {
        try (1 - #require($0)) / load.squareRoot()
      }
    }
    for (low, high) in zip(slopes[0], slopes[1]) { #expect(abs(low / high - 1) < 1e-4) }
  }

  /// The first-order line as a load at given temperature and as temperatures at given load.
  @Test(arguments: [0, 0.003, 0.03, 0.2, 0.6, 0.99, 1 - 3e-5, 1 - 1e-5])
  func firstOrder(temperature: Double) throws {
    let point = try HopfieldTheory.firstOrder(temperature: temperature)
    let all = try HopfieldTheory(load: point.load).transitions()
    let found = [all.retrievalTemperature, all.lowestRetrievalTemperature].compactMap { $0 }
    let nearest = try #require(found.min { abs($0 - temperature) < abs($1 - temperature) })
    #expect(
      abs(nearest - temperature) < 1e-4 * (1 - temperature) * (temperature == 0 ? 0 : 1) + 1e-9)
    #expect(point.errorEstimate < 1e-4 * point.load)
  }

  @Test func beyondTheCriticalLoad() throws {
    let all = try HopfieldTheory(load: 0.139).transitions()
    #expect(all.retrievalSpinodalTemperature == nil && all.retrievalTemperature == nil)
    #expect(all.retrievalAlmeidaThoulessTemperature == nil)
    let none = try HopfieldTheory(load: 0).transitions()
    #expect(none.retrievalTemperature == 1 && none.spinGlassTemperature == 1)
  }

  @Test func mixtures() throws {
    // Stable below T = 0.46 without load; not at all above.
    for patterns in [3, 5, 7] {
      let cold = try HopfieldTheory.spinodal(temperature: 0.1, patterns: patterns)
      #expect(try #require(cold.stableLoad) <= cold.load)
      let theory = try HopfieldTheory(load: cold.load * (1 - 1e-9))
      let phase = HopfieldPhase.mixture(patterns: patterns)
      #expect(try theory.solution(phase, temperature: 0.1).stable)
      #expect(throws: ReplicaTheoryError.self) {
        try HopfieldTheory(load: cold.load * (1 + 1e-9)).solution(phase, temperature: 0.1)
      }
      #expect(try HopfieldTheory.spinodal(temperature: 0.47, patterns: patterns).stableLoad == nil)
    }
    // Nine patterns at T = 0.3 exist to a larger load than they are stable to.
    let nine = try HopfieldTheory.spinodal(temperature: 0.3, patterns: 9)
    let limit = try #require(nine.stableLoad)
    #expect(limit < nine.load)
    for (factor, stable) in [(1 - 1e-6, true), (1 + 1e-6, false)] {
      let state = try HopfieldTheory(load: limit * factor)
        .solution(.mixture(patterns: 9), temperature: 0.3)
      #expect((state.patternStability >= 0) == stable)
    }
  }

  @Test func phaseDiagram() throws {
    let loads = [0.02, 0.1, 0.3]
    let diagram = try HopfieldPhaseDiagram(loads: loads)
    #expect(diagram.transitions.map(\.load) == loads)
    #expect(try diagram.transitions[1] == HopfieldTheory(load: 0.1).transitions())
    #expect(abs(diagram.critical.load - 0.1379055665) < 1e-10)
    #expect(throws: ReplicaTheoryError.invalidLoad(-1)) { try HopfieldPhaseDiagram(loads: [-1]) }
  }
}
