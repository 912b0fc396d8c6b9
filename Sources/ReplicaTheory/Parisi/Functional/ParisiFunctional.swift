import RealModule

/// The Parisi functional of an Ising spin glass for a step function, with all its derivatives.
///
/// ```
/// P = ψ(0, h) − ½ ∫ t ξ''(t) γ(t) dt,   −f = min P
/// ∂_t ψ = −(ξ''/2)(∂_x²ψ + γ (∂_xψ)²),   ψ(1, x) = T ln 2cosh(x/T)
/// ```
///
/// γ = x(q)/T is γ_l between q_(l−1) and q_l, l = 1…k, zero below q_0 and 1/T above q_k. On each
/// piece the equation is solved exactly (Hopf and Cole). At T = 0 the last overlap must be 1.
///
/// **Source**: G. Parisi, *J. Phys. A* 13, 1101 (1980); convexity: A. Auffinger and W.-K. Chen,
/// *Commun. Math. Phys.* 335, 1429 (2015).
struct ParisiFunctional {
  let mixture: Mixture
  let field: Double
  let temperature: Double

  /// The largest γ a of a step, a its deviation; solutions have γ a ≲ 3.
  static let largestTilt = 30.0

  /// The functional at one step function.
  struct Value {
    /// −f.
    var value = 0.0
    /// −f without T ln 2 + ξ(1)/(2T), which keeps the digits near T_c; at T = 0 equal to the value.
    var gain = 0.0
    /// The size of the terms of the gain, which sets its rounding.
    var scale = 0.0
    /// The derivatives by q_0…q_k; the last is 0 at T = 0, where q_k is 1.
    var overlapGradient: [Double] = []
    /// The derivatives by γ_1…γ_k.
    var slopeGradient: [Double] = []
    /// E (∂_xψ)² at q_0…q_k, equal to q at a stationary point.
    var squaredSlopes: [Double] = []
    /// 1 − ξ''(q) E (∂_x²ψ)² at q_0…q_k.
    var replicons: [Double] = []
    /// E ∂_xψ, the magnetisation.
    var magnetization = 0.0
    /// E ⟨∂_x²ψ⟩ at q_k: (1 − q)/T as T → 0.
    var topCurvature = 0.0
    /// E (∂_x²ψ)³ at q_k; 0 at T = 0, like the next two.
    var topCubedCurvature = 0.0
    /// E (∂_x³ψ)² at q_k.
    var topSquaredThird = 0.0
    /// E [ln 2cosh u − u tanh u] with u = x/T at q_k, the entropy of one spin in its local field.
    var topEntropy = 0.0
  }

  /// Evaluates the functional.
  ///
  /// - Parameters:
  ///   - q: q_0 < … < q_k.
  ///   - slopes: γ_1 < … < γ_k, k ≥ 1.
  ///   - refinement: The factor by which lattices are finer than needed.
  /// - Returns: Value and derivatives; an infinite value for steps far beyond any solution.
  /// - Complexity: O(k) convolutions of about 500 × 70 terms.
  func callAsFunction(
    overlaps q: [Double], slopes: [Double], refinement: Double = 1
  ) -> Value {
    let k = slopes.count
    let deviations = (0...k).map { l in
      mixture.derivativeIncrease(from: l == 0 ? 0 : q[l - 1], to: q[l]).squareRoot()
    }
    guard zip(slopes, deviations.dropFirst()).allSatisfy({ $0 * $1 < Self.largestTilt }) else {
      var outside = Value()
      outside.gain = .infinity
      return outside
    }
    let chain = chain(overlaps: q, slopes: slopes, deviations, refinement: refinement)
    let (top, steps) = (chain.top, chain.steps)
    let outermost = chain.outermost
    var result = Value()
    let profile = chain.profiles[k - 1]
    result.gain =
      dot(outermost.even, profile.value) + outermost.beyond * (profile.slope.last ?? 0)
    result.scale = abs(result.gain)
    result.magnetization = dot(outermost.odd, profile.slope)
    var distribution = outermost.even
    for l in 0..<k {
      let at = chain.profiles[k - 1 - l]
      let (square, curved) = squares(distribution, at)
      result.squaredSlopes.append(square)
      result.replicons.append(1 - mixture.secondDerivative(q[l]) * curved)
      let excess = l == k - 1 ? top.excess : steps[k - 2 - l].excess
      let legendre = mixture.legendreIncrease(from: q[l], to: q[l + 1])
      result.slopeGradient.append(dot(distribution, excess) / slopes[l] - legendre / 2)
      result.gain -= slopes[l] * legendre / 2
      if l < k - 1 { distribution = steps[k - 2 - l].forward(distribution) }
    }
    result.squaredSlopes.append(dot(distribution, top.squaredSlope))
    result.topCurvature = dot(distribution, top.meanCurvature)
    result.topCubedCurvature = dot(distribution, top.cubedCurvature)
    result.topSquaredThird = dot(distribution, top.squaredThird)
    result.topEntropy = dot(distribution, top.entropy)
    result.replicons.append(
      1 - mixture.secondDerivative(q[k]) * dot(distribution, top.squaredCurvature))
    result.value = result.gain
    if temperature > 0 {
      result.value +=
        temperature * Double.log(2) + mixture.tangentRemainder(at: q[k]) / (2 * temperature)
      result.gain -= (mixture(q[k]) + (1 - q[k]) * mixture.derivative(q[k])) / (2 * temperature)
    }
    for l in 0...k {
      let below = l == 0 ? 0 : slopes[l - 1]
      let above = l < k ? slopes[l] : temperature > 0 ? 1 / temperature : below
      result.overlapGradient.append(
        mixture.secondDerivative(q[l]) / 2 * (result.squaredSlopes[l] - q[l]) * (below - above))
    }
    return result
  }

  /// ψ at q_(k−1)…q_0 and the steps between them.
  struct Chain {
    let top: SingleSpinAverage
    /// The steps from q_l to q_(l−1), l = k − 1…1.
    var steps: [HopfColeStep] = []
    /// ψ at q_(k−1)…q_0.
    var profiles: [FieldProfile]
    let outermost: OutermostFieldDistribution
  }

  /// Solves the equation inwards.
  ///
  /// - Parameters:
  ///   - q: The overlaps.
  ///   - slopes: γ.
  ///   - deviations: The deviations of the Gaussians, from 0 to q_0 and between the overlaps.
  ///   - refinement: The factor by which lattices are finer than needed.
  ///   - holdsAll: Whether lattices reach as far as the field, not only as far as spins are free.
  /// - Returns: The solution.
  func chain(
    overlaps q: [Double], slopes: [Double], _ deviations: [Double], refinement: Double,
    holdsAll: Bool = false
  ) -> Chain {
    let k = slopes.count
    let spacings = lattices(
      deviations: deviations, slopes: slopes, q, refinement: refinement)
    let counts = counts(
      spacings: spacings, deviations: deviations, slopes: slopes, q, holdsAll: holdsAll)

    let top = SingleSpinAverage(
      count: counts[k - 1], spacing: spacings[k - 1], deviation: deviations[k],
      tilt: slopes[k - 1], temperature: temperature, refinement: refinement)
    var profile = FieldProfile(
      spacing: spacings[k - 1], value: top.value, slope: top.slope, curvature: top.curvature)
    var chain = Chain(
      top: top, profiles: [profile],
      outermost: OutermostFieldDistribution(
        field: abs(field), deviation: deviations[0], count: counts[0], spacing: spacings[0]))
    for l in stride(from: k - 1, to: 0, by: -1) {
      let step = HopfColeStep(
        of: profile, stride: Int((spacings[l - 1] / spacings[l]).rounded()), count: counts[l - 1],
        deviation: deviations[l], tilt: slopes[l - 1])
      chain.steps.append(step)
      profile = step.output
      chain.profiles.append(profile)
    }
    return chain
  }

  /// The spacing of the lattice on which ψ at q_0…q_(k−1) is known, each a multiple of the next.
  private func lattices(
    deviations: [Double], slopes: [Double], _ q: [Double], refinement: Double
  ) -> [Double] {
    let k = slopes.count
    var widths = [Double](repeating: 0, count: k)
    let range = abs(field) + Self.reach * mixture.derivative(q[k - 1]).squareRoot()
    // How smooth ψ is at q_l: by the spin's own T, or by the Gaussian and the tilt of a step above. At 0.4 a
    // averages of squares, to which the gradient belongs, were off by 1e-12.
    var smooth = 0.26 * temperature
    var widest = 0.0
    for l in stride(from: k - 1, through: 0, by: -1) {
      let a = deviations[l]
      smooth = Swift.max(smooth, Swift.min(0.35 * deviations[l + 1], 0.2 / slopes[l]))
      // A Gaussian too narrow for a lattice of its own is averaged over between the places.
      widest = Swift.max(widest, deviations[l + 1])
      let isNarrow =
        a == 0
        || a < 0.5 * smooth
          && (range > Self.largestCount * 0.4 * a || widest > Self.largestRatio * a)
      widths[l] = isNarrow ? 0.5 * smooth : Swift.min(0.4 * a, smooth)
    }
    var spacing = widths[0] / refinement
    return widths.map { width in
      while spacing > 1.0000001 * width / refinement { spacing /= 2 }
      return spacing
    }
  }

  /// How many places a lattice may need because of a narrow Gaussian alone.
  private static let largestCount = 300.0

  /// By how much the Gaussians of two levels may differ on one lattice.
  private static let largestRatio = 30.0

  /// How many standard deviations of a Gaussian are taken into account.
  private static let reach = 8.5

  /// How many places each of those lattices needs.
  ///
  /// They reach as far as the field is ever found, or to where all spins are along their fields, ψ is
  /// linear and all that is farther out may stay at the last place.
  private func counts(
    spacings: [Double], deviations: [Double], slopes: [Double], _ q: [Double], holdsAll: Bool
  ) -> [Int] {
    let k = slopes.count
    let reaches = (0..<k).map { l -> Double in
      let a = deviations[l + 1]
      return Self.reach * a + slopes[l] * a * a
    }
    var drift = 0.0
    var edge = abs(field) + Self.reach * deviations[0]
    // Kernels of narrow Gaussians need some places more.
    var margin =
      (deviations[0] > 0 || field != 0)
        && GaussianKernel.isNarrow(deviations[0], spacing: spacings[0])
      ? 2 * Double(GaussianKernel.order) * spacings[0] : 0
    let found = (0..<k).map { l -> Double in
      if l > 0 {
        drift += slopes[l - 1] * deviations[l] * deviations[l]
        edge = Swift.min(
          edge + reaches[l - 1],
          abs(field) + 8.6 * mixture.derivative(q[l]).squareRoot() + drift)
        if GaussianKernel.isNarrow(deviations[l], spacing: spacings[l]) {
          margin += Double(GaussianKernel.order) * spacings[l]
        }
      }
      return edge + margin
    }
    var frozen = holdsAll ? .infinity : 20 * temperature
    var counts = [Int](repeating: 0, count: k)
    for l in (0..<k).reversed() {
      frozen += reaches[l]
      counts[l] = Int((Swift.min(found[l], frozen) / spacings[l]).rounded(.up)) + 1
    }
    return counts
  }

  /// E (∂_xψ)² and E (∂_x²ψ)².
  private func squares(_ weights: [Double], _ at: FieldProfile) -> (Double, Double) {
    var result = (0.0, 0.0)
    for i in weights.indices {
      result.0 += weights[i] * at.slope[i] * at.slope[i]
      result.1 += weights[i] * at.curvature[i] * at.curvature[i]
    }
    return result
  }
}

private func dot(_ a: [Double], _ b: [Double]) -> Double {
  var sum = 0.0
  for i in a.indices { sum += a[i] * b[i] }
  return sum
}
