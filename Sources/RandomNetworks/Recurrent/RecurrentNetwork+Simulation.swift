import LinearAlgebra
import NumericalMethods
import Statistics

extension RecurrentNetwork {
  /// Simulates one network.
  ///
  /// All trajectories are advanced by one product with the couplings per stage of a step.
  ///
  /// - Parameters:
  ///   - settings: Length, method and what is recorded.
  ///   - network: Which network of the ensemble, from 0.
  ///   - seed: The user's seed.
  ///   - keepsStates: Whether the states of the snapshots are wanted.
  ///   - advanced: Called now and then with a number of finished steps.
  /// - Returns: The record.
  /// - Throws: ``RandomNetworkError`` for settings that do not fit, an unstable step or states that grow without
  ///   bound; a `CancellationError` when the task was cancelled.
  /// - Complexity: O(N²) random numbers; O(A N²) operations for every stage of a step.
  public func simulate(
    _ settings: RecurrentSettings, network: Int = 0, seed: UInt64, keepsStates: Bool = false,
    advanced: (_ steps: Int) -> Void = { _ in }
  ) throws -> RecurrentRecord {
    try requireStable(settings.scheme)
    try settings.initialState.check(
      neurons: neuronCount, trajectories: settings.trajectoryCount)
    switch settings.precision {
    case .single:
      return try run(settings, network, seed, keepsStates, advanced, Float.self)
    case .double:
      return try run(settings, network, seed, keepsStates, advanced, Double.self)
    }
  }

  private func run<Scalar: RecurrentScalar>(
    _ settings: RecurrentSettings, _ network: Int, _ seed: UInt64, _ keepsStates: Bool,
    _ advanced: (_ steps: Int) -> Void, _ type: Scalar.Type
  ) throws -> RecurrentRecord {
    let states = settings.initialState.states(
      neurons: neuronCount, trajectories: settings.trajectoryCount, network: network, seed: seed)
    var engine = RecurrentEngine<Scalar>(
      self, scheme: settings.scheme, states: states, network: network, seed: seed)
    var recorder = RecurrentRecorder(self, settings: settings, network: network)
    try recorder.record(engine.states, step: 0)
    var step = 0
    for next in settings.recordedSteps.dropFirst() {
      let first = step
      while step < next {
        engine.advance()
        step += 1
        if step & 15 == 0 { try Task.checkCancellation() }
      }
      advanced(step - first)
      try recorder.record(engine.states, step: step)
    }
    return recorder.record(keepsStates: keepsStates)
  }

  /// The root mean square of a state beyond which growth counts as unbounded.
  func boundOfGrowth(initial: Double) -> Double { 1e8 * (1 + initial + abs(biasMean) + sigmaB) }
}

/// Takes down moments, overlaps and snapshots of one network.
struct RecurrentRecorder {
  private let network: Int
  private let settings: RecurrentSettings
  private let nonlinearity: any Nonlinearity
  private let boundOfGrowth: (Double) -> Double
  private var largest = Double.infinity
  private var means: [Double] = []
  private var overlaps: [Matrix] = []
  private var snapshots: [Matrix] = []
  private var normality: [NormalityTest?] = []

  init(_ description: RecurrentNetwork, settings: RecurrentSettings, network: Int) {
    self.network = network
    self.settings = settings
    nonlinearity = description.nonlinearity
    boundOfGrowth = description.boundOfGrowth(initial:)
  }

  mutating func record(_ states: Matrix, step: Int) throws(RandomNetworkError) {
    let gram = states.gramMatrix(scale: 1 / Double(states.columns))
    let sizes = gram.diagonal.map { $0.squareRoot() }
    if step == 0 { largest = boundOfGrowth(sizes.reduce(0, Swift.max)) }
    if let size = sizes.first(where: { !($0 < largest) }) {
      throw .unboundedGrowth(
        network: network, time: Double(step) * settings.scheme.step, size: size)
    }
    overlaps.append(gram)
    for a in 0..<states.rows {
      means.append(states.row(a).reduce(0, +) / Double(states.columns))
    }
    if settings.snapshotSteps.contains(step) {
      snapshots.append(states)
      normality.append(NormalityTest(Array(states.row(0))))
    }
  }

  /// All that was taken down.
  func record(keepsStates: Bool) -> RecurrentRecord {
    let (rows, columns) = (snapshots[0].rows, snapshots[0].columns)
    let count = snapshots.count
    var covariance = Matrix(rows: count, columns: count)
    var products = covariance
    for a in 0..<rows {
      var history = Matrix(
        rows: count, columns: columns, elements: snapshots.flatMap { Array($0.row(a)) })
      let gram = history.gramMatrix(scale: 1 / Double(columns))
      let means = (0..<count).map { history.row($0).reduce(0, +) / Double(columns) }
      nonlinearity.apply(to: &history.elements)
      let activations = history.gramMatrix(scale: 1 / Double(columns))
      for s in 0..<count {
        for t in 0..<count {
          covariance[s, t] += (gram[s, t] - means[s] * means[t]) / Double(rows)
          products[s, t] += activations[s, t] / Double(rows)
        }
      }
    }
    return RecurrentRecord(
      network: network,
      means: Matrix(rows: overlaps.count, columns: rows, elements: means), overlaps: overlaps,
      normality: normality, autocovariance: covariance, activationProducts: products,
      states: keepsStates ? snapshots : [])
  }
}
