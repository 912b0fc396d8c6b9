import Archive
import Documents
import Foundation
import Testing

/// The built tool, run as a process of its own.
enum Tool {
  /// What a finished process left.
  struct Outcome {
    /// The exit code; 128 plus the signal's number for a process that a signal ended.
    let code: Int32
    let output: String
    let errors: String

    /// The one JSON object on standard output.
    func object() throws -> JSONValue {
      let value = try JSONValue(parsing: output)
      _ = try #require(value.objectValue)
      return value
    }
  }

  /// The tool lies beside the test bundle.
  static var path: String {
    let bundle = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let started = URL(fileURLWithPath: CommandLine.arguments[0])
    let candidates = [bundle, started].map {
      $0.deletingLastPathComponent().appendingPathComponent("replica").path
    }
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0) } ?? candidates[0]
  }

  /// Starts the tool in a folder.
  static func start(
    _ arguments: [String], in folder: String, environment: [String: String] = [:],
    output: String? = nil
  ) throws -> RunningTool {
    try RunningTool(arguments, in: folder, environment: environment, output: output)
  }

  /// Runs the tool to its end; words are separated by spaces.
  static func run(
    _ command: String, in folder: String, environment: [String: String] = [:],
    output: String? = nil
  ) throws -> Outcome {
    try start(
      command.split(separator: " ").map(String.init), in: folder, environment: environment,
      output: output
    ).finish()
  }
}

/// The tool while it runs.
final class RunningTool {
  private let process = Process()
  private let files: [String]

  init(
    _ arguments: [String], in folder: String, environment: [String: String], output: String?
  ) throws {
    let base = FileManager.default.temporaryDirectory.path + "/replica-" + UUID().uuidString
    files = [output ?? base + ".out", base + ".err"]
    process.executableURL = URL(fileURLWithPath: Tool.path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    for file in files where !file.hasPrefix("/dev/") {
      try Data().write(to: URL(fileURLWithPath: file))
    }
    process.standardOutput = FileHandle(forWritingAtPath: files[0])
    process.standardError = FileHandle(forWritingAtPath: files[1])
    try process.run()
  }

  /// Sends a signal.
  func signal(_ number: Int32) { kill(process.processIdentifier, number) }

  var isRunning: Bool { process.isRunning }

  /// Waits for the end.
  func finish() throws -> Tool.Outcome {
    process.waitUntilExit()
    let texts = try files.map { file -> String in
      guard !file.hasPrefix("/dev/") else { return "" }
      let text = try String(contentsOfFile: file, encoding: .utf8)
      try FileManager.default.removeItem(atPath: file)
      return text
    }
    let code = process.terminationStatus
    return Tool.Outcome(
      code: process.terminationReason == .uncaughtSignal ? 128 + code : code, output: texts[0],
      errors: texts[1])
  }
}

/// A folder of its own for one test.
func withFolder<Result>(_ body: (_ path: String) throws -> Result) throws -> Result {
  let path = FileManager.default.temporaryDirectory.path + "/command-line-" + UUID().uuidString
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try body(path)
}

/// All files below a folder with their content; hidden ones too.
func contents(of folder: String, leavingOut excluded: String? = nil) throws -> [String: Data] {
  var result: [String: Data] = [:]
  let names = try FileManager.default.subpathsOfDirectory(atPath: folder)
  for name in names where excluded.map({ !name.hasPrefix($0 + "/c.") }) ?? true {
    if let data = try? Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)) {
      result[name] = data
    }
  }
  return result
}

/// The content of a run that must not depend on how it was computed: all but the times it took.
func lastingContents(of run: String) throws -> [String: Data] {
  let result = try contents(of: run, leavingOut: "wall_seconds")
  #expect(result.count > 20)
  return result
}

/// Waits until a condition holds.
func wait(for condition: () throws -> Bool) throws {
  for _ in 0..<2000 {
    if try condition() { return }
    Thread.sleep(forTimeInterval: 0.01)
  }
  Issue.record("waited for 20 seconds in vain")
}

/// The number of complete instances of a run.
func doneCount(_ run: String) -> Int {
  let names = try? FileManager.default.contentsOfDirectory(atPath: run + "/wall_seconds")
  return names?.count { $0.hasPrefix("c.") } ?? 0
}

/// The command that made a figure makes it again; a figure whose script names another command stays.
func checkReplacing(_ figure: String, _ command: String, in folder: String) throws {
  #expect(try Tool.run(command, in: folder).code == 0)
  try "# of another command\n".write(
    toFile: folder + "/\(figure).gp", atomically: true, encoding: .utf8)
  let second = try Tool.run(command, in: folder)
  #expect(second.code == 73 && second.errors.contains("--force"), "\(second)")
}
