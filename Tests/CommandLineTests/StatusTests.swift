import Documents
import Foundation
import Testing

/// `replica status` as a process: what of a run is there, in progress, damaged and complete.
@Suite struct StatusTests {
  private static let run =
    "sample sk -s 16 --temperatures 0.8,1.6 --sweeps 512 --instances 6 -q -o a.zarr"

  @Test func partOfARun() throws {
    try withFolder { folder in
      #expect(try Tool.run(Self.run + " --instance-range 1..2", in: folder).code == 0)
      let part = try Tool.run("status a.zarr --json", in: folder).object()
      #expect(part["planned"] == 6 && part["done"] == 2 && part["complete"] == false)
      #expect(part["missing"] == [0, 3, 4, 5] && part["running"] == [] && part["damaged"] == [])
      #expect(part["temperatures"]?.arrayValue?.count == 2)
      let words = try Tool.run("status a.zarr", in: folder).output
      #expect(words.contains("2 of 6 instances complete") && words.contains("missing: 0, 3–5"))

      #expect(try Tool.run(Self.run + " --resume", in: folder).code == 0)
      let whole = try Tool.run("status a.zarr --no-equilibration --json", in: folder).object()
      #expect(whole["done"] == 6 && whole["complete"] == true && whole["seconds_left"] == .null)
      #expect(whole["missing"] == [] && whole["temperatures"] == [])
    }
  }

  /// A part that was lost is named, and nothing is judged from what is damaged.
  @Test func lostParts() throws {
    try withFolder { folder in
      #expect(try Tool.run(Self.run, in: folder).code == 0)
      let spins = folder + "/a.zarr/configurations"
      let chunks = try FileManager.default.contentsOfDirectory(atPath: spins).filter {
        $0.hasPrefix("c.3")
      }
      try FileManager.default.removeItem(atPath: spins + "/" + (try #require(chunks.first)))
      let verified = try Tool.run("status a.zarr --verify", in: folder)
      #expect(verified.code == 65 && verified.output.contains("configurations/c.3"))
      let found = try Tool.run("status a.zarr --json", in: folder).object()
      #expect(found["damaged"] == [3] && found["done"] == 5 && found["temperatures"] == [])
      #expect(
        try Tool.run("status a.zarr", in: folder).output.contains("damaged, a part was lost: 3"))
    }
  }

  /// A changed byte that no answer depends on is found where every chunk is read.
  @Test func verified() throws {
    try withFolder { folder in
      #expect(try Tool.run(Self.run, in: folder).code == 0)
      let whole = try Tool.run("status a.zarr --verify", in: folder)
      #expect(whole.code == 0 && whole.output.contains("chunks are as they were written\n"))
      let file = folder + "/a.zarr/lowest_configuration/c.2.0.0"
      var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: file)))
      bytes[0] ^= 1
      try Data(bytes).write(to: URL(fileURLWithPath: file))
      #expect(try Tool.run("status a.zarr", in: folder).code == 0)
      let damaged = try Tool.run("status a.zarr --verify --json", in: folder)
      #expect(damaged.code == 65)
      let damages = try #require(try damaged.object()["damages"]?.arrayValue)
      #expect(
        damages.count == 1 && damages[0].stringValue?.contains("lowest_configuration") == true)
      #expect(try Tool.run("status a.zarr --verify --unfinished-tasks 2", in: folder).code == 64)
    }
  }

  /// A part of 0 bytes is lost: it is computed again, and the run has the bytes that it had.
  @Test func emptyParts() throws {
    try withFolder { folder in
      #expect(try Tool.run(Self.run, in: folder).code == 0)
      let before = try lastingContents(of: folder + "/a.zarr")
      let spins = folder + "/a.zarr/configurations"
      let chunks = try FileManager.default.contentsOfDirectory(atPath: spins).filter {
        $0.hasPrefix("c.3")
      }
      let emptied = URL(fileURLWithPath: spins + "/" + (try #require(chunks.first)))
      try Data().write(to: emptied)
      #expect(try lastingContents(of: folder + "/a.zarr") != before)
      let lost = try Tool.run("overlaps a.zarr", in: folder)
      #expect(lost.code == 65 && lost.errors.contains("c.3"), "\(lost.errors)")
      #expect(try Tool.run(Self.run + " --resume", in: folder).code == 0)
      #expect(try lastingContents(of: folder + "/a.zarr") == before)
    }
  }

  @Test func whatIsNoRun() throws {
    try withFolder { folder in
      #expect(try Tool.run("status nothing.zarr", in: folder).code == 66)
      try Data("x".utf8).write(to: URL(fileURLWithPath: folder + "/x.npy"))
      #expect(try Tool.run("status x.npy", in: folder).code == 65)
      #expect(try Tool.run("status", in: folder).code == 64)
    }
  }
}
