import LinearAlgebra
import NetworkTheory
import Randomness
import RealModule
import Statistics
import Testing

/// Transients of finite networks: against the march, and with partially symmetric couplings against sampled paths.
///
/// Calibrated by −η in the memory, whole weights at the ends of its integral, a missing σ_b² and a missing w_0.
@Suite struct RecurrentTransientTests {
  /// W = σ_w (√((1+η)/2) S + √((1−η)/2) A), S symmetric and A antisymmetric with elements of variance 1/N.
  private func couplings(_ size: Int, eta: Double, sigmaW: Double, seed: UInt64, _ index: Int)
    -> Matrix
  {
    var x = [Double](repeating: 0, count: size * size)
    var y = x
    RandomStream.fillNormals(
      &x, from: StreamName(seed: seed, purpose: .weights, instance: index, slot: 0))
    RandomStream.fillNormals(
      &y, from: StreamName(seed: seed, purpose: .weights, instance: index, slot: 1))
    let even = sigmaW * ((1 + eta) / 4 / Double(size)).squareRoot()
    let odd = sigmaW * ((1 - eta) / 4 / Double(size)).squareRoot()
    return Matrix(rows: size, columns: size) { i, j in
      i == j
        ? 0
        : even * (x[i * size + j] + x[j * size + i]) + odd * (y[i * size + j] - y[j * size + i])
    }
  }

  /// Signals at every tenth of the steps, by the Runge–Kutta rule of fourth order.
  private func simulate(
    _ w: Matrix, _ start: Matrix, bias: [Double], step: Double, steps: Int
  ) -> [Matrix] {
    func rate(_ h: Matrix) -> Matrix {
      var activity = h
      for k in activity.elements.indices { activity.elements[k] = Double.tanh(h.elements[k]) }
      var force = w * activity
      for k in force.elements.indices {
        force.elements[k] += bias[k / h.columns] - h.elements[k]
      }
      return force
    }
    func moved(_ h: Matrix, _ by: Double, _ along: Matrix) -> Matrix {
      var result = h
      for k in result.elements.indices { result.elements[k] += by * along.elements[k] }
      return result
    }
    var h = start
    var stored = [h]
    for n in 1...steps {
      let k1 = rate(h)
      let k2 = rate(moved(h, step / 2, k1))
      let k3 = rate(moved(h, step / 2, k2))
      let k4 = rate(moved(h, step, k3))
      for k in h.elements.indices {
        h.elements[k] +=
          step / 6
          * (k1.elements[k] + 2 * k2.elements[k] + 2 * k3.elements[k] + k4.elements[k])
      }
      if n.isMultiple(of: 10) { stored.append(h) }
    }
    return stored
  }

  /// η = ±1/2 at σ_w = 1.5: variances and covariances at four times.
  ///
  /// Welch's test at a false-alarm rate of 0.001 for all 16. Twelve networks of 400 neurons, six initial states each.
  @Test(arguments: [0.5, -0.5])
  func partiallySymmetricCouplings(eta: Double) throws {
    let (size, states) = (400, 6)
    var samples: [[Double]] = []
    let pairs = [(1, 1), (2, 2), (4, 4), (6, 6), (2, 1), (4, 2), (6, 3), (6, 5)]
    for index in 0..<12 {
      let w = couplings(size, eta: eta, sigmaW: 1.5, seed: 31, index)
      var start = Matrix(rows: size, columns: states)
      RandomStream.fillNormals(
        &start.elements, from: StreamName(seed: 31, purpose: .initialState, instance: index))
      let h = simulate(
        w, start, bias: [Double](repeating: 0, count: size), step: 0.1, steps: 60)
      samples.append(
        pairs.map { n, m in
          zip(h[n].elements, h[m].elements).reduce(0) { $0 + $1.0 * $1.1 } / Double(size * states)
        })
    }
    let dynamics = try PathDynamics(MomentMap(sigmaW: 1.5, sigmaB: 0), symmetry: eta)
    let populations = try (0..<10).map {
      try PathPopulation(
        dynamics, variance: 1, duration: 6, step: 0.1, paths: 512,
        name: SampledTransient.stream(seed: 5, population: $0))
    }
    for (k, pair) in pairs.enumerated() {
      let simulated = StudentTest(samples.map { $0[k] })
      let theory = StudentTest(
        populations.map { $0.covariance[10 * pair.0, 10 * pair.1] })
      let error = (simulated.error * simulated.error + theory.error * theory.error).squareRoot()
      let t = (simulated.mean - theory.mean) / error
      // At least nine degrees of freedom: the level 0.001/16 is at 7.0.
      #expect(abs(t) < 7, "\(pair): \(simulated.mean), \(theory.mean) ± \(error)")
      #expect(error < 0.03 * max(0.1, abs(simulated.mean)), "\(pair): \(simulated.mean) ± \(error)")
    }
  }

  /// Means of couplings and biases, static biases, and pairs of trajectories from initial states of correlation 0.9:
  /// means, covariances and cross-covariances at four times, Student's test at a false-alarm rate of 0.001 for all 20.
  ///
  /// Twelve networks of 400 neurons; the simulation's own terms of order 1/N are allowed for by 1.5/N.
  @Test func pairsOfTrajectoriesAgainstTheMarch() throws {
    let (size, pairs) = (400, 3)
    let map = try MomentMap(weightMean: 0.5, biasMean: 0.2, sigmaW: 1.5, sigmaB: 0.3)
    let march = try TransientTheory(
      map, initial: InitialLaw(mean: -0.3, variance: 1, correlation: 0.9), duration: 6, step: 0.1)
    let times = [1, 2, 4, 6]
    var samples: [[Double]] = []
    for index in 0..<12 {
      var w = couplings(size, eta: 0, sigmaW: 1.5, seed: 47, index)
      for i in 0..<size {
        for j in 0..<size { w[i, j] += 0.5 / Double(size) }
      }
      var numbers = [Double](repeating: 0, count: size * (2 * pairs + 1))
      RandomStream.fillNormals(
        &numbers, from: StreamName(seed: 47, purpose: .initialState, instance: index))
      let bias = (0..<size).map { 0.2 + 0.3 * numbers[2 * pairs * size + $0] }
      let start = Matrix(rows: size, columns: 2 * pairs) { i, k in
        let first = numbers[i * 2 * pairs + k % pairs]
        let other = numbers[i * 2 * pairs + pairs + k % pairs]
        return -0.3 + (k < pairs ? first : 0.9 * first + 0.19.squareRoot() * other)
      }
      let h = simulate(w, start, bias: bias, step: 0.1, steps: 60)
      func average(_ value: (_ i: Int, _ k: Int) -> Double) -> Double {
        var sum = 0.0
        for i in 0..<size {
          for k in 0..<pairs { sum += value(i, k) }
        }
        return sum / Double(size * pairs)
      }
      samples.append(
        times.flatMap { n -> [Double] in
          let last = h[n]
          let mean = average { (last[$0, $1] + last[$0, $1 + pairs]) / 2 }
          return [
            mean, average { last[$0, $1] * last[$0, $1] },
            average { last[$0, $1] * last[$0, $1 + pairs] },
            average { last[$0, $1] * h[n / 2][$0, $1] },
            average { last[$0, $1] * h[n / 2][$0, $1 + pairs] },
          ]
        })
    }
    let expected = times.flatMap { t -> [Double] in
      let (n, m) = (10 * t, 10 * (t / 2))
      let (first, second) = (march.means[0][n], march.means[0][m])
      return [
        first, march.overlap(0, 0)[n], march.overlap(0, 1)[n],
        march.covariance(0, 0)[n, m] + first * second,
        march.covariance(0, 1)[n, m] + first * second,
      ]
    }
    for k in expected.indices {
      let test = StudentTest(samples.map { $0[k] })
      // Eleven degrees of freedom: the level 0.001/20 is at 6.5.
      #expect(
        abs(test.mean - expected[k]) < 6.5 * test.error + 1.5 / Double(size),
        "\(k): \(test.mean), \(expected[k]) ± \(test.error)")
      #expect(test.error < 0.04, "\(k): \(test)")
    }
  }
}
