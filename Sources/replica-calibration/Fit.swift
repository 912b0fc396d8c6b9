import ArgumentParser
import Foundation
import Overlaps

/// Fits the calibration and prints it as Swift source.
struct Fit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit",
    abstract: "Fit the calibration to planted features and print it as the source of its table.")

  @Argument(help: "Tables of planted ensembles and of samples.")
  var files: [String]

  @Option(help: "The share of samples of a Gibbs measure in the weight of all cases.")
  var sampledShare = 0.35

  @Option(help: "The strength of the ridge penalty on the weights, per case.")
  var penalty = 1e-3

  func run() throws {
    print(
      "// Printed by `replica-calibration fit`; not to be edited by hand.\n\nextension Calibration {"
    )
    // Where a step is no more than finite systems have without it, neither class is right.
    let cases = try files.flatMap { try Case.read($0) }.filter { !$0.isAmbiguous && !$0.isHidden }
    let all = cases + [4, 8].flatMap { Case.pools(cases, of: $0) }
    for (isPlain, sites) in [(true, "Independent"), (false, "Correlated")] {
      for (knowsSites, kind) in [(true, "configurations"), (false, "overlaps")] {
        let own = all.filter {
          $0.features.knowsSites == knowsSites && (!isPlain || $0.isPlain)
        }
        let calibration = Self.fit(own, penalty: penalty, sampledShare: sampledShare)
        print("\n  static let \(kind)Of\(sites)Sites = Calibration(")
        Self.write("means", calibration.means, before: ",", indent: 4)
        Self.write("deviations", calibration.deviations, before: ",", indent: 4)
        print("    layers: [")
        for layer in calibration.layers {
          print("      Layer(")
          Self.write("weights", layer.weights, before: ",", indent: 8)
          Self.write("biases", layer.biases, before: "),", indent: 8)
        }
        print("    ])")
      }
    }
    print("}")
  }

  private static func write(_ name: String, _ numbers: [Double], before end: String, indent: Int) {
    let margin = String(repeating: " ", count: indent)
    print("\(margin)\(name): [")
    var line = margin + " "
    for number in numbers {
      let word = " \(text(number)),"
      if line.count + word.count > 120 {
        print(line)
        line = margin + " "
      }
      line += word
    }
    print(line + "\n\(margin)]" + end)
  }

  private static func text(_ x: Double) -> String { String(format: "%.5g", x) }

  /// The network that names the class of cases.
  ///
  /// Of a sampled glass below its transition it learns that symmetry is broken and that states do not separate.
  static func fit(_ cases: [Case], penalty: Double, sampledShare: Double) -> Calibration {
    let classes = Verdict.classes.count
    let answers = cases.map { $0.isGlass ? classes : $0.truth }
    return NetworkFit(
      cases.map { CalibrationInputs($0.features).values }, answers: answers,
      weights: weights(cases, sampledShare: sampledShare),
      answerCount: answers.contains(classes) ? classes + 1 : classes, penalty: penalty
    ).calibration
  }

  /// Planted ensembles count one; samples share their part of the weight so that every model, size and
  /// temperature counts alike.
  private static func weights(_ cases: [Case], sampledShare: Double) -> [Double] {
    var counts: [String: Double] = [:]
    for item in cases where item.isSampled { counts[item.family, default: 0] += 1 }
    let planted = Double(cases.count { !$0.isSampled })
    let total = planted * sampledShare / (1 - sampledShare)
    return cases.map { item in
      item.isSampled ? total / Double(counts.count) / (counts[item.family] ?? 1) : 1
    }
  }
}
