import LinearAlgebra

/// Whether the sign of a whole replica means something.
///
/// Where a model is symmetric under the flip of all spins, a state and its mirror image are one, and every
/// replica may be flipped to agree with the others. Where it is not, a negative overlap is an overlap:
/// states that repel each other, as those of Potts-like order or of data less their mean, have q0 < 0.
public enum FlipTreatment: String, Sendable, CaseIterable {
  /// The sign of a replica means nothing.
  case yes
  /// A negative overlap is an overlap.
  case no
  /// From the data: never for vectors of real numbers, and for spins and overlaps by `FlipEvidence`.
  case auto
}

/// What the overlaps say about the symmetry under flips of whole replicas.
///
/// ```
/// r_3 = Σ q³/Σ |q|³   over the pairs, before any flip
/// F   = Σ q_ab² [q_ab < 0 after flips]/Σ q_ab²   over the pairs beyond the noise, 3.5/√N
/// ```
///
/// Flips at random make overlaps even, r_3 ≈ 0, and can be undone, F ≈ 0. Of states that repel each other
/// some remain negative whatever is flipped (F > 0, frustration); a ferromagnet whose replicas are mostly of
/// one sign has r_3 > 0 and F = 0.
struct FlipEvidence: Sendable, Equatable {
  /// The asymmetry r_3 of the overlaps; 0 without overlaps beyond the noise.
  let asymmetry: Double
  /// The share of squared overlaps beyond the noise that are negative as given.
  let negativeShare: Double
  /// The share F that remains negative after flips.
  let frustration: Double

  /// Below this |r_3| overlaps count as even.
  private static let evenAsymmetry = 0.15
  /// Above this F flips do not explain the negative overlaps of an uneven distribution.
  private static let largestFrustration = 0.02
  /// Above this F they do not explain those of an even one either.
  private static let largestFrustrationOfEven = 0.25
  /// Below this share negative overlaps are no flips.
  private static let smallestShare = 0.02

  init(_ overlaps: OverlapMatrix, siteCount: Int) {
    let bound = 3.5 / Double(siteCount).squareRoot()
    var (cubes, absolute, negative, all) = (0.0, 0.0, 0.0, 0.0)
    for q in overlaps.pairOverlaps {
      cubes += q * q * q
      absolute += abs(q * q * q)
      guard abs(q) > bound else { continue }
      all += q * q
      if q < 0 { negative += q * q }
    }
    asymmetry = all > 0 && absolute > 0 ? cubes / absolute : 0
    negativeShare = all > 0 ? negative / all : 0
    guard negativeShare > Self.smallestShare else {
      frustration = 0
      return
    }
    let tree = Dendrogram(overlaps.matrix, allowingFlips: true)
    let gauged = overlaps.matrix.flipped(tree.gauge)
    var left = 0.0
    for a in 0..<gauged.rows {
      for b in 0..<a where gauged[a, b] < -bound { left += gauged[a, b] * gauged[a, b] }
    }
    frustration = left / all
  }

  /// Whether the data are like those of a model that is symmetric under flips.
  var speaksForFlips: Bool {
    guard negativeShare > Self.smallestShare else { return false }
    return abs(asymmetry) < Self.evenAsymmetry
      ? frustration < Self.largestFrustrationOfEven : frustration < Self.largestFrustration
  }
}

extension ReplicaSet {
  /// Whether flips of whole replicas are allowed in the analysis.
  func allowsFlips(_ treatment: FlipTreatment, overlaps: OverlapMatrix) -> Bool {
    switch treatment {
    case .yes: return true
    case .no: return false
    case .auto:
      switch self {
      case .vectors, .samples: return false
      case .configurations, .overlaps:
        return FlipEvidence(overlaps, siteCount: siteCount).speaksForFlips
      }
    }
  }
}
