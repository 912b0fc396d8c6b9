import RealModule

extension KStepSequence {
  /// The limit of a quantity of the solutions as their number of steps grows.
  ///
  /// - Parameters:
  ///   - power: The leading power of 1/n.
  ///   - quantity: The quantity.
  /// - Returns: The limit; of fewer than four solutions the last value.
  func limit(power: Double, _ quantity: (KStepStationaryPoint) -> Double) -> TheoryValue {
    // A sequence that starts with a single, isolated step has no resolution there.
    let used = solutions.filter { resolution($0.count) > 0 }
    let values = used.map(quantity)
    guard values.count >= 4 else {
      let last = values.last ?? quantity(solutions[solutions.count - 1])
      return TheoryValue(
        last, errorEstimate: values.count > 1 ? abs(last - values[values.count - 2]) : 0)
    }
    let limit = InfiniteStepLimit(
      values, resolutions: used.map { resolution($0.count) }, power: power)
    let rounding = 4e-15 * (1 + abs(limit.value))
    return TheoryValue(limit.value, errorEstimate: limit.errorEstimate + rounding)
  }
}

extension ContinuousSolution {
  /// The replica-symmetric solution.
  init(_ point: ReplicaSymmetricPoint) {
    let error = point.collapseError
    let overlapError = point.collapseOverlapError
    kind = .replicaSymmetric
    temperature = point.temperature
    field = point.field
    bias = 0
    // M = −∂f/∂h, and f + Ts is what e is.
    let slopeError = 3 * (1 + abs(point.field)) * error
    freeEnergyPerSpin = TheoryValue(point.freeEnergy, errorEstimate: error)
    if point.q == 0, point.field == 0, point.replicon > 0 {
      // The paramagnet: e = −β ξ(1) and s = ln 2 − β² ξ(1)/2 are closed forms.
      energyPerSpin = TheoryValue(point.energy, errorEstimate: 8 * abs(point.energy).ulp)
      entropyPerSpin = TheoryValue(point.entropy, errorEstimate: 8 * abs(point.entropy).ulp)
    } else {
      energyPerSpin = TheoryValue(
        point.energy, errorEstimate: error + point.temperature * point.collapseEntropyError)
      entropyPerSpin = TheoryValue(point.entropy, errorEstimate: point.collapseEntropyError)
    }
    magnetization = TheoryValue(point.magnetization, errorEstimate: slopeError)
    edwardsAndersonParameter = TheoryValue(point.q, errorEstimate: overlapError)
    smallestOverlap = edwardsAndersonParameter
    plateauStart = TheoryValue(1, errorEstimate: point.replicon < 0 ? 1 : 0)
    meanOverlap = edwardsAndersonParameter
    meanSquareOverlap = TheoryValue(point.q * point.q, errorEstimate: 2 * overlapError)
    replicon = TheoryValue(
      point.replicon,
      errorEstimate: point.temperature > 0 ? point.repliconError + Swift.max(0, -point.replicon) : 0
    )
    curve = [CurvePoint(scaledX: 0, x: 0, q: point.q)]
    parisiFunction = ParisiFunction(overlaps: [point.q], breakingPoints: [])
    scaledBreakingPoints = []
    ladder = []
  }

  /// The limit of a sequence of solutions.
  init(_ point: ReplicaSymmetryBrokenPoint) {
    let solutions = point.sequence.solutions
    let last = point.steps
    let temperature = point.temperature
    let isFrozen = point.functional.temperature == 0
    let isSingle = solutions.count == 1
    let lattice = point.errorEstimate(last)
    // Extrapolation amplifies the rounding of the overlaps, to which only f is insensitive.
    let top = last.overlaps[last.count]
    let noise = 10 * last.overlapNoise
    // ∂s/∂q_k = (ξ''/T²) E [u tanh u sech² u] is small towards both ends.
    let entropyNoise =
      isFrozen
      ? 0
      : noise * point.functional.mixture.secondDerivative(top) * (1 - top) * top
        / (temperature * temperature)
    let missing = point.missingGain
    let magnetNoise =
      noise * last.slopes[last.count - 1]
      * point.functional.mixture.derivative(last.overlaps[last.count])
    let limit = {
      (power: Double, noise: Double, quantity: (KStepStationaryPoint) -> Double) -> TheoryValue in
      let found = point.sequence.limit(power: power, quantity)
      return TheoryValue(
        found.value, errorEstimate: found.errorEstimate + lattice + noise + missing)
    }
    kind = isSingle ? .oneStep : .full
    self.temperature = temperature
    field = point.functional.field + point.weakField
    bias = 0
    freeEnergyPerSpin = limit(4, 0, point.freeEnergy)
    energyPerSpin = limit(4, temperature * entropyNoise, point.energy)
    let entropyLimit = limit(isFrozen ? 2 : 4, entropyNoise, point.entropy)
    // A single step at T = 0 has a negative entropy, and further ones take it to 0.
    entropyPerSpin = TheoryValue(
      entropyLimit.value,
      errorEstimate: entropyLimit.errorEstimate
        + (isSingle && isFrozen ? abs(entropyLimit.value) : 0))
    magnetization = limit(4, point.functional.field == 0 ? 0 : magnetNoise, point.magnetization)
    // Where the continuous part is resolved the replicon at its end vanishes.
    let resolved = Resolution(point)
    let largest = limit(2, noise + resolved.overlapError, point.largestOverlap)
    edwardsAndersonParameter = TheoryValue(
      Swift.min(1, largest.value), errorEstimate: largest.errorEstimate)
    let isOdd = point.sequence.shape == .odd
    smallestOverlap =
      isOdd ? TheoryValue(0, errorEstimate: 0) : limit(2, noise) { $0.overlaps[0] }
    meanOverlap = limit(2, noise) { 1 - temperature * point.susceptibility($0) }
    meanSquareOverlap = limit(2, noise) { point.parisiFunction($0).meanSquareOverlap }
    replicon =
      temperature > 0
      ? limit(2, noise) { point.replicons($0)[$0.count] }
      : TheoryValue(-.infinity, errorEstimate: 0)
    parisiFunction = point.parisiFunction(last)
    scaledBreakingPoints = last.slopes
    ladder = solutions.map { ($0.count, point.freeEnergy($0)) }
    guard !isSingle else {
      plateauStart = TheoryValue(last.slopes[0] * temperature, errorEstimate: lattice)
      curve = zip([0, last.slopes[0]], last.overlaps).map {
        CurvePoint(scaledX: $0, x: $0 * temperature, q: $1)
      }
      return
    }
    // Solutions with few steps say little of the curve.
    let smooth = solutions.filter { $0.count >= Swift.min(6, solutions[solutions.count - 1].count) }
    let curves = smooth.map {
      StepCurve($0, temperature: point.functional.temperature, shape: point.sequence.shape)
    }
    let resolutions = smooth.map { point.sequence.resolution($0.count) }
    let extrapolated = { (value: (StepCurve) -> Double) -> Double in
      Self.curveLimit(curves.map(value), resolutions)
    }
    let upper =
      !isFrozen
      ? 1.0 : resolutions[resolutions.count - 1] / (resolutions[resolutions.count - 1] + 1)
    var points = (0...200).map { k in
      let s = upper * Double(k) / 200
      let x = extrapolated { $0.slope(at: s) }
      return CurvePoint(
        scaledX: x, x: temperature * x, q: extrapolated { $0.overlap(at: s) })
    }
    guard temperature > 0 else {
      plateauStart = TheoryValue(0, errorEstimate: 0)
      curve = points
      return
    }
    plateauStart = limit(2, noise + resolved.plateauError, point.plateauStart)
    let end = plateauStart.value
    if !isFrozen && end > points[199].x {
      points[200] = CurvePoint(
        scaledX: end / temperature, x: end, q: edwardsAndersonParameter.value)
    }
    curve = points
  }

  /// How well a sequence resolves the end of the continuous part, by the replicon there, which should be 0.
  ///
  /// Near a transition rounding hides the rest, and at low temperature the levels do not reach fields of order T.
  private struct Resolution {
    var overlapError = 0.0
    var plateauError = 0.0

    init(_ point: ReplicaSymmetryBrokenPoint) {
      let solutions = point.sequence.solutions
      guard solutions.count > 1, point.temperature > 0 else { return }
      guard point.functional.temperature > 0 else {
        plateauError = 0.5
        return
      }
      let left = abs(point.sequence.limit(power: 2) { $0.value.replicons[$0.count] }.value)
      plateauError = Swift.min(left, 1)
      // How the largest overlap moved with the replicon from the first solution to the last.
      let (a, b) = (solutions[0], solutions[solutions.count - 1])
      let (qa, qb) = (a.overlaps[a.count], b.overlaps[b.count])
      let moved = abs(a.value.replicons[a.count] - b.value.replicons[b.count])
      let rate = moved > 0 ? abs(qb - qa) / moved : 0
      overlapError = left * Swift.max(rate, (1 - qb) / 2)
      overlapError = Swift.min(overlapError, 10 * Swift.min(left, 1) * (1 - qb))
    }
  }

  /// The limit of a point of the curve, by an expansion in 1/n² through the last three solutions.
  private static func curveLimit(_ values: [Double], _ n: [Double]) -> Double {
    let y = values.suffix(3)
    let x = n.suffix(3).map { 1 / ($0 * $0) }
    return zip(x.indices, y).reduce(0) { sum, term in
      let (j, value) = term
      return sum
        + x.indices.reduce(value) { $1 == j ? $0 : $0 * x[$1] / (x[$1] - x[j]) }
    }
  }

  /// The same solution with the field and the bias of a model, and the energy of its magnetisation.
  func placed(in model: SpinGlassTheory, magnetization m: Double?) -> ContinuousSolution {
    let shift = m.map { model.bias * $0 * $0 / 2 } ?? 0
    let sign = model.field < 0 ? -1.0 : 1.0
    func moved(_ value: TheoryValue, by shift: Double = 0, times factor: Double = 1) -> TheoryValue
    {
      TheoryValue(factor * value.value + shift, errorEstimate: value.errorEstimate)
    }
    return ContinuousSolution(
      kind: kind, temperature: temperature, field: model.field, bias: model.bias,
      freeEnergyPerSpin: moved(freeEnergyPerSpin, by: shift),
      energyPerSpin: moved(energyPerSpin, by: shift), entropyPerSpin: entropyPerSpin,
      magnetization: moved(
        m.map { TheoryValue($0, errorEstimate: magnetization.errorEstimate) } ?? magnetization,
        times: sign),
      edwardsAndersonParameter: edwardsAndersonParameter, smallestOverlap: smallestOverlap,
      plateauStart: plateauStart, meanOverlap: meanOverlap, meanSquareOverlap: meanSquareOverlap,
      replicon: replicon, curve: curve, parisiFunction: parisiFunction,
      scaledBreakingPoints: scaledBreakingPoints, ladder: ladder)
  }
}
