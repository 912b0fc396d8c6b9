package import Documents
package import Figures
package import ReplicaTheory

extension HopfieldSolution {
  /// The quantities of a solution; the columns of a table that has the phase elsewhere come first.
  fileprivate static let columns: [Column<HopfieldSolution>] = [
    Column(key: "phase") { .string("\($0.phase)") }, Column(nil, "load") { $0.load },
    Column("T", "temperature") { $0.temperature },
    Column(key: "patterns") { .integer($0.phase.patternCount) },
    Column("m", "retrieval_overlap", digits: 9) { $0.retrievalOverlap },
    Column("q", "q", digits: 9) { $0.q }, Column("r", "r", digits: 8) { $0.r },
    Column("f", "free_energy_per_spin", digits: 11) { $0.freeEnergyPerSpin },
    Column("e", "energy_per_spin", digits: 11) { $0.energyPerSpin },
    Column("s", "entropy_per_spin", digits: 8) { $0.entropyPerSpin },
    Column("replicon", "replicon", digits: 6) { $0.replicon },
    Column(nil, "pattern_stability") { $0.patternStability },
    Column(key: "stable") { .bool($0.stable) },
    Column("± f", "error_estimate", digits: 1) { $0.errorEstimate },
    Column(nil, "overlap_error_estimate") { $0.overlapErrorEstimate },
  ]

  private static let numbers = columns.headed("m", "q", "r", "f", "e", "s", "replicon", "± f")

  /// The columns of solutions at one temperature.
  fileprivate static let pointColumns =
    [Column(text: "solution") { "\($0.phase)" }] + numbers + [
      Column(text: "stability") { $0.stabilityNote }
    ]

  /// The columns of solutions at several temperatures.
  fileprivate static let scanColumns =
    columns.headed("T") + numbers + [
      Column(text: "solution") { "\($0.phase), \($0.stabilityNote)" }
    ]

  private var stabilityNote: String {
    if stable { return "stable" }
    return patternStability < 0
      ? "unstable against other overlaps with patterns" : "unstable: replica symmetry broken"
  }
}

/// The solutions of the Hopfield model at one load and temperature.
package struct HopfieldPoint: Reportable {
  private let theory: HopfieldTheory
  private let temperature: Double
  private let chosen: HopfieldSolution
  private let all: [HopfieldSolution]
  private let equilibrium: HopfieldPhase
  private let isDemanded: Bool

  /// Finds the solutions.
  ///
  /// - Parameters:
  ///   - theory: The model.
  ///   - temperature: The temperature.
  ///   - demanded: The solution that is wanted; `nil` for retrieval where it exists.
  /// - Throws: ``ReplicaTheoryError``.
  package init(_ theory: HopfieldTheory, temperature: Double, demanded: HopfieldPhase?) throws {
    self.theory = theory
    self.temperature = temperature
    all = try theory.solutions(temperature: temperature)
    equilibrium = try theory.equilibrium(temperature: temperature).phase
    chosen =
      try demanded.map { try theory.solution($0, temperature: temperature) }
      ?? theory.solution(temperature: temperature)
    isDemanded = demanded != nil
  }

  package var document: JSONValue {
    JSONValue(HopfieldSolution.columns, chosen).merging([
      "equilibrium_phase": .string("\(equilibrium)"),
      "solutions": JSONValue(HopfieldSolution.columns, rows: all),
    ])
  }

  package var sections: [ReportSection] {
    [
      .text("α = \(text(theory.load)), T = \(text(temperature))"),
      .table(ReportTable(HopfieldSolution.pointColumns, isDemanded ? [chosen] : all)),
      .text("lowest free energy: \(equilibrium)"),
    ]
  }
}

/// Solutions of the Hopfield model at one load and many temperatures.
package struct HopfieldScan: Reportable {
  private let theory: HopfieldTheory
  private let found: [HopfieldSolution]
  private let seed: UInt64

  /// Finds the solutions, and notes how many temperatures have none of the kind that is wanted.
  ///
  /// - Parameters:
  ///   - theory: The model.
  ///   - temperatures: The temperatures, ascending.
  ///   - demanded: The solution that is wanted; `nil` for retrieval where it exists.
  ///   - session: Threads and progress.
  /// - Throws: ``ReplicaTheoryError``, also where no temperature has the solution that is wanted.
  package init(
    _ theory: HopfieldTheory, temperatures: [Double], demanded: HopfieldPhase?, session: Session
  ) async throws {
    self.theory = theory
    let rows: [HopfieldSolution?] = try await session.concurrently(
      "solving", count: temperatures.count
    ) { k in
      guard let demanded else { return try theory.solution(temperature: temperatures[k]) }
      do {
        return try theory.solution(demanded, temperature: temperatures[k])
      } catch ReplicaTheoryError.noHopfieldSolution {
        return nil
      }
    }
    found = rows.compactMap { $0 }
    if let demanded, found.isEmpty {
      // Says what exists at the lowest temperature, where it would have been first.
      _ = try theory.solution(demanded, temperature: temperatures[0])
    }
    seed = session.seed
    if found.count < rows.count {
      session.note(
        "\(rows.count - found.count) of \(rows.count) temperatures have no such solution and are "
          + "left out")
    }
  }

  package var document: JSONValue {
    [
      "load": .number(theory.load), "seed": JSONValue(seed: seed),
      "temperatures": JSONValue(HopfieldSolution.columns, rows: found),
    ]
  }

  package var sections: [ReportSection] {
    [.table(ReportTable(HopfieldSolution.scanColumns, found))]
  }

  /// Overlaps and thermodynamics.
  package var figures: [any Figure] {
    get throws {
      let transitions = try theory.transitions()
      let named: [(String, Double?)] = [
        ("T_g", transitions.spinGlassTemperature),
        ("T_M", transitions.retrievalSpinodalTemperature),
        ("T_c", transitions.retrievalTemperature),
      ]
      let (first, last) = (found.first?.temperature ?? 0, found.last?.temperature ?? 0)
      let guides = named.compactMap { name, place -> CurvesFigure.Guide? in
        guard let place, place > first, place < last else { return nil }
        return .vertical(at: place, name: name)
      }
      func panel(_ label: String, _ keys: String...) -> CurvesFigure.Panel {
        let quantities = keys.flatMap { HopfieldSolution.columns.headed($0) }
        return CurvesFigure.Panel(
          horizontal: .init("T"), vertical: .init(label), curves: curves(quantities),
          guides: guides)
      }
      return [
        CurvesFigure(
          title: "Hopfield model", system: "load α = \(text(transitions.load)), replica-symmetric",
          panels: [panel("m, q", "m", "q"), panel("f, e, s", "f", "e", "s")])
      ]
    }
  }

  /// Quantities against the temperature; a curve ends where another phase begins.
  private func curves(_ quantities: [Column<HopfieldSolution>]) -> [CurvesFigure.Curve] {
    var pieces: [[HopfieldSolution]] = []
    for row in found {
      if pieces.last?.last?.phase == row.phase {
        pieces[pieces.count - 1].append(row)
      } else {
        pieces.append([row])
      }
    }
    return quantities.enumerated().flatMap { index, quantity in
      pieces.enumerated().map { place, piece in
        CurvesFigure.Curve(
          name: place == 0 ? quantity.header ?? "" : "", x: piece.map(\.temperature),
          y: quantity.number.map { piece.map($0) } ?? [],
          style: piece.count > 1 ? .line : .points, colour: .series(index))
      }
    }
  }
}

/// The retrieval state of the Hopfield model at zero temperature with one step of replica-symmetry breaking.
package struct HopfieldOneStep: Reportable {
  private let state: HopfieldOneStepState
  private let critical: HopfieldOneStepState
  private let symmetricLoad: Double

  /// Finds the state.
  ///
  /// - Parameter load: The load; `nil` for the critical one.
  /// - Throws: ``ReplicaTheoryError``.
  package init(load: Double?) throws {
    critical = try HopfieldTheory.oneStepCriticalState()
    state = try load.map { try HopfieldTheory(load: $0).oneStepRetrieval() } ?? critical
    symmetricLoad = try HopfieldTheory.spinodal(temperature: 0).load
  }

  private var quantities: [Column<HopfieldOneStepState>] {
    let (critical, symmetricLoad) = (critical, symmetricLoad)
    return [
      Column(key: "phase") { _ in "retrieval" }, Column(key: "ansatz") { _ in "1rsb" },
      Column(nil, "load") { $0.load }, Column(key: "temperature") { _ in 0 },
      Column("m", "retrieval_overlap", digits: 12, "overlap with the pattern") {
        $0.retrievalOverlap
      },
      Column(key: "q") { _ in 1 }, Column(nil, "r") { $0.r1 },
      Column(key: "overlaps") { JSONValue([$0.q0, 1]) },
      Column(key: "breaking_points") { _ in JSONValue([0.0]) },
      Column("q0", "q0", digits: 12, "overlap of different states; q1 = 1") { $0.q0 },
      Column("r0", "r0", digits: 12, "noise of the other patterns between states") { $0.r0 },
      Column("r1", nil, digits: 12, "and within one") { $0.r1 },
      Column(
        "x/T", "breaking_parameter_over_temperature", digits: 12,
        "breaking parameter over temperature"
      ) { $0.breakingParameterOverTemperature },
      Column(nil, "free_energy_per_spin") { $0.energyPerSpin },
      Column("e", "energy_per_spin", digits: 12, "energy per spin") { $0.energyPerSpin },
      Column("s", "entropy_per_spin", digits: 12, "entropy per spin") { $0.entropyPerSpin },
      Column(key: "replicon") { _ in .null }, Column(key: "stable") { _ in false },
      Column(nil, "error_estimate") { $0.errorEstimate },
      Column(
        "α_c", "critical_load", digits: 12,
        "retrieval up to; \(text(symmetricLoad, digits: 9)) without breaking"
      ) { _ in critical.load },
      Column(nil, "critical_load_error_estimate") { _ in critical.loadErrorEstimate },
      Column(nil, "replica_symmetric_critical_load") { _ in symmetricLoad },
    ]
  }

  package var document: JSONValue { JSONValue(quantities, state) }

  package var sections: [ReportSection] {
    [
      .text(
        "one step of replica-symmetry breaking, T = 0, α = \(text(state.load, digits: 12))"),
      .table(ReportTable(quantities: quantities, of: state)),
      .text(
        "± e \(text(state.errorEstimate, digits: 1)), "
          + "± α_c \(text(critical.loadErrorEstimate, digits: 1))"),
    ]
  }
}
