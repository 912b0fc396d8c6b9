import Foundation
import Testing

/// The Python of `REPLICA_KIT_PYTHON`, which has xarray and zarr-python.
enum PythonProcess {
  static let python = ProcessInfo.processInfo.environment["REPLICA_KIT_PYTHON"]

  /// Runs a script of the folder `Python`; returns its exit status and what it wrote.
  static func run(
    _ script: String, _ arguments: [String]
  ) throws -> (status: Int32, output: String) {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Python/" + script).path
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(python))
    process.arguments = [script] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}
