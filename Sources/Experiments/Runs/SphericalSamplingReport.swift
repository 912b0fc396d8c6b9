public import Archive
public import Documents
import Overlaps
import Sampling
import SpinModels
import Statistics

/// What a call of the sampler of spherical spins did: the run as it stands in its store, and what it cost.
public struct SphericalSamplingReport: Reportable {
  private struct Row {
    let temperature: Double
    let energy: Estimate
    let moments: OverlapMoments
    let swapRate: Double?
    let acceptance: Double
    let autocorrelationTime: Double?
    let equilibration: TemperatureEquilibration
    /// The sweeps of one replica, all ladders counted, for an independent configuration.
    let cost: Double?
  }

  /// The store of the run.
  public let file: String
  /// The time that sampling took, in seconds.
  public let wallSeconds: Double
  private let model: SphericalRunStore
  private let rows: [Row]
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
    rows = try settings.temperatures.enumerated().map { t, temperature in
      let overlaps = try done.map { instance in
        let ladders = try store.configurations(instance: instance, temperatureIndex: t)
        return EquilibrationData.pairs(of: ladders.count).flatMap { a, b in
          ladders[a].overlaps(with: ladders[b])
        }
      }
      let rates = data.compactMap { t < $0.swapRates.count ? $0.swapRates[t] : nil }.flatMap { $0 }
      return Row(
        temperature: temperature,
        energy: done.count > 1
          ? Estimate(meanOf: energies.map { SampleMoments($0[t]).mean })
          : Estimate(meanOf: energies[0][t]),
        moments: OverlapMoments(instances: overlaps, spinCount: store.model.spinCount),
        swapRate: rates.isEmpty ? nil : SampleMoments(rates).mean,
        acceptance: SampleMoments(acceptance.flatMap { $0[t] }).mean,
        autocorrelationTime: data.flatMap { $0.autocorrelationTimes[t] }.filter { $0 > 0 }.max(),
        equilibration: report.temperatures[t],
        cost: report.temperatures[t].figures.independentConfigurations.map {
          settings.replicaSweeps / $0
        })
    }
  }

  /// The reasons why temperatures are not, or cannot be called, equilibrated, the weightiest of each.
  public var problems: [String] {
    rows.filter { $0.equilibration.answer != .yes }.map { $0.equilibration.reasons[0].text }
  }

  /// What a "yes" at all temperatures rests on at the coldest; `nil` where there is no such "yes".
  public var assurance: String? {
    problems.isEmpty ? rows.first?.equilibration.reasons[0].text : nil
  }

  private static let columns: [Column<Row>] = [
    Column("T", "temperature") { $0.temperature },
    Column(estimate: "e", "energy_per_spin") { $0.energy },
    Column(estimate: "⟨q²⟩", "mean_square_overlap") { $0.moments.meanSquare },
    Column(estimate: "⟨|q|⟩", "mean_absolute_overlap") { $0.moments.meanAbsolute },
    Column("swap rate", "swap_rate", digits: 2) { $0.swapRate },
    Column("accepted", "acceptance", digits: 2) { $0.acceptance },
    Column("τ_int", "integrated_autocorrelation_time", digits: 3) { $0.autocorrelationTime },
    Column("cost", "sweeps_per_independent_configuration", digits: 3) { $0.cost },
    Column(
      "equilibrated", "equilibrated", text: { $0.equilibration.answer.rawValue },
      value: { $0.equilibration.answerDocument }),
    Column(key: "equilibration") { $0.equilibration.checksDocument },
    Column(key: "equilibrium") { $0.equilibration.findingsDocument },
  ]

  private static let footnote =
    "e: energy per spin; ⟨q²⟩, ⟨|q|⟩ between ladders; accepted: trajectories of geodesic Monte Carlo; τ_int: longest "
    + "autocorrelation time of the energy, in sweeps; cost: sweeps of one replica for an independent configuration."

  /// A line per temperature, and what was done.
  public var sections: [ReportSection] {
    [
      .text(
        "spherical pspin: p = \(model.model.couplings.order), N = \(model.model.spinCount) real spins, "
          + "Σ s² = N"), .table(ReportTable(Self.columns, rows)), .remark(Self.footnote),
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
      "temperatures": JSONValue(Self.columns, rows: rows),
      "wall_seconds": .number(wallSeconds),
    ]
  }
}
