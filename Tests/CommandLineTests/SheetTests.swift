import Documents
import Foundation
import Testing

/// What `replica classify --figure` draws: read from the data beside the picture.
@Suite struct SheetTests {
  private func rows(_ path: String) throws -> [[Double]] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
      .filter { !$0.hasPrefix("#") }
      .map { $0.split(separator: " ").compactMap { Double($0) } }
  }

  /// How often an upright branch crosses a level one that it does not end at.
  private func crossings(_ path: String) throws -> Int {
    let blocks = try String(contentsOfFile: path, encoding: .utf8)
      .components(separatedBy: "\n\n")
      .map { block in
        block.split(separator: "\n").filter { !$0.hasPrefix("#") }
          .map { $0.split(separator: " ").compactMap { Double($0) } }
      }
      .filter { $0.count == 4 }
    #expect(blocks.count > 10)
    var count = 0
    for branch in blocks {
      for (low, high) in [(branch[0], branch[1]), (branch[3], branch[2])] {
        // No branch turns back.
        #expect(low[1] <= high[1] + 1e-9)
        for other in blocks {
          let (left, right) = (min(other[1][0], other[2][0]), max(other[1][0], other[2][0]))
          let height = other[1][1]
          if low[0] > left + 1e-9, low[0] < right - 1e-9, height > low[1] + 1e-9,
            height < high[1] - 1e-9
          {
            count += 1
          }
        }
      }
    }
    return count
  }

  @Test(arguments: [
    "synth full -s 128 -r 64 --seed 3", "synth crossed -s 128 -r 48", "synth ring -s 128 -r 48",
    "synth one-step -s 64 -r 48 --q0 0.4 --q1 0.6", "synth two-step -s 128 -r 64 --flips",
  ])
  func branchesDoNotCross(planted: String) throws {
    try withFolder { folder in
      for command in [planted + " -o a.npy", "classify a.npy --no-power --figure f.svg"] {
        let outcome = try Tool.run(command, in: folder)
        #expect(outcome.code == 0, "\(outcome.errors)")
      }
      #expect(try crossings(folder + "/f.svg.data/dendrogram.dat") == 0)
    }
  }

  @Test func aRunBelowItsTransition() throws {
    try withFolder { folder in
      let sample =
        "sample sk -s 64 --temperatures 0.3,0.5,0.8,1.2 --instances 3 --sweeps 512 -o r.zarr"
      #expect(try Tool.run(sample, in: folder).code == 0)
      let classify = "classify r.zarr -t 0.3 --no-power --json --figure f.svg"
      let first = try Tool.run(classify, in: folder).object()
      #expect(try crossings(folder + "/f.svg.data/dendrogram.dat") == 0)
      // The line that is drawn is the one that decides.
      let eigenvalues = (first["eigenvalues"]?.arrayValue ?? []).compactMap(\.doubleValue)
      let count = try #require(first["significant_eigenvalues"]?.intValue)
      let line = try #require(first["noise_threshold"]?.doubleValue)
      #expect(eigenvalues.count { $0 > line } == count)
      let script = try String(contentsOfFile: folder + "/f.gp", encoding: .utf8)
      #expect(script.contains("\(line) with lines"))
      // P(q) is that of all instances, with errors; the matrix is that of the one that is named.
      #expect(script.contains("3 instances") && script.contains("instance 0 of 3"))
      #expect(script.contains("r.zarr: sk"))
      let distribution = try rows(folder + "/f.svg.data/distribution.dat")
      #expect(distribution.contains { $0.count == 3 && $0[2] > 0 })
      let matrix = try rows(folder + "/f.svg.data/matrix.dat")
      let other = try Tool.run(classify + " --instance 2 --force", in: folder)
      #expect(other.code == 0, "\(other.errors)")
      #expect(try rows(folder + "/f.svg.data/matrix.dat") != matrix)
      #expect(try rows(folder + "/f.svg.data/distribution.dat") == distribution)
      let none = try Tool.run(classify + " --instance 7 --force", in: folder)
      #expect(none.code == 64 && none.errors.contains("--instance is 7"))
    }
  }

  /// The colours end where the overlaps do: replicas that are all alike are not one dark square.
  @Test func coloursEndWhereTheOverlapsDo() throws {
    try withFolder { folder in
      #expect(try Tool.run("synth rs -s 4096 -r 32 --q0 0.8 -o a.npy", in: folder).code == 0)
      #expect(try Tool.run("classify a.npy --no-power --figure f.svg", in: folder).code == 0)
      let script = try String(contentsOfFile: folder + "/f.gp", encoding: .utf8)
      let range = try #require(
        script.split(separator: "\n").first { $0.hasPrefix("set cbrange [") })
      let ends = range.dropFirst(13).dropLast().split(separator: ":").compactMap { Double($0) }
      #expect(ends.count == 2 && ends[0] > 0.7 && ends[1] < 0.9, "\(range)")
    }
  }
}
