public import LinearAlgebra
internal import NumericalMethods
public import Randomness
import RealModule

/// A population of paths of one neuron's process, which make their own noise and memory.
///
/// Correlation and response of the rates at a time are averages over the paths up to then, so that the whole
/// population is marched forward once; there is nothing to iterate. Steps are of second order in their length: the
/// exponential trapezoid rule, a first value by extrapolation and two corrections.
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
  ///   - progress: Called after each step with its index.
  /// - Throws: ``NetworkTheoryError/invalidDynamics(name:value:expected:)`` for numbers out of range,
  ///   ``NetworkTheoryError/stepTooLarge(step:error:suggested:)`` where the step cannot follow the local force, and
  ///   ``NetworkTheoryError/signalOutgrown(time:variance:)`` where signals grow without bound.
  /// - Complexity: O(paths · T³/6) for responses, O(paths · T²) without; 4 · paths · T² bytes.
  public init(
    _ dynamics: PathDynamics, mean: Double = 0, variance: Double, duration: Double, step: Double,
    paths: Int, withResponse: Bool = true, name: StreamName, progress: (_ step: Int) -> Void = { _ in }
  ) throws(NetworkTheoryError) {
    _ = try InitialLaw(mean: mean, variance: variance)
    guard (16...10_000_000).contains(paths) else {
      throw .invalidDynamics(
        name: "the number of paths", value: Double(paths), expected: "a number from 16 to 10000000")
    }
    let steps = try TransientTheory.steps(duration: duration, step: step)
    times = (0...steps).map { duration * Double($0) / Double(steps) }
    var march = PathMarch(
      dynamics, mean: mean, variance: variance, step: duration / Double(steps), steps: steps,
      paths: paths, withResponse: withResponse || dynamics.symmetry != 0, name: name)
    for n in 0..<steps {
      try march.advance(n)
      progress(n)
    }
    (means, covariance) = march.moments()
    rateCorrelation = march.rates
    response = march.signalResponses
    rateResponse = march.rateResponses
  }
}

/// The state of a march of a population.
struct PathMarch {
  private let dynamics: PathDynamics
  private let step: Double
  private let paths: Int
  private let weights: ExponentialStep
  private let noise: PathNoise
  private let thermal: Double
  private var factor = CausalCholesky()
  private var tangents: PathResponses?
  /// Signals and rates: a row for each time, a column for each path.
  private var signals: Matrix
  private var activities: Matrix
  private var slopes: [[Double]] = []
  /// Forces on all paths at the last two times.
  private var forces: [Double] = []
  private var formerForces: [Double]?
  /// R_φ with the limits s → t on its diagonal.
  private var memory: Matrix
  private(set) var rates: Matrix
  private(set) var signalResponses: Matrix
  private(set) var rateResponses: Matrix

  init(
    _ dynamics: PathDynamics, mean: Double, variance: Double, step: Double, steps: Int, paths: Int,
    withResponse: Bool, name: StreamName
  ) {
    self.dynamics = dynamics
    self.step = step
    self.paths = paths
    weights = ExponentialStep(step)
    thermal = (-dynamics.temperature * Double.expMinusOne(-2 * step)).squareRoot()
    noise = PathNoise(
      paths: paths, times: steps + 1, isThermal: dynamics.temperature > 0, name: name)
    signals = Matrix(rows: steps + 1, columns: paths)
    activities = signals
    memory = Matrix(rows: steps + 1, columns: steps + 1)
    rates = memory
    signalResponses = memory
    rateResponses = memory
    let deviation = variance.squareRoot()
    set(0, noise.initial.map { mean + deviation * $0 })
    memory[0, 0] = averageSlope(0)
    forces = force(0)
    guard withResponse else { return }
    let coupling = dynamics.symmetry * dynamics.map.sigmaW * dynamics.map.sigmaW
    var responses = PathResponses(paths: paths, step: step, times: steps + 1, coupling: coupling)
    responses.begin(localSlopes: localSlopes(0))
    tangents = responses
  }

  /// Stores the signals of one time with their rates and slopes.
  private mutating func set(_ n: Int, _ values: [Double]) {
    let phi = dynamics.map.nonlinearity
    let places = n * paths..<(n + 1) * paths
    signals.elements.replaceSubrange(places, with: values)
    var activity = values
    phi.apply(to: &activity)
    activities.elements.replaceSubrange(places, with: activity)
    if slopes.count > n { slopes.removeLast() }
    slopes.append(values.map(phi.derivative))
  }

  private func averageSlope(_ n: Int) -> Double { slopes[n].reduce(0, +) / Double(paths) }

  private func localSlopes(_ n: Int) -> [Double] {
    signals.row(n).map { -3 * dynamics.confinement * $0 * $0 }
  }

  /// The forces on all paths at one time, whose rates and row of R_φ are known.
  private mutating func force(_ n: Int) -> [Double] {
    let map = dynamics.map
    let row = activities * Array(activities.row(n))
    for m in 0...n {
      rates[n, m] = row[m] / Double(paths)
      rates[m, n] = rates[n, m]
    }
    let mean = activities.row(n).reduce(0, +) / Double(paths)
    factor.set(
      (0...n).map { map.sigmaW * map.sigmaW * rates[n, $0] + map.sigmaB * map.sigmaB })
    var result = noise.coupled(factor.rows[n])
    let drive = map.weightMean * mean + map.biasMean
    for p in 0..<paths {
      let h = signals[n, p]
      result[p] += drive - dynamics.confinement * h * h * h
    }
    guard dynamics.symmetry != 0, n > 0 else { return result }
    let coupling = dynamics.symmetry * map.sigmaW * map.sigmaW * step
    for m in 0...n {
      let weight = coupling * memory[n, m] * (m == 0 || m == n ? 0.5 : 1)
      for p in 0..<paths { result[p] += weight * activities[m, p] }
    }
    return result
  }

  mutating func advance(_ n: Int) throws(NetworkTheoryError) {
    extrapolateMemory(n)
    let white = noise.white(n)
    var base = [Double](repeating: 0, count: paths)
    for p in 0..<paths {
      base[p] = weights.decay * signals[n, p] + weights.early * forces[p]
      if let white { base[p] += thermal * white[p] }
    }
    var next = forces
    if let formerForces {
      for p in 0..<paths { next[p] = 2 * forces[p] - formerForces[p] }
    }
    for _ in 0..<2 {
      try place(n, base, next)
      next = force(n + 1)
    }
    try place(n, base, next)
    if var tangents {
      self.tangents = nil
      let sums = tangents.advance(
        n, memory: Array(memory.row(n + 1)), slopes: slopes, localSlopes: localSlopes(n + 1))
      self.tangents = tangents
      for m in 0...n {
        signalResponses[n + 1, m] = sums.signal[m] / Double(paths)
        rateResponses[n + 1, m] = sums.rate[m] / Double(paths)
        memory[n + 1, m] = rateResponses[n + 1, m]
      }
      memory[n + 1, n + 1] = averageSlope(n + 1)
    }
    formerForces = forces
    forces = force(n + 1)
  }

  /// The signals at n + 1 from the forces there.
  private mutating func place(
    _ n: Int, _ base: [Double], _ force: [Double]
  ) throws(NetworkTheoryError) {
    let values = (0..<paths).map { base[$0] + weights.late * force[$0] }
    let square = values.reduce(0) { $0 + $1 * $1 } / Double(paths)
    guard square < TransientMarch.largestVariance else {
      throw .signalOutgrown(time: step * Double(n + 1), variance: square)
    }
    set(n + 1, values)
    memory[n + 1, n + 1] = averageSlope(n + 1)
  }

  /// A first value of R_φ at n + 1: linear in t, near the diagonal at fixed t − s.
  private mutating func extrapolateMemory(_ n: Int) {
    for m in 0...n {
      if m < n {
        memory[n + 1, m] = 2 * memory[n, m] - memory[n - 1, m]
      } else if n >= 2 {
        memory[n + 1, m] = 2 * memory[n, m - 1] - memory[n - 1, m - 2]
      } else {
        memory[n + 1, m] = memory[n, m] * weights.decay
      }
    }
  }

  /// Means and covariances of the signals.
  func moments() -> (means: [Double], covariance: Matrix) {
    let means = (0..<signals.rows).map { signals.row($0).reduce(0, +) / Double(paths) }
    let products = signals.gramMatrix(scale: 1 / Double(paths))
    let covariance = Matrix(rows: means.count, columns: means.count) {
      products[$0, $1] - means[$0] * means[$1]
    }
    return (means, covariance)
  }
}
