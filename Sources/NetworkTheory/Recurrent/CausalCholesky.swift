import RealModule

/// The Cholesky factor of a covariance that becomes known row by row.
///
/// ```
/// S = L Lᵀ
/// ```
///
/// Covariances of smooth processes are singular to working precision. A pivot below 10⁻¹² of its variance is set to
/// zero; the noise then has no new part at that time, which changes it by 10⁻⁶ of its size.
struct CausalCholesky {
  private(set) var rows: [[Double]] = []

  /// Computes the last row again or, for the next time, a new one.
  ///
  /// - Parameter covariances: The covariances with all times up to this one.
  mutating func set(_ covariances: [Double]) {
    let n = covariances.count - 1
    if rows.count > n { rows.removeLast(rows.count - n) }
    var row = [Double](repeating: 0, count: n + 1)
    var left = covariances[n]
    for j in 0..<n where rows[j][j] > 0 {
      var sum = covariances[j]
      let other = rows[j]
      for k in 0..<j { sum -= row[k] * other[k] }
      row[j] = sum / other[j]
      left -= row[j] * row[j]
      // What is beyond the variance is rounding.
      if left < 0 {
        row[j] = 0
        left += (sum / other[j]) * (sum / other[j])
      }
    }
    row[n] = left > 1e-12 * covariances[n] ? left.squareRoot() : 0
    rows.append(row)
  }
}
