import ArgumentParser
import Foundation
import ReplicaKit

/// Options that every verb takes.
struct CommonOptions: ParsableArguments {
  @Flag(help: "Print exactly one JSON object on standard output.")
  var json = false

  @Option(parsing: .unconditional, help: "The seed of all random numbers.")
  var seed: UInt64 = 1

  @Option(
    parsing: .unconditional,
    help: "The number of threads; results do not depend on it. (default: all processors)")
  var threads: Int?

  @Flag(name: .shortAndLong, help: "No progress bars, hints or warnings.")
  var quiet = false

  func validate() throws {
    if let threads, threads < 1 {
      throw ValidationError("--threads is \(threads); expected at least 1")
    }
  }

  /// The number of threads to use.
  var threadCount: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }

  /// Prints a hint on standard error unless it is to be quiet.
  func hint(_ text: String) {
    if !quiet { Console.note(text) }
  }
}

/// Refuses the value of an option.
///
/// - Parameters:
///   - condition: Whether the value is good.
///   - option: The option.
///   - value: Its value.
///   - expected: What it should be.
/// - Throws: `ValidationError` with all three.
func expect(
  _ condition: Bool, _ option: String, _ value: some Any, _ expected: String
) throws {
  guard condition else {
    throw ValidationError("\(option) is \(value); expected \(expected)")
  }
}

/// Options for figures.
struct FigureOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Draw a figure: .svg, .pdf or .png; its script and data are written beside it.",
      valueName: "file"))
  var figure: String?

  @Flag(help: "Overwrite existing output.")
  var force = false

  func validate() throws {
    if let figure {
      guard !figure.isEmpty, !figure.hasSuffix("/") else {
        throw ValidationError("--figure is '\(figure)'; expected a file name")
      }
      do { _ = try FigureFormat(path: figure) } catch { throw ValidationError("\(error)") }
    }
  }

  /// Refuses a figure that cannot be written, before anything is computed for it.
  func requireWritable() throws {
    guard let figure else { return }
    try OutputFile.require(figure, force: true)
    let place = try FigurePlace(path: figure)
    let isReplaced = force || place.isMade(by: CommandLine.reproducingCommand)
    for file in [place.picture, place.script] {
      try OutputFile.require(file, force: isReplaced)
    }
  }

  /// Draws a figure; without gnuplot its script and data are there and a line says what to install.
  func draw(_ figure: some Figure, common: CommonOptions) throws -> [String] {
    guard let path = self.figure else { return [] }
    do {
      let written = try Interruption.whileWriting {
        try figure.write(to: path, overwrite: force, command: CommandLine.reproducingCommand)
      }
      if !written.warnings.isEmpty { common.hint("replica: gnuplot: \(written.warnings)") }
      return [written.picture]
    } catch FiguresError.notInstalled(let script) {
      common.hint("replica: \(FiguresError.notInstalled(script: script))")
      return []
    }
  }
}

extension CommandLine {
  /// Options that change neither the result nor where it can be found, with the number of words each
  /// takes.
  private static let irrelevant = [
    "--threads": 2, "-o": 2, "--output": 2, "--json": 1, "--quiet": 1, "-q": 1, "--force": 1,
    "--resume": 1, "--instance-range": 2, "--checkpoint-interval": 2, "--time-limit": 2,
    "--figure": 2, "--report": 2, "--keep-data": 1, "--watch": 1, "--lowest-states": 2,
    "--heat-map": 1, "--no-heat-map": 1, "--array-task": 2,
  ]

  /// The words of the command after the name of the program.
  private static var words: [String] { Host.current?.words ?? Array(arguments.dropFirst()) }

  /// Whether an option was given.
  static func isGiven(_ option: String) -> Bool {
    words.contains { $0 == option || $0.hasPrefix(option + "=") }
  }

  /// Refuses options that would change nothing.
  ///
  /// - Parameters:
  ///   - options: The options, with their dashes.
  ///   - isEffective: Whether they have an effect.
  ///   - reason: What they belong to, after the name of the option.
  /// - Throws: `ValidationError` that names the first of them that was given.
  static func refuse(_ options: String..., unless isEffective: Bool, _ reason: String) throws {
    if !isEffective, let option = options.first(where: isGiven) {
      throw ValidationError("\(option) \(reason)")
    }
  }

  /// The command that makes the same result, without options that do not change it.
  static var reproducingCommand: String { reproducingCommand(replacing: [:], by: []) }

  /// The command that makes the same result, with some options in the place of others.
  ///
  /// - Parameters:
  ///   - options: Options that are left out, with the number of words each takes.
  ///   - others: Words that are added.
  /// - Returns: The command.
  static func reproducingCommand(
    replacing options: [String: Int], by others: [String]
  ) -> String {
    let words = words(without: irrelevant.merging(options) { $1 })
    return (["replica"] + words + others).map(\.quotedForShell).joined(separator: " ")
  }

  /// The words of the command after the name of the program, without some options.
  ///
  /// - Parameter options: The options that are left out, with the number of words each takes.
  /// - Returns: The words.
  static func words(without options: [String: Int]) -> [String] {
    var words: [String] = []
    var skip = 0
    for word in Self.words {
      if skip > 0 {
        skip -= 1
      } else if let count = options[word] {
        skip = count - 1
      } else if let name = word.split(separator: "=").first, word.hasPrefix("--"),
        options[String(name)] != nil
      {
        continue
      } else {
        words.append(word)
      }
    }
    return words
  }

  /// The program that can be given a command: this one, or the one on the PATH where another program runs the command
  /// inside of itself.
  static var program: String {
    guard Host.current == nil else { return "replica" }
    return Bundle.main.executablePath ?? arguments[0]
  }
}
