import Documents
public import Sampling
public import SpinModels

/// A sampling run on disk: a Zarr store with one block of chunks per disorder instance.
///
/// Any process may compute any instance into the store. An instance is there when its last chunk,
/// `wall_seconds`, is; before that it reads as missing.
public struct RunStore: StoredRun {
  /// What such a run holds.
  public static let kind = RunKind.spin

  /// The blocks of the instances, and their checkpoints.
  public let units: UnitStore
  /// The model.
  public let model: any SpinEnsemble
  /// Temperatures and lengths.
  public let settings: SamplingSettings

  /// The number of instances that the run will have when it is complete.
  public var instanceCount: Int { units.unitCount }
  /// The underlying store.
  public var store: ZarrStore { units.store }

  /// Whether couplings are stored that could be drawn again.
  var storesCouplings: Bool {
    store.arrays.contains { $0.name == SpinInstance.storedCouplings.name }
  }

  /// Makes a store for a run, or continues one.
  ///
  /// - Parameters:
  ///   - path: The folder to make.
  ///   - model: The model.
  ///   - settings: Temperatures and lengths.
  ///   - instanceCount: The number of instances of the complete run.
  ///   - command: The command that makes the run again.
  ///   - version: The version of the program.
  ///   - storesCouplings: Whether couplings are stored; a user's own always are.
  ///   - ifExists: What to do when something is already there.
  /// - Returns: The run.
  /// - Throws: ``ArchiveError`` when the store cannot be made, or is that of another run, and for given couplings without a
  ///   bond, whose array would have no chunk.
  public static func create(
    at path: String, model: any SpinEnsemble, settings: SamplingSettings, instanceCount: Int,
    command: String, version: String, storesCouplings: Bool = false,
    ifExists: ZarrStore.IfExists = .fail
  ) throws -> RunStore {
    var layout = RunLayout(
      model: model, settings: settings, instanceCount: instanceCount,
      storesCouplings: storesCouplings)
    guard !layout.arrays.contains(where: { $0.shape.contains(0) }) else {
      throw ArchiveError.noData(
        path: path, expected: "a model with at least one bond, which may be zero, for its run")
    }
    if case .open = ifExists, UnitStore.isRun(at: path) {
      let present = Set(try ZarrStore(at: path).arrays.map(\.name))
      layout.missing = RecordedQuantity.addedLater.subtracting(present)
    }
    let units = try UnitStore(
      at: path, kind: kind, unitCount: instanceCount,
      identity: [
        "model": model.description, "temperatures": JSONValue(settings.temperatures),
        "instances": .integer(instanceCount), "chains": .integer(settings.chainCount),
        "draws": .integer(settings.draws), "seed": JSONValue(seed: settings.seed),
        "burn_in": .integer(settings.burnIn), "sweeps": .integer(settings.sweeps),
        "exchanges": .bool(settings.exchanges),
        "algorithm": .string(settings.algorithm.name),
        "start": .string(settings.start.name),
      ],
      notes: [
        "title": .string("replica-kit run: \(model.name), N = \(model.spinCount)"),
        "version": .string(version), "command": .string(command),
        "conventions": .string(
          model is PSpin
            ? "H = -sum_{i<j<...} J_ij... s_i s_j ... - h sum_i s_i, k_B = 1; overlaps only between chains"
            : "H = -sum_{i<j} J_ij s_i s_j - sum_i h_i s_i, k_B = 1; overlaps only between chains"
        ),
      ],
      arrays: layout.arrays, shared: layout.shared,
      coordinates: ["beta"], ifExists: ifExists)
    return RunStore(units: units, model: model, settings: settings)
  }

  private init(units: UnitStore, model: any SpinEnsemble, settings: SamplingSettings) {
    self.units = units
    self.model = model
    self.settings = settings
  }

  /// Opens a run, complete or not.
  ///
  /// - Parameter path: The folder.
  /// - Throws: ``ArchiveError`` when there is no store, or it is not a run of this library.
  public init(at path: String) throws {
    units = try UnitStore(at: path, kind: Self.kind)
    try units.requireShared()
    let store = units.store
    func bad(_ item: String, _ expected: String) -> ArchiveError {
      .badMetadata(
        path: path, item: item, expected: expected,
        found: store.attributes[item]?.compactText ?? "nothing")
    }
    guard let seed = store.attributes["seed"]?.seedValue else {
      throw bad("seed", "a whole number")
    }
    guard let burnIn = store.attributes["burn_in"]?.intValue else {
      throw bad("burn_in", "a number")
    }
    guard let sweeps = store.attributes["sweeps"]?.intValue else { throw bad("sweeps", "a number") }
    guard let exchanges = store.attributes["exchanges"]?.boolValue else {
      throw bad("exchanges", "true or false")
    }
    let shape = try store.array(Quantity.energies.name).shape
    guard shape.count == 4 else {
      throw ArchiveError.wrongShape(
        path: path, expected: "instance × temperature × chain × draw", found: shape)
    }
    do {
      settings = try SamplingSettings(
        temperatures: try store.readNumbers("temperature", isWhole: true), chainCount: shape[2],
        burnIn: burnIn,
        sweeps: sweeps, draws: shape[3], seed: seed,
        algorithm: try Self.algorithm(of: store, exchanges: exchanges),
        start: try Self.start(of: store))
    } catch let error as SamplingError {
      throw ArchiveError.badMetadata(
        path: path, item: "settings", expected: "a valid run", found: error.description)
    }
    model = try StoredModel.read(from: store)
    try requireLayout()
  }

  /// Refuses arrays that are not as model and settings make them, so that nothing later depends on what a damaged
  /// file states.
  private func requireLayout() throws {
    let layout = RunLayout(
      model: model, settings: settings, instanceCount: instanceCount,
      storesCouplings: storesCouplings)
    for expected in layout.arrays {
      // A run of an earlier version may lack an array; whoever needs it says so.
      guard let found = store.arrays.first(where: { $0.name == expected.name }) else { continue }
      guard found.hasSameLayout(as: expected) else {
        throw ArchiveError.badMetadata(
          path: path, item: "array '\(expected.name)'",
          expected:
            "\(expected.dataType.name) of shape \(expected.shape), as the run's settings make it",
          found: "\(found.dataType.name) of shape \(found.shape)")
      }
    }
  }

  /// From where the ladders of a run started; those of earlier versions started from random configurations.
  private static func start(of store: ZarrStore) throws -> LadderStart {
    switch store.attributes["start"]?.stringValue ?? LadderStart.random.name {
    case LadderStart.random.name: return .random
    case LadderStart.up.name: return .up
    case LadderStart.patterns.name: return .patterns
    case "configurations":
      let array = try store.array(RunLayout.startName)
      let spins = store.attributes["model"]?["spins"]?.intValue ?? 0
      guard array.shape.count == 2, spins > 0,
        array.shape[1] == PackedConfigurations.bytesPerConfiguration(spinCount: spins)
      else {
        throw ArchiveError.wrongShape(
          path: store.path, expected: "start × byte", found: array.shape)
      }
      let bytes: [UInt8] = try store.readArray(
        RunLayout.startName, region: array.shape.map { 0..<$0 }, isWhole: true)
      return .configurations(PackedConfigurations(bytes: bytes, spinCount: spins))
    case let other:
      throw ArchiveError.badMetadata(
        path: store.path, item: "start", expected: "random, up, patterns or configurations",
        found: other)
    }
  }

  /// The algorithm of a run; runs of earlier versions only say whether temperatures exchanged.
  private static func algorithm(
    of store: ZarrStore, exchanges: Bool
  ) throws -> any SamplingAlgorithm {
    guard let name = store.attributes["algorithm"]?.stringValue else {
      return exchanges ? ParallelTempering() : HeatBath()
    }
    guard let algorithm = AlgorithmCatalogue.algorithm(named: name) else {
      throw ArchiveError.badMetadata(
        path: store.path, item: "algorithm",
        expected: AlgorithmCatalogue.names.joined(separator: ", "), found: name)
    }
    return algorithm
  }

  /// The complete instances, ascending.
  public func doneInstances() throws -> [Int] {
    try units.doneUnits()
  }
}
