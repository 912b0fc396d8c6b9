extension Classification {
  /// The fewest replicas from which a verdict is drawn: two states of two replicas each.
  public static let fewestReplicas = 4

  /// The refusal to judge too few replicas: `undetermined`, as probably broken as not.
  ///
  /// - Parameter count: The number of replicas, below ``fewestReplicas``.
  /// - Returns: The verdict with its reason.
  public static func undetermined(replicaCount count: Int) -> Classification {
    Classification(
      verdict: .undetermined, probabilities: [0.25, 0.25, 1.0 / 6, 1.0 / 6, 1.0 / 6],
      reasons: [
        "fewer than \(fewestReplicas) replicas (\(count)): two states could not be told from two "
          + "replicas of one"
      ], tests: nil)
  }
}
