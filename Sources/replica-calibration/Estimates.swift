import ArgumentParser
import Foundation
import Overlaps
import Parallelism
import PlantedData
import Randomness
import SpinModels
import Statistics

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
    let seed = seed
    typealias Result = (pulls: [Double], agreement: Double)?
    let results = try await concurrentMap(count: count, threads: 1) { index -> Result in
      var stream = RandomStream(
        StreamName(seed: seed, purpose: .analysis, instance: index, chain: 10))
      let low = 0.5 * stream.uniform()
      let overlaps = [low, min(0.95, low + 0.1 + 0.8 * stream.uniform())]
      let partition: PlantedEnsemble.Partition =
        stream.uniform() < 0.5
        ? .equalBlocks([[2, 3, 4, 6, 8][stream.index(below: 5)]])
        : .poissonDirichlet([0.2 + 0.6 * stream.uniform()])
      let ensemble = try PlantedEnsemble(
        spinCount: [256, 512, 1024, 2048][stream.index(below: 4)],
        replicaCount: [48, 96, 192][stream.index(below: 3)], overlaps: overlaps,
        partition: partition)
      let sample = ensemble.sample(index, seed: seed)
      guard sample.realisedClass == .oneStep else { return nil }
      let analysis = try ReplicaAnalysis(
        .configurations(sample.configurations), seed: seed, instance: index, correlatedSites: true)
      guard analysis.classification.verdict == .oneStep,
        let error0 = analysis.features.q0.error, let error1 = analysis.features.q1.error
      else { return nil }
      return (
        [
          (analysis.features.q0.value - overlaps[0]) / error0,
          (analysis.features.q1.value - overlaps[1]) / error1,
        ],
        Partition(labels: analysis.states.labels).adjustedRandIndex(
          with: Partition(labels: sample.labels))
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
    let results = try await concurrentMap(count: groups, threads: 1) { group -> [Double?] in
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
}
