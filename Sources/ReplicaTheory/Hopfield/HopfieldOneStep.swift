import NumericalMethods
import RealModule

/// A retrieval state of the Hopfield model at zero temperature with one step of replica-symmetry breaking.
///
/// ```
/// f = α/2 + m²/2 + (α/2β)[(1 − 1/x) ln D1 + (1/x) ln D0 − βq0/D0]
///     + (αβ/2)[r1(1 − q1) + x(r1 q1 − r0 q0)] − (1/βx) E_z0 ln E_z1 [2cosh βy]^x
/// y = m + √(αr0) z0 + √(α(r1 − r0)) z1,   D1 = 1 − β(1 − q1),   D0 = D1 − βx(q1 − q0)
/// r0 = q0/D0²,   r1 = r0 + (q1 − q0)/(D0 D1),   T → 0: q1 → 1, C = β(1 − q1) and x/T stay finite
/// ```
///
/// **Source**: A. Crisanti, D. J. Amit and H. Gutfreund, *Europhys. Lett.* 2, 337 (1986), whose critical
/// load 0.144 is wrong; H. Steffan and R. Kühn, *Z. Phys. B* 95, 249 (1994), give 0.138186.
public struct HopfieldOneStepState: Sendable, Equatable {
  /// The load α = P/N.
  public let load: Double
  /// The overlap m with the retrieved pattern.
  public let retrievalOverlap: Double
  /// The overlap of different states around the pattern; q1 is 1 at T = 0.
  public let q0: Double
  /// The response C, the limit of (1 − q1)/T.
  public let response: Double
  /// The noise r0 and r1 of the other patterns.
  public let r0: Double
  /// The noise r1.
  public let r1: Double
  /// The limit of the breaking parameter over the temperature.
  public let breakingParameterOverTemperature: Double
  /// The energy per spin.
  public let energyPerSpin: Double
  /// The entropy per spin, −(α/2)[ln(1 − C) + C/(1 − C)]: negative, but less so than without breaking.
  public let entropyPerSpin: Double
  /// An estimate of the error of the energy.
  public let errorEstimate: Double
  /// An estimate of the error of the load; 0 where it was given.
  public let loadErrorEstimate: Double
}

extension HopfieldTheory {
  /// The smallest load at which one-step retrieval states are computed.
  ///
  /// Breaking is exponentially small, as e^(−1/2α); below this load it has no representable size.
  public static let smallestOneStepLoad = 0.0025

  /// The retrieval state at zero temperature with one step of replica-symmetry breaking.
  ///
  /// - Returns: The state, locally stable within the ansatz.
  /// - Throws: ``ReplicaTheoryError/noOneStepRetrieval(load:smallest:critical:)`` beyond the critical
  ///   load or below ``smallestOneStepLoad``.
  /// - Complexity: About 50 states of 80 averages of 100 nodes each.
  public func oneStepRetrieval() throws -> HopfieldOneStepState {
    let critical = try Self.oneStepEnd.get()
    let end = critical.rootLoad
    guard load >= Self.smallestOneStepLoad, load <= end * end else {
      throw ReplicaTheoryError.noOneStepRetrieval(
        load: load, smallest: Self.smallestOneStepLoad, critical: end * end)
    }
    // √α ≤ w m D0/√q0 keeps w above √α; the end is a maximum, where rounding decides.
    let rootLoad = load.squareRoot()
    func solved(refinement: Double) throws -> HopfieldOneStepPoint {
      let excess = { (width: Double) in
        try HopfieldOneStepPoint(solvedAt: width, refinement: refinement).rootLoad - rootLoad
      }
      guard try excess(critical.width) > 0 else { return critical }
      let lower = 0.999 * rootLoad
      return try HopfieldOneStepPoint(
        solvedAt: findRoot(in: lower...critical.width, of: excess), refinement: refinement)
    }
    let point = try solved(refinement: 1)
    let finer = try solved(refinement: 2)
    return HopfieldOneStepState(
      point, load: load, errorEstimate: abs(point.energy - finer.energy) + 16 * .ulpOfOne,
      loadErrorEstimate: 0)
  }

  /// The retrieval state at the critical load of zero temperature with one step of breaking.
  ///
  /// It is where the load is largest along the curve of one-step states.
  ///
  /// - Returns: The state; its load is 0.1381865, against 0.1379056 with replica symmetry.
  /// - Throws: ``/NumericalMethods/NumericalMethodsError`` when the search fails.
  /// - Complexity: About 50 states of 80 averages of 100 nodes each.
  public static func oneStepCriticalState() throws -> HopfieldOneStepState {
    let point = try oneStepEnd.get()
    let finer = try HopfieldOneStepPoint(solvedAt: point.width, refinement: 2)
    let load = point.rootLoad * point.rootLoad
    return HopfieldOneStepState(
      point, load: load, errorEstimate: abs(point.energy - finer.energy) + 16 * .ulpOfOne,
      loadErrorEstimate: abs(finer.rootLoad * finer.rootLoad - load) + 32 * .ulpOfOne)
  }

  /// The one-step state of largest load.
  private static let oneStepEnd = Result {
    // The load varies quadratically here: 1e-8 in w is enough for all its digits.
    let width = try highestPoint(in: 0.4...0.55, tolerance: 1e-8) {
      try HopfieldOneStepPoint(solvedAt: $0).rootLoad
    }
    return try HopfieldOneStepPoint(solvedAt: width)
  }
}

extension HopfieldOneStepState {
  fileprivate init(
    _ point: HopfieldOneStepPoint, load: Double, errorEstimate: Double, loadErrorEstimate: Double
  ) {
    let d0 = point.outerDenominator
    self.load = load
    retrievalOverlap = point.overlap
    q0 = point.q0
    response = point.response
    r0 = point.q0 / (d0 * d0)
    r1 = r0 + point.missing / (d0 * point.innerDenominator)
    breakingParameterOverTemperature = point.breakingSlope
    energyPerSpin = point.energy
    entropyPerSpin =
      -load / 2 * (Double.log(onePlus: -point.response) + point.response / point.innerDenominator)
    self.errorEstimate = errorEstimate
    self.loadErrorEstimate = loadErrorEstimate
  }
}
