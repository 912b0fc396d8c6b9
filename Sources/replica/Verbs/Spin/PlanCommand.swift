import ArgumentParser
import ReplicaKit

/// `replica plan`: how long and how wide a run must be.
struct PlanCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "How many sweeps and instances a wanted error needs, from a short pilot.",
    discussion: """
      The pilot samples a few instances, with twice the sweeps in every round, until each of them alone is \
      equilibrated at all temperatures. The planned run has twice the sweeps of that round, because among many \
      instances some are slower, and as many instances as bring the error of the quantity down to the wanted one at \
      every temperature. Its numbers are those of another seed, so that the run uses none of them again.

      The energy and Binder's ratio have smaller or larger scatter than ⟨q²⟩: say what is wanted.

      EXAMPLES
        replica plan sk --spins 64 --temperature-range 0.4:1.4:11 --error 0.01
        replica plan edwards-anderson --length 6 --disorder pm1 --temperature-range 1:2:11 --quantity binder --error 0.02
      """)

  @OptionGroup var model: ModelOptions
  @OptionGroup var temperatures: TemperatureOptions

  @Option(help: "What is wanted: energy, mean-square-overlap or binder.")
  var quantity = QuantityName(quantity: .meanSquareOverlap)

  @Option(parsing: .unconditional, help: "The wanted standard error over instances.")
  var error = 0.01

  @Option(parsing: .unconditional, help: "The number of independent ladders per instance.")
  var chains = 4

  @Option(parsing: .unconditional, help: "The instances of the pilot.")
  var pilotInstances = 16

  @Option(parsing: .unconditional, help: "The most measured sweeps of the pilot.")
  var pilotSweeps = 16_384

  @OptionGroup var common: CommonOptions

  /// The name of what is wanted.
  struct QuantityName: ExpressibleByArgument, CustomStringConvertible {
    let quantity: RunPlan.Quantity

    init(quantity: RunPlan.Quantity) { self.quantity = quantity }

    init?(argument: String) {
      guard let quantity = RunPlan.Quantity(rawValue: argument) else { return nil }
      self.init(quantity: quantity)
    }

    var description: String { quantity.rawValue }
    static var allValueStrings: [String] { RunPlan.Quantity.allCases.map(\.rawValue) }
  }

  func validate() throws {
    try expect(error > 0 && error.isFinite, "--error", error, "a number above 0")
    try expect(
      (2...10_000).contains(pilotInstances), "--pilot-instances", pilotInstances, "2 to 10000")
    try expect(
      (64...1 << 30).contains(pilotSweeps), "--pilot-sweeps", pilotSweeps, "64 to 2^30")
    do {
      _ = try SamplingSettings(
        temperatures: try temperatures.values(), chainCount: chains, sweeps: pilotSweeps)
    } catch { throw ValidationError("\(error)") }
  }

  func outcome(_ session: Session) async throws -> RunPlan {
    let ensemble = try model.makeModel { common.hint($0) }
    let command = CommandLine.reproducingCommand(
      replacing: [
        "--quantity": 2, "--error": 2, "--pilot-instances": 2, "--pilot-sweeps": 2, "--chains": 2,
      ], by: [])
    return try await RunPlan(
      ensemble, temperatures: try temperatures.values(), chains: chains,
      quantity: quantity.quantity,
      error: error, pilotInstances: pilotInstances, mostSweeps: pilotSweeps,
      command: command.replacing("replica plan", with: "replica sample", maxReplacements: 1),
      session: session)
  }
}
