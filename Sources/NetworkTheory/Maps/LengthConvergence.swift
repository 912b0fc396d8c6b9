extension LengthMap {
  /// The number of layers after which a length stays within a tolerance of a fixed point.
  ///
  /// ```
  /// min l with |q^k − q*| ≤ δ q* for the layers k = l, l + 1, … that were followed,   q^(l+1) = V(q^l)
  /// ```
  ///
  /// - Parameters:
  ///   - qStar: The fixed point q*, positive.
  ///   - start: The squared length q^1 in the first layer.
  ///   - tolerance: The tolerance δ.
  ///   - limit: The most layers that are followed.
  /// - Returns: The layer, from 1; `nil` if the tolerance is not reached for good.
  /// - Complexity: One average per layer.
  public func convergenceDepth(
    to qStar: Double, from start: Double, tolerance: Double = 0.01, limit: Int = 200
  ) -> Int? {
    precondition(qStar > 0 && tolerance > 0, "q* = \(qStar) within \(tolerance)")
    var q = start
    var lastOutside = 0
    for layer in 1...limit {
      let distance = abs(q - qStar) / qStar
      if distance > tolerance { lastOutside = layer }
      // Close to the fixed point nothing leaves again.
      if distance < 0.1 * tolerance { return lastOutside + 1 }
      q = self(q)
    }
    return lastOutside < limit / 2 ? lastOutside + 1 : nil
  }
}
