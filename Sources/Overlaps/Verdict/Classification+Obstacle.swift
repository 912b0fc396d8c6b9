import Documents
import Statistics

extension Classification {
  /// What a sample has that keeps its tests from naming a class.
  enum Obstacle: Sendable, Equatable {
    /// It cannot be told whether it is in equilibrium.
    case openEquilibrium
    /// Its rows depend on each other.
    case dependentRows
    /// Equal rows or strays make the answer: the verdicts with them and without; `nil` where too few are left.
    case oddRows(with: Verdict, without: Verdict?)
    /// Two replicas are hardly ever in different states: the breaking parameter m is 0 within its error.
    case rarelyApart(breaking: Estimate)

    /// The answer in one plain sentence.
    var answer: String {
      switch self {
      case .openEquilibrium:
        "It cannot be told whether the sample is in equilibrium, so nothing is said about its Gibbs measure."
      case .dependentRows:
        "The rows depend on each other, as those of a chain that are saved too often: they are no independent "
          + "replicas, so nothing is said about states."
      case .oddRows(let all, let rest?):
        "Some rows decide the answer: with all of them it would be \(all.rawValue), without those that repeat "
          + "others or stand apart \(rest.rawValue)."
      case .oddRows(_, nil):
        "Nearly all rows repeat others, so there are too few different ones to say anything."
      case .rarelyApart(let m):
        "Replica symmetry is broken, but m = \(errorText(m.value, m.error)) is 0 within its error: two replicas are hardly "
          + "ever in different states, so one step is not named."
      }
    }

    /// What to do next.
    var advice: [String] {
      switch self {
      case .openEquilibrium: ["sample longer, or with more ladders, until equilibrium can be told"]
      case .dependentRows:
        [
          "keep one row in every two autocorrelation times, and run long enough for 16 of them or more"
        ]
      case .oddRows:
        [
          "find out why rows repeat or stand apart, and leave out those that were saved twice or went wrong"
        ]
      case .rarelyApart:
        ["pool more instances of the same system and size (--ensemble)"]
      }
    }
  }
}
