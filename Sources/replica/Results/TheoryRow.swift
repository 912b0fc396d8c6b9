import ReplicaKit

/// A replica solution of any ansatz, as it is printed.
struct TheoryRow {
  let temperature: Double
  let field: Double
  let freeEnergy: Double
  let energy: Double
  let entropy: Double
  let magnetization: Double
  let function: ParisiFunction
  let edwardsAndersonParameter: Double
  let meanOverlap: Double
  let meanSquareOverlap: Double
  let breakingParameter: Double?
  let replicon: Double
  let stable: Bool
  let errorEstimate: Double
  /// The errors of e, s, q_EA and x_M; `nil` where only that of f is known.
  let errors: (energy: Double, entropy: Double, overlap: Double, breaking: Double)?
  let note: String
  let extra: [(String, JSONValue)]
  /// The curve q(x), or the steps.
  let curve: (x: [Double], q: [Double])
  let isContinuous: Bool
  /// The density of the continuous part of P(q), and its peaks.
  let distribution:
    (density: [(overlap: Double, density: Double)], peaks: [(overlap: Double, weight: Double)])

  init(_ solution: ReplicaSymmetricSolution) {
    temperature = solution.temperature
    field = solution.field
    freeEnergy = solution.freeEnergyPerSpin
    energy = solution.energyPerSpin
    entropy = solution.entropyPerSpin
    magnetization = solution.magnetization
    function = solution.parisiFunction
    edwardsAndersonParameter = solution.q
    meanOverlap = solution.q
    meanSquareOverlap = solution.q * solution.q
    breakingParameter = nil
    replicon = solution.replicon
    stable = solution.stable
    errorEstimate = solution.errorEstimate
    errors = nil
    note = solution.stable ? "stable" : "unstable: below the AT line"
    extra = [("ansatz", "rs")]
    curve = Self.steps(function)
    isContinuous = false
    distribution = ([], function.peaks)
  }

  init(_ solution: SteppedSolution, ansatz: String) {
    temperature = solution.temperature
    field = solution.field
    freeEnergy = solution.freeEnergyPerSpin
    energy = solution.energyPerSpin
    entropy = solution.entropyPerSpin
    magnetization = solution.magnetization
    function = solution.parisiFunction
    edwardsAndersonParameter = solution.edwardsAndersonParameter
    meanOverlap = solution.meanOverlap
    meanSquareOverlap = solution.meanSquareOverlap
    breakingParameter = solution.isReplicaSymmetric ? nil : solution.breakingParameter
    replicon = solution.replicon
    stable = solution.stable
    errorEstimate = solution.errorEstimate
    errors = nil
    note =
      solution.isReplicaSymmetric
      ? "replica-symmetric: no step here"
      : "branch \(solution.branch.rawValue)" + (solution.stable ? ", stable" : "")
    extra = [
      ("ansatz", .string(ansatz)), ("branch", .string(solution.branch.rawValue)),
      ("steps", .integer(solution.stepCount)),
      ("replica_symmetric", .bool(solution.isReplicaSymmetric)),
      ("scaled_breaking_points", JSONValue(solution.scaledBreakingPoints)),
      ("replicons", .array(solution.replicons.map { JSONValue($0) })),
    ]
    curve = Self.steps(function)
    isContinuous = false
    distribution = ([], function.peaks)
  }

  init(_ solution: ContinuousSolution) {
    temperature = solution.temperature
    field = solution.field
    freeEnergy = solution.freeEnergyPerSpin.value
    energy = solution.energyPerSpin.value
    entropy = solution.entropyPerSpin.value
    magnetization = solution.magnetization.value
    function = solution.parisiFunction
    edwardsAndersonParameter = solution.edwardsAndersonParameter.value
    meanOverlap = solution.meanOverlap.value
    meanSquareOverlap = solution.meanSquareOverlap.value
    breakingParameter = solution.kind == .replicaSymmetric ? nil : solution.plateauStart.value
    replicon = solution.replicon.value
    stable = solution.kind == .full || solution.replicon.value >= 0
    errorEstimate = solution.freeEnergyPerSpin.errorEstimate
    errors = (
      solution.energyPerSpin.errorEstimate, solution.entropyPerSpin.errorEstimate,
      solution.edwardsAndersonParameter.errorEstimate, solution.plateauStart.errorEstimate
    )
    switch solution.kind {
    case .replicaSymmetric: note = "replica-symmetric"
    case .oneStep: note = stable ? "one step, stable" : "one step; further ones are too small"
    case .full: note = "continuous, from \(solution.stepCount) steps"
    }
    isContinuous = solution.kind == .full
    curve =
      solution.kind == .full
      ? (solution.curve.map(\.x), solution.curve.map(\.q)) : Self.steps(solution.parisiFunction)
    distribution = solution.overlapDistribution
    func errorObject(_ values: [(String, TheoryValue)]) -> JSONValue {
      var object: JSONValue = [:]
      for (key, value) in values { object[key] = .number(value.errorEstimate) }
      return object
    }
    extra = [
      ("ansatz", "parisi"), ("kind", .string(solution.kind.rawValue)),
      ("steps", .integer(solution.stepCount)),
      ("replica_symmetric", .bool(solution.kind == .replicaSymmetric)),
      ("smallest_overlap", .number(solution.smallestOverlap.value)),
      ("plateau_start", .number(solution.plateauStart.value)),
      ("scaled_breaking_points", JSONValue(solution.scaledBreakingPoints)),
      (
        "curve",
        [
          "x": JSONValue(solution.curve.map(\.x)), "q": JSONValue(solution.curve.map(\.q)),
          "scaled_x": JSONValue(solution.curve.map(\.scaledX)),
        ]
      ),
      (
        "ladder",
        .array(
          solution.ladder.map {
            [
              "steps": .integer($0.stepCount),
              "free_energy_per_spin": .number($0.freeEnergyPerSpin),
            ]
          })
      ),
      (
        "error_estimates",
        errorObject([
          ("free_energy_per_spin", solution.freeEnergyPerSpin),
          ("energy_per_spin", solution.energyPerSpin),
          ("entropy_per_spin", solution.entropyPerSpin),
          ("magnetization", solution.magnetization),
          ("edwards_anderson_parameter", solution.edwardsAndersonParameter),
          ("smallest_overlap", solution.smallestOverlap),
          ("plateau_start", solution.plateauStart), ("mean_overlap", solution.meanOverlap),
          ("mean_square_overlap", solution.meanSquareOverlap), ("replicon", solution.replicon),
        ])
      ),
    ]
  }

  /// The corners of a step function.
  private static func steps(_ function: ParisiFunction) -> (x: [Double], q: [Double]) {
    let edges = [0] + function.breakingPoints + [1]
    return (
      function.overlaps.indices.flatMap { [edges[$0], edges[$0 + 1]] },
      function.overlaps.flatMap { [$0, $0] }
    )
  }

  var json: JSONValue {
    var object: JSONValue = [
      "temperature": .number(temperature), "field": .number(field),
      "free_energy_per_spin": .number(freeEnergy), "energy_per_spin": .number(energy),
      "entropy_per_spin": .number(entropy), "magnetization": .number(magnetization),
      "overlaps": JSONValue(function.overlaps),
      "breaking_points": JSONValue(function.breakingPoints),
      "edwards_anderson_parameter": .number(edwardsAndersonParameter),
      "mean_overlap": .number(meanOverlap), "mean_square_overlap": .number(meanSquareOverlap),
      "replicon": JSONValue(replicon), "stable": .bool(stable),
      "error_estimate": .number(errorEstimate),
    ]
    for (key, value) in extra { object[key] = value }
    return object
  }

  static func printTable(_ rows: [TheoryRow]) {
    if rows.allSatisfy({ $0.errors != nil }) { return printExactTable(rows) }
    var table = TextTable(["T", "h", "f", "e", "s", "q", "m", "replicon", "± f", ""])
    for row in rows {
      let overlaps =
        row.function.overlaps.count > 4
        ? text(row.edwardsAndersonParameter, digits: 9)
        : row.function.overlaps.map { text($0, digits: 9) }.joined(separator: " ")
      table.add([
        text(row.temperature), text(row.field), text(row.freeEnergy, digits: 11),
        text(row.energy, digits: 11), text(row.entropy, digits: 8), overlaps,
        text(row.breakingParameter, digits: 8), text(row.replicon, digits: 8),
        text(row.errorEstimate, digits: 1), row.note,
      ])
    }
    print(table.text)
  }

  /// Solutions of 'parisi', with an error of every number.
  private static func printExactTable(_ rows: [TheoryRow]) {
    var table = TextTable([
      "T", "h", "f", "± f", "e", "± e", "s", "± s", "q_EA", "± q_EA", "x_M", "± x_M", "replicon",
      "",
    ])
    for row in rows {
      guard let errors = row.errors else { continue }
      table.add([
        text(row.temperature), text(row.field), text(row.freeEnergy, digits: 11),
        text(row.errorEstimate, digits: 1), text(row.energy, digits: 11),
        text(errors.energy, digits: 1), text(row.entropy, digits: 8),
        text(errors.entropy, digits: 1), text(row.edwardsAndersonParameter, digits: 9),
        text(errors.overlap, digits: 1), text(row.breakingParameter, digits: 8),
        row.breakingParameter == nil ? text(nil, digits: 1) : text(errors.breaking, digits: 1),
        text(row.replicon, digits: row.isContinuous ? 2 : 8), row.note,
      ])
    }
    print(table.text)
  }
}
