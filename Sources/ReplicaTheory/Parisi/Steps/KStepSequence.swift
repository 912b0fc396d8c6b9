import RealModule

/// The k-step solutions (k-RSB) of a spin glass for growing k, on the way to Parisi's continuous q(x).
///
/// The levels of a solution with k steps lie, up to O(1/k²), on smooth curves Q(s) and X(s), 0 ≤ s ≤ 1:
///
/// ```
/// zero field:  q_l = Q((2l + 1)/n),  γ_l = X(2l/n),        n = 2k + 1
/// in a field:  q_l = Q(2l/n),        γ_l = X((2l − 1)/n),  n = 2k
/// ```
///
/// At zero field the curves are odd in s. Every quantity then has an expansion in 1/n².
struct KStepSequence {
  /// How the levels lie on the curves.
  enum Shape {
    /// Zero field: q(x) starts at 0 with a slope.
    case odd
    /// In a field: q(x) starts with a plateau.
    case plateau
    /// One isolated step from a plateau, the rest as above it: the first level does not move.
    case jump
  }

  /// The solutions, by ascending number of steps.
  private(set) var solutions: [KStepStationaryPoint]

  let functional: ParisiFunctional
  let shape: Shape
  /// Where q_0 stays; `nil` where it is free.
  let held: Double?

  /// The solution with the most steps.
  var last: KStepStationaryPoint { solutions[solutions.count - 1] }

  init(
    from first: KStepStationaryPoint, of functional: ParisiFunctional, shape: Shape, held: Double?
  ) {
    solutions = [first]
    self.functional = functional
    self.shape = shape
    self.held = held
  }

  /// Adds the solution with a number of steps.
  ///
  /// - Parameter count: The number of steps, more than there are in the last solution.
  /// - Throws: ``ReplicaTheoryError/noStationaryPoint(temperature:effectiveField:residual:)``.
  mutating func climb(to count: Int) throws(ReplicaTheoryError) {
    let critical = functional.mixture.secondDerivative(1) * last.value.topCurvature
    if shape == .jump && last.count == 1 && functional.temperature < 0.1 * critical {
      solutions.append(try fromWarm(critical))
      if count > 2 { try climb(to: count) }
      return
    }
    let curve = StepCurve(last, temperature: functional.temperature, shape: shape)
    func solve(order: Int) throws(ReplicaTheoryError) -> KStepStationaryPoint {
      let start = curve.levels(count, order: order)
      return try KStepStationaryPoint(
        of: functional, overlaps: start.overlaps, slopes: start.slopes, held: held)
    }
    // Few levels may be too bent for a cubic; straight lines keep their order.
    do {
      solutions.append(try solve(order: 3))
    } catch {
      solutions.append(try solve(order: 1))
    }
  }

  /// Two steps at low temperature from two at temperatures above.
  ///
  /// A single step says nothing of where the next begins, and at low temperature there are stationary points that
  /// are not the right one.
  ///
  /// - Parameter critical: ξ''C; one step is stable above about two thirds of it.
  /// - Returns: The solution with two steps.
  /// - Throws: ``ReplicaTheoryError/noStationaryPoint(temperature:effectiveField:residual:)``.
  private func fromWarm(_ critical: Double) throws(ReplicaTheoryError) -> KStepStationaryPoint {
    let single = last
    let temperature = functional.temperature
    var failure = ReplicaTheoryError.noStationaryPoint(
      temperature: temperature, effectiveField: functional.field, residual: .infinity)
    for share in [0.3, 0.15] {
      let warm = ParisiFunctional(
        mixture: functional.mixture, field: functional.field, temperature: share * critical)
      do throws(ReplicaTheoryError) {
        let first = try KStepStationaryPoint(
          of: warm,
          overlaps: [single.overlaps[0], 1 - warm.temperature * single.value.topCurvature],
          slopes: single.slopes, held: held)
        var sequence = KStepSequence(from: first, of: warm, shape: shape, held: held)
        try sequence.climb(to: 2)
        // 1 − q_2 is proportional to T.
        let rest = (1 - sequence.last.overlaps[2]) * temperature / warm.temperature
        let found = try KStepStationaryPoint(
          of: functional, overlaps: sequence.last.overlaps.dropLast() + [1 - rest],
          slopes: sequence.last.slopes, held: held)
        if found.value.value < single.value.value { return found }
      } catch {
        failure = error
      }
    }
    throw failure
  }

  /// The numbers of steps on the way to a solution with many.
  ///
  /// - Parameter count: The number of steps wanted.
  /// - Returns: Ascending numbers from 2 to that one, empty for 1.
  static func counts(upTo count: Int) -> [Int] {
    var counts: [Int] = []
    var next = 2
    while next < count {
      counts.append(next)
      next += next < 4 ? 1 : next < 8 ? 2 : 4
    }
    return count > 1 ? counts + [count] : []
  }

  /// n, of which all errors are even powers.
  ///
  /// - Parameter stepCount: The number k of steps.
  /// - Returns: n.
  func resolution(_ stepCount: Int) -> Double {
    switch shape {
    case .odd: Double(2 * stepCount + 1)
    case .plateau: Double(2 * stepCount)
    case .jump: Double(2 * stepCount - 2)
    }
  }
}

/// The curves Q(s) and X(s) through the levels of one solution.
struct StepCurve {
  private let shape: KStepSequence.Shape
  private let temperature: Double
  private let overlapPlaces: [Double]
  private let overlapValues: [Double]
  private let slopePlaces: [Double]
  private let slopeValues: [Double]
  private let first: (overlap: Double, slope: Double)
  private let instability: Double

  /// Takes the levels of a solution.
  init(_ steps: KStepStationaryPoint, temperature: Double, shape: KStepSequence.Shape) {
    self.shape = shape
    self.temperature = temperature
    first = (steps.overlaps[0], steps.slopes[0])
    instability = abs(steps.value.replicons[steps.count])
    let isolated = shape == .jump ? 1 : 0
    let overlaps = Array(steps.overlaps.dropFirst(isolated))
    let slopes = Array(steps.slopes.dropFirst(isolated))
    let places = Self.places(slopes.count, shape)
    overlapPlaces = places.overlaps
    slopePlaces = places.slopes
    overlapValues = overlaps
    slopeValues = slopes
  }

  /// Where the levels of k steps lie.
  private static func places(
    _ k: Int, _ shape: KStepSequence.Shape
  ) -> (overlaps: [Double], slopes: [Double]) {
    if shape == .odd {
      let n = Double(2 * k + 1)
      return ((0...k).map { Double(2 * $0 + 1) / n }, (0..<k).map { Double(2 * $0 + 2) / n })
    }
    let n = Double(Swift.max(2 * k, 1))
    return ((0...k).map { Double(2 * $0) / n }, (0..<k).map { Double(2 * $0 + 1) / n })
  }

  /// Starting levels for a number of steps.
  ///
  /// - Parameters:
  ///   - count: The number of steps.
  ///   - order: The degree of the interpolation.
  /// - Returns: Levels, strictly ascending where the interpolation is good.
  func levels(_ count: Int, order: Int) -> (overlaps: [Double], slopes: [Double]) {
    let isolated = shape == .jump ? 1 : 0
    let places = Self.places(count - isolated, shape)
    // Logarithms keep 1 − q and γ positive and tame their growth towards s = 1 at low temperature.
    let free = temperature == 0 ? overlapPlaces.count - 1 : overlapPlaces.count
    let stretch = { (s: Double) in -Double.log(1 + temperature - s) }
    var overlapNodes = overlapPlaces.prefix(free).map(stretch)
    var overlapLogs = overlapValues.prefix(free).map { Double.log(1 - $0) }
    if shape == .odd {
      overlapNodes.insert(stretch(0), at: 0)
      overlapLogs.insert(0, at: 0)
    }
    var slopeNodes = slopePlaces.map(stretch)
    var slopeLogs = zip(slopePlaces, slopeValues).map { Double.log(shape == .odd ? $1 / $0 : $1) }
    if shape != .odd && slopeLogs.count < 2 {
      // Only one slope is known: let the new ones spread around it.
      slopeNodes = [0, 1].map { $0 * 0.9 }.map(stretch)
      let value = slopeLogs.first ?? Double.log(first.slope) + 0.5
      slopeLogs = [value - 0.4, value + 0.4]
    }
    if overlapLogs.count < 2 {
      let value = overlapLogs[0]
      overlapNodes = [0, 1].map { $0 * 0.9 }.map(stretch)
      // Just below a transition the new steps are close to each other.
      let spread = Swift.min(0.2, instability)
      overlapLogs = temperature == 0 ? [value, value - 2] : [value + spread, value - spread]
    }
    var overlaps = places.overlaps.map { s -> Double in
      temperature == 0 && s == 1
        ? 1
        : 1 - Double.exp(localPolynomial(at: stretch(s), overlapNodes, overlapLogs, order: order))
    }
    var slopes = places.slopes.map { s in
      Double.exp(localPolynomial(at: stretch(s), slopeNodes, slopeLogs, order: order))
        * (shape == .odd ? s : 1)
    }
    if isolated == 1 {
      overlaps.insert(first.overlap, at: 0)
      slopes.insert(first.slope, at: 0)
    }
    if temperature > 0 {
      for l in slopes.indices where slopes[l] * temperature >= 1 {
        slopes[l] = (1 - 0.01 * Double(slopes.count - l) / Double(slopes.count)) / temperature
      }
    }
    return (overlaps, slopes)
  }

  /// The curve Q, without the isolated step.
  ///
  /// - Parameter s: The place, from 0 to 1.
  /// - Returns: Q(s).
  func overlap(at s: Double) -> Double { value(at: s, overlapPlaces, overlapValues) }

  /// The curve X, without the isolated step.
  ///
  /// - Parameter s: The place, from 0 to 1.
  /// - Returns: X(s), a value of γ.
  func slope(at s: Double) -> Double { value(at: s, slopePlaces, slopeValues) }

  private func value(at s: Double, _ places: [Double], _ values: [Double]) -> Double {
    guard shape == .odd else { return localPolynomial(at: s, places, values, order: 5) }
    // The mirror images at negative s, and the origin if it is no level itself.
    let mirrored = places.prefix(3).reversed().map { -$0 } + [0] + places
    let odd = values.prefix(3).reversed().map { -$0 } + [0] + values
    return localPolynomial(at: s, mirrored, odd, order: 5)
  }
}

/// Lagrange's polynomial through the nodes next to a place.
///
/// - Parameters:
///   - x: The place; beyond the nodes the outermost polynomial goes on.
///   - nodes: Ascending nodes.
///   - values: The values there.
///   - order: The degree, lower where there are fewer nodes.
/// - Returns: The value of the polynomial.
private func localPolynomial(
  at x: Double, _ nodes: [Double], _ values: [Double], order: Int
) -> Double {
  let size = Swift.min(order + 1, nodes.count)
  let next = nodes.firstIndex { $0 >= x } ?? nodes.count
  let low = Swift.min(Swift.max(next - size / 2, 0), nodes.count - size)
  var sum = 0.0
  for j in low..<(low + size) {
    var weight = values[j]
    for i in low..<(low + size) where i != j { weight *= (x - nodes[i]) / (nodes[j] - nodes[i]) }
    sum += weight
  }
  return sum
}
