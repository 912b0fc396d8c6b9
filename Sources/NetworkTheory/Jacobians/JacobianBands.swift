import NumericalMethods
import RealModule

/// The bands of a Jacobian's spectrum: where its curve is off the real axis, with points that resolve it.
struct JacobianBands: Sendable {
  /// Points of one band in ascending order of λ; the first and the last are its edges.
  private(set) var bands: [[JacobianCurve.Point]] = []
  /// ln of the largest squared singular value.
  let logLargest: Double

  /// What lies below the lowest point, if more than should be: slopes too small to be told from zero.
  private(set) var remainder = 0.0

  private static let leastLogRadius = -310.0
  /// The mass that may lie below the lowest point.
  private static let leftOut = 1e-10

  init(_ curve: JacobianCurve, continuousWeight: Double, zeroWeight: Double) throws {
    let top = try Self.top(curve)
    logLargest = curve.realLogValue(at: top)
    guard continuousWeight > 1e-12 else { return }
    let pieces = try Self.scan(
      curve, from: Double.log(top), until: 1 - zeroWeight - Self.leftOut)
    for piece in pieces { bands.append(try Self.refined(piece, curve)) }
    bands.reverse()
    if let lowest = bands.first?[0] {
      let left = 1 - zeroWeight - lowest.tail
      if left > 10 * Self.leftOut { remainder = left }
    }
  }

  /// The w of the upper edge: d ln λ/d ln w = 0 above all values of d, or the largest value itself.
  private static func top(_ curve: JacobianCurve) throws -> Double {
    let most = curve.law.range.upperBound
    let slope = { (t: Double) in curve.realSlope(at: most * (1 + Double.exp(t))) }
    guard !curve.isLawItself else { return most }
    var low = -33.0
    while low < -20, !slope(low).isFinite { low += 1 }
    guard slope(low) < 0 else { return most * (1 + Double.exp(low)) }
    var high = low
    while slope(high) < 0, high < 60 { high += 4 }
    return most * (1 + Double.exp(try findRoot(in: (high - 4)...high, of: slope)))
  }

  /// Walks from the top to smaller radii in steps that grow, and finds where bands begin and end.
  ///
  /// - Returns: The points of each band, the highest band first and its highest point first.
  private static func scan(
    _ curve: JacobianCurve, from top: Double, until tail: Double
  ) throws -> [[JacobianCurve.Point]] {
    var pieces: [[JacobianCurve.Point]] = []
    var last = try curve.point(atLogRadius: top)
    var isInside = false
    var distance = 1e-11
    while last.logRadius > leastLogRadius {
      let next = try curve.point(
        atLogRadius: Swift.max(leastLogRadius, top - distance), near: last.angle)
      if next.angle > 0 && !isInside {
        let edge = try edge(curve, gap: last, band: next)
        pieces.append([edge, next])
        isInside = true
      } else if next.angle > 0 {
        pieces[pieces.count - 1].append(next)
      } else if isInside {
        let inside = pieces[pieces.count - 1].last ?? last
        pieces[pieces.count - 1].append(try edge(curve, gap: next, band: inside))
        isInside = false
      }
      if next.tail >= tail { return pieces }
      last = next
      distance *= 1.15
    }
    return pieces
  }

  /// The last point of a gap before a band.
  ///
  /// λ is stationary in r there, so that halving r to rounding gives λ to rounding.
  private static func edge(
    _ curve: JacobianCurve, gap: JacobianCurve.Point, band: JacobianCurve.Point
  ) throws -> JacobianCurve.Point {
    var (outside, inside) = (gap.logRadius, band.logRadius)
    for _ in 0..<50 {
      let middle = (outside + inside) / 2
      guard middle != outside, middle != inside else { break }
      if try curve.angle(atLogRadius: middle) > 0 { inside = middle } else { outside = middle }
    }
    return try curve.point(atLogRadius: outside)
  }

  /// Adds points until neighbours differ little in mass, in λ and in angle, and turns the order.
  private static func refined(
    _ piece: [JacobianCurve.Point], _ curve: JacobianCurve
  ) throws -> [JacobianCurve.Point] {
    var result = [piece[0]]
    func fill(_ a: JacobianCurve.Point, _ b: JacobianCurve.Point, _ level: Int) throws {
      // Near an edge the angle goes to zero as a square root: its square is smooth there.
      let isCoarse =
        abs(b.tail - a.tail) > 0.004
        || (abs(b.logValue - a.logValue) > 0.7 && abs(b.tail - a.tail) > 1e-9)
      let mayEnd = (a.angle == 0 || b.angle == 0) && level < 8 && abs(b.tail - a.tail) > 1e-9
      if level < 24, isCoarse || mayEnd, abs(b.logRadius - a.logRadius) > 1e-13 {
        let middle = try curve.point(
          atLogRadius: (a.logRadius + b.logRadius) / 2, near: a.angle)
        try fill(a, middle, level + 1)
        try fill(middle, b, level + 1)
      } else {
        result.append(b)
      }
    }
    let points = try withPeaks(piece, curve)
    for (a, b) in zip(points, points.dropFirst()) { try fill(a, b, 0) }
    return result.reversed()
  }

  /// Adds points that close in on slopes of finite weight, near which the density may diverge.
  private static func withPeaks(
    _ piece: [JacobianCurve.Point], _ curve: JacobianCurve
  ) throws -> [JacobianCurve.Point] {
    guard curve.shape == 0, let low = piece.last?.logRadius else { return piece }
    let high = piece[0].logRadius
    var result = piece
    for atom in curve.law.atoms where atom.value > 0 {
      let place = Double.log(atom.value)
      var distance = 1e-8
      while distance < 1 {
        for logRadius in [place - distance, place + distance]
        where logRadius > low && logRadius < high {
          result.append(try curve.point(atLogRadius: logRadius))
        }
        distance *= 1.4
      }
    }
    // Where θ = 0 or rounding turns the order of λ there is nothing to add.
    result.sort { $0.logRadius > $1.logRadius }
    var kept = [result[0]]
    for point in result.dropFirst() where point.logValue < kept[kept.count - 1].logValue {
      kept.append(point)
    }
    return kept
  }
}
