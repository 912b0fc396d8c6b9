import Archive
import Documents
import Foundation
import Testing

/// `replica compare` as a process: four systems, their theory, and the numbers that they share.
///
/// Calibrated by breaking the code: inputs that forget what biases correlate, a temperature without the gain, and lengths of the
/// spin glass without σ_b².
@Suite struct CompareTests {
  private static let small =
    "compare --neurons 200 --networks 8 --steps 14 --time 30 --spins 64 --instances 3 --sweeps 512 "
    + "--replicas 16 --json -q "

  private func system(_ object: JSONValue, _ name: String) throws -> JSONValue {
    try #require(
      object["systems"]?.arrayValue?.first { $0["system"] == .string(name) })
  }

  private func number(_ value: JSONValue?) throws -> Double {
    try #require(value?.doubleValue)
  }

  /// Chaotic: published digits of the three theories, and finite systems near them.
  @Test func chaoticNetworks() throws {
    try withFolder { folder in
      let outcome = try Tool.run(Self.small + "--sigma-w 2 --threads 1", in: folder)
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(
        try Tool.run(Self.small + "--sigma-w 2 --threads 2", in: folder).output == outcome.output)
      let object = try outcome.object()
      #expect(object["phase"] == .string("chaotic"))
      #expect(abs(try number(object["q_star"]) - 2.1214735682) < 1e-10)
      let bridge = try #require(object["bridge"]?.arrayValue)
      #expect(bridge.count == 2)
      for pair in bridge { #expect(try number(pair["relative_difference"]) < 1e-12) }
      #expect(abs(try number(bridge[1]["value"]) - 1.3626733375) < 1e-10)

      let ends: [(String, Double, Double)] = [
        ("deep-network", 2.1214735682, 0), ("recurrent-map", 2.1214735682, 0),
        ("recurrent-network", 1.9248054137, 0), ("spin-glass", 4 * 0.638161198, 0.5 / 0.638161198),
      ]
      for (name, q, c) in ends {
        let system = try system(object, name)
        #expect(abs(try number(system["q_fixed"]) - q) < 1e-6, "\(name)")
        #expect(abs(try number(system["c_fixed"]) - c) < 1e-6, "\(name)")
        let eigenvalues = try #require(
          system["overlap_matrices"]?[0]?["eigenvalues"]?.arrayValue?.map { $0.doubleValue ?? .nan }
        )
        // Overlaps of unit diagonal.
        #expect(abs(eigenvalues.reduce(0, +) - 16) < 1e-9, "\(name)")
        let q = try #require(system["statement"]?.stringValue)
        #expect(!q.isEmpty)
      }
      // Student's law of 7 degrees of freedom, level 0.001 over 4 comparisons: 7.0; and terms of 1/N.
      for name in ["deep-network", "recurrent-map"] {
        let system = try system(object, name)
        for symbol in ["q", "c"] {
          let theory = try number(system["\(symbol)_theory"]?[14])
          let error = try number(system["\(symbol)_error"]?[14])
          let mean = try number(system["\(symbol)_mean"]?[14])
          #expect(abs(mean - theory) < 7 * error + 0.02, "\(name), \(symbol): \(mean), \(theory)")
        }
      }
      let flow = try system(object, "recurrent-network")
      let places = try #require(flow["time"]?.arrayValue)
      // Δ(0) is reached after the transient: the march and the stationary theory share no code.
      let last = try number(flow["q_theory"]?[places.count - 1])
      let miss: Double = abs(last - 1.9248054137)
      #expect(miss < 0.02)
    }
  }

  /// Ordered: everything ends in one state, in networks and in the spin glass.
  @Test func orderedNetworks() throws {
    try withFolder { folder in
      let outcome = try Tool.run(
        Self.small + "--sigma-w 0.8 --sigma-b 0.4 --figure c.svg", in: folder)
      #expect(outcome.code == 0, "\(outcome.errors)")
      let object = try outcome.object()
      #expect(object["phase"] == .string("ordered"))
      for pair in try #require(object["bridge"]?.arrayValue) {
        #expect(try number(pair["relative_difference"]) < 1e-12)
      }
      let q = try number(object["q_star"])
      for system in try #require(object["systems"]?.arrayValue) {
        #expect(abs(try number(system["q_fixed"]) - q) < 1e-9)
        #expect(abs(try number(system["c_fixed"]) - 1) < 1e-9)
        #expect(try number(system["c_final"]?["mean"]) > 0.9)
      }
      // All networks start alike, biases or not.
      for name in ["deep-network", "recurrent-map", "recurrent-network"] {
        let system = try system(object, name)
        #expect(abs(try number(system["q_theory"]?[0]) - 1) < 1e-12, "\(name)")
        #expect(abs(try number(system["c_theory"]?[0]) - 0.6) < 1e-12, "\(name)")
        #expect(abs(try number(system["c_mean"]?[0]) - 0.6) < 0.1, "\(name)")
      }
      // Temperatures fall to 1/σ_w.
      let temperatures = try #require(
        try system(object, "spin-glass")["temperature"]?.arrayValue?.map { $0.doubleValue ?? 0 })
      #expect(abs(temperatures[temperatures.count - 1] - 1.25) < 1e-12)
      #expect(zip(temperatures, temperatures.dropFirst()).allSatisfy { $0 > $1 })
      #expect(FileManager.default.fileExists(atPath: folder + "/c.svg"))
    }
  }

  /// The gain is a factor of σ_w and σ_b, and only tanh has a spin glass.
  @Test func activations() throws {
    try withFolder { folder in
      let plain = try Tool.run(Self.small + "--sigma-w 1.2 --sigma-b 0.2", in: folder).object()
      let scaled = try Tool.run(
        Self.small + "--sigma-w 0.6 --sigma-b 0.1 --gain 2 --q0 0.25", in: folder
      ).object()
      #expect(
        abs(try number(scaled["q_star"]) * 4 / (try number(plain["q_star"])) - 1) < 1e-10)
      for pair in try #require(scaled["bridge"]?.arrayValue) {
        #expect(try number(pair["relative_difference"]) < 1e-12)
      }
      let rectified = try Tool.run(
        Self.small + "--sigma-w 1 --sigma-b 0.5 --activation relu", in: folder
      ).object()
      let names = try #require(rectified["systems"]?.arrayValue).map { $0["system"] }
      #expect(
        names == [
          .string("deep-network"), .string("recurrent-map"), .string("recurrent-network"),
        ])
      // ReLU: q* = σ_b²/(1 − σ_w²/2).
      #expect(abs(try number(rectified["q_star"]) - 0.5) < 1e-12)
    }
  }

  @Test(arguments: [
    ("--sigma-w 0", 64, "--sigma-w"), ("--sigma-w -1", 64, "--sigma-w"),
    ("--sigma-w nan", 64, "--sigma-w"), ("--sigma-w 1 --sigma-b 2 --q0 1", 64, "--q0"),
    ("--sigma-w 1 --replicas 2", 64, "--replicas"), ("--sigma-w 1 --neurons 0", 64, "--neurons"),
    ("--sigma-w 1 --activation tan", 64, "tanh"), ("--sigma-w 1 --figure a.xyz", 64, "xyz"),
    ("--sigma-w 0.001 --sigma-b 3", 64, "weak weights"),
    ("--sigma-w 1 --sigma-b 1 --c0 0", 64, "--c0"),
    ("--sigma-w 2 --activation relu", 1, "grow"),
  ])
  func badInput(options: String, code: Int32, word: String) throws {
    try withFolder { folder in
      let outcome = try Tool.run(Self.small + options, in: folder)
      #expect(outcome.code == code, "\(outcome.errors)")
      #expect(outcome.output.isEmpty)
      #expect(outcome.errors.contains(word), "\(outcome.errors)")
    }
  }
}
