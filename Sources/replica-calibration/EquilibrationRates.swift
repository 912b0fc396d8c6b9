import ArgumentParser
import Documents
import Foundation
import LinearAlgebra
import Overlaps
import Parallelism
import Sampling
import SpinModels
import Statistics

/// How often fresh runs are called equilibrated, not, or neither.
struct EquilibrationRates: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "equilibration-rates",
    abstract: "Sample fresh runs of known cases and print how often each answer is given.",
    discussion: """
      Good cases are in equilibrium by far; stuck ones are not. A run is "yes" where all temperatures are, "no" \
      where one is not. The excess of a run is its own largest one over temperatures.
      """)

  @Option(help: "The cases, by a part of their names.")
  var only = ""

  @Option(help: "The runs of each case.")
  var runs = 100

  @Option(help: "The ladders of a run; the case's own when left out.")
  var chains: Int?

  @Option(help: "The first seed.")
  var seed: UInt64 = 1

  @Option(help: "Threads.")
  var threads = 2

  func run() async throws {
    print(
      "| case | ladders | runs | yes | no | cannot be told | reasons | excess > 0.1: runs, no, yes |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    var stuck = Tally()
    var good = Tally()
    for one in try EquilibrationCase.all() where only.isEmpty || one.name.contains(only) {
      let (first, chains) = (seed, chains)
      let found = try await concurrentMap(count: runs, threads: threads) { k in
        try one.outcome(seed: first + UInt64(k), chains: chains)
      }
      var tally = Tally()
      for outcome in found { tally.add(outcome) }
      print(tally.row(one.name, chains ?? one.chains))
      // A long study shows what it has, also in a file.
      fflush(nil)
      if one.isGood { good.add(tally) } else { stuck.add(tally) }
    }
    print(good.row("all good cases", chains ?? 4))
    print(stuck.row("all others", chains ?? 4))
  }
}

/// What one run was called.
private struct Outcome: Sendable {
  let answer: EquilibrationAnswer
  let reasons: Set<String>
  let excess: Double
}

/// Counts of outcomes.
private struct Tally {
  private var counts: [EquilibrationAnswer: Int] = [:]
  private var reasons: [String: Int] = [:]
  private var apart: [EquilibrationAnswer: Int] = [:]

  mutating func add(_ one: Outcome) {
    counts[one.answer, default: 0] += 1
    for reason in one.reasons { reasons[reason, default: 0] += 1 }
    if one.excess > 0.1 { apart[one.answer, default: 0] += 1 }
  }

  mutating func add(_ other: Tally) {
    counts.merge(other.counts, uniquingKeysWith: +)
    reasons.merge(other.reasons, uniquingKeysWith: +)
    apart.merge(other.apart, uniquingKeysWith: +)
  }

  func row(_ name: String, _ chains: Int) -> String {
    let runs = counts.values.reduce(0, +)
    guard runs > 0 else { return "| \(name) | \(chains) | 0 | | | | | |" }
    func share(_ answer: EquilibrationAnswer, _ counts: [EquilibrationAnswer: Int]) -> String {
      text(Double(counts[answer] ?? 0) / Double(max(1, counts.values.reduce(0, +))), digits: 3)
    }
    let words = reasons.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    let far = apart.values.reduce(0, +)
    return "| \(name) | \(chains) | \(runs) | \(share(.yes, counts)) | \(share(.no, counts)) | "
      + "\(share(.cannotBeTold, counts)) | \(words.joined(separator: ", ")) | "
      + (far > 0 ? "\(far), \(share(.no, apart)), \(share(.yes, apart)) |" : "– |")
  }
}

/// A model with a way to sample it.
private struct EquilibrationCase: Sendable {
  let name: String
  let isGood: Bool
  let ensemble: any SpinEnsemble
  let temperatures: [Double]
  let sweeps: Int
  var instances = 1
  var chains = 4

  /// Samples and judges one run; another seed is another instance.
  func outcome(seed: UInt64, chains: Int?) throws -> Outcome {
    let settings = try SamplingSettings(
      temperatures: temperatures, chainCount: chains ?? self.chains, sweeps: sweeps, seed: seed)
    let records = try (0..<instances).map { k in
      let instance = ensemble.instance(k, seed: seed)
      return InstanceRecord(
        instance: k,
        ladders: try (0..<settings.chainCount).map {
          try LadderRecord(sampling: instance, settings: settings, instance: k, chain: $0)
        })
    }
    let report = try RecordedRun(ensemble, settings: settings, records: records)
      .equilibrationReport()
    let answers = report.temperatures.map(\.answer)
    return Outcome(
      answer: answers.contains(.no) ? .no : answers.contains(.cannotBeTold) ? .cannotBeTold : .yes,
      reasons: Set(
        report.temperatures.flatMap(\.reasons).filter { $0.answer != .yes }.map(\.kind.rawValue)),
      excess: report.temperatures.compactMap { $0.figures.overlapExcess?.value }.max() ?? 0)
  }

  private static func range(_ low: Double, _ high: Double, _ count: Int) -> [Double] {
    (0..<count).map { low + (high - low) * Double($0) / Double(count - 1) }
  }

  static func all() throws -> [EquilibrationCase] {
    func sk(_ n: Int, _ field: Double = 0) throws -> any SpinEnsemble {
      try SherringtonKirkpatrick(spinCount: n, field: field)
    }
    func hopfield(_ n: Int, _ p: Int) throws -> any SpinEnsemble {
      try Hopfield(spinCount: n, patterns: .random(count: p))
    }
    func ferromagnet(_ n: Int) throws -> any SpinEnsemble {
      let elements = (0..<n * n).map { $0 % (n + 1) == 0 ? 0 : 1 / Double(n) }
      return GivenCouplings(
        try SpinInstance(couplings: Matrix(rows: n, columns: n, elements: elements)))
    }
    func pspin(_ n: Int) throws -> any SpinEnsemble { try PSpin(spinCount: n) }
    func lattice(_ length: Int) throws -> any SpinEnsemble {
      try EdwardsAnderson(length: length, distribution: .plusMinusOne)
    }
    func good(
      _ name: String, _ ensemble: any SpinEnsemble, _ temperatures: [Double], _ sweeps: Int,
      instances: Int = 1
    ) -> EquilibrationCase {
      EquilibrationCase(
        name: name, isGood: true, ensemble: ensemble, temperatures: temperatures, sweeps: sweeps,
        instances: instances)
    }
    func stuck(
      _ name: String, _ ensemble: any SpinEnsemble, _ temperatures: [Double], _ sweeps: Int,
      instances: Int = 1
    ) -> EquilibrationCase {
      EquilibrationCase(
        name: name, isGood: false, ensemble: ensemble, temperatures: temperatures, sweeps: sweeps,
        instances: instances)
    }
    return [
      good("paramagnet SK 128, T = 1.5, 256 sweeps", try sk(128), [1.5], 256),
      good("paramagnet SK 128, T = 1.1..2 (10), 512", try sk(128), range(1.1, 2, 10), 512),
      good("paramagnet SK 64, T = 1..2.2 (24), 512", try sk(64), range(1, 2.2, 24), 512),
      good("SK 64, T = 0.4..1.5 (10), 4096", try sk(64), range(0.4, 1.5, 10), 4096),
      good("SK 128, T = 0.4..1.5 (12), 2048", try sk(128), range(0.4, 1.5, 12), 2048),
      good("SK 64 h = 0.3, T = 0.5..1.6 (8), 2048", try sk(64, 0.3), range(0.5, 1.6, 8), 2048),
      good("SK 64 h = 0.5, T = 2 alone, 512", try sk(64, 0.5), [2], 512),
      good(
        "SK 48, T = 0.5..1.5 (8), 1024, 16 instances", try sk(48), range(0.5, 1.5, 8), 1024,
        instances: 16),
      good(
        "Hopfield 100/3, T = 0.3..1.3 (12), 2048", try hopfield(100, 3), range(0.3, 1.3, 12), 2048),
      good("EA +-1 4^3, T = 0.6..2.2 (10), 2048", try lattice(4), range(0.6, 2.2, 10), 2048),
      good("p = 3, N = 32, T = 0.6..1.5 (10), 4096", try pspin(32), range(0.6, 1.5, 10), 4096),
      good(
        "p = 3, N = 32, T = 0.8..1.5 (8), 2048, 16 instances", try pspin(32), range(0.8, 1.5, 8),
        2048, instances: 16),
      good(
        "SK 64 random fields 0.5, T = 0.5..1.6 (8), 2048",
        try RandomFieldSpinGlass(spinCount: 64, fieldDeviation: 0.5), range(0.5, 1.6, 8), 2048),
      good("ferromagnet 40, T = 0.8, 2048", try ferromagnet(40), [0.8], 2048),
      stuck("SK 128, T = 0.2, 0.25, 0.3, 1000", try sk(128), [0.2, 0.25, 0.3], 1000),
      stuck("SK 128, T = 0.4 alone, 1000", try sk(128), [0.4], 1000),
      stuck("SK 128, T = 0.4..1.5 (12), 32", try sk(128), range(0.4, 1.5, 12), 32),
      stuck("Hopfield 300/4, T = 0.2, 1000", try hopfield(300, 4), [0.2], 1000),
      stuck("Hopfield 300/2, T = 0.2, 1000", try hopfield(300, 2), [0.2], 1000),
      stuck("SK 128 h = 0.2, T = 0.2, 0.25, 0.3, 512", try sk(128, 0.2), [0.2, 0.25, 0.3], 512),
      stuck(
        "SK 128, T = 0.2, 0.25, 0.3, 256, 8 instances", try sk(128), [0.2, 0.25, 0.3], 256,
        instances: 8),
      stuck("EA +-1 6^3, T = 0.4..0.9 (6), 300", try lattice(6), range(0.4, 0.9, 6), 300),
      stuck("SK 512, T = 0.2..0.45 (10), 512", try sk(512), range(0.2, 0.45, 10), 512),
      stuck("SK 128, T = 0.2..1.5 (24), 128", try sk(128), range(0.2, 1.5, 24), 128),
      stuck(
        "Hopfield 300/4, T = 0.1..0.3 (5), 1000", try hopfield(300, 4), range(0.1, 0.3, 5), 1000),
      stuck("p = 3, N = 48, T = 0.4, 500", try pspin(48), [0.4], 500),
      stuck("p = 3, N = 48, T = 0.3..0.6 (6), 500", try pspin(48), range(0.3, 0.6, 6), 500),
      stuck("ferromagnet 200, T = 0.7, 1000", try ferromagnet(200), [0.7], 1000),
    ]
  }
}
