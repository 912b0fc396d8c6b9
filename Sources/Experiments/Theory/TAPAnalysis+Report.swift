package import Documents
package import Figures
import LinearAlgebra
import ReplicaTheory
import SpinModels

extension TAPAnalysis: Reportable {
  /// A state with what is known of it.
  private struct Row {
    let index: Int
    let state: TAPSolution
    let visits: Int
    let weight: Double
    /// N β (f − f_0).
    let height: Double
    let curvature: Double?
    let pattern: (pattern: Int, overlap: Double)?
  }

  private var rows: [Row] {
    let lowest = set.states.first?.freeEnergyPerSpin ?? 0
    return set.states.enumerated().map { index, state in
      Row(
        index: index, state: state, visits: set.visits[index], weight: weights[index],
        height: Double(model.spinCount) * (state.freeEnergyPerSpin - lowest) / temperature,
        curvature: curvatures.indices.contains(index) ? curvatures[index] : nil,
        pattern: patterns.indices.contains(index) ? patterns[index] : nil)
    }
  }

  private var columns: [Column<Row>] {
    [
      Column(text: "state") { "\($0.index)" },
      Column("f", "free_energy_per_spin", digits: 9) { $0.state.freeEnergyPerSpin },
      Column("βN(f − f₀)", nil) { $0.height },
      Column(text: "weight") { text($0.weight, digits: 3) },
      Column("e", "energy_per_spin", digits: 7) { $0.state.energyPerSpin },
      Column("s", "entropy_per_spin", digits: 5) { $0.state.entropyPerSpin },
      Column("q_αα", "self_overlap", digits: 6) { $0.state.selfOverlap },
      Column(nil, "weight") { $0.weight },
      Column("replicon", "replicon") { $0.state.replicon },
      Column(nil, "residual") { $0.state.residual },
      Column(text: "curvature") { text($0.curvature) },
      Column("visits", "visits") {
        "\($0.visits)"
      } value: {
        .integer($0.visits)
      },
      Column(key: "method") { .string($0.state.method.rawValue) },
      Column(nil, "error_estimate") { $0.state.errorEstimate },
      Column(nil, "smallest_hessian_eigenvalue") { $0.curvature },
    ]
      + (patterns.isEmpty
        ? []
        : [
          Column("pattern", "pattern") { row in
            row.pattern.map { "\($0.pattern) (\(text($0.overlap)))" } ?? ""
          } value: { row in
            row.pattern.map { ["index": .integer($0.pattern), "overlap": .number($0.overlap)] }
              ?? .null
          }
        ])
  }

  /// A sampled state with what it led to.
  private struct SampledRow {
    let index: Int
    let state: SampledState
    let residual: Double?
    let end: TAPSolution?
    let place: Int?

    /// The normalised overlap of a sampled state with what it led to.
    ///
    /// ```
    /// q / √(q_αα q_TAP),   q_αα unbiased
    /// ```
    var agreement: Double? {
      guard let end else { return nil }
      let scale = (state.selfOverlap * end.selfOverlap).squareRoot()
      return scale > 1e-12 ? end.overlap(with: state.magnetizations) / scale : nil
    }

    var description: String {
      guard let end else { return "no reaction there" }
      guard end.isSolution else { return "unsolved (\(text(end.residual, digits: 2)))" }
      guard end.isState else { return "spurious" }
      return place.map { "state \($0)" } ?? "–"
    }
  }

  private var sampledRows: [SampledRow] {
    sampled.enumerated().map { index, pair in
      SampledRow(
        index: index, state: pair.state, residual: sampledResiduals[index], end: pair.end,
        place: pair.end.flatMap { set.index(of: $0) })
    }
  }

  private static let sampledColumns: [Column<SampledRow>] = [
    Column(text: "sampled state") { "\($0.index)" },
    Column("weight", "weight", digits: 3) { $0.state.weight },
    Column("replicas", "replicas") {
      "\($0.state.replicaCount)"
    } value: {
      .integer($0.state.replicaCount)
    },
    Column("q_αα", "self_overlap") { $0.state.selfOverlap },
    Column("residual", "residual", digits: 2) { $0.residual },
    Column(key: "solved") { .bool($0.end?.isState ?? false) },
    Column(key: "state") { JSONValue($0.place) },
    Column(nil, "solution_residual") { $0.end?.residual },
    Column(nil, "solution_self_overlap") { $0.end?.selfOverlap },
    Column("leads to f", "solution_free_energy_per_spin", digits: 7) {
      $0.end?.freeEnergyPerSpin
    },
    Column(text: "q") { text($0.end?.selfOverlap) },
    Column("overlap", "normalized_overlap") { $0.agreement },
    Column(text: "is") { $0.description },
  ]

  private static let spuriousColumns: [Column<TAPSolution>] = [
    Column(nil, "free_energy_per_spin") { $0.freeEnergyPerSpin },
    Column(nil, "self_overlap") { $0.selfOverlap }, Column(nil, "replicon") { $0.replicon },
  ]

  package var document: JSONValue {
    var object: JSONValue = [
      "model": model.description, "temperature": .number(temperature),
      "instance": .integer(instance), "starts": .integer(starts),
      "states": JSONValue(columns, rows: rows), "state_overlaps": JSONValue(overlaps),
      "spurious": JSONValue(Self.spuriousColumns, rows: set.spurious),
      "unsolved": [
        "count": .integer(set.unsolved.count),
        "smallest_residual": JSONValue(set.unsolved.map(\.residual).min()),
      ],
    ]
    if let theory {
      object["theory"] = [
        "ansatz": .string(theory.name), "free_energy_per_spin": .number(theory.freeEnergy),
        "edwards_anderson_parameter": .number(theory.selfOverlap),
      ]
    }
    if !sampled.isEmpty {
      object["sampled_states"] = JSONValue(Self.sampledColumns, rows: sampledRows)
    }
    object["seed"] = JSONValue(seed: seed)
    if let output { object["output"] = .string(output) }
    return object
  }

  package var sections: [ReportSection] {
    var table = ReportTable(columns, Array(rows.prefix(Self.shown.states)))
    if let theory {
      table.add([
        "N → ∞", text(theory.freeEnergy, digits: 9), "", "", "", "",
        text(theory.selfOverlap, digits: 6), "", "", "(\(theory.name))",
      ])
    }
    var sections: [ReportSection] = [
      .text(
        "\(model.name), N = \(model.spinCount), T = \(text(temperature)), instance \(instance), seed \(seed)"
      ), .table(table),
    ]
    if set.states.count > Self.shown.states {
      sections.append(.text("and \(set.states.count - Self.shown.states) more states"))
    }
    sections.append(
      .remark(
        "weight: exp(−βN f) among the states found; states that were not found have no share."))
    var rest = [
      "\(starts) start\(starts == 1 ? "" : "s"): \(set.visits.reduce(0, +)) led to states"
    ]
    if !set.spurious.isEmpty {
      rest.append(
        set.spurious.count == 1
          ? "one solution has a negative replicon and is no state"
          : "\(set.spurious.count) different solutions have a negative replicon and are no states")
    }
    if let residual = set.unsolved.map(\.residual).min() {
      rest.append(
        "\(set.unsolved.count) found no solution (smallest residual \(text(residual, digits: 2)))")
    }
    sections.append(.text(rest.joined(separator: "; ")))
    if set.states.isEmpty {
      sections.append(
        .remark(
          "No state was found: in a spin glass of this size states and saddles lie close together and often annihilate. "
            + "More --starts, lower temperatures and more spins find more."))
    }
    let count = min(6, overlaps.rows)
    if count > 1 {
      sections += [
        .text(""),
        .table(
          ReportTable(
            header: ["q_αβ"] + (0..<count).map { "\($0)" },
            rows: (0..<count).map { alpha in
              ["\(alpha)"] + overlaps.row(alpha).prefix(count).map { text($0, digits: 3) }
            })),
      ]
    }
    if !sampled.isEmpty {
      sections += [
        .text(""), .table(ReportTable(Self.sampledColumns, sampledRows)),
        .text(
          "residual: max |m − tanh β(…)| of the sampled magnetisations; overlap: normalised, 1 for equal states."
        ),
      ]
    }
    return sections
  }

  /// Free energy against self-overlap; sampled against TAP magnetisations where there are any.
  package var figures: [any Figure] {
    func marks(_ name: String, _ solutions: [TAPSolution], _ colour: CurvesFigure.Colour)
      -> CurvesFigure.Curve
    {
      CurvesFigure.Curve(
        name: name, x: solutions.map(\.selfOverlap), y: solutions.map(\.freeEnergyPerSpin),
        style: .points, colour: colour)
    }
    var guides: [CurvesFigure.Guide] = []
    if let theory {
      guides = [
        .horizontal(at: theory.freeEnergy, name: "N → ∞"), .vertical(at: theory.selfOverlap),
      ]
    }
    var panels = [
      CurvesFigure.Panel(
        heading: "Solutions", horizontal: .init("self-overlap q"),
        vertical: .init("TAP free energy per spin"),
        curves: [
          marks("unsolved, nearest approach", set.unsolved, .grey),
          marks("negative replicon", set.spurious, .series(1)),
          marks("states", set.states, .series(0)),
        ].filter { !$0.x.isEmpty }, guides: guides)
    ]
    if let (state, end) = sampled.first, let end {
      panels.append(
        CurvesFigure.Panel(
          heading: "Magnetisations of sampled state 0",
          horizontal: .init("sampled m_i", range: -1...1),
          vertical: .init("TAP m_i", range: -1...1),
          curves: [
            CurvesFigure.Curve(
              x: [-1, 1], y: [-1, 1], style: .dashed, colour: .grey),
            CurvesFigure.Curve(
              x: state.magnetizations, y: end.magnetizations, style: .points, colour: .series(0)),
          ]))
    }
    return [
      CurvesFigure(
        title: "TAP equations",
        system:
          "\(model.name), N = \(model.spinCount), T = \(text(temperature)), instance \(instance)",
        panels: panels)
    ]
  }
}
