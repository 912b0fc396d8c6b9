import RealModule

extension JacobianSpectrum {
  /// The density of the squared singular values, atoms apart.
  ///
  /// - Parameter squared: λ, positive.
  /// - Returns: ρ(λ); 0 outside the bands.
  /// - Throws: `NumericalMethodsError` when a root cannot be refined.
  /// - Complexity: About four averages over φ'.
  public func density(ofSquare squared: Double) throws -> Double {
    precondition(squared > 0, "no density at λ = \(squared)")
    return try point(atSquare: squared).map { $0.logDensity / squared } ?? 0
  }

  /// The density of the singular values, atoms apart.
  ///
  /// ```
  /// p(s) = 2 s ρ(s²)
  /// ```
  ///
  /// - Parameter value: s, positive.
  /// - Returns: p(s).
  /// - Throws: `NumericalMethodsError` when a root cannot be refined.
  public func density(of value: Double) throws -> Double {
    precondition(value > 0, "no density at s = \(value)")
    return try point(atSquare: value * value).map { 2 * $0.logDensity / value } ?? 0
  }

  /// The fraction of singular values at or below one, atoms included.
  ///
  /// It needs no integration: ∫ (1 + m) d ln λ is elementary along the curve.
  ///
  /// - Parameter value: s, 0 or more.
  /// - Returns: The distribution function, from the weight of s = 0 to 1.
  /// - Throws: `NumericalMethodsError` when a root cannot be refined.
  public func fraction(upTo value: Double) throws -> Double {
    precondition(value >= 0, "no singular value is \(value)")
    let squared = value * value
    guard squared > 0 else { return zeroWeight }
    if let point = try point(atSquare: squared) { return 1 - point.tail }
    // In a gap: all but the bands and atoms above.
    var above = 0.0
    for atom in atoms where atom.squaredValue > squared { above += atom.weight }
    for band in solution.bands where Double.exp(band[0].logValue) > squared {
      above += band[0].tail - band[band.count - 1].tail
    }
    return Swift.min(1, Swift.max(zeroWeight, 1 - above))
  }

  /// The point of the curve at λ; `nil` in a gap.
  private func point(atSquare squared: Double) throws -> JacobianCurve.Point? {
    let target = Double.log(squared)
    for (index, band) in solution.bands.enumerated() {
      if target > band[band.count - 1].logValue { continue }
      if target < band[0].logValue {
        // A band without lower edge goes on below its lowest point.
        guard index == 0, band[0].angle > 0 else { return nil }
        var below = try curve.point(atLogRadius: band[0].logRadius - 1, near: band[0].angle)
        while below.logValue > target, below.logRadius > -310, below.angle > 0 {
          below = try curve.point(atLogRadius: below.logRadius - 4, near: below.angle)
        }
        guard below.angle > 0, below.logValue <= target else { return nil }
        return try curve.point(atLogValue: target, between: below, and: band[0])
      }
      var (low, high) = (0, band.count - 1)
      while high - low > 1 {
        let middle = (low + high) / 2
        if band[middle].logValue <= target { low = middle } else { high = middle }
      }
      return try curve.point(atLogValue: target, between: band[low], and: band[high])
    }
    return nil
  }

  /// Places at which the density is worth drawing, with the density there.
  ///
  /// Half of them divide the range of s evenly, half divide the singular values into equal parts. Singular values
  /// below 1e-150, as very deep networks have, are left out.
  ///
  /// - Parameter count: About how many, at least 2.
  /// - Returns: Ascending singular values and their density p(s); nothing without a band.
  /// - Throws: `NumericalMethodsError` when a root cannot be refined.
  /// - Complexity: About four averages over φ' for every point.
  public func densityCurve(count: Int = 400) throws -> (s: [Double], p: [Double]) {
    precondition(count >= 2, "a curve of \(count) points")
    guard let first = bands.first, let last = bands.last else { return ([], []) }
    let even = count / 2
    let (low, high) = (first.lowerBound.squareRoot(), last.upperBound.squareRoot())
    var places = (0..<even).map { low + (high - low) * (Double($0) + 0.5) / Double(even) }
    let continuous = solution.bands.reduce(0) { $0 + $1[0].tail - $1[$1.count - 1].tail }
    let part = continuous / Double(count - even)
    var passed = 0.0
    var next = part / 2
    for band in solution.bands {
      for (a, b) in zip(band, band.dropFirst()) {
        let mass = a.tail - b.tail
        while next < passed + mass, mass > 0 {
          let logValue = a.logValue + (next - passed) / mass * (b.logValue - a.logValue)
          places.append(Double.exp(logValue / 2))
          next += part
        }
        passed += mass
      }
    }
    // The squares of smaller values are no numbers any more.
    places.removeAll { $0 < 1e-150 }
    places.sort()
    return (places, try places.map { try density(of: $0) })
  }

  /// The Kolmogorov–Smirnov distance of a set of singular values from the spectrum.
  ///
  /// ```
  /// sup_s |F_n(s) − F(s)|
  /// ```
  ///
  /// Values within 10⁻⁹ of each other count as equal, as those at an atom are; of values below 10⁻¹⁵ of the
  /// largest, which rounding hides, only the number counts.
  ///
  /// - Parameter values: Singular values, at least one, in any order.
  /// - Returns: The distance, 0 to 1; with more than 4000 values to within 1/4000.
  /// - Throws: `NumericalMethodsError` when a root cannot be refined.
  /// - Complexity: About four averages over φ' for every value, at most 8000 times.
  public func distance(of values: [Double]) throws -> Double {
    precondition(!values.isEmpty, "the distance of no values")
    let sorted = values.sorted()
    let count = Double(sorted.count)
    let least = 1e-15 * sorted[sorted.count - 1]
    let hidden = sorted.partitionPoint { $0 > least }
    var worst =
      hidden > 0 ? abs(Double(hidden) / count - (try fraction(upTo: least))) : 0
    for k in stride(from: hidden, to: sorted.count, by: Swift.max(1, sorted.count / 4000)) {
      let (low, high) = (sorted[k] * (1 - 1e-9), sorted[k] * (1 + 1e-9))
      let below = sorted.partitionPoint { $0 >= low }
      let upTo = sorted.partitionPoint { $0 > high }
      worst = Swift.max(
        worst, abs(Double(below) / count - (try fraction(upTo: low))),
        abs(Double(upTo) / count - (try fraction(upTo: high))))
    }
    return worst
  }
}

extension [Double] {
  /// The first place of a sorted array at which a condition holds that then holds to the end.
  fileprivate func partitionPoint(_ holds: (Double) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
