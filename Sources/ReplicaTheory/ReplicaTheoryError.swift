/// What can go wrong in a replica calculation although the call was a correct one.
public enum ReplicaTheoryError: Error, Equatable {
  /// The temperature is negative, not finite, or zero where zero is not allowed.
  case invalidTemperature(Double)
  /// The field is not a finite number.
  case invalidField(Double)
  /// The mean of the couplings is not a finite number.
  case invalidBias(Double)
  /// The branch q0 = 0 was asked for in a field or with a bias, where it is not a stationary point.
  case branchNeedsZeroField(field: Double, bias: Double)
  /// The number of steps is not one for which solutions are computed.
  case invalidStepCount(Int, largest: Int)
  /// No stationary point was found at this temperature and effective field.
  case noStationaryPoint(temperature: Double, effectiveField: Double, residual: Double)
  /// A model needs degrees from 2 on, each once, with positive weights; this one is not allowed.
  case invalidMixture(degree: Int, weight: Double)
  /// A p-spin model has p from 3 on; two interacting spins make the SK model.
  case invalidInteraction(Int)
  /// There is no field at which the replica-symmetric solution becomes marginal.
  case noTransition(temperature: Double)
  /// The load is negative or not finite.
  case invalidLoad(Double)
  /// The Hopfield model has no such solution there.
  case noHopfieldSolution(HopfieldAbsence)
  /// The load is outside the range of one-step retrieval states at zero temperature.
  case noOneStepRetrieval(load: Double, smallest: Double, critical: Double)
  /// A spin is coupled to itself.
  case selfCoupling(site: Int, value: Double)
  /// Hebb's couplings have no reaction where the susceptibility β(1 − q) is 1 or more.
  case reactionDiverges(susceptibility: Double)
}

extension ReplicaTheoryError: CustomStringConvertible {
  /// The error in words.
  public var description: String {
    switch self {
    case .invalidTemperature(let temperature):
      "the temperature is \(temperature); give a finite number, 0 or more"
    case .invalidField(let field):
      "the field is \(field); give a finite number"
    case .invalidBias(let bias):
      "the mean coupling J0 is \(bias); give a finite number"
    case .branchNeedsZeroField(let field, let bias):
      "the branch q0 = 0 exists only at zero field and bias, not at h = \(field), J0 = \(bias); take "
        + "the minimum instead"
    case .invalidStepCount(let count, let largest):
      "\(count) steps of replica-symmetry breaking cannot be computed; take 1 to \(largest), or the "
        + "continuous solution"
    case .noStationaryPoint(let temperature, let effectiveField, let residual):
      "no stationary point found at temperature \(temperature) and effective field "
        + "\(effectiveField) (residual \(residual)); try a slightly different temperature"
    case .invalidMixture(let degree, let weight):
      "the interaction of p = \(degree) spins with weight \(weight) is not allowed; take p from 2 to "
        + "\(Mixture.largestDegree), each once, with weights between 1e-6 and 1e6"
    case .invalidInteraction(let p):
      "p is \(p); take 3 to \(Mixture.largestDegree)" + (p == 2 ? "; p = 2 is the SK model" : "")
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
    case .selfCoupling(let site, let value):
      "spin \(site) is coupled to itself (\(value)); the diagonal of the couplings must be 0"
    case .reactionDiverges(let susceptibility):
      "the susceptibility β(1 − q) is \(susceptibility), and the reaction term of the Hopfield model "
        + "exists only below 1; start from magnetisations of larger self-overlap q"
    }
  }
}
