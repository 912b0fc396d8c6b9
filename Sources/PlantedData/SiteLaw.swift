import RealModule
public import SpinModels

/// How the spins of a site follow from the places of the replicas; sites are statistically alike.
///
/// All laws give the same expected overlaps. They differ in how the local magnetisations m_i of a state
/// are distributed, and in whether sites know of each other.
///
/// With two crossed factors every site follows the one or the other, by chance in proportion to what they
/// add to an overlap, and sees a tree of one level with overlaps q_0 and q_0 + d_1 + d_2.
public enum SiteLaw: Sendable, Equatable {
  /// A random sign is broadcast down the tree, keeping its value along an edge with correlation
  /// √(q_k/q_(k+1)), so that |m_i| = √q in every state. Trees and crossed factors.
  case broadcast
  /// As ``broadcast``, from the sign +1 at every site: m_i = +√q_0 on average over the tree. A
  /// ferromagnet, for one state. Trees only.
  case magnetized
  /// Broad local magnetisations of one state, whose spins are independent given them.
  ///
  /// ```
  /// m_i = tanh(σ z_i),   z_i ~ N(0, 1),   E tanh²(σ z) = q_0
  /// ```
  case tanh
  /// Signs of Gaussian fields whose correlations ρ = sin(πq/2) come from the tree, or from the points
  /// of a continuum. Local magnetisations are broad. All structures.
  case gaussian
  /// As ``gaussian``, but what is private to a replica is correlated between sites as in a
  /// paramagnet near its transition; all structures.
  ///
  /// ```
  /// eigenvalues of the sites' covariance:  λ_k = c/(1 + b² − b x_k),  x_k semicircular on [−2, 2]
  /// variance of every site 1,  mean of λ² → 1/(1 − b²)
  /// ```
  ///
  /// b = 0 is ``gaussian`` in distribution; b → 1 is criticality. A site is correlated with the others
  /// of its block; there is one block for every power of two in N. The thresholds weaken small
  /// correlations by 2/π: in a paramagnet N⟨q²⟩ → 1 + (2/π)² b²/(1 − b²) for large N.
  case correlated(Double)

  /// The name of the law, as on the command line.
  public var name: String {
    switch self {
    case .broadcast: "broadcast"
    case .magnetized: "magnetized"
    case .tanh: "tanh"
    case .gaussian: "gaussian"
    case .correlated: "correlated"
    }
  }

  /// Refuses a structure for which the law is not defined.
  func validate(for structure: PlantedEnsemble.Structure) throws(SpinModelError) {
    switch (self, structure) {
    case (.broadcast, .manifold):
      throw .siteLawNotDefined(law: name, expected: "a tree or crossed factors")
    case (.magnetized, .manifold), (.magnetized, .crossed):
      throw .siteLawNotDefined(law: name, expected: "a tree")
    case (.tanh, .manifold), (.tanh, .crossed):
      throw .siteLawNotDefined(law: name, expected: "one state")
    case (.tanh, .hierarchy(let overlaps, _)) where overlaps.count > 1:
      throw .siteLawNotDefined(law: name, expected: "one state")
    case (.correlated(let strength), _) where !(strength >= 0 && strength < 1):
      throw .invalidParameter(
        name: "site correlation", value: strength, expected: "0 to below 1")
    default: break
    }
  }

  /// The deviation σ for which the mean square magnetisation is a given overlap.
  ///
  /// ```
  /// E tanh²(σ z) = q,   z ~ N(0, 1)
  /// ```
  ///
  /// The average is a trapezoidal sum that resolves both the Gaussian and the step of width 1/σ;
  /// bisection in log σ.
  ///
  /// - Parameter q: The mean square magnetisation, from 0 to below 1.
  /// - Returns: The deviation σ.
  package static func deviation(ofSelfOverlap q: Double) -> Double {
    precondition(q >= 0 && q < 1, "a self-overlap of \(q)")
    guard q > 0 else { return 0 }
    func excess(_ sigma: Double) -> Double {
      let step = min(0.125, 0.125 / sigma)
      let end = min(9, 20 / sigma)
      var sum = 0.0
      for k in 0...Int(end / step) {
        let z = Double(k) * step
        let weight = (k == 0 ? 1 : 2) * step * .exp(-z * z / 2) / (2 * .pi).squareRoot()
        let m = Double.tanh(sigma * z)
        // 1 − tanh² without cancellation where that is what matters.
        let sech = 1 / Double.cosh(sigma * z)
        sum += weight * (sigma < 1 ? m * m : sech * sech)
      }
      return sigma < 1 ? sum - q : (1 - q) - sum
    }
    var low = Double.log(q) / 2 - 1
    var high = -Double.log(1 - q) + 2
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if excess(.exp(middle)) < 0 { low = middle } else { high = middle }
    }
    return .exp((low + high) / 2)
  }
}
