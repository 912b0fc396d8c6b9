import ArgumentParser
import ReplicaKit

/// `replica theory hopfield`: the Hopfield model in replica theory.
struct TheoryHopfieldCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hopfield",
    abstract: "Retrieval, spin-glass and mixture solutions of the Hopfield model.",
    discussion: """
      Without --solution the retrieval state is printed where one exists, otherwise the spin glass or \
      the paramagnet; a table or 'solutions' lists all. 'stable' means against replica-symmetry \
      breaking and against other overlaps with patterns. Energies are those without self-coupling, \
      α/2 above those with it.

      EXAMPLES
        replica theory hopfield --load 0.05 --temperature 0.1
        replica theory hopfield --load 0.1 --temperature-range 0:1.5:16
        replica theory hopfield --load 0.1 --transitions
        replica theory hopfield --phase-diagram --figure phases.svg
        replica theory hopfield --ansatz 1rsb --transitions
      """)

  @Option(parsing: .unconditional, help: "The load α, patterns per spin.")
  var load: Double?

  @Option(name: .shortAndLong, parsing: .unconditional, help: "The temperature, 0 or more.")
  var temperature: Double?

  @Option(parsing: .unconditional, help: "Equally spaced temperatures: low:high:count.")
  var temperatureRange: String?

  @Option(
    help: "Demand a solution: retrieval, spin-glass, paramagnetic, mixture-3, mixture-5, … -99.",
    transform: HopfieldPhase.init(named:))
  var solution: HopfieldPhase?

  @Option(help: "rs, or 1rsb for the retrieval state at zero temperature.")
  var ansatz = Ansatz.rs

  enum Ansatz: String, ExpressibleByArgument, CaseIterable {
    case rs
    case oneStep = "1rsb"
  }

  @Flag(help: "Transition temperatures at the load, and the critical loads.")
  var transitions = false

  @Flag(help: "Transition temperatures at the loads of --load-range.")
  var phaseDiagram = false

  @Option(
    parsing: .unconditional,
    help: "Equally spaced loads: low:high:count. (default: 0:0.15:61)")
  var loadRange: String?

  @OptionGroup var figure: FigureOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    let jobs = [temperature != nil, temperatureRange != nil, transitions, phaseDiagram]
    guard jobs.count(where: { $0 }) == 1 else {
      throw ValidationError(
        "expected exactly one of --temperature T, --temperature-range low:high:count, --transitions "
          + "and --phase-diagram")
    }
    if let load, !(0...1e100).contains(load) {
      throw ValidationError("--load is \(load); expected 0 to 1e100")
    }
    let loadNeeded = temperature != nil || temperatureRange != nil
    if loadNeeded, load == nil { throw ValidationError("expected --load α") }
    if phaseDiagram, load != nil {
      throw ValidationError("--load does not apply to --phase-diagram; give --load-range")
    }
    if loadRange != nil, !phaseDiagram {
      throw ValidationError("--load-range applies to --phase-diagram")
    }
    if solution != nil, !loadNeeded {
      throw ValidationError("--solution applies to --temperature and --temperature-range")
    }
    if ansatz == .oneStep {
      guard temperature == 0 || transitions && load == nil, solution == nil else {
        throw ValidationError(
          "--ansatz 1rsb is for retrieval at zero temperature: give --load and --temperature 0, or "
            + "--transitions alone for the critical load")
      }
    }
    if figure.figure != nil, temperatureRange == nil, !phaseDiagram {
      throw ValidationError("--figure applies to --temperature-range and --phase-diagram")
    }
    for value in try temperatures() where value != 0 && !(1e-100...1e100).contains(value) {
      throw ValidationError("a temperature is \(value); expected 0, or 1e-100 to 1e100")
    }
    for value in try loads() where !(0...1e100).contains(value) {
      throw ValidationError("a load is \(value); expected 0 to 1e100")
    }
  }

  func run() async throws {
    try await reportingFailures {
      try figure.requireWritable()
      if ansatz == .oneStep {
        try printOneStep()
      } else if phaseDiagram {
        try await printPhaseDiagram()
      } else if transitions {
        try printTransitions()
      } else if temperature != nil {
        try printPoint()
      } else {
        try await printScan()
      }
    }
  }

  /// Draws a figure if one is wanted.
  func draw(_ drawing: CurvesFigure) throws {
    for picture in try figure.draw(drawing, common: common) where !common.json {
      print("\nfigure: \(picture)")
    }
  }

  private func temperatures() throws -> [Double] {
    if let temperature { return [temperature] }
    return try temperatureRange.map { try TemperatureOptions.range($0) } ?? []
  }

  func loads() throws -> [Double] {
    guard phaseDiagram else { return [] }
    return try TemperatureOptions.range(
      loadRange ?? "0:0.15:61", option: "--load-range", of: "loads")
  }

  func theory() throws -> HopfieldTheory { try HopfieldTheory(load: load ?? 0) }

  /// One load and temperature: the solution, and all others beside it.
  private func printPoint() throws {
    let theory = try theory()
    let temperature = temperature ?? 0
    let all = try theory.solutions(temperature: temperature)
    let equilibrium = try theory.equilibrium(temperature: temperature)
    let chosen =
      try solution.map { try theory.solution($0, temperature: temperature) }
      ?? theory.solution(temperature: temperature)
    if common.json {
      var object = chosen.json
      object["equilibrium_phase"] = .string("\(equilibrium.phase)")
      object["solutions"] = .array(all.map(\.json))
      object["seed"] = JSONValue(seed: common.seed)
      Console.print(object)
      return
    }
    let listed = solution == nil ? all : [chosen]
    print("α = \(text(theory.load)), T = \(text(temperature))")
    HopfieldSolution.printTable(listed, firstColumn: "solution") { "\($0.phase)" }
    print("lowest free energy: \(equilibrium.phase)")
  }

  /// One load and many temperatures.
  private func printScan() async throws {
    let theory = try theory()
    let temperatures = try temperatures()
    let wanted = solution
    let rows: [HopfieldSolution?] = try await common.concurrently(
      "solving", count: temperatures.count
    ) { k in
      guard let wanted else { return try theory.solution(temperature: temperatures[k]) }
      do {
        return try theory.solution(wanted, temperature: temperatures[k])
      } catch ReplicaTheoryError.noHopfieldSolution {
        return nil
      }
    }
    if let wanted, rows.allSatisfy({ $0 == nil }) {
      // Says what exists at the lowest temperature, where it would have been first.
      _ = try theory.solution(wanted, temperature: temperatures[0])
    }
    let found = rows.compactMap { $0 }
    if common.json {
      Console.print([
        "load": .number(theory.load), "seed": JSONValue(seed: common.seed),
        "temperatures": .array(found.map(\.json)),
      ])
    } else {
      HopfieldSolution.printTable(found, firstColumn: "T") { text($0.temperature) }
    }
    if found.count < rows.count {
      common.hint(
        "\(rows.count - found.count) of \(rows.count) temperatures have no such solution and are "
          + "left out")
    }
    if figure.figure != nil {
      try draw(CurvesFigure(hopfieldScan: found, transitions: theory.transitions()))
    }
  }
}

extension HopfieldPhase {
  /// Reads the name of a phase.
  init(named name: String) throws {
    switch name {
    case "paramagnetic": self = .paramagnetic
    case "spin-glass": self = .spinGlass
    case "retrieval": self = .retrieval
    default:
      let words = name.split(separator: "-")
      guard words.count == 2, words[0] == "mixture", let patterns = Int(words[1]),
        patterns % 2 == 1, (3...99).contains(patterns)
      else {
        throw ValidationError(
          "--solution is '\(name)'; expected retrieval, spin-glass, paramagnetic or mixture-n with "
            + "an odd n of 3 to 99")
      }
      self = .mixture(patterns: patterns)
    }
  }
}

extension HopfieldSolution {
  /// The object for scripts.
  var json: JSONValue {
    [
      "phase": .string("\(phase)"), "load": .number(load), "temperature": .number(temperature),
      "patterns": .integer(phase.patternCount),
      "retrieval_overlap": .number(retrievalOverlap), "q": .number(q), "r": JSONValue(r),
      "free_energy_per_spin": .number(freeEnergyPerSpin),
      "energy_per_spin": .number(energyPerSpin), "entropy_per_spin": .number(entropyPerSpin),
      "replicon": JSONValue(replicon), "pattern_stability": JSONValue(patternStability),
      "stable": .bool(stable), "error_estimate": .number(errorEstimate),
      "overlap_error_estimate": .number(overlapErrorEstimate),
    ]
  }

  /// Prints solutions for people.
  static func printTable(
    _ solutions: [HopfieldSolution], firstColumn: String,
    _ first: (HopfieldSolution) -> String
  ) {
    var table = TextTable([firstColumn, "m", "q", "r", "f", "e", "s", "replicon", "± f", ""])
    for one in solutions {
      let note =
        one.stable
        ? "stable"
        : one.patternStability < 0
          ? "unstable against other overlaps with patterns" : "unstable: replica symmetry broken"
      let phase = firstColumn == "solution" ? note : "\(one.phase), \(note)"
      table.add([
        first(one), text(one.retrievalOverlap, digits: 9), text(one.q, digits: 9),
        text(one.r, digits: 8), text(one.freeEnergyPerSpin, digits: 11),
        text(one.energyPerSpin, digits: 11), text(one.entropyPerSpin, digits: 8),
        text(one.replicon, digits: 6), text(one.errorEstimate, digits: 1), phase,
      ])
    }
    print(table.text)
  }
}
