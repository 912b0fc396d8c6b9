/// What every job of a run asks Slurm for.
public struct SlurmRequest: Sendable {
  /// The partition; `nil` for that of the cluster.
  public let partition: String?
  /// The time that a job may take, as sbatch takes it; `nil` for that of the partition.
  public let time: String?
  /// The processors of a job: the threads of the program.
  public let threads: Int
  /// Further options of sbatch by their long names without dashes, and their values; `nil` for one without.
  public let further: [(name: String, value: String?)]

  /// Options that the script gives itself, with what to do instead.
  private static let reserved = [
    "array": "--per-task says how many instances an element has",
    "dependency": "the finishing job waits for the array",
    "output": "logs lie in a folder beside the runs",
    "error": "logs lie in a folder beside the runs",
    "parsable": "the script reads what sbatch prints",
    "chdir": "jobs run where this command is given",
    "job-name": "jobs are named after the script",
    "export": "jobs need the environment in which the script is submitted",
    "partition": "--partition says it", "time": "--time says it",
    "cpus-per-task": "--threads says it", "ntasks": "an element is one process",
    "nodes": "an element is one process",
  ]

  /// Checks what is asked for.
  ///
  /// - Parameters:
  ///   - partition: The partition.
  ///   - time: The time: minutes, `m:s`, `h:m:s`, or with days `d-h`, `d-h:m`, `d-h:m:s`.
  ///   - threads: The processors of a job.
  ///   - further: Options of sbatch, as `name` or `name=value`, dashes before them or not.
  /// - Throws: ``ExperimentError/unfit(_:)`` for what sbatch would not take, or what the script gives itself.
  public init(
    partition: String? = nil, time: String? = nil, threads: Int = 1, further: [String] = []
  ) throws {
    if let partition {
      guard !partition.isEmpty, partition.allSatisfy({ $0.isPlain || "_-.,".contains($0) }) else {
        throw ExperimentError.unfit(
          "--partition is '\(partition)'; expected names of letters, digits, _, - and ., with commas between"
        )
      }
    }
    if let time, time.wholeMatch(of: #/\d+(:\d\d?){0,2}|\d+-\d\d?(:\d\d?){0,2}/#) == nil {
      throw ExperimentError.unfit(
        "--time is '\(time)'; expected minutes, m:s, h:m:s, d-h, d-h:m or d-h:m:s, as sbatch takes it"
      )
    }
    precondition(threads > 0, "\(threads) threads")
    self.partition = partition
    self.time = time
    self.threads = threads
    self.further = try further.map { word in
      let bare = word.drop { $0 == "-" }
      let parts = bare.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = parts.first.map(String.init) ?? ""
      guard let first = name.first, first.isLetter, first.isPlain,
        name.allSatisfy({ $0.isPlain || $0 == "-" })
      else {
        throw ExperimentError.unfit(
          "--sbatch is '\(word)'; expected an option of sbatch by its long name, such as account=me or mem=2G"
        )
      }
      if let instead = Self.reserved[name] {
        throw ExperimentError.unfit("--sbatch \(name) would not fit the script: \(instead)")
      }
      let value = parts.count > 1 ? String(parts[1]) : nil
      if let value,
        value.contains(where: { $0.isNewline || $0.asciiValue.map { $0 < 32 } ?? false })
      {
        throw ExperimentError.unfit("--sbatch \(name) has a value of several lines; expected one")
      }
      return (name, value)
    }
  }

  /// The lines of a job script that ask for it.
  ///
  /// - Parameter jobName: The name of the jobs, of letters, digits, `_`, `-` and `.`.
  /// - Returns: The lines.
  func lines(jobName: String) -> [String] {
    var lines = ["--job-name=\(jobName)"]
    if let partition { lines.append("--partition=\(partition)") }
    if let time { lines.append("--time=\(time)") }
    lines += ["--cpus-per-task=\(threads)", "--requeue", "--open-mode=append"]
    lines += further.map { "--" + $0.name + ($0.value.map { "=" + Self.quoted($0) } ?? "") }
    return lines.map { "#SBATCH " + $0 }
  }

  /// A value as sbatch reads it from a script: in quotation marks where it holds more than plain characters.
  private static func quoted(_ value: String) -> String {
    if !value.isEmpty, value.allSatisfy({ $0.isPlain || "_-.,:/@%+[]()|&*=".contains($0) }) {
      return value
    }
    var text = "\""
    for character in value {
      if character == "\"" || character == "\\" { text.append("\\") }
      text.append(character)
    }
    return text + "\""
  }
}

extension Character {
  /// Whether it is one of A–Z, a–z and 0–9.
  var isPlain: Bool { isASCII && (isLetter || isNumber) }
}
