public import SpinModels

/// What one disorder instance contributes to the indicators of ``SizeIndicator``.
///
/// ```
/// I_J = ∫_{|q| < 0.2} P_J(q) dq,   Δ asks whether P_J(q) + P_J(−q) > 2 somewhere in |q| < 0.2
/// ```
///
/// Overlaps of N spins are 2/N apart; each stands for an interval of this width, so that the weight of a window
/// does not depend on how many values happen to fall into it. For Δ the density is averaged over |δq| < 0.05 at
/// every N; a peak of P_J is narrower than that only for N ≳ 400.
///
/// **Source**: B. Yucesoy, H. G. Katzgraber and J. Machta, *Phys. Rev. Lett.* 109, 177204 (2012), for Δ; A. A.
/// Middleton, *Phys. Rev. B* 87, 220201 (2013), for the median; P. Contucci, C. Giardinà, C. Giberti and C.
/// Vernia, *Phys. Rev. Lett.* 96, 217204 (2006), for q_link at fixed q².
public struct InstanceIndicators: Sendable, Equatable {
  /// The half width of the central window.
  public static let window = 0.2
  /// The density that counts as a peak.
  public static let peakDensity = 1.0
  /// The half width over which a density is averaged.
  static let smoothing = 0.05

  /// The number N of spins.
  public let spinCount: Int
  /// The number R of replicas behind eigenvalues and effects.
  let replicaCount: Int
  /// The three largest eigenvalues of q_ab.
  let eigenvalues: [Double]
  /// The number of eigenvalues beyond the noise.
  let significantEigenvalues: Int
  /// The mean variance v of the sites, which the noise has.
  let siteVariance: Double
  /// S_rs, what two levels leave without and with replica terms, and what a tree leaves.
  let effects: [Double]
  /// ⟨q²⟩, ⟨q⁴⟩ and ⟨q²_12 q²_34⟩.
  let meanSquare: Double
  let meanFourth: Double
  let disjoint: Double?
  /// I_J.
  public let centralWeight: Double
  /// The largest density in the window.
  public let centralPeak: Double
  /// Means of q_link, q_link², q_link q², q² and q⁴ over pairs of simultaneous draws; `nil` where q_link is a function
  /// of q.
  let linkMoments: [Double]?

  /// Collects the numbers of an instance.
  ///
  /// - Parameters:
  ///   - analysis: The analysis of its replicas.
  ///   - ladders: Per ladder, its draws; at least two ladders.
  ///   - link: The link overlap of the instance.
  /// - Complexity: O(L² draws² N/64) for L ladders, and O(L² draws B) for B bonds.
  public init(_ analysis: ReplicaAnalysis, ladders: [PackedConfigurations], link: LinkOverlap) {
    let population = analysis.noiseLaw.population
    let split = analysis.features.split
    let overlaps = OverlapDistribution.overlaps(betweenLadders: ladders)
    let products = OverlapProducts(ladders: ladders, window: Self.window)
    let n = analysis.features.siteCount
    self.init(
      spinCount: n, replicaCount: analysis.features.replicaCount,
      eigenvalues: Array((analysis.eigenvalues + [0, 0, 0]).prefix(3)),
      significantEigenvalues: analysis.significantEigenvalues,
      siteVariance: population.reduce(0, +) / Double(population.count),
      effects: [PairModel.oneState, .twoLevels, .blocks, .tree].map { split[$0].value },
      overlaps: overlaps, disjoint: products.disjoint, linkMoments: link.moments(ladders: ladders))
  }

  package init(
    spinCount: Int, replicaCount: Int, eigenvalues: [Double], significantEigenvalues: Int,
    siteVariance: Double, effects: [Double], overlaps: [Double], disjoint: Double?,
    linkMoments: [Double]? = nil
  ) {
    precondition(eigenvalues.count == 3 && effects.count == 4, "incomplete indicators")
    precondition(!overlaps.isEmpty, "indicators of no overlaps")
    self.spinCount = spinCount
    self.replicaCount = replicaCount
    self.eigenvalues = eigenvalues
    self.significantEigenvalues = significantEigenvalues
    self.siteVariance = siteVariance
    self.effects = effects
    self.disjoint = disjoint
    self.linkMoments = linkMoments
    let count = Double(overlaps.count)
    meanSquare = overlaps.reduce(0) { $0 + $1 * $1 } / count
    meanFourth = overlaps.reduce(0) { $0 + $1 * $1 * $1 * $1 } / count
    let histogram = CentralOverlaps(overlaps, spinCount: spinCount)
    centralWeight = histogram.weight(below: Self.window)
    centralPeak = histogram.peak(below: Self.window, smoothing: Self.smoothing)
  }
}

/// The weights of the attainable values of |q| near zero.
private struct CentralOverlaps {
  /// The width 2/N of the interval for which a value stands.
  let spacing: Double
  /// The smallest |q|: 0 for even N, 1/N for odd N.
  let first: Double
  /// The weight of every value of |q|, ascending, of both signs together.
  let weights: [Double]

  init(_ overlaps: [Double], spinCount n: Int) {
    spacing = 2 / Double(n)
    first = n % 2 == 0 ? 0 : 1 / Double(n)
    var weights = [Double](repeating: 0, count: n / 2 + 1)
    let share = 1 / Double(overlaps.count)
    for q in overlaps {
      let place = ((abs(q) - first) / spacing).rounded()
      weights[min(weights.count - 1, max(0, Int(place)))] += share
    }
    self.weights = weights
  }

  /// The weight of |q| below a border, which cuts the interval of a value.
  func weight(below border: Double) -> Double {
    var sum = 0.0
    for (k, weight) in weights.enumerated() {
      let q = first + spacing * Double(k)
      let inside = min(1, max(0, (border - q) / spacing + 0.5))
      sum += weight * inside
      if inside == 0 { break }
    }
    return sum
  }

  /// The largest density of P(q) made even, averaged over an interval around an attainable |q| below a border.
  func peak(below border: Double, smoothing: Double) -> Double {
    let reach = max(0, Int((smoothing / spacing - 0.5).rounded(.down)))
    var largest = 0.0
    for k in weights.indices {
      guard first + spacing * Double(k) < border else { break }
      var sum = 0.0
      for step in -reach...reach {
        // Below zero the values of |q| come again; each sign has half of the weight.
        let place = k + step
        let mirrored = place >= 0 ? place : -place - (first > 0 ? 1 : 0)
        guard mirrored < weights.count else { continue }
        sum += weights[mirrored] * (first == 0 && mirrored == 0 ? 1 : 0.5)
      }
      largest = max(largest, sum / (spacing * Double(2 * reach + 1)))
    }
    return largest
  }
}
