import ReplicaKit

/// What a search of TAP solutions found, to be printed and drawn.
struct TAPAnalysis {
  let model: RunModel
  let instance: Int
  let seed: UInt64
  let temperature: Double
  let set: TAPStates
  /// The number of starts.
  let starts: Int
  /// Sampled states, with what they led to; `nil` where Hebb's couplings have no reaction.
  let sampled: [(state: SampledState, end: TAPSolution?)]
  /// max_i |m_i − tanh β(…)| of the sampled magnetisations themselves.
  let sampledResiduals: [Double?]
  let weights: [Double]
  let overlaps: Matrix
  /// Smallest eigenvalues of the Hessian, of the states that are shown.
  let curvatures: [Double]
  /// The pattern of largest overlap with each state.
  let patterns: [(pattern: Int, overlap: Double)]
  let theory: Theory?

  /// The prediction for N → ∞.
  struct Theory {
    let name: String
    let freeEnergy: Double
    let selfOverlap: Double
  }

  /// The most states that are printed, and the most spins for which curvatures are computed.
  private static let shown = (states: 20, spins: 2000)

  init(
    problem: TAPProblem, set: TAPStates, starts: Int,
    sampled: [(state: SampledState, end: TAPSolution?)]
  ) throws {
    model = problem.model
    instance = problem.instance
    seed = problem.seed
    temperature = problem.equations.temperature
    self.set = set
    self.starts = starts
    self.sampled = sampled
    sampledResiduals = sampled.map {
      try? problem.equations.residual(of: $0.state.magnetizations)
    }
    weights = set.weights(temperature: problem.equations.temperature)
    overlaps = set.overlaps()
    curvatures =
      problem.equations.spinCount > Self.shown.spins
      ? []
      : try set.states.prefix(Self.shown.states).map {
        try problem.equations.smallestHessianEigenvalue(of: $0.magnetizations)
      }
    patterns = set.states.compactMap { state in
      guard let patterns = problem.patterns else { return nil }
      let overlaps = (0..<patterns.rows).map { state.overlap(with: Array(patterns.row($0))) }
      return overlaps.indices.max { abs(overlaps[$0]) < abs(overlaps[$1]) }.map {
        ($0, overlaps[$0])
      }
    }
    theory = Theory(problem.model, temperature: problem.equations.temperature)
  }
}

extension TAPAnalysis.Theory {
  /// The exact solution for SK, the replica-symmetric one for Hopfield.
  fileprivate init?(_ model: RunModel, temperature: Double) {
    switch model {
    case .sherringtonKirkpatrick(let sk):
      guard
        let solution = try? SpinGlassTheory(field: sk.field, bias: sk.bias)
          .continuous(temperature: temperature)
      else { return nil }
      let row = TheoryRow(solution)
      name = "parisi"
      freeEnergy = row.freeEnergy
      selfOverlap = row.edwardsAndersonParameter
    case .hopfield(let hopfield):
      guard hopfield.field == 0,
        let solution = try? HopfieldTheory(load: hopfield.load).solution(temperature: temperature)
      else { return nil }
      name = "rs, \(solution.phase)"
      freeEnergy = solution.freeEnergyPerSpin
      selfOverlap = solution.q
    case .couplings: return nil
    }
  }
}

// MARK: - Output

extension TAPAnalysis {
  /// The normalised overlap of a sampled state with what it led to.
  ///
  /// ```
  /// q / √(q_αα q_TAP),   q_αα unbiased
  /// ```
  private func agreement(_ state: SampledState, _ end: TAPSolution) -> Double? {
    let scale = (state.selfOverlap * end.selfOverlap).squareRoot()
    return scale > 1e-12 ? end.overlap(with: state.magnetizations) / scale : nil
  }

  /// The object for scripts.
  var json: JSONValue {
    var object: JSONValue = [
      "model": model.description, "temperature": .number(temperature),
      "instance": .integer(instance),
      "starts": .integer(starts),
      "states": .array(set.states.indices.map(stateJSON)),
      "state_overlaps": .array(
        (0..<overlaps.rows).map { JSONValue(Array(overlaps.row($0))) }),
      "spurious": .array(
        set.spurious.map {
          [
            "free_energy_per_spin": .number($0.freeEnergyPerSpin),
            "self_overlap": .number($0.selfOverlap), "replicon": .number($0.replicon),
          ]
        }),
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
      object["sampled_states"] = .array(
        sampled.enumerated().map { index, pair in
          let (state, end) = pair
          return [
            "weight": .number(state.weight), "replicas": .integer(state.replicaCount),
            "self_overlap": .number(state.selfOverlap),
            "residual": JSONValue(sampledResiduals[index]),
            "solved": .bool(end?.isState ?? false),
            "state": end.flatMap { set.index(of: $0) }.map { .integer($0) } ?? .null,
            "solution_residual": JSONValue(end?.residual),
            "solution_self_overlap": JSONValue(end?.selfOverlap),
            "solution_free_energy_per_spin": JSONValue(end?.freeEnergyPerSpin),
            "normalized_overlap": JSONValue(end.flatMap { agreement(state, $0) }),
          ]
        })
    }
    return object
  }

  private func stateJSON(_ index: Int) -> JSONValue {
    let state = set.states[index]
    var object: JSONValue = [
      "free_energy_per_spin": .number(state.freeEnergyPerSpin),
      "energy_per_spin": .number(state.energyPerSpin),
      "entropy_per_spin": .number(state.entropyPerSpin),
      "self_overlap": .number(state.selfOverlap), "weight": .number(weights[index]),
      "replicon": .number(state.replicon), "residual": .number(state.residual),
      "visits": .integer(set.visits[index]), "method": .string(state.method.rawValue),
      "error_estimate": .number(state.errorEstimate),
      "smallest_hessian_eigenvalue": JSONValue(
        curvatures.indices.contains(index) ? curvatures[index] : nil),
    ]
    if patterns.indices.contains(index) {
      object["pattern"] = [
        "index": .integer(patterns[index].pattern), "overlap": .number(patterns[index].overlap),
      ]
    }
    return object
  }

  /// Prints tables.
  func printTables(quiet: Bool) {
    let n = model.spinCount
    print("\(model.name), N = \(n), T = \(text(temperature)), instance \(instance), seed \(seed)")
    var header = [
      "state", "f", "βN(f − f₀)", "weight", "e", "s", "q_αα", "replicon", "curvature", "visits",
    ]
    if !patterns.isEmpty { header.append("pattern") }
    var table = TextTable(header)
    let lowest = set.states.first?.freeEnergyPerSpin ?? 0
    for (index, state) in set.states.prefix(Self.shown.states).enumerated() {
      var cells = [
        "\(index)", text(state.freeEnergyPerSpin, digits: 9),
        text(Double(n) * (state.freeEnergyPerSpin - lowest) / temperature, digits: 4),
        text(weights[index], digits: 3), text(state.energyPerSpin, digits: 7),
        text(state.entropyPerSpin, digits: 5), text(state.selfOverlap, digits: 6),
        text(state.replicon), text(curvatures.indices.contains(index) ? curvatures[index] : nil),
        "\(set.visits[index])",
      ]
      if let pattern = patterns.indices.contains(index) ? patterns[index] : nil {
        cells.append("\(pattern.pattern) (\(text(pattern.overlap)))")
      }
      table.add(cells)
    }
    if let theory {
      table.add([
        "N → ∞", text(theory.freeEnergy, digits: 9), "", "", "", "",
        text(theory.selfOverlap, digits: 6), "", "", "(\(theory.name))",
      ])
    }
    print(table.text)
    if set.states.count > Self.shown.states {
      print("and \(set.states.count - Self.shown.states) more states")
    }
    if !quiet {
      print("weight: exp(−βN f) among the states found; states that were not found have no share.")
    }
    var rest = ["\(starts) starts: \(set.visits.reduce(0, +)) led to states"]
    if !set.spurious.isEmpty {
      rest.append(
        "\(set.spurious.count) different solutions have a negative replicon and are no states")
    }
    if let residual = set.unsolved.map(\.residual).min() {
      rest.append(
        "\(set.unsolved.count) found no solution (smallest residual \(text(residual, digits: 2)))")
    }
    print(rest.joined(separator: "; "))
    printOverlaps()
    printSampled()
  }

  private func printOverlaps() {
    let count = min(6, overlaps.rows)
    guard count > 1 else { return }
    var matrix = TextTable(["q_αβ"] + (0..<count).map { "\($0)" })
    for alpha in 0..<count {
      matrix.add(["\(alpha)"] + overlaps.row(alpha).prefix(count).map { text($0, digits: 3) })
    }
    print("\n" + matrix.text)
  }

  private func printSampled() {
    guard !sampled.isEmpty else { return }
    var table = TextTable([
      "sampled state", "weight", "replicas", "q_αα", "residual", "leads to f", "q", "overlap", "is",
    ])
    for (index, pair) in sampled.enumerated() {
      let (state, end) = pair
      table.add([
        "\(index)", text(state.weight, digits: 3), "\(state.replicaCount)", text(state.selfOverlap),
        text(sampledResiduals[index], digits: 2), text(end?.freeEnergyPerSpin, digits: 7),
        text(end?.selfOverlap), text(end.flatMap { agreement(state, $0) }), description(of: end),
      ])
    }
    print("\n" + table.text)
    print(
      "residual: max |m − tanh β(…)| of the sampled magnetisations; overlap: normalised, 1 for equal states."
    )
  }

  private func description(of end: TAPSolution?) -> String {
    guard let end else { return "no reaction there" }
    guard end.isSolution else { return "unsolved (\(text(end.residual, digits: 2)))" }
    guard end.isState else { return "spurious" }
    return set.index(of: end).map { "state \($0)" } ?? "–"
  }

  /// Free energy against self-overlap; sampled against TAP magnetisations where there are any.
  var figure: CurvesFigure {
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
    return CurvesFigure(
      title: "TAP equations",
      system:
        "\(model.name), N = \(model.spinCount), T = \(text(temperature)), instance \(instance)",
      panels: panels)
  }
}
