import Experiments
package import Sampling

/// What a test of equilibrium says, by shape, sign and colour.
package enum Light: Int {
  case pass
  case warning
  case fail
  case none

  /// The light of one test beside the answer at its temperature.
  ///
  /// A test fails where the answer is no and the test can speak against equilibrium. All else warns: what leaves the
  /// answer open, and what only describes.
  package init(
    _ kind: EquilibrationCheck.Kind, passed: Bool?, beside answer: EquilibrationAnswer
  ) {
    switch passed {
    case true?: self = .pass
    case false?: self = answer == .no && Self.speaksAgainst(kind) ? .fail : .warning
    case nil: self = .none
    }
  }

  private static func speaksAgainst(_ kind: EquilibrationCheck.Kind) -> Bool {
    [.memory, .drift, .gaussianIdentity].contains(kind)
  }

  /// The light of an answer.
  init(_ answer: EquilibrationAnswer) {
    switch answer {
    case .yes: self = .pass
    case .cannotBeTold: self = .warning
    case .no: self = .fail
    }
  }

  private static let signs = ["✓", "!", "×", "–"]
  /// The light in words.
  var word: String { ["passes", "look", "fails", "does not apply"][rawValue] }

  /// The light.
  var markup: Markup {
    "<i class=\"light p\(rawValue)\" aria-hidden=\"true\">\(Self.signs[rawValue])</i>"
  }
}

/// Tests × temperatures.
struct LightTable {
  /// The temperatures, with what was found.
  let temperatures: [TemperatureEquilibration]

  /// The name of a test.
  private static func name(_ kind: EquilibrationCheck.Kind) -> String {
    switch kind {
    case .memory: "Ladders forget"
    case .signMemory: "The overall sign is forgotten"
    case .drift: "Nothing drifts"
    case .power: "An excess would be seen"
    case .independentConfigurations: "Enough independent draws"
    case .gaussianIdentity: "The exact identity holds"
    case .families: "Families survive"
    case .energyBins: "Energy has settled"
    case .overlapBins: "Overlaps have settled"
    case .rHat: "Ladders scatter alike"
    case .autocorrelation: "Long enough"
    case .swapRates: "Exchanges are accepted"
    case .roundTrips: "Round trips"
    }
  }

  /// How many temperatures are equilibrated, in a sentence.
  var sentence: String {
    let good = temperatures.count { $0.answer == .yes }
    let bad = temperatures.count { $0.answer == .no }
    let open = temperatures.count - good - bad
    let checks = temperatures.flatMap(\.checks).filter { $0.passed != nil }
    let failed = checks.count { $0.passed == false }
    var text = "\(good) of \(Words.count(temperatures.count, "temperature")) in equilibrium"
    if bad > 0 { text += ", \(bad) not" }
    if open > 0 { text += ", at \(open) it cannot be told" }
    text += "; \(checks.count - failed) of \(Words.count(checks.count, "test")) pass."
    if failed > 0 {
      text +=
        " × speaks against equilibrium, ! leaves it open; tests with names in grey only describe and decide nothing."
    }
    return text
  }

  /// What is said under the bar of classes at one temperature.
  ///
  /// - Parameters:
  ///   - found: What was found there.
  ///   - isLinked: Whether the page has the tests themselves.
  /// - Returns: A light and a few words.
  static func note(_ found: TemperatureEquilibration, isLinked: Bool = true) -> Markup {
    let text =
      switch found.answer {
      case .yes: "In equilibrium, as far as its own ladders can tell"
      case .no: "Not in equilibrium"
      case .cannotBeTold: "Equilibrium cannot be told"
      }
    guard isLinked else { return "\(Light(found.answer).markup) \(text)" }
    return "\(Light(found.answer).markup) <a href=\"#equilibrium\">\(text)</a>"
  }

  /// The table.
  ///
  /// - Parameter current: The temperature that is chosen.
  /// - Returns: The table under its sentence.
  func markup(current: Int) -> Markup {
    let kinds = EquilibrationCheck.Kind.allCases.filter { kind in
      temperatures.contains { $0.checks.contains { $0.kind == kind } }
    }
    func cell(_ k: Int, _ light: Light, _ name: String, _ reason: String) -> Markup {
      let t = Words.plain(temperatures[k].temperature)
      return """
        <td data-p="\(k)"\(k == current ? " class=\"cur\"" : "" as Markup)><button type="button" tabindex="-1" data-p="\(k)" \
        data-tip="\(name), T = \(t): \(light.word). \(reason)" aria-label="\(name), T = \(t): \(light.word). \(reason)">\
        \(light.markup)</button></td>
        """
    }
    let header = temperatures.enumerated().map { k, found -> Markup in
      let shown = temperatures.count <= 12 || k % 2 == 0
      return
        "<th scope=\"col\" data-p=\"\(k)\"\(k == current ? " class=\"cur\"" : "" as Markup)>\(shown ? Words.brief(found.temperature) : "")</th>"
    }
    let answers = temperatures.enumerated().map { k, found in
      cell(k, Light(found.answer), "Answer", found.reasons.map(\.text).joined(separator: " "))
    }
    let rows = kinds.map { kind -> Markup in
      let cells = temperatures.enumerated().map { k, found -> Markup in
        guard let check = found.checks.first(where: { $0.kind == kind }) else {
          return cell(k, .none, Self.name(kind), "")
        }
        return cell(
          k, Light(kind, passed: check.passed, beside: found.answer), Self.name(kind), check.detail)
      }
      return """
        <tr\(kind.decides ? "" : " class=\"minor\"" as Markup)><th scope="row">\(Self.name(kind))</th>\(cells)</tr>
        """
    }
    return """
      <p>\(sentence)</p><div class="scroll"><table class="lights"><thead><tr><th scope="row">T</th>\(header)</tr></thead>\
      <tbody><tr class="answer"><th scope="row">Answer</th>\(answers)</tr>\(rows)</tbody></table></div>\
      <p class="readout" id="why">Point at a light for its reason.</p>
      """
  }
}
