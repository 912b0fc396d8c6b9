import ReplicaKit

/// What is known of wide networks beside a simulation.
struct RecurrentExpectation {
  /// Mean and variance at every recorded time, of the map from normal initial states; empty where they are not known.
  let moments: [MomentMap.Moments]
  /// The fixed points at which a simulation can come to rest.
  let stable: [MomentMap.Moments]

  /// Follows the map of the moments.
  ///
  /// In one network the map is exact for the moments at equal times when N is large: h(t) is a sum over many
  /// independent couplings.
  init(
    _ options: RecurrentOptions, _ finite: RecurrentFiniteOptions, _ settings: RecurrentSettings
  ) throws {
    let map = try options.map()
    guard finite.eta == 0 else {
      (moments, stable) = ([], [])
      return
    }
    stable = try map.fixedPoints().filter { $0.stable && $0.chi1 < 1 }.map(\.moments)
    guard finite.discrete, case .normal(let mean, let variance, _) = settings.initialState else {
      moments = []
      return
    }
    var current = MomentMap.Moments(mean: mean, variance: variance)
    var found = [current]
    var step = 0
    for next in settings.recordedSteps.dropFirst() {
      while step < next {
        current = map(current)
        step += 1
      }
      found.append(current)
    }
    moments = found
  }
}
