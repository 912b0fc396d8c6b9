import NumericalMethods
import RealModule

/// The load at which retrieval states and spin glass have equal free energies at one temperature.
public struct HopfieldFirstOrder: Sendable, Equatable {
  /// The temperature T.
  public let temperature: Double
  /// The load; below it the retrieval states are those of equilibrium.
  public let load: Double
  /// The overlap m of the retrieval state there.
  public let retrievalOverlap: Double
  /// An estimate of the error of the load.
  public let errorEstimate: Double
}

extension HopfieldTheory {
  /// The load at which retrieval states and spin glass have equal free energies at a temperature.
  ///
  /// At zero temperature it is the load of equal energies, 0.0518543….
  ///
  /// **Source**: D. J. Amit, H. Gutfreund and H. Sompolinsky, *Phys. Rev. Lett.* 55, 1530 (1985).
  ///
  /// - Parameter temperature: The temperature T, 0 ≤ T < 1.
  /// - Returns: The load, in the replica-symmetric approximation.
  /// - Throws: ``ReplicaTheoryError/invalidTemperature(_:)`` outside that range.
  /// - Complexity: About 10 solutions of either kind.
  public static func firstOrder(temperature: Double) throws -> HopfieldFirstOrder {
    guard temperature >= 0, temperature < 1 else {
      throw ReplicaTheoryError.invalidTemperature(temperature)
    }
    let distance = 1 - temperature
    if distance < 2e-5 {
      // The free energies differ by less than their rounding allows to locate.
      let rootLoad = distance / (try HopfieldNearOne.firstOrderSlope())
      let load = rootLoad * rootLoad
      let state = try HopfieldTheory(load: load).solution(.retrieval, temperature: temperature)
      return HopfieldFirstOrder(
        temperature: temperature, load: load, retrievalOverlap: state.retrievalOverlap,
        errorEstimate: 2 * distance * load)
    }
    func states(_ load: Double) throws -> (retrieval: HopfieldSolution, glass: HopfieldSolution) {
      let theory = try HopfieldTheory(load: load)
      return (
        try theory.solution(.retrieval, temperature: temperature),
        try theory.solution(.spinGlass, temperature: temperature)
      )
    }
    func difference(_ load: Double) throws -> Double {
      let (retrieval, glass) = try states(load)
      return retrieval.freeEnergyPerSpin - glass.freeEnergyPerSpin
    }
    let spinodal = try spinodal(temperature: temperature).load
    let load = try findRoot(in: (spinodal / 10)...(spinodal * (1 - 1e-9)), of: difference)
    let here = try states(load)
    let slope =
      (try difference(load * (1 + 1e-4)) - difference(load * (1 - 1e-4))) / (2e-4 * load)
    return HopfieldFirstOrder(
      temperature: temperature, load: load, retrievalOverlap: here.retrieval.retrievalOverlap,
      errorEstimate: (here.retrieval.errorEstimate + here.glass.errorEstimate) / abs(slope)
        + .ulpOfOne * load)
  }
}
