import Experiments
import Figures
import NetworkTheory
import RandomNetworks
import ReplicaTheory
import Sampling
import SpinModels
import Statistics

/// `bridge`: the replica-symmetric equation of the SK model is the length map of tanh networks, and χ₁ its stability.
///
/// ```
/// σ_w = β,  σ_b = βδ,  b_0 = βh:   q* = β²(q + δ²),   χ₁ = 1 − replicon
/// ```
/// Identities have an error of 1e-12, which is what both theories claim.
struct BridgeToSpinGlasses: PublishedFigure {
  let name = "bridge"
  let title = "From the SK model to random networks"
  let source =
    "D. Sherrington and S. Kirkpatrick, Phys. Rev. Lett. 35, 1792 (1975), doi:10.1103/PhysRevLett.35.1792; J. R. L. de "
    + "Almeida and D. J. Thouless, J. Phys. A 11, 983 (1978), doi:10.1088/0305-4470/11/5/028"

  func reproduced(_ effort: Effort, _ session: Session) async throws -> ReproducedFigure {
    var numbers: [ReproducedNumber] = []
    for (t, deviation) in [(0.5, 0.0), (0.2, 0), (0.8, 0.3)] {
      let glass = try SpinGlassTheory().replicaSymmetric(temperature: t, fieldDeviation: deviation)
      let network = try DeepNetworkTheory(sigmaW: 1 / t, sigmaB: deviation / t)
      let at = "T = \(t), δ = \(deviation)"
      numbers += [
        .init(
          "q*, \(at)", network.qStar, precision: 1e-12, (glass.q + deviation * deviation) / (t * t)),
        .init("χ₁, \(at)", network.chi1, precision: 1e-12, 1 - glass.replicon),
      ]
    }
    let (field, steps, count) = (0.5, 60, effort == .quick ? 500 : 10000)
    let ladder = try SamplingSettings(
      temperatures: [1, 1.5], chainCount: 4, sweeps: 512, seed: session.seed)
    let motion = try RecurrentSettings(scheme: .map, time: Double(steps))
    var (spins, networks) = (SizedSamples<Double>(), SizedSamples<Double>())
    var runs: [FigureRunReport] = []
    for (k, n) in [64, 128].enumerated() {
      let model = try SherringtonKirkpatrick(spinCount: n, field: field)
      let run = try await SamplingRun(model, settings: ladder)
        .recorded(instances: 0..<count, threads: session.threadCount)
      runs.append(try FigureRunReport("N\(n)", run, effort))
      spins.add(size: n, try run.overlaps(temperatureIndex: 0).map { SampleMoments($0).mean })
      let network = try RecurrentNetwork(neuronCount: 4 * n, biasMean: field, sigmaW: 1)
      let found = try await session.concurrently("networks", count: count) {
        try network.simulate(motion, network: k * count + $0, seed: session.seed).variance[steps]
      }
      networks.add(size: 4 * n, found)
    }
    let theory = try SpinGlassTheory(field: field)
    func q(_ t: Double) throws -> Double { try theory.replicaSymmetric(temperature: t).q }
    let sampled = [spins.limit { $0 }, networks.limit { $0 }]
    for (name, found) in zip(["[⟨q⟩] of spins", "Var h of networks"], sampled) {
      numbers.append(.init("\(name), T = 1, h = 0.5", found, try q(1), .equation))
    }
    let (line, places) = ((1...60).map { Double($0) / 40 }, (1...14).map { Double($0) / 10 })
    let lengths = try places.map { t in
      try MomentMap(biasMean: field / t, sigmaW: 1 / t, sigmaB: 0).fixedPoints()[0].moments
        .variance * t * t
    }
    let curves: [CurvesFigure.Curve] = [
      .init(name: "SK model", x: line, y: try line.map(q)),
      .init(name: "networks", x: places, y: lengths, style: .points),
      .init(name: "sampled", x: [1, 1], estimates: sampled),
    ]
    return ReproducedFigure(
      numbers,
      figure: CurvesFigure(
        title: title, system: "field 0.5", horizontal: .init("T = 1/σ_w"),
        vertical: .init("q = T^2 Var h"), curves: curves), runs: runs)
  }
}
