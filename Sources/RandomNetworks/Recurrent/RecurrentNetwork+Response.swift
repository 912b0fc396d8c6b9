public import LinearAlgebra
import Randomness

extension RecurrentNetwork {
  /// The response of one network to small kicks, averaged over neurons.
  ///
  /// ```
  /// R(t, t') = (1/N) Σ_i ∂h_i(t)/∂b_i(t')   ≈   (1/N) Σ_i s_i (h_i⁺(t) − h_i⁻(t))/(2ε)
  /// ```
  ///
  /// At t' one trajectory is kicked to h + ε s, another to h − ε s, with random signs s_i: R(t', t') = 1 and
  /// R(t, t') = 0 for t < t'. The error in ε is of second order. The signs select the diagonal of the response up to
  /// noise of order 1/√N, which grows as nearby trajectories part; it averages out over networks. Always in
  /// double precision; for the map a kick at t' acts on the state itself.
  ///
  /// - Parameters:
  ///   - settings: Length and method; the snapshots are the times t and t'. One trajectory counts.
  ///   - size: The size ε of the kicks, positive.
  ///   - network: Which network of the ensemble, from 0.
  ///   - seed: The user's seed.
  /// - Returns: R(t, t') of snapshots, K × K: rows are times t, columns times t'.
  /// - Throws: ``RandomNetworkError``; a `CancellationError` when the task was cancelled.
  /// - Complexity: As a simulation of 2 K + 1 trajectories.
  public func response(
    _ settings: RecurrentSettings, size: Double = 1e-5, network: Int = 0, seed: UInt64
  ) throws -> Matrix {
    try requireStable(settings.scheme)
    guard size > 0, size < 1 else {
      throw RandomNetworkError.invalidParameter(
        name: "size of kicks", value: size, expected: "a number between 0 and 1")
    }
    try settings.initialState.check(
      neurons: neuronCount, trajectories: settings.trajectoryCount)
    let times = settings.snapshotSteps
    let first = settings.initialState.states(
      neurons: neuronCount, trajectories: settings.trajectoryCount, network: network, seed: seed)
    let start = Matrix(rows: 2 * times.count + 1, columns: neuronCount) { first[0, $1] }
    var engine = RecurrentEngine<Double>(
      self, scheme: settings.scheme, states: start, network: network, seed: seed)
    var stream = RandomStream(
      StreamName(seed: seed, purpose: .initialState, instance: network, chain: 1))
    let signs = times.map { _ in (0..<neuronCount).map { _ in stream.sign() } }
    let bound = boundOfGrowth(initial: start.gramMatrix()[0, 0].squareRoot())
    var response = Matrix(rows: times.count, columns: times.count)
    var step = 0
    for (k, next) in times.enumerated() {
      while step < next {
        engine.advance()
        step += 1
        if step & 15 == 0 { try Task.checkCancellation() }
      }
      let now = Array(engine.states.row(2 * times.count))
      let norm = (now.reduce(0) { $0 + $1 * $1 } / Double(neuronCount)).squareRoot()
      guard norm < bound else {
        throw RandomNetworkError.unboundedGrowth(
          network: network, time: Double(step) * settings.scheme.step, size: norm)
      }
      for (offset, sign) in [(0, 1.0), (1, -1.0)] {
        engine.setState(
          zip(now, signs[k]).map { $0 + sign * size * $1 }, of: 2 * k + offset)
      }
      let states = engine.states
      for j in 0...k {
        var sum = 0.0
        for i in 0..<neuronCount {
          sum += signs[j][i] * (states[2 * j, i] - states[2 * j + 1, i])
        }
        response[k, j] = sum / (2 * size * Double(neuronCount))
      }
    }
    return response
  }
}
