import Documents
import LinearAlgebra
public import NetworkTheory
import NumericalMethods
import Overlaps
import RandomNetworks
import Statistics

/// What the three networks of a comparison have in common.
public struct ComparedNetworks: Sendable {
  let theory: DeepNetworkTheory
  /// The number N of neurons.
  let neurons: Int
  /// The number A of inputs or trajectories.
  let replicas: Int
  let networks: Int
  /// Layers of the deep network and steps of the map.
  let steps: Int
  /// How long the network in continuous time runs.
  let duration: Double
  /// Squared length and correlation of the signals at the start.
  let length: Double
  let correlation: Double

  /// Describes the networks.
  ///
  /// - Parameters:
  ///   - theory: The theory of the deep network, with the weights of all three.
  ///   - neurons: The number N of neurons.
  ///   - replicas: The number A of inputs or trajectories.
  ///   - networks: The number of networks of each kind.
  ///   - steps: Layers of the deep network and steps of the map.
  ///   - duration: How long the network in continuous time runs.
  ///   - length: The squared length of the signals at the start.
  ///   - correlation: The correlation of the signals at the start.
  public init(
    theory: DeepNetworkTheory, neurons: Int, replicas: Int, networks: Int, steps: Int,
    duration: Double, length: Double, correlation: Double
  ) {
    self.theory = theory
    self.neurons = neurons
    self.replicas = replicas
    self.networks = networks
    self.steps = steps
    self.duration = duration
    self.length = length
    self.correlation = correlation
  }

  private var sigmaW: Double { theory.lengthMap.sigmaW }
  private var sigmaB: Double { theory.lengthMap.sigmaB }
  private var phi: any Nonlinearity { theory.lengthMap.nonlinearity }

  /// The step of the network in continuous time, whose time constant is 1.
  private static let step = 0.1

  /// What is kept of one network: lengths and correlations, averaged over replicas, and the final states.
  private struct Record: Sendable {
    let lengths: [Double]
    let correlations: [Double]
    let states: Matrix

    /// Averages overlap matrices.
    init(_ overlaps: [Matrix], states: Matrix) {
      lengths = overlaps.map { $0.diagonal.reduce(0, +) / Double($0.rows) }
      correlations = overlaps.map { overlap in
        var sum = 0.0
        for a in 0..<overlap.rows {
          for b in 0..<a {
            let norm = (overlap[a, a] * overlap[b, b]).squareRoot()
            sum += norm > 0 ? overlap[a, b] / norm : 1
          }
        }
        return sum / Double(overlap.rows * (overlap.rows - 1) / 2)
      }
      self.states = states
    }
  }

  private func series(
    _ records: [Record], _ values: (Record) -> [Double], theory: [Double?]
  ) -> ComparedSystem.Series {
    ComparedSystem.Series(
      measured: theory.indices.map { t in Estimate(meanOf: records.map { values($0)[t] }) },
      theory: theory)
  }

  private func system(
    _ kind: ComparedSystem.Kind, places: [Double], _ records: [Record], seed: UInt64,
    lengths: [Double?], correlations: [Double?], fixed: (length: Double?, correlation: Double?),
    statement: String
  ) throws -> ComparedSystem {
    let lengths = series(records, \.lengths, theory: lengths)
    return ComparedSystem(
      kind: kind, places: places, lengths: lengths,
      correlations: series(records, \.correlations, theory: correlations),
      finalLength: lengths.measured[lengths.measured.count - 1],
      fixedLength: fixed.length, fixedCorrelation: fixed.correlation,
      analysis: try SystemAnalysis(
        records.map { .vectors($0.states) },
        options: AnalysisOptions(seed: seed, withPower: false)),
      statement: statement)
  }

  /// The recursion that deep networks and maps share: step 0 is the start.
  private var recursion: (lengths: [Double?], correlations: [Double?]) {
    get throws {
      let trajectory = try theory.trajectory(
        q0: inputLength, c0: inputCorrelation, depth: steps + 1)
      return (Array(trajectory.q.dropFirst()), Array(trajectory.c.dropFirst()))
    }
  }

  /// Inputs of a deep network whose first layer has the lengths and correlations of the start.
  private var inputLength: Double { (length - sigmaB * sigmaB) / (sigmaW * sigmaW) }
  private var inputCorrelation: Double {
    (correlation * length - sigmaB * sigmaB) / (length - sigmaB * sigmaB)
  }

  /// The deep network, with new weights in every layer.
  func deepNetwork(_ session: Session) async throws -> ComparedSystem {
    let (q, c) = (inputLength, inputCorrelation)
    let network = try DeepNetwork(
      sigmaW: sigmaW, sigmaB: sigmaB, nonlinearity: phi, width: neurons, depth: steps + 1)
    let inputs = try NetworkInputs(
      overlaps: Matrix(rows: replicas, columns: replicas) { $0 == $1 ? q : q * c },
      dimension: max(neurons, replicas), seed: session.seed)
    let (seed, last) = (session.seed, steps + 1)
    let records = try await session.concurrently("deep networks", count: networks) { index in
      let record = try network.propagate(
        inputs, network: index, seed: seed, engine: .exactLaw, keeping: [last])
      guard let last = record.preActivations[last] else { throw CancellationError() }
      return Record(Array(record.overlaps.dropFirst()), states: last)
    }
    let recursion = try recursion
    return try system(
      .deepNetwork, places: (0...steps).map(Double.init), records, seed: session.seed,
      lengths: recursion.lengths,
      correlations: recursion.correlations, fixed: recursiveEnd, statement: deepStatement)
  }

  /// Where the recursion ends; signals that die out have no correlation.
  private var recursiveEnd: (length: Double?, correlation: Double?) {
    (theory.qStar, theory.qStar > 0 ? theory.cStar : nil)
  }

  private var deepStatement: String {
    if theory.qStar == 0 { return "signals die out, whatever the input" }
    let scale = theory.xiC.map { " within some \(text($0, digits: 3)) layers" } ?? ""
    switch theory.phase {
    case .ordered:
      return "ordered: signals of any two inputs become equal\(scale)"
    case .critical:
      return "critical: distances of inputs change by no exponential law, depth keeps their memory"
    case .chaotic:
      return "chaotic: equal and unequal inputs alike end at the correlation "
        + "\(text(theory.cStar, digits: 4))\(scale)"
    }
  }

  /// The same recursion with one weight matrix for all steps.
  func recurrentMap(_ session: Session) async throws -> ComparedSystem {
    let records = try await simulate(.map, duration: Double(steps), records: steps, session)
    let recursion = try recursion
    return try system(
      .recurrentMap, places: (0...steps).map(Double.init), records, seed: session.seed,
      lengths: recursion.lengths,
      correlations: recursion.correlations, fixed: recursiveEnd,
      statement:
        "weights used again at every step: for N → ∞ lengths and correlations at equal times obey "
        + "the recursion of the deep network")
  }

  /// The network in continuous time.
  func recurrentNetwork(_ session: Session) async throws -> ComparedSystem {
    // Twice the step of the simulation, for the theory's matrices of all pairs of times.
    let count = max(1, Int((duration / (2 * Self.step)).rounded()))
    let map = try MomentMap(sigmaW: sigmaW, sigmaB: sigmaB, nonlinearity: phi)
    let records = try await simulate(
      .exponential(step: duration / Double(2 * count)), duration: duration, records: count,
      session)
    let transient = try TransientTheory(
      map, initial: try InitialLaw(variance: length, correlation: correlation),
      duration: duration, step: duration / Double(count))
    let (q, shared) = (transient.variance(), transient.covariance(0, 1).diagonal)
    let stationary = try RecurrentNetworkTheory(map)
    let zero = stationary.autocovarianceZero
    return try system(
      .recurrentNetwork, places: transient.times, records, seed: session.seed, lengths: q,
      correlations: zip(q, shared).map { $0 > 0 ? $1 / $0 : 1 },
      fixed: (zero, zero > 0 ? stationary.autocovarianceInfinity / zero : nil),
      statement: statement(of: stationary))
  }

  private func statement(of stationary: RecurrentNetworkTheory) -> String {
    switch stationary.phase {
    case .quiescent:
      return "quiescent: all trajectories die out, at the rate \(exponent(stationary))"
    case .fixedPoint:
      return "a fixed point, the same for all trajectories: q* of the map, approached at the rate "
        + exponent(stationary)
    case .chaotic:
      return
        "chaotic, neighbours separate at the rate λ₁ = \(exponent(stationary)); Δ(0) is smaller than q* of the "
        + "map, since a neuron averages over its fluctuating input"
    }
  }

  private func exponent(_ stationary: RecurrentNetworkTheory) -> String {
    text(abs(stationary.largestLyapunovExponent), digits: 4)
  }

  private func simulate(
    _ scheme: RecurrentScheme, duration: Double, records: Int, _ session: Session
  ) async throws -> [Record] {
    let network = try RecurrentNetwork(
      neuronCount: neurons, sigmaW: sigmaW, sigmaB: sigmaB, nonlinearity: phi)
    let settings = try RecurrentSettings(
      scheme: scheme, time: duration, trajectories: replicas,
      initialState: .normal(variance: length, correlation: correlation), records: records,
      snapshots: 1)
    let seed = session.seed
    return try await session.concurrently("recurrent networks", count: networks) { index in
      let record = try network.simulate(
        settings, network: index, seed: seed, keepsStates: true)
      guard let last = record.states.last else { throw CancellationError() }
      return Record(record.overlaps, states: last)
    }
  }
}
