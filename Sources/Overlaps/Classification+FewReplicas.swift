extension Classification {
  /// The fewest replicas from which a verdict is drawn: two states of two replicas each.
  public static let fewestReplicas = 4

  /// The refusal to judge too few replicas: `undetermined`, every class equally probable.
  ///
  /// - Parameter count: The number of replicas, below ``fewestReplicas``.
  /// - Returns: The verdict with its reason.
  public static func undetermined(replicaCount count: Int) -> Classification {
    let share = 1 / Double(Verdict.classes.count)
    return Classification(
      verdict: .undetermined, probabilities: Verdict.classes.map { _ in share },
      reasons: [
        "fewer than \(fewestReplicas) replicas (\(count)): two states could not be told from two "
          + "replicas of one"
      ])
  }
}
