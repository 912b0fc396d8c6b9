import Documents
import Foundation
import Testing

/// Tables and sentences in terminals of several widths.
@Suite struct TableTests {
  /// Prepares one folder for all commands.
  private func prepare(_ folder: String) throws {
    for command in [
      "sample sk -s 16 --temperatures 0.5,0.8,1.2 --instances 4 --sweeps 256 -o r.zarr",
      "synth one-step -s 256 -r 32 -o a.npy",
      "sample hopfield -s 32 --patterns 2 -t 0.5 --sweeps 64 --instances 3 --instance-range 1..1 -o part.zarr",
    ] {
      let outcome = try Tool.run(command, in: folder)
      #expect(outcome.code == 0, "\(outcome.errors)")
    }
  }

  private static let commands = [
    "classify r.zarr --no-power", "classify r.zarr -t 0.5 --no-power", "classify a.npy --no-power",
    "overlaps r.zarr", "overlaps a.npy", "check r.zarr", "exact sk -s 8 -t 0.5",
    "theory sk --temperature-range 0.2:0.8:4", "theory pspin --transitions",
    "theory hopfield --load 0.05 -t 0.4", "theory at-line --field 0.3",
    "recurrent theory --sigma-w 2",
    "recurrent simulate --sigma-w 2 --neurons 40 --time 0.5 --networks 3",
    "deepnet simulate --sigma-w 2 --sigma-b 0.3 --width 50 --depth 3 --networks 3",
    "deepnet theory --sigma-w-range 1:3:5 --sigma-b 0.3", "doctor",
    "sample sk -s 16 --temperatures 0.5,0.8,1.2 --instances 4 --sweeps 256 -o r.zarr --resume",
  ]

  @Test(arguments: [80, 120])
  func linesFitTheTerminal(width: Int) throws {
    try withFolder { folder in
      try prepare(folder)
      for command in Self.commands {
        let outcome = try Tool.run(command, in: folder, environment: ["COLUMNS": "\(width)"])
        #expect(outcome.code == 0, "\(command): \(outcome.errors)")
        for line in outcome.output.split(separator: "\n") where line.count > width {
          // A word that is longer than a line stays whole.
          #expect(!line.contains(" "), "\(command) at \(width): \(line)")
        }
      }
    }
  }

  /// Folding leaves nothing out: the same words, in a file and in a narrow terminal.
  @Test func nothingIsLeftOut() throws {
    try withFolder { folder in
      try prepare(folder)
      for command in Self.commands.dropLast() {
        func words(_ width: String) throws -> Set<Substring> {
          Set(
            try Tool.run(command, in: folder, environment: ["COLUMNS": width]).output
              .split { $0.isWhitespace })
        }
        #expect(try words("80") == words("10000"), "\(command)")
      }
    }
  }

  @Test func everyColumnHasAHeading() throws {
    try withFolder { folder in
      try prepare(folder)
      let heading = try Tool.run("classify r.zarr --no-power", in: folder).output
        .split(separator: "\n").first { $0.contains("verdict") }
      #expect(heading?.hasPrefix("system") == true)
      for abbreviation in ["p:", "q0, q1:", "m:", "power:"] {
        #expect(
          try Tool.run("classify r.zarr --no-power", in: folder).output.contains(abbreviation))
      }
      let transitions = try Tool.run("theory pspin --transitions", in: folder).output
      for name in ["T_d", "T_s", "T_G"] {
        #expect(transitions.split(separator: "\n").contains { $0.hasPrefix(name) && $0.count > 30 })
      }
    }
  }

  @Test func sizesArePrintedAndPartialRunsSaySo() throws {
    try withFolder { folder in
      try prepare(folder)
      let sampled = try Tool.run("sample sk -s 16 -t 1 --sweeps 16 --draws 4 -o s.zarr", in: folder)
      #expect(sampled.output.hasPrefix("sk: N = 16, 120 couplings, no fields\n"))
      let exact = try Tool.run("exact sk -s 8 -t 1 --field 0.1", in: folder)
      #expect(exact.output.hasPrefix("sk: N = 8, 28 couplings, 8 fields\n"))
      let document = try Tool.run("exact sk -s 8 -t 1 --json", in: folder).object()
      #expect(document["couplings"] == 28 && document["fields"] == 0)
      for verb in ["classify part.zarr --no-power", "overlaps part.zarr", "check part.zarr"] {
        #expect(try Tool.run(verb, in: folder).output.contains("1 of 3 instances"), "\(verb)")
      }
    }
  }
}
