import Documents
public import Sampling

/// Instances of a run that are run on until they are twice as long, four times, ….
///
/// The blocks of an instance are replaced by those of the longer run; while they are, the instance reads as missing.
/// What a longer run needs lies in `.checkpoint`, one state per ladder and length; where it is lost the run begins anew
/// and gets the same bits.
extension RunStore {
  /// Whether the run says how often its instances were extended; one of an earlier version does not.
  public var keepsExtensions: Bool { store.arrays.contains { $0.name == Quantity.extensions.name } }

  /// Opens a run to go on with it as it was begun.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - version: The version of the program.
  /// - Returns: The run, of which instances can be written.
  /// - Throws: ``ArchiveError`` when there is no store, or it is not a run of this library.
  public static func continued(at path: String, version: String) throws -> RunStore {
    let found = try RunStore(at: path)
    return try create(
      at: path, model: found.model, settings: found.settings, instanceCount: found.instanceCount,
      command: found.store.attributes["command"]?.stringValue ?? "", version: version,
      storesCouplings: found.storesCouplings, ifExists: .open)
  }

  /// The number of doublings with which an instance that the run lacks was computed, or had begun to be.
  ///
  /// - Parameter instance: An instance that is missing, or of which a part is.
  /// - Returns: 0 for one that was never extended.
  /// - Throws: ``ArchiveError`` when the folder cannot be read.
  public func extensionsBegun(instance: Int) throws -> Int {
    guard keepsExtensions else { return 0 }
    let kept =
      try units.checkpointParts(unit: instance).map { $0 / settings.chainCount }.max() ?? 0
    // The blocks of a killed process, or of an instance of which another block was lost.
    let written = try store.readChunk(
      array: Quantity.extensions.name, index: [instance], as: Double.self)
    let count = written?.first.flatMap { Int(exactly: $0) } ?? 0
    return min(max(kept, count), SamplingSettings.mostExtensions)
  }

  /// Removes the states from which longer runs of an instance would go on.
  ///
  /// - Parameters:
  ///   - instance: A complete instance.
  ///   - extensions: States of runs that were doubled less often are removed; all of them when left out.
  /// - Throws: ``ArchiveError`` when they cannot be deleted.
  public func forgetStates(instance: Int, before extensions: Int? = nil) throws {
    let chains = settings.chainCount
    try units.removeCheckpoints(unit: instance) { part in
      extensions.map { part / chains < $0 } ?? true
    }
  }

  /// The instances of some that the run lacks; what a process left of the others that was killed when it
  /// had just marked them as complete is removed.
  ///
  /// - Parameters:
  ///   - instances: The instances in question.
  ///   - keepsStates: Whether the last states of complete instances stay, for longer runs; those of extended instances do
  ///     in any case.
  /// - Returns: Those that are to be computed.
  /// - Throws: ``ArchiveError`` when the run cannot be read, or a checkpoint cannot be deleted.
  public func lacking(_ instances: some Sequence<Int>, keepsStates: Bool = false) throws -> [Int] {
    if !keepsStates { try units.removeLeftCheckpoints { $0 < settings.chainCount } }
    return try instances.filter { try lacks($0) }
  }
}
