import RealModule
import Statistics

/// Whether independent runs have visited the same states equally often.
///
/// ```
/// χ² = f Σ_{run, state} (n − n̂)²/n̂,   n̂ = n_run n_state/R,   f = (1 − ρ)/(1 + ρ)
/// ```
///
/// Successive draws of a run are correlated: ρ is the excess probability that the next draw lies in the
/// same state, and f reduces the counts to the effective number of independent draws.
///
/// **Assumes** that draws of a run come in the order of time.
public struct OccupancyTest: Sendable, Equatable {
  /// The states of some weight that only one of the runs has seen.
  public let statesOfOneRun: [Int]
  /// The p-value of the contingency test; `nil` for one run or one state.
  public let probability: Double?
  /// The effective number of independent draws.
  public let effectiveDraws: Double

  /// Tests the states of the draws of several runs.
  ///
  /// - Parameters:
  ///   - labels: The state of every draw, from 0.
  ///   - runs: The run of every draw.
  ///   - weight: The smallest weight of a state that counts; lighter ones may be missed by chance.
  public init(labels: [Int], runs: [Int], ofWeightAtLeast weight: Double = 0.1) {
    precondition(labels.count == runs.count, "\(labels.count) labels of \(runs.count) draws")
    let total = Double(labels.count)
    let runNames = Array(Set(runs)).sorted()
    let states = (labels.max() ?? -1) + 1
    var counts = [[Double]](repeating: [Double](repeating: 0, count: states), count: runNames.count)
    let row = Dictionary(uniqueKeysWithValues: runNames.enumerated().map { ($1, $0) })
    for (label, run) in zip(labels, runs) { counts[row[run] ?? 0][label] += 1 }
    let weights = (0..<states).map { state in counts.reduce(0) { $0 + $1[state] } / total }
    statesOfOneRun =
      runNames.count < 2
      ? []
      : (0..<states).filter { state in
        weights[state] >= weight && counts.count { $0[state] > 0 } == 1
      }

    // How much more often than by chance the next draw of a run lies in the same state.
    var (same, pairs) = (0.0, 0.0)
    for k in 1..<max(1, labels.count) where runs[k] == runs[k - 1] {
      pairs += 1
      if labels[k] == labels[k - 1] { same += 1 }
    }
    let chance = weights.reduce(0) { $0 + $1 * $1 }
    let excess = pairs > 0 && chance < 1 ? (same / pairs - chance) / (1 - chance) : 0
    let persistence = min(max(excess, 0), 0.999)
    let factor = (1 - persistence) / (1 + persistence)
    let effective = factor * total
    effectiveDraws = effective

    // Rare states are put together, so that every expected number is fair.
    let common = (0..<states).filter { effective * weights[$0] >= 5 * Double(runNames.count) }
    let rare = (0..<states).filter { !common.contains($0) }
    let groups = common.map { [$0] } + (rare.isEmpty ? [] : [rare])
    guard runNames.count > 1, groups.count > 1 else {
      probability = nil
      return
    }
    var square = 0.0
    for run in counts {
      let size = run.reduce(0, +)
      for group in groups {
        let seen = group.reduce(0) { $0 + run[$1] }
        let expected = size * group.reduce(0) { $0 + weights[$1] }
        if expected > 0 { square += (seen - expected) * (seen - expected) / expected }
      }
    }
    probability = chiSquareProbability(
      factor * square, degreesOfFreedom: (runNames.count - 1) * (groups.count - 1))
  }
}
