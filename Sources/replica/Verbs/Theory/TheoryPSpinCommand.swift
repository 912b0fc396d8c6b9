import ArgumentParser
import ReplicaKit

/// `replica theory pspin`: Ising and spherical p-spin models.
struct TheoryPSpinCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pspin",
    abstract: "Replica solutions, transitions and complexity of p-spin models.",
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
      guard !wanted, complexity == nil else {
        throw ValidationError("--transitions needs no temperature and no --complexity")
      }
    } else {
      _ = try values()
    }
    if let complexity {
      guard (2...10_000).contains(complexity) else {
        throw ValidationError("--complexity is \(complexity); expected 2 to 10000 points")
      }
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

  func run() async throws {
    try await reportingFailures {
      if transitions { return try printTransitions() }
      if let complexity { return try printComplexity(count: complexity) }
      if spherical { return try printSpherical() }
      try await TheoryReport(
        theory: try SpinGlassTheory(mixture: .pSpin(p), field: field), ansatz: ansatz,
        temperatures: try values(), figure: figure, common: common, name: "\(p)-spin model"
      ).run()
    }
  }

  private func printTransitions() throws {
    if spherical {
      let model = try SphericalPSpinTheory(p: p)
      let transition = try model.staticTransition()
      let ground = try model.state(temperature: 0).energyPerSpin
      guard common.json else {
        print(
          "T_d = \(text(model.dynamicalTemperature, digits: 11)), "
            + "T_s = \(text(transition.temperature, digits: 11)), "
            + "threshold energy \(text(model.thresholdEnergyPerSpin, digits: 11)), "
            + "ground state \(text(ground, digits: 11))")
        return
      }
      return Console.print([
        "p": .integer(p), "spherical": true,
        "dynamical_temperature": .number(model.dynamicalTemperature),
        "static_temperature": .number(transition.temperature), "gardner_temperature": nil,
        "threshold_energy_per_spin": .number(model.thresholdEnergyPerSpin),
        "ground_state_energy_per_spin": .number(ground), "error_estimate": .number(1e-14),
        "seed": JSONValue(seed: common.seed),
      ])
    }
    let found = try PSpinTheory(p: p).transitions()
    guard common.json else {
      let gardner = found.gardnerTemperature.map { text($0, digits: 11) } ?? "below 1e-5"
      print(
        "T_d = \(text(found.dynamicalTemperature, digits: 11)), "
          + "T_s = \(text(found.staticTemperature, digits: 11)), T_G = \(gardner)")
      return
    }
    Console.print([
      "p": .integer(p), "spherical": false,
      "dynamical_temperature": .number(found.dynamicalTemperature),
      "static_temperature": .number(found.staticTemperature),
      "gardner_temperature": found.gardnerTemperature.map { .number($0) } ?? nil,
      "error_estimate": .number(found.errorEstimate), "seed": JSONValue(seed: common.seed),
    ])
  }

  private func printComplexity(count: Int) throws {
    try figure.requireWritable()
    let temperature = temperature ?? 0
    if spherical {
      return try printSphericalComplexity(count: count, temperature: temperature)
    }
    let points = try PSpinTheory(p: p).complexity(temperature: temperature, count: count)
    guard !points.isEmpty else {
      throw Failure(
        .computation,
        "there is one state only at T = \(temperature), above the dynamical temperature; "
          + "'replica theory pspin --p \(p) --transitions' gives it")
    }
    guard common.json else {
      var table = TextTable(["f", "Σ", "m", "q1", "replicon"])
      for point in points {
        table.add([
          text(point.freeEnergyPerSpin, digits: 10), text(point.complexity, digits: 8),
          text(point.breakingParameter, digits: 8), text(point.q1, digits: 9),
          text(point.replicon, digits: 4),
        ])
      }
      print(table.text)
      return try draw(CurvesFigure(complexityOf: points, p: p, temperature: temperature))
    }
    Console.print([
      "p": .integer(p), "temperature": .number(temperature),
      "free_energy_per_spin": JSONValue(points.map(\.freeEnergyPerSpin)),
      "complexity": JSONValue(points.map(\.complexity)),
      "breaking_parameter": JSONValue(points.map(\.breakingParameter)),
      "scaled_breaking_parameter": JSONValue(points.map(\.scaledBreakingParameter)),
      "q1": JSONValue(points.map(\.q1)),
      "replicon": .array(points.map { JSONValue($0.replicon) }), "error_estimate": .number(1e-12),
      "seed": JSONValue(seed: common.seed),
    ])
    try draw(CurvesFigure(complexityOf: points, p: p, temperature: temperature))
  }

  private func draw(_ curves: CurvesFigure) throws {
    for picture in try figure.draw(curves, common: common) where !common.json {
      print("\nfigure: \(picture)")
    }
  }

  private func printSphericalComplexity(count: Int, temperature: Double) throws {
    guard temperature == 0 else {
      throw Failure(
        .usage,
        "the complexity of the spherical model is that of its energy minima; "
          + "take --temperature 0")
    }
    let model = try SphericalPSpinTheory(p: p)
    let low = try model.state(temperature: 0).energyPerSpin
    let high = model.thresholdEnergyPerSpin
    let energies = (0..<count).map { low + (high - low) * Double($0) / Double(count - 1) }
    let complexity = energies.map { model.complexity(energyPerSpin: $0) ?? 0 }
    guard common.json else {
      var table = TextTable(["e", "Σ"])
      for (energy, value) in zip(energies, complexity) {
        table.add([text(energy, digits: 10), text(value, digits: 8)])
      }
      print(table.text)
      return try draw(CurvesFigure(sphericalComplexity: complexity, energies: energies, p: p))
    }
    Console.print([
      "p": .integer(p), "spherical": true, "energy_per_spin": JSONValue(energies),
      "complexity": JSONValue(complexity), "error_estimate": .number(1e-12),
      "seed": JSONValue(seed: common.seed),
    ])
    try draw(CurvesFigure(sphericalComplexity: complexity, energies: energies, p: p))
  }

  private func printSpherical() throws {
    let model = try SphericalPSpinTheory(p: p)
    let states = try values().map { try model.state(temperature: $0) }
    guard common.json else {
      var table = TextTable(["T", "f", "e", "s", "q1", "m", "replicon"])
      for state in states {
        table.add([
          text(state.temperature), text(state.freeEnergyPerSpin, digits: 11),
          text(state.energyPerSpin, digits: 11), text(state.entropyPerSpin, digits: 8),
          text(state.q1, digits: 9), text(state.breakingParameter, digits: 8),
          text(state.replicon, digits: 8),
        ])
      }
      print(table.text)
      return
    }
    let rows = states.map { state -> JSONValue in
      let broken = state.q1 > 0
      let function = ParisiFunction(
        overlaps: broken ? [0, state.q1] : [0],
        breakingPoints: broken ? [state.breakingParameter] : [])
      return [
        "temperature": .number(state.temperature), "spherical": true, "p": .integer(p),
        "free_energy_per_spin": .number(state.freeEnergyPerSpin),
        "energy_per_spin": .number(state.energyPerSpin),
        "entropy_per_spin": JSONValue(state.entropyPerSpin),
        "overlaps": JSONValue(function.overlaps),
        "breaking_points": JSONValue(function.breakingPoints),
        "edwards_anderson_parameter": .number(state.q1),
        "mean_overlap": .number(function.meanOverlap),
        "mean_square_overlap": .number(function.meanSquareOverlap),
        "replicon": .number(state.replicon), "stable": true, "error_estimate": .number(1e-14),
      ]
    }
    if rows.count == 1, var object = rows.first {
      object["seed"] = JSONValue(seed: common.seed)
      Console.print(object)
    } else {
      Console.print(["temperatures": .array(rows), "seed": JSONValue(seed: common.seed)])
    }
  }
}
