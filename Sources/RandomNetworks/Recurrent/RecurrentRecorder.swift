import LinearAlgebra
import NumericalMethods
import Statistics

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

  /// How many times were recorded.
  var count: Int { overlaps.count }

  mutating func restore(_ checkpoint: RecurrentCheckpoint) {
    means = checkpoint.means.elements
    overlaps = checkpoint.overlaps
    snapshots = checkpoint.snapshots
    normality = snapshots.map { NormalityTest(Array($0.row(0))) }
    largest = boundOfGrowth(overlaps[0].diagonal.reduce(0) { Swift.max($0, $1.squareRoot()) })
  }

  func checkpoint(step: Int, states: Matrix) -> RecurrentCheckpoint {
    RecurrentCheckpoint(
      network: network, step: step, states: states,
      means: Matrix(rows: overlaps.count, columns: states.rows, elements: means),
      overlaps: overlaps, snapshots: snapshots)
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
