public import LinearAlgebra
internal import NumericalMethods
import RealModule

/// The mean-field theory of a recurrent network from its initial state on, for independent couplings.
///
/// ```
/// ∂_t h_i = −h_i + Σ_j W_ij φ(h_j) + b_i,   W_ij ~ N(w_0/N, σ_w²/N),   b_i ~ N(b_0, σ_b²)
/// ∂_t m = −m + w_0 E φ(h) + b_0
/// (∂_t + 1)(∂_s + 1) K_ab(t, s) = σ_w² E φ(h_a(t)) φ(h_b(s)) + σ_b²
/// ```
///
/// For N → ∞ the h_i(t) of one neuron are a Gaussian process of mean m_a(t) and covariance K_ab(t, s); a and b are
/// trajectories from different initial states in the same couplings. Nothing is sampled: both equations are
/// causal and are marched forward.
///
/// - Shape: times t_0 = 0 … t_T; matrices are (T + 1) × (T + 1).
/// - Units: the time constant of a neuron is 1.
///
/// The march is of second order in the step, with exponential weights that are exact for the decay. It is done
/// with the step and with half of it; the results are extrapolated to a vanishing step (Richardson), and
/// ``errorEstimate`` is the change that this makes.
///
/// **Assumes** independent W_ij; see ``SampledTransient`` for partially symmetric ones.
///
/// **Source**: H. Sompolinsky, A. Crisanti, H. J. Sommers, *Phys. Rev. Lett.* 61, 259 (1988);
/// S. Amari, *IEEE Trans. Syst. Man Cybern.* 2, 643 (1972).
public struct TransientTheory: Sendable {
  /// The map of moments, which carries the parameters of the network.
  public let map: MomentMap

  /// The law of the initial states.
  public let initial: InitialLaw

  /// The times t, from 0, in equal steps.
  public let times: [Double]

  /// The means m_a(t), one array for each trajectory.
  public let means: [[Double]]

  /// The largest change of a mean or covariance by the extrapolation to a vanishing step.
  ///
  /// It is the error of the march with half of the step, and more than that of the extrapolated results.
  public let errorEstimate: Double

  private let covariances: [Matrix]
  private let rates: [Matrix]

  /// The largest step; the time constant of a neuron is 1.
  public static let largestStep = 1.0

  /// The largest error estimate, relative to the size of the signals.
  public static let tolerance = 0.01

  /// Marches over a time.
  ///
  /// - Parameters:
  ///   - map: The parameters of the network.
  ///   - initial: The law of the initial states.
  ///   - duration: The time to follow, positive.
  ///   - step: The step between times; it is shortened a little if it does not divide the time. Values are given at
  ///     these times.
  ///   - progress: Called after each step with the number of times before it, in all about ``workUnits(steps:)``.
  /// - Throws: ``NetworkTheoryError/invalidDynamics(name:value:expected:)`` for a time or step that cannot be,
  ///   ``NetworkTheoryError/stepTooLarge(step:error:suggested:)`` if the error exceeds ``tolerance``,
  ///   ``NetworkTheoryError/signalOutgrown(time:variance:)`` where signals grow without bound, and
  ///   ``NetworkTheoryError/seriesTooLong(activation:variance:)``.
  /// - Complexity: O(T²) pair averages of about 50 multiplications; 500 steps take half a second.
  public init(
    _ map: MomentMap, initial: InitialLaw, duration: Double, step: Double,
    progress: (_ times: Int) -> Void = { _ in }
  ) throws(NetworkTheoryError) {
    let steps = try Self.steps(duration: duration, step: step)
    let exact = duration / Double(steps)
    self.map = map
    self.initial = initial
    times = (0...steps).map { duration * Double($0) / Double(steps) }
    var coarse = try TransientMarch(map, initial: initial, step: exact, steps: steps)
    for n in 0..<steps {
      try coarse.advance(n)
      progress(n)
    }
    var fine = try TransientMarch(map, initial: initial, step: exact / 2, steps: 2 * steps)
    for n in 0..<2 * steps {
      try fine.advance(n)
      progress(n)
    }
    var (error, scale) = (0.0, 0.0)
    func extrapolated(_ rough: Double, _ better: Double) -> Double { better + (better - rough) / 3 }
    means = (0..<initial.means.count).map { a in
      (0...steps).map { n in
        let (rough, better) = (coarse.means[a][n], fine.means[a][2 * n])
        error = Swift.max(error, abs(better - rough) / 3)
        scale = Swift.max(scale, abs(better))
        return extrapolated(rough, better)
      }
    }
    covariances = coarse.covariances.indices.map { place in
      Matrix(rows: steps + 1, columns: steps + 1) { n, m in
        let (rough, better) = (
          coarse.covariances[place][n][m], fine.covariances[place][2 * n][2 * m]
        )
        error = Swift.max(error, abs(better - rough) / 3)
        scale = Swift.max(scale, abs(better))
        return extrapolated(rough, better)
      }
    }
    rates = coarse.rates.indices.map { place in
      Matrix(rows: steps + 1, columns: steps + 1) { n, m in
        extrapolated(coarse.rates[place][n][m], fine.rates[place][2 * n][2 * m])
      }
    }
    errorEstimate = error
    guard error <= Self.tolerance * scale else {
      throw .stepTooLarge(
        step: exact, error: error / scale,
        suggested: exact * Swift.max(0.05, (0.4 * Self.tolerance * scale / error).squareRoot()))
    }
  }

  /// The number of steps into which a time is divided.
  static func steps(duration: Double, step: Double) throws(NetworkTheoryError) -> Int {
    guard duration > 0, duration <= 1e6 else {
      throw .invalidDynamics(
        name: "the time", value: duration, expected: "a positive number up to 1e6")
    }
    guard step > 0, step.isFinite else {
      throw .invalidDynamics(name: "the time step", value: step, expected: "a positive number")
    }
    guard step <= Self.largestStep else {
      throw .stepTooLarge(step: step, error: 1, suggested: 0.1)
    }
    let steps = duration / step
    guard steps <= 20_000 else {
      throw .invalidDynamics(
        name: "the time step", value: step, expected: "a step of at least \(duration / 20_000)")
    }
    return Swift.max(1, Int((steps - 1e-9).rounded(.up)))
  }

  /// What the numbers given to `progress` add up to: the work of both marches.
  ///
  /// - Parameter steps: The number of steps of the result.
  /// - Returns: The sum of all those numbers.
  public static func workUnits(steps: Int) -> Int { 5 * steps * steps / 2 }

  /// The number of trajectories.
  public var trajectoryCount: Int { means.count }

  /// The covariance of two trajectories at any two times.
  ///
  /// - Parameters:
  ///   - a: The trajectory at the first time, from 0.
  ///   - b: The trajectory at the second time, from 0.
  /// - Returns: K_ab(t, s), row t and column s.
  public func covariance(_ a: Int = 0, _ b: Int = 0) -> Matrix {
    covariances[place(a, b)]
  }

  /// The second moment of the rates of two trajectories at any two times.
  ///
  /// - Parameters:
  ///   - a: The trajectory at the first time, from 0.
  ///   - b: The trajectory at the second time, from 0.
  /// - Returns: C_φ(t, s) = E φ(h_a(t)) φ(h_b(s)), row t and column s.
  public func rateCorrelation(_ a: Int = 0, _ b: Int = 0) -> Matrix { rates[place(a, b)] }

  /// The variance of the signals of a trajectory.
  ///
  /// - Parameter a: The trajectory, from 0.
  /// - Returns: K_aa(t, t).
  public func variance(_ a: Int = 0) -> [Double] { covariance(a, a).diagonal }

  /// The overlap of two trajectories in the same couplings.
  ///
  /// ```
  /// q_ab(t) = E h_a(t) h_b(t) = K_ab(t, t) + m_a(t) m_b(t)
  /// ```
  ///
  /// - Parameters:
  ///   - a: The first trajectory, from 0.
  ///   - b: The second trajectory, from 0; the same gives the mean square.
  /// - Returns: The limit of (1/N) Σ_i h_i^a h_i^b.
  public func overlap(_ a: Int, _ b: Int) -> [Double] {
    covariance(a, b).diagonal.enumerated().map { $1 + means[a][$0] * means[b][$0] }
  }

  private func place(_ a: Int, _ b: Int) -> Int {
    precondition(
      means.indices.contains(a) && means.indices.contains(b),
      "trajectories \(a) and \(b) of \(means.count)")
    return a * means.count + b
  }
}
