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
