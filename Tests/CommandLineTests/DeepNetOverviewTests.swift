import Archive
import Documents
import Foundation
import Testing

/// `replica deepnet overview`: its numbers against published fixed points, the arcsine kernel of erf and its
/// own finite networks; files and refusals.
///
/// Calibrated by inputs of lengths without σ_b² taken off, a plane with its rows reversed, and an empty panel that
/// does not say so.
@Suite struct DeepNetOverviewTests {
  private static let plane = " --sigma-w-range 0.5:3:6 --sigma-b-range 0:0.9:4"
  private static let small =
    plane + " --width 300 --networks 30 --depth 6 --seed 5"

  private func object(_ options: String, in folder: String) throws -> JSONValue {
    let outcome = try Tool.run("deepnet overview \(options) --json -q", in: folder)
    #expect(outcome.code == 0, "\(options): \(outcome.errors)")
    return try outcome.object()
  }

  private func numbers(_ value: JSONValue?) throws -> [Double] {
    try #require(value?.arrayValue).map { try #require($0.doubleValue) }
  }

  private func lists(_ value: JSONValue?) throws -> [[Double]] {
    try #require(value?.arrayValue).map { try numbers($0) }
  }

  /// E erf(u_a) erf(u_b).
  private func arcsine(_ k: Double, _ a: Double, _ b: Double) -> Double {
    2 / Double.pi * asin(2 * k / ((1 + 2 * a) * (1 + 2 * b)).squareRoot())
  }

  /// Means of 30 networks are within 5 standard errors and a bias of 10/N of theory: 2e-5 false alarms each.
  private func checkNetworks(_ network: JSONValue, _ symbol: String, first: Int) throws {
    let theory = try lists(network["\(symbol)_theory"])
    let means = try lists(network["\(symbol)_mean"])
    let deviations = try lists(network["\(symbol)_deviation"])
    #expect(theory.count == means.count && theory.count == deviations.count)
    for (start, line) in theory.enumerated() {
      #expect(line.count == means[start].count && line.count == 6 + 1 - first)
      for (layer, value) in line.enumerated() {
        let room = 5 * deviations[start][layer] / 30.0.squareRoot() + 10 / 300 * max(1, value)
        #expect(
          abs(means[start][layer] - value) < room, "\(symbol), start \(start), layer \(layer)")
      }
      #expect(deviations[start].dropFirst().allSatisfy { $0 > 0 })
    }
  }

  @Test func lengths() throws {
    try withFolder { folder in
      let result = try object("lengths --sigma-w 1.3,2.5" + Self.small, in: folder)
      let networks = try #require(result["networks"]?.arrayValue)
      let known = [(0.6070467919, 0.9398074287, 1.0), (4.0791238753, 1.5852247650, 0.1221037473)]
      for (network, (q, chi, c)) in zip(networks, known) {
        #expect(abs((network["q_star"]?.doubleValue ?? 0) - q) < 1e-9)
        #expect(abs((network["chi_1"]?.doubleValue ?? 0) - chi) < 1e-9)
        #expect(abs((network["c_star"]?.doubleValue ?? 0) - c) < 1e-9)
        try checkNetworks(network, "q", first: 1)
        let image = try numbers(network["map"]?["image"])
        #expect(image[0] == 0.09 && zip(image, image.dropFirst()).allSatisfy { $0 < $1 })
      }
      #expect(networks[0]["phase"]?.stringValue == "ordered")
      // Starts are lengths in the first layer.
      let starts = try numbers(result["inputs"])
      #expect(try lists(networks[0]["q_theory"]).map(\.[0]) == starts)
      // One row per σ_b.
      let plane = try #require(result["plane"])
      let q = try #require(plane["q_star"]?.arrayValue)
      #expect(q.count == 4 && q[0].arrayValue?.count == 6)
      #expect(abs((q[1].arrayValue?[4].doubleValue ?? 0) - 4.0791238753) < 1e-9)
      #expect(q[0].arrayValue?[0].doubleValue == 0)
      #expect(
        try object("lengths --sigma-w 1.3,2.5 --threads 1" + Self.small, in: folder) == result)
    }
  }

  @Test func correlations() throws {
    try withFolder { folder in
      let result = try object(
        "correlations --activation erf --sigma-w 1.2,2.2 --sigma-b 0.25 --inputs 0.1,0.8,-0.4"
          + Self.small, in: folder)
      let starts = try numbers(result["inputs"])
      #expect(starts == [0.1, 0.8, -0.4])
      for network in try #require(result["networks"]?.arrayValue) {
        let sigmaW = try #require(network["sigma_w"]?.doubleValue)
        let (w, b) = (sigmaW * sigmaW, 0.0625)
        let q = try #require(network["q_star"]?.doubleValue)
        #expect(abs(w * arcsine(q, q, q) + b - q) < 1e-12)
        func next(_ c: Double) -> Double { (w * arcsine(c * q, q, q) + b) / q }
        let c = try #require(network["c_star"]?.doubleValue)
        #expect(abs(next(c) - c) < 1e-12)
        let map = try #require(network["map"])
        for (x, y) in zip(try numbers(map["c"]), try numbers(map["image"])) {
          #expect(abs(next(x) - y) < 1e-12)
        }
        for (start, line) in zip(starts, try lists(network["c_theory"])) {
          #expect(abs(line[0] - start) < 1e-15)
          // Inputs are of the length whose first layer is at q*.
          var c = (start * (q - b) + b) / q
          for value in line.dropFirst() {
            #expect(abs(value - c) < 1e-11)
            c = next(c)
          }
        }
        try checkNetworks(network, "c", first: 0)
      }
      // erf has χ₁ = (4/π) σ_w²/√(1 + 4 q*).
      let plane = try #require(result["plane"])
      let (q, chi) = (try lists(plane["q_star"]), try lists(plane["chi_1"]))
      for (row, line) in q.enumerated() {
        for (column, q) in line.enumerated() {
          let sigmaW = 0.5 + 0.5 * Double(column)
          let exact = 4 / Double.pi * sigmaW * sigmaW / (1 + 4 * q).squareRoot()
          #expect(abs(chi[row][column] - exact) < 1e-9)
        }
      }
    }
  }

  /// Where nothing is stable, there are lengths by layer but no fixed points, and a figure that says so.
  @Test func withoutFixedPoint() throws {
    try withFolder { folder in
      let options =
        " --activation relu --sigma-w 2 --sigma-w-range 2:3:3 --sigma-b-range 0.1:1:3 --width 40 "
        + "--networks 3 --depth 3 --figure f.svg --force"
      let lengths = try object("lengths" + options, in: folder)
      let network = try #require(lengths["networks"]?.arrayValue?.first)
      #expect(network["q_star"] == .null && network["phase"] == .null)
      // V(q) = 2q + 0.09.
      let line = try #require(try lists(network["q_theory"]).first)
      #expect(abs(line[2] - (2 * line[1] + 0.09)) < 1e-12)
      let correlations = try object("correlations" + options, in: folder)
      #expect(correlations["networks"]?.arrayValue?.first?["c_mean"]?.arrayValue?.isEmpty == true)
      let script = try String(contentsOfFile: folder + "/f.gp", encoding: .utf8)
      #expect(script.contains("no c*") && script.contains("no χ"))
    }
  }

  @Test func figure() throws {
    try withFolder { folder in
      let command = "deepnet overview lengths -q --figure f.svg" + Self.small
      let first = try Tool.run(command, in: folder)
      #expect(first.code == 0 && first.output.contains("4.0791239"))
      let files = try contents(of: folder)
      for name in [
        "f.gp", "f.svg.data/a-curve-1.dat", "f.svg.data/b-curve-1.dat", "f.svg.data/c-map.dat",
        "f.svg.data/d-map.dat",
      ] {
        #expect(files[name] != nil, "\(name)")
      }
      try checkReplacing("f", command, in: folder)
    }
  }

  @Test(arguments: [
    ("", "<subject>"), ("widths", "lengths"), ("lengths --sigma-w 1,2,3,4,5,6", "--sigma-w"),
    ("lengths --sigma-w -1", "--sigma-w"), ("lengths --sigma-b -1", "--sigma-b"),
    ("lengths --inputs 0.01", "--inputs"), ("correlations --inputs 1.5", "--inputs"),
    ("lengths --width 3", "--width"), ("lengths --networks 1", "--networks"),
    ("lengths --depth 0", "--depth"), ("lengths --sigma-w-range 1:1:1", "--sigma-w-range"),
    ("correlations --activation step", "leaky-relu"),
  ])
  func refuses(options: String, word: String) throws {
    let outcome = try Tool.run("deepnet overview " + options, in: "/")
    #expect(outcome.code == 64, "\(options): \(outcome.code)")
    #expect(outcome.errors.contains(word), "\(options): \(outcome.errors)")
    #expect(outcome.output.isEmpty)
  }
}
