import ArgumentParser
import ReplicaKit

/// `replica synth`: configurations with planted order and known labels.
struct SynthCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "synth",
    abstract: "Configurations with planted states and known labels.",
    discussion: """
      To see what an analysis makes of a known answer. Writes an R × N array of spins (.npy, int8) and beside it the labels of the replicas \
      (NAME-labels.npy); with --instances M both have M as their first dimension. The realised class \
      is that of the expected overlaps of this very sample: blocks drawn at random may, for \
      instance, all be one.

      CLASSES
        paramagnetic   no overlap
        rs             one state (or: replica-symmetric)
        ferromagnet    one state, magnetised along +1 at every site
        one-step       blocks; two-step (or: hierarchical), k-step: blocks of blocks
        full           many steps, from a linear q(x) or a file
        crossed        two crossed factors, not a tree (or: non-hierarchical)
        ring           a continuum of states on a circle, an arc or a sphere

      EXAMPLES
        replica synth one-step --spins 1024 --replicas 128 --blocks 4 -o s.npy
        replica synth one-step --spins 1024 --replicas 128 --m 0.5 --flips -o f.npy
        replica synth two-step --spins 2048 --replicas 128 --m 0.3,0.7 -o two.npy
        replica synth full --spins 2048 --replicas 128 --q1 0.8 --m 0.6 -o full.npy
        replica synth full -s 2048 -r 128 --q-of-x theory.json -o q.npy  # your q(x)
        replica synth crossed --spins 2048 --replicas 96 --blocks 3,4 -o crossed.npy
        replica synth paramagnetic -s 1024 -r 64 --site-correlation 0.9 -o p.npy
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

  func outcome(_ session: Session) async throws -> PlantedReport {
    let ensemble = try planted.ensemble()
    for file in [output, labels, truth] { try OutputFile.require(file, force: force) }
    try requireMemory(ensemble, instances: instances ?? 1)
    let report = try await PlantedReport(
      ensemble, kind: planted.kind.rawValue,
      files: PlantedReport.Files(output: output, labels: labels, truth: truth), first: instance,
      instances: instances, session: session)
    try Interruption.whileWriting { try report.write(ifExists: ifExists) }
    return report
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
}
