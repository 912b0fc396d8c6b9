import RealModule

/// Where to start the search for a solution with one step.
///
/// A coarse scan over q0 and q1, with the best γ for each, since the functional is convex in γ: no
/// guess that fits one model only.
struct OneStepStart {
  let overlaps: [Double]
  let slopes: [Double]
  let gain: Double

  /// The best starts, best first.
  ///
  /// - Parameters:
  ///   - functional: The functional.
  ///   - symmetric: The replica-symmetric solution in the same field.
  ///   - holdsZero: Whether q0 stays at 0.
  /// - Returns: Starts with a smaller functional than most of the scan; possibly none.
  /// - Complexity: About 300 evaluations of the functional with one step.
  static func scan(
    _ functional: ParisiFunctional, symmetric: ReplicaSymmetricPoint, holdsZero: Bool
  ) -> [OneStepStart] {
    let temperature = functional.temperature
    var starts: [OneStepStart] = []
    for (q0, q1) in pairs(
      symmetric, isPairwise: functional.mixture.secondDerivative(0) > 0, holdsZero: holdsZero)
    {
      guard q0 < q1, q1 < 1 || temperature == 0 && q1 == 1 else { continue }
      let evaluate = { (logSlope: Double) in
        functional(overlaps: [q0, q1], slopes: [Double.exp(logSlope)])
      }
      // Bisection in ln γ.
      var low = Double.log(1e-4)
      // A tilt much beyond the inverse width of the Gaussian is never the best.
      let width = functional.mixture.derivativeIncrease(from: q0, to: q1).squareRoot()
      var high = Double.log(Swift.min(8 / width, temperature > 0 ? 0.99 / temperature : 1e3))
      guard low < high, evaluate(high).gain.isFinite else { continue }
      for _ in 0..<7 {
        let middle = (low + high) / 2
        if evaluate(middle).slopeGradient[0] < 0 { low = middle } else { high = middle }
      }
      let slope = (low + high) / 2
      let value = evaluate(slope)
      guard value.gain.isFinite else { continue }
      starts.append(
        OneStepStart(overlaps: [q0, q1], slopes: [Double.exp(slope)], gain: value.gain))
    }
    return starts.sorted { $0.gain < $1.gain }
  }

  /// The overlaps to scan: around the replica-symmetric one and, for jumps, from 0.
  private static func pairs(
    _ symmetric: ReplicaSymmetricPoint, isPairwise: Bool, holdsZero: Bool
  ) -> [(q0: Double, q1: Double)] {
    let q = symmetric.q
    let p = symmetric.p
    // In a strong field few spins are free, and at low temperature 1 − q0 is of this order.
    let free =
      symmetric.mixture.secondDerivative(1) * symmetric.scaledP * symmetric.scaledP
    let strong = free < 0.1 ? [0.1, 0.3, 1, 3].map { 1 - free * $0 } : []
    var lower =
      holdsZero
      ? [0]
      : [0.66, 0.35, 0.15, 0.05].map { q * (1 - $0) }
        + ([3, 0.8, 0.25, 0.08].map { q - p * $0 } + strong).filter { $0 > 0 }
    // Just below a transition the two are as close to the replica-symmetric one as its replicon to 0.
    let near = symmetric.replicon < 0 ? -symmetric.replicon : 0
    var upper: [Double] = []
    if near > 0 && near < 0.02 && q > 0 && !holdsZero {
      lower += [1, 4].map { q - near * $0 }.filter { $0 > 0 }
      upper += [0.7, 3].map { q + near * $0 }
    }
    if q > 0 {
      upper +=
        symmetric.temperature == 0
        ? [1] : [0.8, 0.9, 1.001, 1.2].map { q * $0 } + [0.07, 0.25, 0.55].map { q + p * $0 }
    }
    if !isPairwise {
      if !holdsZero { lower += [q, 1e-3, 1e-6] }
      upper +=
        symmetric.temperature == 0
        ? [1] : [0.35, 0.5, 0.65, 0.78, 0.88, 0.94, 0.98, 0.995, 0.9999]
    }
    return lower.flatMap { a in upper.map { (a, $0) } }
  }
}
