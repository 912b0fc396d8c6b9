import ArgumentParser
import Foundation
import Overlaps
import Statistics

/// How good the verdict is on ensembles that no fit has seen.
struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Confusion, reliability and power of the verdict on planted features.")

  @Argument(help: "Files of planted-features.")
  var files: [String]

  @Flag(help: "Judge as if sites were independent.")
  var independentSites = false

  @Flag(help: "List the verdicts that are wrong.")
  var wrong = false

  func run() throws {
    let cases = try files.flatMap { try Case.read($0) }
    for knowsSites in [true, false] {
      let own = cases.filter { $0.features.knowsSites == knowsSites }
      guard !own.isEmpty else { continue }
      print("\n== \(knowsSites ? "configurations" : "overlaps alone"), \(own.count) ensembles")
      let judged = own.filter { !$0.isSampled }.map { item in
        (item, Classification(item.features, correlatedSites: !independentSites))
      }
      let sampled = own.filter(\.isSampled)
      if !sampled.isEmpty { Self.samples(sampled, independentSites: independentSites) }
      guard !judged.isEmpty else { continue }
      Self.summary("all", judged)
      Self.summary("N ≥ 256", judged.filter { $0.0.features.siteCount >= 256 })
      Self.summary("64 ≤ N < 256", judged.filter { (64..<256).contains($0.0.features.siteCount) })
      Self.summary("N < 64", judged.filter { $0.0.features.siteCount < 64 })
      Self.summary("R < 48", judged.filter { $0.0.features.replicaCount < 48 })
      Self.summary("fluctuations of finite systems", judged.filter { $0.0.law == Case.deviated })
      Self.summary("correlated sites", judged.filter { $0.0.isCorrelated })
      Self.confusion(judged)
      Self.reliability(judged)
      Self.power(judged)
      if wrong { Self.listWrong(judged) }
    }
  }

  typealias Judged = [(Case, Classification)]

  private static func best(_ classification: Classification) -> (index: Int, probability: Double) {
    let all = classification.probabilities
    let index = all.indices.max { all[$0] < all[$1] } ?? 0
    return (index, all[index])
  }

  private static func percent(_ part: Int, of whole: Int) -> String {
    whole == 0 ? "–" : String(format: "%.1f %%", 100 * Double(part) / Double(whole))
  }

  private static func summary(_ name: String, _ judged: Judged) {
    guard !judged.isEmpty else { return }
    let right = judged.count { isRight($0, best($1).index) }
    let decided = judged.count { $1.verdict != .undetermined }
    let wrong = judged.count { $1.verdict != .undetermined && !isRight($0, best($1).index) }
    let confident = judged.count { !isRight($0, best($1).index) && best($1).probability > 0.9 }
    print(
      "\(name) (\(judged.count)): forced right \(percent(right, of: judged.count)), decided "
        + "\(percent(decided, of: judged.count)), decided wrong \(percent(wrong, of: judged.count)), "
        + "wrong with p > 0.9 \(percent(confident, of: judged.count)), calibration error "
        + String(format: "%.3f", calibrationError(judged)))
  }

  /// Whether a class is right; a hierarchy whose part beyond two levels is within what finite systems have
  /// may be called one step.
  private static func isRight(_ item: Case, _ index: Int) -> Bool {
    index == item.truth || item.isAmbiguous && index == 2
  }

  /// The mean distance between stated and observed rates over ten bins.
  private static func calibrationError(_ judged: Judged) -> Double {
    bins(judged).reduce(0) { sum, bin in
      sum + abs(bin.stated - bin.observed) * Double(bin.count) / Double(max(1, judged.count))
    }
  }

  private static func bins(
    _ judged: Judged
  ) -> [(low: Double, count: Int, stated: Double, observed: Double)] {
    (0..<10).compactMap { bin in
      let own = judged.filter { min(Int(best($0.1).probability * 10), 9) == bin }
      guard !own.isEmpty else { return nil }
      return (
        Double(bin) / 10, own.count,
        own.reduce(0) { $0 + best($1.1).probability } / Double(own.count),
        Double(own.count { isRight($0, best($1).index) }) / Double(own.count)
      )
    }
  }

  private static func confusion(_ judged: Judged) {
    let columns = Verdict.classes + [.undetermined]
    print(
      "truth \\ verdict".padded(20)
        + columns.map { String($0.rawValue.prefix(12)).padded(14) }.joined())
    for (index, truth) in Verdict.classes.enumerated() {
      let own = judged.filter { $0.0.truth == index }
      print(
        truth.rawValue.padded(20)
          + columns.map { column in "\(own.count { $1.verdict == column })".padded(14) }.joined())
    }
  }

  private static func reliability(_ judged: Judged) {
    print("stated → observed (ensembles):")
    print(
      "  "
        + bins(judged).map {
          String(format: "%.2f → %.2f (%d)", $0.stated, $0.observed, $0.count)
        }.joined(separator: ", "))
  }

  private static func power(_ judged: Judged) {
    func line(_ name: String, _ truth: Int, _ size: (Case) -> Double) {
      let edges = [0, 0.1, 0.5, 1.5, 6, Double.infinity]
      let cells = zip(edges, edges.dropFirst()).map { low, high in
        let own = judged.filter { $0.0.truth == truth && size($0.0) >= low && size($0.0) < high }
        let right = own.count { $1.verdict == Verdict.classes[truth] }
        let wrong = own.count { $1.verdict != .undetermined } - right
        return "\(low)–\(high): \(right)/\(wrong)/\(own.count)"
      }
      print("  \(name): " + cells.joined(separator: ", "))
    }
    print("decided right / decided wrong / all, by true effect:")
    line("one-step by N S_rs", 2, \.trueStructure)
    line("hierarchical by N S_one", 3, \.trueBeyond)
    line("non-hierarchical by N S_one", 4, \.trueBeyond)
    for family in EnsembleMix.Family.allCases {
      let own = judged.filter { $0.0.family == family.rawValue }
      let right = own.count { $1.verdict == Verdict.classes[$0.truth] }
      let wrong = own.count { $1.verdict != .undetermined && !isRight($0, best($1).index) }
      guard !own.isEmpty else { continue }
      print("  \(family.rawValue): \(right)/\(wrong)/\(own.count)")
    }
  }

  /// The verdicts on samples, by run and temperature.
  private static func samples(_ cases: [Case], independentSites: Bool) {
    print("samples: verdicts (mean probabilities of the five classes)")
    for family in cases.map(\.family).reduce(
      into: [String](), { if !$0.contains($1) { $0.append($1) } })
    {
      let judged = cases.filter { $0.family == family }.map {
        Classification($0.features, correlatedSites: !independentSites)
      }
      let counts = (Verdict.classes + [.undetermined]).compactMap { verdict in
        let count = judged.count { $0.verdict == verdict }
        return count > 0 ? "\(verdict.rawValue) \(count)" : nil
      }
      let means = Verdict.classes.indices.map { k in
        String(
          format: "%.2f", judged.reduce(0) { $0 + $1.probabilities[k] } / Double(judged.count))
      }
      let ones = judged.count { $0.probabilities[2] > 0.9 }
      var line =
        "  \(family): " + counts.joined(separator: ", ") + " (" + means.joined(separator: " ")
        + "), one-step > 0.9: \(ones), rule: "
        + tally(judged.compactMap { $0.tests?.rule.reading.rawValue })
      for size in [4, 8] {
        let pools = Case.pools(cases.filter { $0.family == family }, of: size).map {
          Classification($0.features, correlatedSites: !independentSites)
        }
        guard !pools.isEmpty else { continue }
        line +=
          "; pools of \(size): " + tally(pools.map(\.verdict.rawValue)) + " (broken "
          + String(format: "%.2f", pools.map(\.brokenProbability).min() ?? 0) + "–"
          + String(format: "%.2f", pools.map(\.brokenProbability).max() ?? 0) + ", one-step up to "
          + String(format: "%.2f", pools.map { $0.probabilities[2] }.max() ?? 0)
          + ", hierarchical up to "
          + String(format: "%.2f", pools.map { $0.probabilities[3] }.max() ?? 0) + ", rule "
          + tally(pools.compactMap { $0.tests?.rule.reading.rawValue }) + ")"
      }
      print(line)
    }
  }

  /// How often every word comes.
  private static func tally(_ words: [String]) -> String {
    var counts: [(String, Int)] = []
    for word in words {
      if let k = counts.firstIndex(where: { $0.0 == word }) {
        counts[k].1 += 1
      } else {
        counts.append((word, 1))
      }
    }
    return counts.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
  }

  private static func listWrong(_ judged: Judged) {
    for (item, classification) in judged
    where classification.verdict != .undetermined && !isRight(item, best(classification).index) {
      print(
        "  \(item.family) \(item.law) R \(item.features.replicaCount) N \(item.features.siteCount): "
          + "\(Verdict.classes[item.truth].rawValue) called \(classification.verdict.rawValue), p "
          + String(format: "%.3f", best(classification).probability)
          + String(format: ", N S_rs %.3g, N S_one %.3g", item.trueStructure, item.trueBeyond))
    }
  }
}

extension String {
  fileprivate func padded(_ width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
