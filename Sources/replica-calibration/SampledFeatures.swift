import ArgumentParser
import Documents
import Foundation
import Overlaps
import Parallelism
import PlantedData
import Sampling
import SpinModels

/// Samples instances of a model and prints their features, one line each, as `planted-features` does.
struct SampledFeatures: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sampled-features",
    abstract: "Sample a model and print the features of every instance.",
    discussion: """
      Samples of a Gibbs measure fluctuate as no planted ensemble does. Their class is known where theory gives \
      it for large N: a paramagnet above the transition, one state above the de Almeida–Thouless line, one step \
      for p-spin models below the static transition; a spin glass (hierarchical) below its transition, of which \
      the fit asks only whether it is broken.
      """)

  @Argument(help: "The model as a run describes it, such as {\"name\": \"sk\", \"spins\": 64}.")
  var model: String

  @Option(help: "Temperatures, as low:high:count.", transform: Self.ladder)
  var temperatures: [Double]

  @Option(
    help: "A class and the temperatures where it is the truth, as class=low:high; may be repeated.",
    transform: Self.truth)
  var truth: [Truth]

  @Option(help: "The number of instances.")
  var instances = 12

  @Option(help: "The first instance.")
  var first = 0

  @Option(help: "Sweeps that are measured, after as many of burn-in.")
  var sweeps = 4096

  @Option(help: "The seed.")
  var seed: UInt64 = 77

  @Option(help: "The most replicas of an instance; may be repeated.")
  var replicas: [Int] = []

  @Flag(help: "Analyse the overlaps alone, too, as if configurations were not known.")
  var withOverlaps = false

  /// A class and where it is the truth.
  struct Truth {
    let planted: PlantedClass
    let range: ClosedRange<Double>
  }

  private static func ladder(_ word: String) throws -> [Double] {
    let parts = word.split(separator: ":").compactMap { Double($0) }
    guard parts.count == 3, parts[2] >= 1 else { throw ValidationError("'\(word)' is no ladder") }
    let count = Int(parts[2])
    return (0..<count).map {
      parts[0] + (parts[1] - parts[0]) * Double($0) / Double(max(1, count - 1))
    }
  }

  private static func truth(_ word: String) throws -> Truth {
    let parts = word.split(separator: "=").map(String.init)
    let ends = parts.last.map { $0.split(separator: ":").compactMap { Double($0) } } ?? []
    guard parts.count == 2, let planted = PlantedClass(rawValue: parts[0]), ends.count == 2,
      ends[0] <= ends[1]
    else { throw ValidationError("'\(word)' is no class=low:high") }
    return Truth(planted: planted, range: ends[0]...ends[1])
  }

  func run() async throws {
    let description = try JSONValue(parsing: model)
    let ensemble = try ModelCatalogue.model(
      describedBy: description,
      arrays: GivenArrays { _, _ in throw ValidationError("models of given arrays are not sampled")
      })
    let settings = try SamplingSettings(temperatures: temperatures, sweeps: sweeps, seed: seed)
    print(Case.header)
    var done = 0
    try await SamplingRun(ensemble, settings: settings).sample(
      instances: Array(first..<first + instances), threads: 1
    ) { record in
      let run = RecordedRun(ensemble, settings: settings, records: [record])
      for slot in settings.temperatures.indices {
        let temperature = settings.temperatures[slot]
        guard let truth = truth.first(where: { $0.range.contains(temperature) }) else { continue }
        for count in replicas.isEmpty ? [128] : replicas {
          let all = ReplicaDraws(
            thinning: try run.configurations(
              instance: record.instance, temperatureIndex: slot), toAtMost: count
          ).configurations
          var sets: [ReplicaSet] = [.configurations(all)]
          if withOverlaps {
            sets.append(.overlaps(try OverlapMatrix(of: all), siteCount: ensemble.spinCount))
          }
          for set in sets {
            let features = try StructureFeatures(set, seed: 1, instance: record.instance)
            print(
              Case.line(
                index: record.instance, family: "\(name) T=\(short(temperature))",
                law: Case.sampled, truth: truth.planted, trueStructure: 0, trueBeyond: 0,
                features: features))
          }
        }
      }
      done += 1
      FileHandle.standardError.write(Data("\(name): \(done) of \(instances)\n".utf8))
    }
  }

  /// The model with its numbers, without commas.
  private var name: String {
    model.filter { !"{}\" ".contains($0) }.replacingOccurrences(of: "name:", with: "")
      .replacingOccurrences(of: ",", with: " ")
  }

  private func short(_ temperature: Double) -> String { String(format: "%.3g", temperature) }
}
