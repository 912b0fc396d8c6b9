import ArgumentParser
import ReplicaKit

/// The features of planted ensembles of the mix, one line each.
struct PlantedFeatures: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "planted-features", abstract: "Print the features of planted ensembles.")

  @Option(help: "The number of ensembles.")
  var count = 100

  @Option(help: "The seed of the ensembles.")
  var seed: UInt64 = 1

  @Flag(help: "Correlated sites.")
  var correlated = false

  @Flag(help: "Skip the analysis of overlaps alone.")
  var configurationsOnly = false

  @Option(help: "Pool so many instances of every ensemble, of small systems; the truth is the law.")
  var instances = 1

  @Option(help: "Threads.")
  var threads = 2

  func run() async throws {
    let mix = EnsembleMix(correlated: correlated, seed: seed, small: instances > 1)
    print(Case.header)
    let (seed, configurationsOnly, instances) = (seed, configurationsOnly, instances)
    try await concurrentForEach(count: count, threads: threads) { index -> String in
      let (family, ensemble) = try mix.ensemble(index)
      guard instances == 1 else {
        let features = try (0..<instances).map { k in
          let own = index * instances + k
          let sample = ensemble.sample(own, seed: seed)
          return try StructureFeatures(
            .configurations(sample.configurations), seed: seed, instance: own)
        }
        return Case.line(
          index: index, family: family.rawValue, law: ensemble.siteLaw.name,
          truth: EnsembleMix.lawClass(ensemble), trueStructure: 0, trueBeyond: 0,
          features: StructureFeatures(pooling: features))
      }
      let sample = ensemble.sample(index, seed: seed)
      let expected = sample.expectedOverlaps
      let pairs = Double(expected.rows * (expected.rows - 1) / 2)
      let gauged = Matrix(rows: expected.rows, columns: expected.rows) {
        sample.signs[$0] * sample.signs[$1] * expected[$0, $1]
      }
      let tree = Dendrogram(gauged, allowingFlips: false)
      let one = Partition(cutting: tree, explaining: gauged)
      let rs = Partition(labels: [Int](repeating: 0, count: expected.rows))
      var lines: [String] = []
      let overlaps = try OverlapMatrix(of: sample.configurations)
      var sets: [ReplicaSet] = [.configurations(sample.configurations)]
      if !configurationsOnly {
        sets.append(.overlaps(overlaps, siteCount: ensemble.spinCount))
      }
      for set in sets {
        let features = try StructureFeatures(set, seed: seed, instance: index)
        lines.append(
          Case.line(
            index: index, family: family.rawValue, law: ensemble.siteLaw.name,
            truth: sample.realisedClass, trueStructure: rs.squaredDistance(to: gauged) / pairs,
            trueBeyond: one.squaredDistance(to: gauged) / pairs, features: features))
      }
      return lines.joined(separator: "\n")
    } deliver: { _, line in
      print(line)
    }
  }
}
