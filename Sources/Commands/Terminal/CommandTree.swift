import ArgumentParser
import ReplicaKit

/// The verbs of the tool with their options, as the parser describes them.
struct CommandTree {
  /// An option, a flag or an argument.
  struct Argument {
    /// Its names with dashes, such as `-o` and `--output`; none for an argument that stands by itself.
    let names: [String]
    /// Whether a value follows its name.
    let takesValue: Bool
    /// What its value is called.
    let valueName: String
    /// What it does.
    let help: String
    /// Its value without it, where there is one.
    let standard: String?
    /// The values that it takes, where they are a list.
    let values: [String]
  }

  let name: String
  let abstract: String
  let discussion: String
  let arguments: [Argument]
  let commands: [CommandTree]

  /// The whole tool.
  static func ofTool() throws -> CommandTree {
    let object = try JSONValue(parsing: Replica._dumpHelp())
    return CommandTree(object["command"] ?? [:])
  }

  private init(_ object: JSONValue) {
    name = object["commandName"]?.stringValue ?? ""
    abstract = object["abstract"]?.stringValue ?? ""
    discussion = object["discussion"]?.stringValue ?? ""
    commands = (object["subcommands"]?.arrayValue ?? []).map(CommandTree.init).filter {
      $0.name != "help"
    }
    arguments = (object["arguments"]?.arrayValue ?? []).map { argument in
      let names = (argument["names"]?.arrayValue ?? []).map { name in
        (name["kind"]?.stringValue == "long" ? "--" : "-") + (name["name"]?.stringValue ?? "")
      }
      return Argument(
        names: names, takesValue: argument["kind"]?.stringValue == "option",
        valueName: argument["valueName"]?.stringValue ?? "",
        help: argument["abstract"]?.stringValue ?? "",
        standard: argument["defaultValue"]?.stringValue,
        values: argument["allValues"]?.arrayValue?.compactMap(\.stringValue) ?? [])
    }
  }

  /// Options by all of their names.
  var options: [String: Argument] {
    Dictionary(
      arguments.flatMap { argument in argument.names.map { ($0, argument) } },
      uniquingKeysWith: { first, _ in first })
  }

  /// All verbs below, with the words that lead to each.
  func verbs(after path: [String] = []) -> [(words: [String], verb: CommandTree)] {
    let words = path + [name]
    return commands.isEmpty ? [(words, self)] : commands.flatMap { $0.verbs(after: words) }
  }
}
