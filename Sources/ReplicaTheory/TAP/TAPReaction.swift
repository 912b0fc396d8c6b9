import RealModule

/// The reaction of the other spins on a spin, which naive mean-field theory leaves out.
///
/// ```
/// m_i = tanh β(h_i + Σ_j J_ij m_j − R_i m_i)
/// ```
///
/// For couplings whose eigenvectors are random, R depends on x = β(1 − q) only, q = (1/N) Σ m_i², and
/// is the R-transform of their spectrum. The first two cases are its limits for N → ∞: for a given
/// finite instance they differ from the reaction of its own couplings by O(N^(−1/2)), as the
/// equations themselves do from the exact magnetisations.
///
/// **Source**: G. Parisi and M. Potters, *J. Phys. A* 28, 5267 (1995).
public enum TAPReaction: Sendable, Equatable {
  /// Independent couplings of variance 1/N and any mean J0/N: R = x.
  ///
  /// **Source**: D. J. Thouless, P. W. Anderson and R. G. Palmer, *Phil. Mag.* 35, 593 (1977).
  case sherringtonKirkpatrick

  /// Hebb's couplings without self-coupling: R = αx/(1 − x); there is none for x ≥ 1.
  ///
  /// The load α is P/N.
  ///
  /// **Source**: M. Mézard, G. Parisi and M. A. Virasoro, *Spin Glass Theory and Beyond* (1987);
  /// M. Mézard, *Phys. Rev. E* 95, 022117 (2017).
  case hopfield(load: Double)

  /// The couplings' own squares: R_i = β Σ_j J_ij² (1 − m_j²).
  ///
  /// This is the second order of Plefka's expansion in the couplings. It is right for many weak
  /// couplings that are independent of each other, with any variances, and wrong for correlated ones
  /// such as Hebb's.
  ///
  /// **Source**: T. Plefka, *J. Phys. A* 15, 1971 (1982).
  case pairwise
}

/// A reaction that depends on x = β(1 − q) alone, at one x.
struct UniformReaction {
  /// R(x).
  let value: Double
  /// dR/dx.
  let slope: Double
  /// ∫ R dx from 0.
  let integral: Double

  /// The reaction at one susceptibility; `nil` for ``TAPReaction/pairwise``.
  ///
  /// - Throws: ``ReplicaTheoryError/reactionDiverges(susceptibility:)`` where there is none.
  init?(_ reaction: TAPReaction, susceptibility x: Double) throws(ReplicaTheoryError) {
    switch reaction {
    case .sherringtonKirkpatrick:
      (value, slope, integral) = (x, 1, x * x / 2)
    case .hopfield(let load):
      guard x < 1 else { throw .reactionDiverges(susceptibility: x) }
      value = load * x / (1 - x)
      slope = load / ((1 - x) * (1 - x))
      // −ln(1 − x) − x by its series where it cancels.
      integral =
        load
        * (x < 1e-3
          ? x * x * (0.5 + x * (1.0 / 3 + x * (0.25 + x / 5))) : -Double.log(onePlus: -x) - x)
    case .pairwise: return nil
    }
  }
}
