import LinearAlgebra
import NumericalMethods
import RandomNetworks
import RealModule
import Statistics
import Testing

/// The textbook method, written without any of the library's own steps.
struct PlainRecurrentNetwork {
  let weights: Matrix
  let biases: [Double]
  let phi: (Double) -> Double

  func rate(_ h: [Double]) -> [Double] {
    let x = h.map(phi)
    return h.indices.map { i in
      var sum = biases[i] - h[i]
      for j in x.indices { sum += weights[i, j] * x[j] }
      return sum
    }
  }

  func rungeKutta(_ h: [Double], step: Double) -> [Double] {
    func moved(_ k: [Double], _ by: Double) -> [Double] { zip(h, k).map { $0 + by * $1 } }
    let k1 = rate(h)
    let k2 = rate(moved(k1, step / 2))
    let k3 = rate(moved(k2, step / 2))
    let k4 = rate(moved(k3, step))
    return h.indices.map { h[$0] + step / 6 * (k1[$0] + 2 * k2[$0] + 2 * k3[$0] + k4[$0]) }
  }

  func map(_ h: [Double]) -> [Double] { zip(rate(h), h).map { $0 + $1 } }
}

/// Couplings, trajectories and records of recurrent networks.
///
/// Calibrated by breaking the code: η left out, σ_w larger by 3 %, w_0 larger by 10 %, exchanged weights of the
/// Runge–Kutta method, a factor of the exponential method off by 1 %, a checkpoint one step early,
/// means left in the covariance, one kick only or kicks larger by 0.1 %, a largest step 25 % too large and unbounded
/// growth up to 1e300 each make a test here fail.
@Suite struct RecurrentNetworkTests {
  private static func largestDifference(_ one: Matrix, _ other: Matrix) -> Double {
    zip(one.elements, other.elements).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  /// Means, variances and the correlation η of the couplings.
  ///
  /// 8 networks of N = 300; level 0.001 over 15 comparisons: 4.0 standard errors.
  @Test(arguments: [0.0, 0.6, -1.0])
  func couplingsHaveTheirLaw(symmetry: Double) throws {
    let n = 300
    let network = try RecurrentNetwork(
      neuronCount: n, weightMean: 3, biasMean: -0.4, sigmaW: 1.7, sigmaB: 0.6, symmetry: symmetry)
    var (sums, squares, products) = ([Double](), [Double](), [Double]())
    var (diagonal, biases) = ([Double](), [Double]())
    for index in 0..<8 {
      let w = network.couplings(network: index, seed: 11)
      var (sum, square, product) = (0.0, 0.0, 0.0)
      for i in 0..<n {
        diagonal.append(w[i, i] - 3.0 / Double(n))
        for j in 0..<i {
          let (a, b) = (w[i, j] - 3 / Double(n), w[j, i] - 3 / Double(n))
          sum += a + b
          square += a * a + b * b
          product += a * b
        }
      }
      let pairs = Double(n * (n - 1) / 2)
      sums.append(sum / pairs.squareRoot())
      squares.append(Double(n) * square / (2 * pairs) - 1.7 * 1.7)
      products.append(Double(n) * product / pairs - symmetry * 1.7 * 1.7)
      biases += network.biases(network: index, seed: 11).map { $0 + 0.4 }
    }
    // The sum of a pair has variance 2 (1 + η) σ_w²/N.
    let deviation = (2 * (1 + symmetry) * 1.7 * 1.7 / Double(n)).squareRoot()
    let total = sums.reduce(0, +) / 8
    #expect(abs(total) <= 4 * deviation / 8.0.squareRoot() + 1e-12)
    for values in [squares, products] { #expect(StudentTest(values).probability > 0.001 / 15) }
    let (d, b) = (SampleMoments(diagonal), SampleMoments(biases))
    for (moments, sigma) in [(d, 1.7 / Double(n).squareRoot()), (b, 0.6)] {
      let count = Double(moments.count)
      #expect(abs(moments.mean) < 4 * sigma / count.squareRoot())
      #expect(abs(moments.variance / (sigma * sigma) - 1) < 4 * (2 / count).squareRoot())
    }
  }

  /// Trajectories against the textbook method with explicit sums, in every precision and for every number of
  /// trajectories that makes other groups of columns.
  @Test(arguments: [1, 2, 3, 7, 8, 13])
  func trajectoriesAreThoseOfTheTextbook(trajectories: Int) throws {
    let network = try RecurrentNetwork(
      neuronCount: 53, weightMean: 0.7, biasMean: 0.2, sigmaW: 1.6, sigmaB: 0.3, symmetry: 0.3)
    let plain = PlainRecurrentNetwork(
      weights: network.couplings(network: 2, seed: 5), biases: network.biases(network: 2, seed: 5),
      phi: { Double.tanh($0) })
    for (scheme, steps) in [(RecurrentScheme.rungeKutta(step: 0.1), 20), (.map, 4)] {
      for (precision, tolerance) in [(RecurrentPrecision.double, 1e-12), (.single, 2e-5)] {
        let settings = try RecurrentSettings(
          scheme: scheme, time: Double(steps) * scheme.step, trajectories: trajectories,
          initialState: .normal(mean: 0.1, variance: 1.2, correlation: 0.4), precision: precision,
          records: steps, snapshots: steps)
        let record = try network.simulate(settings, network: 2, seed: 5, keepsStates: true)
        for a in 0..<trajectories {
          var h = Array(record.states[0].row(a))
          for _ in 0..<steps {
            h = scheme == .map ? plain.map(h) : plain.rungeKutta(h, step: 0.1)
          }
          let end = record.states[steps].row(a)
          #expect(zip(h, end).allSatisfy { abs($0 - $1) < tolerance })
        }
      }
    }
  }

  /// Both methods are of fourth order: half the step, a sixteenth of the error.
  @Test func methodsAreOfFourthOrder() throws {
    let network = try RecurrentNetwork(
      neuronCount: 60, weightMean: 0.3, biasMean: 0.1, sigmaW: 1.8, sigmaB: 0.2)
    func end(_ scheme: RecurrentScheme) throws -> Matrix {
      let settings = try RecurrentSettings(scheme: scheme, time: 4, records: 1, snapshots: 1)
      return try network.simulate(settings, seed: 3, keepsStates: true).states[1]
    }
    let exact = try end(.rungeKutta(step: 1 / 512))
    for method in [RecurrentScheme.rungeKutta(step:), RecurrentScheme.exponential(step:)] {
      let errors = try [0.2, 0.1, 0.05].map {
        Self.largestDifference(try end(method($0)), exact)
      }
      for (coarse, fine) in zip(errors, errors.dropFirst()) {
        #expect((12...22).contains(coarse / fine), "\(errors)")
      }
    }
  }

  /// Without couplings h decays as e^(−t), which the exponential method does exactly at any step.
  @Test func decayIsExact() throws {
    let network = try RecurrentNetwork(neuronCount: 9, biasMean: 0.5, sigmaW: 0)
    let settings = try RecurrentSettings(
      scheme: .exponential(step: 0.75), time: 3, records: 4, snapshots: 4)
    let states = try network.simulate(settings, seed: 1, keepsStates: true).states
    for (k, time) in settings.snapshotTimes.enumerated() {
      for i in 0..<9 {
        let expected = 0.5 + (states[0][0, i] - 0.5) * Double.exp(-time)
        #expect(abs(states[k][0, i] - expected) < 1e-14)
      }
    }
  }

  /// A trajectory does not depend on how many others there are, nor a network on threads.
  @Test func resultsDoNotDependOnCompany() async throws {
    let network = try RecurrentNetwork(neuronCount: 40, sigmaW: 2)
    func settings(_ trajectories: Int) throws -> RecurrentSettings {
      try RecurrentSettings(
        scheme: .rungeKutta(step: 0.1), time: 5, trajectories: trajectories, precision: .single,
        records: 5, snapshots: 5)
    }
    let many = try network.simulate(try settings(13), network: 1, seed: 7, keepsStates: true)
    let one = try network.simulate(try settings(1), network: 1, seed: 7, keepsStates: true)
    for k in one.states.indices { #expect(one.states[k].row(0) == many.states[k].row(0)) }
    let ensemble = RecurrentEnsemble(network: network, settings: try settings(2), seed: 7)
    let records = try await ensemble.simulate(networks: 5, threads: 1)
    #expect(try await ensemble.simulate(networks: 5, threads: 3) == records)
  }

  /// What is recorded, from the states themselves.
  @Test func recordsAreThoseOfTheStates() throws {
    let network = try RecurrentNetwork(neuronCount: 30, sigmaW: 1.5, sigmaB: 0.2)
    let settings = try RecurrentSettings(
      scheme: .rungeKutta(step: 0.1), time: 2, trajectories: 3, records: 4, snapshots: 4)
    let record = try network.simulate(settings, seed: 2, keepsStates: true)
    #expect(settings.times == [0, 0.5, 1, 1.5, 2])
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    for k in 0..<5 {
      let rows = (0..<3).map { Array(record.states[k].row($0)) }
      #expect(abs(record.mean[k] - mean(rows.map(mean))) < 1e-14)
      let variances = rows.map { row in mean(row.map { $0 * $0 }) - mean(row) * mean(row) }
      #expect(abs(record.variance[k] - mean(variances)) < 1e-13)
      var (overlaps, correlations) = ([Double](), [Double]())
      for (a, b) in [(0, 1), (0, 2), (1, 2)] {
        let q = mean(zip(rows[a], rows[b]).map { $0 * $1 })
        overlaps.append(q)
        correlations.append(
          q / (mean(rows[a].map { $0 * $0 }) * mean(rows[b].map { $0 * $0 })).squareRoot())
        #expect(abs(record.overlaps[k][a, b] - q) < 1e-14)
      }
      #expect(abs((record.overlap?[k] ?? .nan) - mean(overlaps)) < 1e-13)
      #expect(abs((record.correlation?[k] ?? .nan) - mean(correlations)) < 1e-13)
      for l in 0..<5 {
        let products = (0..<3).map { a -> (Double, Double) in
          let (x, y) = (Array(record.states[k].row(a)), Array(record.states[l].row(a)))
          return (
            mean(zip(x, y).map { $0 * $1 }) - mean(x) * mean(y),
            mean(zip(x, y).map { Double.tanh($0) * Double.tanh($1) })
          )
        }
        #expect(abs(record.autocovariance[k, l] - mean(products.map(\.0))) < 1e-13)
        #expect(abs(record.activationProducts[k, l] - mean(products.map(\.1))) < 1e-13)
      }
    }
  }

  /// A simulation that is taken up from a checkpoint has the same bits.
  @Test(arguments: [RecurrentPrecision.single, .double])
  func checkpointsContinueWithTheSameBits(precision: RecurrentPrecision) throws {
    let network = try RecurrentNetwork(neuronCount: 25, sigmaW: 2)
    let settings = try RecurrentSettings(
      scheme: .rungeKutta(step: 0.1), time: 3, trajectories: 3, precision: precision, records: 6,
      snapshots: 3)
    var checkpoints: [RecurrentCheckpoint] = []
    let record = try network.simulate(settings, network: 4, seed: 9, keepsStates: true) {
      checkpoints.append($0)
    }
    #expect(checkpoints.map(\.step) == [5, 10, 15, 20, 25])
    for checkpoint in checkpoints {
      #expect(
        try network.simulate(settings, network: 4, seed: 9, keepsStates: true, from: checkpoint)
          == record)
    }
  }

  /// A linear network answers a kick with the exponential of its Jacobian, whose trace is known in closed form for
  /// two neurons.
  @Test func responseIsThatOfTheLinearNetwork() throws {
    let network = try RecurrentNetwork(neuronCount: 2, sigmaW: 0.8, nonlinearity: Linear())
    let w = network.couplings(network: 0, seed: 4)
    let settings = try RecurrentSettings(
      scheme: .rungeKutta(step: 0.01), time: 2, records: 4, snapshots: 4)
    // The signs s_1, s_2 leave s_1 s_2 (R_12 + R_21)/2 beside the diagonal.
    let found = try network.response(settings, network: 0, seed: 4)
    let (a, b, c, d) = (w[0, 0], w[0, 1], w[1, 0], w[1, 1])
    let (half, root) = ((a + d) / 2, (a - d) * (a - d) / 4 + b * c)
    for (k, t) in settings.snapshotTimes.enumerated() {
      let r = abs(root).squareRoot()
      let even = root >= 0 ? Double.cosh(r * t) : Double.cos(r * t)
      let odd = (root >= 0 ? Double.sinh(r * t) : Double.sin(r * t)) / r
      let scale = Double.exp((half - 1) * t)
      let diagonal = scale * even
      let across = scale * odd * (b + c) / 2
      #expect(
        min(abs(found[k, 0] - diagonal - across), abs(found[k, 0] - diagonal + across)) < 1e-8)
      for later in (k + 1)..<5 where later < 5 { #expect(found[k, later] == 0) }
    }
  }

  /// Steps up to the largest stable one keep a quiet network quiet, larger ones do not.
  @Test(arguments: [0.0, 0.9, -0.9])
  func largestStableStepIsTheLargest(symmetry: Double) throws {
    let network = try RecurrentNetwork(
      neuronCount: 200, sigmaW: 0.5, symmetry: symmetry, nonlinearity: Linear())
    for scheme in [RecurrentScheme.rungeKutta(step: 1), .exponential(step: 1)] {
      let largest = network.largestStableStep(of: scheme)
      func tableau(_ step: Double) -> RecurrentScheme {
        if case .rungeKutta = scheme { .rungeKutta(step: step) } else { .exponential(step: step) }
      }
      #expect(throws: RandomNetworkError.self) {
        try network.requireStable(tableau(largest * 1.001))
      }
      guard largest < 20 else { continue }
      // Just below it nothing grows in 200 steps; 15 % above it something does.
      try network.requireStable(tableau(largest * 0.999))
      let weights = network.couplings(seed: 1)
      var grown = 0.0
      let plain = PlainRecurrentNetwork(
        weights: weights, biases: [Double](repeating: 0, count: 200), phi: { $0 })
      if case .rungeKutta = scheme {
        for (factor, isStable) in [(0.97, true), (1.2, false)] {
          var h = (0..<200).map { Double.sin(Double($0)) }
          for _ in 0..<30 { h = plain.rungeKutta(h, step: factor * largest) }
          grown = h.reduce(0) { max($0, abs($1)) }
          #expect((grown < 1) == isStable, "\(factor): \(grown)")
        }
      }
    }
  }

  @Test func refusals() throws {
    #expect(throws: RandomNetworkError.self) {
      try RecurrentNetwork(neuronCount: 0, sigmaW: 1)
    }
    for eta in [1.1, -1.5, .nan] {
      #expect(throws: RandomNetworkError.self) {
        try RecurrentNetwork(neuronCount: 5, sigmaW: 1, symmetry: eta)
      }
    }
    for (step, time) in [(0.1, 0.0), (0.1, -1), (0, 1), (-0.1, 1), (0.1, 0.01), (.nan, 1)] {
      #expect(throws: RandomNetworkError.self) {
        try RecurrentSettings(scheme: .rungeKutta(step: step), time: time)
      }
    }
    let network = try RecurrentNetwork(neuronCount: 50, sigmaW: 3, nonlinearity: Rectifier())
    let settings = try RecurrentSettings(scheme: .rungeKutta(step: 0.05), time: 200)
    do {
      _ = try network.simulate(settings, seed: 1)
      Issue.record("growth went unnoticed")
    } catch RandomNetworkError.unboundedGrowth(_, let time, let size) {
      #expect(time < 200 && size > 1e8 && size.isFinite)
    }
  }

  /// C(t, t') = a(|t − t'|), and 10 more before the network is at rest.
  @Test func autocovarianceAtALag() {
    let covariance = Matrix(rows: 6, columns: 6) {
      1 / Double(1 + abs($0 - $1)) + (min($0, $1) < 2 ? 10 : 0)
    }
    let record = RecurrentRecord(
      network: 0, means: Matrix(rows: 1, columns: 1), overlaps: [], normality: [],
      autocovariance: covariance, activationProducts: covariance)
    for lag in 0...3 {
      #expect(abs(record.autocovariance(lag: lag, from: 2) - 1 / Double(1 + lag)) < 1e-12)
    }
  }
}
