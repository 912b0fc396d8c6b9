import ArgumentParser
import ReplicaKit

/// `replica theory hopfield`: the Hopfield model in replica theory.
struct TheoryHopfieldCommand: DrawingVerb {
  static let configuration = CommandConfiguration(
    commandName: "hopfield",
    abstract: "The Hopfield model: retrieval, spin glass, mixtures.",
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

  var isRandom: Bool { false }

  func outcome(_ session: Session) async throws -> AnyReport {
    if ansatz == .oneStep {
      return AnyReport(try HopfieldOneStep(load: transitions ? nil : load))
    }
    if phaseDiagram {
      return AnyReport(try await HopfieldPhaseLines(loads: loads(), session: session))
    }
    if transitions { return AnyReport(try HopfieldTransitionTemperatures(load: load)) }
    let theory = try HopfieldTheory(load: load ?? 0)
    if let temperature {
      return AnyReport(
        try HopfieldPoint(theory, temperature: temperature, demanded: solution))
    }
    return AnyReport(
      try await HopfieldScan(
        theory, temperatures: temperatures(), demanded: solution, session: session))
  }

  private func temperatures() throws -> [Double] {
    if let temperature { return [temperature] }
    return try temperatureRange.map { try TemperatureOptions.range($0) } ?? []
  }

  private func loads() throws -> [Double] {
    guard phaseDiagram else { return [] }
    return try TemperatureOptions.range(
      loadRange ?? "0:0.15:61", option: "--load-range", of: "loads")
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
