import ArgumentParser
import LinearAlgebra
import Overlaps
import Parallelism
import PlantedData
import SpinModels

/// The features of planted ensembles of the mix, one line each.
struct PlantedFeatures: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "planted-features", abstract: "Print the features of planted ensembles.")

  @Option(help: "The number of ensembles.")
  var count = 100

  @Option(help: "The seed of the ensembles.")
  var seed: UInt64 = 1

  @Option(help: "Analyse the overlaps alone, too, of one ensemble in so many; 0 for none.")
  var overlapsOfEvery = 3

  @Option(help: "Pool so many instances of every ensemble, of small systems; the truth is the law.")
  var instances = 1

  @Option(help: "The most sites.")
  var mostSites = 2048

  @Option(help: "Threads.")
  var threads = 1

  func run() async throws {
    var mix = EnsembleMix(seed: seed, mostSites: mostSites)
    if instances > 1 {
      mix.mostSites = min(mostSites, 512)
      mix.mostReplicas = 128
    }
    print(Case.header)
    let (seed, instances, overlapsOfEvery) = (seed, instances, overlapsOfEvery)
    try await concurrentForEach(count: count, threads: threads) { [mix] index -> String in
      let samples = try (0..<instances).map { try mix.sample(index, instance: $0) }
      func line(_ sets: [ReplicaSet]) throws -> String {
        let features = try sets.enumerated().map { k, set in
          try StructureFeatures(set, seed: seed, instance: index * instances + k)
        }
        return Case.line(
          index: index, family: samples[0].family.rawValue, law: samples[0].law,
          truth: samples[0].truth, trueStructure: samples.map(\.structure).mean,
          trueBeyond: samples.map(\.beyond).mean, features: StructureFeatures(pooling: features))
      }
      var lines = [try line(samples.map(\.replicas))]
      let turn = index / EnsembleMix.deckSize + index
      if overlapsOfEvery > 0, turn.isMultiple(of: overlapsOfEvery) {
        lines.append(
          try line(
            samples.map {
              .overlaps(try $0.replicas.overlapMatrix(), siteCount: $0.replicas.siteCount)
            }))
      }
      return lines.joined(separator: "\n")
    } deliver: { _, line in
      print(line)
    }
  }
}

extension [Double] {
  fileprivate var mean: Double { reduce(0, +) / Double(Swift.max(1, count)) }
}
