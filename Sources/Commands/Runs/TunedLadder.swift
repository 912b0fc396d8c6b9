import ReplicaKit

/// `--tune`: a ladder of nearly equal exchange rates from a short pilot.
extension SampleCommand {
  /// A ladder of equal exchange rates, and the command that has it in numbers.
  struct TunedLadder {
    let ladder: [Double]
    /// What the pilot found; `nil` where the ladder is that of a run that is continued.
    let report: LadderTuning?
    let command: String
  }

  /// Finds a ladder of equal exchange rates, or takes that of the run that is continued.
  func tunedLadder(
    _ settings: SamplingSettings, _ model: any SpinEnsemble, path: String, isShared: Bool,
    _ session: Session
  ) async throws -> TunedLadder {
    let isContinued = isShared && UnitStore.isRun(at: path)
    let report = isContinued ? nil : try await pilot(model, settings, session)
    let ladder = try report?.temperatures ?? tunedBefore(settings, in: try RunStore(at: path))
    let command = CommandLine.reproducingCommand(
      replacing: ["--tune": 1, "--temperatures": 2, "--temperature-range": 2, "--beta-range": 2],
      by: ["--temperatures", ladder.map { "\($0)" }.joined(separator: ",")])
    if let report { common.hint("\(report.sentence)\nthe ladder by hand: \(command)") }
    return TunedLadder(ladder: ladder, report: report, command: command)
  }

  /// Finds a ladder of equal exchange rates.
  private func pilot(
    _ model: any SpinEnsemble, _ settings: SamplingSettings, _ session: Session
  ) async throws -> LadderTuning {
    let progress = session.progress(
      "tuning", total: LadderTuning.ladders(instanceCount: instances))
    defer { progress.finish() }
    return try await LadderTuning(
      model, settings: settings, instanceCount: instances, threads: session.threadCount,
      advanced: { progress.advance($0) })
  }

  /// The ladder of a run that was begun with `--tune`, if it has the ends that were given.
  private func tunedBefore(
    _ settings: SamplingSettings, in run: RunStore
  ) throws -> [Double] {
    let (wanted, found, path) = (settings.temperatures, run.settings.temperatures, run.path)
    guard wanted.count == found.count, wanted.first == found.first, wanted.last == found.last
    else {
      throw Failure(
        .cannotCreate,
        "\(path) is another run: it has \(found.count) temperatures from \(found[0]) to "
          + "\(found[found.count - 1])")
    }
    // The command that is kept with a run whose ladder was moved ends with that ladder.
    let words = found.map { "\($0)" }.joined(separator: ",")
    let command = run.store.attributes["command"]?.stringValue ?? ""
    guard found != wanted, command.hasSuffix("--temperatures \(words)") else {
      throw Failure(
        .cannotCreate,
        "\(path) was begun without --tune; leave it out, or choose another name (-o)")
    }
    return found
  }
}
