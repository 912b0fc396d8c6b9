public import NumericalMethods
import RealModule

/// Fixed points, depth scales and phases of deep random networks on a grid of deviations.
///
/// The averages over one Gaussian and the correlation map depend on σ_w and σ_b only through q*; they are
/// tabulated in ln q once, and every point is then solved by Newton's method on the tables. Points at which
/// that is not certain to work are solved by ``DeepNetworkTheory``, with which all agree to 1e-10.
public struct NetworkPhaseDiagram: Sendable {
  /// One network of the grid; all is `nil` where no length is a stable fixed point.
  public struct Point: Sendable, Equatable {
    /// The largest stable fixed point of the length; `nil` also where every length is one.
    public let qStar: Double?
    /// The slope χ₁ of the correlation map at c = 1; infinite for a φ that jumps.
    public let chi1: Double?
    /// The distance 1 − c* of the stable fixed point of the correlation.
    public let fixedSeparation: Double?
    /// The slope V'(q*).
    public let lengthSlope: Double?
    /// The slope C'(c*), 1 at criticality.
    public let correlationSlope: Double?
    /// The phase.
    public let phase: NetworkPhase?

    /// The stable fixed point c* of the correlation.
    public var cStar: Double? { fixedSeparation.map { 1 - $0 } }
    /// The depth scale of lengths, −1/ln |V'(q*)|; `nil` where infinite.
    public var xiQ: Double? { lengthSlope.flatMap(depthScale) }
    /// The depth scale of correlations, −1/ln C'(c*); `nil` where infinite.
    public var xiC: Double? { phase == .critical ? nil : correlationSlope.flatMap(depthScale) }

    static let none = Point(
      qStar: nil, chi1: nil, fixedSeparation: nil, lengthSlope: nil, correlationSlope: nil,
      phase: nil)
  }

  /// The deviations σ_w of the weights, one per row.
  public let sigmaW: [Double]

  /// The deviations σ_b of the biases, one per column.
  public let sigmaB: [Double]

  /// All points, row after row.
  public let points: [Point]

  /// The point of a row and a column.
  public subscript(row: Int, column: Int) -> Point { points[row * sigmaB.count + column] }

  /// Solves all points of a grid.
  ///
  /// - Parameters:
  ///   - sigmaW: The deviations σ_w, in any order.
  ///   - sigmaB: The deviations σ_b, in any order.
  ///   - nonlinearity: The activation function, tanh unless said otherwise.
  /// - Throws: ``NetworkTheoryError`` for a deviation out of range.
  /// - Complexity: About 2 µs per point and 0.1 s for the tables up to q = 50; tables of a function with
  ///   kinks and curved pieces take seconds. Points with q* above some hundreds are solved singly.
  public init(
    sigmaW: [Double], sigmaB: [Double], nonlinearity: any Nonlinearity = Tanh()
  ) throws {
    self.sigmaW = sigmaW
    self.sigmaB = sigmaB
    for w in sigmaW {
      for b in sigmaB.prefix(1) { _ = try LengthMap(sigmaW: w, sigmaB: b) }
    }
    for b in sigmaB { _ = try LengthMap(sigmaW: 1, sigmaB: b) }
    guard nonlinearity.slopesOfHomogeneous == nil,
      let solver = GridSolver(
        sigmaW: sigmaW, sigmaB: sigmaB, nonlinearity: nonlinearity)
    else {
      points = try sigmaW.flatMap { w in
        try sigmaB.map { try Point(sigmaW: w, sigmaB: $0, nonlinearity: nonlinearity) }
      }
      return
    }
    points = try solver.points()
  }
}

extension NetworkPhaseDiagram.Point {
  /// Solves a point by itself.
  init(sigmaW: Double, sigmaB: Double, nonlinearity: any Nonlinearity) throws {
    let theory: DeepNetworkTheory
    do {
      theory = try DeepNetworkTheory(sigmaW: sigmaW, sigmaB: sigmaB, nonlinearity: nonlinearity)
    } catch let error as NetworkTheoryError where error.isAbsence {
      self = .none
      return
    }
    self.init(
      qStar: theory.everyLengthIsFixed ? nil : theory.qStar, chi1: theory.chi1,
      fixedSeparation: theory.fixedSeparation, lengthSlope: theory.lengthSlope,
      correlationSlope: theory.phase == .chaotic
        ? theory.correlationMap.slope(atSeparation: theory.fixedSeparation, q: theory.qStar)
        : theory.chi1,
      phase: theory.phase)
  }
}
