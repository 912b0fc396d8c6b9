internal import NumericalMethods
import RealModule

/// A fixed point of a ``MomentMap``.
public struct MomentFixedPoint: Sendable, Equatable {
  /// Mean and variance.
  public let moments: MomentMap.Moments

  /// The largest magnitude of an eigenvalue of the Jacobian.
  public let spectralRadius: Double

  /// Whether nearby signals approach it: ``spectralRadius`` is below 1.
  public var stable: Bool { spectralRadius < 1 }

  /// The slope χ₁ = σ_w² E φ'² of the correlation map at c = 1.
  public let chi1: Double
}

extension MomentMap {
  /// The fixed points with positive variance or a smooth φ, by ascending mean.
  ///
  /// For every trial value t of E φ, on a grid that is finest around 0, the variances are found at which
  /// m = w_0 t + b_0 and q reproduce q; between neighbours at which E φ − t has different signs Newton's
  /// method in both unknowns finds the fixed point. |E φ| up to 1000 and variances up to 10⁴ and 4σ_w² are
  /// searched.
  ///
  /// - Returns: The fixed points found; none where signals grow without bound.
  /// - Throws: `NumericalMethodsError` when a variance cannot be refined.
  /// - Complexity: About 10⁴ averages; 100 without a mean of the weights.
  public func fixedPoints() throws -> [MomentFixedPoint] {
    var found: [Moments] = []
    if weightMean == 0 {
      found = try variances(mean: biasMean).map { Moments(mean: biasMean, variance: $0) }
    } else {
      // t = sinh(s)/50, in steps of 0.14 of s: about 0.003 at 0 and 15 % far away.
      let reach = nonlinearity.reach
      let trials = Self.trials.filter { abs($0) < 1.2 * reach + 0.01 }
      var before: [(moments: Moments, excess: Double)] = []
      var last = 0.0
      for trial in trials {
        let current = try candidates(trial)
        var starts: [Moments] = []
        for (one, other) in pairs(before, current) where (one.excess > 0) != (other.excess > 0) {
          let share = one.excess / (one.excess - other.excess)
          starts.append(
            Moments(
              mean: one.moments.mean + share * (other.moments.mean - one.moments.mean),
              variance: one.moments.variance
                + share * (other.moments.variance - one.moments.variance)))
        }
        if before.count != current.count {
          // A branch begins or ends in between, and may cross before it does.
          let step = 2 * abs(trial - last)
          starts += (before + current).filter { abs($0.excess) < step }.map(\.moments)
        }
        var points = starts.map(newton)
        if before.count == current.count {
          // Where the mean is steep in E φ Newton's method may miss what lies in between.
          for index in before.indices
          where (before[index].excess > 0) != (current[index].excess > 0) {
            points.append(
              try bisected(from: last, to: trial, index: index).flatMap(newton))
          }
        }
        for candidate in points {
          if let point = candidate.map(withoutRounding),
            !found.contains(where: { $0.isClose(to: point) })
          {
            found.append(point)
          }
        }
        (before, last) = (current, trial)
      }
    }
    // The grid steps over silence.
    let silence = Moments(mean: 0, variance: 0)
    if weightMean != 0, self(silence) == silence,
      !found.contains(where: { $0.isClose(to: silence) })
    {
      found.append(silence)
    }
    return found.sorted { ($0.mean, $0.variance) < ($1.mean, $1.variance) }.map { moments in
      // A kink at variance 0 has no derivative; just above 0 it has.
      let place =
        moments.variance > 0 || nonlinearity.kinks.isEmpty
        ? moments : Moments(mean: moments.mean, variance: 1e-24)
      return MomentFixedPoint(
        moments: moments, spectralRadius: jacobian(at: place).spectralRadius,
        chi1: meanSquareSlope(at: place))
    }
  }

  /// Means and variances at a trial value of E φ, with the excess of E φ over it.
  private func candidates(_ trial: Double) throws -> [(moments: Moments, excess: Double)] {
    let mean = weightMean * trial + biasMean
    return try variances(mean: mean).map { q in
      let moments = Moments(mean: mean, variance: q)
      return (moments: moments, excess: averages(moments).first - trial)
    }
  }

  /// Halves the distance between two trial values at which one of the variances has excesses of different sign.
  private func bisected(from start: Double, to end: Double, index: Int) throws -> Moments? {
    var (low, high) = (start, end)
    guard let first = try candidates(low).dropFirst(index).first else { return nil }
    var found: Moments?
    for _ in 0..<25 {
      let middle = (low + high) / 2
      guard let here = try candidates(middle).dropFirst(index).first else { return found }
      found = here.moments
      if (here.excess > 0) == (first.excess > 0) { low = middle } else { high = middle }
    }
    return found
  }

  /// A fixed point without what rounding leaves of a mean or of a silence that is exact.
  private func withoutRounding(_ moments: Moments) -> Moments {
    let silence = Moments(mean: 0, variance: 0)
    if abs(moments.mean) + moments.variance < 1e-12, self(silence) == silence { return silence }
    let centred = Moments(mean: 0, variance: moments.variance)
    return abs(moments.mean) < 1e-12 && abs(self(centred).mean) < 1e-15 ? centred : moments
  }

  /// Trial values of E φ.
  static let trials = (-80...80).map { Double.sinh(0.144 * Double($0) + 0.003) / 50 }

  /// The variances that reproduce themselves at a mean, ascending.
  func variances(mean: Double) throws -> [Double] {
    func excess(_ q: Double) -> Double {
      self(Moments(mean: mean, variance: q)).variance / q - 1
    }
    var roots: [Double] = []
    let atZero = self(Moments(mean: mean, variance: 0)).variance
    if atZero == 0 { roots.append(0) }
    var low = atZero > 0 ? atZero / 2 : 1e-12
    var below = excess(low)
    let top = Swift.max(1e4, 10 * atZero, 4 * sigmaW * sigmaW)
    var decaying = 0
    let isBounded = nonlinearity.isBounded
    while low < top && decaying < 5 {
      let high = low * 1.7
      let above = excess(high)
      if (below > 0) != (above > 0) { roots.append(try findRoot(in: low...high, of: excess)) }
      // An unbounded φ may let a variance run away beyond a root yet to come.
      let falls = above < 0 && high > 1 && (isBounded || above <= below)
      decaying = falls ? decaying + 1 : 0
      (low, below) = (high, above)
    }
    return roots
  }

  /// Roots at neighbouring means that belong together: in order from below, and from above if some are new.
  func pairs<Element>(_ one: [Element], _ other: [Element]) -> [(Element, Element)] {
    let below = Array(zip(one, other))
    return one.count == other.count ? below : below + zip(one.reversed(), other.reversed())
  }

  private func newton(from start: Moments) -> Moments? {
    var moments = start
    for _ in 0..<50 {
      guard moments.variance > 0 || nonlinearity.kinks.isEmpty else { return nil }
      let image = self(moments)
      let (f, g) = (image.mean - moments.mean, image.variance - moments.variance)
      let j = jacobian(at: moments)
      let (a, b, c, d) = (
        j.meanByMean - 1, j.meanByVariance, j.varianceByMean, j.varianceByVariance - 1
      )
      let determinant = a * d - b * c
      guard determinant != 0, f.isFinite, g.isFinite else { return nil }
      let (dm, dq) = ((b * g - d * f) / determinant, (c * f - a * g) / determinant)
      let variance = moments.variance + dq
      let next = Moments(
        mean: moments.mean + dm, variance: variance >= 0 ? variance : moments.variance / 2)
      let settled =
        abs(dm) <= 1e-14 * (1 + abs(moments.mean)) && abs(dq) <= 1e-14 * (1e-6 + moments.variance)
      moments = next
      if settled { return moments }
    }
    let image = self(moments)
    let error = abs(image.mean - moments.mean) + abs(image.variance - moments.variance)
    return error <= 1e-11 * (1 + abs(moments.mean) + moments.variance) ? moments : nil
  }
}

extension MomentMap.Moments {
  fileprivate func isClose(to other: Self) -> Bool {
    abs(mean - other.mean) <= 1e-8 * (1 + abs(mean))
      && abs(variance - other.variance) <= 1e-8 * (1 + variance)
  }
}

extension Nonlinearity {
  /// About the largest magnitude of the function; infinite for one that grows.
  var reach: Double {
    guard isBounded else { return .infinity }
    return (-40...40).reduce(0) {
      Swift.max($0, abs(value(1.5 * Double.sinh(0.3 * Double($1)))))
    }
  }

  /// Whether the function stays finite far away.
  var isBounded: Bool { abs(value(1e9)) < 1e6 && abs(value(-1e9)) < 1e6 }
}
