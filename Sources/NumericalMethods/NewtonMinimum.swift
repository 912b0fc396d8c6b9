import LinearAlgebra

/// A minimum of a smooth function of a few variables.
public struct NewtonMinimum: Sendable, Equatable {
  /// Where the minimum is.
  public let point: [Double]

  /// The value there.
  public let value: Double

  /// The gradient that was left.
  public let gradient: [Double]

  /// The number of Newton steps taken.
  public let iterations: Int

  /// Finds a minimum by Newton's method with a Levenberg–Marquardt safeguard.
  ///
  /// ```
  /// (H + λ diag|H|) s = −g
  /// ```
  ///
  /// H comes from differences of the gradient; λ grows until the matrix is positive definite and the
  /// step goes down inside the domain, and falls back to 0 where Newton's own steps succeed.
  ///
  /// - Parameters:
  ///   - start: Where to start; inside the domain.
  ///   - relativeStep: The step of the differences, relative to each coordinate.
  ///   - rounding: The rounding error of the value; steps that change it by less, and Newton's last
  ///     steps, are judged by the gradient alone.
  ///   - function: Value and gradient, or `nil` outside the domain.
  /// - Throws: ``NumericalMethodsError/noConvergence(iterations:residual:)`` when no step helps any
  ///   more before the steps have become small.
  /// - Complexity: n + 1 calls per step, about 10 steps; n is the number of variables.
  public init(
    from start: [Double], relativeStep: Double = 1e-5, rounding: Double = 0,
    of function: ([Double]) -> (value: Double, gradient: [Double])?
  ) throws(NumericalMethodsError) {
    guard var here = function(start) else { throw .notFinite(argument: start.first ?? 0) }
    var point = start
    var damping = 0.0
    var stepSize = Double.infinity
    for iteration in 0..<200 {
      let hessian = Self.hessian(at: point, here.gradient, relativeStep, function)
      var improved = false
      while damping < 1e10 {
        if let factor = DampedCholeskyFactor(hessian, damping: damping) {
          let step = factor.solve(here.gradient.map { -$0 })
          let candidate = zip(point, step).map { $0 + $1 }
          let size = zip(step, point).map { abs($0) / Swift.max(abs($1), 1e-9) }.max() ?? 0
          // The last Newton steps change the value by less than its rounding.
          let margin = damping == 0 && size < 1e-3 ? .infinity : rounding + 1e-15 * abs(here.value)
          if let there = function(candidate), there.value.isFinite,
            there.value < here.value - margin
              || there.value <= here.value + margin
                && Self.slope(there.gradient, at: point) < Self.slope(here.gradient, at: point)
          {
            stepSize = size
            (point, here) = (candidate, there)
            improved = true
            break
          }
          if damping == 0 && size < 1e-7 {
            stepSize = size
            break
          }
        }
        damping = Swift.max(10 * damping, 1e-4)
      }
      if stepSize < (improved && damping == 0 ? 1e-11 : 1e-7) {
        self.point = point
        value = here.value
        gradient = here.gradient
        iterations = iteration + 1
        return
      }
      guard improved else {
        throw .noConvergence(
          iterations: iteration + 1, residual: here.gradient.map { abs($0) }.max() ?? 0)
      }
      damping = damping < 1e-3 ? 0 : damping / 10
    }
    throw .noConvergence(iterations: 200, residual: here.gradient.map { abs($0) }.max() ?? 0)
  }

  /// How much the coordinates, each taken relative to itself, still matter.
  private static func slope(_ gradient: [Double], at point: [Double]) -> Double {
    zip(gradient, point).reduce(0) { $0 + abs($1.0 * $1.1) }
  }

  /// The second derivatives by one-sided differences, made symmetric.
  private static func hessian(
    at point: [Double], _ gradient: [Double], _ relativeStep: Double,
    _ function: ([Double]) -> (value: Double, gradient: [Double])?
  ) -> [[Double]] {
    let n = point.count
    var rows = [[Double]](repeating: [Double](repeating: 0, count: n), count: n)
    for i in 0..<n {
      for sign in [1.0, -1.0] {
        let step = sign * relativeStep * Swift.max(abs(point[i]), 1e-6)
        var shifted = point
        shifted[i] += step
        guard let there = function(shifted) else { continue }
        for j in 0..<n { rows[i][j] = (there.gradient[j] - gradient[j]) / step }
        break
      }
    }
    return (0..<n).map { i -> [Double] in
      (0..<n).map { j -> Double in (rows[i][j] + rows[j][i]) / 2 }
    }
  }
}
