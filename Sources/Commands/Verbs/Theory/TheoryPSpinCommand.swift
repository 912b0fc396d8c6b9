import ArgumentParser
import ReplicaKit

/// `replica theory pspin`: Ising and spherical p-spin models.
struct TheoryPSpinCommand: DrawingVerb {
  static let configuration = CommandConfiguration(
    commandName: "pspin",
    abstract: "p-spin models: solutions, transitions, complexity.",
    discussion: """
      Ising spins, or --spherical ones (zero field, closed forms; free energies relative to the uniform \
      measure on the sphere). Above the static temperature the 1rsb solution is the paramagnet; below \
      the Gardner temperature one step is unstable and 'parisi' has a continuous part above its step.
      Figures of --complexity show Σ(f), and Σ against m; states that are unstable are dashed.

      EXAMPLES
        replica theory pspin --p 3 --temperature 0.5 --ansatz 1rsb
        replica theory pspin --p 3 --transitions
        replica theory pspin --p 3 --temperature 0.2
        replica theory pspin --p 3 --temperature 0.66 --complexity 20
        replica theory pspin --p 3 -t 0.5 --complexity 100 --figure s.svg
        replica theory pspin --p 3 --spherical --temperature-range 0:0.8:9
      """)

  @Option(parsing: .unconditional, help: "The number of interacting spins, 3 to 100.")
  var p = 3

  @Flag(help: "Spherical instead of Ising spins.")
  var spherical = false

  @Option(name: .shortAndLong, parsing: .unconditional, help: "The temperature; 0 is allowed.")
  var temperature: Double?

  @Option(parsing: .unconditional, help: "Equally spaced temperatures: low:high:count.")
  var temperatureRange: String?

  @Flag(help: "The transition temperatures.")
  var transitions = false

  @Option(
    parsing: .unconditional,
    help: "The complexity as a function of the free energy, with this many points.")
  var complexity: Int?

  @OptionGroup var ansatz: AnsatzOptions

  @Option(parsing: .unconditional, help: "The uniform field h (Ising).")
  var field = 0.0

  @OptionGroup var figure: FigureOptions

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (3...Mixture.largestDegree).contains(p) else {
      throw ValidationError(
        "--p is \(p); expected 3 to \(Mixture.largestDegree)"
          + (p == 2 ? " (p = 2 is 'replica theory sk')" : ""))
    }
    let wanted = temperature != nil || temperatureRange != nil
    if transitions {
      try CommandLine.refuse(
        "--field", "--ansatz", "--steps", "--branch", unless: false,
        "changes nothing in --transitions, which are those of the model without a field")
      guard !wanted, complexity == nil else {
        throw ValidationError("--transitions needs no temperature and no --complexity")
      }
    } else {
      _ = try values()
    }
    if let complexity {
      try expect((2...10_000).contains(complexity), "--complexity", complexity, "2 to 10000 points")
      guard temperature != nil, field == 0 else {
        throw ValidationError("--complexity needs one --temperature and no field")
      }
    }
    if spherical {
      guard field == 0 else { throw ValidationError("--spherical is solved at zero field only") }
      guard figure.figure == nil || complexity != nil else {
        throw ValidationError("--figure with --spherical applies to --complexity")
      }
    }
    if transitions, figure.figure != nil {
      throw ValidationError(
        "--figure applies to solutions at temperatures and to --complexity; --transitions are three "
          + "numbers")
    }
  }

  private func values() throws -> [Double] {
    guard (temperature == nil) != (temperatureRange == nil) else {
      throw ValidationError(
        "expected --transitions or exactly one of --temperature T and "
          + "--temperature-range low:high:count")
    }
    let values = try temperature.map { [$0] } ?? TemperatureOptions.range(temperatureRange ?? "")
    for value in values where value != 0 && !(1e-100...1e100).contains(value) {
      throw ValidationError("a temperature is \(value); expected 0, or 1e-100 to 1e100")
    }
    return values
  }

  var isRandom: Bool { false }

  func outcome(_ session: Session) async throws -> AnyReport {
    if transitions { return AnyReport(try PSpinTransitions(p: p, isSpherical: spherical)) }
    if let complexity {
      let temperature = temperature ?? 0
      guard spherical else {
        return AnyReport(
          try PSpinComplexity(p: p, temperature: temperature, count: complexity))
      }
      guard temperature == 0 else {
        throw Failure(
          .usage,
          "the complexity of the spherical model is that of its energy minima; "
            + "take --temperature 0")
      }
      return AnyReport(try SphericalPSpinComplexity(p: p, count: complexity))
    }
    if spherical {
      return AnyReport(try SphericalPSpinTheory(p: p).states(temperatures: values()))
    }
    return AnyReport(
      try await SpinGlassSolutions(
        SpinGlassTheory(mixture: .pSpin(p), field: field), name: "\(p)-spin model",
        ansatz: ansatz.value, temperatures: values(), session: session))
  }
}
