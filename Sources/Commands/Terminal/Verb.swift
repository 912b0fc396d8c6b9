import ArgumentParser
import ReplicaKit

/// A command that has one result: its options, and how they are answered.
///
/// What every verb does is done here: files that cannot be made are refused before anything is computed, the result
/// is printed as JSON or as sections, files are written, and failures become messages and exit codes.
protocol Verb: AsyncParsableCommand {
  /// What is found.
  associatedtype Outcome: Reportable

  /// Options that every verb takes.
  var common: CommonOptions { get }

  /// Files that will be written, beside a figure.
  var outputFiles: [String?] { get }

  /// Whether anything is random, so that `--seed` has an effect.
  var isRandom: Bool { get }

  /// Whether the seed stands in the document; it does wherever something is computed.
  var statesSeed: Bool { get }

  /// Whether existing output is replaced.
  var force: Bool { get }

  /// Whether anything is written, so that `--force` has an effect.
  var hasOutput: Bool { get }

  /// Computes the result.
  ///
  /// - Parameter session: Seed, threads and progress.
  /// - Returns: The result.
  /// - Throws: Anything; ``Failure`` says what it means for the exit code.
  func outcome(_ session: Session) async throws -> Outcome

  /// Writes files and gives hints after the result was printed.
  ///
  /// - Parameter outcome: The result.
  /// - Throws: What writing throws.
  func finish(_ outcome: Outcome) throws
}

/// A verb that draws its result on demand.
protocol DrawingVerb: Verb {
  /// The figure, if one is wanted.
  var figure: FigureOptions { get }
}

extension DrawingVerb {
  var force: Bool { figure.force }
}

extension Verb {
  var outputFiles: [String?] { [] }
  var isRandom: Bool { true }
  var statesSeed: Bool { true }
  var force: Bool { false }

  var hasOutput: Bool {
    let files = outputFiles + ((self as? any PagedVerb)?.page.files ?? [])
    return (self as? any DrawingVerb)?.figure.figure != nil || files.contains { $0 != nil }
  }

  func finish(_ outcome: Outcome) throws {}

  /// What to do with a file that is there already.
  var ifExists: IfFileExists { force ? .replace : .fail }

  /// The whole result for programs.
  private func document(of outcome: any Reportable) -> JSONValue {
    var document = outcome.document
    if statesSeed, document["seed"] == nil { document["seed"] = JSONValue(seed: common.seed) }
    return document
  }

  /// Prints a result, or hands it to the program that runs the command.
  private func show(_ outcome: any Reportable) {
    if let host = Host.current {
      host.take(outcome, document(of: outcome))
    } else if common.json {
      Console.print(document(of: outcome))
    } else {
      Console.print(outcome.sections, quiet: common.quiet)
    }
  }

  func run() async throws {
    try await reportingFailures {
      let figure = (self as? any DrawingVerb)?.figure
      if let figure, figure.force, !hasOutput {
        throw Failure(.usage, "--force has no effect: no file is written (such as --figure)")
      }
      try figure?.requireWritable()
      if !isRandom, CommandLine.isGiven("--seed") {
        common.hint("replica: --seed changes nothing here: nothing is random")
      }
      for file in outputFiles + ((self as? any PagedVerb)?.page.files ?? []) {
        try OutputFile.require(file, force: force)
      }
      let watch = Progress.watch(isEnabled: !common.quiet && Host.current == nil)
      defer { watch.finish() }
      let session = common.session
      if let batch = self as? any BatchVerb {
        let isDone = try await batch.runPart(session) { report in
          watch.finish()
          show(report)
        }
        if isDone { return }
      }
      let outcome = try await outcome(session)
      watch.finish()
      show(outcome)
      try finish(outcome)
      try await (self as? any PagedVerb)?.finishPage(outcome, session)
      guard let figure, figure.figure != nil else { return }
      for drawing in try outcome.figures {
        for picture in try figure.draw(drawing, common: common) where !common.json {
          print("\nfigure: \(picture)")
        }
      }
    }
  }
}

extension DrawingVerb {
  /// Writes a grid of numbers, or says how one would see them.
  ///
  /// - Parameters:
  ///   - grid: The numbers.
  ///   - name: What they are, in a word.
  ///   - path: Where they are written, if they are.
  ///   - example: A name for the hint where numbers are neither written nor drawn nor printed.
  /// - Throws: What writing throws.
  func write(_ grid: GridFile, as name: String, to path: String?, example: String) throws {
    if let path {
      try Interruption.whileWriting { try grid.write(to: path, ifExists: ifExists) }
      common.hint("\(name): \(path)")
    } else if figure.figure == nil, !common.json {
      common.hint("hint: -o \(example) or --json gives the numbers, --figure a picture")
    }
  }
}
