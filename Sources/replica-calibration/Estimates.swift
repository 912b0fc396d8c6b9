import ArgumentParser
import Foundation
import ReplicaKit

/// How often quoted errors cover the planted levels and weights, and how well states are found.
struct Estimates: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "estimates",
    abstract: "Coverage of q0, q1 and m by their errors, and agreement of the states.")

  @Option(help: "The number of one-step ensembles for the levels.")
  var count = 600

  @Option(help: "The number of groups of 30 instances for m.")
  var groups = 100

  @Option(help: "The seed.")
  var seed: UInt64 = 201

  func run() async throws {
    try await levels()
    try await weights()
  }

  /// The pulls of q0 and q1 and the agreement of the labels, where the verdict is one-step.
  private func levels() async throws {
    let mix = EnsembleMix(correlated: false, seed: seed)
    let seed = seed
    typealias Result = (pulls: [Double], agreement: Double)?
    let results = try await concurrentMap(count: 4 * count, threads: 2) { index -> Result in
      let (_, ensemble) = try mix.ensemble(index)
      guard case .hierarchy(let overlaps, let partition) = ensemble.structure, overlaps.count == 2,
        partition != .pairs
      else { return nil }
      let sample = ensemble.sample(index, seed: seed)
      guard sample.realisedClass == .oneStep else { return nil }
      let analysis = try ReplicaAnalysis(
        .configurations(sample.configurations), seed: seed, instance: index, correlatedSites: false)
      guard analysis.classification.verdict == .oneStep,
        let error0 = analysis.features.q0.error, let error1 = analysis.features.q1.error
      else { return nil }
      return (
        [
          (analysis.features.q0.value - overlaps[0]) / error0,
          (analysis.features.q1.value - overlaps[1]) / error1,
        ], Self.agreement(analysis.states.labels, sample.labels)
      )
    }
    let found = results.compactMap(\.self).prefix(count)
    for (name, k) in [("q0", 0), ("q1", 1)] {
      let pulls = found.map { $0.pulls[k] }
      let mean = pulls.reduce(0, +) / Double(pulls.count)
      let square = pulls.reduce(0) { $0 + $1 * $1 } / Double(pulls.count)
      print(
        String(
          format: "%@: within two errors %.1f %% of %d, mean pull %.2f, rms pull %.2f", name,
          100 * Double(pulls.count { abs($0) < 2 }) / Double(pulls.count), pulls.count, mean,
          square.squareRoot()))
    }
    let agreements = found.map(\.agreement).sorted()
    print(
      String(
        format: "labels: adjusted Rand index at least 0.98 in %.1f %%, lowest %.3f, median %.3f",
        100 * Double(agreements.count { $0 >= 0.98 }) / Double(agreements.count),
        agreements.first ?? .nan, agreements[agreements.count / 2]))
  }

  /// The pulls of m over 30 instances, from the weights of the states and from the peaks of P(q).
  private func weights() async throws {
    let seed = seed
    let results = try await concurrentMap(count: groups, threads: 2) { group -> [Double?] in
      var stream = RandomStream(
        StreamName(seed: seed, purpose: .analysis, instance: group, chain: 9))
      let m = 0.2 + 0.6 * stream.uniform()
      let ensemble = try PlantedEnsemble(
        spinCount: 512, replicaCount: 64, overlaps: [0.2 * stream.uniform(), 0.7],
        partition: .poissonDirichlet([m]))
      let analyses = try (0..<30).map { k in
        try ReplicaAnalysis(
          .configurations(ensemble.sample(30 * group + k, seed: seed).configurations), seed: seed,
          instance: k, correlatedSites: false)
      }
      let pooled = try PooledAnalysis(analyses, withPower: false)
      return [pooled.breakingParameter, pooled.breakingParameterFromPeaks].map { estimate in
        estimate.flatMap { found in found.error.map { (found.value - m) / $0 } }
      }
    }
    for (k, name) in ["from the weights", "from the peaks"].enumerated() {
      let pulls = results.compactMap { $0[k] }
      let mean = pulls.reduce(0, +) / Double(max(1, pulls.count))
      print(
        String(
          format: "m %@: within two errors %.1f %% of %d groups, mean pull %.2f", name,
          100 * Double(pulls.count { abs($0) < 2 }) / Double(max(1, pulls.count)), pulls.count, mean
        ))
    }
  }

  /// The adjusted Rand index of two divisions.
  static func agreement(_ a: [Int], _ b: [Int]) -> Double {
    func pairs(_ labels: [Int]) -> Double {
      Dictionary(grouping: labels, by: { $0 }).values.reduce(0) {
        $0 + Double($1.count * ($1.count - 1) / 2)
      }
    }
    let both = pairs(zip(a, b).map { $0 * 100_000 + $1 })
    let (left, right) = (pairs(a), pairs(b))
    let chance = left * right / Double(a.count * (a.count - 1) / 2)
    let most = (left + right) / 2
    return most > chance ? (both - chance) / (most - chance) : 1
  }
}
