/// The head of a page: the answer, how sure it is, a few numbers, what to do next.
struct Hero {
  /// A number with its symbol and what it is.
  struct Fact {
    let symbol: String
    let value: String
    let meaning: String
  }

  /// Something to do, with the command that does it.
  struct Step {
    let text: String
    var command: String?
  }

  /// What is looked at: a temperature, a layer, a file.
  let place: String
  let headline: String
  let sentence: String
  let facts: [Fact]
  /// How sure it is, beside the answer.
  let sure: Markup
  let steps: [Step]

  var markup: Markup {
    let facts = facts.map { fact -> Markup in
      let symbol: Markup = fact.symbol.isEmpty ? "" : "<i>\(prose: fact.symbol)</i> "
      return "<div><dd>\(symbol)\(fact.value)</dd><dt>\(prose: fact.meaning)</dt></div>"
    }
    let steps = steps.map { step -> Markup in
      "<li><span>\(prose: step.text)</span>\(step.command.map(commandBox) ?? .none)</li>"
    }
    return """
      <div class="answer"><p class="kicker">The answer <span>\(prose: place)</span></p><h1>\(prose: headline)</h1>\
      <p class="lead">\(prose: sentence)</p><dl class="facts">\(facts)</dl></div><div class="sure">\(sure)</div>\
      \(steps.isEmpty ? "" : "<div class=\"next\"><h2 class=\"kicker\">What to do next</h2><ol>\(steps)</ol></div>" as Markup)
      """
  }
}

/// A command that can be copied.
func commandBox(_ command: String) -> Markup {
  // Words stay whole: a line may end between them, not behind a hyphen.
  let words = command.split(separator: " ", omittingEmptySubsequences: false).map {
    word -> Markup in "<span>\(String(word))</span>"
  }
  let code = words.dropFirst().reduce(words.first ?? .none) { $0 + " " + $1 }
  return "<div class=\"cmd\"><code>\(code)</code></div>"
}
