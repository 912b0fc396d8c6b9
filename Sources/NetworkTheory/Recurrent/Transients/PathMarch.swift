internal import LinearAlgebra
internal import NumericalMethods
internal import Randomness
import RealModule

/// The state of a march of a population.
struct PathMarch {
  private let dynamics: PathDynamics
  private let step: Double
  private let paths: Int
  private let weights: ExponentialStep
  private let noise: PathNoise
  private let thermal: Double
  private var factor: CausalFactor
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
  private var rates: Matrix
  private var signalResponses: Matrix
  private var rateResponses: Matrix

  init(
    _ dynamics: PathDynamics, mean: Double, variance: Double, step: Double, steps: Int,
    paths range: Range<Int>, withResponse: Bool, name: StreamName
  ) {
    self.dynamics = dynamics
    self.step = step
    paths = range.count
    weights = ExponentialStep(step)
    thermal = (-dynamics.temperature * Double.expMinusOne(-2 * step)).squareRoot()
    noise = PathNoise(
      range: range, times: steps + 1, isThermal: dynamics.temperature > 0, name: name)
    signals = Matrix(rows: steps + 1, columns: paths)
    activities = signals
    factor = CausalFactor(times: steps + 1, size: paths + 1)
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
    // The static bias is one more component of the vectors whose products are the noise's covariances.
    let scale = map.sigmaW / Double(paths).squareRoot()
    var result = noise.coupled(
      factor.row(n, of: activities.row(n).map { scale * $0 } + [map.sigmaB]))
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

  /// What the paths have in the mean.
  struct Averages {
    let means: [Double]
    let covariance, rates, response, rateResponse: Matrix
  }

  /// Averages over the paths.
  var averages: Averages {
    let means = (0..<signals.rows).map { signals.row($0).reduce(0, +) / Double(paths) }
    let products = signals.gramMatrix(scale: 1 / Double(paths))
    let covariance = Matrix(rows: means.count, columns: means.count) {
      products[$0, $1] - means[$0] * means[$1]
    }
    return Averages(
      means: means, covariance: covariance, rates: rates, response: signalResponses,
      rateResponse: rateResponses)
  }
}
