package import NetworkTheory
import RandomNetworks

/// What mean-field theory says about a simulation, as far as it is known.
package struct RecurrentExpectation: Sendable {
  /// Mean and variance at every recorded time, from normal initial states; empty where they are not known.
  package let moments: [MomentMap.Moments]
  /// The correlation of two trajectories at every recorded time; empty where it is not known.
  package let correlations: [Double]
  /// Mean and variance of the states in which a simulation can end: stable fixed points, and chaotic states of
  /// networks without w_0.
  package let stable: [MomentMap.Moments]

  /// Follows the moments of infinitely many neurons.
  ///
  /// The map of the moments is exact for the map h(t + 1) = W φ(h(t)) + b, although its couplings stay the same:
  /// h(t) is a sum over many independent couplings. In continuous time the causal march takes its place.
  init(_ networks: RecurrentNetworks, _ settings: RecurrentSettings) throws {
    let map = try networks.parameters.map()
    guard networks.eta == 0 else {
      (moments, correlations, stable) = ([], [], [])
      return
    }
    var ends = try map.fixedPoints().filter { $0.stable && $0.chi1 < 1 }.map(\.moments)
    if !networks.isMap, networks.parameters.weightMean == 0, ends.isEmpty {
      ends = try map.chaoticStates().map {
        MomentMap.Moments(mean: $0.autocovariance.mean, variance: $0.autocovariance.zero)
      }
    }
    stable = ends
    guard case .normal(let mean, let variance, let correlation) = settings.initialState else {
      (moments, correlations) = ([], [])
      return
    }
    if networks.isMap {
      moments = Self.iterated(
        map, from: MomentMap.Moments(mean: mean, variance: variance), at: settings.recordedSteps)
      correlations = []
    } else {
      (moments, correlations) = Self.marched(
        map, mean: mean, variance: variance, correlation: correlation, settings)
    }
  }

  private static func iterated(
    _ map: MomentMap, from start: MomentMap.Moments, at steps: [Int]
  ) -> [MomentMap.Moments] {
    var current = start
    var found = [current]
    var step = 0
    for next in steps.dropFirst() {
      while step < next {
        current = map(current)
        step += 1
      }
      found.append(current)
    }
    return found
  }

  /// Steps of the march are at most this long, and there are at most so many.
  private static let (longestStep, mostSteps) = (0.2, 2000)

  /// The march, where recorded times are in equal steps and it neither takes long nor outgrows its numbers.
  private static func marched(
    _ map: MomentMap, mean: Double, variance: Double, correlation: Double,
    _ settings: RecurrentSettings
  ) -> ([MomentMap.Moments], [Double]) {
    let count = settings.recordedSteps.count - 1
    let duration = settings.times[count]
    let refinement = max(1, Int((duration / Double(count) / longestStep).rounded(.up)))
    let isPair = settings.trajectoryCount > 1
    guard settings.stepCount.isMultiple(of: count), count * refinement <= mostSteps,
      let initial = isPair
        ? try? InitialLaw(mean: mean, variance: variance, correlation: correlation)
        : try? InitialLaw(mean: mean, variance: variance),
      let theory = try? TransientTheory(
        map, initial: initial, duration: duration, step: duration / Double(count * refinement)),
      theory.times.count == count * refinement + 1
    else { return ([], []) }
    let places = (0...count).map { $0 * refinement }
    let variances = theory.variance()
    let moments = places.map {
      MomentMap.Moments(mean: theory.means[0][$0], variance: max(0, variances[$0]))
    }
    guard isPair else { return (moments, []) }
    let (shared, own) = (theory.overlap(0, 1), theory.overlap(0, 0))
    let correlations = places.map { own[$0] > 0 ? shared[$0] / own[$0] : 1 }
    return (moments, correlations)
  }
}
