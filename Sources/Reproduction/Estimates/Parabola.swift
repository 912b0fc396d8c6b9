/// The parabola through points by least squares: curves near a transition, and where two of them cross.
///
/// ```
/// y(x) = a + b u + c u²,   u = x − x̄
/// ```
package struct Parabola {
  private let centre: Double
  private let a: Double
  private let b: Double
  private let c: Double

  /// Fits points.
  ///
  /// - Parameters:
  ///   - x: At least three different places.
  ///   - y: The values.
  package init(_ x: [Double], _ y: [Double]) {
    precondition(x.count == y.count && x.count > 2, "a parabola through \(x.count) points")
    centre = x.reduce(0, +) / Double(x.count)
    var s = [Double](repeating: 0, count: 5)
    var t = [Double](repeating: 0, count: 3)
    for (place, value) in zip(x, y) {
      var power = 1.0
      for k in 0..<5 {
        s[k] += power
        if k < 3 { t[k] += power * value }
        power *= place - centre
      }
    }
    func determinant(_ p: [Double], _ q: [Double], _ r: [Double]) -> Double {
      let first = p[0] * (q[1] * r[2] - q[2] * r[1])
      let second = p[1] * (q[0] * r[2] - q[2] * r[0])
      let third = p[2] * (q[0] * r[1] - q[1] * r[0])
      return first - second + third
    }
    let columns = [[s[0], s[1], s[2]], [s[1], s[2], s[3]], [s[2], s[3], s[4]]]
    let all = determinant(columns[0], columns[1], columns[2])
    precondition(all > 0, "a parabola through points at less than three places")
    a = determinant(t, columns[1], columns[2]) / all
    b = determinant(columns[0], t, columns[2]) / all
    c = determinant(columns[0], columns[1], t) / all
  }

  /// y(x).
  package func callAsFunction(_ x: Double) -> Double {
    let u = x - centre
    return a + u * (b + u * c)
  }

  /// The root nearer to the middle of the points; where there is none, the place nearest to zero.
  package var root: Double {
    let discriminant = b * b - 4 * a * c
    guard discriminant > 0 else { return centre - b / (2 * c) }
    // The smaller root, without a difference of nearly equal numbers.
    let sum = b + (b < 0 ? -1 : 1) * discriminant.squareRoot()
    return centre - 2 * a / sum
  }
}
