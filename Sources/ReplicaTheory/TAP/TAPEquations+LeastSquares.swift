import LinearAlgebra
import RealModule

extension TAPEquations {
  /// The equations at one point, in the scale of each spin.
  private struct Point {
    let fields: [Double]
    let magnetizations: [Double]
    /// √(1 − m_i²).
    let scales: [Double]
    /// √(1 − m_i²) (u_i − β(…)), the gradient of βN f in scaled coordinates.
    let gradient: [Double]
    let residual: Double
    let sumOfSquares: Double
  }

  private func point(_ u: [Double]) -> Point? {
    let m = u.map { Double.tanh($0) }
    guard let cavity = try? cavityFields(of: m) else { return nil }
    // 1/cosh keeps its digits where 1 − m² has none.
    let scales = u.map { 1 / Double.cosh($0) }
    var residual = 0.0
    var gradient = u
    for i in u.indices {
      residual = Swift.max(residual, abs(m[i] - Double.tanh(beta * cavity[i])))
      gradient[i] = scales[i] * (u[i] - beta * cavity[i])
    }
    let sum = gradient.reduce(0) { $0 + $1 * $1 }
    return Point(
      fields: u, magnetizations: m, scales: scales, gradient: gradient, residual: residual,
      sumOfSquares: sum)
  }

  /// Solves the equations from nearby, or finds where their gradient is smallest.
  ///
  /// ```
  /// (A² + λ) δ = −A g,   A_ij = √(1 − m_i²) βH_ij √(1 − m_j²),   g the gradient in the same scale
  /// ```
  ///
  /// Levenberg's and Marquardt's method for Σ g_i². It ends at any stationary point of the free energy, saddles
  /// included, or at a minimum of |g| that is none, as remains where a state and its saddle have just
  /// annihilated.
  ///
  /// - Parameters:
  ///   - fields: The fields u = artanh m in units of T.
  ///   - limit: The most steps.
  /// - Returns: Better magnetisations, and the number of steps.
  /// - Throws: `LinearAlgebraError` when a matrix has no Cholesky factor in spite of λ.
  /// - Complexity: O(N³) per step.
  func leastSquares(
    from fields: [Double], limit: Int = 60
  ) throws -> (magnetizations: [Double], steps: Int) {
    guard var current = point(fields) else { return (fields.map { Double.tanh($0) }, 0) }
    var lambda = 1e-3
    var slowSteps = 0
    for step in 0..<limit {
      if current.residual < 1e-14 || slowSteps >= 4 { return (current.magnetizations, step) }
      var a = try scaledCurvature(of: current.magnetizations, scales: current.scales)
      for k in a.elements.indices { a.elements[k] *= beta }
      for i in 0..<spinCount { a[i, i] += 1 }
      let right = a.symmetricProduct(with: current.gradient)
      var square = a.gramMatrix()
      let diagonal = square.diagonal
      var next: Point?
      for _ in 0..<12 {
        for i in 0..<spinCount { square[i, i] = diagonal[i] + lambda }
        let shift = try CholeskyFactor(of: square).solve(right)
        let moved = current.fields.indices.map { i in
          let change = shift[i] / Swift.max(current.scales[i], 1e-100)
          return current.fields[i] - Swift.min(Swift.max(change, -2), 2)
        }
        if let candidate = point(moved), candidate.sumOfSquares < current.sumOfSquares {
          next = candidate
          break
        }
        lambda = Swift.max(lambda, 1e-14) * 6
      }
      guard let next else { return (current.magnetizations, step) }
      slowSteps = next.sumOfSquares > 0.99 * current.sumOfSquares ? slowSteps + 1 : 0
      current = next
      lambda = Swift.max(lambda * 0.2, 1e-14)
    }
    return (current.magnetizations, limit)
  }

  /// Searches a solution.
  ///
  /// Bolthausen's iteration where it converges; else descent with a prescribed reaction from the same start, and
  /// least squares from where that ends. In a spin-glass phase of finite N many starts lead to no
  /// solution: the state has annihilated with a saddle, and the nearest approach is returned.
  ///
  /// - Parameter start: Magnetisations, from −1 to 1.
  /// - Returns: A solution, or magnetisations whose ``TAPSolution/residual`` says that they are none.
  /// - Throws: ``ReplicaTheoryError/reactionDiverges(susceptibility:)`` where the search ends at
  ///   magnetisations without a reaction, `LinearAlgebraError` when LAPACK fails.
  /// - Complexity: O(N²) for each of up to some thousand steps of descent, O(N³) for some ten
  ///   steps of least squares.
  public func solution(from start: [Double]) throws -> TAPSolution {
    requireMagnetizations(start)
    if let iterated = try? iteration(from: start), iterated.hasConverged {
      return try solution(
        of: iterated.magnetizations, method: .iteration, steps: iterated.changes.count)
    }
    let (fields, descentSteps) = descent(from: start)
    let (m, steps) = try leastSquares(from: fields)
    return try solution(of: m, method: .descent, steps: descentSteps + steps)
  }
}
