import LinearAlgebra
import RealModule

/// Whether a matrix can be the overlaps of any vectors, given how its elements were rounded.
extension Matrix {
  /// The step δ to which all elements were rounded: a power of ten with one to seven decimals.
  ///
  /// Text files keep a few decimals. Where not all elements are multiples of such a step, as in binary
  /// files, or all are whole numbers, which are exact, there is none.
  ///
  /// - Complexity: O(n).
  var roundingStep: Double? {
    var decimals = 0
    var scale = 1.0
    for element in elements {
      while abs(element * scale - (element * scale).rounded()) > 1e-7 {
        decimals += 1
        scale *= 10
        if decimals > 7 { return nil }
      }
    }
    return decimals == 0 ? nil : 1 / scale
  }

  /// Throws for an eigenvalue below what rounding explains.
  ///
  /// ```
  /// λ_min ≥ − min(1.5 δ √(R/3), δ R/2) − 10⁻⁶ λ_max
  /// ```
  ///
  /// Rounding to multiples of δ adds independent errors of variance δ²/12, whose eigenvalues reach
  /// δ √(R/3) for large R; the factor 1.5 leaves room for their fluctuations at small R, and no errors
  /// up to δ/2 can exceed δ R/2.
  ///
  /// - Parameter step: The step δ; 0 for elements that were not rounded.
  /// - Throws: ``OverlapError/notPositiveSemidefinite(eigenvalue:tolerance:)``.
  /// - Complexity: O(R³).
  func requirePositiveSemidefinite(roundingStep step: Double) throws(OverlapError) {
    let values = try SymmetricEigensystem.ofOverlaps(self, withVectors: false).values
    guard let largest = values.first, let smallest = values.last else { return }
    let r = Double(rows)
    let rounding = min(1.5 * step * Double.sqrt(r / 3), step * r / 2)
    let tolerance = rounding + 1e-6 * max(abs(largest), abs(smallest))
    guard smallest >= -tolerance else {
      throw .notPositiveSemidefinite(eigenvalue: smallest, tolerance: tolerance)
    }
  }
}
