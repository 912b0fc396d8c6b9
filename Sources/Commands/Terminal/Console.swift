import Foundation
import ReplicaKit
import Synchronization

/// What is printed, and where: results on standard output, everything else on standard error.
enum Console {
  /// Whether standard output is a terminal.
  static var outputIsTerminal: Bool { Host.current == nil && isatty(STDOUT_FILENO) == 1 }
  /// Whether colours may be printed on standard output: in a terminal that has them, unless `NO_COLOR` forbids it.
  static var outputHasColours: Bool {
    let environment = ProcessInfo.processInfo.environment
    return outputIsTerminal && (environment["NO_COLOR"] ?? "").isEmpty
      && environment["TERM"] != "dumb"
  }
  /// How many characters a line of results may have: those of the terminal, or of the variable `COLUMNS`; `nil` for
  /// any number, as in a file.
  static var outputWidth: Int? { width(of: STDOUT_FILENO) }

  private static func width(of stream: Int32) -> Int? {
    if let text = ProcessInfo.processInfo.environment["COLUMNS"], let columns = Int(text),
      columns >= 40
    {
      return columns
    }
    var size = winsize()
    guard isatty(stream) == 1, ioctl(stream, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 40
    else { return nil }
    return Int(size.ws_col)
  }
  /// Whether standard error is a terminal.
  static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Prints a line on standard error.
  static func note(_ text: String) {
    if let host = Host.current { return host.hear(text) }
    writeError(Prose.folded(text, width: width(of: STDERR_FILENO)) + "\n")
  }

  /// Prints a text on standard error; where that takes nothing, as on a full disk, nobody is left to be told.
  static func writeError(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }

  /// Opens what the caller closed of standard input, output and error, so that no file of ours takes their place.
  static func openMissingStreams() {
    for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(stream, F_GETFD) == -1 {
      _ = open("/dev/null", stream == STDIN_FILENO ? O_RDONLY : O_WRONLY)
    }
  }

  /// Starts the program again with one thread of BLAS and one arena of `malloc` where its address space is limited to less
  /// than 4 GiB.
  ///
  /// OpenBLAS takes memory for every thread when it is loaded, and waits for ever where it gets none; glibc reserves up to
  /// 128 MiB for each thread that meets another one, so that what is left would differ from run to run.
  static func limitThreadsOfBLAS() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0, limit.rlim_cur < 4 << 30,
      getenv("OPENBLAS_NUM_THREADS") == nil || getenv("MALLOC_ARENA_MAX") == nil
    else { return }
    setenv("OPENBLAS_NUM_THREADS", "1", 0)
    setenv("MALLOC_ARENA_MAX", "1", 0)
    let words = CommandLine.arguments.map { strdup($0) } + [nil]
    _ = execv("/proc/self/exe", words)
  }

  private static let failure = Mutex<String?>(nil)

  /// Why standard output took less than it was given, as on a full disk; `nil` if it took all.
  static var outputFailure: String? { failure.withLock { $0 } }

  /// Prints a result object on standard output.
  static func print(_ value: JSONValue) {
    print(line: value.prettyText)
  }

  /// Prints sections on standard output.
  ///
  /// - Parameters:
  ///   - sections: The sections of a report.
  ///   - quiet: Whether remarks are left out.
  static func print(_ sections: [ReportSection], quiet: Bool) {
    for line in lines(of: sections, quiet: quiet, width: outputWidth) { print(line: line) }
  }

  /// Sections as they are printed.
  ///
  /// - Parameters:
  ///   - sections: The sections of a report.
  ///   - quiet: Whether remarks are left out.
  ///   - width: How many characters a line may have; `nil` for any number.
  /// - Returns: A text for each section; tables have several lines.
  static func lines(of sections: [ReportSection], quiet: Bool, width: Int?) -> [String] {
    sections.compactMap { section in
      switch section {
      case .text(let text): Prose.folded(text, width: width)
      case .remark(let text): quiet ? nil : Prose.folded(text, width: width)
      case .table(let table): TextTable(table).text(width: width)
      }
    }
  }

  /// Prints a line on standard output, whole before the process can end.
  static func print(line: String) {
    if let host = Host.current { return host.take(line: line) }
    Interruption.whileWriting {
      do {
        try FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8))
      } catch {
        let reason =
          ((error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError) ?? error as NSError
        failure.withLock { $0 = $0 ?? reason.localizedDescription }
      }
    }
  }
}

/// Prints a line of a result on standard output.
func print(_ line: String) {
  Console.print(line: line)
}
