import ArgumentParser
import Foundation
import ReplicaKit

/// Fits the calibration and prints it as Swift source.
struct Fit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit",
    abstract: "Fit the calibration to planted features and print it as the source of its table.")

  @Option(
    parsing: .upToNextOption, help: "Tables of ensembles whose sites are nearly independent.")
  var independent: [String]

  @Option(
    parsing: .upToNextOption,
    help: "Tables of ensembles of which two in three have correlated sites, and of samples.")
  var correlated: [String]

  @Option(help: "How much a sample of a Gibbs measure counts beside a planted ensemble.")
  var sampleWeight = 0.3

  @Option(help: "The strength of the ridge penalty on standardised weights.")
  var penalty = 1.0

  func run() throws {
    print(
      "// Printed by `replica-calibration fit`; not to be edited by hand.\n\nextension Calibration {"
    )
    for (files, sites) in [(independent, "Independent"), (correlated, "Correlated")] {
      let cases = try files.flatMap { try Case.read($0) }
      for (knowsSites, kind) in [(true, "configurations"), (false, "overlaps")] {
        let own = cases.filter { $0.features.knowsSites == knowsSites }
        let calibration = try Self.fit(own, penalty: penalty, sampleWeight: sampleWeight)
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

  /// The four regressions, each on the cases of which the questions before were answered "yes".
  static func fit(
    _ cases: [Case], penalty: Double, sampleWeight: Double
  ) throws -> Calibration {
    let inputs = cases.map { CalibrationInputs($0.features).values }
    let structured = cases.indices.filter { cases[$0].truth >= 2 }
    let glass = structured.filter { cases[$0].law == Case.sampled }
    return Calibration(
      questions: try (0..<4).map { question in
        let chosen = cases.indices.filter {
          cases[$0].truth >= question && cases[$0].knows(question: question)
        }
        return try regression(
          chosen.map { inputs[$0] }, chosen.map { cases[$0].truth > question },
          weights: chosen.map { cases[$0].law == Case.sampled ? sampleWeight : 1 },
          penalty: penalty)
      },
      resolution: glass.isEmpty
        ? nil
        : try regression(
          structured.map { inputs[$0] }, structured.map { cases[$0].law != Case.sampled },
          weights: structured.map { _ in 1 }, penalty: penalty))
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
    let deviations = (0..<dimension).map { k in
      (inputs.reduce(0) { $0 + ($1[k] - means[k]) * ($1[k] - means[k]) } / count).squareRoot()
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
