import Experiments
import Figures
import LinearAlgebra
import Overlaps
import PlantedData
import RealModule
import SpinModels
import Statistics

/// `laser`: spectra of a synthetic random laser, shot after shot, and their intensity-fluctuation overlaps against the pump.
///
/// I_a(k) = S(k) g_a(k) (1 + s_a(k)/5) with planted fluctuations s_a(k) = ±1: unrelated below threshold; above it shots fall into
/// states with q₁ = 1 − 1/p and m = 1/p, p the pump in units of the threshold. Against a drift of the gain a straight line in
/// the number of the shot is taken from every wavelength.
struct RandomLaser: PublishedFigure {
  let name = "laser"
  let title = "Shots of a synthetic random laser"
  let source =
    "N. Ghofraniha et al., Nat. Commun. 6, 6058 (2015), doi:10.1038/ncomms7058 (the analysis; the laser is synthetic, and ours "
    + "are compared with what was planted)"

  private let pumps = [0.6, 0.9, 1.2, 1.6, 2.2, 3.0]
  private let shots = 64

  func reproduced(_ effort: Effort, _ session: Session) async throws -> ReproducedFigure {
    // Overlaps of normalised shots are off by O(1/N).
    let (samples, wavelengths) = effort == .quick ? (48, 2048) : (480, 8192)
    var (numbers, curves) = ([ReproducedNumber](), [CurvesFigure.Curve]())
    for treatment in ShotTreatment.allCases {
      let light = treatment.light(shots: shots, wavelengths: wavelengths)
      let weights = light.gramMatrix()
      var found: [Estimate] = []
      var planted: [Double] = []
      for (index, pump) in pumps.enumerated() {
        let ensemble = try ensemble(pump, wavelengths)
        let rows = try await session.concurrently("shots", count: samples) { sample in
          let truth = ensemble.sample(sample, seed: session.seed &+ UInt64(1000 * index))
          let fluctuations = truth.configurations.unpacked()
          let spectra = Matrix(rows: shots, columns: wavelengths) {
            light[$0, $1] * (1 + fluctuations[$0, $1] / 5)
          }
          let halves = try [0, 1].map { try treatment.overlaps(of: spectra, everySecondFrom: $0) }
          let expected = try treatment.overlaps(expected: truth.expectedOverlaps, weights: weights)
          let square = SampleMoments(zip(halves[0], halves[1]).map(*)).mean
          return [square, SampleMoments(expected.map { $0 * $0 }).mean]
        }
        let exact = SampleMoments(rows.map { $0[1] }).mean
        let error = Estimate(meanOf: rows.map { $0[0] - $0[1] }).error
        found.append(Estimate(value: SampleMoments(rows.map { $0[0] }).mean, error: error))
        planted.append(exact)
        guard treatment != .drifting else { continue }
        numbers.append(
          .init("⟨q²⟩, \(treatment.rawValue), pump \(pump)", found[index], exact, .exact))
      }
      let line = CurvesFigure.Curve(x: pumps, y: planted, style: .dashed, colour: .ink)
      curves += [line, .init(treatment.rawValue, at: pumps, found, .series(curves.count / 2))]
    }
    return ReproducedFigure(
      numbers,
      figure: CurvesFigure(
        title: title, system: "\(samples) × \(shots) shots, N = \(wavelengths); broken: planted",
        horizontal: .init("pump/threshold"), vertical: .init("⟨q^2⟩ of different shots"),
        curves: curves, guides: [.vertical(at: 1, name: "threshold")]))
  }

  /// Shots of one pump.
  private func ensemble(_ pump: Double, _ wavelengths: Int) throws -> PlantedEnsemble {
    let q1 = 1 - 1 / pump
    let states = PlantedEnsemble.Partition.poissonDirichlet(q1 > 0 ? [1 / pump] : [])
    return try PlantedEnsemble(
      spinCount: wavelengths, replicaCount: shots,
      structure: .hierarchy(overlaps: q1 > 0 ? [0, q1] : [0], partition: states))
  }
}
