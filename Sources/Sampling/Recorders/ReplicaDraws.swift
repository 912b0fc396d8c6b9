public import SpinModels

/// The replicas of one disorder instance at one temperature: draws of all ladders, evenly thinned.
///
/// The verdict's probabilities are calibrated on replicas that were chosen so; no other place thins draws
/// for a verdict.
///
/// ```
/// kept draws per ladder   k = max(1, min(draws, limit/ladders))
/// their indices           (i + 1) · draws/k − 1,   i = 0, …, k − 1   (the last draw is always kept)
/// ```
public struct ReplicaDraws: Sendable, Equatable {
  /// The replicas, ladder after ladder and in the order of time.
  public let configurations: PackedConfigurations
  /// The ladder of every replica.
  public let ladders: [Int]

  /// Thins draws.
  ///
  /// - Parameters:
  ///   - draws: Per ladder, its draws in the order of time; at least one ladder.
  ///   - limit: The most replicas, unless there are more ladders.
  public init(thinning draws: [PackedConfigurations], toAtMost limit: Int) {
    var configurations = PackedConfigurations(spinCount: draws[0].spinCount)
    var ladders: [Int] = []
    for (ladder, all) in draws.enumerated() {
      let kept = max(1, min(all.count, limit / draws.count))
      configurations.append(
        contentsOf: all.selecting((0..<kept).map { ($0 + 1) * all.count / kept - 1 }))
      ladders += [Int](repeating: ladder, count: kept)
    }
    self.configurations = configurations
    self.ladders = ladders
  }
}
