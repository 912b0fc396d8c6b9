import Documents
package import ReplicaTheory

/// How many steps of replica-symmetry breaking are allowed.
package enum SpinGlassAnsatz: Sendable {
  case replicaSymmetric
  case oneStep(SteppedSolution.Branch)
  case steps(Int, SteppedSolution.Branch)
  /// The exact solution, extrapolated from solutions with up to this many steps.
  case parisi(largestStepCount: Int)

  /// The word on the command line and in documents.
  var name: String {
    switch self {
    case .replicaSymmetric: "rs"
    case .oneStep: "1rsb"
    case .steps: "krsb"
    case .parisi: "parisi"
    }
  }

  /// Solves a model.
  func solve(_ theory: SpinGlassTheory, temperature: Double) throws -> SpinGlassSolution {
    switch self {
    case .replicaSymmetric:
      SpinGlassSolution(try theory.replicaSymmetric(temperature: temperature))
    case .oneStep(let branch):
      SpinGlassSolution(try theory.oneStep(temperature: temperature, branch: branch), ansatz: name)
    case .steps(let count, let branch):
      SpinGlassSolution(
        try theory.steps(count, temperature: temperature, branch: branch), ansatz: name)
    case .parisi(let largest):
      SpinGlassSolution(
        try theory.continuous(temperature: temperature, largestStepCount: largest))
    }
  }
}

/// A replica solution of any ansatz, as it is shown.
package struct SpinGlassSolution: Sendable {
  package let temperature: Double
  package let field: Double
  package let freeEnergy: Double
  package let energy: Double
  package let entropy: Double
  let magnetization: Double
  package let function: ParisiFunction
  package let edwardsAndersonParameter: Double
  package let meanOverlap: Double
  let meanSquareOverlap: Double
  package var breakingParameter: Double?
  package let replicon: Double
  package let stable: Bool
  package let errorEstimate: Double
  /// The errors of e, s, q_EA, x_M and the replicon; `nil` where only that of f is known.
  var errors:
    (energy: Double, entropy: Double, overlap: Double, breaking: Double, replicon: Double)?
  /// The error of the replicon, where it is known.
  package var repliconError: Double? { errors?.replicon }
  package let note: String
  let extra: JSONValue
  /// The curve q(x), or the steps.
  package let curve: (x: [Double], q: [Double])
  package var isContinuous = false
  /// The density of the continuous part of P(q), and its peaks.
  package let distribution:
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
    replicon = solution.replicon
    stable = solution.stable
    errorEstimate = solution.errorEstimate
    note = solution.stable ? "stable" : "unstable: below the AT line"
    extra = ["ansatz": "rs"]
    curve = Self.steps(function)
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
    note =
      solution.isReplicaSymmetric
      ? "replica-symmetric: no step here"
      : "branch \(solution.branch.rawValue)" + (solution.stable ? ", stable" : "")
    extra = [
      "ansatz": .string(ansatz), "branch": .string(solution.branch.rawValue),
      "steps": .integer(solution.stepCount),
      "replica_symmetric": .bool(solution.isReplicaSymmetric),
      "scaled_breaking_points": JSONValue(solution.scaledBreakingPoints),
      "replicons": JSONValue(solution.replicons),
    ]
    curve = Self.steps(function)
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
    // At T = 0 all of the curve is at x = 0.
    breakingParameter =
      solution.kind == .replicaSymmetric || solution.temperature == 0
      ? nil : solution.plateauStart.value
    replicon = solution.replicon.value
    stable = solution.kind == .full || solution.replicon.value >= 0
    errorEstimate = solution.freeEnergyPerSpin.errorEstimate
    errors = (
      solution.energyPerSpin.errorEstimate, solution.entropyPerSpin.errorEstimate,
      solution.edwardsAndersonParameter.errorEstimate, solution.plateauStart.errorEstimate,
      solution.replicon.errorEstimate
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
    extra = [
      "ansatz": "parisi", "kind": .string(solution.kind.rawValue),
      "steps": .integer(solution.stepCount),
      "replica_symmetric": .bool(solution.kind == .replicaSymmetric),
      "smallest_overlap": .number(solution.smallestOverlap.value),
      "plateau_start": .number(solution.plateauStart.value),
      "scaled_breaking_points": JSONValue(solution.scaledBreakingPoints),
      "curve": JSONValue(lists: Self.curveColumns, solution.curve),
      "ladder": .array(
        solution.ladder.map {
          ["steps": .integer($0.stepCount), "free_energy_per_spin": .number($0.freeEnergyPerSpin)]
        }),
      "error_estimates": JSONValue(Self.errorColumns, solution),
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
}

extension SpinGlassSolution {
  /// The quantities of every ansatz.
  static let columns: [Column<SpinGlassSolution>] = [
    Column("T", "temperature") { $0.temperature }, Column("h", "field") { $0.field },
    Column("f", "free_energy_per_spin", digits: 11) { $0.freeEnergy },
    Column("e", "energy_per_spin", digits: 11) { $0.energy },
    Column("s", "entropy_per_spin", digits: 8) { $0.entropy },
    Column(nil, "magnetization") { $0.magnetization },
    Column("q", "overlaps", text: \.overlapText) { JSONValue($0.function.overlaps) },
    Column(key: "breaking_points") { JSONValue($0.function.breakingPoints) },
    Column(nil, "edwards_anderson_parameter") { $0.edwardsAndersonParameter },
    Column(nil, "mean_overlap") { $0.meanOverlap },
    Column(nil, "mean_square_overlap") { $0.meanSquareOverlap },
    Column("m", nil, digits: 8) { $0.breakingParameter },
    Column("replicon", "replicon", digits: 8) { $0.replicon },
    Column(key: "stable") { .bool($0.stable) },
    Column("± f", "error_estimate", digits: 1) { $0.errorEstimate },
    Column(text: "solution") { $0.note },
  ]

  /// What is shown of solutions with an error of every number.
  static let exactColumns: [Column<SpinGlassSolution>] =
    columns.headed("T", "h", "f", "± f", "e") + [
      Column("± e", nil, digits: 1) { $0.errors?.energy }
    ] + columns.headed("s") + [
      Column("± s", nil, digits: 1) { $0.errors?.entropy },
      Column("q_EA", nil, digits: 9) { $0.edwardsAndersonParameter },
      Column("± q_EA", nil, digits: 1) { $0.errors?.overlap },
      Column("x_M", nil, digits: 8) { $0.breakingParameter },
      Column("± x_M", nil, digits: 1) { $0.breakingParameter == nil ? nil : $0.errors?.breaking },
      Column(text: "replicon") { text($0.replicon, digits: $0.isContinuous ? 2 : 8) },
      Column("± replicon", nil, digits: 1) {
        $0.replicon.isFinite ? $0.errors?.replicon : nil
      },
      Column(text: "solution") { $0.note },
    ]

  private var overlapText: String {
    function.overlaps.count > 4
      ? text(edwardsAndersonParameter, digits: 9)
      : function.overlaps.map { text($0, digits: 9) }.joined(separator: " ")
  }

  private static let curveColumns: [Column<ContinuousSolution.CurvePoint>] = [
    Column(nil, "x") { $0.x }, Column(nil, "q") { $0.q }, Column(nil, "scaled_x") { $0.scaledX },
  ]

  private static let errorColumns: [Column<ContinuousSolution>] = [
    Column(nil, "free_energy_per_spin") { $0.freeEnergyPerSpin.errorEstimate },
    Column(nil, "energy_per_spin") { $0.energyPerSpin.errorEstimate },
    Column(nil, "entropy_per_spin") { $0.entropyPerSpin.errorEstimate },
    Column(nil, "magnetization") { $0.magnetization.errorEstimate },
    Column(nil, "edwards_anderson_parameter") { $0.edwardsAndersonParameter.errorEstimate },
    Column(nil, "smallest_overlap") { $0.smallestOverlap.errorEstimate },
    Column(nil, "plateau_start") { $0.plateauStart.errorEstimate },
    Column(nil, "mean_overlap") { $0.meanOverlap.errorEstimate },
    Column(nil, "mean_square_overlap") { $0.meanSquareOverlap.errorEstimate },
    Column(nil, "replicon") { $0.replicon.errorEstimate },
  ]
}
