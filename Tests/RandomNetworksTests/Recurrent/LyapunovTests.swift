import LinearAlgebra
import NumericalMethods
import RandomNetworks
import RealModule
import Statistics
import Testing

/// Lyapunov exponents against determinants, traces and eigenvalues that share no code with tangent frames.
///
/// Calibrated by breaking the code: another slope of tanh, no biases of the trajectory, a frame that is not put back
/// after it was made orthonormal, errors without the autocorrelation and a dimension larger by 1 each make a test here
/// fail.
@Suite struct LyapunovTests {
  private static func settings(
    _ scheme: RecurrentScheme, exponents: Int, time: Double, interval: Double = 1,
    stateWarmUp: Double = 5, frameWarmUp: Double = 5
  ) throws -> LyapunovSettings {
    try LyapunovSettings(
      scheme: scheme, exponents: exponents, time: time, interval: interval,
      stateWarmUp: stateWarmUp, frameWarmUp: frameWarmUp)
  }

  /// ln |det W| by elimination.
  private static func logarithmOfDeterminant(_ matrix: Matrix) -> Double {
    var m = (0..<matrix.rows).map { Array(matrix.row($0)) }
    var sum = 0.0
    for k in m.indices {
      let pivot = (k..<m.count).max { abs(m[$0][k]) < abs(m[$1][k]) } ?? k
      m.swapAt(k, pivot)
      sum += Double.log(abs(m[k][k]))
      for i in (k + 1)..<max(m.count, k + 1) where i < m.count {
        let factor = m[i][k] / m[k][k]
        for j in k..<m.count { m[i][j] -= factor * m[k][j] }
      }
    }
    return sum
  }

  /// All exponents of the map sum up to the mean logarithm of the determinant, exactly.
  ///
  /// ```
  /// Σ_j λ_j = ln |det W| + ⟨Σ_i ln φ'(h_i)⟩
  /// ```
  @Test func sumOfAllExponentsOfTheMap() throws {
    let n = 12
    let network = try RecurrentNetwork(neuronCount: n, biasMean: 0.1, sigmaW: 2, sigmaB: 0.2)
    let settings = try Self.settings(.map, exponents: n, time: 300)
    let record = try network.lyapunovExponents(settings, network: 1, seed: 6)
    // The first state is that of a simulation.
    let start = try RecurrentSettings(scheme: .map, time: 1, records: 1, snapshots: 1)
    var h = Array(
      try network.simulate(start, network: 1, seed: 6, keepsStates: true).states[0].row(0))
    let plain = PlainRecurrentNetwork(
      weights: network.couplings(network: 1, seed: 6),
      biases: network.biases(network: 1, seed: 6), phi: { Double.tanh($0) })
    var slopes = 0.0
    for step in 0..<310 {
      if step >= 10 {
        slopes += h.reduce(0) { $0 + Double.log(1 - Double.tanh($1) * Double.tanh($1)) }
      }
      h = plain.map(h)
    }
    // Chaos makes the two trajectories part after some fifty steps; the sums then agree within their errors.
    let expected = Self.logarithmOfDeterminant(plain.weights) + slopes / 300
    #expect(abs(record.exponents.reduce(0, +) - expected) < 0.02 * abs(expected))
  }

  /// The same for the flow, of a network at rest in the long run: the trace of the Jacobian there.
  @Test(arguments: [RecurrentScheme.rungeKutta(step: 0.05), .exponential(step: 0.05)])
  func sumOfAllExponentsOfTheFlow(scheme: RecurrentScheme) throws {
    let n = 15
    let network = try RecurrentNetwork(neuronCount: n, biasMean: 0.3, sigmaW: 0.7, sigmaB: 0.5)
    let settings = try Self.settings(scheme, exponents: n, time: 40, stateWarmUp: 80)
    let record = try network.lyapunovExponents(settings, seed: 8)
    let long = try RecurrentSettings(scheme: scheme, time: 100, records: 1, snapshots: 1)
    let rest = try network.simulate(long, seed: 8, keepsStates: true).states[1]
    let w = network.couplings(seed: 8)
    var trace = -Double(n)
    for i in 0..<n { trace += w[i, i] * (1 - Double.tanh(rest[0, i]) * Double.tanh(rest[0, i])) }
    // A step of fourth order multiplies volumes by its own polynomial of the Jacobian: relative error dt⁴.
    #expect(abs(record.exponents.reduce(0, +) - trace) < 1e-5 * Double(n))
  }

  /// A linear network with symmetric couplings: λ_j = (eigenvalue j of W) − 1, or ln |eigenvalue| for the map.
  @Test func exponentsOfALinearNetwork() throws {
    let n = 12
    let network = try RecurrentNetwork(
      neuronCount: n, sigmaW: 0.4, symmetry: 1, nonlinearity: Linear())
    let values = try SymmetricEigensystem(of: network.couplings(seed: 2)).values.sorted(by: >)
    let flow = try network.lyapunovExponents(
      try Self.settings(.rungeKutta(step: 0.02), exponents: n, time: 20, frameWarmUp: 1500), seed: 2
    )
    for j in 0..<n { #expect(abs(flow.exponents[j] - (values[j] - 1)) < 1e-6) }
    let map = try network.lyapunovExponents(
      try Self.settings(.map, exponents: n, time: 500, frameWarmUp: 3000), seed: 2)
    let logarithms = values.map { Double.log(abs($0)) }.sorted(by: >)
    for j in 0..<n { #expect(abs(map.exponents[j] - logarithms[j]) < 1e-6) }
  }

  /// A rotation: two neurons with complex eigenvalues have equal exponents, half the trace.
  @Test func exponentsOfARotation() throws {
    let network = try RecurrentNetwork(
      neuronCount: 2, sigmaW: 0.5, symmetry: -1, nonlinearity: Linear())
    let w = network.couplings(seed: 3)
    let half = (w[0, 0] + w[1, 1]) / 2
    #expect((w[0, 0] - w[1, 1]) * (w[0, 0] - w[1, 1]) / 4 + w[0, 1] * w[1, 0] < 0)
    let record = try network.lyapunovExponents(
      try Self.settings(.rungeKutta(step: 0.02), exponents: 2, time: 2000), seed: 3)
    for exponent in record.exponents { #expect(abs(exponent - (half - 1)) < 2e-3) }
  }

  /// Fewer exponents are the first of more, and the interval of orthonormalisation does not matter: the same
  /// trajectory and the same frame give the same numbers up to rounding while chaos has not enlarged it.
  @Test func exponentsDoNotDependOnHowTheyAreMeasured() throws {
    let network = try RecurrentNetwork(neuronCount: 40, sigmaW: 2.5)
    func measured(_ exponents: Int, interval: Double) throws -> [Double] {
      try network.lyapunovExponents(
        try Self.settings(
          .rungeKutta(step: 0.05), exponents: exponents, time: 40, interval: interval), seed: 5
      ).exponents
    }
    let all = try measured(40, interval: 0.5)
    #expect(zip(try measured(5, interval: 0.5), all).allSatisfy { abs($0 - $1) < 1e-9 })
    #expect(zip(try measured(40, interval: 1), all).allSatisfy { abs($0 - $1) < 1e-8 })
    #expect(zip(try measured(5, interval: 2.5), all).allSatisfy { abs($0 - $1) < 1e-8 })
    #expect(all[0] > 0.05 && all[39] < -1)
  }

  /// A measurement that is taken up from a checkpoint has the same bits.
  @Test func checkpointsContinueWithTheSameBits() throws {
    let network = try RecurrentNetwork(neuronCount: 20, sigmaW: 2)
    let settings = try Self.settings(.rungeKutta(step: 0.1), exponents: 4, time: 20)
    var checkpoints: [LyapunovCheckpoint] = []
    let record = try network.lyapunovExponents(settings, network: 1, seed: 3) {
      checkpoints.append($0)
    }
    #expect(checkpoints.count == 24)
    for k in [0, 4, 5, 13, 23] {
      #expect(
        try network.lyapunovExponents(settings, network: 1, seed: 3, from: checkpoints[k]) == record
      )
    }
  }

  /// Dimension and entropy rate from known exponents; Kaplan and Yorke's for the Lorenz attractor.
  @Test func dimensionAndEntropyRate() {
    func record(_ exponents: [Double]) -> LyapunovRecord {
      LyapunovRecord(
        network: 0, exponents: exponents, errors: exponents.map { _ in 0.1 },
        autocorrelationTime: nil, isShort: false)
    }
    let lorenz = record([0.9056, 0, -14.5723])
    #expect(abs((lorenz.kaplanYorkeDimension ?? 0) - 2.06215) < 1e-4)
    #expect(lorenz.entropyRate == 0.9056)
    #expect(record([-0.1, -0.2]).kaplanYorkeDimension == 0)
    #expect(record([-0.1, -0.2]).entropyRate == 0)
    #expect(record([0.5, 0.2]).kaplanYorkeDimension == nil)
    #expect(record([0.5, 0.2]).entropyRate == nil)
    #expect(record([0.5, -0.2]).kaplanYorkeDimension == nil)
    let spectrum = LyapunovSpectrum([record([1, -2]), record([3, -4])])
    #expect(spectrum.exponents[0] == Estimate(value: 2, error: 1))
    #expect(spectrum.sum == Estimate(value: -1, error: 0))
  }

  /// Errors over time are the spread of λ₁ of the same network from different initial states.
  ///
  /// 30 states; level 0.001: the ratio of variances within 0.43 … 1.96 and some slack for τ_int.
  @Test func errorsAreThoseOfRepetitions() throws {
    let n = 80
    let network = try RecurrentNetwork(neuronCount: n, sigmaW: 4)
    let records = try (0..<30).map { state in
      let start = (0..<n).map { Double.sin(Double($0 * 7 + state * 31 + 1)) }
      let settings = try LyapunovSettings(
        scheme: .map, exponents: 1, time: 1000, stateWarmUp: 100, frameWarmUp: 20,
        initialState: .given(Matrix(rows: 1, columns: n, elements: start)))
      return try network.lyapunovExponents(settings, network: 3, seed: 12)
    }
    let spread = SampleMoments(records.map { $0.exponents[0] }).variance
    let claimed = records.reduce(0) { $0 + $1.errors[0] * $1.errors[0] } / 30
    #expect((0.3...2.5).contains(spread / claimed), "\(spread / claimed)")
  }

  @Test func refusals() throws {
    #expect(throws: RandomNetworkError.self) {
      try Self.settings(.map, exponents: 0, time: 100)
    }
    #expect(throws: RandomNetworkError.self) {
      try Self.settings(.map, exponents: 1, time: 3)
    }
    let small = try RecurrentNetwork(neuronCount: 3, sigmaW: 1)
    #expect(throws: RandomNetworkError.self) {
      try small.lyapunovExponents(try Self.settings(.map, exponents: 4, time: 100), seed: 1)
    }
    // Half of the slopes of a rectifier vanish, so that the map loses dimensions.
    let rectified = try RecurrentNetwork(
      neuronCount: 20, sigmaW: 0.5, sigmaB: 1, nonlinearity: Rectifier())
    do {
      _ = try rectified.lyapunovExponents(
        try Self.settings(.map, exponents: 20, time: 100), seed: 1)
      Issue.record("no exponent is minus infinity")
    } catch RandomNetworkError.singularTangent {}
  }

  /// Times of more steps than a whole number holds, or of less than one.
  @Test func stepsThatNobodyWaitsFor() {
    for (step, time, interval) in [(1e-9, 8e11, 0.9), (0.05, 1e12, 1), (0.05, 500, 1e-300)] {
      #expect(throws: RandomNetworkError.self, "\(step), \(time), \(interval)") {
        try LyapunovSettings(
          scheme: .rungeKutta(step: step), exponents: 1, time: time, interval: interval)
      }
    }
    #expect(throws: RandomNetworkError.self) {
      try RecurrentSettings(scheme: .rungeKutta(step: 1e-300), time: 50)
    }
  }
}
