import ArgumentParser
import Foundation
import Overlaps
import PlantedData

/// One analysed ensemble of the mix.
struct Case {
  let family: String
  let law: String
  let truth: Int
  /// N times the variance of the expected overlaps: what more than one state amounts to.
  let trueStructure: Double
  /// N times what the best two levels leave of it, as far as the law goes.
  let trueBeyond: Double
  let features: StructureFeatures

  /// The law of the sites of samples of a Gibbs measure.
  static let sampled = "gibbs"
  /// The law of planted sites with the collective fluctuations of finite systems.
  static let deviated = "deviated"
  /// Whether it is a sample of a Gibbs measure.
  var isSampled: Bool { law == Self.sampled }
  /// Whether planted levels beyond two are within what finite systems of one step have: N S_one < 0.5.
  var isAmbiguous: Bool { !isSampled && truth >= 3 && trueBeyond < 0.5 }
  /// Whether planted states differ by less than one state of a finite system fluctuates: N S_rs < 0.2.
  var isHidden: Bool { !isSampled && truth >= 2 && trueStructure < 0.2 }
  /// Whether sites are independent given the states.
  var isPlain: Bool { !isSampled && law != Self.deviated && !isCorrelated }
  /// Whether sites were correlated.
  var isCorrelated: Bool { law == "correlated" }
  /// Whether it is a sample of a glass below its transition, which has several levels only for large N.
  var isGlass: Bool { isSampled && truth >= 3 }

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

  /// Pools of so many samples of one model, size and temperature, one after the other.
  static func pools(_ cases: [Case], of size: Int) -> [Case] {
    var families: [String] = []
    var members: [String: [Case]] = [:]
    for item in cases where item.isSampled {
      let key = "\(item.family) R=\(item.features.replicaCount) \(item.features.knowsSites)"
      if members[key] == nil { families.append(key) }
      members[key, default: []].append(item)
    }
    return families.flatMap { family -> [Case] in
      let all = members[family] ?? []
      return stride(from: 0, through: all.count - size, by: size).map { start in
        Case(
          family: all[0].family, law: sampled, truth: all[0].truth, trueStructure: 0, trueBeyond: 0,
          features: StructureFeatures(pooling: all[start..<start + size].map(\.features)))
      }
    }
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
      return Case(
        family: words[1], law: words[2], truth: truth, trueStructure: structure,
        trueBeyond: beyond, features: features)
    }
  }
}
