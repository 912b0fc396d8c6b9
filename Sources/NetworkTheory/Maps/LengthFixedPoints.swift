internal import NumericalMethods
import RealModule

extension LengthMap {
  /// Whether every length is a fixed point: σ_b = 0, and φ linear on either side of 0 with V' = 1 to 1e-9.
  ///
  /// This is so for ReLU at σ_w² = 2 and for the identity at σ_w = 1.
  public var everyLengthIsFixed: Bool {
    guard sigmaB == 0, let growth = homogeneousGrowth else { return false }
    return abs(growth - 1) <= criticalTolerance
  }

  /// V' of a function that is linear on either side of 0; `nil` for any other.
  private var homogeneousGrowth: Double? {
    nonlinearity.slopesOfHomogeneous.map {
      sigmaW * sigmaW * ($0.negative * $0.negative + $0.positive * $0.positive) / 2
    }
  }

  /// All fixed points, in ascending order, each with its stability.
  ///
  /// q = 0 is one when σ_b = 0 and φ(0) = 0. The others are bracketed on a logarithmic grid, ten points to
  /// a decade, and refined by Brent's method; where V(q)/q comes close to 1 between grid points and turns,
  /// its extremum is found first, so that pairs of roots are not missed. Lengths above 10⁶ and 100 V(0) are
  /// not searched. A function that is linear on either side of 0 has its fixed point in closed form.
  ///
  /// - Returns: The fixed points; none where squared lengths grow without bound, and q = 0 alone where
  ///   ``everyLengthIsFixed``.
  /// - Throws: `NumericalMethodsError` when a root cannot be refined.
  /// - Complexity: About 200 averages.
  public func fixedPoints() throws -> [LengthFixedPoint] {
    if let growth = homogeneousGrowth { return homogeneousFixedPoints(growth) }
    var points: [LengthFixedPoint] = []
    let atZero = self(0)
    if atZero == 0 {
      let slope = self.slope(at: 0)
      let attracts = slope < 1 || (slope <= 1 + 1e-12 && relativeGrowth(1e-6) < 0)
      points.append(LengthFixedPoint(q: 0, slope: slope, stable: attracts))
    }
    let scan = scan(from: atZero > 0 ? atZero / 2 : 1e-13, to: Swift.max(1e6, 100 * atZero))
    for (lower, upper) in try brackets(scan) {
      let q = lower == upper ? lower : try findRoot(in: lower...upper, of: relativeGrowth)
      let slope = self.slope(at: q)
      points.append(LengthFixedPoint(q: q, slope: slope, stable: abs(slope) < 1))
    }
    return points
  }

  private func homogeneousFixedPoints(_ growth: Double) -> [LengthFixedPoint] {
    if sigmaB == 0 {
      return [LengthFixedPoint(q: 0, slope: growth, stable: growth < 1 && !everyLengthIsFixed)]
    }
    // The line V = growth · q + σ_b² meets the diagonal once, if it is less steep.
    guard growth < 1 - 1e-15 else { return [] }
    return [LengthFixedPoint(q: sigmaB * sigmaB / (1 - growth), slope: growth, stable: true)]
  }

  /// V(q)/q − 1, accurate also as q → 0 when V(0) = 0.
  private func relativeGrowth(_ q: Double) -> Double {
    let phi = nonlinearity
    let scale = q.squareRoot()
    return sigmaW * sigmaW
      * average(q) {
        let value = phi.value($0) / scale
        return value * value
      } + sigmaB * sigmaB / q - 1
  }

  private func scan(from lowest: Double, to top: Double) -> [(q: Double, growth: Double)] {
    var scan: [(q: Double, growth: Double)] = []
    var q = lowest
    var decaying = 0
    // Two decades of decay beyond q = 1 leave no room for another root of a bounded φ.
    while q < top * 1.26 && decaying < 20 {
      let growth = relativeGrowth(q)
      decaying = growth < 0 && q > 1 ? decaying + 1 : 0
      scan.append((q, growth))
      q *= 1.2589254117941673
    }
    return scan
  }

  /// The intervals in which V(q)/q − 1 changes its sign.
  private func brackets(_ scan: [(q: Double, growth: Double)]) throws -> [(Double, Double)] {
    var brackets: [(Double, Double)] = []
    for k in scan.indices.dropFirst() {
      let (low, high) = (scan[k - 1], scan[k])
      if low.growth == 0 {
        brackets.append((low.q, low.q))
      } else if high.growth != 0, (low.growth > 0) != (high.growth > 0) {
        brackets.append((low.q, high.q))
      }
      guard k + 1 < scan.count else { continue }
      let next = scan[k + 1]
      let sign: Double = high.growth > 0 ? 1 : -1
      guard sign * low.growth > sign * high.growth, sign * next.growth >= sign * high.growth,
        high.growth != 0
      else { continue }
      // Nearest to 1 in the middle of three: the extremum may lie on the other side.
      let tilt = { (q: Double) in self.slope(at: q) - 1 - self.relativeGrowth(q) }
      guard (tilt(low.q) > 0) != (tilt(next.q) > 0) else { continue }
      let turning = try findRoot(in: low.q...next.q, of: tilt)
      let extreme = relativeGrowth(turning)
      if sign * extreme < 0 {
        brackets += [(low.q, turning), (turning, next.q)]
      }
    }
    return brackets
  }
}
