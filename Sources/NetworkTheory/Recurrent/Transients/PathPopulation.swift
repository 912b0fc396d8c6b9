public import LinearAlgebra
public import Randomness

/// A population of paths of one neuron's process, which make their own noise and memory.
///
/// Correlation and response of the rates at a time are averages over the paths up to then, so that the whole
/// population is marched forward once; there is nothing to iterate. Steps are of second order in their length: the
/// exponential trapezoid rule, a first value by extrapolation and two corrections.
///
/// A population that makes its own noise is biased by a part of order 1/M. Its two halves, marched by themselves with the
/// same normal numbers, have twice that bias, and twice the whole minus the mean of the halves has none of this order.
///
/// The same name of a random stream gives the same paths; nothing depends on other populations.
///
/// - Shape: times 0 … T; matrices are (T + 1) × (T + 1).
public struct PathPopulation: Sendable {
  /// The times, from 0.
  public let times: [Double]
  /// The means m(t) over the paths.
  public let means: [Double]
  /// The covariances K(t, s) of the signals.
  public let covariance: Matrix
  /// C_φ(t, s) = E φ(h(t)) φ(h(s)).
  public let rateCorrelation: Matrix
  /// R(t, s) = E δh(t)/δf(s); 0 for s ≥ t.
  public let response: Matrix
  /// R_φ(t, s) = E δφ(h(t))/δf(s); 0 for s ≥ t.
  public let rateResponse: Matrix

  /// The largest step; nothing is extrapolated here, and at 0.2 errors are about two per cent at η = 1/2.
  public static let largestStep = 0.25

  /// Marches a population.
  ///
  /// - Parameters:
  ///   - dynamics: The network.
  ///   - mean: The mean of the initial state.
  ///   - variance: The variance of the initial state, 0 or more.
  ///   - duration: The time to follow, positive.
  ///   - step: The step between times; it is shortened a little if it does not divide the time.
  ///   - paths: The number of paths, at least 16; with at least four times as many as times (eight with white noise)
  ///     second moments of the noise are exact.
  ///   - withResponse: Whether responses are computed; with η ≠ 0 they always are.
  ///   - name: The stream of the normal numbers.
  ///   - progress: Called after each step with the number of its paths, in all ``workUnits(steps:paths:)``.
  /// - Throws: ``NetworkTheoryError/invalidDynamics(name:value:expected:)`` for numbers out of range,
  ///   also for a step above ``largestStep``, and
  ///   ``NetworkTheoryError/signalOutgrown(time:variance:)`` where signals grow without bound.
  /// - Complexity: O(paths · T³/6) for responses, O(paths · T²) without; 4 · paths · T² bytes.
  public init(
    _ dynamics: PathDynamics, mean: Double = 0, variance: Double, duration: Double, step: Double,
    paths: Int, withResponse: Bool = true, name: StreamName,
    progress: (_ paths: Int) -> Void = { _ in }
  ) throws(NetworkTheoryError) {
    _ = try InitialLaw(mean: mean, variance: variance)
    guard (16...10_000_000).contains(paths) else {
      throw .invalidDynamics(
        name: "the number of paths", value: Double(paths), expected: "a number from 16 to 10000000")
    }
    guard step <= Self.largestStep || !step.isFinite else {
      throw .invalidDynamics(
        name: "the time step", value: step,
        expected:
          "at most \(Self.largestStep) for sampled paths; 0.1 has errors of about half a per cent")
    }
    let steps = try TransientTheory.steps(duration: duration, step: step)
    times = (0...steps).map { duration * Double($0) / Double(steps) }
    let response = withResponse || dynamics.symmetry != 0
    func march(_ range: Range<Int>) throws(NetworkTheoryError) -> PathMarch.Averages {
      var march = PathMarch(
        dynamics, mean: mean, variance: variance, step: duration / Double(steps), steps: steps,
        paths: range, withResponse: response, name: name)
      for n in 0..<steps {
        try march.advance(n)
        progress(range.count)
      }
      return march.averages
    }
    let whole = try march(0..<paths)
    let halves = [try march(0..<paths / 2), try march(paths / 2..<paths)]
    func corrected(_ values: (PathMarch.Averages) -> [Double]) -> [Double] {
      zip(values(whole), zip(values(halves[0]), values(halves[1]))).map {
        2 * $0 - ($1.0 + $1.1) / 2
      }
    }
    func matrix(_ value: (PathMarch.Averages) -> Matrix) -> Matrix {
      Matrix(rows: steps + 1, columns: steps + 1, elements: corrected { value($0).elements })
    }
    means = corrected { $0.means }
    covariance = matrix { $0.covariance }
    rateCorrelation = matrix { $0.rates }
    self.response = matrix { $0.response }
    rateResponse = matrix { $0.rateResponse }
  }

  /// How often the progress of so many steps adds one path.
  ///
  /// - Parameters:
  ///   - steps: The number of steps.
  ///   - paths: The number of paths.
  /// - Returns: The sum of all numbers given to `progress`.
  public static func workUnits(steps: Int, paths: Int) -> Int { 2 * steps * paths }
}
