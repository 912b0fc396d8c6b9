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
      (NAME-labels.npy). Classes: paramagnetic, rs, one-step, two-step.

      EXAMPLES
        replica synth one-step --spins 1024 --replicas 128 --blocks 4 -o s.npy
        replica synth one-step --spins 1024 --replicas 128 --m 0.5 -o s.npy
        replica synth two-step --spins 2048 --replicas 128 --m 0.3,0.7 -o s.npy
      """)

  enum Planted: String, ExpressibleByArgument, CaseIterable {
    case paramagnetic
    case rs
    case oneStep = "one-step"
    case twoStep = "two-step"

    /// The number of steps.
    var steps: Int { self == .twoStep ? 2 : self == .oneStep ? 1 : 0 }
  }

  @Argument(help: "paramagnetic, rs, one-step or two-step.")
  var planted: Planted

  @Option(name: .shortAndLong, parsing: .unconditional, help: "The number N of spins.")
  var spins: Int

  @Option(name: .shortAndLong, parsing: .unconditional, help: "The number R of replicas.")
  var replicas: Int

  @Option(
    parsing: .unconditional, help: "The lowest overlap. (default: 0.5 for rs, 0.2 for one-step)")
  var q0: Double?

  @Option(parsing: .unconditional, help: "One-step: the overlap within a block. (default: 0.7)")
  var q1: Double?

  @Option(
    parsing: .unconditional,
    help: "All overlaps q0,q1,… instead of --q0 and --q1. (two-step default: 0.05,0.4,0.8)")
  var overlaps: String?

  @Option(
    parsing: .unconditional, help: "Equal blocks: their number, for two steps two numbers k,l.")
  var blocks: String?

  @Option(
    parsing: .unconditional,
    help: "Poisson–Dirichlet weights: m, for two steps m1,m2. (default: 0.5, or 0.3,0.7)")
  var m: String?

  @Flag(help: "Flip every replica as a whole with probability one half.")
  var flips = false

  @Option(parsing: .unconditional, help: "The instance.")
  var instance = 0

  @Option(name: .shortAndLong, help: ArgumentHelp("The array, .npy.", valueName: "file"))
  var output: String

  @Flag(help: "Overwrite existing files.")
  var force = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard output.hasSuffix(".npy") else {
      throw ValidationError("--output is '\(output)'; expected a name ending in .npy")
    }
    guard blocks == nil || m == nil else {
      throw ValidationError("--blocks and --m exclude each other")
    }
    guard instance >= 0, instance < 1 << 32 else {
      throw ValidationError("--instance is \(instance); expected 0 to \((1 << 32) - 1)")
    }
    if planted.steps == 0, blocks != nil || m != nil || q1 != nil {
      throw ValidationError(
        "\(planted.rawValue) has no blocks: --blocks, --m and --q1 do not apply")
    }
    if overlaps != nil, q0 != nil || q1 != nil {
      throw ValidationError("--overlaps replaces --q0 and --q1")
    }
    if planted == .paramagnetic, q0 != nil || overlaps != nil {
      throw ValidationError("the overlaps of a paramagnet vanish: --q0 and --overlaps do not apply")
    }
    if planted == .twoStep, q0 != nil || q1 != nil {
      throw ValidationError("two-step takes --overlaps q0,q1,q2 instead of --q0 and --q1")
    }
    do { _ = try ensemble() } catch { throw ValidationError("\(error)") }
  }

  private func ensemble() throws -> PlantedEnsemble {
    let levels = try self.levels()
    guard levels.count == planted.steps + 1 else {
      throw ValidationError(
        "\(planted.rawValue) has \(planted.steps + 1) overlaps, not \(levels.count)")
    }
    let partition: PlantedEnsemble.Partition
    if let blocks {
      let count = blocks.split(separator: ",", omittingEmptySubsequences: false).count
      guard count == planted.steps else {
        throw ValidationError(
          "--blocks has \(count) numbers; \(planted.rawValue) takes \(planted.steps)")
      }
      partition = .equalBlocks(
        try numbers(blocks, "--blocks").map { number in
          guard let count = Int(exactly: number) else {
            throw ValidationError("--blocks: '\(blocks)' has \(number), not a count")
          }
          return count
        })
    } else if planted.steps == 0 {
      partition = .equalBlocks([])
    } else {
      let standard = planted.steps == 1 ? [0.5] : [0.3, 0.7]
      partition = .poissonDirichlet(try m.map { try numbers($0, "--m") } ?? standard)
    }
    return try PlantedEnsemble(
      spinCount: spins, replicaCount: replicas, overlaps: levels, partition: partition,
      flips: flips)
  }

  private func levels() throws -> [Double] {
    if let overlaps { return try numbers(overlaps, "--overlaps") }
    switch planted {
    case .paramagnetic: return [0]
    case .rs: return [q0 ?? 0.5]
    case .oneStep: return [q0 ?? 0.2, q1 ?? 0.7]
    case .twoStep: return [0.05, 0.4, 0.8]
    }
  }

  private func numbers(_ text: String, _ option: String) throws -> [Double] {
    try text.split(separator: ",", omittingEmptySubsequences: false).map { word in
      guard let value = Double(word) else {
        throw ValidationError("\(option): '\(word)' is not a number")
      }
      return value
    }
  }

  func run() async throws {
    try await reportingFailures {
      let ensemble = try ensemble()
      let labels = output.dropLast(4) + "-labels.npy"
      for file in [output, String(labels)] { try OutputFile.require(file, force: force) }
      try Limits.requireMemory(
        12 * Double(spins) * Double(replicas), for: "\(replicas) replicas of \(spins) spins",
        change: "take fewer")
      let sample = ensemble.sample(instance, seed: common.seed)
      let ifExists: IfFileExists = force ? .replace : .fail
      try Interruption.whileWriting {
        try NumPyFile.write(
          sample.configurations.unpacked(), to: output, as: .int8, ifExists: ifExists)
        try NumPyFile.write(
          NumPyArray(
            shape: [replicas], values: sample.labels.map(Double.init), dataType: .int64),
          to: String(labels), ifExists: ifExists)
      }
      if common.json {
        Console.print([
          "output": .string(output), "labels": .string(String(labels)),
          "class": .string(planted.rawValue), "spins": .integer(spins),
          "replicas": .integer(replicas), "overlaps": JSONValue(ensemble.overlaps),
          "blocks": .integer(Set(sample.labels).count), "seed": JSONValue(seed: common.seed),
        ])
      } else {
        print(
          "\(output): \(replicas) replicas of \(spins) spins, \(Set(sample.labels).count) "
            + "block\(Set(sample.labels).count == 1 ? "" : "s"); labels in \(labels)")
      }
    }
  }
}
