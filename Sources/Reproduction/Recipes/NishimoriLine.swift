public import Experiments
import Figures
import Overlaps
import RealModule
import Sampling
import SpinModels
import Statistics

/// `nishimori`: ±J couplings with a ferromagnetic bias on the line where energy and moments are exact.
///
/// Where P(J = 1) = 1/(1 + e^(−2/T)), the energy is −tanh(1/T) per bond at any size, and P(m) = P(q).
public struct NishimoriLine: PublishedFigure {
  /// What it is called on the command line.
  public let name = "nishimori"
  /// What is shown.
  public let title = "The Nishimori line of the ±J model in three dimensions"
  /// Where it was published.
  public let source = "H. Nishimori, Prog. Theor. Phys. 66, 1169 (1981), doi:10.1143/PTP.66.1169"

  /// The recipe.
  public init() {}

  /// Computes it.
  public func reproduced(_ effort: Effort, _ session: Session) async throws -> ReproducedFigure {
    let temperatures = [1.2, 1.6, 2.0, 2.4]
    let (length, instances) = effort == .quick ? (4, 100) : (6, 400)
    let progress = session.progress("sampling", total: temperatures.count)
    defer { progress.finish() }
    var numbers: [ReproducedNumber] = []
    var energies: [Estimate] = []
    for temperature in temperatures {
      let bias = Double.tanh(1 / temperature)
      let model = try EdwardsAnderson(length: length, distribution: .plusMinusOne, bias: bias)
      // The lowest temperature is on the line; those above let ladders forget.
      let settings = try SamplingSettings(
        temperatures: [1, 1.3, 1.7, 2.2].map { $0 * temperature }, chainCount: 4, sweeps: 1024,
        seed: session.seed)
      let run = try await SamplingRun(model, settings: settings).recorded(
        instances: 0..<instances, threads: session.threadCount)
      let energy = Estimate(
        meanOf: try run.doneInstances().map {
          SampleMoments(try run.meanEnergyPerSpin(instance: $0)[0]).mean / 3
        })
      let differences = try run.doneInstances().map { instance in
        let magnetizations = try run.drawMagnetization(instance: instance)[0].flatMap { $0 }
        let overlaps = OverlapDistribution.overlaps(
          betweenLadders: try run.configurations(instance: instance, temperatureIndex: 0))
        return SampleMoments(magnetizations.map { $0 * $0 }).mean
          - SampleMoments(overlaps.map { $0 * $0 }).mean
      }
      energies.append(energy)
      let at = "T = \(temperature)"
      numbers += [
        .init("energy per bond, \(at)", energy, Estimate(value: -bias, error: nil), .exact),
        .init(
          "[⟨m²⟩] − [⟨q²⟩], \(at)", Estimate(meanOf: differences), Estimate(value: 0, error: nil),
          .exact),
      ]
      progress.advance(1)
    }
    let line = (0...60).map { 1.1 + 1.4 * Double($0) / 60 }
    return ReproducedFigure(
      numbers,
      figure: CurvesFigure(
        title: title, system: "L = \(length), \(instances) instances", horizontal: .init("T"),
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
