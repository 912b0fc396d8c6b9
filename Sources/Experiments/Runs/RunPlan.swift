public import Documents
import Overlaps
public import Sampling
public import SpinModels
import Statistics

/// How many sweeps and instances a run needs for a wanted error, from a short pilot.
///
/// ```
/// M ≥ P (σ_P/ε)²,   σ_P the error of the quantity over the P instances of the pilot, ε the wanted one
/// ```
///
/// The pilot samples its instances with twice the sweeps, round after round, until each of them alone is called
/// equilibrated at all temperatures, or the sweeps that are allowed are spent. The plan has twice the sweeps of that
/// round: of many instances some are slower than any of the pilot. Its seed is another one than that of the run, so
/// that no number of the run is used twice.
public struct RunPlan: Reportable {
  /// What is wanted with an error.
  public enum Quantity: String, Sendable, CaseIterable {
    /// e, the energy per spin.
    case energy
    /// [⟨q²⟩].
    case meanSquareOverlap = "mean-square-overlap"
    /// g = ½(3 − [⟨q⁴⟩]/[⟨q²⟩]²).
    case binder
  }

  private struct Row {
    let temperature: Double
    let estimate: Estimate
    let instances: Int
    let equilibrated: Int
  }

  /// The rounds of the pilot.
  public var rounds: [Pilot.Round] { pilot.rounds }
  /// The measured sweeps that are planned; `nil` where no round was long enough.
  public var sweeps: Int? { pilot.plannedSweeps }
  /// The instances that are planned for the wanted error at every temperature.
  public let instanceCount: Int
  private let rows: [Row]
  private let quantity: Quantity
  private let wanted: Double
  private let pilot: Pilot
  private var pilotInstances: Int { pilot.instanceCount }
  private var settings: SamplingSettings { pilot.settings }
  private let model: JSONValue
  private let spinCount: Int
  private let command: String

  /// The most instances that are planned.
  static let mostInstances = 1_000_000_000

  /// Runs the pilot.
  ///
  /// - Parameters:
  ///   - ensemble: The model.
  ///   - temperatures: The ladder.
  ///   - chains: The number of independent ladders.
  ///   - quantity: What is wanted.
  ///   - error: The wanted error, over instances.
  ///   - pilotInstances: The instances of the pilot, at least 2.
  ///   - mostSweeps: The most measured sweeps of a round.
  ///   - command: The words of the planned command before its sweeps and instances.
  ///   - session: Seed, threads and progress.
  /// - Throws: ``ExperimentError/refused(_:)`` where no possible number of instances would do,
  ///   ``/Sampling/SamplingError``, and what sampling throws.
  public init(
    _ ensemble: any SpinEnsemble, temperatures: [Double], chains: Int, quantity: Quantity,
    error: Double, pilotInstances: Int, mostSweeps: Int, command: String, session: Session
  ) async throws {
    precondition(error > 0 && pilotInstances >= 2, "a plan for \(error) from \(pilotInstances)")
    pilot = try await Pilot(
      ensemble, temperatures: temperatures, chains: chains, instances: pilotInstances,
      mostSweeps: mostSweeps, session: session)
    let (run, answers) = (pilot.run, pilot.answers)
    let count = answers.count
    rows = try run.settings.temperatures.enumerated().map { t, temperature in
      let estimate = try Self.estimate(quantity, of: run, temperatureIndex: t)
      let ratio = (estimate.error ?? 0) / error
      let needed = ensemble.isGiven ? 1 : max(2, (Double(count) * ratio * ratio).rounded(.up))
      guard needed <= Double(Self.mostInstances) else {
        throw ExperimentError.refused(
          "an error of \(text(error)) needs \(needed.isFinite ? "about \(text(needed, digits: 2))" : "too many") instances "
            + "at T = \(text(temperature)): the error of the pilot's \(count) is \(text(estimate.error, digits: 2)); "
            + "plan for one that takes at most 10⁹ instances")
      }
      return Row(
        temperature: temperature, estimate: estimate,
        instances: Int(needed),
        equilibrated: answers.count { $0[t] })
    }
    instanceCount = rows.map(\.instances).max() ?? 1
    self.quantity = quantity
    wanted = error
    model = ensemble.description
    spinCount = ensemble.spinCount
    self.command = command
  }

  private static func estimate(
    _ quantity: Quantity, of run: RecordedRun, temperatureIndex t: Int
  ) throws -> Estimate {
    let instances = run.doneInstances()
    if quantity == .energy {
      return Estimate(
        meanOf: try instances.map { SampleMoments(try run.meanEnergyPerSpin(instance: $0)[t]).mean }
      )
    }
    var blocks: OverlapBlocks?
    let overlaps = try instances.map { instance in
      let ladders = try run.configurations(instance: instance, temperatureIndex: t)
      blocks = OverlapBlocks(ladders: ladders)
      return OverlapDistribution.overlaps(betweenLadders: ladders)
    }
    let moments = OverlapMoments(
      instances: overlaps, spinCount: run.ensemble.spinCount, blocks: blocks)
    return quantity == .binder ? moments.binder : moments.meanSquare
  }

  /// The command of the planned run; `nil` where the pilot was too short for one.
  public var plannedCommand: String? {
    sweeps.map {
      "\(command) --chains \(settings.chainCount) --sweeps \($0) --instances \(instanceCount)"
    }
  }

  /// The spin updates of the planned run.
  private var updates: Double? {
    sweeps.map {
      2 * Double($0) * Double(instanceCount) * Double(settings.chainCount * spinCount)
        * Double(settings.temperatures.count)
    }
  }

  private static let columns: [Column<Row>] = [
    Column("T", "temperature") { $0.temperature },
    Column(estimate: "pilot", "pilot") { $0.estimate },
    Column(
      "equilibrated", "equilibrated_instances", text: { "\($0.equilibrated)" },
      value: { .integer($0.equilibrated) }),
    Column(
      "instances", "instances", text: { "\($0.instances)" }, value: { .integer($0.instances) }),
  ]

  /// The rounds, what every temperature needs, and the command.
  public var sections: [ReportSection] {
    let share = (2 / Double(max(1, pilotInstances - 1))).squareRoot()
    var sections: [ReportSection] = [
      .table(ReportTable(Pilot.roundColumns, rounds)), .text(""),
      .table(ReportTable(Self.columns, rows)), .text(""),
    ]
    if let command = plannedCommand {
      sections += [
        .text(command),
        .text("\(text(updates, digits: 2)) spin updates, burn-in included"),
      ]
    } else {
      sections.append(
        .text("\(pilot.shortageText); instances are for what this pilot scattered by."))
    }
    if pilotInstances > 1 {
      sections.append(
        .remark(
          "numbers of instances are known to \(text(100 * share, digits: 2)) %, from \(pilotInstances) instances of the "
            + "pilot (--pilot-instances); the plan has twice the sweeps of the last round."))
    }
    return sections
  }

  /// The plan and the pilot.
  public var document: JSONValue {
    [
      "model": model, "spins": .integer(spinCount), "quantity": .string(quantity.rawValue),
      "error": .number(wanted), "chains": .integer(settings.chainCount),
      "sweeps": JSONValue(sweeps), "burn_in": JSONValue(sweeps),
      "instances": .integer(instanceCount), "spin_updates": JSONValue(updates),
      "command": JSONValue(plannedCommand), "pilot_instances": .integer(pilotInstances),
      "rounds": JSONValue(Pilot.roundColumns, rows: rounds),
      "temperatures": JSONValue(Self.columns, rows: rows),
    ]
  }
}
