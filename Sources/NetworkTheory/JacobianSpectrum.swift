public import NumericalMethods
import RealModule

/// The singular values of the input–output Jacobian of a wide, deep random network.
///
/// ```
/// J = D^L W^L … D^1 W^1,   D^l = diag φ'(h^l),   h^l_i ~ N(0, q)
/// S_{JJᵀ}(m) = S_WW(m)^L S_{D²}(m)^L,   S_WW = 1/(σ_w²(1 + m)) Gaussian, 1/σ_w² orthogonal
/// ```
///
/// λ = s² are the eigenvalues of JJᵀ, s the singular values. All layers are square and have the same length q,
/// as at the fixed point q*. The fields h are cut at 9 deviations, beyond which lie 10⁻¹⁹ of the neurons.
///
/// **Assumes** N → ∞ at fixed depth, and weights independent of the slopes φ'(h).
///
/// **Source**: J. Pennington, S. S. Schoenholz, S. Ganguli, *Advances in Neural Information Processing
/// Systems* 30 (2017); *AISTATS* (2018).
public struct JacobianSpectrum: Sendable {
  /// The law of the weights.
  public enum Weights: String, Sendable, CaseIterable {
    /// Independent normal numbers of variance σ_w²/N.
    case gaussian
    /// σ_w times a uniformly random orthogonal matrix.
    case orthogonal
  }

  /// A squared singular value shared by a finite fraction of all.
  public struct Atom: Sendable, Equatable {
    /// λ.
    public let squaredValue: Double
    /// The fraction of singular values.
    public let weight: Double
  }

  /// The standard deviation σ_w of the weights, times √N.
  public let sigmaW: Double

  /// The squared length q of the pre-activations.
  public let q: Double

  /// The number L of layers.
  public let depth: Int

  /// The law of the weights.
  public let weights: Weights

  /// The mean squared singular value of one layer, χ = σ_w² E φ'(h)².
  public let chi: Double

  /// The mean squared singular value χ^L.
  public var meanSquare: Double { Double.pow(chi, depth) }

  /// The relative variance of the squared singular values that each layer adds.
  ///
  /// ```
  /// μ_2/μ_1² − 1 − s_1,   μ_k = E φ'(h)^{2k},   s_1 = −1 Gaussian, 0 orthogonal
  /// ```
  public let relativeVariancePerLayer: Double

  /// The relative variance of the squared singular values, L times that of one layer.
  ///
  /// ```
  /// (E λ² − (E λ)²)/(E λ)² = L (μ_2/μ_1² − 1 − s_1)
  /// ```
  public var relativeVariance: Double { Double(depth) * relativeVariancePerLayer }

  /// The squared singular values of finite weight, in ascending order.
  public let atoms: [Atom]

  /// The fraction of singular values that vanish because φ' = 0, or φ'² < 10⁻¹³⁴.
  public var zeroWeight: Double { atoms.first { $0.squaredValue == 0 }?.weight ?? 0 }

  /// The largest squared singular value λ_max, where dλ/dm = 0 beyond the spectrum.
  public let largestSquare: Double

  /// The largest singular value, √λ_max.
  public var largest: Double { largestSquare.squareRoot() }

  /// The intervals of λ on which there is a density, in ascending order.
  ///
  /// A lowest band that reaches zero begins where 10⁻¹⁰ of the singular values are left.
  public var bands: [ClosedRange<Double>] {
    solution.bands.map {
      Double.exp($0[0].logValue)...Double.exp($0[$0.count - 1].logValue)
    }
  }

  let curve: JacobianCurve
  let solution: JacobianBands

  /// Solves the S-transform equation.
  ///
  /// - Parameters:
  ///   - sigmaW: The standard deviation σ_w, above 0 and at most 1000.
  ///   - q: The squared length of the pre-activations, 0 to 10⁶. At q = 0 the slope is φ'(0), or that of
  ///     either side of a kink.
  ///   - depth: The number L of layers, 1 or more.
  ///   - weights: The law of the weights.
  ///   - nonlinearity: The activation function, tanh unless said otherwise.
  /// - Throws: ``NetworkTheoryError`` for numbers out of range, for a function that jumps or has no slope, and
  ///   where squared singular values leave the range of numbers.
  /// - Complexity: Some 10 ms.
  public init(
    sigmaW: Double, q: Double, depth: Int, weights: Weights,
    nonlinearity: any Nonlinearity = Tanh()
  ) throws {
    precondition(depth >= 1, "a network cannot have \(depth) layers")
    guard sigmaW > 0, sigmaW <= largestDeviation else {
      throw NetworkTheoryError.invalidSigmaW(sigmaW)
    }
    guard (0...largestSquaredLength).contains(q) else { throw NetworkTheoryError.invalidLength(q) }
    guard !nonlinearity.isDiscontinuous else {
      throw NetworkTheoryError.noSlope(activation: nonlinearity.name)
    }
    let law = SquaredSlopeLaw(q: q, nonlinearity: nonlinearity)
    guard law.mean > 1e-100 else {
      throw NetworkTheoryError.noSlope(activation: nonlinearity.name)
    }
    self.sigmaW = sigmaW
    self.q = q
    self.depth = depth
    self.weights = weights
    chi = sigmaW * sigmaW * law.mean
    let logMean = Double(depth) * Double.log(chi)
    guard abs(logMean) < 300 else {
      throw NetworkTheoryError.singularValuesOutOfRange(depth: depth, chi: chi)
    }
    let spread = law.variance / (law.mean * law.mean)
    relativeVariancePerLayer = spread + (weights == .gaussian ? 1 : 0)
    curve = JacobianCurve(
      law: law, depth: depth, isGaussian: weights == .gaussian, sigmaW: sigmaW)
    var atoms = Self.atoms(law, sigmaW: sigmaW, depth: depth, weights: weights)
    let zero = atoms.first { $0.squaredValue == 0 }?.weight ?? 0
    solution = try JacobianBands(
      curve, continuousWeight: 1 - atoms.reduce(0) { $0 + $1.weight }, zeroWeight: zero)
    if solution.remainder > 0 {
      atoms.removeAll { $0.squaredValue == 0 }
      atoms.insert(Atom(squaredValue: 0, weight: zero + solution.remainder), at: 0)
    }
    self.atoms = atoms
    guard solution.logLargest < 600 else {
      throw NetworkTheoryError.singularValuesOutOfRange(depth: depth, chi: chi)
    }
    largestSquare = Double.exp(solution.logLargest)
  }

  /// A product of free factors keeps an atom where 1 − Σ (1 − p) over the factors is positive.
  private static func atoms(
    _ law: SquaredSlopeLaw, sigmaW: Double, depth: Int, weights: Weights
  ) -> [Atom] {
    law.atoms.compactMap { atom -> Atom? in
      if atom.value == 0 { return Atom(squaredValue: 0, weight: atom.weight) }
      let others = law.probability(besides: atom)
      let weight = weights == .gaussian ? 0 : 1 - Double(depth) * others
      guard weight > 1e-12 else { return nil }
      return Atom(
        squaredValue: Double.pow(sigmaW * sigmaW * atom.value, depth), weight: weight)
    }.sorted { $0.squaredValue < $1.squaredValue }
  }
}

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
    // In a gap: all bands and atoms below.
    var sum = 0.0
    for atom in atoms where atom.squaredValue <= squared { sum += atom.weight }
    for band in solution.bands where Double.exp(band[0].logValue) <= squared {
      sum += band[0].tail - band[band.count - 1].tail
    }
    return Swift.min(1, sum)
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

  /// The average of a function of λ over all singular values, atoms included.
  ///
  /// - Parameter function: A smooth function of λ.
  /// - Returns: ∫ f(λ) ρ(λ) dλ and the atoms' part.
  /// - Throws: `NumericalMethodsError` when a root cannot be refined.
  /// - Complexity: Four solutions for each of some hundreds of points.
  public func average(_ function: (Double) -> Double) throws -> Double {
    if curve.isLawItself { return curve.law.average { function(sigmaW * sigmaW * $0) } }
    var sum = atoms.reduce(0) { $0 + $1.weight * function($1.squaredValue) }
    for band in solution.bands {
      for (a, b) in zip(band, band.dropFirst()) { sum += try integral(function, a, b, level: 0) }
    }
    return sum
  }

  /// An integral between two points of a band; halved until the mass is what the tails say.
  private func integral(
    _ function: (Double) -> Double, _ a: JacobianCurve.Point, _ b: JacobianCurve.Point, level: Int
  ) throws -> Double {
    let half = (b.logRadius - a.logRadius) / 2
    // So short an interval has one value, however its density diverges.
    guard half > 1e-11, b.logValue - a.logValue > 1e-11 else {
      return (a.tail - b.tail) * function(Double.exp((a.logValue + b.logValue) / 2))
    }
    var (sum, mass) = (0.0, 0.0)
    for (node, weight) in zip(Self.rule.nodes, Self.rule.weights) {
      let point = try curve.point(
        atLogRadius: a.logRadius + (1 + node) * half, near: Swift.max(a.angle, b.angle))
      let part = weight * half * point.logDensity * point.growth
      guard part.isFinite else { continue }
      mass += part
      sum += part * function(Double.exp(point.logValue))
    }
    let exact = a.tail - b.tail
    guard abs(mass - exact) > 1e-12 + 1e-9 * exact else { return sum }
    let middle = try curve.point(
      atLogRadius: a.logRadius + half, near: Swift.max(a.angle, b.angle))
    guard level < 5 else {
      return sum + (exact - mass) * function(Double.exp(middle.logValue))
    }
    return try integral(function, a, middle, level: level + 1)
      + integral(function, middle, b, level: level + 1)
  }

  private static let rule = GaussLegendre(on: -1...1, count: 4)

  /// Places at which the density is worth drawing, with the density there.
  ///
  /// Half of them divide the range of s evenly, half divide the singular values into equal parts.
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
    places.sort()
    return (places, try places.map { try density(of: $0) })
  }
}
