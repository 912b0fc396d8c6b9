import ArgumentParser
import ReplicaKit

/// `replica theory at-line`: where replica symmetry becomes unstable.
struct TheoryATLineCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "at-line",
    abstract: "The Almeida–Thouless line of the SK model.",
    discussion: """
      The temperature at a field, or the field at a temperature; at the line the replicon of the \
      replica-symmetric solution is zero, below it replica symmetry is broken. '±' is the error of the \
      number that was computed. With a bias J0, h stands for the effective field h + J0 m.

      EXAMPLES
        replica theory at-line --field 0.5
        replica theory at-line --temperature 0.5 --json
        replica theory at-line --field-range 0:2:101 --figure at-line.svg
        replica theory at-line --temperature-range 0.05:1:20
      """)

  @Option(parsing: .unconditional, help: "The field h; gives the temperature.")
  var field: Double?

  @Option(parsing: .unconditional, help: "Equally spaced fields: low:high:count.")
  var fieldRange: String?

  @Option(name: .shortAndLong, parsing: .unconditional, help: "The temperature; gives the field.")
  var temperature: Double?

  @Option(parsing: .unconditional, help: "Equally spaced temperatures: low:high:count.")
  var temperatureRange: String?

  @OptionGroup var figure: FigureOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    let given = [field != nil, fieldRange != nil, temperature != nil, temperatureRange != nil]
    guard given.count(where: { $0 }) == 1 else {
      throw ValidationError(
        "expected exactly one of --field, --field-range, --temperature and --temperature-range")
    }
    if let temperature, !(temperature > 0 && temperature.isFinite) {
      throw ValidationError("--temperature is \(temperature); expected a number above 0")
    }
    if let field, !field.isFinite {
      throw ValidationError("--field is \(field); expected a number")
    }
    _ = try fields()
    if let lowest = try temperatures()?.first, lowest <= 0 {
      throw ValidationError(
        "--temperature-range begins at \(lowest); expected temperatures above 0")
    }
  }

  /// The fields, if fields were given.
  private func fields() throws -> [Double]? {
    if let field { return [field] }
    return try fieldRange.map {
      try TemperatureOptions.range($0, option: "--field-range", of: "fields")
    }
  }

  /// The temperatures, if temperatures were given.
  private func temperatures() throws -> [Double]? {
    if let temperature { return [temperature] }
    return try temperatureRange.map { try TemperatureOptions.range($0) }
  }

  func run() async throws {
    try await reportingFailures {
      try figure.requireWritable()
      let fields = try fields()
      let places = try fields ?? temperatures() ?? []
      let givenField = fields != nil
      let points = try await common.concurrently("solving", count: places.count) { k in
        givenField
          ? try SpinGlassTheory.almeidaThoulessPoint(field: places[k])
          : try SpinGlassTheory.almeidaThoulessPoint(temperature: places[k])
      }
      if common.json {
        var object: JSONValue =
          fieldRange == nil && temperatureRange == nil
          ? points[0].json : ["points": .array(points.map(\.json))]
        object["seed"] = JSONValue(seed: common.seed)
        Console.print(object)
      } else {
        var table = TextTable(
          givenField ? ["h", "T", "± T", "q"] : ["T", "h", "± h", "q"])
        for point in points {
          let (place, result) =
            givenField ? (point.field, point.temperature) : (point.temperature, point.field)
          table.add([
            text(place, digits: 10), text(result, digits: 11), text(point.errorEstimate, digits: 1),
            text(point.overlap, digits: 11),
          ])
        }
        print(table.text)
      }
      guard figure.figure != nil else { return }
      for picture in try figure.draw(drawing(points), common: common) where !common.json {
        print("\nfigure: \(picture)")
      }
    }
  }

  /// The line with the names of the two phases; a single point is drawn on the whole line.
  private func drawing(_ points: [AlmeidaThoulessPoint]) throws -> CurvesFigure {
    let line: [AlmeidaThoulessPoint]
    if points.count > 1 {
      line = points
    } else {
      // Equal steps of √h, because the line starts steeply.
      let widest = max(2, 1.2 * (points.first.map { abs($0.field) } ?? 0))
      line = try (0...60).map {
        try SpinGlassTheory.almeidaThoulessPoint(field: widest * Double($0 * $0) / 3600)
      }
    }
    let curve = CurvesFigure.Curve(
      x: line.map(\.field), y: line.map(\.temperature), colour: .series(0))
    let marked = CurvesFigure.Curve(
      x: points.map(\.field), y: points.map(\.temperature), style: .points, colour: .series(1))
    let top = 1.1 * max(line.map(\.temperature).max() ?? 1, 0.1)
    return CurvesFigure(
      title: "Almeida–Thouless line", system: "Sherrington–Kirkpatrick model",
      horizontal: .init("h"), vertical: .init("T", range: 0...top),
      curves: points.count > 1 ? [curve] : [curve, marked],
      labels: try phaseNames(fields: line.map(\.field), top: top))
  }

  /// The names of the phases, each where it has most room above or below the line.
  private func phaseNames(fields: [Double], top: Double) throws -> [CurvesFigure.Label] {
    guard let low = fields.min(), let high = fields.max(), low < high else { return [] }
    let span = high - low
    let rooms = try (0...16).map { k in
      let field = low + span * (0.14 + 0.045 * Double(k))
      let temperatures = try [-0.11, 0, 0.11].map {
        try SpinGlassTheory.almeidaThoulessTemperature(field: field + $0 * span)
      }
      // The line is monotone on either side of zero field, where it has its maximum.
      let crosses = abs(field) < 0.11 * span
      return (
        field: field, floor: temperatures.min() ?? 0,
        ceiling: crosses ? 1 : temperatures.max() ?? 0
      )
    }
    var labels: [CurvesFigure.Label] = []
    if let best = rooms.min(by: { $0.ceiling < $1.ceiling }), best.ceiling < 0.85 * top {
      labels.append(.init("stable RS", x: best.field, y: (best.ceiling + top) / 2))
    }
    if let best = rooms.max(by: { $0.floor < $1.floor }), best.floor > 0.15 * top {
      labels.append(.init("RSB", x: best.field, y: best.floor / 2))
    }
    return labels
  }
}

extension AlmeidaThoulessPoint {
  /// The point as a JSON object.
  fileprivate var json: JSONValue {
    [
      "temperature": .number(temperature), "field": .number(field), "overlap": .number(overlap),
      "error_estimate": .number(errorEstimate),
    ]
  }
}
