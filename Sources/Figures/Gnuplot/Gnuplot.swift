import Foundation

/// The gnuplot program of this machine.
public struct Gnuplot: Sendable {
  /// Where the program lies, or `nil` if it is not installed.
  public let executable: String?

  /// Looks for gnuplot.
  ///
  /// - Parameter searchPath: Folders separated by colons; by default the environment's `PATH`.
  public init(searchPath: String? = nil) {
    let folders = searchPath ?? ProcessInfo.processInfo.environment["PATH"] ?? ""
    executable =
      folders.split(separator: ":").map { "\($0)/gnuplot" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Whether there is a gnuplot to run.
  public var isInstalled: Bool { executable != nil }

  /// Runs a script in its own folder, without the user's start-up file.
  ///
  /// - Parameters:
  ///   - script: The script's file name, without a folder.
  ///   - folder: The folder to run in.
  ///   - settings: Gnuplot commands to run before the script.
  /// - Returns: What gnuplot printed on its error channel; empty if it had nothing to say.
  /// - Throws: ``FiguresError/notInstalled(script:)`` or ``FiguresError/failed(script:message:)``.
  @discardableResult
  public func run(
    script: String, in folder: String, settings: String = ""
  ) throws(FiguresError) -> String {
    guard let executable else { throw FiguresError.notInstalled(script: script) }
    let process = Process()
    let errors = Pipe()
    process.executableURL = URL(fileURLWithPath: executable)
    process.currentDirectoryURL = URL(fileURLWithPath: folder, isDirectory: true)
    process.arguments = ["-d"] + (settings.isEmpty ? [] : ["-e", settings]) + ["./" + script]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    do {
      try process.run()
    } catch {
      throw FiguresError.failed(script: script, message: "\(executable) does not start: \(error)")
    }
    let printed = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let message = String(decoding: printed, as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      throw FiguresError.failed(
        script: script,
        message: message.isEmpty ? "it ended with code \(process.terminationStatus)" : message)
    }
    return message
  }
}
