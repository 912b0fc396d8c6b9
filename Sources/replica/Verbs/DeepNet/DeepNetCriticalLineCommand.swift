import ArgumentParser
import ReplicaKit

/// `replica deepnet critical-line`: where order and chaos meet.
struct DeepNetCriticalLineCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "critical-line",
    abstract: "The line χ₁ = 1 between the ordered and the chaotic phase.",
    discussion: """
      The line is a curve with q* as its parameter, so that points at given q* need no search. Some \
      functions have a single critical point (relu, leaky-relu, linear), some none (sign is always chaotic, \
      softplus always ordered); gelu and silu have a piece on which q* is unstable, marked so.

      EXAMPLES
        replica deepnet critical-line --sigma-b 0.2236
        replica deepnet critical-line --q-range 0:4:81 --figure line.svg
        replica deepnet critical-line --activation hard-tanh --sigma-b-range 0:1:21 --json
      """)

  @OptionGroup var phi: ActivationOptions

  @Option(parsing: .unconditional, help: "The standard deviation σ_b of the biases.")
  var sigmaB: Double?

  @Option(parsing: .unconditional, help: "Equally spaced deviations σ_b: low:high:count.")
  var sigmaBRange: String?

  @Option(parsing: .unconditional, help: "Equally spaced lengths q*: low:high:count.")
  var qRange: String?

  @OptionGroup var figure: FigureOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    let given = [sigmaB != nil, sigmaBRange != nil, qRange != nil]
    guard given.count(where: { $0 }) == 1 else {
      throw ValidationError("expected exactly one of --sigma-b, --sigma-b-range and --q-range")
    }
    for value in try deviations() where !(0...100).contains(value) {
      throw ValidationError("--sigma-b is \(value); expected 0 to 100")
    }
    for value in try lengths() where !(0...1e6).contains(value) {
      throw ValidationError("--q-range has \(value); expected 0 to 1e6")
    }
  }

  private func deviations() throws -> [Double] {
    if let sigmaB { return [sigmaB] }
    return try sigmaBRange.map {
      try TemperatureOptions.range($0, option: "--sigma-b-range", of: "deviations")
    } ?? []
  }

  private func lengths() throws -> [Double] {
    try qRange.map { try TemperatureOptions.range($0, option: "--q-range", of: "lengths") } ?? []
  }

  func run() async throws {
    try await reportingFailures {
      try figure.requireWritable()
      let line = try CriticalLine(phi.function)
      let points = try points(on: line)
      guard !points.isEmpty else { throw Failure(.computation, absence(line)) }
      if common.json {
        Console.print(json(points, line))
      } else {
        print("\(phi.title): \(description(line))")
        var table = TextTable(["σ_b", "σ_w", "q*", "V'(q*)", ""])
        for point in points {
          table.add([
            text(point.sigmaB, digits: 10), text(point.sigmaW, digits: 11),
            line.singlePoint != nil ? "any" : text(point.qStar, digits: 11),
            text(point.lengthSlope, digits: 8), point.isStable ? "" : "q* unstable",
          ])
        }
        print(table.text)
      }
      for picture in try figure.draw(drawing(points), common: common) where !common.json {
        print("\nfigure: \(picture)")
      }
    }
  }

  private func points(on line: CriticalLine) throws -> [CriticalPoint] {
    if qRange != nil, line.singlePoint == nil {
      return try lengths().compactMap { q in
        do {
          return try CriticalPoint(qStar: q, nonlinearity: phi.function)
        } catch NetworkTheoryError.notOnCriticalLine, NetworkTheoryError.noCriticalLine {
          return nil
        }
      }
    }
    if let point = line.singlePoint, qRange != nil { return [point] }
    return try deviations().flatMap { try line.points(sigmaB: $0) }
  }

  /// What there is of the line.
  private func description(_ line: CriticalLine) -> String {
    if let point = line.singlePoint {
      return "one critical point, σ_w = \(text(point.sigmaW, digits: 12)), σ_b = 0, at any q"
    }
    guard !line.branches.isEmpty else {
      return phi.function.isDiscontinuous
        ? "no critical point: it jumps, and every network is chaotic"
        : "no critical point: χ₁ = 1 nowhere at a fixed point of the length"
    }
    let ranges = line.branches.map { range in
      let low = range.lowerBound < 1.1e-12 ? "0" : text(range.lowerBound, digits: 6)
      return range.upperBound > 0.9e6 ? "q* ≥ \(low)" : "q* = \(low) to \(text(range.upperBound))"
    }
    return "critical at " + ranges.joined(separator: ", ")
  }

  private func absence(_ line: CriticalLine) -> String {
    let what = sigmaB.map { "no critical point at σ_b = \(text($0))" } ?? "no critical point there"
    return "\(what); \(phi.title): \(description(line))"
  }

  private func json(_ points: [CriticalPoint], _ line: CriticalLine) -> JSONValue {
    var object: JSONValue = ["activation": .string(phi.activation.rawValue)]
    // Of several points at one σ_b the one with the largest stable length stands at top level.
    if sigmaB != nil, let point = points.last(where: \.isStable) ?? points.last {
      object["sigma_w"] = .number(point.sigmaW)
      object["sigma_b"] = .number(point.sigmaB)
      object["q_star"] = line.singlePoint != nil ? .null : .number(point.qStar)
      object["length_slope"] = .number(point.lengthSlope)
      object["stable"] = .bool(point.isStable)
    } else {
      object["sigma_w"] = JSONValue(points.map(\.sigmaW))
      object["sigma_b"] = JSONValue(points.map(\.sigmaB))
      object["q_star"] = .array(
        points.map { line.singlePoint != nil ? .null : .number($0.qStar) })
      object["length_slope"] = JSONValue(points.map(\.lengthSlope))
      object["stable"] = .array(points.map { .bool($0.isStable) })
    }
    object["points"] = .array(
      points.map {
        [
          "sigma_w": .number($0.sigmaW), "sigma_b": .number($0.sigmaB),
          "q_star": line.singlePoint != nil ? .null : .number($0.qStar),
          "stable": .bool($0.isStable),
        ]
      })
    object["branches"] = .array(
      line.branches.map { [.number($0.lowerBound), .number($0.upperBound)] })
    object["seed"] = JSONValue(seed: common.seed)
    return object
  }

  private func drawing(_ points: [CriticalPoint]) -> CurvesFigure {
    let ordered = points.sorted { $0.qStar < $1.qStar }
    return CurvesFigure(
      title: "Order and chaos", system: phi.title, horizontal: .init("σ_w"),
      vertical: .init("σ_b"),
      curves: [
        CurvesFigure.Curve(
          x: ordered.map(\.sigmaW), y: ordered.map(\.sigmaB),
          style: ordered.count > 1 ? .line : .points)
      ])
  }
}
