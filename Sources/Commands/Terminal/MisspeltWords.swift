import Foundation
import ReplicaKit

/// What is wrong with the words of a command line that the parser refused: verbs and options that do not exist come
/// first, whatever else is missing.
struct MisspeltWords {
  /// What is wrong, with a suggestion where there is one.
  let message: String
  /// The words after which `--help` lists what there is.
  let command: String

  /// Looks for words that do not exist; `nil` where every word exists.
  ///
  /// - Parameters:
  ///   - arguments: The words after the name of the program.
  ///   - tool: The verbs and their options.
  init?(_ arguments: [String], in tool: CommandTree) {
    var words = arguments[...]
    var verb = tool
    var path = [tool.name]
    if words.first == "help" { words = words.dropFirst() }
    while !verb.commands.isEmpty, let word = words.first, !word.hasPrefix("-") {
      guard let next = verb.commands.first(where: { $0.name == word }) else {
        self.init(unknown: word, below: verb, path, in: tool)
        return
      }
      verb = next
      path.append(word)
      words = words.dropFirst()
    }
    let command = path.joined(separator: " ")
    let options = verb.options
    var list: (option: String, value: String)?
    while let word = words.popFirst(), word != "--" {
      guard Self.isOption(word) else {
        // A number that follows an option's value belongs to it.
        if let list, Double(word) != nil {
          self.init(message: Self.commas(list.option, list.value, word), command: command)
          return
        }
        continue
      }
      list = nil
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      guard let option = options[parts[0]] ?? Self.attached(parts[0], options) else {
        self.init(unknownOption: parts[0], of: verb, command, in: tool)
        return
      }
      guard option.takesValue, options[parts[0]] != nil else { continue }
      guard let value = parts.count > 1 ? parts[1] : words.popFirst() else { continue }
      let pieces = value.split { $0 == " " || $0 == "," }
      if pieces.count + (value.hasSuffix(",") ? 1 : 0) > 1,
        value.contains(" ") || value.hasSuffix(","), pieces.allSatisfy({ Double($0) != nil })
      {
        let next = value.hasSuffix(",") ? words.first ?? "…" : nil
        self.init(
          message: Self.commas(parts[0], pieces.joined(separator: ","), next), command: command)
        return
      }
      if Double(value) != nil { list = (parts[0], value) }
    }
    return nil
  }

  private init(message: String, command: String) {
    self.message = message
    self.command = command
  }

  /// A word in the place of a verb.
  private init(
    unknown word: String, below group: CommandTree, _ path: [String], in tool: CommandTree
  ) {
    let here = group.commands.map(\.name)
    let place = path.count > 1 ? " of \(path.joined(separator: " "))" : ""
    let elsewhere = tool.verbs().filter { $0.words.last == word.lowercased() }
      .map { "'\($0.words.joined(separator: " "))'" }
    let suggestion =
      if let near = Self.nearest(word, here) {
        "; did you mean '\((path + [near]).joined(separator: " "))'?"
      } else if !elsewhere.isEmpty {
        "; did you mean \(elsewhere.joined(separator: " or "))?"
      } else {
        "; expected one of " + here.joined(separator: ", ")
      }
    self.init(
      message: "unknown verb '\(word)'\(place)\(suggestion)", command: path.joined(separator: " "))
  }

  /// A word that begins like an option.
  private init(
    unknownOption word: String, of verb: CommandTree, _ command: String, in tool: CommandTree
  ) {
    let names = verb.arguments.flatMap(\.names).filter { $0.hasPrefix("--") }
    let others = tool.verbs().filter { $0.verb.options[word] != nil }
      .map { $0.words.dropFirst().joined(separator: " ") }
    let suggestion =
      if let near = Self.nearest(word, names) {
        "; did you mean '\(near)'?"
      } else if !others.isEmpty {
        ", but of " + others.prefix(4).joined(separator: ", ") + (others.count > 4 ? ", …" : "")
      } else {
        ""
      }
    self.init(message: "unknown option '\(word)' of \(command)\(suggestion)", command: command)
  }

  /// How a list of numbers is written.
  private static func commas(_ option: String, _ value: String, _ next: String?) -> String {
    let list = value + (next.map { ",\($0)" } ?? "")
    return "the numbers of \(option) are separated by commas, without spaces: \(option) \(list)"
  }

  private static func isOption(_ word: String) -> Bool {
    word.hasPrefix("-") && word.count > 1 && Double(word) == nil
      && !(word.dropFirst().first?.isNumber ?? true)
  }

  /// A short option with its value, as `-t0.5`, or several short flags.
  private static func attached(
    _ word: String, _ options: [String: CommandTree.Argument]
  ) -> CommandTree.Argument? {
    word.hasPrefix("--") ? nil : options[String(word.prefix(2))]
  }

  /// The word of a list that is meant, if one is near enough.
  static func nearest(_ word: String, _ list: [String]) -> String? {
    func plain(_ text: String) -> [Character] {
      Array(text.lowercased().replacingOccurrences(of: "_", with: "-"))
    }
    let wanted = plain(word)
    let letters = wanted.count { $0 != "-" }
    let scored = list.map { ($0, distance(wanted, plain($0))) }
    if let best = scored.min(by: { $0.1 < $1.1 }), best.1 <= max(1, min(3, letters / 3)) {
      return best.0
    }
    // A beginning that only one of them has.
    let longer = list.filter { letters > 2 && plain($0).starts(with: wanted) }
    return longer.count == 1 ? longer[0] : nil
  }

  /// How many letters are put in, left out, replaced or exchanged with their neighbours.
  private static func distance(_ a: [Character], _ b: [Character]) -> Int {
    var rows = [Array(0...b.count)]
    for i in 0..<a.count {
      var row = [i + 1]
      for j in 0..<b.count {
        var best = min(rows[i][j] + (a[i] == b[j] ? 0 : 1), rows[i][j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          best = min(best, rows[i - 1][j - 1] + 1)
        }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
