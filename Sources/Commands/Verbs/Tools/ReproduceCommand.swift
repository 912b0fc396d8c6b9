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
      less than a minute of two processors at smaller sizes; --full takes minutes, and its errors are smaller.

      EXAMPLES
        replica reproduce
        replica reproduce poole-1 --figure poole.svg
        replica reproduce nishimori --json
        replica reproduce sk-e0 --full  # about 10 minutes
      """)

  @Argument(
    help: ArgumentHelp("The name of a figure. (default: all are listed)", valueName: "figure"))
  var name: String?

  @Flag(help: "Take less than a minute; the default.")
  var quick = false

  @Flag(help: "Take several minutes.")
  var full = false

  @OptionGroup var figure: FigureOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if quick, full { throw ValidationError("--quick and --full exclude each other") }
    guard let name else {
      if quick || full || figure.figure != nil {
        throw ValidationError("expected the name of a figure; replica reproduce lists them")
      }
      return
    }
    guard FigureCatalogue.figure(named: name) != nil else {
      throw ValidationError(
        "there is no figure '\(name)'; expected one of "
          + FigureCatalogue.figures.map(\.name).joined(separator: ", "))
    }
  }

  func outcome(_ session: Session) async throws -> AnyReport {
    guard let name, let published = FigureCatalogue.figure(named: name) else {
      return AnyReport(FigureList())
    }
    return AnyReport(try await Reproduction(of: published, full ? .full : .quick, session))
  }
}
