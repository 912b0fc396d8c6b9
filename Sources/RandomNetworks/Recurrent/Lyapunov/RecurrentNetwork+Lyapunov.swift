import LinearAlgebra
import Randomness
import RealModule

extension RecurrentNetwork {
  /// The largest Lyapunov exponents of one network.
  ///
  /// A frame of k tangent vectors is carried along by the derivative of every step and made orthonormal from time to
  /// time; exponents are the mean logarithms of what is left of the vectors' lengths.
  ///
  /// **Source**: G. Benettin et al., *Meccanica* 15, 9 (1980); for these networks R. Engelken, F. Wolf and
  /// L. F. Abbott, *Physical Review Research* 5, 043044 (2023).
  ///
  /// - Parameters:
  ///   - settings: Length and method.
  ///   - network: Which network of the ensemble, from 0.
  ///   - seed: The user's seed.
  ///   - checkpoint: Where an earlier measurement of this network with the same settings was left.
  ///   - save: Called after every interval but the last, and when the task was cancelled, with what a later measurement
  ///     can start from.
  ///   - advanced: Called now and then with a number of finished steps.
  /// - Returns: The exponents, per unit of time, or per step of the map.
  /// - Throws: ``RandomNetworkError``; a `CancellationError` when the task was cancelled; what `save`
  ///   throws.
  /// - Complexity: O((k + 1) N²) operations for every stage of a step, O(k² N) for every interval; memory
  ///   O(N² + 6 k N).
  public func lyapunovExponents(
    _ settings: LyapunovSettings, network: Int = 0, seed: UInt64,
    from checkpoint: LyapunovCheckpoint? = nil,
    save: (LyapunovCheckpoint) throws -> Void = { _ in },
    advanced: (_ steps: Int) -> Void = { _ in }
  ) throws -> LyapunovRecord {
    try requireStable(settings.scheme)
    let count = settings.exponentCount
    guard count <= neuronCount else {
      throw RandomNetworkError.invalidParameter(
        name: "exponents", value: Double(count),
        expected: "at most \(neuronCount), the number of neurons")
    }
    try settings.initialState.check(neurons: neuronCount, trajectories: 1)
    let start = try checkpoint ?? settled(settings, network, seed, advanced)
    precondition(
      start.network == network && start.frame.rows == count && start.state.count == neuronCount,
      "a checkpoint of another measurement")
    let bound = boundOfGrowth(initial: size(of: start.state))
    var engine = LyapunovEngine(
      self, scheme: settings.scheme, state: start.state, frame: start.frame, network: network,
      seed: seed)
    var logarithms = start.logarithms
    if checkpoint != nil { advanced(settings.stateWarmUp + start.intervals * settings.interval) }
    let total = settings.frameWarmUp + settings.measuredIntervals
    for interval in start.intervals..<total {
      for _ in 0..<settings.interval { engine.advance() }
      let step = settings.stateWarmUp + (interval + 1) * settings.interval
      try requireBounded(engine.state, bound, network, step, settings)
      let vectors = engine.frame
      let (frame, lengths) = try orthonormal(vectors)
      // What is left of a vector beside the others must be more than the rounding of the whole.
      if let k = lengths.indices.first(where: { k in
        !(lengths[k] > 1e-12 * vectors.row(k).reduce(0) { $0 + $1 * $1 }.squareRoot())
      }) {
        throw RandomNetworkError.singularTangent(
          network: network, exponent: k + 1, time: Double(step) * settings.scheme.step)
      }
      engine.setFrame(frame)
      if interval >= settings.frameWarmUp { logarithms.append(lengths.map { Double.log($0) }) }
      advanced(settings.interval)
      if interval + 1 < total {
        try save(
          LyapunovCheckpoint(
            network: network, intervals: interval + 1, state: engine.state, frame: frame,
            logarithms: logarithms))
        try Task.checkCancellation()
      }
    }
    return LyapunovRecord(
      network: network, logarithms: logarithms,
      intervalTime: Double(settings.interval) * settings.scheme.step)
  }

  /// A state that has settled, with a random frame.
  private func settled(
    _ settings: LyapunovSettings, _ network: Int, _ seed: UInt64, _ advanced: (Int) -> Void
  ) throws -> LyapunovCheckpoint {
    var trajectory = RecurrentEngine<Double>(
      self, scheme: settings.scheme,
      states: settings.initialState.states(
        neurons: neuronCount, trajectories: 1, network: network, seed: seed),
      network: network, seed: seed)
    let bound = boundOfGrowth(initial: size(of: trajectory.states.elements))
    for step in 1...max(1, settings.stateWarmUp) where step <= settings.stateWarmUp {
      trajectory.advance()
      advanced(1)
      if step & 15 == 0 {
        try Task.checkCancellation()
        try requireBounded(trajectory.states.elements, bound, network, step, settings)
      }
    }
    var directions = Matrix(rows: settings.exponentCount, columns: neuronCount)
    RandomStream.fillNormals(
      &directions.elements,
      from: StreamName(seed: seed, purpose: .initialState, instance: network, chain: 2))
    return LyapunovCheckpoint(
      network: network, intervals: 0, state: trajectory.states.elements,
      frame: try orthonormal(directions).rows, logarithms: [])
  }

  private func size(of state: [Double]) -> Double {
    (state.reduce(0) { $0 + $1 * $1 } / Double(state.count)).squareRoot()
  }

  private func requireBounded(
    _ state: [Double], _ bound: Double, _ network: Int, _ step: Int, _ settings: LyapunovSettings
  ) throws {
    let size = size(of: state)
    guard size < bound else {
      throw RandomNetworkError.unboundedGrowth(
        network: network, time: Double(step) * settings.scheme.step, size: size)
    }
  }

  private func orthonormal(_ vectors: Matrix) throws -> (rows: Matrix, lengths: [Double]) {
    do {
      return try vectors.orthonormalizedRowsAndLengths()
    } catch {
      throw RandomNetworkError.singularValues("\(error)")
    }
  }
}
