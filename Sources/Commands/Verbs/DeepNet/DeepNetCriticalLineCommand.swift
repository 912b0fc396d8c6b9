import ArgumentParser
import ReplicaKit

/// `replica deepnet critical-line`: where order and chaos meet.
struct DeepNetCriticalLineCommand: DrawingVerb {
  static let configuration = CommandConfiguration(
    commandName: "critical-line",
    abstract: "The line χ₁ = 1 between order and chaos.",
    discussion: """
      The line is a curve with q* as its parameter, so that points at given q* need no search. Some \
      functions have a single critical point (relu, leaky-relu, linear), some none (sign is always chaotic, \
      softplus always ordered); gelu and silu have a piece on which q* is unstable, marked so.

      EXAMPLES
        replica deepnet critical-line --sigma-b 0.2236
        replica deepnet critical-line --q-range 0:4:81 --figure line.svg
        replica deepnet critical-line --activation hard-tanh \\
          --sigma-b-range 0:1:21 --json
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

  var isRandom: Bool { false }

  func outcome(_ session: Session) throws -> DeepNetCriticalLine {
    try DeepNetCriticalLine(
      phi.named,
      at: sigmaB.map { .sigmaB($0) }
        ?? (qRange != nil ? .lengths(lengths()) : .deviations(deviations())))
  }
}
