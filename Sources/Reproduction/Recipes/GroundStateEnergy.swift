import Experiments
import Figures
import Sampling
import SpinModels
import Statistics

/// `sk-e0`: ground states of the SK model by annealing, e₀(N) = e₀ + a N^(−2/3).
struct GroundStateEnergy: SampledFigure {
  let name = "sk-e0"
  let title = "Ground-state energy of the SK model"
  let source =
    "R. Oppermann, M. J. Schmidt and D. Sherrington, arXiv:cond-mat/0608581, Phys. Rev. Lett. 98, 127201 (2007), "
    + "doi:10.1103/PhysRevLett.98.127201 (volume, page and DOI not looked up); exponent: S. Boettcher, Eur. Phys. J. B 46, 501 (2005), doi:10.1140/epjb/e2005-00280-6"

  let exemption: String? = "annealing looks for lowest states"

  /// Every instance is cooled 32 times.
  func runs(_ effort: Effort, seed: UInt64) throws -> [FigureRun] {
    let sizes =
      effort == .quick
      ? [(32, 400), (64, 200), (128, 80)] : [(64, 2000), (128, 800), (256, 200), (512, 40)]
    let settings = try SamplingSettings(
      temperatures: [0.1], chainCount: 2, sweeps: effort == .quick ? 512 : 4096, draws: 16,
      seed: seed, algorithm: SimulatedAnnealing())
    return try sizes.map { spins, instances in
      FigureRun(
        "N\(spins)", try SherringtonKirkpatrick(spinCount: spins), settings,
        instanceCount: instances)
    }
  }

  /// The lowest energies, and their limit.
  func figure(
    of runs: [any SampledRun], _ effort: Effort, _ session: Session
  ) async throws -> ReproducedFigure {
    let means = try runs.map { run in
      let lowest = try run.doneInstances().compactMap {
        try run.lowestStates(instance: $0)?.lowest.energyPerSpin
      }
      return (size: run.ensemble.spinCount, mean: Estimate(meanOf: lowest))
    }
    let published = -0.7631667265
    let limit = SizeExtrapolation(means, exponent: 2.0 / 3)
    let figure = CurvesFigure(
      title: title, system: "Gaussian couplings, annealing", horizontal: .init("N^{-2/3}"),
      vertical: .init("e_0"),
      curves: limit.curves("annealing", published: published, "published"))
    return ReproducedFigure(
      [.init("e₀, N → ∞", limit.limit, Estimate(value: published, error: nil), .printed)],
      figure: figure,
      remark:
        "states that annealing misses can only make e₀ too high; the next correction in N is not in the fit"
    )
  }
}
