import Experiments
import Figures
import Overlaps
import RealModule
import Sampling
import SpinModels
import Statistics

/// `ea3-tc`: ξ/L and U₄ of the ±J model in three dimensions, where their curves cross, and T_c.
///
/// T*(L, 2L) = T_c + a L^(−ω−1/ν), with ω + 1/ν = 1.5103 and ω = 1.12 in print.
struct LatticeTransition: SampledFigure {
  let name = "ea3-tc"
  let title = "The transition of the ±J model in three dimensions"
  let source =
    "M. Baity-Jesi et al. (Janus), Phys. Rev. B 88, 224416 (2013), doi:10.1103/PhysRevB.88.224416; ξ/L and U4 of single "
    + "sizes: Y. R. Pei, peapods, validation/spin_glass_3d (3840 instances)"

  private let temperatures = [1.0, 1.05, 1.1, 1.15, 1.2, 1.3, 1.4, 1.5, 1.6, 1.75, 1.9]
  /// The temperatures of the parabolas through the curves.
  private let fitted = 0..<7

  /// The lattices.
  func runs(_ effort: Effort, seed: UInt64) throws -> [FigureRun] {
    let sizes =
      effort == .quick
      ? [(3, 2000, 1024), (4, 1400, 1024), (6, 700, 2048), (8, 240, 4096)]
      : [(4, 3840, 2048), (6, 3840, 4096), (8, 3840, 8192), (12, 300, 32768)]
    return try sizes.map { length, instances, sweeps in
      FigureRun(
        "L\(length)", try EdwardsAnderson(length: length, distribution: .plusMinusOne),
        try SamplingSettings(
          temperatures: temperatures, chainCount: 2, sweeps: sweeps, draws: 64, seed: seed),
        instanceCount: instances)
    }
  }

  /// Curves, crossings and their limit.
  func figure(
    of runs: [any SampledRun], _ effort: Effort, _ session: Session
  ) async throws -> ReproducedFigure {
    var sizes: [LatticeSample] = []
    for run in runs { sizes.append(try await LatticeSample(run, session)) }
    var numbers: [ReproducedNumber] = []
    var panels: [CurvesFigure.Panel] = []
    for ratio in LatticeRatio.allCases {
      numbers += sizes.flatMap { $0.numbers(ratio) }
      let crossings = [(0, 2), (1, 3)].map { a, b in
        (size: sizes[a].length, mean: ratio.crossing(of: sizes[a], sizes[b], fitted))
      }
      numbers += crossings.compactMap { size, found in
        ratio.publishedCrossing(of: size).map {
          .init("T* of \(size) and \(2 * size), \(ratio.name)", found, $0, .program)
        }
      }
      let limit = SizeExtrapolation(crossings, exponent: 1.5103)
      let critical = Estimate(value: 1.1019, error: 0.0029)
      numbers.append(.init("T_c from \(ratio.name)", limit.limit, critical, .printed))
      let curves = sizes.enumerated().map { index, size in
        let values = temperatures.map { size.estimate(ratio, $0) }
        return CurvesFigure.Curve(
          "L = \(size.length)", at: temperatures, values, .ordered(index, of: sizes.count))
      }
      panels.append(
        .init(
          horizontal: .init("T"), vertical: .init(ratio.label), curves: curves,
          guides: [.vertical(at: critical.value, name: "T_c")]))
      panels.append(
        limit.panel(
          "L^{-1.51}", "T* of L and 2L, \(ratio.label)", published: critical.value, "in print",
          of: "crossings"))
    }
    return ReproducedFigure(
      numbers,
      figure: CurvesFigure(
        title: title, system: "two replicas, parallel tempering", panels: panels),
      remark:
        "temperatures of one size share their instances, so that their differences go together")
  }
}
