import Documents
public import Sampling
import SpinModels

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
  public let model: RunModel
  /// Temperatures and lengths.
  public let settings: SamplingSettings

  /// The number of instances that the run will have when it is complete.
  public var instanceCount: Int { units.unitCount }
  /// The underlying store.
  public var store: ZarrStore { units.store }

  /// The names of the arrays.
  enum Name {
    static let configurations = "configurations"
    static let energies = "energy_per_spin"
    static let magnetizations = "magnetization"
    static let meanEnergies = "mean_energy_per_spin"
    static let binEnergies = "bin_energy_per_spin"
    static let binOverlaps = "bin_mean_square_overlap"
    static let withinOverlaps = "within_mean_square_overlap"
    static let betweenOverlaps = "between_mean_square_overlap"
    static let autocorrelation = "integrated_autocorrelation_time"
    static let swapRates = "swap_rate"
    static let roundTrips = "round_trips"
    static let patterns = "patterns"
    static let couplings = "couplings"
    static let fields = "field"
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
  /// - Throws: ``ArchiveError`` when the store cannot be made, or is that of another run.
  public static func create(
    at path: String, model: RunModel, settings: SamplingSettings, instanceCount: Int,
    command: String, version: String, storesCouplings: Bool = false,
    ifExists: ZarrStore.IfExists = .fail
  ) throws -> RunStore {
    let layout = RunLayout(
      model: model, settings: settings, instanceCount: instanceCount,
      storesCouplings: storesCouplings)
    let units = try UnitStore(
      at: path, kind: kind, unitCount: instanceCount,
      identity: [
        "model": model.description, "seed": JSONValue(seed: settings.seed),
        "burn_in": .integer(settings.burnIn), "sweeps": .integer(settings.sweeps),
        "exchanges": .bool(settings.exchanges),
      ],
      notes: [
        "title": .string("replica-kit run: \(model.name), N = \(model.spinCount)"),
        "version": .string(version), "command": .string(command),
        "conventions": .string(
          "H = -sum_{i<j} J_ij s_i s_j - sum_i h_i s_i, k_B = 1; overlaps only between chains"),
      ],
      arrays: layout.arrays, shared: layout.coordinates + layout.givenDisorder,
      coordinates: ["beta"], ifExists: ifExists)
    return RunStore(units: units, model: model, settings: settings)
  }

  private init(units: UnitStore, model: RunModel, settings: SamplingSettings) {
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
    let shape = try store.array(Name.energies).shape
    guard shape.count == 4 else {
      throw ArchiveError.wrongShape(
        path: path, expected: "instance × temperature × chain × draw", found: shape)
    }
    do {
      settings = try SamplingSettings(
        temperatures: try store.readNumbers("temperature"), chainCount: shape[2], burnIn: burnIn,
        sweeps: sweeps, draws: shape[3], seed: seed, exchanges: exchanges)
    } catch let error as SamplingError {
      throw ArchiveError.badMetadata(
        path: path, item: "settings", expected: "a valid run", found: error.description)
    }
    model = try RunModel(of: store)
  }

  /// The complete instances, ascending.
  public func doneInstances() throws -> [Int] {
    try units.doneUnits()
  }
}
