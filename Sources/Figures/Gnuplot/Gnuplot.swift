import Foundation
import Synchronization

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

  /// How long one figure may take, in seconds; a large one takes a few.
  static let timeLimit = 120.0

  /// The program that is drawing.
  private static let running = Mutex<pid_t?>(nil)

  /// Ends the program that is drawing, if one is: its figure fails.
  public static func stop() {
    running.withLock { if let process = $0 { _ = kill(process, SIGKILL) } }
  }

  /// Whether so many more files can be open at once.
  private static func canOpenFiles(_ count: Int) -> Bool {
    let copies = (0..<count).map { _ in fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3) }
    for copy in copies where copy >= 0 { close(copy) }
    return copies.allSatisfy { $0 >= 0 }
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
    // Into a file, for a pipe would wait for whatever else holds its other end.
    let errorPath = FileManager.default.temporaryDirectory.path + "/gnuplot-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: errorPath) }
    guard FileManager.default.createFile(atPath: errorPath, contents: nil),
      let errors = FileHandle(forWritingAtPath: errorPath),
      let nothingIn = FileHandle(forReadingAtPath: "/dev/null"),
      let nothingOut = FileHandle(forWritingAtPath: "/dev/null")
    else {
      throw FiguresError.failed(
        script: script,
        message: "it does not start: no file can be made for what it says in "
          + "\(FileManager.default.temporaryDirectory.path) (TMPDIR chooses another folder), or too few may be open"
      )
    }
    // Foundation traps where a process cannot have its pipes.
    guard Self.canOpenFiles(16) else {
      throw FiguresError.failed(
        script: script, message: "it does not start: too few files may be open (ulimit -n)")
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.currentDirectoryURL = URL(fileURLWithPath: folder, isDirectory: true)
    process.arguments = ["-d"] + (settings.isEmpty ? [] : ["-e", settings]) + ["./" + script]
    process.standardInput = nothingIn
    process.standardOutput = nothingOut
    process.standardError = errors
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    do {
      try process.run()
    } catch {
      throw FiguresError.failed(script: script, message: "\(executable) does not start: \(error)")
    }
    Self.running.withLock { $0 = process.processIdentifier }
    defer { Self.running.withLock { $0 = nil } }
    if ended.wait(timeout: .now() + Self.timeLimit) == .timedOut {
      Self.stop()
      ended.wait()
      throw FiguresError.failed(
        script: script, message: "it had not drawn the figure after \(Int(Self.timeLimit)) seconds")
    }
    try? errors.close()
    let printed = FileManager.default.contents(atPath: errorPath) ?? Data()
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
