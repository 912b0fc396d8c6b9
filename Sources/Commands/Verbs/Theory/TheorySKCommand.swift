import ArgumentParser
import ReplicaKit

/// `replica theory sk`: solutions of the SK model with any number of steps.
struct TheorySKCommand: PagedVerb {
  static let configuration = CommandConfiguration(
    commandName: "sk",
    abstract: "The SK model: rs, 1rsb, krsb, parisi.",
    discussion: """
      'parisi' is the exact solution: q(x) continuous below the AT line, extrapolated from solutions \
      with up to 20 steps, with an error estimate of every number. 'krsb' takes --steps steps; 'rs' and \
      '1rsb' are the textbook approximations, wrong below the AT line, and say so.

      Without a field the stepped equations have two solutions: 'minimum' (q0 > 0), the true one, and \
      'q0-zero', the restricted one. Above the AT line all are replica-symmetric, and said to be.

      EXAMPLES
        replica theory sk --temperature 0.5
        replica theory sk --temperature 0 --json
        replica theory sk --ansatz krsb --steps 4 --temperature 0.3 --field 0.2
        replica theory sk --ansatz 1rsb --temperature 0.4 --branch q0-zero
        replica theory sk --temperature-range 0.1:1.1:11 --figure energy.svg
        replica theory sk --temperature-range 0.1:1.1:11 --report energy.html
      """)

  @OptionGroup var ansatz: AnsatzOptions

  @OptionGroup var temperatures: TheoryTemperatureOptions

  @Option(parsing: .unconditional, help: "The uniform field h.")
  var field = 0.0

  @Option(parsing: .unconditional, help: "The ferromagnetic bias J0.")
  var bias = 0.0

  @OptionGroup var page: PageOptions
  @OptionGroup var figure: FigureOptions

  @OptionGroup var common: CommonOptions

  var isRandom: Bool { false }

  func outcome(_ session: Session) async throws -> SpinGlassSolutions {
    try await SpinGlassSolutions(
      SpinGlassTheory(field: field, bias: bias), name: "Sherrington–Kirkpatrick",
      ansatz: ansatz.value, temperatures: temperatures.values(), session: session)
  }
}

/// How many steps of replica-symmetry breaking are allowed.
struct AnsatzOptions: ParsableArguments {
  enum Ansatz: String, ExpressibleByArgument, CaseIterable {
    case rs
    case oneStep = "1rsb"
    case steps = "krsb"
    case parisi
  }

  @Option(help: "rs, 1rsb, krsb or parisi, the exact one.")
  var ansatz = Ansatz.parisi

  @Option(
    parsing: .unconditional,
    help: "krsb: the number of steps, 1 to 40; parisi: the most in the extrapolation. (default: 20)"
  )
  var steps: Int?

  @Option(help: "1rsb and krsb at zero field: minimum or q0-zero. (default: minimum)")
  var branch: Branch?

  enum Branch: String, ExpressibleByArgument, CaseIterable {
    case minimum
    case q0Zero = "q0-zero"
  }

  func validate() throws {
    if branch != nil, ansatz == .rs || ansatz == .parisi {
      throw ValidationError("--branch applies to --ansatz 1rsb and krsb")
    }
    let largest = SpinGlassTheory.largestStepCount
    switch (ansatz, steps) {
    case (.steps, nil): throw ValidationError("--ansatz krsb needs --steps")
    case (.rs, .some), (.oneStep, .some):
      throw ValidationError("--steps applies to --ansatz krsb and parisi")
    case (.steps, let steps?) where !(1...largest).contains(steps):
      throw ValidationError("--steps is \(steps); expected 1 to \(largest)")
    case (.parisi, let steps?) where !(8...largest).contains(steps):
      throw ValidationError("--steps is \(steps); expected 8 to \(largest) for parisi")
    default: break
    }
  }

  /// The same choice for the library.
  var value: SpinGlassAnsatz {
    let branch: SteppedSolution.Branch = branch == .q0Zero ? .q0Zero : .minimum
    return switch ansatz {
    case .rs: .replicaSymmetric
    case .oneStep: .oneStep(branch)
    case .steps: .steps(steps ?? 1, branch)
    case .parisi: .parisi(largestStepCount: steps ?? 20)
    }
  }
}
