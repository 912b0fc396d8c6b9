/// Why an experiment has no result.
public enum ExperimentError: Error, Equatable {
  /// The numbers allow no answer; what they are, and what to change.
  case refused(String)
  /// What was asked for does not fit together.
  case unfit(String)
}

extension ExperimentError: CustomStringConvertible {
  /// The reason, in a sentence.
  public var description: String {
    switch self {
    case .refused(let reason), .unfit(let reason): reason
    }
  }
}
