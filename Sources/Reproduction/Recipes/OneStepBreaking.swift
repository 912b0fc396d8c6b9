import Experiments
import Figures
import Overlaps
import RealModule
import ReplicaTheory
import Sampling
import SpinModels
import Statistics

/// `p3-one-step`: P(q) of the p-spin model with p = 3 below its static transition: two peaks, at 0 and at q₁.
///
/// With weights m and 1 − m of the peaks [⟨q^k⟩] = (1 − m) q₁^k, so that q₁ = [⟨q⁴⟩]/[⟨q³⟩] and
/// 1 − m = [⟨q³⟩]⁴/[⟨q⁴⟩]³, to which the width of the peak at 0 adds O(1/N²) only. The energy has a shift of order ln N/N
/// that is known; the rest is fitted as 1/N.
struct OneStepBreaking: SampledFigure {
  let name = "p3-one-step"
  let title = "One step of replica-symmetry breaking: p = 3 at T = 0.3"
  let source =
    "E. Gardner, Nucl. Phys. B 257, 747 (1985), doi:10.1016/0550-3213(85)90374-8 (the equations; DOI and numbers not looked up)"

  private let temperatures = [0.3, 0.35, 0.4, 0.46, 0.53, 0.6, 0.68, 0.77, 0.87, 1.0]

  /// Systems whose ladders reach far above the transition.
  func runs(_ effort: Effort, seed: UInt64) throws -> [FigureRun] {
    let sizes =
      effort == .quick
      ? [(24, 600, 2048), (32, 250, 4096), (48, 80, 4096), (64, 16, 32768)]
      : [(24, 6000, 2048), (32, 800, 8192), (48, 300, 16384), (64, 100, 65536)]
    return try sizes.map { spins, instances, sweeps in
      FigureRun(
        "N\(spins)", try PSpin(spinCount: spins, order: 3),
        try SamplingSettings(
          temperatures: temperatures, chainCount: 2, sweeps: sweeps, draws: 64, seed: seed),
        instanceCount: instances)
    }
  }

  /// q₁, m and the energy for N → ∞, and P(q).
  func figure(
    of runs: [any SampledRun], _ effort: Effort, _ session: Session
  ) async throws -> ReproducedFigure {
    let model = try SpinGlassTheory(mixture: .pSpin(3))
    let theory = try model.oneStep(temperature: temperatures[0])
    let quantities: [(label: String, exact: Double, value: @Sendable ([Double]) -> Double)] = [
      ("q_1", theory.q1, { $0[3] / $0[2] }),
      ("1 − m", 1 - theory.breakingParameter, { .pow($0[2], 4) / .pow($0[3], 3) }),
      ("e − shift", theory.energyPerSpin, { $0[4] }),
    ]
    let logarithm = try model.lowestStateShift(temperature: temperatures[0])
    var means = quantities.map { _ in [(size: Int, mean: Estimate)]() }
    var histograms: [CurvesFigure.Curve] = []
    for (index, run) in runs.enumerated() {
      let n = run.ensemble.spinCount
      let shift = logarithm * Double.log(Double(n)) / Double(n)
      let rows = try await session.rows(of: run) { instance in
        try run.overlapPowers(instance: instance, upTo: 4, isSigned: true)
          + [run.energyPerSpin(instance: instance) - shift]
      }
      for (k, quantity) in quantities.enumerated() {
        means[k].append((n, Estimate(jackknifeOf: [rows]) { quantity.value($0[0]) }))
      }
      histograms.append(
        try await session.overlapCurve(of: run, "N = \(n)", .ordered(index, of: runs.count)))
    }
    let limits = means.map { SizeExtrapolation($0, exponent: 1) }
    let m = theory.breakingParameter
    let peaks = CurvesFigure.Curve(
      name: "theory: weights", x: [0, theory.q1], y: [m, 1 - m], style: .impulses, colour: .ink)
    let distribution = CurvesFigure.Panel(
      horizontal: .init("q"), vertical: .init("P(q)"), impulseAxis: .init("weight", range: 0...1),
      curves: histograms + [peaks])
    let pairs = zip(quantities, limits)
    let panels = pairs.map { $1.panel("1/N", $0.label, published: $0.exact, "one step") }
    return ReproducedFigure(
      pairs.map { .init("\($0.label), N → ∞", $1.limit, $0.exact, .equation) },
      figure: CurvesFigure(
        title: title, system: "Gaussian couplings, parallel tempering",
        panels: [distribution] + panels))
  }
}
