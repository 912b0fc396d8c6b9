import ArgumentParser
import ReplicaKit

/// `replica exact`: enumeration of small models.
struct ExactCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "exact",
    abstract: "Exact averages of a small model, by enumeration.",
    discussion: """
      EXAMPLES
        replica exact sk --spins 16 --temperature 0.5
        replica exact couplings --input bonds.txt --temperature 0.5  # your couplings
      """)

  @OptionGroup var model: ModelOptions
  @OptionGroup var temperatures: TemperatureOptions

  @Option(parsing: .unconditional, help: "The disorder instance.")
  var instance = 0

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard instance >= 0, instance < 1 << 32 else {
      throw ValidationError("--instance is \(instance); expected 0 to \((1 << 32) - 1)")
    }
    guard instance == 0 || isRandom else {
      throw ValidationError(
        "--instance has no effect: the couplings are given, and nothing is drawn")
    }
  }

  var isRandom: Bool { model.model.name != "couplings" && model.parameters.patternFile == nil }

  func outcome(_ session: Session) async throws -> ExactReport {
    try requireFewSpins(model.parameters.spins)
    let drawn = try model.makeModel { common.hint($0) }
    try requireFewSpins(drawn.spinCount)
    if common.json, let given = drawn.givenSummary { common.hint(given.sentence) }
    return try await ExactReport(
      drawn, instance: instance, temperatures: try temperatures.values(), session: session)
  }

  /// Refuses a model that is too large before its couplings are drawn.
  private func requireFewSpins(_ count: Int?) throws {
    if let count, count > ExactEnumeration.largestSpinCount {
      throw SpinModelError.tooManySpinsToEnumerate(count, limit: ExactEnumeration.largestSpinCount)
    }
  }
}
