public import Documents
public import LinearAlgebra
public import RandomNetworks
import Statistics

/// Simulations of recurrent networks on disk.
public struct RecurrentRunStore: StoredRun {
  /// What such a run holds.
  public static let kind = RunKind.recurrentSimulation

  /// The blocks of the networks, and their checkpoints.
  public let units: UnitStore
  /// The recorded times.
  public let times: [Double]
  /// The number A of trajectories in each network.
  public let trajectoryCount: Int
  /// The number N of neurons.
  public let neuronCount: Int
  private let snapshotCount: Int

  /// The number of networks of the complete run.
  public var networkCount: Int { units.unitCount }

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
    units = try UnitStore(
      at: path, kind: Self.kind, unitCount: networkCount, identity: ["settings": description],
      notes: notes,
      arrays: Self.arrays(
        networks: networkCount, times: settings.recordedSteps.count,
        trajectories: settings.trajectoryCount, snapshots: settings.snapshotSteps.count,
        neurons: neuronCount),
      shared: [
        SharedChunk("time", settings.times), SharedChunk("snapshot", settings.snapshotTimes),
      ], ofFirst: ["state"], ifExists: ifExists)
    self.times = settings.times
    trajectoryCount = settings.trajectoryCount
    self.neuronCount = neuronCount
    snapshotCount = settings.snapshotSteps.count
  }

  /// The arrays of a run.
  private static func arrays(
    networks n: Int, times: Int, trajectories: Int, snapshots: Int, neurons: Int
  ) -> [ZarrArray] {
    func array(
      _ name: String, _ dimensions: [(String, Int)], _ longName: String, units: String = "1"
    ) -> ZarrArray { kind.array(name, dimensions, longName, units: units) }
    return [
      array("time", [("time", times)], "time", units: "time constant"),
      array(
        "snapshot", [("snapshot", snapshots)], "time of a snapshot", units: "time constant"),
      array(
        "mean", [("network", n), ("time", times), ("trajectory", trajectories)],
        "mean of h over neurons"),
      array(
        "overlap",
        [
          ("network", n), ("time", times), ("trajectory", trajectories),
          ("other_trajectory", trajectories),
        ],
        "overlap of two trajectories, mean product of h over neurons"),
      array(
        "normality", [("network", n), ("snapshot", snapshots), ("quantity", 7)],
        "states of the first trajectory: count, mean, variance, skewness, excess kurtosis, "
          + "Kolmogorov-Smirnov distance, its p-value"),
      array(
        "autocovariance",
        [("network", n), ("snapshot", snapshots), ("other_snapshot", snapshots)],
        "covariance of h at two times"),
      array(
        "activation_product",
        [("network", n), ("snapshot", snapshots), ("other_snapshot", snapshots)],
        "mean product of the activations at two times"),
      array(
        "state",
        [("snapshot", snapshots), ("trajectory", trajectories), ("neuron", neurons)],
        "h of the first network"),
    ]
  }

  /// Opens a run for reading, complete or not.
  ///
  /// - Parameter path: The folder.
  /// - Throws: ``ArchiveError`` when there is no store, or it is not such a run.
  public init(at path: String) throws {
    units = try UnitStore(at: path, kind: Self.kind)
    let (overlap, state) = (try units.store.array("overlap"), try units.store.array("state"))
    for (array, rank) in [(overlap, 4), (state, 3)] where array.shape.count != rank {
      throw ArchiveError.wrongShape(
        path: path, expected: "\(rank) dimensions of '\(array.name)'", found: array.shape)
    }
    try units.requireShared()
    times = try units.store.readNumbers("time", isWhole: true)
    trajectoryCount = overlap.shape[2]
    neuronCount = state.shape[2]
    snapshotCount = state.shape[0]
    for expected in Self.arrays(
      networks: networkCount, times: times.count, trajectories: trajectoryCount,
      snapshots: snapshotCount, neurons: neuronCount)
    {
      let found = try units.store.array(expected.name)
      guard found.hasSameLayout(as: expected) else {
        throw ArchiveError.wrongShape(
          path: path, expected: "'\(expected.name)' of shape \(expected.shape)", found: found.shape)
      }
    }
  }

  /// Whether a network is to be computed; the first one has states besides.
  ///
  /// - Parameter network: The network, from 0.
  /// - Returns: Whether anything of it is missing.
  /// - Throws: ``ArchiveError`` when the store is not that of a run.
  public func lacks(_ network: Int) throws -> Bool {
    try units.lacks(network)
      || network == 0 && !units.store.chunkExists(array: "state", index: [0, 0, 0])
  }

  /// Writes a complete network; the states of network 0 are kept.
  ///
  /// - Parameters:
  ///   - record: What was recorded.
  ///   - wallSeconds: The time it took, for information only.
  /// - Throws: ``ArchiveError`` when the disk cannot be written.
  public func write(_ record: RecurrentRecord, wallSeconds: Double) throws {
    try units.reopen(record.network)
    func put(_ name: String, _ values: [Double]) throws {
      try units.write(name, unit: record.network, values)
    }
    try put("mean", record.means.elements)
    try put("overlap", record.overlaps.flatMap(\.elements))
    try put(
      "normality",
      record.normality.flatMap { test in
        test.map {
          [
            Double($0.count), $0.mean, $0.variance, $0.skewness, $0.excessKurtosis, $0.distance,
            $0.probability,
          ]
        } ?? [Double](repeating: .nan, count: 7)
      })
    try put("autocovariance", record.autocovariance.elements)
    try put("activation_product", record.activationProducts.elements)
    if record.network == 0 {
      try SharedChunk("state", record.states.flatMap(\.elements)).write(to: units.store)
    }
    try units.finish(record.network, wallSeconds: wallSeconds)
  }

  /// Reads a complete network.
  ///
  /// - Parameter network: The network, from 0.
  /// - Returns: Its record; states only of network 0.
  /// - Throws: ``ArchiveError`` when a chunk is missing or damaged.
  public func read(_ network: Int) throws -> RecurrentRecord {
    func square(_ name: String) throws -> Matrix {
      Matrix(
        rows: snapshotCount, columns: snapshotCount,
        elements: try units.numbers(name, unit: network))
    }
    let normality: [NormalityTest?] = try units.numbers("normality", unit: network)
      .chunked(by: 7).map { row in
        Int(exactly: row[0]).map {
          NormalityTest(
            count: $0, mean: row[1], variance: row[2], skewness: row[3],
            excessKurtosis: row[4], distance: row[5], probability: row[6])
        }
      }
    return RecurrentRecord(
      network: network,
      means: Matrix(
        rows: times.count, columns: trajectoryCount,
        elements: try units.numbers("mean", unit: network)),
      overlaps: try units.numbers("overlap", unit: network)
        .matrices(rows: trajectoryCount, columns: trajectoryCount),
      normality: normality, autocovariance: try square("autocovariance"),
      activationProducts: try square("activation_product"),
      states: network == 0 ? try firstNetworkStates() : [])
  }

  /// The overlaps of the trajectories of a network at one time, as those of replicas of a spin glass.
  ///
  /// ```
  /// q_ab(t) = (1/N) Σ_i h_i^a(t) h_i^b(t)
  /// ```
  ///
  /// - Parameters:
  ///   - network: A complete network.
  ///   - time: The index of the time in ``times``.
  /// - Returns: A symmetric matrix, trajectory × trajectory; the diagonal is not 1.
  /// - Throws: ``ArchiveError`` when the network is missing or its chunk is damaged.
  public func overlaps(network: Int, time: Int) throws -> Matrix {
    precondition(times.indices.contains(time), "time \(time) of \(times.count)")
    var region = try units.region("overlap", unit: network)
    region[1] = time..<time + 1
    return Matrix(
      rows: trajectoryCount, columns: trajectoryCount,
      elements: try units.store.readNumbers("overlap", region: region, isWhole: true))
  }

  /// The states h of network 0 in the snapshots.
  ///
  /// - Returns: One matrix for every snapshot, trajectory × neuron.
  /// - Throws: ``ArchiveError`` when the chunk is damaged.
  public func firstNetworkStates() throws -> [Matrix] {
    try units.requireChunk("state", 0)
    return try units.store.readNumbers("state", isWhole: true).matrices(
      rows: trajectoryCount, columns: neuronCount)
  }

  /// What a checkpoint keeps.
  private struct State: Codable {
    let step: Int
    let states, means, overlaps, snapshots: PackedMatrices
  }

  /// Keeps what a network can be continued from.
  ///
  /// - Parameter checkpoint: Where its simulation is.
  /// - Throws: ``ArchiveError`` when the disk cannot be written.
  public func save(_ checkpoint: RecurrentCheckpoint) throws {
    try units.saveCheckpoint(
      State(
        step: checkpoint.step, states: PackedMatrices([checkpoint.states]),
        means: PackedMatrices([checkpoint.means]), overlaps: PackedMatrices(checkpoint.overlaps),
        snapshots: PackedMatrices(checkpoint.snapshots)), unit: checkpoint.network)
  }

  /// Where a network can be continued; `nil` for one to be begun.
  ///
  /// - Parameter network: The network, from 0.
  /// - Returns: The checkpoint.
  /// - Throws: ``ArchiveError`` when the checkpoint is damaged.
  public func checkpoint(_ network: Int) throws -> RecurrentCheckpoint? {
    try units.checkpoint(State.self, unit: network) { state in
      guard let states = state.states.matrices(rows: trajectoryCount, columns: neuronCount)?.first,
        let overlaps = state.overlaps.matrices(rows: trajectoryCount, columns: trajectoryCount),
        // As many times as have been recorded so far.
        let means = state.means.matrices(rows: overlaps.count, columns: trajectoryCount)?.first,
        let snapshots = state.snapshots.matrices(rows: trajectoryCount, columns: neuronCount)
      else { return nil }
      return RecurrentCheckpoint(
        network: network, step: state.step, states: states, means: means, overlaps: overlaps,
        snapshots: snapshots)
    }
  }
}
