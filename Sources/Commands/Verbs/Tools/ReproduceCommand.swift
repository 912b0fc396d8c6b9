import ArgumentParser
import ReplicaKit

/// `replica reproduce`: published figures, computed anew.
struct ReproduceCommand: DrawingVerb {
  static let configuration = CommandConfiguration(
    commandName: "reproduce",
    abstract: "Published figures, computed anew beside their numbers.",
    discussion: """
      Without a name the figures are listed. With one it is computed and stands beside the number in print, the exact \
      one, or the solution of the published equations; z is the difference in units of its error. --quick, the default, takes \
      less than a minute of two processors at smaller sizes; --full takes minutes to an hour, and its errors are smaller.

      With --output the runs of a figure that is made of samples are kept in a folder: a command that was stopped goes on \
      when it is given again, and runs that are complete are only analysed.

      EXAMPLES
        replica reproduce
        replica reproduce poole-1 --figure poole.svg
        replica reproduce nishimori --json
        replica reproduce sk-e0 --full  # about 10 minutes
        replica reproduce ea3-tc --full -o runs --time-limit 1:00:00  # up to 1 hour
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
      "The folder of the runs, of figures made of samples. (default: they are not kept)",
      valueName: "folder"))
  var output: String?

  @OptionGroup var timeLimit: TimeLimitOptions
  @OptionGroup var figure: FigureOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if quick, full { throw ValidationError("--quick and --full exclude each other") }
    if let output, output.isEmpty { throw ValidationError("--output is empty; expected a name") }
    guard let name else {
      if quick || full || figure.figure != nil || output != nil {
        throw ValidationError("expected the name of a figure; replica reproduce lists them")
      }
      return
    }
    guard let published = FigureCatalogue.figure(named: name) else {
      throw ValidationError(
        "there is no figure '\(name)'; expected one of "
          + FigureCatalogue.figures.map(\.name).joined(separator: ", "))
    }
    if output != nil, !(published is any SampledFigure) {
      throw ValidationError("--output keeps runs, and \(name) is not made of any")
    }
    if timeLimit.timeLimit != nil, output == nil {
      throw ValidationError("--time-limit without --output would lose what was computed")
    }
  }

  func outcome(_ session: Session) async throws -> AnyReport {
    guard let name, let published = FigureCatalogue.figure(named: name) else {
      return AnyReport(FigureList())
    }
    let source: any RunSource =
      output.map { StoredRuns(folder: $0, timeLimit: timeLimit.seconds) } ?? MemoryRuns()
    return AnyReport(
      try await Reproduction(of: published, full ? .full : .quick, session, runs: source))
  }
}
