public import NetworkModels
public import NumericalMethods
import RealModule

/// What happens to two nearly equal inputs in a deep random network.
public enum NetworkPhase: String, Sendable, Equatable, CaseIterable {
  /// They become equal: χ₁ < 1.
  case ordered
  /// Their distance neither grows nor shrinks exponentially: χ₁ = 1 to 1e-9.
  case critical
  /// They separate: χ₁ > 1.
  case chaotic
}

/// The mean-field theory of a wide, deep random network.
///
/// ```
/// h^l = W^l φ(h^(l−1)) + b^l,   W^l_ij ~ N(0, σ_w²/N),   b^l_i ~ N(0, σ_b²)
/// ```
///
/// **Source**: B. Poole et al. (2016); S. S. Schoenholz et al., *Deep information propagation* (2017).
public struct DeepNetworkTheory: Sendable {
  /// The map of squared lengths.
  public let lengthMap: LengthMap

  /// All fixed points of the length map, in ascending order.
  public let fixedPoints: [LengthFixedPoint]

  /// The largest stable fixed point q* of the length map; 1, as one of all, where every length is fixed.
  public let qStar: Double

  /// The slope V'(q*) of the length map.
  public let lengthSlope: Double

  /// The slope χ₁ = σ_w² E φ'(√q* z)² of the correlation map at c = 1; infinite for a φ that jumps.
  public let chi1: Double

  /// The stable fixed point c* of the correlation; 1 in the ordered phase, also where q* = 0.
  public let cStar: Double

  /// The distance 1 − c*, with its own relative accuracy.
  public let fixedSeparation: Double

  /// The depth scale of squared lengths, −1/ln |V'(q*)|; `nil` where infinite.
  public let xiQ: Double?

  /// The depth scale of correlations, −1/ln C'(c*); `nil` at criticality, where it is infinite.
  ///
  /// At c* = 1 the slope is χ₁. Where q* = 0 this is the scale on which squared distances vanish.
  public let xiC: Double?

  /// The phase.
  public let phase: NetworkPhase

  /// Solves the fixed-point equations of a network.
  ///
  /// - Parameters:
  ///   - sigmaW: The standard deviation σ_w, 0 or more.
  ///   - sigmaB: The standard deviation σ_b, 0 or more.
  ///   - nonlinearity: The activation function, tanh unless said otherwise.
  /// - Throws: ``NetworkTheoryError`` for invalid standard deviations and where no fixed point of the
  ///   length up to 10⁶ is stable.
  /// - Complexity: A few milliseconds for lengths of order 1.
  public init(
    sigmaW: Double, sigmaB: Double, nonlinearity: any Nonlinearity = Tanh()
  ) throws {
    try self.init(
      lengthMap: try LengthMap(sigmaW: sigmaW, sigmaB: sigmaB, nonlinearity: nonlinearity))
  }

  /// Solves the fixed-point equations of a network.
  ///
  /// - Parameter model: The network.
  /// - Throws: ``NetworkTheoryError`` where no fixed point of the length up to 10⁶ is stable.
  public init(_ model: FeedforwardModel) throws {
    try self.init(lengthMap: LengthMap(model))
  }

  private init(lengthMap: LengthMap) throws {
    self.lengthMap = lengthMap
    fixedPoints = try lengthMap.fixedPoints()
    if lengthMap.everyLengthIsFixed {
      qStar = 1
      lengthSlope = 1
    } else if let fixed = fixedPoints.last(where: \.stable) {
      qStar = fixed.q
      lengthSlope = fixed.slope
    } else if fixedPoints.isEmpty {
      throw NetworkTheoryError.noStableLength(
        sigmaW: lengthMap.sigmaW, sigmaB: lengthMap.sigmaB)
    } else {
      throw NetworkTheoryError.onlyUnstableLengths(
        sigmaW: lengthMap.sigmaW, sigmaB: lengthMap.sigmaB, lengths: fixedPoints.map(\.q))
    }
    chi1 = lengthMap.meanSquareSlope(at: qStar)
    phase =
      abs(chi1 - 1) <= criticalTolerance ? .critical : chi1 < 1 ? .ordered : .chaotic
    xiQ = depthScale(lengthSlope)
    let map = CorrelationMap(lengthMap)
    fixedSeparation = try map.fixedSeparation(qStar: qStar)
    cStar = 1 - fixedSeparation
    switch phase {
    case .critical: xiC = nil
    case .ordered: xiC = depthScale(chi1)
    case .chaotic: xiC = depthScale(map.slope(atSeparation: fixedSeparation, q: qStar))
    }
  }

  /// Whether every length is a fixed point, as for ReLU at σ_w² = 2 and σ_b = 0.
  public var everyLengthIsFixed: Bool { lengthMap.everyLengthIsFixed }

  /// The correlation map of the same network.
  public var correlationMap: CorrelationMap { CorrelationMap(lengthMap) }
}
