import NumericalMethods
import RealModule

/// The Hopfield model in the limit of many spins.
///
/// ```
/// H = −Σ_(i<j) J_ij s_i s_j,   J_ij = (1/N) Σ_μ ξ_i^μ ξ_j^μ  (i ≠ j),   α = P/N
/// ```
///
/// There is no self-coupling: energies are α/2 above those with the diagonal. The solutions here are
/// replica-symmetric; ``HopfieldSolution/stable`` says where that ansatz holds.
///
/// **Source**: D. J. Amit, H. Gutfreund and H. Sompolinsky, *Phys. Rev. Lett.* 55, 1530 (1985) and
/// *Ann. Phys.* 173, 30 (1987).
public struct HopfieldTheory: Sendable, Equatable {
  /// The load α, the number of patterns per spin.
  public let load: Double

  /// Describes a model.
  ///
  /// - Parameter load: The load α, 0 or more.
  /// - Throws: ``ReplicaTheoryError/invalidLoad(_:)`` when it is negative or not finite.
  public init(load: Double) throws(ReplicaTheoryError) {
    guard load >= 0, load.isFinite else { throw .invalidLoad(load) }
    self.load = load
  }

  /// The solution of one kind.
  ///
  /// Retrieval and mixture states are the locally stable ones of their kind: those that end at a
  /// spinodal. The unstable solutions beyond it are left out.
  ///
  /// - Parameters:
  ///   - phase: Which solution; a mixture has an odd number of patterns, 3 to 99.
  ///   - temperature: The temperature T, 0 or more.
  /// - Returns: The solution, with its stability.
  /// - Throws: ``ReplicaTheoryError/invalidTemperature(_:)``, or
  ///   ``ReplicaTheoryError/noHopfieldSolution(_:)`` with what exists instead.
  /// - Complexity: About 100 averages of some 200 nodes, times (n + 1)/2.
  public func solution(_ phase: HopfieldPhase, temperature: Double) throws -> HopfieldSolution {
    guard let solution = try solutionIfAny(phase, temperature: temperature) else {
      throw ReplicaTheoryError.noHopfieldSolution(
        try absence(of: phase, temperature: temperature))
    }
    return solution
  }

  /// The retrieval solution where one exists, otherwise the spin-glass or the paramagnetic one.
  ///
  /// - Parameter temperature: The temperature T, 0 or more.
  /// - Returns: The solution, with its stability.
  /// - Throws: ``ReplicaTheoryError/invalidTemperature(_:)`` for a negative temperature or a NaN.
  public func solution(temperature: Double) throws -> HopfieldSolution {
    for phase in [HopfieldPhase.retrieval, .spinGlass] {
      if let solution = try solutionIfAny(phase, temperature: temperature) { return solution }
    }
    return try solution(.paramagnetic, temperature: temperature)
  }

  /// All solutions: retrieval, the mixtures, the spin glass and the paramagnet, as far as they exist.
  ///
  /// Below T_g the paramagnet has the lower free energy of the two without memory but is unstable: as
  /// always in the replica method, the spin glass is the one that counts.
  ///
  /// - Parameters:
  ///   - temperature: The temperature T, 0 or more.
  ///   - mixtures: The numbers of patterns of the mixtures to look for; odd, 3 to 99.
  /// - Returns: The solutions that exist, at least one.
  /// - Throws: ``ReplicaTheoryError/invalidTemperature(_:)`` for a negative temperature or a NaN.
  public func solutions(
    temperature: Double, mixtures: [Int] = [3, 5]
  ) throws -> [HopfieldSolution] {
    let mixtures = mixtures.map { HopfieldPhase.mixture(patterns: $0) }
    return try ([.retrieval] + mixtures + [.spinGlass, .paramagnetic])
      .compactMap { try solutionIfAny($0, temperature: temperature) }
  }

  /// The solution of lowest free energy, counting the paramagnet only above T_g.
  ///
  /// - Parameter temperature: The temperature T, 0 or more.
  /// - Returns: Retrieval below T_c(α), otherwise the spin glass or the paramagnet.
  /// - Throws: ``ReplicaTheoryError/invalidTemperature(_:)`` for a negative temperature or a NaN.
  public func equilibrium(temperature: Double) throws -> HopfieldSolution {
    let others = [HopfieldPhase.spinGlass, .paramagnetic]
    let states = try ([.retrieval] + others).compactMap {
      try solutionIfAny($0, temperature: temperature)
    }
    guard states.count > 1, states[0].phase == .retrieval else { return states[0] }
    return states[0].freeEnergyPerSpin < states[1].freeEnergyPerSpin ? states[0] : states[1]
  }

  /// The solution of one kind, or `nil` where there is none.
  private func solutionIfAny(
    _ phase: HopfieldPhase, temperature: Double
  ) throws -> HopfieldSolution? {
    guard temperature >= 0, temperature.isFinite else {
      throw ReplicaTheoryError.invalidTemperature(temperature)
    }
    if case .mixture(let patterns) = phase {
      precondition(
        patterns % 2 == 1 && (3...99).contains(patterns),
        "a mixture has an odd number of patterns, 3 to 99, not \(patterns)")
    }
    switch phase {
    case .paramagnetic: return paramagnet(temperature: temperature)
    case .spinGlass:
      return try spinGlassPoint(temperature: temperature).map { describe($0, phase) }
    case .retrieval, .mixture:
      return try retrievalPoint(patterns: phase.patternCount, temperature: temperature)
        .map { describe($0, phase) }
    }
  }

  /// The locally stable point with n equal overlaps, or `nil`.
  func retrievalPoint(patterns: Int = 1, temperature: Double) throws -> HopfieldPoint? {
    guard temperature < 1 else { return nil }
    let branch = HopfieldBranch(patterns: patterns, temperature: temperature)
    return try branch.point(load: load, end: branch.end())
  }

  /// The point with m = 0 and q > 0, or `nil` at and above T_g = 1 + √α.
  ///
  /// ```
  /// T = E sech² Xz + √(αq)/X,   q = E tanh² Xz,   X = a/T
  /// ```
  ///
  /// The right-hand side falls with X, so that there is one root.
  func spinGlassPoint(temperature: Double) throws -> HopfieldPoint? {
    let rootLoad = load.squareRoot()
    let gap = 1 - temperature + rootLoad
    guard load > 0, gap > 0 else { return nil }
    let groundDeviation = (2 / Double.pi).squareRoot() + rootLoad
    var deviation = groundDeviation
    if temperature > 0 {
      // tanh² x ≥ x² − x⁴ and sech² x ≥ 1 − x² bound the root from below, sech² ≤ 2δ from above.
      let lower = Double.minimum(0.5, gap / (1 + 2 * rootLoad)).squareRoot()
      let upper = Double.maximum(groundDeviation / temperature, 2 * lower)
      let logarithm = try findRoot(in: (Double.log(lower) - 0.1)...(Double.log(upper) + 0.1)) {
        let x = Double.exp($0)
        let average = Self.standardAverages(x)
        return average.sech2 + rootLoad * average.tanh2.squareRoot() / x - temperature
      }
      deviation = Double.exp(logarithm) * temperature
    }
    return HopfieldPoint(
      patterns: 1, temperature: temperature, overlap: 0, deviation: deviation)
  }

  /// Averages of functions of Xz, with numbers of order one.
  private static func standardAverages(_ x: Double) -> LocalFieldAverages {
    x < 1
      ? LocalFieldAverages(field: 0, variance: x * x, temperature: 1)
      : LocalFieldAverages(field: 0, variance: 1, temperature: 1 / x)
  }

  /// The solution without order, which needs T > 1 unless there are no patterns to speak of.
  private func paramagnet(temperature: Double) -> HopfieldSolution? {
    guard temperature > 1 || load == 0 else { return nil }
    let beta = 1 / temperature
    let difference = (temperature - 1) / temperature
    let logTwo = Double.log(2)
    let energy = load > 0 ? -load / (2 * (temperature - 1)) : 0
    let noise = load > 0 ? Double.log(onePlus: -beta) + 1 / (temperature - 1) : 0
    let entropy = logTwo - load / 2 * noise
    let free = energy - temperature * entropy
    let ratio = load > 0 ? load.squareRoot() / (temperature - 1) : 0
    return HopfieldSolution(
      phase: .paramagnetic, load: load, temperature: temperature, retrievalOverlap: 0, q: 0, r: 0,
      freeEnergyPerSpin: free, energyPerSpin: energy, entropyPerSpin: entropy,
      replicon: 1 - ratio * ratio, patternStability: temperature == 0 ? -.infinity : difference,
      errorEstimate: 8 * .ulpOfOne * (1 + abs(free) + temperature + abs(energy)),
      overlapErrorEstimate: 0)
  }

  /// Adds everything that follows from a point, and its errors.
  private func describe(_ point: HopfieldPoint, _ phase: HopfieldPhase) -> HopfieldSolution {
    let state = HopfieldThermodynamics(point, load: load)
    let finer = HopfieldPoint(
      patterns: point.patterns, temperature: point.temperature, overlap: point.overlap,
      deviation: point.deviation, refinement: 2)
    let finerState = HopfieldThermodynamics(finer, load: load)
    let free = state.freeEnergy
    let scale = 1 + abs(free) + point.temperature + abs(state.energy)
    let r =
      load > 0
      ? point.deviation * point.deviation / load
      : point.q
        / (state.denominator * state.denominator)
    return HopfieldSolution(
      phase: phase, load: load, temperature: point.temperature, retrievalOverlap: point.overlap,
      q: point.q, r: r, freeEnergyPerSpin: free, energyPerSpin: state.energy,
      entropyPerSpin: state.entropy, replicon: state.replicon,
      patternStability: Double.minimum(state.denominator, point.transverse),
      errorEstimate: abs(finerState.freeEnergy - free) + 8 * .ulpOfOne * scale,
      overlapErrorEstimate: 1 - point.temperature < HopfieldNearOne.distance && point.overlap > 0
        ? 2 * (1 - point.temperature) * point.overlap : overlapError(finer))
  }

  /// How far a Newton step on a finer grid moves m and q, with the rounding of the residuals.
  private func overlapError(_ point: HopfieldPoint) -> Double {
    let rootLoad = load.squareRoot()
    let rootQ = point.q.squareRoot()
    let rounding = 4 * Double.ulpOfOne
    let first = abs(point.overlap - point.image) + rounding * point.overlap
    let qByOverlap = -point.temperature * point.responseByOverlap
    let qByDeviation = -point.temperature * point.responseByDeviation
    guard load > 0 else {
      return first / abs(1 - point.imageByOverlap) + rounding
    }
    let second =
      abs(point.deviation * (1 - point.response) - rootLoad * rootQ)
      + rounding * point.deviation
    // The linear equations of m − M and a(1 − C) − √(αq).
    let (a, b) = (1 - point.imageByOverlap, -point.imageByDeviation)
    let c = -point.deviation * point.responseByOverlap - rootLoad * qByOverlap / (2 * rootQ)
    let d =
      1 - point.response - point.deviation * point.responseByDeviation
      - rootLoad * qByDeviation / (2 * rootQ)
    let determinant = abs(a * d - b * c)
    let overlap = (abs(d) * first + abs(b) * second) / determinant
    let deviation = (abs(c) * first + abs(a) * second) / determinant
    let change = overlap + abs(qByOverlap) * overlap + abs(qByDeviation) * deviation + rounding
    // At a spinodal the determinant vanishes, and only square roots of errors are left.
    return Double.minimum(change, (rounding + first + second).squareRoot())
  }
}
