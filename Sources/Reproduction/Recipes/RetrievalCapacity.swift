import Experiments
import Figures
import ReplicaTheory
import Sampling
import SpinModels
import Statistics

/// `hopfield-capacity`: overlap with a stored pattern against the load α = P/N, and the load where retrieval ends.
///
/// A heat bath starts in a pattern. Where it stays, the overlap is m(α). Half of the patterns are left at a load that
/// tends to α_c as N^(−2/3), as a mean-field spinodal is rounded: N (ε x + x³) is of order 1 at x = O(N^(−1/3)).
struct RetrievalCapacity: SampledFigure {
  let name = "hopfield-capacity"
  let title = "Retrieval in the Hopfield model"
  let source =
    "D. J. Amit, H. Gutfreund and H. Sompolinsky, Phys. Rev. Lett. 55, 1530 (1985), doi:10.1103/PhysRevLett.55.1530; α_c = 0.138 there is that of T = 0"

  let exemption: String? = "a heat bath that stays where it started is what is asked for"
  private let temperature = 0.05
  private let loads = [0.08, 0.1, 0.12, 0.136, 0.144, 0.152, 0.16, 0.168]
  /// What counts as retrieved; spin-glass states near a pattern have m ≈ 0.4.
  private let retrieved = 0.8

  /// One run for every size and load.
  func runs(_ effort: Effort, seed: UInt64) throws -> [FigureRun] {
    let settings = try SamplingSettings(
      temperatures: [temperature], chainCount: 2, burnIn: 64, sweeps: 64, draws: 32, seed: seed,
      start: .patterns)
    let sizes =
      effort == .quick
      ? [(250, 400), (500, 200), (1000, 60)] : [(500, 1000), (1000, 400), (2000, 200)]
    return try sizes.flatMap { spins, instances in
      try loads.map { load in
        let count = Int((load * Double(spins)).rounded())
        let model = try Hopfield(spinCount: spins, patterns: .random(count: count))
        return FigureRun("N\(spins)P\(count)", model, settings, instanceCount: instances)
      }
    }
  }

  /// m(α) of what is retrieved, and how much is.
  func figure(
    of runs: [any SampledRun], _ effort: Effort, _ session: Session
  ) async throws -> ReproducedFigure {
    var samples: [RetrievalSample] = []
    for first in stride(from: 0, to: runs.count, by: loads.count) {
      let runs = Array(runs[first..<(first + loads.count)])
      samples.append(try await RetrievalSample(runs, loads, above: retrieved, session))
    }
    let theory = { load in
      try HopfieldTheory(load: load).solution(.retrieval, temperature: temperature).retrievalOverlap
    }
    var numbers = try loads.indices.prefix(3).map { k in
      let means = samples.map { (size: $0.spinCount, mean: $0.retrievedOverlap(k)) }
      let limit = SizeExtrapolation(means, exponent: 1).limit
      return ReproducedNumber("m, α = \(loads[k]), N → ∞", limit, try theory(loads[k]), .equation)
    }
    let end = try HopfieldTheory.spinodal(temperature: temperature).load
    let limit = SizeExtrapolation(
      samples.map { (size: $0.spinCount, mean: $0.halfLoad(from: 3)) }, exponent: 2.0 / 3)
    numbers.append(.init("α_c", limit.limit, end, .equation))
    let line = (1...60).map { 0.9999 * end * Double($0) / 60 }
    func points(_ column: Int) -> [CurvesFigure.Curve] {
      samples.enumerated().map { $1.curve(column, .ordered($0, of: samples.count)) }
    }
    let guides = [CurvesFigure.Guide.vertical(at: end, name: "α_c")]
    func panel(_ vertical: String, _ curves: [CurvesFigure.Curve]) -> CurvesFigure.Panel {
      .init(horizontal: .init("α"), vertical: .init(vertical), curves: curves, guides: guides)
    }
    let panels = [
      panel("m", [.init(name: "theory", x: line, y: try line.map(theory))] + points(0)),
      panel("share that stays", points(1)),
      limit.panel("N^{-2/3}", "α of share 1/2", published: end, "α_c"),
    ]
    let system = "T = \(temperature), a heat bath from a pattern"
    let figure = CurvesFigure(title: title, system: system, panels: panels)
    return ReproducedFigure(numbers, figure: figure)
  }
}
