import RealModule

/// The mean-field theory of one random architecture as a recursion from layer to layer.
///
/// A state holds whatever the theory needs to go on: lengths and overlaps of two signals, a covariance over
/// positions or nodes, the law of a memory cell. What every architecture has in common is read from it: the
/// squared length q, the correlation c of the two signals, and χ, the mean growth of squared small
/// perturbations in the next layer.
///
/// **Assumes** infinitely wide layers and fresh independent weights in every layer or time step.
public protocol MeanFieldRecursion: Sendable {
  /// What the theory carries from layer to layer.
  associatedtype State: Sendable

  /// The name of the architecture.
  var name: String { get }

  /// Which signal q and c describe.
  var signal: String { get }

  /// The state of two input signals of equal length.
  ///
  /// - Parameters:
  ///   - q: The squared length per component.
  ///   - c: The correlation.
  /// - Returns: The state of layer 0.
  /// - Throws: ``NetworkTheoryError`` for numbers out of range.
  func start(q: Double, c: Double) throws(NetworkTheoryError) -> State

  /// The state one layer or time step later.
  ///
  /// - Parameter state: A state.
  /// - Returns: The next state.
  func next(_ state: State) -> State

  /// What is read from a state.
  ///
  /// - Parameter state: A state.
  /// - Returns: q, 1 − c and χ.
  func reading(of state: State) -> RecursionReading

  /// Follows two signals of equal length.
  ///
  /// - Parameters:
  ///   - q0: The squared length per component of each input.
  ///   - c0: Their correlation.
  ///   - depth: The number of layers or time steps L, 0 or more.
  /// - Returns: L + 1 readings.
  /// - Throws: ``NetworkTheoryError`` for inputs out of range, and where lengths outgrow what is followed.
  func trajectory(q0: Double, c0: Double, depth: Int) throws(NetworkTheoryError)
    -> RecursionTrajectory

  /// The stable fixed point, its slopes and its depth scales.
  ///
  /// - Returns: The fixed point; parts that do not exist are `nil`.
  /// - Throws: `NumericalMethodsError` when a root cannot be found.
  func fixedPoint() throws -> RecursionFixedPoint
}

/// What every architecture's state tells.
public struct RecursionReading: Sendable, Equatable {
  /// The squared length q.
  public let q: Double

  /// The distance 1 − c of the two signals, with its own relative accuracy where the theory allows it.
  public let separation: Double

  /// The factor χ by which the next layer multiplies the mean square of a small perturbation.
  public let chi: Double

  /// The correlation c of the two signals.
  public var c: Double { 1 - separation }

  /// Makes a reading.
  ///
  /// - Parameters:
  ///   - q: The squared length.
  ///   - separation: The distance 1 − c.
  ///   - chi: The growth χ.
  public init(q: Double, separation: Double, chi: Double) {
    self.q = q
    self.separation = separation
    self.chi = chi
  }
}

/// Where a recursion ends.
public struct RecursionFixedPoint: Sendable, Equatable {
  /// The fixed squared length q*; `nil` where lengths grow without bound.
  public let q: Double?

  /// The fixed distance 1 − c*; `nil` where there is none.
  public let separation: Double?

  /// The growth χ of squared perturbations at the fixed point.
  public let chi: Double?

  /// The slope of the length recursion at q*.
  public let lengthSlope: Double?

  /// The slope of the correlation recursion at c*.
  public let correlationSlope: Double?

  /// Makes a fixed point.
  ///
  /// - Parameters:
  ///   - q: The squared length.
  ///   - separation: The distance 1 − c*.
  ///   - chi: The growth χ.
  ///   - lengthSlope: The slope of the length recursion.
  ///   - correlationSlope: The slope of the correlation recursion.
  public init(
    q: Double?, separation: Double?, chi: Double?, lengthSlope: Double?, correlationSlope: Double?
  ) {
    self.q = q
    self.separation = separation
    self.chi = chi
    self.lengthSlope = lengthSlope
    self.correlationSlope = correlationSlope
  }

  /// The fixed correlation c*.
  public var c: Double? { separation.map { 1 - $0 } }

  /// The depth scale of lengths, −1/ln |slope|; `nil` where infinite.
  public var xiQ: Double? { lengthSlope.flatMap(depthScale) }

  /// The depth scale of correlations, −1/ln |slope|; `nil` where infinite.
  public var xiC: Double? { correlationSlope.flatMap(depthScale) }

  /// The number of layers in which squared gradients change by a factor e, 1/|ln χ|; `nil` where infinite.
  public var xiGradient: Double? {
    guard let chi, chi > 0, chi.isFinite, abs(chi - 1) > criticalTolerance else { return nil }
    return 1 / abs(Double.log(chi))
  }
}

/// −1/ln |slope|: 0 for a slope of 0, `nil` when not decaying or within 1e-9 of it.
///
/// A longer scale is rounding of the slope.
func depthScale(_ slope: Double) -> Double? {
  let magnitude = abs(slope)
  guard magnitude < 1 - criticalTolerance else { return nil }
  return magnitude > 0 ? -1 / Double.log(magnitude) : 0
}

/// What an architecture makes of two signals, layer by layer.
public struct RecursionTrajectory: Sendable, Equatable {
  /// Squared lengths; entry 0 is the input.
  public let q: [Double]

  /// Distances 1 − c; entry 0 is that of the inputs.
  public let separation: [Double]

  /// Growth of squared perturbations from each layer to the next.
  public let chi: [Double]

  /// The correlations.
  public var c: [Double] { separation.map { 1 - $0 } }

  init(_ readings: [RecursionReading]) {
    q = readings.map(\.q)
    separation = readings.map(\.separation)
    chi = readings.map(\.chi)
  }
}

extension MeanFieldRecursion {
  /// Follows two signals up to lengths of 1e9.
  ///
  /// - Complexity: L calls of ``next(_:)``.
  public func trajectory(
    q0: Double, c0: Double, depth: Int
  ) throws(NetworkTheoryError) -> RecursionTrajectory {
    precondition(depth >= 0, "a network cannot have \(depth) layers")
    var state = try start(q: q0, c: c0)
    var readings = [reading(of: state)]
    for layer in 0..<depth {
      // Averages take a number of nodes that grows with √q.
      guard readings[layer].q <= largestFollowedLength else {
        throw .lengthOutgrown(layer: layer, q: readings[layer].q)
      }
      state = next(state)
      readings.append(reading(of: state))
    }
    return RecursionTrajectory(readings)
  }
}

/// The largest squared length that a recursion is followed to.
let largestFollowedLength = 1e9

/// Checks the inputs that most architectures take.
func requireInputs(q: Double, c: Double) throws(NetworkTheoryError) {
  guard (0...largestSquaredLength).contains(q) else { throw .invalidLength(q) }
  guard c >= -1, c <= 1 else { throw .invalidCorrelation(c) }
}
