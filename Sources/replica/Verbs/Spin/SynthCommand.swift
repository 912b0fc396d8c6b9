import ArgumentParser
import ReplicaKit

/// `replica synth`: configurations with planted order and known labels.
struct SynthCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "synth",
    abstract:
      "Configurations with planted states, to see what an analysis makes of a known answer.",
    discussion: """
      Writes an R × N array of spins (.npy, int8) and beside it the labels of the replicas \
      (NAME-labels.npy); with --instances M both have M as their first dimension. The realised class \
      is that of the expected overlaps of this very sample: blocks drawn at random may, for \
      instance, all be one.

      CLASSES
        paramagnetic   no overlap
        rs             one state
        ferromagnet    one state, magnetised along +1 at every site
        one-step       blocks; two-step, k-step: blocks of blocks
        full           many steps, from a linear q(x) or a file
        crossed        two crossed factors, not a tree (or: non-hierarchical)
        ring           a continuum of states on a circle, an arc or a sphere

      EXAMPLES
        replica synth one-step --spins 1024 --replicas 128 --blocks 4 -o s.npy
        replica synth one-step --spins 1024 --replicas 128 --m 0.5 --flips -o s.npy
        replica synth two-step --spins 2048 --replicas 128 --m 0.3,0.7 -o s.npy
        replica synth full --spins 2048 --replicas 128 --q1 0.8 --m 0.6 -o s.npy
        replica synth full --spins 2048 --replicas 128 --q-of-x theory.json -o s.npy
        replica synth crossed --spins 2048 --replicas 96 --blocks 3,4 -o s.npy
        replica synth paramagnetic -s 1024 -r 64 --site-correlation 0.9 -o s.npy
      """)

  @OptionGroup var planted: PlantedOptions

  @Option(parsing: .unconditional, help: "The instance, or the first of several.")
  var instance = 0

  @Option(
    parsing: .unconditional, help: "The number M of instances; gives arrays of M × R × N and M × R."
  )
  var instances: Int?

  @Option(name: .shortAndLong, help: ArgumentHelp("The array, .npy.", valueName: "file"))
  var output: String

  @Option(
    help: ArgumentHelp(
      "Write the expected overlaps of all pairs, flips included: .npy, R × R.", valueName: "file"))
  var truth: String?

  @Flag(help: "Overwrite existing files.")
  var force = false

  @OptionGroup var common: CommonOptions

  /// The file of the labels.
  private var labels: String { output.dropLast(4) + "-labels.npy" }

  func validate() throws {
    guard output.hasSuffix(".npy") else {
      throw ValidationError("--output is '\(output)'; expected a name ending in .npy")
    }
    if let truth {
      guard truth.hasSuffix(".npy") else {
        throw ValidationError("--truth is '\(truth)'; expected a name ending in .npy")
      }
      guard truth != output, truth != labels else {
        throw ValidationError(
          "--truth is '\(truth)', which is written already; expected another name")
      }
    }
    if let instances, !(1...Limits.instances).contains(instances) {
      throw ValidationError("--instances is \(instances); expected 1 to \(Limits.instances)")
    }
    guard instance >= 0, instance <= (1 << 32) - (instances ?? 1) else {
      throw ValidationError(
        "--instance is \(instance); expected 0 to \((1 << 32) - (instances ?? 1))")
    }
  }

  func run() async throws {
    try await reportingFailures {
      let ensemble = try planted.ensemble()
      for file in [output, labels, truth] { try OutputFile.require(file, force: force) }
      let count = instances ?? 1
      try requireMemory(ensemble, instances: count)
      let (first, seed, keepsTruth) = (instance, common.seed, truth != nil)
      let results = try await common.concurrently("planting", count: count) { index in
        PlantedResult(ensemble.sample(first + index, seed: seed), keepsTruth: keepsTruth)
      }
      let ifExists: IfFileExists = force ? .replace : .fail
      try Interruption.whileWriting {
        try NumPyFile.write(
          array(results, shape: [ensemble.replicaCount, ensemble.spinCount], type: .int8) {
            $0.configurations.unpacked().elements
          }, to: output, ifExists: ifExists)
        try NumPyFile.write(labelArray(results), to: labels, ifExists: ifExists)
        if let truth {
          let shape = [ensemble.replicaCount, ensemble.replicaCount]
          try NumPyFile.write(
            array(results, shape: shape, type: .float64) { $0.truth?.elements ?? [] }, to: truth,
            ifExists: ifExists)
        }
      }
      if common.json {
        Console.print(object(results, of: ensemble))
      } else {
        printSummary(results, of: ensemble)
      }
    }
  }

  private func requireMemory(_ ensemble: PlantedEnsemble, instances: Int) throws {
    let spins = Double(ensemble.replicaCount) * Double(ensemble.spinCount)
    let pairs = Double(ensemble.replicaCount) * Double(ensemble.replicaCount)
    let atOnce = Double(min(instances, common.threadCount))
    var perInstance = spins + 32 * pairs
    if case .correlated = ensemble.siteLaw { perInstance += 8 * spins }
    let kept = 12 * spins + (truth == nil ? 0 : 24 * pairs)
    try Limits.requireMemory(
      Double(instances) * kept + atOnce * perInstance,
      for: "\(ensemble.replicaCount) replicas of \(ensemble.spinCount) spins"
        + (instances > 1 ? " in \(instances) instances" : ""),
      change: "take fewer")
  }

  /// An array over instances, or of the only one.
  private func array(
    _ results: [PlantedResult], shape: [Int], type: NumPyDataType,
    _ values: (PlantedResult) -> [Double]
  ) -> NumPyArray {
    NumPyArray(
      shape: (instances.map { [$0] } ?? []) + shape, values: results.flatMap(values), dataType: type
    )
  }

  private func labelArray(_ results: [PlantedResult]) -> NumPyArray {
    if let positions = results.first?.positions {
      return array(results, shape: [positions.rows, positions.columns], type: .float64) {
        $0.positions?.elements ?? []
      }
    }
    return array(results, shape: [planted.replicas], type: .int64) {
      $0.labels.map(Double.init)
    }
  }

  private func object(_ results: [PlantedResult], of ensemble: PlantedEnsemble) -> JSONValue {
    let classes = results.map { JSONValue.string($0.realisedClass.rawValue) }
    let blocks = results.map { $0.blockCount.map { JSONValue.integer($0) } ?? .null }
    var object: JSONValue = [
      "output": .string(output), "labels": .string(labels),
      "class": .string(planted.kind.rawValue),
      "realised_class": instances == nil ? classes[0] : .array(classes),
      "spins": .integer(ensemble.spinCount), "replicas": .integer(ensemble.replicaCount),
      "levels": JSONValue(ensemble.levels),
      "blocks": instances == nil ? blocks[0] : .array(blocks),
      "site_law": .string(ensemble.siteLaw.name), "flips": .bool(ensemble.flips),
      "instance": .integer(instance), "seed": JSONValue(seed: common.seed),
    ]
    if case .hierarchy(let overlaps, let partition) = ensemble.structure {
      object["overlaps"] = JSONValue(overlaps)
      if case .poissonDirichlet(let points) = partition {
        object["breaking_points"] = JSONValue(points)
      }
    }
    if case .correlated(let strength) = ensemble.siteLaw {
      object["site_correlation"] = .number(strength)
    }
    if let instances { object["instances"] = .integer(instances) }
    if let truth { object["truth"] = .string(truth) }
    return object
  }

  private func printSummary(_ results: [PlantedResult], of ensemble: PlantedEnsemble) {
    let size = "\(ensemble.replicaCount) replicas of \(ensemble.spinCount) spins"
    let files =
      "; \(results[0].positions == nil ? "labels" : "positions") in \(labels)"
      + (truth.map { ", expected overlaps in \($0)" } ?? "")
    if let instances {
      let counts = PlantedClass.allCases.compactMap { kind -> String? in
        let count = results.count { $0.realisedClass == kind }
        return count == 0 ? nil : "\(kind.rawValue) in \(count)"
      }
      print(
        "\(output): \(instances) instances of \(size), realised class "
          + counts.joined(separator: ", ") + files)
    } else {
      let blocks = results[0].blockCount.map { ", \($0) block\($0 == 1 ? "" : "s")" } ?? ""
      print(
        "\(output): \(size)\(blocks), realised class \(results[0].realisedClass.rawValue)\(files)")
    }
  }
}

/// What is kept of a planted sample.
private struct PlantedResult: Sendable {
  let configurations: PackedConfigurations
  let labels: [Int]
  let positions: Matrix?
  let truth: Matrix?
  let realisedClass: PlantedClass

  init(_ sample: PlantedSample, keepsTruth: Bool) {
    configurations = sample.configurations
    labels = sample.labels
    positions = sample.positions
    truth = keepsTruth ? sample.expectedOverlaps : nil
    realisedClass = sample.realisedClass
  }

  /// The number of blocks; `nil` on a continuum.
  var blockCount: Int? { positions == nil ? Set(labels).count : nil }
}
