import ArgumentParser
import ReplicaKit

/// `replica plan`: how long and how wide a run must be.
struct PlanCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "What a wanted error, or a verdict, needs.",
    discussion: """
      From a short pilot. It samples a few instances, with twice the sweeps in every round, until each of them alone is \
      equilibrated at all temperatures. The planned run has twice the sweeps of that round, because among many \
      instances some are slower, and as many instances as bring the error of the quantity down to the wanted one at \
      every temperature. Its numbers are those of another seed, so that the run uses none of them again.

      With --power the plan is for a verdict at one temperature instead: as many instances as tell one step of \
      replica-symmetry breaking from several with that probability, on planted data of the pilot's size, levels and m; \
      where symmetry is not broken, as many as have a verdict in the pilot. Where no number of instances would do at this \
      size it says so, and which size might.

      The energy and Binder's ratio have smaller or larger scatter than ⟨q²⟩: say what is wanted.

      EXAMPLES
        replica plan sk --spins 64 --temperature-range 0.4:1.4:11 --error 0.01
        replica plan edwards-anderson --length 6 --disorder pm1 --quantity binder \\
          --temperature-range 1:2:11 --error 0.02  # about 20 s
        replica plan pspin --spins 64 \\
          --temperature-range 0.4:1.2:9 --power 0.8  # about 3 minutes
      """)

  @OptionGroup var model: ModelOptions
  @OptionGroup var temperatures: TemperatureOptions

  @Option(help: "What is wanted: energy, mean-square-overlap or binder.")
  var quantity = QuantityName(quantity: .meanSquareOverlap)

  @Option(parsing: .unconditional, help: "The wanted standard error over instances.")
  var error = 0.01

  @Option(
    parsing: .unconditional,
    help: "The wanted probability of the verdict, between 0 and 1, instead of an error.")
  var power: Double?

  @Option(
    parsing: .unconditional,
    help: "The temperature of the verdict, one of the ladder. (default: the coldest)")
  var verdictTemperature: Double?

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
    if let power {
      try expect(power > 0 && power < 1, "--power", power, "a number between 0 and 1")
      for option in ["--error", "--quantity"] where CommandLine.isGiven(option) {
        throw ValidationError("\(option) has no effect with --power; expected one of them")
      }
    } else if verdictTemperature != nil {
      throw ValidationError("--verdict-temperature has an effect with --power only")
    }
    try expect(error > 0 && error.isFinite, "--error", error, "a number above 0")
    try expect(
      (2...10_000).contains(pilotInstances), "--pilot-instances", pilotInstances, "2 to 10000")
    try expect(
      (64...1 << 30).contains(pilotSweeps), "--pilot-sweeps", pilotSweeps, "64 to 2^30")
    do {
      let settings = try SamplingSettings(
        temperatures: try temperatures.values(), chainCount: chains, sweeps: pilotSweeps)
      if let verdictTemperature, settings.temperatureIndex(of: verdictTemperature) == nil {
        throw SamplingError.noSuchTemperature(verdictTemperature, stored: settings.temperatures)
      }
    } catch { throw ValidationError("\(error)") }
  }

  func outcome(_ session: Session) async throws -> AnyReport {
    let ensemble = try model.makeModel { common.hint($0) }
    let command = CommandLine.reproducingCommand(
      replacing: [
        "--quantity": 2, "--error": 2, "--pilot-instances": 2, "--pilot-sweeps": 2, "--chains": 2,
        "--power": 2, "--verdict-temperature": 2,
      ], by: []
    ).replacing("replica plan", with: "replica sample", maxReplacements: 1)
    if let power {
      return AnyReport(
        try await PowerPlan(
          ensemble, temperatures: try temperatures.values(), chains: chains,
          temperature: verdictTemperature, power: power, pilotInstances: pilotInstances,
          mostSweeps: pilotSweeps, command: command, session: session))
    }
    return AnyReport(
      try await RunPlan(
        ensemble, temperatures: try temperatures.values(), chains: chains,
        quantity: quantity.quantity, error: error, pilotInstances: pilotInstances,
        mostSweeps: pilotSweeps, command: command, session: session))
  }
}
