internal import NumericalMethods

extension LengthMap {
  /// How squared lengths fluctuate from one deep network to another, to first order in one over the width n.
  ///
  /// ```
  /// n Var q_l = 2 q_l² + v_l,   v_(l+1) = σ_w⁴ Var φ(h)² + V'(q_l)² v_l,   v_1 = 0,   h ~ N(0, q_l)
  /// ```
  ///
  /// Given the layer before, the fields of a layer are n independent normal numbers: the first term is the scatter of their
  /// squares, v that of their common variance. Weights are independent and normal.
  ///
  /// **Source**: K. Segadlo et al., *J. Stat. Mech.* 103401 (2022), for the order 1/n of deep and recurrent networks.
  ///
  /// - Parameters:
  ///   - q: The squared length in the first layer, the same in all networks.
  ///   - layers: The number of layers.
  /// - Returns: n Var q in layers 1, 2, ….
  /// - Complexity: Five averages per layer.
  public func fluctuations(from q: Double, layers: Int) -> [Double] {
    var spread = 0.0
    return iterate(from: q, layers: layers - 1).map { q in
      let found = 2 * q * q + spread
      let average = GaussianAverage(variance: q, for: nonlinearity)
      func moment(_ power: Int) -> Double {
        average { h in (0..<power).reduce(1) { product, _ in product * nonlinearity.value(h) } }
      }
      let weight = sigmaW * sigmaW * sigmaW * sigmaW
      let slope = slope(at: q)
      spread = weight * (moment(4) - moment(2) * moment(2)) + slope * slope * spread
      return found
    }
  }
}
