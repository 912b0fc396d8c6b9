import RealModule
public import SpinModels

extension PlantedEnsemble {
  /// Where the replicas of a planted ensemble may lie.
  public enum Structure: Sendable, Equatable {
    /// The leaves of a tree with overlaps q_0 < q_1 < … < q_K in 0 ..< 1: two replicas that part below
    /// level k have overlap q_k.
    ///
    /// With K = 0 there is one state of self-overlap q_0: replica symmetry, a paramagnet for q_0 = 0.
    /// With K = 1 there are blocks: one-step breaking.
    case hierarchy(overlaps: [Double], partition: Partition)
    /// Two crossed factors, which are not a tree: every replica has a value of each.
    ///
    /// ```
    /// q_ab = q_0 + d_1 [same value of the first] + d_2 [same value of the second]
    /// ```
    case crossed(q0: Double, first: Factor, second: Factor)
    /// Random points u_a of a curved space, whose overlaps form a continuum between q_0 (the two
    /// places farthest apart) and q_1 (the same place).
    ///
    /// ```
    /// q_ab = (2/π) asin ρ_ab,   ρ_ab = A + B u_a·u_b
    /// ```
    case manifold(Manifold, q0: Double, q1: Double)
  }

  /// How the replicas are divided into the states of each level.
  public enum Partition: Sendable, Equatable {
    /// Equal numbers of blocks below every block of the level above: K counts.
    case equalBlocks([Int])
    /// Poisson–Dirichlet weights: K discounts m_1 < … < m_K between 0 and 1.
    ///
    /// Two replicas share a block of level k with probability 1 − m_k (Chinese restaurant process,
    /// coagulated level by level). Many levels approach the Bolthausen–Sznitman coalescent.
    case poissonDirichlet([Double])
    /// Blocks of exactly two replicas; the last one is alone if R is odd. K = 1.
    case pairs
    /// Given block weights, positive and of any sum: every replica chooses its block with
    /// probabilities proportional to them. K = 1.
    case weights([Double])

    /// The number K of levels.
    public var levelCount: Int {
      switch self {
      case .equalBlocks(let counts): counts.count
      case .poissonDirichlet(let discounts): discounts.count
      case .pairs, .weights: 1
      }
    }
  }

  /// One of two crossed factors.
  public struct Factor: Sendable, Equatable {
    /// The number of values it can take.
    public var count: Int
    /// How much sharing a value adds to an overlap.
    public var gain: Double
    /// Whether all values are taken by equal numbers of replicas; otherwise each replica draws one.
    public var isBalanced: Bool

    /// Describes a factor.
    ///
    /// - Parameters:
    ///   - count: The number of values, at least 2.
    ///   - gain: How much sharing a value adds to an overlap, above 0.
    ///   - isBalanced: Whether all values are taken by equal numbers of replicas.
    public init(count: Int, gain: Double, isBalanced: Bool = false) {
      self.count = count
      self.gain = gain
      self.isBalanced = isBalanced
    }
  }

  /// A curved space on which replicas lie at random, uniformly.
  public enum Manifold: Sendable, Equatable {
    /// A circle.
    case ring
    /// An arc of a circle: the fraction of the circle that it covers, from 0.25 to 1.
    case arc(Double)
    /// The unit sphere in d dimensions, d ≥ 2; for d = 2 the circle.
    case sphere(Int)

    /// The number of coordinates of a point.
    public var dimension: Int {
      if case .sphere(let dimension) = self { dimension } else { 2 }
    }

    /// The cosine of the largest angle between two points.
    var smallestCosine: Double {
      if case .arc(let fraction) = self, fraction < 0.5 { .cos(2 * .pi * fraction) } else { -1 }
    }
  }
}

/// The correlation of two Gaussian fields whose signs have a given overlap.
///
/// ```
/// ρ = sin(π q/2),   since E sign(g) sign(g') = (2/π) asin ρ
/// ```
func fieldCorrelation(ofOverlap q: Double) -> Double { .sin(.pi / 2 * q) }

/// The overlap of the signs of two Gaussian fields.
func overlap(ofFieldCorrelation rho: Double) -> Double {
  2 / .pi * .asin(min(max(rho, -1), 1))
}

extension PlantedEnsemble.Structure {
  /// The overlaps that can occur, ascending; for a continuum its two ends.
  var levels: [Double] {
    switch self {
    case .hierarchy(let overlaps, _): overlaps
    case .crossed(let q0, let first, let second):
      [q0] + Set([first.gain, second.gain]).sorted().map { q0 + $0 }
        + [q0 + first.gain + second.gain]
    case .manifold(_, let q0, let q1): [q0, q1]
    }
  }

  /// The coefficients A and B of the correlation A + B u_a·u_b of the fields of two points.
  static func manifoldCorrelation(
    _ manifold: PlantedEnsemble.Manifold, q0: Double, q1: Double
  ) -> (constant: Double, slope: Double) {
    let top = fieldCorrelation(ofOverlap: q1)
    let slope = (top - fieldCorrelation(ofOverlap: q0)) / (1 - manifold.smallestCosine)
    // On a quarter circle with q_0 = 0 the constant vanishes, but for rounding.
    return (max(0, top - slope), slope)
  }

  /// The plainest law of the sites.
  var plainestLaw: SiteLaw {
    if case .manifold = self { .gaussian } else { .broadcast }
  }

  /// Refuses numbers out of range.
  func validate(replicaCount: Int) throws(SpinModelError) {
    switch self {
    case .hierarchy(let overlaps, let partition):
      try Self.requireIncreasing(overlaps)
      try partition.validate(levels: overlaps.count - 1, replicaCount: replicaCount)
    case .crossed(let q0, let first, let second):
      for factor in [first, second] {
        guard factor.count >= 2 else {
          throw .invalidParameter(
            name: "values of a factor", value: Double(factor.count), expected: "at least 2")
        }
        guard factor.gain > 0 else {
          throw .invalidParameter(
            name: "overlap gained by a factor", value: factor.gain, expected: "a number above 0")
        }
      }
      try Self.requireIncreasing([q0, q0 + first.gain + second.gain])
    case .manifold(let manifold, let q0, let q1):
      switch manifold {
      case .ring: break
      case .arc(let fraction):
        guard fraction >= 0.25, fraction <= 1 else {
          throw .invalidParameter(
            name: "fraction of the circle", value: fraction, expected: "0.25 to 1")
        }
      case .sphere(let dimension):
        guard dimension >= 2, dimension <= 1_000 else {
          throw .invalidParameter(
            name: "dimension of the sphere's space", value: Double(dimension),
            expected: "2 to 1000")
        }
      }
      try Self.requireIncreasing([q0, q1])
    }
  }

  private static func requireIncreasing(_ overlaps: [Double]) throws(SpinModelError) {
    var last = -1.0
    for q in overlaps {
      guard q >= 0, q < 1, q > last else {
        throw .invalidParameter(
          name: "overlap", value: q, expected: "increasing numbers from 0 to below 1")
      }
      last = q
    }
  }
}

extension PlantedEnsemble.Partition {
  /// Refuses numbers out of range.
  func validate(levels: Int, replicaCount: Int) throws(SpinModelError) {
    guard levelCount == levels else {
      throw .invalidParameter(
        name: "levels", value: Double(levelCount), expected: "one less than overlaps")
    }
    switch self {
    case .equalBlocks(let counts):
      var total = 1.0
      for count in counts {
        guard count >= 1 else {
          throw .invalidParameter(name: "blocks", value: Double(count), expected: "at least 1")
        }
        total *= Double(count)
      }
      guard total <= Double(replicaCount) else {
        throw .invalidParameter(
          name: "number of blocks", value: total,
          expected: "at most the number of replicas, \(replicaCount)")
      }
    case .poissonDirichlet(let discounts):
      var lower = 0.0
      for m in discounts {
        guard m > lower, m < 1 else {
          throw .invalidParameter(
            name: "breaking parameter", value: m,
            expected: "increasing numbers between 0 and 1, without the ends")
        }
        lower = m
      }
    case .pairs: break
    case .weights(let weights):
      guard !weights.isEmpty else {
        throw .invalidParameter(name: "number of weights", value: 0, expected: "at least 1")
      }
      for weight in weights {
        guard weight > 0, weight <= 1e100 else {
          throw .invalidParameter(
            name: "weight", value: weight, expected: "a positive number up to 1e100")
        }
      }
    }
  }
}
