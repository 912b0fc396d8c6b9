import Experiments
import Figures
import Overlaps
import RealModule
import Sampling
import SpinModels
import Statistics

/// `droplet-null`: P(q) near 0 on the hierarchical lattice, where droplets are exact: it falls as L^(−θ).
///
/// Configurations are drawn exactly, so that nothing has to relax. A window of |q| < 0.2 holds about 0.4 P(0).
struct DropletNull: SampledFigure {
  let name = "droplet-null"
  let title = "Droplets on the hierarchical lattice: P(0)"
  let source =
    "M. A. Moore, H. Bokil and B. Drossel, Phys. Rev. Lett. 81, 4252 (1998), doi:10.1103/PhysRevLett.81.4252 "
    + "(θ = 0.26 not looked up; the recursion of 4 · 10⁵ bonds at T = 0 gives 0.255)"

  let exemption: String? = "configurations are drawn exactly"
  private let temperatures = [0.1, 0.2, 0.4]
  private let window = 0.2

  /// Lattices of 2 to 4 or 5 generations.
  func runs(_ effort: Effort, seed: UInt64) throws -> [FigureRun] {
    let sizes =
      effort == .quick
      ? [(2, 16000), (3, 10000), (4, 5000)] : [(2, 60000), (3, 40000), (4, 20000), (5, 10000)]
    return try sizes.map { generations, instances in
      FigureRun(
        "L\(1 << generations)", try HierarchicalLattice(generations: generations),
        try SamplingSettings(
          temperatures: temperatures, chainCount: 2, burnIn: 0, sweeps: 8, draws: 8, seed: seed,
          algorithm: HeatBath()), instanceCount: instances)
    }
  }

  /// The weight near 0 and its power.
  func figure(
    of runs: [any SampledRun], _ effort: Effort, _ session: Session
  ) async throws -> ReproducedFigure {
    var samples: [[[Double]]] = []
    for run in runs {
      samples.append(
        try await session.rows(of: run) { instance in
          try temperatures.indices.map { t in
            let overlaps = OverlapDistribution.overlaps(
              betweenLadders: try run.configurations(instance: instance, temperatureIndex: t))
            return Double(overlaps.count { abs($0) < window }) / Double(overlaps.count)
          }
        })
    }
    let lengths = runs.map { run in
      Double.exp2(Double((run.ensemble as? HierarchicalLattice)?.generations ?? 0))
    }
    var powers: [Estimate] = []
    var curves: [CurvesFigure.Curve] = []
    for (t, temperature) in temperatures.enumerated() {
      let weights = samples.map { rows in Estimate(meanOf: rows.map { $0[t] }) }
      let fit = PowerLaw(zip(lengths, weights).map { (place: $0, value: $1) })
      powers.append(Estimate(value: -fit.power.value, error: fit.power.error))
      curves += [
        .init("T = \(temperature)", at: lengths, weights, .series(t)),
        .init(x: lengths, y: lengths.map { fit($0) }, colour: .series(t)),
      ]
    }
    let published = Estimate(value: 0.26, error: nil)
    let others = zip(temperatures, powers).dropFirst().map { "\(text($1)) at T = \($0)" }
    return ReproducedFigure(
      [.init("θ at T = \(temperatures[0])", powers[0], published, .recalled)],
      figure: CurvesFigure(
        title: title, system: "Gaussian bonds, exact draws",
        horizontal: .init("L", isLogarithmic: true),
        vertical: .init("weight of |q| < \(window)", isLogarithmic: true), curves: curves),
      remark: "sizes as these do not show the power at higher temperatures: "
        + others.joined(separator: ", "))
  }
}
