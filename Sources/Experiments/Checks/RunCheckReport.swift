public import Documents
public import Sampling
import SpinModels

/// Everything by which a run can be seen to be wrong: the tests of equilibrium, the customary figures, and exact
/// identities, temperature by temperature.
public struct RunCheckReport: Reportable {
  /// The file of the run.
  public let file: String
  /// The answers, by temperature.
  public let equilibration: [TemperatureEquilibration]
  /// All tests, by temperature.
  public let checks: [RunCheck]
  /// Which instances were run on before, and what came of it; `nil` where that was not asked for.
  public let `extension`: RunExtension?
  private let spinCount: Int
  private let model: String
  private let instanceCount: Int
  private let instancesText: String
  private let seed: UInt64

  /// Tests a run.
  ///
  /// - Parameters:
  ///   - run: The run.
  ///   - file: Its file.
  ///   - temperatureIndices: The temperatures that are shown, by their index; all of them are tested together.
  ///   - extension: Which instances were run on before.
  /// - Throws: An error when no instance is complete or one cannot be read.
  public init(
    _ run: any SampledRun, file: String, temperatureIndices: [Int], extension: RunExtension? = nil
  ) throws {
    self.extension = `extension`
    self.file = file
    let report = try run.equilibrationReport()
    let exact = try ExactChecks(run)
    equilibration = temperatureIndices.map { report.temperatures[$0] }
    checks = temperatureIndices.flatMap { t in
      report.temperatures[t].checks.map {
        RunCheck(
          report.temperatures[t].temperature, $0.kind.rawValue, $0.passed,
          decides: $0.kind.decides, $0.detail)
      } + exact.checks(t)
    }
    spinCount = run.ensemble.spinCount
    model = run.ensemble.name
    instanceCount = try run.doneInstances().count
    instancesText = run.text(ofInstances: instanceCount)
    seed = run.settings.seed
  }

  private static let answers: [Column<TemperatureEquilibration>] = [
    Column("T", "temperature") { $0.temperature },
    Column(
      "equilibrated", "equilibrated", text: { $0.answer.rawValue }, value: { $0.answerDocument }),
    Column(key: "equilibration") { $0.checksDocument },
    Column(key: "equilibrium") { $0.findingsDocument },
  ]

  /// The answers, and for every temperature its reasons and all tests.
  public var sections: [ReportSection] {
    var sections: [ReportSection] = [
      .text("\(model): N = \(spinCount), \(instancesText)"),
      .table(ReportTable(Self.answers, equilibration)),
    ]
    for found in equilibration {
      sections.append(.text(""))
      sections += found.reasons.map { .text($0.text) }
      sections += checks.filter { $0.temperature == found.temperature }.map { .text($0.line) }
    }
    if let `extension` { sections += [.text("")] + `extension`.sections }
    return sections + [
      .remark(
        "\n* decides; the others are shown because they are customary, or because they find errors of the program "
          + "rather than short runs.")
    ]
  }

  /// The answers and all tests.
  public var document: JSONValue {
    var document: JSONValue = [
      "run": .string(file), "model": .string(model), "spins": .integer(spinCount),
      "instances": .integer(instanceCount), "seed": JSONValue(seed: seed),
      "temperatures": JSONValue(Self.answers, rows: equilibration),
      "checks": JSONValue(RunCheck.columns, rows: checks),
      "failed": .integer(checks.count { $0.result == .failed }),
    ]
    if let `extension` { document["extension"] = `extension`.document }
    return document
  }
}
