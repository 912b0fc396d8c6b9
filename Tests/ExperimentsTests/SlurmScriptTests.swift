import Archive
import Experiments
import Foundation
import Testing

/// Parts of a job array, and the script that submits them: what bash and sbatch are given, word by word.
///
/// Calibrated by parts of ⌈M/n⌉ instances each, which leave the last ones empty.
@Suite struct SlurmScriptTests {
  @Test func partsAreDisjointAndAll() {
    for total in [1, 2, 7, 60, 1000] {
      for count in [1, 2, 3, 7, 59, 60] {
        var next = 0
        for k in 0..<count {
          let part = ArrayPart(k, of: count).instances(of: total)
          #expect(part.lowerBound == next)
          #expect(part.count == total / count || part.count == (total + count - 1) / count)
          for instance in part {
            #expect(ArrayPart(havingInstance: instance, of: total, parts: count).index == k)
          }
          next = part.upperBound
        }
        #expect(next == total)
      }
    }
    #expect(ArrayPart.indices(havingAny: [0, 1, 5, 59], of: 60, parts: 30) == [0, 2, 29])
    #expect(ArrayPart.list([0, 1, 2, 4, 7, 8]) == "0-2,4,7-8")
    #expect(ArrayPart.list([]) == "")
  }

  private static let words = [
    "sample", "couplings", "-i", "it's a \"J\" $HOME `id`.txt", "-t", "1", "--start", "a\nb", "é*;",
  ]

  private func script(
    in folder: String, runs: [String] = ["my run.zarr"], instances: Int = 10, size: Int? = 3,
    request: SlurmRequest? = nil
  ) throws -> SlurmScript {
    SlurmScript(
      file: folder + "/a job.sh", runs: runs, instanceCounts: runs.map { _ in instances },
      instancesPerElement: size,
      request: try request ?? SlurmRequest(),
      command: SlurmScript.Command(
        part: Self.words, last: Self.words + ["--resume"], folder: folder,
        program: folder + "/the tool"),
      version: "9.9")
  }

  @Test func linesForSlurm() throws {
    let request = try SlurmRequest(
      partition: "short,long", time: "1-12:30:00", threads: 4,
      further: ["account=me", "--mem=2G", "exclusive", "comment=a \"b\" \\ c"])
    let lines = try script(in: "/x", request: request).text.split(separator: "\n").map(String.init)
    #expect(
      lines.filter { $0.hasPrefix("#SBATCH") } == [
        "#SBATCH --job-name=ajob", "#SBATCH --partition=short,long", "#SBATCH --time=1-12:30:00",
        "#SBATCH --cpus-per-task=4", "#SBATCH --requeue", "#SBATCH --open-mode=append",
        "#SBATCH --account=me", "#SBATCH --mem=2G", "#SBATCH --exclusive",
        #"#SBATCH --comment="a \"b\" \\ c""#,
      ])
    // Slurm reads no further than the first command.
    let firstCommand = try #require(lines.firstIndex { !$0.hasPrefix("#") && !$0.isEmpty })
    #expect(lines.lastIndex { $0.hasPrefix("#SBATCH") }.map { $0 < firstCommand } == true)
    #expect(lines.contains("elements=4") && lines.first == "#!/bin/bash")
    #expect(try script(in: "/x", instances: 100_000, size: nil).elementCount == 100)
    #expect(try script(in: "/x", instances: 7, size: nil).elementCount == 7)
  }

  @Test func refusedRequests() {
    for partition in ["", "a b", "x;rm", "a\n#SBATCH --wrap"] {
      #expect(throws: ExperimentError.self) { try SlurmRequest(partition: partition) }
    }
    for time in ["", "1h", "1:2:3:4", "-1", "1-", "10 --wrap"] {
      #expect(throws: ExperimentError.self) { try SlurmRequest(time: time) }
    }
    for option in ["", "array=1-3", "--output=x", "time=1", "a b=c", "account=x\ny"] {
      #expect(throws: ExperimentError.self) { try SlurmRequest(further: [option]) }
    }
    for time in ["30", "90:00", "1:00:00", "2-0", "2-12:30", "2-12:30:00"] {
      #expect(throws: Never.self) { try SlurmRequest(time: time) }
    }
  }

  /// The script in a folder whose name has all that a shell takes for something else, with a program and a sbatch that
  /// write down what they are given.
  @Test func bashGivesTheWords() throws {
    let folder =
      FileManager.default.temporaryDirectory.path + "/slurm it's \"$x\" \(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: folder + "/bin", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    func program(_ name: String, _ body: String) throws {
      try ("#!/bin/bash\n" + body).write(
        toFile: folder + "/" + name, atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o755], ofItemAtPath: folder + "/" + name)
    }
    // The tool: the second call of an element is enough; of the runs element 2 lacks something, until there is a file.
    try program(
      "the tool",
      #"""
      here=$(dirname "$0")
      if [ "$1" = status ]; then
        if [ -e "$here/complete" ]; then echo; exit 0; fi
        echo 2
        exit 75
      fi
      printf '%s\0' "$@" >> "$here/calls"
      [ -e "$here/second" ] && exit 0
      touch "$here/second"
      exit 75
      """#)
    try program(
      "bin/sbatch",
      #"""
      printf '%s ' "$@" >> "$(dirname "$0")/../submitted"
      echo >> "$(dirname "$0")/../submitted"
      echo "$(wc -l < "$(dirname "$0")/../submitted");cluster"
      """#)
    let script = try script(in: folder, runs: ["my run.zarr", "other.zarr"])
    try script.write(ifExists: .fail)
    func bash(_ words: String..., environment: [String: String] = [:]) throws -> (Int32, String) {
      let process = Process()
      let output = Pipe()
      process.executableURL = URL(fileURLWithPath: "/bin/bash")
      process.arguments = [folder + "/a job.sh"] + words
      process.currentDirectoryURL = URL(fileURLWithPath: "/")
      process.environment = [
        "PATH": folder + "/bin:/usr/bin:/bin"
      ].merging(environment) { $1 }
      process.standardOutput = output
      process.standardError = FileHandle.nullDevice
      try process.run()
      let data = output.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }
    func read(_ name: String) throws -> String {
      try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
    }

    // An element: every word as it was given, twice, because the first call ends with 75.
    #expect(try bash("task", "3").0 == 0)
    let call = Self.words + ["--array-task", "3/4", "--threads", "1"]
    #expect(
      try read("calls") == (call + call).map { $0 + "\0" }.joined())
    // With less than two minutes left it does not begin anew, and the number comes from Slurm.
    for name in ["calls", "second"] {
      try FileManager.default.removeItem(atPath: folder + "/" + name)
    }
    let soon = [
      "SLURM_JOB_ID": "7", "SLURM_JOB_END_TIME": "\(Int(Date().timeIntervalSince1970) + 60)",
      "SLURM_CPUS_PER_TASK": "2",
    ]
    #expect(try bash("task", environment: soon).0 == 75)
    #expect(
      try read("calls")
        == (Self.words + ["--array-task", "auto/4", "--threads", "2"]).map { $0 + "\0" }.joined())

    // Runs that are not there lack everything; of one that is there the tool says what it lacks.
    #expect(try bash("missing").1 == "0-3\n")
    for run in script.runs {
      try FileManager.default.createDirectory(
        atPath: "\(folder)/\(run)/wall_seconds", withIntermediateDirectories: true)
      try "{}".write(toFile: "\(folder)/\(run)/zarr.json", atomically: true, encoding: .utf8)
    }
    #expect(try bash("missing").1 == "2\n")
    #expect(try bash().0 == 0)
    let path = folder + "/a job.sh"
    let first = try read("submitted").split(separator: "\n").map(String.init)
    #expect(
      first == [
        "--parsable --array=2 --output=ajob.logs/%A_%a.log \(path) task ",
        "--parsable --dependency=afterany:1 --output=ajob.logs/%j.log \(path) finish ",
      ])

    // The finishing job: a round that has added nothing is the last one, otherwise what is missing is submitted again.
    let round = folder + "/ajob.logs/round"
    func age(_ file: String, _ seconds: Double) throws {
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: -seconds)], ofItemAtPath: file)
    }
    for run in script.runs { try age("\(folder)/\(run)/wall_seconds", 100) }
    #expect(try bash("finish").0 == 1)
    #expect(try read("submitted").split(separator: "\n").count == 2)
    try age(round, 200)
    #expect(try bash("finish").0 == 0)
    #expect(try read("submitted").split(separator: "\n").count == 4)
    // When all is there the last command is given.
    try "".write(toFile: folder + "/complete", atomically: true, encoding: .utf8)
    try FileManager.default.removeItem(atPath: folder + "/calls")
    #expect(try bash("finish").0 == 0)
    #expect(
      try read("calls")
        == (Self.words + ["--resume", "--threads", "1"]).map { $0 + "\0" }.joined())
    #expect(try read("submitted").split(separator: "\n").count == 4)
    #expect(try bash("nonsense").0 == 64)
  }
}
