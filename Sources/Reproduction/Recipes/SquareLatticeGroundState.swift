import Experiments
import Figures
import Sampling
import SpinModels
import Statistics

/// `ea2-gs`: ground states of the ±J model on the square lattice by annealing, e₀(L) = e₀ + a L^(−2).
struct SquareLatticeGroundState: SampledFigure {
  let name = "ea2-gs"
  let title = "Ground states of the ±J square lattice"
  let source =
    "C. De Simone, M. Diehl, M. Jünger, P. Mutzel, G. Reinelt and G. Rinaldi, J. Stat. Phys. 84, 1363 (1996), "
    + "doi:10.1007/BF02174135; sizes: I. A. Campbell, A. K. Hartmann and H. G. Katzgraber, arXiv:cond-mat/0402627, Phys. Rev. B 70, "
    + "054429 (2004), doi:10.1103/PhysRevB.70.054429 (volume, page and DOI not looked up)"

  let exemption: String? = "annealing looks for lowest states"

  /// Every instance is cooled 128 times, in two groups that do not know of each other.
  func runs(_ effort: Effort, seed: UInt64) throws -> [FigureRun] {
    let sizes =
      effort == .quick
      ? [(6, 4000, 256), (8, 2500, 512), (12, 1000, 1024)]
      : [(6, 20000, 512), (8, 12000, 1024), (12, 5000, 2048), (16, 2000, 8192)]
    return try sizes.map { length, instances, sweeps in
      FigureRun(
        "L\(length)",
        try EdwardsAnderson(dimension: 2, length: length, distribution: .plusMinusOne),
        try SamplingSettings(
          temperatures: [0.2], chainCount: 2, sweeps: sweeps, draws: 64, seed: seed,
          algorithm: SimulatedAnnealing()), instanceCount: instances)
    }
  }

  /// The lowest energies, and their limit.
  func figure(
    of runs: [any SampledRun], _ effort: Effort, _ session: Session
  ) async throws -> ReproducedFigure {
    var means: [(size: Int, mean: Estimate)] = []
    var missed: [String] = []
    for run in runs {
      let rows = try await session.rows(of: run) { instance in
        guard let states = try run.lowestStates(instance: instance) else { return [0, 1] }
        let energies = states.ladders.map(\.energyPerSpin)
        return [energies.min() ?? 0, energies.max() == energies.min() ? 0 : 1]
      }
      means.append((run.ensemble.spinCount, Estimate(meanOf: rows.map { $0[0] })))
      let share = SampleMoments(rows.map { $0[1] }).mean
      missed.append("N = \(run.ensemble.spinCount): \((1e4 * share).rounded() / 1e4)")
    }
    let limit = SizeExtrapolation(means, exponent: 1)
    let published = Estimate(value: -1.4015, error: 0.0008)
    return ReproducedFigure(
      [.init("e_0, L → ∞", limit.limit, published, .printed)],
      figure: CurvesFigure(
        title: title, system: "±J, periodic, annealing", horizontal: .init("L^{-2}"),
        vertical: .init("e_0"),
        curves: limit.curves("annealing", published: published.value, "published")),
      remark: "share of instances where the two groups of 64 walkers found different energies: "
        + missed.joined(separator: ", "))
  }
}
