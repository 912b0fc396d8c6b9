/// What can go wrong in a numerical search although the call was a correct one.
public enum NumericalMethodsError: Error, Equatable {
  /// The function has the same sign at both ends of the interval, so no root is bracketed.
  case notBracketed(lower: Double, upper: Double, valueAtLower: Double, valueAtUpper: Double)
  /// The function is not a finite number at this argument.
  case notFinite(argument: Double)
  /// The iteration did not settle; `residual` is what was left of the quantity that must vanish.
  case noConvergence(iterations: Int, residual: Double)
}

extension NumericalMethodsError: CustomStringConvertible {
  /// The error in words.
  public var description: String {
    switch self {
    case .notBracketed(let lower, let upper, let valueAtLower, let valueAtUpper):
      "no root is bracketed: the function is \(valueAtLower) at \(lower) and \(valueAtUpper) at "
        + "\(upper); give an interval on which it changes sign"
    case .notFinite(let argument):
      "the function is not a finite number at \(argument); keep the search inside its domain"
    case .noConvergence(let iterations, let residual):
      "no convergence after \(iterations) iterations, residual \(residual); start closer to the "
        + "solution or allow more iterations"
    }
  }
}
