public import Documents
public import LinearAlgebra
public import RandomNetworks
public import Statistics

/// Simulations of recurrent networks on disk: a Zarr store with one block of chunks per network.
///
/// A network is there when its last chunk, `wall_seconds`, is; before that it reads as missing. Checkpoints lie in
/// `.checkpoint`.
public struct RecurrentRunStore: Sendable {
  private let blocks: NetworkBlocks
  private let settings: RecurrentSettings
  private let neuronCount: Int

  /// The folder.
  public var path: String { blocks.store.path }
  /// The number of networks of the complete run.
  public var networkCount: Int { blocks.networkCount }

  /// Makes a store for a run, or continues one.
  ///
  /// - Parameters:
  ///   - path: The folder to make.
  ///   - settings: What is recorded.
  ///   - neuronCount: The number N of neurons.
  ///   - networkCount: The number of networks of the complete run.
  ///   - description: All that the results depend on, in words: an object.
  ///   - notes: Further attributes: an object.
  ///   - ifExists: What to do when something is already there.
  /// - Throws: ``ArchiveError`` when the store cannot be made, or is that of another run.
  public init(
    at path: String, settings: RecurrentSettings, neuronCount: Int, networkCount: Int,
    description: JSONValue, notes: JSONValue, ifExists: ZarrStore.IfExists = .fail
  ) throws {
    self.settings = settings
    self.neuronCount = neuronCount
    let (times, snapshots) = (settings.recordedSteps.count, settings.snapshotSteps.count)
    let trajectories = settings.trajectoryCount
    let n = networkCount
    let arrays = [
      NetworkBlocks.array("time", ["time": times], "time", units: "time constant"),
      NetworkBlocks.array(
        "snapshot", ["snapshot": snapshots], "time of a snapshot", units: "time constant"),
      NetworkBlocks.array(
        "mean", ["network": n, "time": times, "trajectory": trajectories],
        "mean of h over neurons"),
      NetworkBlocks.array(
        "overlap",
        [
          "network": n, "time": times, "trajectory": trajectories, "other_trajectory": trajectories,
        ],
        "overlap of two trajectories, mean product of h over neurons"),
      NetworkBlocks.array(
        "normality", ["network": n, "snapshot": snapshots, "quantity": 7],
        "states of the first trajectory: count, mean, variance, skewness, excess kurtosis, "
          + "Kolmogorov-Smirnov distance, its p-value"),
      NetworkBlocks.array(
        "autocovariance", ["network": n, "snapshot": snapshots, "other_snapshot": snapshots],
        "covariance of h at two times"),
      NetworkBlocks.array(
        "activation_product", ["network": n, "snapshot": snapshots, "other_snapshot": snapshots],
        "mean product of the activations at two times"),
      NetworkBlocks.array(
        "state", ["snapshot": snapshots, "trajectory": trajectories, "neuron": neuronCount],
        "h of the first network"),
    ]
    blocks = try NetworkBlocks(
      at: path, kind: "recurrent simulate", settings: description, notes: notes, arrays: arrays,
      networkCount: networkCount, ifExists: ifExists)
    try blocks.writeWhole("time", settings.times)
    try blocks.writeWhole("snapshot", settings.snapshotTimes)
  }

  /// Whether a network is complete.
  ///
  /// - Parameter network: The network, from 0.
  /// - Returns: Whether its last chunk is there.
  /// - Throws: ``ArchiveError`` when there is no such network.
  public func isDone(_ network: Int) throws -> Bool { try blocks.isDone(network) }

  /// Writes a complete network; the states of network 0 are kept.
  ///
  /// - Parameters:
  ///   - record: What was recorded.
  ///   - wallSeconds: The time it took, for information only.
  /// - Throws: ``ArchiveError`` when the disk cannot be written.
  public func write(_ record: RecurrentRecord, wallSeconds: Double) throws {
    let network = record.network
    try blocks.write("mean", network: network, record.means.elements)
    try blocks.write("overlap", network: network, record.overlaps.flatMap(\.elements))
    try blocks.write(
      "normality", network: network,
      record.normality.flatMap { test in
        test.map {
          [
            Double($0.count), $0.mean, $0.variance, $0.skewness, $0.excessKurtosis, $0.distance,
            $0.probability,
          ]
        } ?? [Double](repeating: .nan, count: 7)
      })
    try blocks.write("autocovariance", network: network, record.autocovariance.elements)
    try blocks.write("activation_product", network: network, record.activationProducts.elements)
    if network == 0 { try blocks.writeWhole("state", record.states.flatMap(\.elements)) }
    try blocks.write(NetworkBlocks.wallSeconds, network: network, [wallSeconds])
    try blocks.removeCheckpoint(network)
  }

  /// Reads a complete network.
  ///
  /// - Parameter network: The network, from 0.
  /// - Returns: Its record; states only of network 0.
  /// - Throws: ``ArchiveError`` when a chunk is missing or damaged.
  public func read(_ network: Int) throws -> RecurrentRecord {
    guard try isDone(network) else {
      throw ArchiveError.noData(path: path, expected: "network \(network), which is not complete")
    }
    let (times, snapshots) = (settings.recordedSteps.count, settings.snapshotSteps.count)
    let trajectories = settings.trajectoryCount
    func square(_ name: String) throws -> Matrix {
      Matrix(rows: snapshots, columns: snapshots, elements: try blocks.read(name, network: network))
    }
    let states =
      network == 0
      ? matrices(try blocks.store.readNumbers("state"), snapshots, trajectories, neuronCount) : []
    let normality: [NormalityTest?] = try blocks.read("normality", network: network)
      .chunked(by: 7).map { row in
        row[0].isNaN
          ? nil
          : NormalityTest(
            count: Int(row[0]), mean: row[1], variance: row[2], skewness: row[3],
            excessKurtosis: row[4], distance: row[5], probability: row[6])
      }
    return RecurrentRecord(
      network: network,
      means: Matrix(
        rows: times, columns: trajectories, elements: try blocks.read("mean", network: network)),
      overlaps: matrices(
        try blocks.read("overlap", network: network), times, trajectories, trajectories),
      normality: normality, autocovariance: try square("autocovariance"),
      activationProducts: try square("activation_product"), states: states)
  }

  /// Keeps what a network can be continued from.
  ///
  /// - Parameter checkpoint: Where its simulation is.
  /// - Throws: ``ArchiveError`` when the disk cannot be written.
  public func save(_ checkpoint: RecurrentCheckpoint) throws {
    func stack(_ matrices: [Matrix]) -> NumPyArray {
      NumPyArray(
        shape: [matrices.count, matrices.first?.rows ?? 0, matrices.first?.columns ?? 0],
        values: matrices.flatMap(\.elements))
    }
    try blocks.saveCheckpoint(
      checkpoint.network,
      [
        "step": NumPyArray(shape: [1], values: [Double(checkpoint.step)]),
        "states": NumPyArray(checkpoint.states), "means": NumPyArray(checkpoint.means),
        "overlaps": stack(checkpoint.overlaps), "snapshots": stack(checkpoint.snapshots),
      ])
  }

  /// Where a network can be continued; `nil` for one to be begun.
  ///
  /// - Parameter network: The network, from 0.
  /// - Returns: The checkpoint.
  /// - Throws: ``ArchiveError`` when the checkpoint is damaged.
  public func checkpoint(_ network: Int) throws -> RecurrentCheckpoint? {
    guard let read = try blocks.checkpoint(network) else { return nil }
    func stack(_ name: String) throws -> [Matrix] {
      let array = try read(name)
      guard array.shape.count == 3 else {
        throw ArchiveError.wrongShape(
          path: path + "/.checkpoint", expected: "a stack of matrices", found: array.shape)
      }
      return matrices(array.values, array.shape[0], array.shape[1], array.shape[2])
    }
    let states = try read("states").matrix()
    guard states.rows == settings.trajectoryCount, states.columns == neuronCount else {
      throw ArchiveError.wrongShape(
        path: path + "/.checkpoint",
        expected: "states of \(settings.trajectoryCount) × \(neuronCount)",
        found: [states.rows, states.columns])
    }
    return RecurrentCheckpoint(
      network: network, step: Int(try read("step").values.first ?? 0), states: states,
      means: try read("means").matrix(), overlaps: try stack("overlaps"),
      snapshots: try stack("snapshots"))
  }
}

/// Numbers in C order as a stack of matrices.
private func matrices(_ values: [Double], _ count: Int, _ rows: Int, _ columns: Int) -> [Matrix] {
  (0..<count).map { k in
    Matrix(
      rows: rows, columns: columns,
      elements: Array(values[(k * rows * columns)..<((k + 1) * rows * columns)]))
  }
}
