public import Archive
public import Documents

/// A job script for Slurm that fills runs with their instances: an array of jobs, and one that finishes it.
///
/// Every element computes a part of the instances (``ArrayPart``) into the same store. The finishing job starts when all
/// elements have ended, however they ended (`afterany`), asks the store what is missing, submits those elements once more,
/// and gives the last command when nothing is. Whatever is killed, lost or computed twice, the store becomes that of one
/// process: chunks appear whole or not at all and have the same bytes whoever writes them.
public struct SlurmScript: Reportable {
  /// The command that is run.
  public struct Command: Sendable {
    /// The words after the name of the program that an element is given, but its part.
    public let part: [String]
    /// The words that make the result when all instances are there.
    public let last: [String]
    /// The folder in which the command was given.
    public let folder: String
    /// The program.
    public let program: String

    /// Describes a command.
    ///
    /// - Parameters:
    ///   - part: The words that an element is given, but its part.
    ///   - last: The words that make the result when all instances are there.
    ///   - folder: The folder in which the command was given.
    ///   - program: The program.
    public init(part: [String], last: [String], folder: String, program: String) {
      self.part = part
      self.last = last
      self.folder = folder
      self.program = program
    }
  }

  /// The most elements where nothing is said of how many instances one has.
  static let usualElements = 100

  /// The file of the script.
  public let file: String
  /// The runs that are filled.
  public let runs: [String]
  /// The number of instances of each run.
  public let instanceCounts: [Int]
  /// The number of elements of the array.
  public let elementCount: Int
  private let request: SlurmRequest
  private let command: Command
  private let version: String

  /// Plans the script.
  ///
  /// - Parameters:
  ///   - file: The file of the script.
  ///   - runs: The runs that are filled, as the command names them.
  ///   - instanceCounts: The number of instances of each run. An element has the same part of all of them, so that elements
  ///     take equally long though one run costs more than another.
  ///   - instancesPerElement: The most instances of an element, in each run; `nil` for as many as make at most 100 elements.
  ///   - request: What every job asks for.
  ///   - command: The command.
  ///   - version: The version of the program.
  public init(
    file: String, runs: [String], instanceCounts: [Int], instancesPerElement: Int? = nil,
    request: SlurmRequest, command: Command, version: String
  ) {
    precondition(
      !runs.isEmpty && runs.count == instanceCounts.count && instanceCounts.allSatisfy { $0 > 0 },
      "a script for \(instanceCounts) instances of \(runs.count) runs")
    self.file = file
    self.runs = runs
    self.instanceCounts = instanceCounts
    let most = instanceCounts.max() ?? 1
    let size = instancesPerElement ?? (most + Self.usualElements - 1) / Self.usualElements
    precondition(size > 0, "\(size) instances of an element")
    elementCount = (most + size - 1) / size
    self.request = request
    self.command = command
    self.version = version
  }

  /// The name of the jobs: that of the script, without what Slurm or a shell would read otherwise.
  public var jobName: String {
    let last = file.split(separator: "/").last.map(String.init) ?? ""
    let stem = last.hasSuffix(".sh") ? String(last.dropLast(3)) : last
    let plain = stem.filter { $0.isPlain || "_-.".contains($0) }.drop { "-.".contains($0) }
    return plain.isEmpty ? "replica" : String(plain)
  }

  /// The folder of the logs, beside the runs.
  public var logs: String { jobName + ".logs" }

  /// The most instances of a run.
  private var mostInstances: Int { instanceCounts.max() ?? 0 }

  /// The most instances of an element, in each of the runs.
  public var instancesPerElement: Int { (mostInstances + elementCount - 1) / elementCount }

  /// The instances, in words.
  private var instancesText: String {
    guard runs.count > 1 else { return "\(mostInstances) instances" }
    let least = instanceCounts.min() ?? 0
    return least == mostInstances
      ? "\(least) instances of \(runs.count) runs each"
      : "\(least) to \(mostInstances) instances of \(runs.count) runs"
  }

  private func array(_ words: [String]) -> String {
    "(" + words.map(\.quotedForShell).joined(separator: " ") + ")"
  }

  /// The script.
  public var text: String {
    let header = """
      #!/bin/bash
      # Written by replica-kit \(version). \(instancesText), \
      \(elementCount) element\(elementCount == 1 ? "" : "s") of at most \(instancesPerElement)\(runs.count > 1 ? " of each" : "").
      #
      #   bash SCRIPT            submits the elements that are not complete as an array, and behind it a job that asks the
      #                          runs what is missing, submits that again, and gives the last command when all is there
      #                          (sbatch SCRIPT does so too)
      #   bash SCRIPT missing    prints the elements that are not complete, as sbatch --array takes them
      #   bash SCRIPT task 7     computes element 7 here, without Slurm
      #
      # It may be given again at any time: what is there is not computed again.

      """
    let place = """

      set -euo pipefail
      script=$(realpath -- "$0")
      # What the program needs from the system (module load …) goes here.
      replica=\(command.program.quotedForShell)
      cd -- \(command.folder.quotedForShell)
      runs=\(array(runs))
      elements=\(elementCount)
      logs=\(logs)
      # What an element is given, but its part of the instances, and what makes the result when all are there.
      part=\(array(command.part))
      last=\(array(command.last))

      """
    return header + request.lines(jobName: jobName).joined(separator: "\n") + "\n" + place
      + Self.functions
  }

  /// The part of the script that is the same for all.
  private static let functions = #"""
    threads=${SLURM_CPUS_PER_TASK:-1}

    # The elements that have something to do, as sbatch --array takes them, in `missing`.
    find_missing() {
      local run list
      missing=
      for run in "${runs[@]}"; do
        if [ -e "$run/zarr.json" ]; then
          list=$("$replica" status "$run" --unfinished-tasks "$elements") || [ $? -eq 75 ]
        else
          list=0-$((elements - 1))
        fi
        missing=$missing${missing:+${list:+,}}$list
      done
      # What several runs lack is named once.
      missing=$(tr , '\n' <<< "$missing" | awk -F- 'NF { for (k = $1; k <= $NF; k++) print k }' | sort -nu | awk '
        function range() { printf "%s%s", comma, (first == last ? first : first "-" last); comma = "," }
        NR == 1 { first = last = $1; next }
        $1 == last + 1 { last = $1; next }
        { range(); first = last = $1 }
        END { if (NR) range() }')
    }

    submit() {
      local array= finish
      command -v sbatch > /dev/null || {
        echo "$script: there is no sbatch here; bash $script task NUMBER computes an element without Slurm" >&2
        exit 69
      }
      mkdir -p "$logs"
      touch "$logs/round"
      if [ -n "$missing" ]; then
        array=$(sbatch --parsable --array="$missing" --output="$logs/%A_%a.log" "$script" task)
        array=${array%%;*}
        echo "job $array: the elements $missing of 0-$((elements - 1))"
      fi
      finish=$(sbatch --parsable ${array:+--dependency="afterany:$array"} --output="$logs/%j.log" "$script" finish)
      finish=${finish%%;*}
      echo "job $finish: what is missing then; scancel $finish${array:+ $array} ends it all; logs: $logs"
    }

    # When the job ends, as Slurm before 23 does not tell by itself: seconds since 1970, which the program takes as its limit.
    find_end() {
      local end
      [ -n "${SLURM_JOB_ID:-}" ] && [ -z "${SLURM_JOB_END_TIME:-}" ] || return 0
      # The job that an array began as has the number of all of them.
      end=${SLURM_ARRAY_JOB_ID:+${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID}
      end=$(squeue --noheader --job="${end:-$SLURM_JOB_ID}" --format=%e 2> /dev/null) || return 0
      case $end in *T*) SLURM_JOB_END_TIME=$(date -d "$end" +%s) && export SLURM_JOB_END_TIME || true ;; esac
    }

    compute() {
      local code
      find_end
      while :; do
        code=0
        "$replica" "${part[@]}" --array-task "$1" --threads "$threads" || code=$?
        # 75: some of it is left. With less than two minutes to go the finishing job sees to it.
        [ "$code" -eq 75 ] || exit "$code"
        if [ -n "${SLURM_JOB_END_TIME:-}" ] && [ $((SLURM_JOB_END_TIME - $(date +%s))) -lt 120 ]; then exit 75; fi
      done
    }

    # Whether an instance was completed or a checkpoint kept since the array was submitted.
    has_advanced() {
      local run place
      for run in "${runs[@]}"; do
        for place in "$run/wall_seconds" "$run/.checkpoint"; do
          if [ "$place" -nt "$logs/round" ]; then return 0; fi
        done
      done
      return 1
    }

    finish() {
      local code=0
      find_end
      find_missing
      if [ -z "$missing" ]; then
        "$replica" "${last[@]}" --threads "$threads" || code=$?
        [ "$code" -eq 75 ] || exit "$code"
        missing=0-$((elements - 1))
      fi
      if ! has_advanced; then
        echo "$script: the elements $missing have added nothing; their logs in $logs say why" >&2
        exit 1
      fi
      submit
    }

    case ${1:-submit} in
      submit) find_missing; submit ;;
      missing) find_missing; echo "$missing" ;;
      task) compute "${2:-auto}/$elements" ;;
      finish) finish ;;
      *) sed -n '4,9s/^# *//p' "$script" >&2; exit 64 ;;
    esac

    """#

  /// Writes the script, so that it can be run.
  ///
  /// - Parameter ifExists: What to do with a file that is there already.
  /// - Throws: ``/Archive/ArchiveError`` when it cannot be written.
  public func write(ifExists: IfFileExists) throws {
    try FileSystem.writeNewFile(Array(text.utf8), to: file, ifExists: ifExists)
    try FileSystem.makeExecutable(file)
  }

  /// What the script does, in numbers and names.
  public var document: JSONValue {
    [
      "script": .string(file), "runs": JSONValue(runs), "instances": .integer(mostInstances),
      "instances_of_runs": JSONValue(instanceCounts), "elements": .integer(elementCount),
      "instances_per_element": .integer(instancesPerElement),
      "logs": .string(logs), "job_name": .string(jobName),
    ]
  }

  /// What the script does, and how it is submitted.
  public var sections: [ReportSection] {
    [
      .text(
        "\(file): \(elementCount) element\(elementCount == 1 ? "" : "s") of at most \(instancesPerElement) "
          + "instance\(instancesPerElement == 1 ? "" : "s")\(runs.count > 1 ? " of each run" : "") into \(runs.joined(separator: ", ")), and a job that finishes it"
      ),
      .text("nothing is computed yet: bash \(file.quotedForShell) submits it"),
    ]
  }
}
