import Archive
import Documents
import Foundation
import LinearAlgebra
import Testing

/// Surroundings in which the tool once trapped or hung.
///
/// Not calibrated yet: the code has not been broken on purpose to see these fail.
@Suite struct RobustnessTests {
  /// Runs a line of shell in which `$R` is the tool.
  private func shell(_ line: String, in folder: String) throws -> (code: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", line]
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = ProcessInfo.processInfo.environment.merging([
      "R": Tool.path, "SWIFT_BACKTRACE": "enable=no",
    ]) { $1 }
    let output = FileManager.default.temporaryDirectory.path + "/shell-" + UUID().uuidString
    try Data().write(to: URL(fileURLWithPath: output))
    defer { try? FileManager.default.removeItem(atPath: output) }
    process.standardOutput = FileHandle(forWritingAtPath: output)
    process.standardError = FileHandle(forWritingAtPath: output)
    try process.run()
    process.waitUntilExit()
    let text = try String(contentsOfFile: output, encoding: .utf8)
    return (
      process.terminationReason == .uncaughtSignal
        ? 128 + process.terminationStatus : process.terminationStatus, text
    )
  }

  private func withArray(_ body: (_ folder: String) throws -> Void) throws {
    try withFolder { folder in
      let spins = Matrix(rows: 8, columns: 32) { ($0 * 7 + $1 * 13) % 5 < 2 ? 1 : -1 }
      try NumPyFile.write(spins, to: folder + "/s.npy")
      try body(folder)
    }
  }

  /// Opposite inputs stay opposite where there are no biases and φ is odd; rounding led beyond.
  @Test func oppositeInputs() throws {
    for k in 1...20 {
      let command = "deepnet theory --sigma-w \(Double(k) * 0.15) --sigma-b 0 --c0 -1 -q"
      let outcome = try Tool.run(command, in: "/", environment: ["SWIFT_BACKTRACE": "enable=no"])
      #expect(outcome.code == 0, "\(command): \(outcome.code)")
    }
  }

  @Test func streamsThatTakeNothing() throws {
    try withArray { folder in
      for (line, code) in [
        ("$R overlaps nothing.npy 2>/dev/full", 66),
        ("$R overlaps s.npy 2>/dev/full >/dev/null", 0),
        ("$R overlaps s.npy 2>&- >/dev/null", 0), ("$R overlaps nothing.npy 2>&-", 66),
        ("$R overlaps s.npy --matrix q.npy >&- 2>/dev/null", 0),
        ("$R overlaps s.npy >/dev/full 2>/dev/null", 73),
        ("$R overlaps s.npy <&- >/dev/null 2>&1", 0),
      ] as [(String, Int32)] {
        let outcome = try shell(line, in: folder)
        #expect(outcome.code == code, "\(line): \(outcome)")
      }
    }
  }

  @Test func fewFilesAndLittleMemory() throws {
    try withArray { folder in
      for limit in [16, 10] {
        let outcome = try shell(
          "ulimit -n \(limit); $R overlaps s.npy --figure f.svg --force", in: folder)
        #expect([0, 1].contains(outcome.code), "\(limit): \(outcome)")
      }
      let outcome = try shell(
        "ulimit -v 600000; timeout 60 $R classify s.npy --no-power --threads 1", in: folder)
      #expect(outcome.code == 0, "\(outcome)")
    }
  }

  @Test func devicesAndPipes() throws {
    try withArray { folder in
      #expect(mkfifo(folder + "/pipe.npy", 0o600) == 0)
      for file in ["/dev/zero", "pipe.npy"] {
        let overlaps = try Tool.run("overlaps \(file)", in: folder)
        #expect(overlaps.code == 66)
        let exact = try Tool.run("exact couplings -i \(file) -t 1", in: folder)
        #expect(exact.code == 66)
      }
    }
  }

  /// Far more replicas than overlaps fit, before any is computed.
  @Test func sizesBeforeMemory() throws {
    try withFolder { folder in
      try NumPyFile.write(
        Matrix(rows: 400_000, columns: 4) { a, i in Double((a * 31 + i * 17) % 101) - 50.5 },
        to: folder + "/wide.npy", as: .float32)
      let outcome = try Tool.run("classify wide.npy", in: folder)
      #expect(outcome.code == 1 && outcome.errors.contains("GB"), "\(outcome.errors)")
      try "0 19999 1\n".write(toFile: folder + "/J.txt", atomically: true, encoding: .utf8)
      let exact = try Tool.run("exact couplings -i J.txt -t 1 --spins 20000", in: folder)
      #expect(exact.code == 1 && exact.errors.contains("24 spins"))
    }
  }

  /// A gnuplot that does not end is ended with the tool.
  @Test func gnuplotThatSleeps() throws {
    try withArray { folder in
      try "#!/bin/sh\nexec sleep 300\n".write(
        toFile: folder + "/gnuplot", atomically: true, encoding: .utf8)
      chmod(folder + "/gnuplot", 0o755)
      let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
      let running = try Tool.start(
        ["overlaps", "s.npy", "--figure", "f.svg"], in: folder,
        environment: ["PATH": folder + ":" + path])
      try wait { FileManager.default.fileExists(atPath: folder + "/f.gp") }
      Thread.sleep(forTimeInterval: 0.5)
      running.signal(SIGTERM)
      try wait { !running.isRunning }
      if running.isRunning { running.signal(SIGKILL) }
      #expect(try running.finish().code != 128 + SIGKILL)
    }
  }
}
