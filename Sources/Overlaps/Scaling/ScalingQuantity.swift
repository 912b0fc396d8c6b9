import Documents
public import Statistics

/// A quantity whose growth with the number of spins shows a phase.
///
/// Every quantity has three ideal exponents: extensive, of mean-field criticality, and bounded.
///
/// ```
/// eigenvalue fractions   0    −2/3   −1
/// N S                    1     1/3    0
/// between-peak mass      0     –      below −1/3
/// ```
///
/// A behaviour is stated when two standard errors around the exponent stay between the midpoints of the
/// ideal exponents; an extensive one must also be within two errors and
/// ``SizeScaling/exponentAllowance`` of the ideal.
public enum ScalingQuantity: String, Sendable, CaseIterable {
  /// The largest eigenvalue of the overlaps without noise, divided by the number of replicas.
  case firstEigenvalue = "first_eigenvalue"
  /// The second largest eigenvalue of the overlaps without noise, divided by the number of replicas.
  case secondEigenvalue = "second_eigenvalue"
  /// ``StructureFeatures/orderEffect``.
  case orderEffect = "order_effect"
  /// ``StructureFeatures/structureEffect``.
  case structureEffect = "structure_effect"
  /// ``StructureFeatures/finerEffect``.
  case finerEffect = "finer_effect"
  /// ``ReplicaAnalysis/betweenPeakMass``, of the instances with several states.
  case betweenPeakMass = "between_peak_mass"

  /// The symbol in tables.
  public var symbol: String {
    switch self {
    case .firstEigenvalue: "λ₁/R"
    case .secondEigenvalue: "λ₂/R"
    case .orderEffect: "N S_0"
    case .structureEffect: "N S_rs"
    case .finerEffect: "N S_one"
    case .betweenPeakMass: "between-peak mass"
    }
  }

  /// The exponent of an extensive quantity.
  public var extensiveExponent: Double {
    switch self {
    case .firstEigenvalue, .secondEigenvalue, .betweenPeakMass: 0
    case .orderEffect, .structureEffect, .finerEffect: 1
    }
  }

  /// What an exponent says.
  ///
  /// - Parameter exponent: The exponent with its error.
  /// - Returns: The behaviour; never `unseen`.
  public func behaviour(of exponent: Estimate) -> SizeScaling.Behaviour {
    guard let error = exponent.error else { return .undetermined }
    let value = exponent.value - extensiveExponent
    let (low, high) = (value - 2 * error, value + 2 * error)
    if low > -1.0 / 3 {
      return abs(value) <= 2 * error + SizeScaling.exponentAllowance ? .extensive : .undetermined
    }
    guard self != .betweenPeakMass else { return high < -1.0 / 3 ? .bounded : .undetermined }
    if high < -5.0 / 6 { return .bounded }
    return low > -5.0 / 6 && high < -1.0 / 3 ? .criticalLike : .undetermined
  }

  /// What a behaviour of this quantity means.
  func meaning(_ behaviour: SizeScaling.Behaviour) -> String {
    switch (self, behaviour) {
    case (.firstEigenvalue, .extensive): "an extensive first eigenvalue: order"
    case (.firstEigenvalue, .bounded): "a bounded first eigenvalue: no order"
    case (.firstEigenvalue, .criticalLike): "a first eigenvalue as at criticality"
    case (.secondEigenvalue, .extensive): "a second extensive eigenvalue"
    case (.secondEigenvalue, .bounded): "a bounded second eigenvalue: one state or none"
    case (.secondEigenvalue, .criticalLike): "a second eigenvalue as at criticality"
    case (.orderEffect, .extensive): "overlaps that survive in the limit"
    case (.orderEffect, .bounded): "overlaps that vanish in the limit"
    case (.orderEffect, .criticalLike): "overlaps as at criticality"
    case (.structureEffect, .extensive): "structure beyond one state that survives in the limit"
    case (.structureEffect, .bounded): "no structure beyond one state in the limit"
    case (.structureEffect, .criticalLike): "structure beyond one state as at criticality"
    case (.finerEffect, .extensive): "structure beyond two levels that survives in the limit"
    case (.finerEffect, .bounded): "no structure beyond two levels in the limit"
    case (.finerEffect, .criticalLike): "structure beyond two levels as at criticality"
    case (.betweenPeakMass, .extensive): "overlaps between the two levels remain"
    case (.betweenPeakMass, .bounded): "overlaps between the two levels vanish"
    case (_, .unseen): "not seen at any size"
    default: "these sizes do not decide"
    }
  }
}

extension SizeScaling {
  /// The scaling in one line, as "λ₂/R ~ N^(−0.02 ± 0.05): a second extensive eigenvalue".
  public var text: String {
    guard let exponent else { return "\(quantity.symbol): \(meaning)" }
    let error = exponent.error.map { " ± \(hundredths($0))" } ?? ""
    return "\(quantity.symbol) ~ N^(\(hundredths(exponent.value))\(error)): \(meaning)"
  }

  /// What the behaviour means, in words.
  public var meaning: String {
    if exponent == nil, behaviour == .undetermined {
      return "too few sizes with a value and an error"
    }
    return quantity.meaning(behaviour)
  }
}
