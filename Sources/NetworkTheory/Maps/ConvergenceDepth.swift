import RealModule

/// How many layers two inputs take to come close to the fixed points.
public struct ConvergenceDepth: Sendable, Equatable {
  /// The first layer from which on |q^l − q*| ≤ δ q*; `nil` if it is not reached.
  ///
  /// Where q* = 0 the length must have shrunk to δ of the input's.
  public let length: Int?

  /// The first layer from which on |c^l − c*| ≤ δ; `nil` if it is not reached.
  ///
  /// The correlation has the scale 1, and c* may be 0.
  public let correlation: Int?
}

extension DeepNetworkTheory {
  /// Counts the layers that two inputs of equal length take to come within a tolerance of q* and c*.
  ///
  /// - Parameters:
  ///   - q0: The squared length per component of each input.
  ///   - c0: Their correlation, from −1 to 1.
  ///   - tolerance: The tolerance δ; 1 % unless said otherwise.
  ///   - limit: The number of layers that are followed at most.
  /// - Returns: The two depths, counted as in ``RecursionTrajectory``: layer 0 is the input.
  /// - Throws: ``NetworkTheoryError`` for a length or a correlation out of range.
  /// - Complexity: One double average per layer.
  public func convergenceDepth(
    q0: Double, c0: Double, tolerance: Double = 0.01, limit: Int = 2000
  ) throws(NetworkTheoryError) -> ConvergenceDepth {
    precondition(tolerance > 0, "a tolerance cannot be \(tolerance)")
    precondition(limit >= 0, "\(limit) layers cannot be followed")
    guard (0...largestSquaredLength).contains(q0) else { throw .invalidLength(q0) }
    guard c0 >= -1, c0 <= 1 else { throw .invalidCorrelation(c0) }
    let map = correlationMap
    let scale = qStar > 0 ? qStar : q0
    var (q, separation) = (q0, 1 - c0)
    // The last layers outside; nothing returns once the length has settled, since C is monotone then.
    var (lastLength, lastCorrelation) = (-1, -1)
    var layer = 0
    var settled = false
    while layer <= limit {
      let distance = everyLengthIsFixed ? 0 : abs(q - qStar)
      let lengthInside = distance <= tolerance * scale
      if !lengthInside { lastLength = layer }
      if abs(separation - fixedSeparation) > tolerance { lastCorrelation = layer }
      settled = distance <= 1e-3 * tolerance * scale || qStar == 0 && lengthInside
      if settled && lastCorrelation < layer { break }
      (q, separation) = image(q, separation, isFirst: layer == 0, map)
      layer += 1
      guard !grows(q) else {
        return ConvergenceDepth(length: nil, correlation: nil)
      }
    }
    let length = lastLength < Swift.min(layer, limit) ? lastLength + 1 : nil
    let reached = settled && lastCorrelation < Swift.min(layer, limit)
    return ConvergenceDepth(length: length, correlation: reached ? lastCorrelation + 1 : nil)
  }

  /// Whether lengths that begin here grow without bound: beyond the last fixed point, an unstable one.
  func grows(_ q: Double) -> Bool {
    guard let last = fixedPoints.last, !last.stable, !everyLengthIsFixed else { return false }
    return q > last.q
  }

  /// Length and separation in the next layer; the first layer is linear in the input.
  func image(
    _ q: Double, _ separation: Double, isFirst: Bool, _ map: CorrelationMap
  ) -> (q: Double, separation: Double) {
    guard isFirst else { return (lengthMap(q), map.separation(after: separation, q: q)) }
    let weightVariance = lengthMap.sigmaW * lengthMap.sigmaW
    let next = weightVariance * q + lengthMap.sigmaB * lengthMap.sigmaB
    return (next, next > 0 ? min(2, weightVariance * q * separation / next) : separation)
  }
}
