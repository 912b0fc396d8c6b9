import Documents

/// One test of a run: what was looked at, and what came out.
public struct RunCheck: Sendable, Equatable {
  /// What came out of a test.
  public enum Result: String, Sendable, CaseIterable {
    /// What was expected was found.
    case passed
    /// It was not.
    case failed
    /// The run does not have what the test needs.
    case notEvaluable = "not evaluable"
  }

  /// The temperature.
  public let temperature: Double
  /// The test, as in JSON.
  public let name: String
  /// What came out.
  public let result: Result
  /// Whether the answer to ``/Sampling/EquilibrationReport`` depends on it.
  public let decides: Bool
  /// The figures, in words.
  public let detail: String

  init(
    _ temperature: Double, _ name: String, _ passed: Bool?, decides: Bool = false, _ detail: String
  ) {
    self.temperature = temperature
    self.name = name
    result = passed.map { $0 ? .passed : .failed } ?? .notEvaluable
    self.decides = decides
    self.detail = detail
  }

  /// The test in one line.
  var line: String {
    "  \(result.rawValue.padded(to: 14))\((name.spaced + (decides ? " *" : "")).padded(to: 29))\(detail)"
  }

  /// The members of its object.
  static let columns: [Column<RunCheck>] = [
    Column("T", "temperature") { $0.temperature },
    Column(key: "check") { .string($0.name) },
    Column(key: "result") { .string($0.result.rawValue) },
    Column(key: "decides") { .bool($0.decides) },
    Column(key: "detail") { .string($0.detail) },
  ]
}

extension String {
  /// A name with spaces instead of underscores.
  fileprivate var spaced: String { String(map { $0 == "_" ? " " : $0 }) }

  /// The text with spaces up to a width.
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - count))
  }
}
