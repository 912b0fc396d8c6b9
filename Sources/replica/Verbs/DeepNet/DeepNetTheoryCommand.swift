import ArgumentParser
import ReplicaKit

/// `replica deepnet theory`: fixed points of the length and correlation maps.
struct DeepNetTheoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "theory",
    abstract: "Fixed points q* and c*, the slope χ₁, depth scales and the phase.",
    discussion: """
      q* is the largest stable fixed point of the length; where there is none the exit code is 1. For \
      χ₁ ≤ 1 c* is 1, otherwise the one fixed point below 1, which all inputs approach. The convergence \
      depth is the layer from which on q is within 1 % of q*, and c within 0.01 of c*.

      EXAMPLES
        replica deepnet theory --sigma-w 2.5 --sigma-b 0.3
        replica deepnet theory --activation gelu --sigma-w 1.5 --sigma-b 0.05
        replica deepnet theory --sigma-w-range 0.5:4:36 --sigma-b 0.3
        replica deepnet theory --sigma-w 0.5 --sigma-b 0.1 --weight-mean 2
      """)

  @Option(parsing: .unconditional, help: "The standard deviation σ_w of the weights, times √N.")
  var sigmaW: Double?

  @Option(parsing: .unconditional, help: "Equally spaced deviations σ_w: low:high:count.")
  var sigmaWRange: String?

  @Option(parsing: .unconditional, help: "The standard deviation σ_b of the biases.")
  var sigmaB: Double

  @OptionGroup var phi: ActivationOptions

  @OptionGroup var means: MeanOptions

  @Option(parsing: .unconditional, help: "The squared length of the inputs, |x|²/N₀.")
  var q0 = 1.0

  @Option(parsing: .unconditional, help: "The correlation of the inputs.")
  var c0 = 0.5

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (sigmaW != nil) != (sigmaWRange != nil) else {
      throw ValidationError("expected --sigma-w, or --sigma-w-range low:high:count")
    }
    for value in try deviations() where !(0...100).contains(value) {
      throw ValidationError("--sigma-w is \(value); expected 0 to 100")
    }
    guard (0...100).contains(sigmaB) else {
      throw ValidationError("--sigma-b is \(sigmaB); expected 0 to 100")
    }
    guard (0...1e6).contains(q0) else {
      throw ValidationError("--q0 is \(q0); expected 0 to 1e6")
    }
    guard abs(c0) <= 1 else { throw ValidationError("--c0 is \(c0); expected −1 to 1") }
    if means.isGiven, sigmaW == nil {
      throw ValidationError("--w0 and --b0 apply to --sigma-w")
    }
  }

  private func deviations() throws -> [Double] {
    if let sigmaW { return [sigmaW] }
    return try sigmaWRange.map {
      try TemperatureOptions.range($0, option: "--sigma-w-range", of: "deviations")
    } ?? []
  }

  func run() async throws {
    try await reportingFailures {
      if means.isGiven {
        try printMoments()
      } else if let sigmaW {
        try printPoint(sigmaW)
      } else {
        try printScan()
      }
    }
  }

  private func printPoint(_ sigmaW: Double) throws {
    let theory = try DeepNetworkTheory(
      sigmaW: sigmaW, sigmaB: sigmaB, nonlinearity: phi.function)
    let depth = try theory.convergenceDepth(q0: q0, c0: c0)
    if common.json {
      var object = theory.json
      object["activation"] = .string(phi.activation.rawValue)
      object["convergence_depth"] = depth.json
      object["seed"] = JSONValue(seed: common.seed)
      Console.print(object)
      return
    }
    print("\(phi.title), σ_w = \(text(sigmaW)), σ_b = \(text(sigmaB)): \(theory.phase.rawValue)")
    var table = TextTable(["quantity", "value", "meaning"])
    let length = theory.everyLengthIsFixed ? "any" : text(theory.qStar, digits: 11)
    let chi = theory.chi1.isFinite ? text(theory.chi1, digits: 11) : "infinite"
    table.add(["q*", length, "squared length of activations"])
    table.add(["c*", text(theory.cStar, digits: 11), "correlation of two inputs"])
    table.add(["χ₁", chi, "slope of the correlation map at c = 1"])
    table.add(["V'(q*)", text(theory.lengthSlope, digits: 11), "slope of the length map"])
    table.add(["ξ_q", text(theory.xiQ, digits: 8), "layers over which lengths settle"])
    table.add(["ξ_c", text(theory.xiC, digits: 8), "layers over which correlations settle"])
    table.add(["depth q", depth.length.map(String.init) ?? "–", "layers until q is within 1 %"])
    table.add([
      "depth c", depth.correlation.map(String.init) ?? "–", "layers until c is within 0.01",
    ])
    print(table.text)
    if theory.everyLengthIsFixed { print("\nevery length is a fixed point: V(q) = q") }
    if theory.fixedPoints.count > 1 {
      print("\nfixed points of the length:")
      for point in theory.fixedPoints {
        print("  \(text(point.q, digits: 11)) \(point.stable ? "stable" : "unstable")")
      }
    }
  }

  private func printScan() throws {
    let scan = try deviations()
    let diagram = try NetworkPhaseDiagram(
      sigmaW: scan, sigmaB: [sigmaB], nonlinearity: phi.function)
    if common.json {
      var object = diagram.json { row in diagram[row, 0] }
      object["sigma_b"] = .number(sigmaB)
      object["activation"] = .string(phi.activation.rawValue)
      object["seed"] = JSONValue(seed: common.seed)
      Console.print(object)
      return
    }
    print("\(phi.title), σ_b = \(text(sigmaB))")
    var table = TextTable(["σ_w", "q*", "c*", "χ₁", "ξ_q", "ξ_c", "phase"])
    for (row, sigmaW) in scan.enumerated() {
      let point = diagram[row, 0]
      table.add([
        text(sigmaW, digits: 6), text(point.qStar, digits: 10), text(point.cStar, digits: 10),
        text(point.chi1, digits: 10), text(point.xiQ, digits: 6), text(point.xiC, digits: 6),
        point.phase?.rawValue ?? "no stable length",
      ])
    }
    print(table.text)
  }

  private func printMoments() throws {
    let map = try MomentMap(
      weightMean: means.weightMean, biasMean: means.biasMean, sigmaW: sigmaW ?? 0, sigmaB: sigmaB,
      nonlinearity: phi.function)
    let points = try map.fixedPoints()
    guard points.contains(where: \.stable) else {
      throw Failure(
        .computation,
        "mean and variance have no stable fixed point at w_0 = \(map.weightMean), "
          + "b_0 = \(map.biasMean), sigma_w = \(map.sigmaW), sigma_b = \(sigmaB)"
          + (points.isEmpty
            ? "" : ", only unstable ones at m = \(points.map { "\($0.moments.mean)" })"))
    }
    let solved = try points.map { point in
      (
        point,
        try map.correlationMap(mean: point.moments.mean)
          .fixedSeparation(qStar: point.moments.variance)
      )
    }
    if common.json {
      var object: JSONValue = [
        "activation": .string(phi.activation.rawValue), "weight_mean": .number(map.weightMean),
        "bias_mean": .number(map.biasMean), "w0": .number(map.weightMean),
        "b0": .number(map.biasMean), "sigma_w": .number(map.sigmaW), "sigma_b": .number(sigmaB),
      ]
      object["fixed_points"] = .array(
        solved.map { point, separation in
          [
            "m": .number(point.moments.mean), "q": .number(point.moments.variance),
            "stable": .bool(point.stable), "spectral_radius": .number(point.spectralRadius),
            "chi_1": JSONValue(point.chi1), "c_star": .number(1 - separation),
          ]
        })
      object["seed"] = JSONValue(seed: common.seed)
      Console.print(object)
      return
    }
    print(
      "\(phi.title), w_0 = \(text(map.weightMean)), b_0 = \(text(map.biasMean)), "
        + "σ_w = \(text(map.sigmaW)), σ_b = \(text(sigmaB))")
    var table = TextTable(["m", "q", "c*", "χ₁", "spectral radius", ""])
    for (point, separation) in solved {
      table.add([
        text(point.moments.mean, digits: 10), text(point.moments.variance, digits: 10),
        text(1 - separation, digits: 10), text(point.chi1, digits: 10),
        text(point.spectralRadius, digits: 8), point.stable ? "stable" : "unstable",
      ])
    }
    print(table.text)
  }
}

extension DeepNetworkTheory {
  /// The object for scripts.
  var json: JSONValue {
    [
      "q_star": everyLengthIsFixed ? .null : .number(qStar), "c_star": .number(cStar),
      "separation_star": .number(fixedSeparation), "chi_1": JSONValue(chi1),
      "length_slope": .number(lengthSlope), "xi_q": JSONValue(xiQ), "xi_c": JSONValue(xiC),
      "phase": .string(phase.rawValue), "every_length_fixed": .bool(everyLengthIsFixed),
      "error_estimate": .number(errorEstimate),
      "fixed_points": .array(
        fixedPoints.map { ["q": .number($0.q), "stable": .bool($0.stable)] }),
    ]
  }

  /// What the rounding of averages, 10 units in the last place, makes of q*.
  private var errorEstimate: Double {
    let rounding = 10 * Double.ulpOfOne * max(qStar, 1)
    return everyLengthIsFixed ? 0 : rounding / max(abs(1 - lengthSlope), 1e-8)
  }
}

extension ConvergenceDepth {
  /// The object for scripts.
  var json: JSONValue {
    [
      "q": length.map { .integer($0) } ?? .null, "c": correlation.map { .integer($0) } ?? .null,
    ]
  }
}

extension NetworkPhaseDiagram {
  /// Lists of the quantities along one line of the grid.
  func json(_ point: (Int) -> Point) -> JSONValue {
    let line = sigmaW.indices.map(point)
    return [
      "sigma_w": JSONValue(sigmaW), "q_star": .array(line.map { JSONValue($0.qStar) }),
      "c_star": .array(line.map { JSONValue($0.cStar) }),
      "chi_1": .array(line.map { JSONValue($0.chi1) }),
      "length_slope": .array(line.map { JSONValue($0.lengthSlope) }),
      "xi_q": .array(line.map { JSONValue($0.xiQ) }),
      "xi_c": .array(line.map { JSONValue($0.xiC) }),
      "phase": .array(line.map { $0.phase.map { .string($0.rawValue) } ?? .null }),
    ]
  }
}
