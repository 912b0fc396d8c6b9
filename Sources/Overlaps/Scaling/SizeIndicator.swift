/// A quantity whose limit for many spins tells whether replica symmetry stays broken.
///
/// All are defined so that a broken phase leaves them a positive limit and one state, or none, lets them vanish.
/// ⟨…⟩ averages over pairs of replicas of different ladders, […] over the disorder.
public enum SizeIndicator: String, Sendable, CaseIterable, Codable {
  /// The second eigenvalue of the site correlations ⟨s_i s_j⟩ divided by N, without noise.
  case secondEigenvalue = "second_eigenvalue"
  /// The third eigenvalue of the site correlations divided by N, without noise.
  case thirdEigenvalue = "third_eigenvalue"
  /// S_rs: the variance of overlaps that one state leaves unexplained, without noise.
  case structure = "structure"
  /// [⟨q⁴⟩] − [⟨q²⟩]² = 2 (1 − g) [⟨q²⟩]², with Binder's g.
  case squareVariance = "square_overlap_variance"
  /// I(0.2) = [∫_{|q| < 0.2} P_J(q) dq].
  case centralWeight = "central_weight"
  /// The median over instances of ∫_{|q| < 0.2} P_J(q) dq.
  case medianWeight = "median_central_weight"
  /// Δ(0.2, 1): the fraction of instances whose P_J(q) exceeds 1 somewhere in |q| < 0.2.
  case peakFraction = "peak_fraction"
  /// A = ([⟨q²⟩²] − [⟨q²⟩]²)/[⟨q²⟩]².
  case relativeVariance = "a"
  /// G = ([⟨q²⟩²] − [⟨q²⟩]²)/([⟨q⁴⟩] − [⟨q²⟩]²).
  case guerraRatio = "g"
  /// The variance of the link overlap.
  case linkVariance = "link_variance"
  /// The variance of the link overlap at fixed q².
  case linkVarianceAtFixedOverlap = "link_variance_at_fixed_overlap"
  /// S_two: the variance of overlaps that two levels leave unexplained, without noise.
  case beyondTwoLevels = "beyond_two_levels"
  /// The part of S_rs that even a tree leaves unexplained.
  case treeFraction = "tree_fraction"
  /// [⟨q²⟩], which tells order from none.
  case order = "mean_square_overlap"

  /// Whether values above 1 mean nothing, as for probabilities and squares of overlaps.
  public var isAtMostOne: Bool { self != .relativeVariance }

  /// What an indicator is asked.
  public enum Role: String, Sendable {
    /// Its answer is a vote on whether symmetry stays broken.
    case votes
    /// Its answer is a vote where overlaps are seen to stay finite; in a paramagnet it tends to a constant too, since P(q)
    /// shrinks onto 0.
    case votesWithOrder = "votes-with-order"
    /// It says how symmetry is broken, or whether there is order, or what no vote follows from.
    case tells
  }

  /// What the indicator is asked.
  public var role: Role {
    switch self {
    case .secondEigenvalue, .thirdEigenvalue, .structure, .squareVariance: .votes
    case .centralWeight, .medianWeight, .peakFraction, .relativeVariance: .votesWithOrder
    case .guerraRatio, .linkVariance, .linkVarianceAtFixedOverlap, .beyondTwoLevels, .treeFraction,
      .order:
      .tells
    }
  }

  /// The symbol in tables.
  public var symbol: String {
    switch self {
    case .secondEigenvalue: "λ₂/N"
    case .thirdEigenvalue: "λ₃/N"
    case .structure: "S_rs"
    case .squareVariance: "var q²"
    case .centralWeight: "I(0.2)"
    case .medianWeight: "median I_J"
    case .peakFraction: "Δ(0.2, 1)"
    case .relativeVariance: "A"
    case .guerraRatio: "G"
    case .linkVariance: "var q_link"
    case .linkVarianceAtFixedOverlap: "var q_link | q²"
    case .beyondTwoLevels: "S_two"
    case .treeFraction: "S_tree/S_rs"
    case .order: "⟨q²⟩"
    }
  }

  /// What the indicator is, in a few words.
  public var meaning: String {
    switch self {
    case .secondEigenvalue: "second eigenvalue of ⟨s_i s_j⟩ per spin, without noise"
    case .thirdEigenvalue: "third eigenvalue of ⟨s_i s_j⟩ per spin, without noise"
    case .structure: "variance of overlaps that one state leaves, without noise"
    case .squareVariance: "[⟨q⁴⟩] − [⟨q²⟩]² = 2 (1 − g) [⟨q²⟩]², g Binder's ratio"
    case .centralWeight: "mean weight of P(q) in |q| < 0.2"
    case .medianWeight: "median over instances of the weight of P(q) in |q| < 0.2"
    case .peakFraction: "instances with P(q) > 1 somewhere in |q| < 0.2"
    case .relativeVariance: "relative variance of ⟨q²⟩ from instance to instance"
    case .guerraRatio: "share of it in the variance of q²"
    case .linkVariance: "variance of the link overlap"
    case .linkVarianceAtFixedOverlap: "what of it q² does not explain"
    case .beyondTwoLevels: "variance of overlaps that two levels leave, without noise"
    case .treeFraction: "part of S_rs that even a tree leaves"
    case .order: "order: mean of q²"
    }
  }

  /// The smallest limit that counts as one: what lies below is called nothing.
  ///
  /// A fifth of it is the resolution that every value is given at least, so that zeros have errors.
  public var smallestLimit: Double {
    switch self {
    case .secondEigenvalue, .thirdEigenvalue, .centralWeight, .medianWeight, .order: 0.01
    case .peakFraction, .relativeVariance, .guerraRatio, .treeFraction: 0.02
    case .structure, .squareVariance, .beyondTwoLevels: 0.001
    case .linkVariance, .linkVarianceAtFixedOverlap: 0.0002
    }
  }

  /// Why the indicator has no vote; `nil` where it may have one.
  public var reasonForNoVote: String? {
    switch self {
    case .guerraRatio:
      "G tends to 1/3 as T → 0 in any finite system of one state: only its vanishing means something"
    case .linkVariance:
      "q_link may be fixed while q is not, where domain walls have no density (trivial q_link, non-trivial q)"
    case .linkVarianceAtFixedOverlap:
      "it vanishes in a broken phase too, where q_link is a function of q (overlap equivalence)"
    case .beyondTwoLevels, .treeFraction: "it says how symmetry is broken, not whether"
    case .order:
      "order that stays is no breaking; order that vanishes leaves nothing to be broken, and votes"
    default: nil
    }
  }
}
