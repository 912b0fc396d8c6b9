import Experiments
import Overlaps

/// How sure a verdict is: a bar of the five classes.
struct ClassBar {
  private let classification: Classification
  private let judges: Bool

  init(_ classification: Classification) {
    self.classification = classification
    judges = classification.verdict != .notEquilibrated && classification.judgesReplicas
  }

  /// The names of the classes on a page.
  static let names = ["paramagnetic", "replica-symmetric", "one step", "hierarchical", "no tree"]

  /// The bar alone.
  var bar: Markup {
    let probabilities = classification.probabilities
    let parts = probabilities.enumerated().map { k, p -> Markup in
      "<i class=\"c\(k)\" style=\"flex:\(Words.exact(max(p, 0.002))) 0 2px\"></i>"
    }
    let text = zip(Self.names, probabilities).map { "\($0) \(Words.percent($1))" }
      .joined(separator: ", ")
    return "<div class=\"bar\" role=\"img\" aria-label=\"\(text)\">\(parts)</div>"
  }

  /// Why classes have no probabilities.
  private static func reason(_ classification: Classification) -> String {
    if classification.verdict == .notEquilibrated {
      return "the samples are not in equilibrium, and the classes are those of equilibrium"
    }
    return classification.tests == nil
      ? "there are too few replicas"
      : "the sample itself leaves open what its replicas stand for"
  }

  /// The bar with its classes in words.
  var markup: Markup {
    guard judges else {
      return """
        <h2 class="kicker">How sure</h2><p class="quiet">No probabilities: \(Self.reason(classification)).</p>
        """
    }
    let broken = classification.brokenProbability
    let rows = zip(Self.names, classification.probabilities).enumerated().map { k, pair -> Markup in
      "<li><i class=\"sw c\(k)\"></i>\(pair.0)<b>\(Words.percent(pair.1))</b></li>"
    }
    let bracket: Markup =
      broken > 0.04
      ? "<div class=\"brk\" style=\"width:\(Words.exact(100 * broken))%\" aria-hidden=\"true\"></div>"
      : ""
    return """
      <div class="row"><h2 class="kicker">How sure</h2><span class="quiet">symmetry broken: <b>\(Words.percent(broken))</b></span></div>\
      \(bracket)\(bar)<ul class="classes">\(rows)</ul>\
      <p class="quiet">A class is named from \(Words.percent(Classification.threshold)).</p>
      """
  }
}
