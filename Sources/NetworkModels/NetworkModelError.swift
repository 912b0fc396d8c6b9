/// What can be wrong with the description of a network.
public enum NetworkModelError: Error, Equatable {
  /// A parameter is out of range.
  case invalidParameter(name: String, value: Double, expected: String)
}

extension NetworkModelError: CustomStringConvertible {
  /// The error in words, with what was expected.
  public var description: String {
    switch self {
    case .invalidParameter(let name, let value, let expected):
      "\(name) is \(value); give \(expected)"
    }
  }
}

/// Refuses a standard deviation out of range.
func requireDeviation(
  _ value: Double, _ name: String, upTo largest: Int = 100
) throws(NetworkModelError) {
  guard value >= 0, value <= Double(largest) else {
    throw .invalidParameter(name: name, value: value, expected: "a number from 0 to \(largest)")
  }
}

/// Refuses a candidate of a cell whose biases have a mean, for which the theories do not hold.
func requireNoBias(of candidate: GateWeights) throws(NetworkModelError) {
  guard candidate.bias == 0 else {
    throw .invalidParameter(
      name: "the mean bias of the candidate", value: candidate.bias, expected: "0")
  }
}
