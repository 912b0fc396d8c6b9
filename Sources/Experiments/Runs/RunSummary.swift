public import Documents
import Overlaps
public import Sampling
import SpinModels
import Statistics

/// What a run has, temperature by temperature: energy, overlaps, exchanges, equilibration.
public struct RunSummary: Reportable {
  private let file: String
  private let model: JSONValue
  private let given: CouplingSummary?
  private let drawn: CouplingSummary?
  private let name: String
  private let instanceCount: Int
  private let settings: SamplingSettings
  private let spinCount: Int
  private let rows: [SampledTemperature]
  private let roundTrips: Int
  /// The measured sweeps of the longest instance.
  private let mostSweeps: Int
  private let extendedCount: Int
  /// The lowest energies that were met; `nil` for a run of an earlier version.
  public let lowest: LowestEnergies?

  /// Reads a run; several instances give errors over the disorder, a single one over its ladders.
  ///
  /// - Parameters:
  ///   - run: The run.
  ///   - file: Its file.
  ///   - instanceCount: The number of instances of the complete run.
  /// - Throws: An error when no instance is complete or one cannot be read.
  public init(
    _ run: any SampledRun, file: String, instanceCount: Int
  ) throws {
    self.file = file
    model = run.ensemble.description
    given = run.ensemble.givenSummary
    name = run.ensemble.name
    drawn =
      given == nil ? run.ensemble.summary(ofInstance: 0, seed: run.settings.seed) : nil
    self.instanceCount = instanceCount
    settings = run.settings
    spinCount = run.ensemble.spinCount
    lowest = try LowestEnergies(run)
    let done = try run.doneInstances()
    let report = try run.equilibrationReport()
    let data = try done.map { try run.equilibrationData(instance: $0) }
    let energies = try run.energyPerSpinEstimates()
    roundTrips = data.flatMap(\.roundTrips).reduce(0, +)
    let lengths = data.map { run.settings.extended(by: $0.extensions) }
    mostSweeps = lengths.map(\.sweeps).max() ?? settings.sweeps
    extendedCount = data.count { $0.extensions > 0 }
    let replicaSweeps = SampleMoments(lengths.map(\.replicaSweeps)).mean
    rows = try run.settings.temperatures.indices.map { t in
      var blocks: OverlapBlocks?
      let overlaps = try done.map { instance in
        let ladders = try run.configurations(instance: instance, temperatureIndex: t)
        blocks = OverlapBlocks(ladders: ladders)
        return OverlapDistribution.overlaps(betweenLadders: ladders)
      }
      return SampledTemperature(
        t, energy: energies[t],
        moments: OverlapMoments(
          instances: overlaps, spinCount: run.ensemble.spinCount, blocks: blocks),
        data: data, report: report, replicaSweeps: replicaSweeps)
    }
  }

  /// The reasons why temperatures are not, or cannot be called, equilibrated, the weightiest of each.
  public var problems: [String] { rows.problems }

  /// Whether there is a temperature whose overlaps are those of the Gibbs measure, as far as can be told.
  public var canBeClassified: Bool { rows.contains { $0.equilibration.answer == .yes } }

  /// What a "yes" at all temperatures rests on at the coldest; `nil` where there is no such "yes".
  public var assurance: String? { rows.assurance }

  private static let footnote =
    "e: energy per spin; ⟨q²⟩, ⟨|q|⟩ between ladders; τ_int: longest autocorrelation time of the energy, in sweeps; "
    + "cost: sweeps of one replica for an independent configuration."

  /// A line per temperature.
  public var sections: [ReportSection] {
    [.text(given?.sentence ?? drawn?.sentence(ofDrawn: name) ?? "\(name): N = \(spinCount)")]
      + [.table(ReportTable(SampledTemperature.columns(), rows))]
      + (lowest.map { [.text($0.sentence)] } ?? [])
      + (extendedCount > 0
        ? [
          .text(
            "\(extendedCount) instance\(extendedCount == 1 ? " was" : "s were") run on, up to \(mostSweeps) measured "
              + "sweeps after as many others")
        ] : [])
      + [.remark(Self.footnote)]
  }

  /// The settings, and an object per temperature.
  public var document: JSONValue {
    var object: JSONValue = [
      "output": .string(file), "model": model, "spins": .integer(spinCount),
      "instances": .integer(instanceCount), "chains": .integer(settings.chainCount),
      "draws": .integer(settings.draws), "seed": JSONValue(seed: settings.seed),
      "sweeps": .integer(settings.sweeps), "burn_in": .integer(settings.burnIn),
      "round_trips": .integer(roundTrips),
      "errors": rows.first?.moments.errorText.map { .string($0) } ?? .null,
      "temperatures": JSONValue(SampledTemperature.columns(), rows: rows),
    ]
    if extendedCount > 0 {
      object["extended_instances"] = .integer(extendedCount)
      object["most_sweeps"] = .integer(mostSweeps)
    }
    if let lowest { object.merge(lowest.document) }
    return object.merging(given?.document ?? drawn?.countsDocument ?? [:])
  }
}
