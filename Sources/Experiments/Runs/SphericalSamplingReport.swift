public import Archive
public import Documents
import Overlaps
import Sampling
import SpinModels
import Statistics

/// What a call of the sampler of spherical spins did: the run as it stands in its store, and what it cost.
public struct SphericalSamplingReport: Reportable {
  /// The store of the run.
  public let file: String
  /// The time that sampling took, in seconds.
  public let wallSeconds: Double
  private let model: SphericalRunStore
  private let rows: [SampledTemperature]
  private let roundTrips: Int
  private let doneCount: Int

  /// Reads the store after sampling; several instances give errors over the disorder, a single one over its ladders
  /// (energies only).
  ///
  /// - Parameters:
  ///   - store: The store of the run.
  ///   - wallSeconds: How long sampling took.
  /// - Throws: An error when no instance is complete or one cannot be read.
  public init(_ store: SphericalRunStore, wallSeconds: Double) throws {
    file = store.path
    self.wallSeconds = wallSeconds
    model = store
    let settings = store.settings
    let report = try store.equilibrationReport()
    let done = try store.doneInstances()
    doneCount = done.count
    let data = try done.map { try store.equilibrationData(instance: $0) }
    let energies = try done.map { try store.numbers("mean_energy_per_spin", instance: $0) }
    let acceptance = try done.map { try store.numbers("acceptance", instance: $0) }
    roundTrips = data.flatMap(\.roundTrips).reduce(0, +)
    rows = try settings.temperatures.indices.map { t in
      let overlaps = try done.map { instance in
        let ladders = try store.configurations(instance: instance, temperatureIndex: t)
        return EquilibrationData.pairs(of: ladders.count).flatMap { a, b in
          ladders[a].overlaps(with: ladders[b])
        }
      }
      return SampledTemperature(
        t,
        energy: done.count > 1
          ? Estimate(meanOf: energies.map { SampleMoments($0[t]).mean })
          : Estimate(meanOf: energies[0][t]),
        moments: OverlapMoments(instances: overlaps, spinCount: store.model.spinCount), data: data,
        report: report, replicaSweeps: settings.replicaSweeps,
        acceptance: SampleMoments(acceptance.flatMap { $0[t] }).mean)
    }
  }

  /// The reasons why temperatures are not, or cannot be called, equilibrated, the weightiest of each.
  public var problems: [String] { rows.problems }

  /// What a "yes" at all temperatures rests on at the coldest; `nil` where there is no such "yes".
  public var assurance: String? { rows.assurance }

  private static let footnote =
    "e: energy per spin; ⟨q²⟩, ⟨|q|⟩ between ladders; accepted: trajectories of geodesic Monte Carlo; τ_int: longest "
    + "autocorrelation time of the energy, in sweeps; cost: sweeps of one replica for an independent configuration."

  /// A line per temperature, and what was done.
  public var sections: [ReportSection] {
    [
      .text(
        "spherical pspin: p = \(model.model.couplings.order), N = \(model.model.spinCount) real spins, "
          + "Σ s² = N"),
      .table(ReportTable(SampledTemperature.columns(withAcceptance: true), rows)),
      .remark(Self.footnote),
      .text(""),
      .text(
        "\(file): \(doneCount) of \(model.instanceCount) instances, seed \(model.settings.seed), "
          + "\(text(wallSeconds, digits: 3)) s"),
    ]
  }

  /// The settings, and an object per temperature.
  public var document: JSONValue {
    let settings = model.settings
    return [
      "output": .string(file), "model": model.model.description,
      "spins": .integer(model.model.spinCount), "instances": .integer(model.instanceCount),
      "chains": .integer(settings.chainCount), "draws": .integer(settings.draws),
      "seed": JSONValue(seed: settings.seed), "sweeps": .integer(settings.sweeps),
      "burn_in": .integer(settings.burnIn), "round_trips": .integer(roundTrips),
      "errors": rows.first?.moments.errorText.map { .string($0) } ?? .null,
      "temperatures": JSONValue(SampledTemperature.columns(withAcceptance: true), rows: rows),
      "wall_seconds": .number(wallSeconds),
    ]
  }
}
