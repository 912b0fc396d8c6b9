import LinearAlgebra
import Overlaps
import RealModule
import Sampling
import SpinModels
import Testing

func show(_ name: String, _ a: ReplicaAnalysis) {
  print(name, a.classification.verdict, a.classification.probabilities.map { ($0*1000).rounded()/1000 }, "states", a.states.count, a.states.weights.prefix(6), "q0", a.features.q0, "q1", a.features.q1)
  for r in a.classification.reasons { print("    ", r) }
}
@Suite struct Explore {
  @Test func explore() throws {
    func p(_ n: Int, _ r: Int, _ q: [Double], _ part: PlantedEnsemble.Partition, _ f: Bool = false, seed: UInt64 = 1) throws -> PackedConfigurations {
      try PlantedEnsemble(spinCount: n, replicaCount: r, overlaps: q, partition: part, flips: f).sample(0, seed: seed).configurations
    }
    let cases: [(String, PackedConfigurations)] = [
      ("independent", try p(256, 128, [0], .equalBlocks([]))),
      ("one state .5", try p(256, 128, [0.5], .equalBlocks([]))),
      ("ferro .9", try p(256, 128, [0.9], .equalBlocks([]))),
      ("ferro flip", try p(256, 128, [0.8], .equalBlocks([]), true)),
      ("equal blocks", try p(512, 128, [0.2, 0.7], .equalBlocks([4]))),
      ("equal blocks 8 flips", try p(1024, 96, [0.1, 0.5], .equalBlocks([8]), true)),
      ("PD", try p(1024, 128, [0.2, 0.7], .poissonDirichlet([0.5]))),
      ("PD flips", try p(1024, 128, [0.2, 0.7], .poissonDirichlet([0.4]), true)),
      ("two step", try p(1024, 128, [0.05, 0.4, 0.75], .poissonDirichlet([0.3, 0.7]))),
      ("weak blocks", try p(1024, 96, [0.3, 0.36], .equalBlocks([8]))),
      ("weak blocks2", try p(1024, 96, [0.3, 0.42], .equalBlocks([8]))),
      ("below noise", try p(256, 32, [0.3, 0.32], .equalBlocks([4]))),
      ("few", try p(64, 6, [0.3], .equalBlocks([]))),
      ("few2", try p(30, 4, [0.3, 0.8], .equalBlocks([2]))),
    ]
    for (name, c) in cases {
      let a = try ReplicaAnalysis(.configurations(c))
      show(name, a)
      let q = try ReplicaAnalysis(.overlaps(OverlapMatrix(of: c), siteCount: c.spinCount))
      show(name + " Q only", q)
    }
  }
  @Test func sk() async throws {
    let settings = try SamplingSettings(temperatures: (0..<20).map { 0.35 + 0.065 * Double($0) }, sweeps: 8192, draws: 32)
    let run = SamplingRun(try SherringtonKirkpatrick(spinCount: 256), settings: settings)
    let clock = ContinuousClock(); let t0 = clock.now
    try await run.sample(instances: [0,1,2], threads: 2) { record in
      print("sampled", clock.now - t0)
      for t in [1, 5, 8, 10, 12, 14, 16] {
        var c = PackedConfigurations(spinCount: 256)
        for l in record.ladders { c.append(contentsOf: l.draws[t]) }
        let t1 = clock.now
        show("SK T=\(settings.temperatures[t])", try ReplicaAnalysis(.configurations(c), instance: record.instance))
        print("analysis", clock.now - t1)
      }
      let rep = EquilibrationReport(instances: [record.equilibration], settings: settings)
      for t in rep.temperatures { print(t.temperature, t.isEquilibrated, t.reasons) }
    }
  }
}
