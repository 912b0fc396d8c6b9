import Experiments
import Figures
import Overlaps
import ReplicaTheory
import Sampling
import SpinModels
import Statistics

/// `sk-pq`: P(q), energy and [⟨q²⟩] of the SK model at T = 0.4 as N grows, beside Parisi's solution.
struct ParisiMoments: SampledFigure {
  let name = "sk-pq"
  let title = "Energy and overlaps of the SK model at T = 0.4"
  let source =
    "G. Parisi, J. Phys. A 13, 1101 (1980), doi:10.1088/0305-4470/13/3/042; exponent: T. Aspelmeier et al., "
    + "arXiv:0711.3445, J. Phys. A 41, 324008 (2008), doi:10.1088/1751-8113/41/32/324008 (volume, page and DOI not looked up)"

  /// The sizes.
  func runs(_ effort: Effort, seed: UInt64) throws -> [FigureRun] {
    let sizes =
      effort == .quick
      ? [(64, 400, 1024), (128, 160, 2048), (256, 40, 2048)]
      : [(64, 2000, 4096), (128, 600, 8192), (256, 240, 16384), (512, 60, 16384)]
    return try sizes.map { spins, instances, sweeps in
      FigureRun(
        "N\(spins)", try SherringtonKirkpatrick(spinCount: spins),
        try SamplingSettings(
          temperatures: (0..<12).map { 0.4 + 0.09 * Double($0) }, chainCount: 2, sweeps: sweeps,
          draws: 64, seed: seed), instanceCount: instances)
    }
  }

  /// The limits of energy and [⟨q²⟩], and P(|q|).
  func figure(
    of runs: [any SampledRun], _ effort: Effort, _ session: Session
  ) async throws -> ReproducedFigure {
    let theory = try SpinGlassTheory().continuous(temperature: 0.4)
    var energies: [(size: Int, mean: Estimate)] = []
    var squares = energies
    var histograms: [CurvesFigure.Curve] = []
    for (index, run) in runs.enumerated() {
      let n = run.ensemble.spinCount
      let rows = try await session.rows(of: run) { instance in
        [
          try run.energyPerSpin(instance: instance),
          try run.overlapPowers(instance: instance, upTo: 2)[1],
        ]
      }
      energies.append((n, Estimate(meanOf: rows.map { $0[0] })))
      squares.append((n, Estimate(meanOf: rows.map { $0[1] })))
      histograms.append(
        try await session.overlapCurve(
          of: run, "N = \(n)", .ordered(index, of: runs.count), isAbsolute: true))
    }
    let limit = theory.overlapDistribution
    let density = CurvesFigure.Curve(
      name: "Parisi", x: limit.density.map(\.overlap), y: limit.density.map(\.density),
      colour: .ink)
    let peak = CurvesFigure.Curve(
      name: "weight at q_{EA}", x: limit.peaks.map(\.overlap), y: limit.peaks.map(\.weight),
      style: .impulses, colour: .ink)
    let distribution = CurvesFigure.Panel(
      horizontal: .init("|q|"), vertical: .init("P(|q|)"),
      impulseAxis: .init("weight", range: 0...1), curves: histograms + [density, peak])
    let limits = [energies, squares].map { SizeExtrapolation($0, exponent: 2.0 / 3) }
    let exact = [theory.energyPerSpin.value, theory.meanSquareOverlap.value]
    return ReproducedFigure(
      [
        .init("energy per spin, N → ∞", limits[0].limit, exact[0], .equation),
        .init("[⟨q²⟩], N → ∞", limits[1].limit, exact[1], .equation),
      ],
      figure: CurvesFigure(
        title: title, system: "parallel tempering",
        panels: [
          distribution, limits[0].panel("N^{-2/3}", "e", published: exact[0], "Parisi"),
          limits[1].panel("N^{-2/3}", "[⟨q^2⟩]", published: exact[1], "Parisi"),
        ]), remark: "the next correction in N is not in the fit")
  }
}
