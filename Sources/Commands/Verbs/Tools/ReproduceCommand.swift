import ArgumentParser
import ReplicaKit

/// `replica reproduce`: published figures, computed anew.
struct ReproduceCommand: DrawingVerb, BatchVerb {
  static let configuration = CommandConfiguration(
    commandName: "reproduce",
    abstract: "Published figures, computed anew beside their numbers.",
    discussion: """
      Without a name the figures are listed. With one it is computed and stands beside the number in print, the exact \
      one, or the solution of the published equations; z is the difference in units of its error. --quick, the default, takes \
      less than a minute of two processors at smaller sizes; --full takes minutes to an hour, and its errors are smaller.

      With --output the runs of a figure that is made of samples are kept in a folder: a command that was stopped goes on \
      when it is given again, and runs that are complete are only analysed.

      --slurm writes the jobs that fill these runs together, and one that makes the figure when they are complete; each job has \
      the same part of every run. Other figures are one job.

      EXAMPLES
        replica reproduce
        replica reproduce poole-1 --figure poole.svg
        replica reproduce nishimori --json
        replica reproduce sk-e0 --full  # about 10 minutes
        replica reproduce ea3-tc --full -o runs --time-limit 1:00:00  # up to 1 hour
        replica reproduce p3-one-step --full -o many --slurm p3.sh --per-task 100 \\
          --time 1:00:00 --figure p3.svg
      """)

  @Argument(
    help: ArgumentHelp("The name of a figure. (default: all are listed)", valueName: "figure"))
  var name: String?

  @Flag(help: "Take less than a minute; the default.")
  var quick = false

  @Flag(help: "Take several minutes.")
  var full = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The folder of the runs, of figures made of samples. (default: they are not kept; with --slurm and --array-task "
        + "reproduce-FIGURE)",
      valueName: "folder"))
  var output: String?

  @OptionGroup var timeLimit: TimeLimitOptions
  @OptionGroup var figure: FigureOptions
  @OptionGroup var slurm: SlurmOptions
  @OptionGroup var common: CommonOptions

  /// Options of the figure that is made when all instances are there, with the number of words each takes.
  private static let figureOptions = ["--figure": 2, "--force": 1]

  func validate() throws {
    if quick, full { throw ValidationError("--quick and --full exclude each other") }
    if let output, output.isEmpty { throw ValidationError("--output is empty; expected a name") }
    guard let name else {
      if quick || full || figure.figure != nil || output != nil || isShared {
        throw ValidationError("expected the name of a figure; replica reproduce lists them")
      }
      return
    }
    guard let published = FigureCatalogue.figure(named: name) else {
      let names = FigureCatalogue.figures.map(\.name)
      throw ValidationError(
        "there is no figure '\(name)'; "
          + (MisspeltWords.nearest(name, names).map { "did you mean '\($0)'?" }
            ?? "expected one of " + names.joined(separator: ", ")))
    }
    if published is any SampledFigure {
      try slurm.requireFit(instances: instances)
    } else {
      try requireNoRuns(name)
    }
    if timeLimit.timeLimit != nil, output == nil, !isShared {
      throw ValidationError("--time-limit without --output would lose what was computed")
    }
    if slurm.arrayTask != nil,
      let option = Self.figureOptions.keys.sorted().first(where: CommandLine.isGiven)
    {
      throw ValidationError(
        "\(option) is of the figure, which the command makes without --array-task when all tasks are done"
      )
    }
  }

  /// Refuses what is for runs that are kept.
  private func requireNoRuns(_ name: String) throws {
    if output != nil {
      throw ValidationError("--output keeps runs, and \(name) is not made of any")
    }
    guard isShared else { return }
    let command = ["replica", "reproduce", name] + (full ? ["--full"] : []) + ["--threads", "8"]
    throw ValidationError(
      "\(slurm.slurm == nil ? "--array-task" : "--slurm") divides runs among jobs, and \(name) is not made of any. It is one "
        + "job: sbatch --cpus-per-task=8 --wrap \"\(command.joined(separator: " "))\"")
  }

  /// Whether several jobs compute the runs.
  private var isShared: Bool { slurm.slurm != nil || slurm.arrayTask != nil }

  private var effort: Effort { full ? .full : .quick }

  /// The figure, its runs and where they are kept; `nil` for one that is not made of runs.
  private func kept() throws -> (name: String, runs: [FigureRun], source: StoredRuns)? {
    guard let name, let figure = FigureCatalogue.figure(named: name) as? any SampledFigure else {
      return nil
    }
    return (
      figure.runsName(effort), try figure.runs(effort, seed: common.seed),
      StoredRuns(folder: output ?? "reproduce-\(name)", timeLimit: timeLimit.seconds)
    )
  }

  /// The most instances of a run.
  var instances: Int { (try? kept()?.runs.map(\.instanceCount).max()) ?? 1 }

  func script() throws -> SlurmScript? {
    guard let kept = try kept() else { return nil }
    for run in kept.runs {
      try StoreSampling.requireSameRun(
        at: kept.source.path(of: run, of: kept.name), model: run.model, settings: run.settings,
        instanceCount: run.instanceCount)
    }
    return try slurm.script(
      runs: kept.runs.map { kept.source.path(of: $0, of: kept.name) },
      instances: kept.runs.map(\.instanceCount), onlyLast: Self.figureOptions,
      last: output == nil ? ["--output", kept.source.folder] : [], common: common)
  }

  func compute(_ part: ArrayPart, _ session: Session) async throws -> PartReport {
    guard let kept = try kept() else { preconditionFailure("a part of a figure without runs") }
    let start = Progress.now()
    let runs = try await kept.source.filled(kept.runs, of: kept.name, session) {
      part.instances(of: $0.instanceCount)
    }
    return PartReport(part, of: runs, wallSeconds: Progress.now() - start)
  }

  func outcome(_ session: Session) async throws -> AnyReport {
    guard let name, let published = FigureCatalogue.figure(named: name) else {
      return AnyReport(FigureList())
    }
    let source: any RunSource =
      output.map { StoredRuns(folder: $0, timeLimit: timeLimit.seconds) } ?? MemoryRuns()
    return AnyReport(try await Reproduction(of: published, effort, session, runs: source))
  }
}
