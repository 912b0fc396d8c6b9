import ArgumentParser
import Foundation
import NumericalMethods
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

  @Option(help: "The strength of the ridge penalty on standardised weights.")
  var penalty = 1.0

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
        let calibration = try Self.fit(own, penalty: penalty, sampledShare: sampledShare)
        print("\n  static let \(kind)Of\(sites)Sites = Calibration(questions: [")
        for question in calibration.questions { Self.write(question, before: ",") }
        if let resolution = calibration.resolution {
          print("  ], resolution:")
          Self.write(resolution, before: ")")
        } else {
          print("  ])")
        }
      }
    }
    print("}")
  }

  private static func write(_ question: Calibration.Question, before end: String) {
    print("    Question(\n      intercept: \(text(question.intercept)),\n      weights: [")
    var line = "       "
    for weight in question.weights {
      let word = " \(text(weight)),"
      if line.count + word.count > 100 {
        print(line)
        line = "       "
      }
      line += word
    }
    print(line + "\n      ])" + end)
  }

  private static func text(_ x: Double) -> String { String(format: "%.4g", x) }

  /// The regressions, each on the cases of which the questions before were answered "yes".
  static func fit(_ cases: [Case], penalty: Double, sampledShare: Double) throws -> Calibration {
    let inputs = cases.map { CalibrationInputs($0.features).values }
    let weights = Self.weights(cases, sampledShare: sampledShare)
    let structured = cases.indices.filter { cases[$0].truth >= 2 }
    func question(_ chosen: [Int], _ answer: (Case) -> Bool) throws -> Calibration.Question {
      try regression(
        chosen.map { inputs[$0] }, chosen.map { answer(cases[$0]) },
        weights: chosen.map { weights[$0] }, penalty: penalty)
    }
    return Calibration(
      questions: try (0..<4).map { k in
        try question(
          cases.indices.filter { cases[$0].truth >= k && cases[$0].knows(question: k) }
        ) { $0.truth > k }
      },
      resolution: structured.contains { !cases[$0].knows(question: 2) }
        ? try question(structured) { $0.knows(question: 2) } : nil)
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

  /// The logistic regression that minimises the penalised deviance.
  ///
  /// ```
  /// Σ c ln(1 + exp(−y (b + w·x))) + ½ λ Σ (w_k sd_k)²,   y = ±1, c the weight of a case
  /// ```
  private static func regression(
    _ inputs: [[Double]], _ answers: [Bool], weights caseWeights: [Double], penalty: Double
  ) throws -> Calibration.Question {
    let count = Double(inputs.count)
    let dimension = inputs.first?.count ?? 0
    let means = (0..<dimension).map { k in inputs.reduce(0) { $0 + $1[k] } / count }
    let deviations = (0..<dimension).map { k -> Double in
      let squares = inputs.reduce(0.0) { (sum, row) -> Double in
        sum + (row[k] - means[k]) * (row[k] - means[k])
      }
      return (squares / count).squareRoot()
    }
    let standard = inputs.map { row in
      (0..<dimension).map { deviations[$0] > 1e-9 ? (row[$0] - means[$0]) / deviations[$0] : 0 }
    }
    let start = [Double](repeating: 0, count: dimension + 1)
    let minimum = try NewtonMinimum(from: start) { point in
      var value = 0.0
      var gradient = [Double](repeating: 0, count: dimension + 1)
      for k in 1...dimension {
        value += penalty / 2 * point[k] * point[k]
        gradient[k] = penalty * point[k]
      }
      for ((row, answer), weight) in zip(zip(standard, answers), caseWeights) {
        let y = answer ? 1.0 : -1
        var sum = point[0]
        for k in 0..<dimension { sum += point[k + 1] * row[k] }
        let margin = y * sum
        value += weight * (margin > 0 ? log1p(exp(-margin)) : -margin + log1p(exp(margin)))
        let slope = -weight * y / (1 + exp(margin))
        gradient[0] += slope
        for k in 0..<dimension { gradient[k + 1] += slope * row[k] }
      }
      return (value, gradient)
    }
    let weights = (0..<dimension).map {
      deviations[$0] > 1e-9 ? minimum.point[$0 + 1] / deviations[$0] : 0
    }
    let shift = zip(weights, means).reduce(0) { $0 + $1.0 * $1.1 }
    return Calibration.Question(intercept: minimum.point[0] - shift, weights: weights)
  }
}
