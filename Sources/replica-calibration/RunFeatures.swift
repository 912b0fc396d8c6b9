import ArgumentParser
import ReplicaKit

/// The features of the instances of sampled runs, one line each, as `planted-features` prints them.
struct RunFeatures: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run-features", abstract: "Print the features of every instance of runs.",
    discussion: """
      Samples of a Gibbs measure have correlated sites as no planted ensemble has. Their class is known \
      where theory gives it for large N: a paramagnet above the transition, one state above the \
      de Almeida–Thouless line, a spin glass (hierarchical) below; the fit does not ask a finite glass \
      whether it shows more than two levels.
      """)

  @Argument(help: "Runs.")
  var runs: [String]

  @Option(help: "The class, as the verdicts are called.", transform: planted)
  var truth: PlantedClass

  @Option(help: "The most replicas of an instance.")
  var replicas = 128

  @Flag(help: "Analyse the overlaps alone, as if configurations were not known.")
  var overlapsOnly = false

  @Option(help: "The temperatures, from and to.", transform: range)
  var temperatures: ClosedRange<Double>

  private static func planted(_ word: String) throws -> PlantedClass {
    guard let planted = PlantedClass(rawValue: word) else {
      throw ValidationError("'\(word)' is no class")
    }
    return planted
  }

  private static func range(_ word: String) throws -> ClosedRange<Double> {
    let ends = word.split(separator: ":").compactMap { Double($0) }
    guard ends.count == 2, ends[0] <= ends[1] else {
      throw ValidationError("'\(word)' is no range low:high")
    }
    return ends[0]...ends[1]
  }

  func run() async throws {
    print(Case.header)
    let (truth, overlapsOnly) = (truth, overlapsOnly)
    for path in runs {
      let run = try RunStore(at: path)
      let slots = run.settings.temperatures.indices.filter {
        temperatures.contains(run.settings.temperatures[$0])
      }
      let analysis = try RunAnalysis(run, replicaLimit: replicas)
      let done = analysis.instances
      try await concurrentForEach(count: slots.count * done.count, threads: 2) { k -> String in
        let (slot, instance) = (slots[k / done.count], done[k % done.count])
        let all = try analysis.replicas(ofInstance: instance, temperatureIndex: slot).configurations
        let set: ReplicaSet =
          overlapsOnly
          ? .overlaps(try OverlapMatrix(of: all), siteCount: run.model.spinCount)
          : .configurations(all)
        let features = try StructureFeatures(set, seed: 1, instance: instance)
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return Case.line(
          index: k, family: "\(name) T=\(run.settings.temperatures[slot])", law: Case.sampled,
          truth: truth, trueStructure: 0, trueBeyond: 0, features: features)
      } deliver: { _, line in
        print(line)
      }
    }
  }
}
