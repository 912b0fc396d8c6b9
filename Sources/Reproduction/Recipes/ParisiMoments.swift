public import Experiments
import Figures
import Overlaps
import ReplicaTheory
import Sampling
import SpinModels
import Statistics

/// `sk-pq`: energy and [⟨q²⟩] of the SK model at T = 0.4 as N grows, beside Parisi's solution.
public struct ParisiMoments: PublishedFigure {
  /// What it is called on the command line.
  public let name = "sk-pq"
  /// What is shown.
  public let title = "Energy and overlaps of the SK model at T = 0.4"
  /// Where it was published.
  public let source =
    "G. Parisi, J. Phys. A 13, 1101 (1980), doi:10.1088/0305-4470/13/3/042; exponent: T. Aspelmeier et al., "
    + "J. Phys. A 41, 324008 (2008), doi:10.1088/1751-8113/41/32/324008"

  /// The recipe.
  public init() {}

  /// Computes it.
  public func reproduced(_ effort: Effort, _ session: Session) async throws -> ReproducedFigure {
    let sizes =
      effort == .quick ? [(32, 200), (64, 100), (128, 40)] : [(64, 800), (128, 400), (256, 160)]
    let settings = try SamplingSettings(
      temperatures: (0..<10).map { 0.4 + 0.12 * Double($0) }, chainCount: 4,
      sweeps: effort == .quick ? 1024 : 8192, seed: session.seed)
    let progress = session.progress("sampling", total: sizes.count)
    defer { progress.finish() }
    var energies: [(size: Int, mean: Estimate)] = []
    var squares = energies
    for (size, instances) in sizes {
      let run = try await SamplingRun(SherringtonKirkpatrick(spinCount: size), settings: settings)
        .recorded(instances: 0..<instances, threads: session.threadCount)
      energies.append(
        (
          size,
          Estimate(
            meanOf: try run.doneInstances().map {
              SampleMoments(try run.meanEnergyPerSpin(instance: $0)[0]).mean
            })
        ))
      let overlaps = try run.doneInstances().map {
        OverlapDistribution.overlaps(
          betweenLadders: try run.configurations(instance: $0, temperatureIndex: 0))
      }
      squares.append((size, OverlapMoments(instances: overlaps, spinCount: size).meanSquare))
      progress.advance(1)
    }
    let theory = try SpinGlassTheory().continuous(temperature: 0.4)
    let quantities = [
      ("e", "energy per spin", energies, theory.energyPerSpin.value),
      ("[⟨q^2⟩]", "[⟨q²⟩]", squares, theory.meanSquareOverlap.value),
    ].map { label, name, means, exact in
      (label, name, exact, SizeExtrapolation(means, exponent: 2.0 / 3))
    }
    let numbers = quantities.map { _, name, exact, fit in
      ReproducedNumber("\(name), N → ∞", fit.limit, Estimate(value: exact, error: nil), .equation)
    }
    let panels = quantities.map { label, _, exact, fit in
      CurvesFigure.Panel(
        horizontal: .init("N^{-2/3}"), vertical: .init(label),
        curves: fit.curves("sampled", published: exact, "Parisi"))
    }
    return ReproducedFigure(
      numbers, figure: CurvesFigure(title: title, system: "parallel tempering", panels: panels),
      remark: "the next correction in N is not in the fit")
  }
}
