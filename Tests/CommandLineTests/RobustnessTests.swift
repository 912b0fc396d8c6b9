import Archive
import Documents
import Foundation
import LinearAlgebra
import Testing

/// Surroundings in which the tool once trapped or hung.
///
/// Calibrated by the tool of version 0.1.0, which traps on opposite inputs, where standard error takes nothing and with few
/// files, waits for pipes, and reads devices; and by the tool before each further fault was mended, which traps in
/// `hugeCounts`, prints the result before it refuses a figure and puts a file in the place of a pipe.
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

  /// Every verb ends as it would otherwise where its words cannot be written.
  @Test(arguments: [
    ("exact sk -s 99 -t 1", 1), ("sample sk -s 0 -t 1", 64), ("theory sk -t -1", 64),
    ("deepnet theory --sigma-w -1 --sigma-b 0", 64), ("recurrent theory --sigma-w -1", 64),
    ("synth rs -s 8 -r 4 -o no/x.npy", 73), ("check no.zarr", 66), ("compare --sigma-w 0", 64),
    ("overlaps s.npy --temperature 1", 64), ("classify", 64), ("frobnicate", 64),
  ])
  func errorsThatNobodyTakes(command: String, code: Int32) throws {
    try withArray { folder in
      for end in ["2>/dev/null", "2>/dev/full", "2>&-"] {
        let outcome = try shell("$R \(command) \(end)", in: folder)
        #expect(outcome.code == code, "\(command) \(end): \(outcome)")
      }
    }
  }

  /// Nothing takes the place of a pipe or a device, and a figure that cannot be written is refused before the result.
  @Test func placesForNoFile() throws {
    try withArray { folder in
      for pipe in ["p.npy", "f.svg", "r.zarr"] { #expect(mkfifo(folder + "/" + pipe, 0o600) == 0) }
      let long = String(repeating: "long", count: 60) + ".svg"
      for command in [
        "overlaps s.npy --matrix p.npy", "synth rs -s 8 -r 4 -o p.npy",
        "overlaps s.npy --figure f.svg", "overlaps s.npy --figure .", "overlaps s.npy --figure ..",
        "overlaps s.npy --figure \(long)", "overlaps s.npy --matrix \(long).npy",
        "sample sk -s 8 -t 1 --sweeps 4 --draws 1 -o r.zarr",
      ] {
        let outcome = try Tool.run(command + " --force --json", in: folder)
        #expect(outcome.code == 73 && outcome.output.isEmpty, "\(command): \(outcome)")
      }
      for pipe in ["p.npy", "f.svg", "r.zarr"] {
        var status = stat()
        #expect(stat(folder + "/" + pipe, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
      }
    }
  }

  /// A few hundred bytes that stand for 200 megabytes are refused within a little memory.
  @Test func filesThatUnpackToFarMore() throws {
    try withFolder { folder in
      let count = 200_000_000
      let text = "{'descr': '|i1', 'fortran_order': False, 'shape': (4, \(count / 4)), }"
      let header =
        [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0]
        + Array(text.padding(toLength: 117, withPad: " ", startingAt: 0).utf8) + [0x0A]
      try Data(header).write(to: URL(fileURLWithPath: folder + "/header"))
      let made = try shell(
        "(cat header; head -c \(count) /dev/zero) | gzip -1 > bomb.csv.gz", in: folder)
      #expect(made.code == 0)
      // The deflated bytes between gzip's header and its trailer of checksum and size, as the member of a zip archive.
      let gzip = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/bomb.csv.gz")))
      let deflated = gzip[10..<(gzip.count - 8)]
      func bytes(_ number: Int, _ count: Int = 4) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
      }
      let sizes =
        Array(gzip[(gzip.count - 8)..<(gzip.count - 4)]) + bytes(deflated.count)
        + bytes(count + 128)
      let name = Array("a.npy".utf8)
      let fields = bytes(20, 2) + bytes(0, 2) + bytes(8, 2) + bytes(0) + sizes + bytes(5, 2)
      let member = bytes(0x0403_4B50) + fields + bytes(0, 2) + name + deflated
      let directory =
        bytes(0x0201_4B50) + bytes(20, 2) + fields + [UInt8](repeating: 0, count: 16) + name
      let end =
        bytes(0x0605_4B50) + bytes(0) + bytes(1, 2) + bytes(1, 2) + bytes(directory.count)
        + bytes(member.count) + bytes(0, 2)
      try Data(member + directory + end).write(to: URL(fileURLWithPath: folder + "/bomb.npz"))
      for file in ["bomb.npz", "bomb.csv.gz"] {
        let outcome = try shell("ulimit -v 700000; $R overlaps \(file) --threads 1", in: folder)
        #expect(outcome.code == 65 && outcome.output.contains("memory"), "\(file): \(outcome)")
      }
      // A text that thousands of cells share is not copied for each.
      let book = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()
        .appendingPathComponent("ReferenceData/Foreign/shared-text.xlsx")
      let shared = try shell(
        "ulimit -v 700000; $R overlaps '\(book.path)' --threads 1", in: folder)
      #expect(shared.code == 65 && shared.output.contains("one!A2"), "\(shared)")
    }
  }

  /// Counts whose products leave the whole numbers, and times of more steps than anyone waits for.
  @Test(arguments: [
    (
      "recurrent lyapunov --neurons 8 -k 1 --step 1e-9 --interval 0.9 --time 8e11", 64, "1e12 steps"
    ),
    ("recurrent lyapunov --neurons 8 -k 1 --interval 1e-300", 64, "interval"),
    ("recurrent simulate --neurons 8 --time 1e300", 64, "1e12 steps"),
    (
      "recurrent simulate --neurons 8 --time 1000 --records 100000 --trajectories 10000", 1,
      "--records"
    ),
    (
      "sample sk -s 8 -t 1 --sweeps 1099511627776 --burn-in 1099511627776 --chains 1024"
        + " --instances 10000 -o n.zarr --time-limit 1", 75, "0 of 10000"
    ),
  ])
  func hugeCounts(command: String, code: Int32, words: String) throws {
    try withFolder { folder in
      let outcome = try Tool.run(
        command + " --threads 1", in: folder, environment: ["SWIFT_BACKTRACE": "enable=no"])
      #expect(outcome.code == code && outcome.errors.contains(words), "\(outcome)")
    }
  }

  @Test func fewFilesAndLittleMemory() throws {
    try withArray { folder in
      for limit in 4...16 {
        let outcome = try shell(
          "ulimit -n \(limit); $R overlaps s.npy --figure f.svg --force", in: folder)
        #expect([0, 1].contains(outcome.code), "\(limit): \(outcome)")
      }
      // What threads reserve for memory does not count: one arena of malloc is enough.
      for limit in [400_000, 500_000] {
        let outcome = try shell(
          "ulimit -v \(limit); timeout 60 $R classify s.npy --no-power --threads 1", in: folder)
        #expect(outcome.code == 0, "\(limit): \(outcome)")
      }
    }
  }

  /// An instruction set that there is not; the names of those there are give the same words.
  @Test func instructionSets() throws {
    try withArray { folder in
      let plain = try Tool.run("overlaps s.npy", in: folder)
      for (word, code) in [
        ("v2", 64), ("AVX512", 64), ("", 0), ("baseline", 0), ("v3", 0), ("v4", 0),
      ] {
        let outcome = try Tool.run(
          "overlaps s.npy", in: folder, environment: ["REPLICA_KIT_CPU": word])
        #expect(outcome.code == code && outcome.errors.contains("v4") == (code == 64), "\(word)")
        #expect(outcome.output == (code == 0 ? plain.output : ""))
      }
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
