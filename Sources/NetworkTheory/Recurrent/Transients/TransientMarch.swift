internal import LinearAlgebra
import NumericalMethods
import RealModule

/// Weights of one step of the exponential trapezoid rule for (d/dt + 1) h = f.
///
/// ```
/// h(t + δ) = e^(−δ) h(t) + a f(t) + b f(t + δ),   f linear between the two
/// a = (1 − e^(−δ))/δ − e^(−δ),   b = 1 − (1 − e^(−δ))/δ
/// ```
struct ExponentialStep {
  let decay, early, late: Double

  init(_ step: Double) {
    decay = Double.exp(-step)
    let mean = -Double.expMinusOne(-step) / step
    early = mean - decay
    late = 1 - mean
  }
}

/// The causal march of means and covariances over one grid of times.
///
/// The noise is linear between the times of the grid, so that the covariances are those of a process. With
/// G the covariance of noise and signal,
///
/// ```
/// G(t, s + δ) = e^(−δ) G(t, s) + a S(t, s) + b S(t, s + δ),   G(t, 0) = 0
/// K(t + δ, s) = e^(−δ) K(t, s) + a G(t, s) + b G(t + δ, s)
/// ```
///
/// The last row of S is first extrapolated and then computed from the K that follows, twice.
struct TransientMarch {
  let map: MomentMap
  let step: Double
  let count: Int
  let trajectories: Int
  private let weights: ExponentialStep
  private var pairs: RatePairs

  /// Means m_a(t), one array for each trajectory.
  private(set) var means: [[Double]]
  /// w_0 E φ + b_0.
  private var drives: [[Double]]
  /// K_ab(t, s) at [a · trajectories + b][t][s], for all t and s so far.
  private(set) var covariances: [[[Double]]]
  /// E φ(h_a(t)) φ(h_b(s)), likewise.
  private(set) var rates: [[[Double]]]
  /// G_ab(t, s) of the last time t.
  private var responses: [[Double]]

  init(_ map: MomentMap, initial: InitialLaw, step: Double, steps: Int) throws(NetworkTheoryError) {
    self.map = map
    self.step = step
    count = steps + 1
    trajectories = initial.means.count
    weights = ExponentialStep(step)
    let size = trajectories
    pairs = RatePairs(
      map.nonlinearity, trajectories: size, times: count,
      meansVanish: map.biasMean == 0 && initial.means.allSatisfy { $0 == 0 })
    let zeros = [Double](repeating: 0, count: count)
    means = Array(repeating: zeros, count: size)
    drives = means
    covariances = Array(repeating: Array(repeating: zeros, count: count), count: size * size)
    rates = covariances
    responses = Array(repeating: zeros, count: size * size)
    for a in 0..<size {
      means[a][0] = initial.means[a]
      for b in 0..<size { covariances[a * size + b][0][0] = initial.covariances[a, b] }
    }
    try measure(0)
  }

  /// Computes the averages of the rates at one time with all earlier ones.
  private mutating func measure(_ n: Int) throws(NetworkTheoryError) {
    for a in 0..<trajectories {
      let variance = Swift.max(0, covariances[a * trajectories + a][n][n])
      guard variance < Self.largestVariance, abs(means[a][n]) < Self.largestMean
      else { throw .signalOutgrown(time: Double(n) * step, variance: variance) }
      let mean = try pairs.set(a, n, mean: means[a][n], variance: variance)
      drives[a][n] = map.weightMean * mean + map.biasMean
    }
    for a in 0..<trajectories {
      for b in 0..<trajectories {
        let place = a * trajectories + b
        let row = pairs.row(a, n, with: b, covariances: Array(covariances[place][n][0...n]))
        let mirror = b * trajectories + a
        for m in 0...n {
          rates[place][n][m] = row[m]
          rates[mirror][m][n] = row[m]
        }
      }
    }
  }

  /// Beyond this mean signals are not followed.
  static let largestMean = 1e8

  /// Beyond this variance signals are not followed.
  static let largestVariance = 1e10

  /// σ_w² E φφ + σ_b².
  private func source(_ place: Int, _ n: Int, _ m: Int) -> Double {
    map.sigmaW * map.sigmaW * rates[place][n][m] + map.sigmaB * map.sigmaB
  }

  /// Advances all trajectories from time n to time n + 1.
  mutating func advance(_ n: Int) throws(NetworkTheoryError) {
    extrapolate(n)
    let before = responses
    for _ in 0..<2 {
      propagate(n, before)
      try measure(n + 1)
    }
    propagate(n, before)
  }

  /// A first value of the row of averages at time n + 1.
  private mutating func extrapolate(_ n: Int) {
    for a in 0..<trajectories {
      drives[a][n + 1] = n > 0 ? 2 * drives[a][n] - drives[a][n - 1] : drives[a][n]
      for b in 0..<trajectories {
        let (place, mirror) = (a * trajectories + b, b * trajectories + a)
        for m in 0...n + 1 {
          let value: Double
          if n == 0 {
            value = rates[place][0][0]
          } else if m < n {
            value = 2 * rates[place][n][m] - rates[place][n - 1][m]
          } else {
            value = 2 * rates[place][n][m - 1] - rates[place][n - 1][m - 2 < 0 ? 0 : m - 2]
          }
          rates[place][n + 1][m] = value
          rates[mirror][m][n + 1] = value
        }
      }
    }
  }

  /// Means and covariances at time n + 1 from the averages up to then.
  private mutating func propagate(_ n: Int, _ before: [[Double]]) {
    let (decay, early, late) = (weights.decay, weights.early, weights.late)
    for a in 0..<trajectories {
      means[a][n + 1] = decay * means[a][n] + early * drives[a][n] + late * drives[a][n + 1]
      for b in 0..<trajectories {
        let place = a * trajectories + b
        var response = 0.0
        for m in 0...n + 1 {
          if m > 0 {
            response =
              decay * response + early * source(place, n + 1, m - 1)
              + late * source(place, n + 1, m)
          }
          responses[place][m] = response
        }
      }
    }
    for a in 0..<trajectories {
      for b in 0..<trajectories {
        let (place, mirror) = (a * trajectories + b, b * trajectories + a)
        for m in 0...n {
          let value =
            decay * covariances[place][n][m] + early * before[place][m]
            + late * responses[place][m]
          covariances[place][n + 1][m] = value
          covariances[mirror][m][n + 1] = value
        }
      }
    }
    for a in 0..<trajectories {
      for b in a..<trajectories {
        let (place, mirror) = (a * trajectories + b, b * trajectories + a)
        let last =
          decay * before[place][n] + early * source(place, n, n) + late * source(place, n, n + 1)
        let value =
          decay * covariances[place][n][n + 1] + early * last + late * responses[place][n + 1]
        covariances[place][n + 1][n + 1] = value
        covariances[mirror][n + 1][n + 1] = value
      }
    }
  }
}
