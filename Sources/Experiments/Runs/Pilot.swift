import Documents
public import Sampling
public import SpinModels

/// A short run from which longer ones are planned.
///
/// A few instances are sampled with twice the sweeps, round after round, until each of them alone is called
/// equilibrated at all temperatures, or the sweeps that are allowed are spent. Its seed is another one than that of the
/// session, so that a run that is planned uses no number twice.
public struct Pilot: Sendable {
  /// One round of the pilot.
  public struct Round: Sendable {
    /// The measured sweeps, after as many that were not.
    public let sweeps: Int
    /// The instances that are equilibrated at all temperatures, each judged alone.
    public let equilibrated: Int
    /// The coldest temperature at which all instances are; `nil` where there is none.
    public let coldest: Double?
  }

  /// The rounds.
  public let rounds: [Round]
  /// The run of the last round.
  public let run: RecordedRun
  /// By instance and temperature, whether it is equilibrated in the last round, judged alone.
  let answers: [[Bool]]

  /// The number of instances.
  public var instanceCount: Int { answers.count }
  /// The lengths of the last round.
  public var settings: SamplingSettings { run.settings }
  /// The measured sweeps that a run shall have; `nil` where no round was long enough.
  ///
  /// Twice those of the last round: of many instances some are slower than any of the pilot.
  public var plannedSweeps: Int? {
    rounds[rounds.count - 1].equilibrated == instanceCount ? 2 * settings.sweeps : nil
  }

  /// The sweeps of the first round.
  static let firstSweeps = 256

  /// Runs a pilot.
  ///
  /// - Parameters:
  ///   - ensemble: The model.
  ///   - temperatures: The ladder.
  ///   - chains: The number of independent ladders.
  ///   - instances: The instances of the pilot, at least 2; one is enough where couplings are given.
  ///   - mostSweeps: The most measured sweeps of a round.
  ///   - session: Seed, threads and progress.
  /// - Throws: ``/Sampling/SamplingError``, and what sampling throws.
  public init(
    _ ensemble: any SpinEnsemble, temperatures: [Double], chains: Int, instances: Int,
    mostSweeps: Int, session: Session
  ) async throws {
    precondition(instances >= 2, "a pilot of \(instances) instances")
    let count = ensemble.isGiven ? 1 : instances
    var rounds: [Round] = []
    var sweeps = min(Self.firstSweeps, mostSweeps)
    var found: (run: RecordedRun, answers: [[Bool]])
    while true {
      let settings = try SamplingSettings(
        temperatures: temperatures, chainCount: chains, sweeps: sweeps, draws: min(sweeps, 64),
        // Any other seed will do.
        seed: session.seed ^ 0x706c_616e)
      let run = SamplingRun(ensemble, settings: settings)
      let progress = session.progress(
        "pilot of \(sweeps) sweeps", total: count * run.stepsPerInstance)
      let recorded = try await run.recorded(
        instances: 0..<count, threads: session.threadCount, advanced: { progress.advance($0) })
      progress.finish()
      let answers = try recorded.doneInstances().map { instance in
        try recorded.equilibrationReport(instance: instance).temperatures.map { $0.answer == .yes }
      }
      let all = settings.temperatures.indices.filter { t in answers.allSatisfy { $0[t] } }
      rounds.append(
        Round(
          sweeps: sweeps, equilibrated: answers.count { $0.allSatisfy { $0 } },
          coldest: all.first.map { settings.temperatures[$0] }))
      found = (recorded, answers)
      if rounds[rounds.count - 1].equilibrated == count || sweeps >= mostSweeps { break }
      sweeps = min(2 * sweeps, mostSweeps)
    }
    self.rounds = rounds
    run = found.run
    answers = found.answers
  }

  /// Why no run can be planned, in a sentence.
  var shortageText: String {
    let last = rounds[rounds.count - 1]
    return
      "no plan: with \(last.sweeps) sweeps \(last.equilibrated) of \(instanceCount) instances are equilibrated at "
      + "all temperatures. A longer pilot (--pilot-sweeps), hotter temperatures, or more of them (--tune "
      + "of replica sample shows the exchange rates)"
  }

  static let roundColumns: [Column<Round>] = [
    Column("sweeps", "sweeps", text: { "\($0.sweeps)" }, value: { .integer($0.sweeps) }),
    Column(
      "equilibrated instances", "equilibrated_instances", text: { "\($0.equilibrated)" },
      value: { .integer($0.equilibrated) }),
    Column("all down to T", "coldest_temperature") { $0.coldest },
  ]
}
