/// The replica-symmetric phase diagram of the Hopfield model at a list of loads.
///
/// Above T_g the paramagnet; below it the spin glass; below T_M retrieval states too; below T_c they
/// have the lowest free energy; below T_R they break replica symmetry.
///
/// **Source**: D. J. Amit, H. Gutfreund and H. Sompolinsky, *Ann. Phys.* 173, 30 (1987).
public struct HopfieldPhaseDiagram: Sendable, Equatable {
  /// The transitions at each load, in the order in which the loads were given.
  public let transitions: [HopfieldTransitions]
  /// The end of the retrieval states at zero temperature, at the critical load α_c.
  public let critical: HopfieldSpinodal
  /// Where retrieval states cease to be ground states.
  public let equalEnergy: HopfieldFirstOrder

  /// Computes the transitions at a list of loads.
  ///
  /// - Parameter loads: The loads, each 0 or more.
  /// - Throws: ``ReplicaTheoryError/invalidLoad(_:)`` for a negative load, and
  ///   ``/NumericalMethods/NumericalMethodsError`` when a search fails.
  /// - Complexity: About 10 ms per load on one core.
  public init(loads: [Double]) throws {
    transitions = try loads.map { try HopfieldTheory(load: $0).transitions() }
    critical = try HopfieldTheory.spinodal(temperature: 0)
    equalEnergy = try HopfieldTheory.firstOrder(temperature: 0)
  }
}
