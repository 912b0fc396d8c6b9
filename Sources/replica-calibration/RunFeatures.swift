import ArgumentParser
import ReplicaKit

/// The features of the instances of a run, one line each.
struct RunFeatures: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run-features", abstract: "Print the features of every instance of runs.")

  @Argument(help: "Runs.")
  var runs: [String]

  @Option(help: "The most replicas of an instance.")
  var replicas = 128

  @Option(help: "The temperatures, T1,T2,…")
  var temperatures: String

  func run() async throws {
    print(
      (["file", "instance", "temperature"] + StructureFeatures.rawNames).joined(separator: ","))
    for path in runs {
      let run = try RunStore(at: path)
      for word in temperatures.split(separator: ",") {
        guard let wanted = Double(word),
          let slot = run.settings.temperatures.firstIndex(where: { abs($0 - wanted) < 1e-6 })
        else { continue }
        for instance in try run.doneInstances() {
          let ladders = try run.configurations(instance: instance, temperature: slot)
          var all = PackedConfigurations(spinCount: run.model.spinCount)
          for draws in ladders {
            let count = min(draws.count, replicas / ladders.count)
            all.append(
              contentsOf: draws.selecting((0..<count).map { ($0 + 1) * draws.count / count - 1 }))
          }
          let features = try ReplicaAnalysis(.configurations(all), instance: instance).features
          print(
            (["\(path)", "\(instance)", "\(wanted)"] + features.rawValues.map { "\($0)" })
              .joined(separator: ","))
        }
      }
    }
  }
}
