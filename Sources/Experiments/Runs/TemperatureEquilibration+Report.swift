import Documents
import Sampling

extension TemperatureEquilibration {
  /// True, false, or null where it cannot be told.
  var answerDocument: JSONValue { isEquilibrated.map { .bool($0) } ?? .null }

  /// All tests for programs: passed is null where a test could not be evaluated.
  var checksDocument: JSONValue {
    .array(
      checks.map { check in
        [
          "check": .string(check.kind.rawValue),
          "passed": check.passed.map { .bool($0) } ?? .null,
          "decides": .bool(check.kind.decides), "detail": .string(check.detail),
        ]
      })
  }

  /// The answer in words with its reasons and figures, for programs.
  var findingsDocument: JSONValue {
    [
      "answer": .string(answer.rawValue),
      "reasons": .array(
        reasons.map { ["kind": .string($0.kind.rawValue), "text": .string($0.text)] }),
      "square_overlap_excess": figures.overlapExcess.map { JSONValue(value: $0) } ?? .null,
      "allowed_excess": JSONValue(figures.allowedExcess),
      "memory_probability": JSONValue(figures.memoryProbability),
      "sign_memory_probability": JSONValue(figures.signMemoryProbability),
      "energy_drift": figures.energyDrift.map { JSONValue(value: $0) } ?? .null,
      "square_overlap_drift": figures.overlapDrift.map { JSONValue(value: $0) } ?? .null,
      "drift_probability": JSONValue(figures.driftProbability),
      "independent_configurations": JSONValue(figures.independentConfigurations),
      "visible_share": JSONValue(figures.visibleShare),
      "energy_r_hat": JSONValue(figures.energyRHat),
    ]
  }

  /// The three keys that every result on a run has.
  var document: JSONValue {
    [
      "equilibrated": answerDocument, "equilibration": checksDocument,
      "equilibrium": findingsDocument,
    ]
  }
}
