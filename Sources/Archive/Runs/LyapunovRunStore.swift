public import Documents
import LinearAlgebra
public import RandomNetworks

/// Lyapunov exponents of recurrent networks on disk: a Zarr store with one block of chunks per network.
///
/// A network is there when its last chunk, `wall_seconds`, is; before that it reads as missing. Checkpoints lie in
/// `.checkpoint`.
public struct LyapunovRunStore: Sendable {
  private let blocks: NetworkBlocks
  private let settings: LyapunovSettings
  private let neuronCount: Int

  /// The folder.
  public var path: String { blocks.store.path }
  /// The number of networks of the complete run.
  public var networkCount: Int { blocks.networkCount }

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
    self.settings = settings
    self.neuronCount = neuronCount
    let shape: KeyValuePairs = ["network": networkCount, "exponent": settings.exponentCount]
    let units = settings.scheme == .map ? "1/step" : "1/time constant"
    let arrays = [
      NetworkBlocks.array("lyapunov_exponent", shape, "Lyapunov exponent", units: units),
      NetworkBlocks.array(
        "lyapunov_error", shape, "standard error of the exponent over time", units: units),
      NetworkBlocks.array(
        "autocorrelation_time", ["network": networkCount],
        "integrated autocorrelation time of the first exponent; negative: series too short",
        units: "time constant"),
    ]
    blocks = try NetworkBlocks(
      at: path, kind: "recurrent lyapunov", settings: description, notes: notes, arrays: arrays,
      networkCount: networkCount, ifExists: ifExists)
  }

  /// Whether a network is complete.
  ///
  /// - Parameter network: The network, from 0.
  /// - Returns: Whether its last chunk is there.
  /// - Throws: ``ArchiveError`` when there is no such network.
  public func isDone(_ network: Int) throws -> Bool { try blocks.isDone(network) }

  /// Writes a complete network.
  ///
  /// - Parameters:
  ///   - record: What was measured.
  ///   - wallSeconds: The time it took, for information only.
  /// - Throws: ``ArchiveError`` when the disk cannot be written.
  public func write(_ record: LyapunovRecord, wallSeconds: Double) throws {
    let network = record.network
    try blocks.write("lyapunov_exponent", network: network, record.exponents)
    try blocks.write("lyapunov_error", network: network, record.errors)
    let time = record.autocorrelationTime ?? .nan
    try blocks.write("autocorrelation_time", network: network, [record.isShort ? -time : time])
    try blocks.write(NetworkBlocks.wallSeconds, network: network, [wallSeconds])
    try blocks.removeCheckpoint(network)
  }

  /// Reads a complete network.
  ///
  /// - Parameter network: The network, from 0.
  /// - Returns: Its record.
  /// - Throws: ``ArchiveError`` when a chunk is missing or damaged.
  public func read(_ network: Int) throws -> LyapunovRecord {
    guard try isDone(network) else {
      throw ArchiveError.noData(path: path, expected: "network \(network), which is not complete")
    }
    let time = try blocks.read("autocorrelation_time", network: network)[0]
    return LyapunovRecord(
      network: network, exponents: try blocks.read("lyapunov_exponent", network: network),
      errors: try blocks.read("lyapunov_error", network: network),
      autocorrelationTime: time.isNaN ? nil : abs(time), isShort: time < 0)
  }

  /// Keeps what a network can be continued from.
  ///
  /// - Parameter checkpoint: Where its measurement is.
  /// - Throws: ``ArchiveError`` when the disk cannot be written.
  public func save(_ checkpoint: LyapunovCheckpoint) throws {
    try blocks.saveCheckpoint(
      checkpoint.network,
      [
        "intervals": NumPyArray(shape: [1], values: [Double(checkpoint.intervals)]),
        "state": NumPyArray(shape: [neuronCount], values: checkpoint.state),
        "frame": NumPyArray(checkpoint.frame),
        "logarithms": NumPyArray(
          shape: [checkpoint.logarithms.count, settings.exponentCount],
          values: checkpoint.logarithms.flatMap { $0 }),
      ])
  }

  /// Where a network can be continued; `nil` for one to be begun.
  ///
  /// - Parameter network: The network, from 0.
  /// - Returns: The checkpoint.
  /// - Throws: ``ArchiveError`` when the checkpoint is damaged.
  public func checkpoint(_ network: Int) throws -> LyapunovCheckpoint? {
    guard let read = try blocks.checkpoint(network) else { return nil }
    let frame = try read("frame").matrix()
    let state = try read("state").values
    guard frame.rows == settings.exponentCount, frame.columns == neuronCount,
      state.count == neuronCount
    else {
      throw ArchiveError.wrongShape(
        path: path + "/.checkpoint",
        expected: "a frame of \(settings.exponentCount) × \(neuronCount)",
        found: [frame.rows, frame.columns])
    }
    return LyapunovCheckpoint(
      network: network, intervals: Int(try read("intervals").values.first ?? 0), state: state,
      frame: frame,
      logarithms: try read("logarithms").values.chunked(by: settings.exponentCount))
  }
}
