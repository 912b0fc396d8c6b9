/// What can go wrong in a replica calculation although the call was a correct one.
public enum ReplicaTheoryError: Error, Equatable {
  /// The temperature is negative, not finite, or zero where zero is not allowed.
  case invalidTemperature(Double)
  /// The temperature is too low for the quadrature of this ansatz.
  case temperatureTooLow(Double, lowest: Double)
  /// The field is not a finite number.
  case invalidField(Double)
  /// The mean of the couplings is not a finite number.
  case invalidBias(Double)
  /// The branch q0 = 0 was asked for in a field, where it is not a stationary point.
  case branchNeedsZeroField(field: Double)
  /// The field is so strong, its transition temperature so low, that the quadrature would overflow.
  case fieldTooStrong(Double, lowestTransition: Double)
  /// No stationary point was found at this temperature and effective field.
  case noStationaryPoint(temperature: Double, effectiveField: Double, residual: Double)
  /// There is no field at which the replica-symmetric solution becomes marginal.
  case noTransition(temperature: Double)
  /// The load is negative or not finite.
  case invalidLoad(Double)
  /// The Hopfield model has no such solution there.
  case noHopfieldSolution(HopfieldAbsence)
  /// The load is outside the range of one-step retrieval states at zero temperature.
  case noOneStepRetrieval(load: Double, smallest: Double, critical: Double)
}

extension ReplicaTheoryError: CustomStringConvertible {
  /// The error in words.
  public var description: String {
    switch self {
    case .invalidTemperature(let temperature):
      "the temperature is \(temperature); give a finite number, positive (0 only for the "
        + "replica-symmetric ansatz)"
    case .temperatureTooLow(let temperature, let lowest):
      "the temperature \(temperature) is too low for the one-step quadrature; take at least "
        + "\(lowest)"
    case .invalidField(let field):
      "the field is \(field); give a finite number"
    case .invalidBias(let bias):
      "the mean coupling J0 is \(bias); give a finite number"
    case .branchNeedsZeroField(let field):
      "the branch q0 = 0 exists only at zero field, not at \(field); take the minimum instead"
    case .fieldTooStrong(let field, let lowestTransition):
      "the effective field \(field) is too strong for the one-step quadrature: its transition "
        + "temperature is below \(lowestTransition); take the replica-symmetric ansatz or |h| < 2.6"
    case .noStationaryPoint(let temperature, let effectiveField, let residual):
      "no stationary point found at temperature \(temperature) and effective field "
        + "\(effectiveField) (residual \(residual)); try a slightly different temperature"
    case .noTransition(let temperature):
      "there is no de Almeida–Thouless field at temperature \(temperature); take 0 < T ≤ 1"
    case .invalidLoad(let load):
      "the load is \(load); give a finite number, 0 or more"
    case .noHopfieldSolution(let absence):
      absence.description
    case .noOneStepRetrieval(let load, let smallest, let critical):
      load < smallest
        ? "one-step breaking at load \(load) is smaller than the smallest number; take at least "
          + "\(smallest), or the replica-symmetric ansatz"
        : "there is no one-step retrieval state at load \(load); at zero temperature it ends at "
          + "\(critical)"
    }
  }
}
