import ArgumentParser
import Foundation
import ReplicaKit

/// Options for filling a run by many jobs: a script for Slurm, and the part of one of its elements.
struct SlurmOptions: ParsableArguments {
  /// The part of the instances that an element of a job array computes: `k/n`, `auto/n` or `auto`.
  struct Task: ExpressibleByArgument {
    /// Which part, from 0; `nil` for the one that Slurm tells.
    let index: Int?
    /// The number of parts; `nil` for the number of elements that Slurm tells.
    let count: Int?

    init?(argument: String) {
      let words = argument.split(separator: "/", omittingEmptySubsequences: false)
      guard (1...2).contains(words.count) else { return nil }
      if words.count == 2 {
        guard let count = Int(words[1]), count > 0 else { return nil }
        self.count = count
      } else {
        count = nil
      }
      if words[0] == "auto" {
        index = nil
      } else {
        guard let index = Int(words[0]), let count, (0..<count).contains(index) else { return nil }
        self.index = index
      }
    }

    /// The part.
    ///
    /// - Throws: `ValidationError` where Slurm does not tell it.
    func part() throws -> ArrayPart {
      if let index, let count { return ArrayPart(index, of: count) }
      guard let element = BatchJob.arrayElement else {
        throw ValidationError(
          "--array-task auto takes its number from SLURM_ARRAY_TASK_ID, which is not set to one; expected k/n outside of a "
            + "job array of Slurm")
      }
      if let count {
        guard element.index < count else {
          throw ValidationError(
            "--array-task auto/\(count): SLURM_ARRAY_TASK_ID is \(element.index); expected 0 to \(count - 1)"
          )
        }
        return ArrayPart(element.index, of: count)
      }
      guard let range = element.range, element.count != nil else {
        throw ValidationError(
          "--array-task auto needs SLURM_ARRAY_TASK_MIN, SLURM_ARRAY_TASK_MAX and SLURM_ARRAY_TASK_COUNT, which are not all set; "
            + "expected auto/n, where n is the number of parts")
      }
      guard range.contains(element.index),
        element.count == range.count
      else {
        throw ValidationError(
          "--array-task auto: the elements of this job array are not consecutive; expected auto/n, where n is the number of "
            + "parts and the elements count from 0")
      }
      return ArrayPart(element.index - range.lowerBound, of: range.count)
    }
  }

  @Option(
    help: ArgumentHelp(
      "Many jobs: compute nothing, and write a script for Slurm, an array of jobs that fill the run together and one that "
        + "submits again what is missing in the end. bash FILE submits it.",
      valueName: "file"))
  var slurm: String?

  @Option(help: "With --slurm: the partition of the jobs. (default: the cluster's)")
  var partition: String?

  @Option(
    help: ArgumentHelp(
      "With --slurm: the time of a job, as sbatch takes it: minutes, h:m:s or d-h:m:s. (default: the partition's)",
      valueName: "time"))
  var time: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "With --slurm: the most instances of a job, some minutes of work at least. (default: as many as make at most 100 jobs)",
      valueName: "instances"))
  var perTask: Int?

  @Option(
    name: .customLong("sbatch"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "With --slurm: a further option for sbatch, such as account=me or mem=2G; may be repeated.",
      valueName: "name=value"))
  var further: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Compute only part k of n of the instances, from 0, into the run that n such commands share; auto/n takes k from Slurm "
        + "(SLURM_ARRAY_TASK_ID), auto both.",
      valueName: "k/n|auto/n|auto"))
  var arrayTask: Task?

  /// Options that have an effect with `--slurm` only.
  private static let ofScript = ["--partition", "--time", "--per-task", "--sbatch"]

  /// Options with the number of words each takes, that an element and the last command are not given.
  static let words = [
    "--slurm": 2, "--partition": 2, "--time": 2, "--per-task": 2, "--sbatch": 2, "--array-task": 2,
    "--instance-range": 2, "--threads": 2, "--json": 1, "--quiet": 1, "-q": 1, "--resume": 1,
  ]

  func validate() throws {
    if slurm == nil {
      let given: [Any?] = [partition, time, perTask, further.isEmpty ? nil : further]
      for (name, value) in zip(Self.ofScript, given) where value != nil {
        throw ValidationError("\(name) has an effect with --slurm only")
      }
      return
    }
    if slurm?.isEmpty == true { throw ValidationError("--slurm is empty; expected a file name") }
    guard arrayTask == nil else {
      throw ValidationError(
        "--slurm and --array-task exclude each other: the script gives every job its part")
    }
    if let perTask { try expect(perTask >= 1, "--per-task", perTask, "at least 1") }
    _ = try request(threads: 1)
  }

  /// Refuses more parts than instances.
  ///
  /// - Parameter instances: The number of instances of the run.
  /// - Throws: `ValidationError`.
  func requireFit(instances: Int) throws {
    if let count = arrayTask?.count, count > instances {
      throw ValidationError(
        "--array-task has \(count) parts; expected at most the \(instances) instances")
    }
    if let perTask, perTask > instances {
      throw ValidationError("--per-task is \(perTask); expected at most the \(instances) instances")
    }
  }

  private func request(threads: Int) throws -> SlurmRequest {
    do {
      return try SlurmRequest(
        partition: partition, time: time, threads: threads, further: further)
    } catch { throw ValidationError("\(error)") }
  }

  /// The script that was asked for; `nil` where none was.
  ///
  /// - Parameters:
  ///   - runs: The runs that are filled.
  ///   - instances: The number of instances of each run.
  ///   - dropped: Options with the number of words each takes, that no job is given.
  ///   - onlyLast: Options with the number of words each takes, that only the last command is given.
  ///   - last: Words that only the last command is given besides.
  ///   - common: The options of every verb.
  /// - Returns: The script.
  /// - Throws: `ValidationError`.
  func script(
    runs: [String], instances: [Int], dropped: [String: Int] = [:], onlyLast: [String: Int],
    last: [String], common: CommonOptions
  ) throws -> SlurmScript? {
    guard let slurm else { return nil }
    let unwanted = Self.words.merging(dropped) { $1 }
    return SlurmScript(
      file: slurm, runs: runs, instanceCounts: instances, instancesPerElement: perTask,
      request: try request(threads: common.threads ?? 1),
      command: SlurmScript.Command(
        part: CommandLine.words(without: unwanted.merging(onlyLast) { $1 }),
        last: CommandLine.words(without: unwanted) + last,
        folder: FileManager.default.currentDirectoryPath, program: CommandLine.program),
      version: toolVersion)
  }
}

/// A verb whose instances many jobs can compute together.
protocol BatchVerb: Verb {
  var slurm: SlurmOptions { get }

  /// The number of instances of a run.
  var instances: Int { get }

  /// The script that was asked for; `nil` where none was.
  ///
  /// - Throws: What a command would throw that cannot be computed.
  func script() throws -> SlurmScript?

  /// Computes a part of the instances.
  ///
  /// - Parameters:
  ///   - part: The part.
  ///   - session: Threads and progress.
  /// - Returns: What was done.
  /// - Throws: What computing throws.
  func compute(_ part: ArrayPart, _ session: Session) async throws -> PartReport
}

extension BatchVerb {
  /// Writes the script or computes a part, if either was asked for.
  ///
  /// - Parameters:
  ///   - session: Threads and progress.
  ///   - show: Prints what was done.
  /// - Returns: Whether it was.
  /// - Throws: What writing and computing throw.
  func runPart(_ session: Session, show: (any Reportable) -> Void) async throws -> Bool {
    if let path = slurm.slurm {
      try OutputFile.require(path, force: force)
      guard let script = try script() else { return false }
      try Interruption.whileWriting { try script.write(ifExists: force ? .replace : .fail) }
      show(script)
      if script.elementCount > 1000 {
        common.hint(
          "\(script.elementCount) elements: clusters allow 1001 unless they say otherwise (scontrol show config, MaxArraySize)"
        )
      }
      return true
    }
    guard let task = slurm.arrayTask else { return false }
    let part = try task.part()
    guard part.count <= instances else {
      throw Failure(
        .usage,
        "--array-task: \(part.count) elements for \(instances) instances; expected at most as many")
    }
    let report = try await compute(part, session)
    show(report)
    try report.finish()
    return true
  }
}

extension PartReport {
  /// Ends with the exit code of instances that were run on in vain.
  func finish() throws { try ExtensionOptions.finish(`extension`) }
}
