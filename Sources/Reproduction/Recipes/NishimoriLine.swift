import Experiments
import Figures
import Overlaps
import RealModule
import Sampling
import SpinModels
import Statistics

/// `nishimori`: ±J couplings with a ferromagnetic bias on the line where energy and moments are exact.
///
/// Where P(J = 1) = 1/(1 + e^(−2/T)), the energy is −tanh(1/T) per bond at any size, and P(m) = P(q).
struct NishimoriLine: SampledFigure {
  let name = "nishimori"
  let title = "The Nishimori line of the ±J model in three dimensions"
  let source = "H. Nishimori, Prog. Theor. Phys. 66, 1169 (1981), doi:10.1143/PTP.66.1169"

  private let temperatures = [1.2, 1.6, 2.0, 2.4]

  private static func instances(_ effort: Effort) -> Int { effort == .quick ? 100 : 400 }

  /// One run for every bias; its lowest temperature is on the line, those above let ladders forget.
  func runs(_ effort: Effort, seed: UInt64) throws -> [FigureRun] {
    let (length, instances) = (effort == .quick ? 4 : 6, Self.instances(effort))
    return try temperatures.map { temperature in
      FigureRun(
        "T\(temperature)",
        try EdwardsAnderson(
          length: length, distribution: .plusMinusOne, bias: Double.tanh(1 / temperature)),
        try SamplingSettings(
          temperatures: [1, 1.3, 1.7, 2.2].map { $0 * temperature }, chainCount: 4, sweeps: 1024,
          seed: seed), instanceCount: instances)
    }
  }

  /// Energies and the two second moments.
  func figure(
    of runs: [any SampledRun], _ effort: Effort, _ session: Session
  ) async throws -> ReproducedFigure {
    var numbers: [ReproducedNumber] = []
    var energies: [Estimate] = []
    for (temperature, run) in zip(temperatures, runs) {
      let bias = Double.tanh(1 / temperature)
      let rows = try await session.rows(of: run) { instance in
        let magnetizations = try run.drawMagnetization(instance: instance)[0].flatMap { $0 }
        let square = SampleMoments(magnetizations.map { $0 * $0 }).mean
        return [
          try run.energyPerSpin(instance: instance) / 3,
          square - (try run.overlapPowers(instance: instance, upTo: 2)[1]),
        ]
      }
      let energy = Estimate(meanOf: rows.map { $0[0] })
      let differences = rows.map { $0[1] }
      energies.append(energy)
      let at = "T = \(temperature)"
      numbers += [
        .init("energy per bond, \(at)", energy, Estimate(value: -bias, error: nil), .exact),
        .init(
          "[⟨m²⟩] − [⟨q²⟩], \(at)", Estimate(meanOf: differences), Estimate(value: 0, error: nil),
          .exact),
      ]
    }
    let line = (0...60).map { 1.1 + 1.4 * Double($0) / 60 }
    return ReproducedFigure(
      numbers,
      figure: CurvesFigure(
        title: title,
        system:
          "±J with a bias of tanh(1/T), N = \(runs[0].ensemble.spinCount), \(Self.instances(effort)) instances",
        horizontal: .init("T"),
        vertical: .init("energy per bond"),
        curves: [
          .init(name: "exact", x: line, y: line.map { -Double.tanh(1 / $0) }),
          .init(
            name: "sampled", x: temperatures, y: energies.map(\.value),
            deviations: energies.map { $0.error ?? 0 },
            style: .points),
        ]))
  }
}
