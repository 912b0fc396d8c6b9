import Documents

/// What exists where a solution of the Hopfield model that was asked for does not.
public struct HopfieldAbsence: Sendable, Equatable {
  /// The solution that was asked for.
  public let phase: HopfieldPhase
  /// The load α.
  public let load: Double
  /// The temperature T.
  public let temperature: Double
  /// The solution without memory that exists there.
  public let existing: HopfieldSolution
  /// The largest load at which the solution exists at this temperature; 0 where there is none.
  public let largestLoad: Double?
  /// The temperatures between which it exists at this load, or `nil`.
  public let temperatures: ClosedRange<Double>?
}

extension HopfieldAbsence: CustomStringConvertible {
  /// The absence in words.
  public var description: String {
    let there =
      existing.phase == .paramagnetic
      ? "the paramagnet (q = 0)" : "the spin glass with q = \(existing.q.inWords)"
    let asked =
      "there is no \(phase) solution at load \(load) and temperature \(temperature), but "
      + "\(there); "
    switch phase {
    case .paramagnetic:
      return asked + "the paramagnet needs T > 1"
    case .spinGlass:
      return asked + "the spin glass needs a load above 0 and T < 1 + √α = "
        + "\((1 + load.squareRoot()).inWords)"
    case .retrieval, .mixture:
      let atTemperature =
        switch largestLoad {
        case let largest? where largest > 0:
          "\(phase) ends at load \(largest.inWords) at this temperature"
        default: "\(phase) needs T < 1"
        }
      let atLoad =
        switch temperatures {
        case let range? where range.lowerBound > 0:
          "exists between T = \(range.lowerBound.inWords) and \(range.upperBound.inWords) at this load"
        case let range?: "ends at T = \(range.upperBound.inWords) at this load"
        case nil: "exists at no temperature at this load"
        }
      return asked + "\(atTemperature) and \(atLoad)"
    }
  }
}

extension Double {
  /// Six significant digits.
  fileprivate var inWords: String { roundedText(self, digits: 6) }
}

extension HopfieldTheory {
  /// What exists instead of a solution.
  func absence(of phase: HopfieldPhase, temperature: Double) throws -> HopfieldAbsence {
    let existing = try solution(
      try spinGlassPoint(temperature: temperature) == nil ? .paramagnetic : .spinGlass,
      temperature: temperature)
    var largestLoad: Double?
    var temperatures: ClosedRange<Double>?
    if phase.patternCount > 0 {
      let rootLoad = try Self.spinodalRootLoad(
        temperature: temperature, patterns: phase.patternCount)
      largestLoad = rootLoad * rootLoad
      temperatures = try spinodalTemperatures(patterns: phase.patternCount)
    }
    return HopfieldAbsence(
      phase: phase, load: load, temperature: temperature, existing: existing,
      largestLoad: largestLoad, temperatures: temperatures)
  }
}
