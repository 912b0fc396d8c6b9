import ArgumentParser
import Foundation
import ReplicaKit

/// `replica sample pspin --spherical`: real spins, in a store of whole instances.
extension SampleCommand {
  /// Refuses what spherical spins do not have.
  func validateSpherical() throws {
    guard spherical else { return }
    guard model.model.name == PSpin.name else {
      throw ValidationError(
        "--spherical applies to \(PSpin.name); \(model.model.name) has no spherical spins here")
    }
    try CommandLine.refuse(
      "--field", "--tune", "--algorithm", "--start", "--until-equilibrated", "--store-couplings",
      "--lowest-states", "--checkpoint-interval", "--slurm", "--array-task", unless: false,
      "has no effect with --spherical: there are no fields, one algorithm, random starts and no states inside of an instance; "
        + "--instance-range shares a run")
  }

  /// Samples the instances that the store lacks.
  func sphericalOutcome(_ session: Session) async throws -> SphericalSamplingReport {
    let settings = try makeSettings(start: .random)
    let copies = min(
      session.threadCount, ProcessInfo.processInfo.activeProcessorCount, instances * effort.chains)
    guard let couplings = try model.makeModel(copies: copies, note: { common.hint($0) }) as? PSpin
    else { throw Failure(.usage, "--spherical applies to \(PSpin.name)") }
    let run = try SphericalRun(SphericalPSpin(couplings), settings: settings)
    try requireMemory(run, copies: copies)
    let path = path(couplings)
    try OutputFile.requireOutsideOfRuns(path)
    let shared = resume || instanceRange != nil
    let chosen = Array(try range())
    let store = try Interruption.whileWriting {
      try SphericalRunStore(
        at: path, run, instanceCount: instances, command: CommandLine.reproducingCommand,
        version: toolVersion, ifExists: force ? .replace : shared ? .open : .fail)
    }
    let wanted = try chosen.filter { try store.lacks($0) }
    let progress = session.progress("sampling", total: wanted.count * run.stepsPerInstance)
    defer { progress.finish() }
    let start = Progress.now()
    try await Interruption.cancelling(
      after: timeLimit.seconds,
      stopped: {
        progress.finish()
        return
          "\(try store.doneInstances().count) of \(store.instanceCount) instances are complete in "
          + "\(store.path); the same command with --resume computes the others"
      },
      work: {
        try await run.sample(
          instances: wanted, threads: session.threadCount, advanced: { progress.advance($0) }
        ) { record in
          try Interruption.whileWriting {
            try store.write(record, wallSeconds: Progress.now() - start)
          }
        }
      })
    return try SphericalSamplingReport(store, wallSeconds: Progress.now() - start)
  }

  /// Says what is not equilibrated, and how the overlaps are read.
  func finish(_ outcome: SphericalSamplingReport) {
    guard !common.json else { return }
    for line in outcome.problems.prefix(4) { common.hint(line) }
    if outcome.problems.count > 4 {
      common.hint("and \(outcome.problems.count - 4) temperatures more")
    }
    if let assurance = outcome.assurance { common.hint(assurance) }
    common.hint("next: replica overlaps \(outcome.file) --select temperature=T")
  }

  /// Refuses couplings of so many threads, and configurations of one instance, that do not fit.
  private func requireMemory(_ run: SphericalRun, copies: Int) throws {
    let (settings, spins) = (run.settings, Double(run.model.spinCount))
    // Couplings are made in one list and kept in another.
    try Limits.requireMemory(
      16 * ProductCouplings.count(run.model.spinCount, run.model.couplings.order) * Double(copies),
      for: "\(run.model.spinCount) spins on \(copies) thread\(copies == 1 ? "" : "s")",
      change: "take fewer spins\(copies == 1 ? "" : " or --threads 1")")
    let ladders = Double(settings.chainCount * settings.temperatures.count)
    try Limits.requireMemory(
      ladders * (Double(settings.draws) + 100) * 24 * spins,
      for: "\(settings.chainCount) chains of \(settings.temperatures.count) temperatures with "
        + "\(settings.draws) draws",
      change: "take fewer draws, chains or temperatures")
  }
}
