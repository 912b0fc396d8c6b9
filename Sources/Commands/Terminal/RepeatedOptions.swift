import ArgumentParser

/// Options that are given twice, of which the parser would take the last without a word.
enum RepeatedOptions {
  private static let long = [
    "-t": "--temperature", "-s": "--spins", "-i": "--input", "-o": "--output", "-q": "--quiet",
  ]

  /// Options that may be repeated, and in which verbs; everywhere where there are none.
  private static let repeatable: [String: [String]] = [
    "--temperature": ["overlaps", "classify"], "--select": [], "--sbatch": [],
  ]

  /// Refuses options that are given twice.
  ///
  /// - Parameter arguments: The words of the command line after the name of the program.
  /// - Throws: `ValidationError` that names the first of them.
  static func check(_ arguments: [String]) throws {
    var seen: Set<String> = []
    for word in arguments.prefix(while: { $0 != "--" }) {
      guard word.hasPrefix("--") || long[word] != nil else { continue }
      let name = long[word] ?? word.split(separator: "=").first.map(String.init) ?? word
      guard !seen.insert(name).inserted else { continue }
      if let verbs = repeatable[name], verbs.isEmpty || arguments.first.map(verbs.contains) == true
      {
        continue
      }
      throw ValidationError("\(name) is given twice; expected once")
    }
  }
}
