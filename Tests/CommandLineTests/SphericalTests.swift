import Documents
import Foundation
import Testing

/// `replica sample pspin --spherical` from the command line, and its run as arrays.
@Suite struct SphericalTests {
  private static let run =
    "sample pspin -s 12 --spherical --temperatures 0.8,1.2 --sweeps 256 --instances 2 -q -o a.zarr"

  @Test func runAndOverlaps() throws {
    try withFolder { folder in
      let part = try Tool.run(Self.run + " --instance-range 1..1", in: folder)
      #expect(part.code == 0)
      let half = try Tool.run("overlaps a.zarr --select temperature=0.8", in: folder)
      #expect(
        half.code == 65 && half.errors.contains("1 of 2") && half.errors.contains("instance=1"))
      let one = "overlaps a.zarr --select temperature=0.8 --select instance=1"
      #expect(try Tool.run(one, in: folder).code == 0)
      #expect(try Tool.run(Self.run, in: folder).code == 73)
      let whole = try Tool.run(Self.run + " --resume --threads 2 --json", in: folder).object()
      #expect(whole["instances"] == 2 && whole["model"]?["spherical"] == true)
      let rows = try #require(whole["temperatures"]?.arrayValue)
      #expect(rows.compactMap { $0["temperature"]?.doubleValue } == [0.8, 1.2])
      let squares = rows.compactMap { $0["mean_square_overlap"]?["mean"]?.doubleValue }
      // The moments are those between ladders, as the run's own are.
      for (t, square) in zip([0.8, 1.2], squares) {
        let found = try Tool.run(
          "overlaps a.zarr --select temperature=\(t) --json", in: folder
        ).object()
        #expect(found["spins"] == 12 && found["instances"] == 2 && found["replicas"] == 128)
        let all = try #require(found["mean_square_overlap"]?["mean"]?.doubleValue)
        #expect(abs(all - square) < 1e-12)
      }
      #expect(
        try Tool.run("classify a.zarr --select temperature=0.8 -q", in: folder).code == 0)
      let status = try Tool.run("status a.zarr --json", in: folder).object()
      #expect(status["complete"] == true && status["temperatures"]?.arrayValue?.count == 2)
      let unselected = try Tool.run("overlaps a.zarr", in: folder)
      #expect(unselected.code == 64 && unselected.errors.contains("--select temperature"))
      // Chunks that are whole but belong to another instance.
      let parts = [0, 1].map { "\(folder)/a.zarr/configurations/c.\($0).0.0.0.0" }
      let files = FileManager.default
      try files.moveItem(atPath: parts[0], toPath: folder + "/first")
      try files.moveItem(atPath: parts[1], toPath: parts[0])
      try files.moveItem(atPath: folder + "/first", toPath: parts[1])
      for verb in ["overlaps", "classify"] {
        let swapped = try Tool.run("\(verb) a.zarr --select temperature=0.8", in: folder)
        #expect(swapped.code == 65 && swapped.errors.contains("configurations"))
      }
      // It is no run of Ising spins, and its temperatures are chosen as those of an array.
      for verb in ["overlaps", "classify"] {
        let words = try Tool.run("\(verb) a.zarr --temperature 0.8", in: folder)
        #expect(
          words.code == 64 && words.errors.contains("--select temperature=T"), "\(words.errors)")
      }
      #expect(try Tool.run("check a.zarr", in: folder).code == 65)
      let other = try Tool.run(
        Self.run.replacingOccurrences(of: " --spherical", with: "") + " --resume", in: folder)
      #expect(other.code != 0 && other.errors.contains("kind"), "\(other.errors)")
    }
  }

  /// An option that would change nothing is refused, with its name.
  @Test func optionsWithoutEffect() throws {
    try withFolder { folder in
      for bad in [
        "--field 0.1", "--tune", "--algorithm metropolis", "--start up", "--store-couplings",
        "--lowest-states low.npy", "--checkpoint-interval 5", "--slurm a.sh", "--array-task 0/2",
        "--until-equilibrated",
      ] {
        let outcome = try Tool.run(Self.run + " " + bad, in: folder)
        let option = String(bad.prefix { $0 != " " })
        #expect(outcome.code == 64 && outcome.errors.contains(option), "\(bad): \(outcome)")
      }
      let model = try Tool.run("sample sk -s 12 --spherical -t 1 -o b.zarr", in: folder)
      #expect(model.code == 64 && model.errors.contains("pspin"))
    }
  }
}
