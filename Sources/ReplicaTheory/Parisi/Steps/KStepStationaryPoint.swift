import LinearAlgebra
import RealModule

/// A k-step solution (k-RSB): a step function q(x) at which the Parisi functional is stationary.
///
/// The unknowns are the overlaps and γ; Newton's method with a matrix of differences of the gradient,
/// kept as long as it serves.
struct KStepStationaryPoint {
  /// q_0 < … < q_k.
  let overlaps: [Double]
  /// γ_1 < … < γ_k.
  let slopes: [Double]
  /// The functional there.
  let value: ParisiFunctional.Value
  /// By how much the value is still above the minimum, from the last gradient.
  let excess: Double
  /// How far Newton's method would still move an overlap: the rounding of the overlaps.
  let overlapNoise: Double

  /// The number k of steps.
  var count: Int { slopes.count }

  /// Finds a minimum of the functional over step functions of as many steps as the start has.
  ///
  /// - Parameters:
  ///   - functional: The functional.
  ///   - overlaps: Where q_0 … q_k start; the last is 1 at T = 0.
  ///   - slopes: Where γ_1 … γ_k start.
  ///   - held: Where q_0 stays; `nil` where it is free.
  /// - Throws: ``ReplicaTheoryError/noStationaryPoint(temperature:effectiveField:residual:)``.
  /// - Complexity: About 3 times 2k evaluations of the functional.
  init(
    of functional: ParisiFunctional, overlaps: [Double], slopes: [Double], held: Double? = nil
  ) throws(ReplicaTheoryError) {
    let space = StepSpace(
      stepCount: slopes.count, temperature: functional.temperature, held: held)
    var point = space.coordinates(overlaps: overlaps, slopes: slopes)
    guard space.contains(point) else {
      throw .noStationaryPoint(
        temperature: functional.temperature, effectiveField: functional.field, residual: .infinity)
    }
    let evaluate = { (x: [Double]) -> (ParisiFunctional.Value, [Double]) in
      let steps = space.steps(x)
      let value = functional(overlaps: steps.overlaps, slopes: steps.slopes)
      return (value, value.gain.isFinite ? space.gradient(value) : [])
    }
    var (value, gradient) = evaluate(point)
    guard value.gain.isFinite else {
      throw .noStationaryPoint(
        temperature: functional.temperature, effectiveField: functional.field, residual: .infinity)
    }
    let rounding = 4e-15 * value.scale
    var decrement = Double.infinity
    var noise = 0.0
    var isFinished = false
    var rounds = 0
    var stalls = 0
    while !isFinished {
      rounds += 1
      guard rounds <= (slopes.count < 4 ? 60 : 25) else { break }
      guard let hessian = Self.hessian(at: point, space, { evaluate($0).1 }) else { break }
      var damping = 0.0
      while damping < 1e12 {
        guard let factor = DampedCholeskyFactor(hessian, damping: damping) else {
          damping = Swift.max(10 * damping, 1e-6)
          continue
        }
        // The same matrix serves until it no longer makes the gradient much smaller.
        var progressed = false
        for use in 0..<12 {
          let step = factor.solve(gradient.map { -$0 })
          let predicted = -zip(step, gradient).reduce(0) { $0 + $1.0 * $1.1 }
          // A step that leaves the domain is cut short of it.
          let fraction = space.largestStep(from: point, along: step)
          let candidate = zip(point, step).map { $0 + fraction * $1 }
          guard space.contains(candidate) else { break }
          let (there, slope) = evaluate(candidate)
          guard there.gain.isFinite else { break }
          let change = there.gain - value.gain
          guard change < rounding else { break }
          let rest = factor.solve(slope)
          let left = zip(rest, slope).reduce(0) { $0 + $1.0 * $1.1 }
          // Below the rounding of the value only the gradient can tell.
          guard left < predicted || change < -rounding else { break }
          (point, value, gradient) = (candidate, there, slope)
          progressed = true
          decrement = left
          noise = rest.dropLast(slopes.count).reduce(0) { Swift.max($0, abs($1)) }
          if use == 0 && damping == 0 { stalls = left > 0.25 * predicted ? stalls + 1 : 0 }
          if left > 0.1 * predicted || damping > 0 { break }
        }
        if !progressed && damping == 0 {
          let step = factor.solve(gradient)
          decrement = zip(step, gradient).reduce(0) { $0 + $1.0 * $1.1 }
          if decrement < 0.01 * rounding { isFinished = true }
        }
        // Newton's method that no longer gains has met rounding.
        if stalls >= 3 && decrement < rounding { isFinished = true }
        if progressed || isFinished { break }
        damping = Swift.max(10 * damping, 1e-6)
      }
      if damping >= 1e12 { break }
    }
    // What Newton's method can no longer remove is rounding, unless it is large.
    guard decrement < 1e-11 else {
      throw .noStationaryPoint(
        temperature: functional.temperature, effectiveField: functional.field,
        residual: decrement)
    }
    let steps = space.steps(point)
    self.overlaps = steps.overlaps
    self.slopes = steps.slopes
    self.value = value
    excess = Swift.max(decrement, 0) / 2
    overlapNoise = noise
  }

  /// The second derivatives by central differences of the gradient, made symmetric.
  ///
  /// - Returns: The matrix; `nil` at the edge of the domain, where there is no gradient.
  private static func hessian(
    at point: [Double], _ space: StepSpace, _ slope: ([Double]) -> [Double]
  ) -> [[Double]]? {
    let n = point.count
    let scales = space.scales(point)
    let rows = (0..<n).map { i -> [Double] in
      // Wide enough for gradients that close to a transition hardly change.
      let step = 2e-3 * scales[i]
      var (upper, lower) = (point, point)
      upper[i] += step
      lower[i] -= step
      return zip(slope(upper), slope(lower)).map { ($0 - $1) / (upper[i] - lower[i]) }
    }
    guard rows.allSatisfy({ $0.count == n }) else { return nil }
    return (0..<n).map { i -> [Double] in
      (0..<n).map { j -> Double in (rows[i][j] + rows[j][i]) / 2 }
    }
  }
}

/// The coordinates of step functions: the free overlaps and γ, both ascending.
private struct StepSpace {
  let stepCount: Int
  let temperature: Double
  let held: Double?

  /// Which of the overlaps are free: q_0 may be held, and q_k at 1 at T = 0.
  private var freeOverlaps: Range<Int> {
    (held == nil ? 0 : 1)..<(temperature > 0 ? stepCount + 1 : stepCount)
  }

  /// The largest γ, 1/T; at T = 0 one beyond any solution.
  private var largestSlope: Double { 1 / Swift.max(temperature, 1e-4) }

  func coordinates(overlaps: [Double], slopes: [Double]) -> [Double] {
    overlaps[freeOverlaps] + slopes
  }

  func steps(_ point: [Double]) -> (overlaps: [Double], slopes: [Double]) {
    let count = freeOverlaps.count
    let overlaps = (held.map { [$0] } ?? []) + point.prefix(count) + (temperature == 0 ? [1] : [])
    return (overlaps, Array(point.suffix(stepCount)))
  }

  func gradient(_ value: ParisiFunctional.Value) -> [Double] {
    value.overlapGradient[freeOverlaps] + value.slopeGradient
  }

  /// The distances between neighbours, from 0 to 1 and from 0 to the largest γ.
  private func gaps(_ point: [Double]) -> (overlaps: [Double], slopes: [Double]) {
    let count = freeOverlaps.count
    let overlaps = [held ?? 0] + point.prefix(count) + [1]
    let slopes = [0] + point.suffix(stepCount) + [largestSlope]
    return (
      zip(overlaps, overlaps.dropFirst()).map { $1 - $0 },
      zip(slopes, slopes.dropFirst()).map { $1 - $0 }
    )
  }

  func contains(_ point: [Double]) -> Bool {
    let gaps = gaps(point)
    return (gaps.overlaps + gaps.slopes).allSatisfy { $0 > 0 && $0.isFinite }
  }

  /// How far every coordinate may move before it meets a neighbour.
  func scales(_ point: [Double]) -> [Double] {
    let gaps = gaps(point)
    return zip(gaps.overlaps, gaps.overlaps.dropFirst()).map { Swift.min($0, $1) }
      + zip(gaps.slopes, gaps.slopes.dropFirst()).map { Swift.min($0, $1) }
  }

  /// The part of a step, at most 1, by which no two neighbours approach by more than nine tenths.
  func largestStep(from point: [Double], along step: [Double]) -> Double {
    let here = gaps(point)
    let there = gaps(zip(point, step).map { $0 + $1 })
    return zip(here.overlaps + here.slopes, there.overlaps + there.slopes).reduce(1) {
      fraction, one in
      one.1 < one.0 ? Swift.min(fraction, 0.9 * one.0 / (one.0 - one.1)) : fraction
    }
  }
}
