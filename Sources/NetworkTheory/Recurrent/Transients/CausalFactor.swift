internal import LinearAlgebra
import RealModule

/// The Cholesky factor of a covariance that is an average over paths, made row by row.
///
/// ```
/// S_nm = (1/M) Σ_p x_p(n) x_p(m) = Σ_j L_nj L_mj,   x(n)/√M = Σ_j L_nj e_j
/// ```
///
/// L holds the components of x(n) along vectors e_j that are orthonormalised in the order of time, twice for each. The
/// covariance itself would not do: those of smooth processes are singular to working precision, and their pivots are
/// lost at 10⁻⁸ of the size of x instead of 10⁻¹⁶. A new part below 10⁻¹¹ of x is left out.
struct CausalFactor {
  /// The vectors e_j, one row for each time; zero where there is no new part.
  private var basis: Matrix
  /// How many rows there are.
  private var count = 0

  init(times: Int, size: Int) {
    basis = Matrix(rows: times, columns: size)
  }

  /// The components of a vector at the last time, again, or at the next.
  ///
  /// - Parameters:
  ///   - n: The time, at most one beyond the last.
  ///   - vector: x(n)/√M.
  /// - Returns: L_nj for all times, zero beyond n.
  mutating func row(_ n: Int, of vector: [Double]) -> [Double] {
    let places = n * basis.columns..<(n + 1) * basis.columns
    if count > n {
      basis.elements.replaceSubrange(
        places, with: repeatElement(0, count: basis.columns))
    }
    count = n + 1
    var rest = Matrix(rows: 1, columns: basis.columns, elements: vector)
    var components = [Double](repeating: 0, count: basis.rows)
    for _ in 0..<2 {
      let part = basis * rest.elements
      let spanned = Matrix(rows: 1, columns: part.count, elements: part) * basis
      for k in rest.elements.indices { rest.elements[k] -= spanned.elements[k] }
      for j in part.indices { components[j] += part[j] }
    }
    let square = vector.reduce(0) { $0 + $1 * $1 }
    let left = rest.elements.reduce(0) { $0 + $1 * $1 }
    if left > 1e-22 * square {
      components[n] = left.squareRoot()
      basis.elements.replaceSubrange(places, with: rest.elements.map { $0 / left.squareRoot() })
    }
    return components
  }
}
