import LinearAlgebra

extension Matrix {
  /// The matrix in steps of 2⁻³⁰ and exactly symmetric, as its lower triangle is.
  ///
  /// What is equal before rounding stays equal, whatever the order of the sums in BLAS and LAPACK was, so that a tree
  /// breaks ties in the same way on every processor.
  func settled() -> Matrix {
    let step = 0x1p-30
    var result = self
    for a in 0..<rows {
      for b in 0...a {
        let element = (self[a, b] / step).rounded() * step
        result[a, b] = element
        result[b, a] = element
      }
    }
    return result
  }
}
