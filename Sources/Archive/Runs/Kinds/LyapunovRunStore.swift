public import Documents
public import RandomNetworks

/// Lyapunov exponents of recurrent networks on disk.
public struct LyapunovRunStore: StoredRun {
  /// What such a run holds.
  public static let kind = RunKind.lyapunovExponents

  /// The blocks of the networks, and their checkpoints.
  public let units: UnitStore
  private let exponentCount: Int
  private let neuronCount: Int

  /// The number of networks of the complete run.
  public var networkCount: Int { units.unitCount }

  /// Makes a store for a run, or continues one.
  ///
  /// - Parameters:
  ///   - path: The folder to make.
  ///   - settings: What is measured.
  ///   - neuronCount: The number N of neurons.
  ///   - networkCount: The number of networks of the complete run.
  ///   - description: All that the results depend on, in words: an object.
  ///   - notes: Further attributes: an object.
  ///   - ifExists: What to do when something is already there.
  /// - Throws: ``ArchiveError`` when the store cannot be made, or is that of another run.
  public init(
    at path: String, settings: LyapunovSettings, neuronCount: Int, networkCount: Int,
    description: JSONValue, notes: JSONValue, ifExists: ZarrStore.IfExists = .fail
  ) throws {
    exponentCount = settings.exponentCount
    self.neuronCount = neuronCount
    let shape = [("network", networkCount), ("exponent", settings.exponentCount)]
    let inverse = settings.scheme == .map ? "1/step" : "1/time constant"
    units = try UnitStore(
      at: path, kind: Self.kind, unitCount: networkCount, identity: ["settings": description],
      notes: notes,
      arrays: [
        Self.kind.array("lyapunov_exponent", shape, "Lyapunov exponent", units: inverse),
        Self.kind.array(
          "lyapunov_error", shape, "standard error of the exponent over time", units: inverse),
        Self.kind.array(
          "autocorrelation_time", [("network", networkCount)],
          "integrated autocorrelation time of the first exponent; negative: series too short",
          units: "time constant"),
      ], ifExists: ifExists)
  }

  /// Writes a complete network.
  ///
  /// - Parameters:
  ///   - record: What was measured.
  ///   - wallSeconds: The time it took, for information only.
  /// - Throws: ``ArchiveError`` when the disk cannot be written.
  public func write(_ record: LyapunovRecord, wallSeconds: Double) throws {
    try units.reopen(record.network)
    func put(_ name: String, _ values: [Double]) throws {
      try units.write(name, unit: record.network, values)
    }
    try put("lyapunov_exponent", record.exponents)
    try put("lyapunov_error", record.errors)
    let time = record.autocorrelationTime ?? .nan
    try put("autocorrelation_time", [record.isShort ? -time : time])
    try units.finish(record.network, wallSeconds: wallSeconds)
  }

  /// Reads a complete network.
  ///
  /// - Parameter network: The network, from 0.
  /// - Returns: Its record.
  /// - Throws: ``ArchiveError`` when a chunk is missing or damaged.
  public func read(_ network: Int) throws -> LyapunovRecord {
    func numbers(_ name: String) throws -> [Double] { try units.numbers(name, unit: network) }
    let time = try numbers("autocorrelation_time")[0]
    return LyapunovRecord(
      network: network, exponents: try numbers("lyapunov_exponent"),
      errors: try numbers("lyapunov_error"), autocorrelationTime: time.isNaN ? nil : abs(time),
      isShort: time < 0)
  }

  /// What a checkpoint keeps.
  private struct State: Codable {
    let intervals: Int
    let state: PackedArray<Double>
    let frame: PackedMatrices
    let logarithms: PackedArray<Double>
  }

  /// Keeps what a network can be continued from.
  ///
  /// - Parameter checkpoint: Where its measurement is.
  /// - Throws: ``ArchiveError`` when the disk cannot be written.
  public func save(_ checkpoint: LyapunovCheckpoint) throws {
    try units.saveCheckpoint(
      State(
        intervals: checkpoint.intervals, state: PackedArray(checkpoint.state),
        frame: PackedMatrices([checkpoint.frame]),
        logarithms: PackedArray(checkpoint.logarithms.flatMap { $0 })), unit: checkpoint.network)
  }

  /// Where a network can be continued; `nil` for one to be begun.
  ///
  /// - Parameter network: The network, from 0.
  /// - Returns: The checkpoint.
  /// - Throws: ``ArchiveError`` when the checkpoint is damaged.
  public func checkpoint(_ network: Int) throws -> LyapunovCheckpoint? {
    try units.checkpoint(State.self, unit: network) { state in
      guard let frame = state.frame.matrices(rows: exponentCount, columns: neuronCount)?.first,
        state.state.elements.count == neuronCount,
        state.logarithms.elements.count % exponentCount == 0
      else { return nil }
      return LyapunovCheckpoint(
        network: network, intervals: state.intervals, state: state.state.elements, frame: frame,
        logarithms: state.logarithms.elements.chunked(by: exponentCount))
    }
  }
}
