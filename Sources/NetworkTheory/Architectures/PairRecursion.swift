import NumericalMethods
import RealModule

/// Squared length and distance of two signals of equal length.
public struct PairState: Sendable, Equatable {
  /// The squared length q.
  public let q: Double

  /// The distance ε = 1 − c.
  public let separation: Double

  /// Makes a state.
  ///
  /// - Parameters:
  ///   - q: The squared length.
  ///   - separation: The distance ε = 1 − c, from 0 to 2.
  public init(q: Double, separation: Double) {
    self.q = q
    self.separation = separation
  }
}

/// A recursion that closes in the squared length and the distance of two signals.
///
/// ```
/// (q, ε) → (V(q), E(ε, q)),   ε = 1 − c
/// ```
///
/// Conforming types give one step and χ; fixed points, slopes and depth scales follow from them.
public protocol PairRecursion: MeanFieldRecursion where State == PairState {
  /// The growth χ of squared perturbations at a squared length.
  ///
  /// - Parameter q: The squared length of the signal.
  /// - Returns: χ(q).
  func chi(at q: Double) -> Double

  /// A squared length that no fixed point exceeds.
  var lengthBound: Double { get }
}

extension PairRecursion {
  /// The state itself.
  public func start(q: Double, c: Double) throws(NetworkTheoryError) -> PairState {
    try requireInputs(q: q, c: c)
    return PairState(q: q, separation: 1 - c)
  }

  /// q and ε with χ at that length.
  public func reading(of state: PairState) -> RecursionReading {
    RecursionReading(q: state.q, separation: state.separation, chi: chi(at: state.q))
  }

  /// The largest stable fixed point of the length, and the fixed distance there.
  ///
  /// Lengths are bracketed on a logarithmic grid and refined by Brent's method. At that length the
  /// distance is 0 where equal signals stay equal and χ ≤ 1; else the smallest stable root of E(ε) = ε.
  /// Slopes away from ε = 0 are central differences extrapolated once, with relative errors of about 1e-9.
  ///
  /// - Complexity: About 200 steps for the length and 60 for the distance.
  public func fixedPoint() throws -> RecursionFixedPoint {
    guard let length = try fixedLength() else {
      return RecursionFixedPoint(
        q: nil, separation: nil, chi: nil, lengthSlope: nil, correlationSlope: nil)
    }
    let (q, slope) = length
    let growth = chi(at: q)
    func image(_ separation: Double) -> Double {
      next(PairState(q: q, separation: separation)).separation
    }
    if q == 0 || (image(0) == 0 && growth <= 1 + criticalTolerance) {
      return RecursionFixedPoint(
        q: q, separation: 0, chi: growth, lengthSlope: slope, correlationSlope: growth)
    }
    let separation = try fixedSeparation(image)
    return RecursionFixedPoint(
      q: q, separation: separation, chi: growth, lengthSlope: slope,
      correlationSlope: separation.map { centralSlope(at: $0, of: image) })
  }

  /// The largest length at which lengths below grow and lengths above shrink, with its slope.
  func fixedLength() throws -> (q: Double, slope: Double)? {
    func length(_ q: Double) -> Double { next(PairState(q: q, separation: 0)).q }
    func growth(_ logarithm: Double) -> Double {
      let q = Double.exp(logarithm)
      return length(q) / q - 1
    }
    var upper = Double.log(2 * lengthBound)
    var above = growth(upper)
    guard above < 0 else { return nil }
    let step = Double.log(10) / 8
    while upper > -30 {
      let lower = upper - step
      let below = growth(lower)
      if below >= 0 {
        let q = Double.exp(try findRoot(in: lower...upper, of: growth))
        return (q, centralSlope(at: q, of: length))
      }
      (upper, above) = (lower, below)
    }
    return (0, 1 + above)
  }

  /// The smallest distance at which smaller ones grow and larger ones shrink.
  private func fixedSeparation(_ image: (Double) -> Double) throws -> Double? {
    func growth(_ logarithm: Double) -> Double {
      let separation = Swift.min(Double.exp(logarithm), 2)
      return image(separation) / separation - 1
    }
    let top = Double.log(2)
    var lower = top - 30
    if growth(lower) <= 0 { return 0 }
    while lower < top {
      let upper = Swift.min(lower + (lower < top - 4 ? 2 : 0.25), top)
      if growth(upper) <= 0 {
        return Swift.min(Double.exp(try findRoot(in: lower...upper, of: growth)), 2)
      }
      lower = upper
    }
    return nil
  }
}

/// The slope of a smooth function by central differences of two steps, extrapolated.
func centralSlope(at x: Double, of function: (Double) -> Double) -> Double {
  func difference(_ h: Double) -> Double { (function(x + h) - function(x - h)) / (2 * h) }
  let h = 2e-3 * x
  return (4 * difference(h / 2) - difference(h)) / 3
}
