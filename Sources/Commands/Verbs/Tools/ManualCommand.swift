import ArgumentParser
import Foundation
import ReplicaKit

/// `replica manual`: writes the manual pages; `Scripts/install` calls it.
struct ManualCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual",
    abstract: "Write manual pages, one per verb.",
    discussion: """
      One page for the tool and one for every verb, for man(1).

      EXAMPLES
        replica manual ~/.local/share/man/man1
      """)

  @Argument(help: "The folder; it is made where it is missing.")
  var folder: String

  func run() async throws {
    try await reportingFailures {
      let tool = try CommandTree.ofTool()
      do {
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: true)
      } catch {
        throw Failure(.cannotCreate, "'\(folder)': the folder cannot be made")
      }
      let pages =
        [([tool.name], tool)] + tool.commands.flatMap { Self.pages($0, after: [tool.name]) }
      for (words, command) in pages {
        let path = "\(folder)/\(words.joined(separator: "-")).1"
        do {
          try ManualPage(words, command).text.write(
            toFile: path, atomically: true, encoding: .utf8)
        } catch {
          throw Failure(.cannotCreate, "\(path): cannot be written")
        }
      }
    }
  }

  private static func pages(
    _ command: CommandTree, after path: [String]
  ) -> [([String], CommandTree)] {
    let words = path + [command.name]
    return [(words, command)] + command.commands.flatMap { pages($0, after: words) }
  }
}

/// A page for man(1), of the same words as `--help`.
struct ManualPage {
  /// The page in the language of mdoc(7).
  let text: String

  /// Makes the page of a verb, or of a group of verbs.
  ///
  /// - Parameters:
  ///   - words: The words of the command.
  ///   - command: What the parser knows of it.
  init(_ words: [String], _ command: CommandTree) {
    let name = words.joined(separator: "-")
    var lines = [
      ".Dd $Mdocdate$", ".Dt \(name.uppercased()) 1", ".Os replica-kit", ".Sh NAME", ".Nm \(name)",
      ".Nd \(Self.escaped(command.abstract))", ".Sh SYNOPSIS",
      ".Nm \(words.joined(separator: " "))",
    ]
    lines +=
      command.commands.isEmpty
      ? [".Op Ar options"]
        + command.arguments.filter(\.names.isEmpty).map { ".Op Ar \($0.valueName)" }
      : [".Ar verb", ".Op Ar options"]
    lines += [".Sh DESCRIPTION"] + Self.described(command.discussion)
    if !command.commands.isEmpty {
      lines += [".Sh VERBS", ".Bl -tag -width Ds"]
      for verb in command.commands {
        lines += [
          ".It Nm \((words + [verb.name]).joined(separator: " "))", Self.escaped(verb.abstract),
        ]
      }
      lines.append(".El")
    }
    lines += [".Sh OPTIONS", ".Bl -tag -width Ds"]
    for argument in command.arguments {
      let value = argument.takesValue ? " Ar \(argument.valueName)" : ""
      lines.append(
        argument.names.isEmpty
          ? ".It Ar \(argument.valueName)"
          : ".It " + argument.names.map { "Fl \($0.dropFirst())" }.joined(separator: " , ") + value)
      lines.append(
        Self.escaped(argument.help + (argument.standard.map { " (default: \($0))" } ?? "")))
    }
    text = (lines + [".El", ""]).joined(separator: "\n")
  }

  /// Paragraphs as text, indented lines as they stand.
  private static func described(_ discussion: String) -> [String] {
    var lines: [String] = []
    var isLiteral = false
    for line in discussion.components(separatedBy: "\n") {
      let wantsLiteral = line.hasPrefix("  ") || (isLiteral && line.isEmpty)
      if wantsLiteral != isLiteral { lines.append(wantsLiteral ? ".Bd -literal" : ".Ed") }
      isLiteral = wantsLiteral
      if line.isEmpty {
        lines.append(isLiteral ? "" : ".Pp")
      } else if !isLiteral, line == line.uppercased() {
        lines.append(".Ss \(escaped(line))")
      } else {
        lines.append(escaped(line))
      }
    }
    return lines + (isLiteral ? [".Ed"] : [])
  }

  /// A line in which nothing is a request.
  private static func escaped(_ line: String) -> String {
    let plain = line.replacingOccurrences(of: "\\", with: "\\e")
    return plain.hasPrefix(".") || plain.hasPrefix("'") ? "\\&" + plain : plain
  }
}
