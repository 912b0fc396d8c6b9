import ArgumentParser
import Foundation
import ReplicaKit

/// One analysed ensemble of the mix.
struct Case {
  let family: String
  let law: String
  let truth: Int
  /// N times the variance of the expected overlaps: what more than one state amounts to.
  let trueStructure: Double
  /// N times what the best two levels leave of it.
  let trueBeyond: Double
  let features: StructureFeatures

  /// The law of the sites of samples of a Gibbs measure.
  static let sampled = "gibbs"
  /// Whether sites were correlated.
  var isCorrelated: Bool { law == "correlated" }
  /// Whether the truth is known to a question: a sampled glass has several levels only for large N.
  func knows(question: Int) -> Bool { law != Self.sampled || truth < 3 || question < 2 }

  /// The first line of a table.
  static let header =
    (["index", "family", "law", "truth", "true_rs", "true_one"] + StructureFeatures.rawNames)
    .joined(separator: ",")

  /// One line of a table.
  static func line(
    index: Int, family: String, law: String, truth: PlantedClass, trueStructure: Double,
    trueBeyond: Double, features: StructureFeatures
  ) -> String {
    (["\(index)", family, law, truth.rawValue, "\(trueStructure)", "\(trueBeyond)"]
      + features.rawValues.map { "\($0)" }).joined(separator: ",")
  }

  /// Reads the lines of `planted-features`.
  static func read(_ file: String) throws -> [Case] {
    let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
    return try lines.filter { !$0.hasPrefix("index,") }.map { line in
      let words = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      guard words.count == 6 + StructureFeatures.rawNames.count,
        let truth = Verdict.classes.firstIndex(where: { $0.rawValue == words[3] }),
        let structure = Double(words[4]), let beyond = Double(words[5])
      else { throw ValidationError("\(file): not a line of planted-features: \(line.prefix(60))") }
      let features = StructureFeatures(rawValues: words[6...].map { Double($0) ?? .nan })
      let n = Double(features.siteCount)
      return Case(
        family: words[1], law: words[2], truth: truth, trueStructure: n * structure,
        trueBeyond: n * beyond, features: features)
    }
  }
}
