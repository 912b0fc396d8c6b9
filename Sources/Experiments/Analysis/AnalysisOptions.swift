public import LinearAlgebra
public import Overlaps

/// How replicas are analysed, whatever they come from.
public struct AnalysisOptions: Sendable, Equatable {
  /// The seed of the tests' random splits.
  public var seed: UInt64
  /// Whether to compute the power of telling one step from several, by planting.
  public var withPower: Bool
  /// Whether sites may be correlated given the states, as in samples of a Gibbs measure.
  public var correlatedSites: Bool
  /// Whether the sign of a whole replica means something.
  public var flips: FlipTreatment
  /// Whether replicas of unknown origin are looked at for copies, strays and correlated rows.
  public var checksSample: Bool
  /// For every instance its replicas in the order of time, each once; empty where it is not known.
  public var timeOrders: [[Int]]
  /// Stored patterns that may explain the states of a run whose model knows none, P × N numbers ±1; `nil` without.
  public var patterns: Matrix?

  /// Chooses how to analyse.
  ///
  /// - Parameters:
  ///   - seed: The seed of the tests' random splits.
  ///   - withPower: Whether to compute the power by planting, which takes some seconds for large R and N.
  ///   - correlatedSites: Whether sites may be correlated given the states.
  ///   - flips: Whether the sign of a whole replica means something.
  ///   - checksSample: Whether replicas of unknown origin are looked at for copies, strays and correlated rows.
  ///   - timeOrders: For every instance its replicas in the order of time, each once; empty where it is not known.
  ///   - patterns: Stored patterns that may explain the states of a run whose model knows none, P × N numbers ±1.
  public init(
    seed: UInt64 = 1, withPower: Bool = true, correlatedSites: Bool = true,
    flips: FlipTreatment = .auto, checksSample: Bool = false, timeOrders: [[Int]] = [],
    patterns: Matrix? = nil
  ) {
    self.patterns = patterns
    self.seed = seed
    self.withPower = withPower
    self.correlatedSites = correlatedSites
    self.flips = flips
    self.checksSample = checksSample
    self.timeOrders = timeOrders
  }
}
