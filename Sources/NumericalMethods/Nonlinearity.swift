import RealModule

/// The activation function of a neuron.
///
/// Between its ``kinks`` it is analytic. A conforming type gives the function and its first two derivatives;
/// the rest has defaults that fit a smooth function of scale 1.
public protocol Nonlinearity: Sendable {
  /// The name by which the function is chosen.
  var name: String { get }

  /// The places where the function or its derivative jumps, ascending.
  var kinks: [Double] { get }

  /// Whether the function itself jumps, so that E φ'² is infinite.
  var isDiscontinuous: Bool { get }

  /// The distance of the nearest singularity of the function from the real axis, kinks apart.
  ///
  /// It decides the step of a ``GaussianAverage``. For a function without singularities it is the
  /// distance on which it grows in the imaginary direction.
  var analyticHalfWidth: Double { get }

  /// Where the function is curved: outside it is a straight line to rounding; `nil` if it is so nowhere.
  ///
  /// Averages over long variables are fine there and coarse elsewhere.
  var curvedRange: ClosedRange<Double>? { get }

  /// The closed form of E φ(x) φ(y) for normal x and y, if there is one.
  var pairForm: PairAverageForm { get }

  /// The value of the function.
  ///
  /// - Parameter x: The argument.
  /// - Returns: φ(x).
  func value(_ x: Double) -> Double

  /// The first derivative of the function; at a kink that of either side.
  ///
  /// - Parameter x: The argument.
  /// - Returns: φ'(x).
  func derivative(_ x: Double) -> Double

  /// The second derivative of the function away from its kinks.
  ///
  /// - Parameter x: The argument.
  /// - Returns: φ''(x).
  func secondDerivative(_ x: Double) -> Double

  /// The difference of the function's values at two arguments, accurate also when they are close.
  ///
  /// ```
  /// φ(p + d) − φ(p − d)
  /// ```
  ///
  /// Plain subtraction loses all digits as d → 0; this must keep the relative accuracy.
  ///
  /// - Parameters:
  ///   - center: The middle p of the two arguments.
  ///   - halfWidth: Half their distance, d.
  /// - Returns: The difference.
  func difference(center: Double, halfWidth: Double) -> Double

  /// Replaces many arguments by the values of the function there.
  ///
  /// It may differ from ``value(_:)`` by rounding, and must not depend on how the numbers are grouped.
  ///
  /// - Parameter values: The arguments, which become the values.
  func apply(to values: inout [Double])

  /// Replaces many arguments in single precision by the values of the function there.
  ///
  /// - Parameter values: The arguments, which become the values.
  func apply(toSingle values: inout [Float])
}

extension Nonlinearity {
  /// No kinks.
  public var kinks: [Double] { [] }

  /// Whether the function itself jumps: no.
  public var isDiscontinuous: Bool { false }

  /// Curved everywhere.
  public var curvedRange: ClosedRange<Double>? { nil }

  /// The difference as the integral of the derivative where the arguments are close, by six-point
  /// Gauss–Legendre rules between the kinks; by subtraction where they are not.
  public func difference(center: Double, halfWidth: Double) -> Double {
    let (low, high) = (center - abs(halfWidth), center + abs(halfWidth))
    let reach = Swift.min(0.2, 0.2 * analyticHalfWidth)
    guard abs(halfWidth) < reach, !isDiscontinuous else {
      return value(center + halfWidth) - value(center - halfWidth)
    }
    if let kink = kinks.first(where: { $0 > low && $0 < high }) {
      return (halfWidth < 0 ? -1 : 1)
        * (integral(from: low, to: kink) + integral(from: kink, to: high))
    }
    var sum = 0.0
    for (node, weight) in sixPoints {
      sum +=
        weight
        * (derivative(center + node * halfWidth) + derivative(center - node * halfWidth))
    }
    return sum * halfWidth
  }

  private func integral(from low: Double, to high: Double) -> Double {
    let (middle, half) = ((low + high) / 2, (high - low) / 2)
    return sixPoints.reduce(0) {
      $0 + $1.weight * half
        * (derivative(middle + $1.node * half) + derivative(middle - $1.node * half))
    }
  }
}

/// The positive nodes of the six-point Gauss–Legendre rule on −1…1.
private let sixPoints: [(node: Double, weight: Double)] = [
  (0.238_619_186_083_196_9, 0.467_913_934_572_691),
  (0.661_209_386_466_264_5, 0.360_761_573_048_138_6),
  (0.932_469_514_203_152_1, 0.171_324_492_379_170_3),
]
