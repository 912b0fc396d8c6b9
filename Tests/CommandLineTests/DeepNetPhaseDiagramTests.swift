import Archive
import Documents
import Foundation
import LinearAlgebra
import Testing

/// `replica deepnet phase-diagram`: keys, files and figures.
///
/// Calibrated by rows of a map turned round, a critical line that ends early, curves along σ_w where σ_b varies, and
/// an empty panel that does not say so.
@Suite struct DeepNetPhaseDiagramTests {
  @Test func keysAndFiles() throws {
    try withFolder { folder in
      let command =
        "deepnet phase-diagram --activation relu --sigma-w-range 1:2:3 --sigma-b-range 0:0.5:2"
      let object = try Tool.run(command + " --json -o grid.npz", in: folder).object()
      let q = try #require(object["q_star"]?.arrayValue).map { $0.arrayValue ?? [] }
      #expect(q.count == 3 && q[0].count == 2)
      #expect(q[0][1].doubleValue == 0.5 && q[2][1] == .null)
      #expect(object["phase"]?.arrayValue?[2].arrayValue?[0] == .null)
      #expect(try NPZFile.names(in: folder + "/grid.npz").count == 9)
      let array = try NPZFile.read(folder + "/grid.npz", array: "q_star")
      #expect(array.shape == [3, 2] && array.values[1] == 0.5 && array.values[5].isNaN)
      #expect(try Tool.run(command + " -o grid.npz", in: folder).code == 73)
      #expect(try Tool.run(command + " -o grid.csv --figure grid.svg", in: folder).code == 0)
      let table = try CSVFile.read(folder + "/grid.csv", allowsNonFinite: true)
      #expect(table.matrix.rows == 6 && table.header?.first == "sigma_w")
    }
  }

  private func rows(_ path: String) throws -> [[Double]] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").dropFirst().map {
      $0.split(separator: " ").map { Double($0) ?? .nan }
    }
  }

  /// The maps of the figure hold the numbers of the grid, and the line its known points.
  @Test func maps() throws {
    try withFolder { folder in
      // The upper end of σ_b is where σ_b² = 0.05.
      let object = try Tool.run(
        "deepnet phase-diagram --sigma-w-range 0.5:2.5:5 --sigma-b-range 0:0.223606797749979:3 "
          + "--figure f.svg --json", in: folder
      ).object()
      for (letter, key) in [("a", "q_star"), ("b", "c_star"), ("c", "chi_1"), ("d", "xi_c")] {
        let map = try rows(folder + "/f.svg.data/\(letter)-map.dat")
        #expect(map.count == 15)
        for (index, line) in map.enumerated() {
          let (row, column) = index.quotientAndRemainder(dividingBy: 5)
          #expect(abs(line[0] - 0.5 * Double(column + 1)) < 1e-12)
          let value = object[key]?.arrayValue?[column].arrayValue?[row].doubleValue
          #expect(value.map { abs($0 - line[2]) < 1e-12 } ?? line[2].isNaN, "\(key) \(index)")
        }
        let line = try rows(folder + "/f.svg.data/\(letter)-curve-1.dat")
        let (first, last) = (try #require(line.first), try #require(line.last))
        #expect(abs(first[0] - 1) < 1e-9 && first[1] == 0)
        #expect(abs(last[0] * last[0] - 1.7609546396) < 1e-8)
      }
    }
  }

  /// A grid of one row or column becomes curves; one without a stable length says so.
  @Test(arguments: [
    ("--sigma-w-range 1:2:5 --sigma-b-range 0.3:0.3:1", "= 0.3"),
    ("--sigma-w-range 1.5:1.5:1 --sigma-b-range 0:1:4", "= 1.5"),
    ("--sigma-w-range 1:1:1 --sigma-b-range 0:0:1", "= 0"),
    ("--activation relu --sigma-w-range 3:4:3 --sigma-b-range 0.1:1:3", "no q*"),
    ("--activation sign --sigma-w-range 1:4:3 --sigma-b-range 0:1:3", "no χ"),
  ])
  func edgesOfFigures(options: String, words: String) throws {
    try withFolder { folder in
      let outcome = try Tool.run(
        "deepnet phase-diagram \(options) --figure f.svg --json -q", in: folder)
      #expect(outcome.code == 0, "\(outcome.errors)")
      _ = try outcome.object()
      let script = try String(contentsOfFile: folder + "/f.gp", encoding: .utf8)
      #expect(script.contains(words))
    }
  }
}
