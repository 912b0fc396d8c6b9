import NumericalMethods
import RealModule

/// The largest load at which a state of the Hopfield model exists at one temperature.
public struct HopfieldSpinodal: Sendable, Equatable {
  /// The number of patterns with equal overlaps: 1 for retrieval.
  public let patterns: Int
  /// The temperature T.
  public let temperature: Double
  /// The largest load.
  public let load: Double
  /// The overlap m where the state ceases to exist.
  public let retrievalOverlap: Double
  /// The overlap q of two replicas there.
  public let q: Double
  /// The largest load at which the state is also stable against other overlaps with patterns; `nil`
  /// where it never is.
  public let stableLoad: Double?
  /// An estimate of the error of the loads.
  public let errorEstimate: Double
}

extension HopfieldTheory {
  /// The largest load at which a retrieval or mixture state exists at a temperature.
  ///
  /// ```
  /// T = 0, n = 1:   √(2α) = max_y [erf(y)/y − (2/√π) e^(−y²)],   y = m/√(2αr)
  /// ```
  ///
  /// At zero temperature and for one pattern it is the critical load, α_c = 0.1379055…
  ///
  /// - Parameters:
  ///   - temperature: The temperature T, 0 ≤ T < 1.
  ///   - patterns: The number n of patterns with equal overlaps, odd, at most 99.
  /// - Returns: The load and the state at it.
  /// - Throws: ``ReplicaTheoryError/invalidTemperature(_:)`` outside that range.
  /// - Complexity: About 100 averages, times (n + 1)/2.
  public static func spinodal(temperature: Double, patterns: Int = 1) throws -> HopfieldSpinodal {
    precondition(
      patterns % 2 == 1 && (1...99).contains(patterns),
      "equal overlaps need an odd number of patterns, 1 to 99, not \(patterns)")
    guard temperature >= 0, temperature < 1 else {
      throw ReplicaTheoryError.invalidTemperature(temperature)
    }
    let branch = HopfieldBranch(patterns: patterns, temperature: temperature)
    let end = try branch.end()
    let finer = try spinodalRootLoad(temperature: temperature, patterns: patterns, refinement: 2)
    let load = end.rootLoad * end.rootLoad
    return HopfieldSpinodal(
      patterns: patterns, temperature: temperature, load: load, retrievalOverlap: end.overlap,
      q: end.q, stableLoad: try branch.stableLoad(end: end),
      errorEstimate: abs(finer * finer - load) + 8 * .ulpOfOne * (end.rootLoad + load))
  }
}

extension HopfieldBranch {
  /// The largest load at which the transverse stability is not negative, or `nil`.
  ///
  /// It falls from w = 0 to the end of the curve.
  fileprivate func stableLoad(end: HopfieldPoint) throws -> Double? {
    if end.transverse >= 0 { return end.rootLoad * end.rootLoad }
    guard point(ratio: 0).transverse > 0 else { return nil }
    let ratio = try findRoot(in: 0...(end.deviation / end.overlap)) { point(ratio: $0).transverse }
    let rootLoad = point(ratio: ratio).rootLoad
    return rootLoad * rootLoad
  }
}
