public import LinearAlgebra
import Randomness
public import SpinModels
public import Statistics

/// The overlaps of states with stored patterns: Mattis magnetisations, and how much of a state they
/// explain.
///
/// ```
/// m_α^μ = (1/N) Σ_i ξ_i^μ ⟨s_i⟩_α,   chance level z √(q_αα/N)
/// ```
///
/// A state whose sites know only the patterns A has ⟨s_i⟩ = F(ξ_i^A) with an odd function F. The odd
/// products of k patterns span these functions, and their least-squares fit is the mean over each of the
/// 2^{k−1} classes c of sites on which the patterns agree up to a common sign, so no Gram matrix need be
/// inverted. With s_ac the mean over class c of ξ_i^{A₁} s_i^a, the explained fraction is
///
/// ```
/// f_A = Σ_c (N_c/N) [(Σ_a s_ac)² − Σ_a s_ac²]/(n(n − 1)) / q_αα
/// ```
///
/// without a = b, and so free of thermal noise. One pattern gives f = m²/q_αα. Linear combinations alone
/// would explain only 3/4 of sign(ξ¹ + ξ² + ξ³), whose magnetisations are ½.
///
/// **Source**: D. J. Amit, H. Gutfreund and H. Sompolinsky, *Phys. Rev. A* 32, 1007 (1985) for mixtures,
/// *Ann. Phys.* 173, 30 (1987) for the load.
///
/// **Assumes** independent replicas within a state.
public struct PatternOverlaps: Sendable, Equatable {
  /// What a state is in terms of the patterns.
  public enum Kind: Sendable, Equatable {
    /// The state of one pattern; the magnetisation is never negative, patterns and their negatives
    /// being one state up to the global flip.
    case retrieval(pattern: Int, magnetization: Double)
    /// A state of 3 or 5 patterns, in ascending order, that together explain its self-overlap.
    case mixture(patterns: [Int])
    /// A state that the patterns do not explain.
    case unexplained
  }

  /// A state compared with the patterns.
  public struct State: Sendable, Equatable {
    /// What the state is.
    public let kind: Kind
    /// The patterns of ``magnetizations``: those of the state, or the one of the largest magnetisation
    /// where none explains it.
    public let patterns: [Int]
    /// The Mattis magnetisations of ``patterns``, the largest positive, with the scatter of the replicas
    /// as error.
    public let magnetizations: [Estimate]
    /// The fraction of the self-overlap that ``patterns`` explain; `nil` without a self-overlap.
    public let explainedFraction: Double?
    /// Whether the magnetisations of a mixture differ by no more than finite N explains.
    public let isSymmetric: Bool
  }

  /// The magnetisations: K states × P patterns.
  public let magnetizations: Matrix
  /// What each state is, with numbers.
  public let states: [State]

  /// What each state is.
  public var kinds: [Kind] { states.map(\.kind) }

  /// The fraction of the self-overlap that patterns must explain.
  ///
  /// Retrieval at load α has q = m² + what the other patterns' noise adds: where the
  /// replica-symmetric equations have a retrieval solution, m²/q is above 0.81, and 0.93 at T = 0 and the largest load.
  /// A spin-glass state has about 2 ln P/N by chance, and remanent magnetisations m ≈ 0.35 reach 0.15.
  public static let explainedFraction = 0.8
  /// The probability that any pattern reaches the chance level with a state that knows none, and that
  /// equal magnetisations of a mixture are taken as different.
  public static let falseAlarmProbability = 0.001
  /// The largest deviation of a magnetisation over the replicas of a mixture, in units of its mean.
  ///
  /// Within a state it is √((1 − q)/N) and more at a transition: with 128 spins a fifth of m = ½ at most. Replicas in
  /// the states of k patterns have one of k magnetisations, deviations of √(k − 1) times the mean and more.
  static let largestScatter = 0.7
  /// The numbers of patterns that a state is compared with; mixtures of even numbers are unstable.
  static let patternCounts = [1, 3, 5]

  /// Compares states with patterns.
  ///
  /// - Parameters:
  ///   - states: The states of the replicas.
  ///   - configurations: The replicas.
  ///   - gauge: +1 or −1 per replica.
  ///   - patterns: P × N numbers +1 or −1.
  /// - Complexity: O(R P N).
  public init(
    states: PureStates, configurations: PackedConfigurations, gauge: [Double], patterns: Matrix
  ) {
    let spins = configurations.unpacked()
    let n = Double(configurations.spinCount)
    // (R × N)(N × P): every replica's overlap with every pattern.
    let replicaOverlaps = Matrix.product(spins, withTransposeOf: patterns)
    magnetizations = Matrix(rows: states.count, columns: patterns.rows) { alpha, mu in
      states.members[alpha].reduce(0) { $0 + gauge[$1] * replicaOverlaps[$1, mu] }
        / (n * Double(states.members[alpha].count))
    }
    let means = magnetizations
    self.states = (0..<states.count).map { alpha in
      let members = states.members[alpha]
      let profile = StateProfile(
        means: Array(means.row(alpha)), selfOverlap: states.selfOverlap(of: alpha),
        spins: spins.reordered(rows: members, signs: gauge), patterns: patterns)
      return profile.state { mu in
        members.map { gauge[$0] * replicaOverlaps[$0, mu] / n }
      }
    }
  }

  /// The weight of the states that are retrieval or mixture states.
  ///
  /// - Parameter states: The states compared.
  /// - Returns: The sum of their weights.
  public func explainedWeight(of states: PureStates) -> Double {
    zip(kinds, states.weights).reduce(0) { $0 + ($1.0 == .unexplained ? 0 : $1.1) }
  }

  /// Whether stored patterns explain states of this fraction of the replicas, at least.
  ///
  /// - Parameters:
  ///   - states: The states compared.
  ///   - fraction: A fraction of the weight; 0.9 by default, so that a few strays do not matter.
  /// - Returns: Whether the retrieval and mixture states have at least this weight.
  public func areExplained(_ states: PureStates, fraction: Double = 0.9) -> Bool {
    explainedWeight(of: states) >= fraction
  }
}

extension Matrix {
  /// Rows in a given order, each times its sign.
  fileprivate func reordered(rows members: [Int], signs: [Double]) -> Matrix {
    Matrix(rows: members.count, columns: columns) { a, i in
      signs[members[a]] * self[members[a], i]
    }
  }
}

/// The replicas of one state beside the patterns.
private struct StateProfile {
  let means: [Double]
  let selfOverlap: Double?
  /// The replicas of the state, n × N.
  let spins: Matrix
  let patterns: Matrix

  /// Finds the fewest patterns that explain the state.
  ///
  /// - Parameter overlaps: The magnetisations of all replicas with a pattern.
  /// - Returns: The state with what its patterns explain.
  func state(_ overlaps: (Int) -> [Double]) -> PatternOverlaps.State {
    let order = means.indices.sorted { abs(means[$0]) > abs(means[$1]) }
    let sign: Double = means[order[0]] < 0 ? -1 : 1
    func described(
      _ kind: PatternOverlaps.Kind, _ chosen: [Int], _ fraction: Double?, isSymmetric: Bool = false
    ) -> PatternOverlaps.State {
      PatternOverlaps.State(
        kind: kind, patterns: chosen,
        magnetizations: chosen.map { mu in Estimate(meanOf: overlaps(mu).map { sign * $0 }) },
        explainedFraction: fraction, isSymmetric: isSymmetric)
    }
    guard let selfOverlap, selfOverlap > 0 else {
      return described(.unexplained, [order[0]], nil)
    }
    let n = Double(patterns.columns)
    let z = normalQuantile(1 - PatternOverlaps.falseAlarmProbability / Double(2 * means.count))
    let chance = z * (selfOverlap / n).squareRoot()
    var leading: Double?
    for count in PatternOverlaps.patternCounts where count <= means.count {
      let chosen = Array(order.prefix(count))
      guard abs(means[chosen[count - 1]]) > chance else { break }
      let fraction = explained(by: chosen) / selfOverlap
      leading = leading ?? fraction
      guard fraction >= PatternOverlaps.explainedFraction else { continue }
      guard count > 1 else {
        return described(
          .retrieval(pattern: chosen[0], magnetization: abs(means[chosen[0]])), chosen, fraction)
      }
      // Replicas in the states of different patterns have the mean of a mixture, and none has its magnetisations.
      guard chosen.allSatisfy({ isOfEveryReplica(overlaps($0)) }) else { break }
      return described(
        .mixture(patterns: chosen.sorted()), chosen.sorted(), fraction,
        isSymmetric: isSymmetric(chosen))
    }
    return described(
      .unexplained, [order[0]], leading ?? explained(by: [order[0]]) / selfOverlap)
  }

  /// Whether all replicas have about the magnetisation of the state: its deviation is below
  /// ``PatternOverlaps/largestScatter`` of the mean.
  private func isOfEveryReplica(_ overlaps: [Double]) -> Bool {
    let moments = SampleMoments(overlaps)
    let variance = moments.sumOfSquares / Double(max(1, overlaps.count - 1))
    return variance.squareRoot() <= PatternOverlaps.largestScatter * abs(moments.mean)
  }

  /// Whether magnetisations are equal but for the finite number of sites.
  ///
  /// Those of sign(ξ¹ + … + ξ^k) differ by sums over the sites where patterns differ: the variance of
  /// m^μ − m^ν is 2/N, that of independent numbers of variance 1/N.
  private func isSymmetric(_ chosen: [Int]) -> Bool {
    let moments = SampleMoments(chosen.map { abs(means[$0]) })
    return chiSquareProbability(
      Double(patterns.columns) * moments.sumOfSquares, degreesOfFreedom: chosen.count - 1)
      >= PatternOverlaps.falseAlarmProbability
  }

  /// The part of the self-overlap that odd functions of patterns explain, without thermal noise.
  private func explained(by chosen: [Int]) -> Double {
    let sites = patterns.columns
    let reference = patterns.row(chosen[0])
    var classes = [Int](repeating: 0, count: sites)
    for mu in chosen.dropFirst() {
      for i in 0..<sites {
        let agrees = patterns[mu, i] == reference[reference.startIndex + i]
        classes[i] = 2 * classes[i] + (agrees ? 1 : 0)
      }
    }
    let classCount = 1 << (chosen.count - 1)
    var sizes = [Double](repeating: 0, count: classCount)
    for c in classes { sizes[c] += 1 }
    var totals = [Double](repeating: 0, count: classCount)
    var squares = [Double](repeating: 0, count: classCount)
    for a in 0..<spins.rows {
      var sums = [Double](repeating: 0, count: classCount)
      for i in 0..<sites {
        sums[classes[i]] += reference[reference.startIndex + i] * spins[a, i]
      }
      for c in 0..<classCount {
        totals[c] += sums[c]
        squares[c] += sums[c] * sums[c]
      }
    }
    let count = Double(spins.rows)
    var sum = 0.0
    for c in 0..<classCount where sizes[c] > 0 {
      sum += (totals[c] * totals[c] - squares[c]) / sizes[c]
    }
    return sum / (Double(sites) * count * (count - 1))
  }
}
