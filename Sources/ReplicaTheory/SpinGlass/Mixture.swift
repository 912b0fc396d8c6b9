import RealModule

/// The covariance of a mean-field spin glass as a function of the overlap.
///
/// ```
/// ξ(q) = ½ Σ_p w_p q^p,   E[H(s) H(s')] = N ξ(q),   q = (1/N) Σ_i s_i s'_i
/// ```
///
/// One term with p = 2 and weight 1 is the Sherrington–Kirkpatrick model; one term with p > 2 a p-spin
/// model whose couplings have the variance p!/(2N^(p−1)); several terms are a mixed model.
public struct Mixture: Sendable, Equatable {
  /// One kind of interaction.
  public struct Term: Sendable, Equatable {
    /// The number p of spins that interact.
    public let degree: Int

    /// The weight w_p of its variance.
    public let weight: Double

    /// Describes an interaction.
    ///
    /// - Parameters:
    ///   - degree: The number p of spins that interact, 2 or more.
    ///   - weight: The weight w_p of its variance, positive.
    public init(degree: Int, weight: Double = 1) {
      self.degree = degree
      self.weight = weight
    }
  }

  /// The interactions, by ascending degree.
  public let terms: [Term]

  /// Describes a model by its interactions.
  ///
  /// - Parameter terms: At least one interaction; degrees from 2 to ``largestDegree``, each once.
  /// - Throws: ``ReplicaTheoryError/invalidMixture(degree:weight:)``.
  public init(_ terms: [Term]) throws(ReplicaTheoryError) {
    let sorted = terms.sorted { $0.degree < $1.degree }
    guard let first = sorted.first else { throw .invalidMixture(degree: 0, weight: 0) }
    for term in sorted
    where !(2...Self.largestDegree).contains(term.degree) || !(1e-6...1e6).contains(term.weight) {
      throw .invalidMixture(degree: term.degree, weight: term.weight)
    }
    for (a, b) in zip(sorted, sorted.dropFirst()) where a.degree == b.degree {
      throw .invalidMixture(degree: first.degree, weight: b.weight)
    }
    self.terms = sorted
  }

  private init(unchecked terms: [Term]) { self.terms = terms }

  /// The largest number of interacting spins.
  public static let largestDegree = 100

  /// The Sherrington–Kirkpatrick model, ξ = q²/2.
  public static let sherringtonKirkpatrick = Mixture(unchecked: [Term(degree: 2)])

  /// A p-spin model, ξ = q^p/2.
  ///
  /// - Parameter p: The number of interacting spins, from 2 to ``largestDegree``.
  /// - Returns: The mixture.
  /// - Throws: ``ReplicaTheoryError/invalidMixture(degree:weight:)``.
  public static func pSpin(_ p: Int) throws(ReplicaTheoryError) -> Mixture {
    try Mixture([Term(degree: p)])
  }

  /// The model with normal random fields of variance δ² at its sites, a term δ²q of the covariance.
  ///
  /// Only the replica-symmetric equations know what to do with it.
  func inRandomFields(deviation: Double) -> Mixture {
    deviation == 0
      ? self : Mixture(unchecked: [Term(degree: 1, weight: 2 * deviation * deviation)] + terms)
  }

  /// The covariance ξ(q).
  ///
  /// - Parameter q: The overlap.
  /// - Returns: ξ(q).
  public func callAsFunction(_ q: Double) -> Double {
    terms.reduce(0) { $0 + $1.weight / 2 * power(q, $1.degree) }
  }

  /// The first derivative, the variance of the local field of a state of self-overlap q.
  ///
  /// - Parameter q: The overlap.
  /// - Returns: ξ'(q).
  public func derivative(_ q: Double) -> Double {
    terms.reduce(0) { $0 + $1.weight / 2 * Double($1.degree) * power(q, $1.degree - 1) }
  }

  /// The second derivative.
  ///
  /// - Parameter q: The overlap.
  /// - Returns: ξ''(q).
  public func secondDerivative(_ q: Double) -> Double {
    terms.reduce(0) { sum, term in
      guard term.degree > 1 else { return sum }
      return sum
        + term.weight / 2 * Double(term.degree * (term.degree - 1)) * power(q, term.degree - 2)
    }
  }

  /// The third derivative ξ'''(q) of the covariance.
  ///
  /// - Parameter q: The overlap.
  /// - Returns: ξ'''(q).
  public func thirdDerivative(_ q: Double) -> Double {
    terms.reduce(0) { sum, term in
      guard term.degree > 2 else { return sum }
      let p = Double(term.degree)
      return sum + term.weight * p * (p - 1) * (p - 2) / 2 * power(q, term.degree - 3)
    }
  }

  /// The increase of ξ' between two overlaps, without cancellation.
  ///
  /// - Parameters:
  ///   - lower: The smaller overlap.
  ///   - upper: The larger one.
  /// - Returns: ξ'(upper) − ξ'(lower).
  func derivativeIncrease(from lower: Double, to upper: Double) -> Double {
    (upper - lower)
      * terms.reduce(0) {
        $0 + $1.weight / 2 * Double($1.degree) * differenceQuotient(lower, upper, $1.degree - 1)
      }
  }

  /// The increase of ξ between two overlaps, without cancellation.
  ///
  /// - Parameters:
  ///   - lower: The smaller overlap.
  ///   - upper: The larger one.
  /// - Returns: ξ(upper) − ξ(lower).
  func increase(from lower: Double, to upper: Double) -> Double {
    (upper - lower)
      * terms.reduce(0) { $0 + $1.weight / 2 * differenceQuotient(lower, upper, $1.degree) }
  }

  /// The increase of θ = q ξ' − ξ between two overlaps, without cancellation.
  ///
  /// - Parameters:
  ///   - lower: The smaller overlap.
  ///   - upper: The larger one.
  /// - Returns: θ(upper) − θ(lower).
  func legendreIncrease(from lower: Double, to upper: Double) -> Double {
    (upper - lower)
      * terms.reduce(0) {
        $0 + $1.weight / 2 * Double($1.degree - 1) * differenceQuotient(lower, upper, $1.degree)
      }
  }

  /// ξ(1) − ξ(q) − (1 − q) ξ'(q), by 1 − q^p − p(1 − q)q^(p−1) = (1 − q)² Σ_(j<p) j q^(j−1).
  ///
  /// - Parameters:
  ///   - q: The overlap.
  ///   - p: 1 − q, where it is known better than q.
  /// - Returns: The remainder of ξ at 1 beyond its tangent at q.
  func tangentRemainder(at q: Double, complement p: Double? = nil) -> Double {
    let p = p ?? 1 - q
    return terms.reduce(0) { total, term in
      var sum = 0.0
      var power = 1.0
      for j in 1..<term.degree {
        sum += Double(j) * power
        power *= q
      }
      return total + term.weight / 2 * p * p * sum
    }
  }
}

/// x^n for n ≥ 0.
private func power(_ x: Double, _ n: Int) -> Double {
  n == 2 ? x * x : Double.pow(x, n)
}

/// (b^n − a^n)/(b − a) = Σ_j a^j b^(n−1−j).
private func differenceQuotient(_ a: Double, _ b: Double, _ n: Int) -> Double {
  var sum = 0.0
  var power = 1.0
  for _ in 0..<n {
    sum = sum * a + power
    power *= b
  }
  return sum
}
