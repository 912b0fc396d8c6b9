import Documents
public import Sampling
import SpinModels

/// A run of spherical spins on disk.
///
/// ```
/// configurations   instance × temperature × chain × draw × site, float64, Σ_i s_i² = N
/// ```
///
/// The other arrays have the names, dimensions and meanings of those of a ``RunStore``. Whoever reads arrays of replicas
/// by the names of their dimensions reads the configurations so.
public struct SphericalRunStore: StoredRun {
  /// What such a run holds.
  public static let kind = RunKind.sphericalSpin

  /// The blocks of the instances.
  public let units: UnitStore
  /// The model.
  public let model: SphericalPSpin
  /// Temperatures and lengths.
  public let settings: SamplingSettings

  /// The number of instances that the run will have when it is complete.
  public var instanceCount: Int { units.unitCount }

  /// Makes a store for a run, or continues one.
  ///
  /// - Parameters:
  ///   - path: The folder to make.
  ///   - run: Model, temperatures and lengths.
  ///   - instanceCount: The number of instances of the complete run.
  ///   - command: The command that makes the run again.
  ///   - version: The version of the program.
  ///   - ifExists: What to do when something is already there.
  /// - Throws: ``ArchiveError`` when the store cannot be made, or is that of another run.
  public init(
    at path: String, _ run: SphericalRun, instanceCount: Int, command: String, version: String,
    ifExists: ZarrStore.IfExists = .fail
  ) throws {
    model = run.model
    settings = run.settings
    let layout = Layout(model: model, settings: settings, instanceCount: instanceCount)
    units = try UnitStore(
      at: path, kind: Self.kind, unitCount: instanceCount,
      identity: [
        "model": model.description, "temperatures": JSONValue(settings.temperatures),
        "instances": .integer(instanceCount), "chains": .integer(settings.chainCount),
        "draws": .integer(settings.draws), "seed": JSONValue(seed: settings.seed),
        "burn_in": .integer(settings.burnIn), "sweeps": .integer(settings.sweeps),
        "exchanges": .bool(settings.exchanges), "algorithm": "geodesic-monte-carlo",
      ],
      notes: [
        "title": .string("replica-kit run: spherical p-spin model, N = \(model.spinCount)"),
        "version": .string(version), "command": .string(command),
        "conventions":
          "H = -sum_{i<j<...} J_ij... s_i s_j ..., sum_i s_i^2 = N, k_B = 1; overlaps only between chains",
      ],
      arrays: layout.arrays, shared: layout.common.shared, coordinates: ["beta"],
      ifExists: ifExists)
  }

  /// Opens a run, complete or not.
  ///
  /// - Parameter path: The folder.
  /// - Throws: ``ArchiveError`` when there is no store, or it is not such a run.
  public init(at path: String) throws {
    units = try UnitStore(at: path, kind: Self.kind)
    try units.requireShared()
    let store = units.store
    func bad(_ item: String, _ expected: String, _ found: String? = nil) -> ArchiveError {
      .badMetadata(
        path: path, item: item, expected: expected,
        found: found ?? store.attributes[item]?.compactText ?? "nothing")
    }
    guard let seed = store.attributes["seed"]?.seedValue else {
      throw bad("seed", "a whole number")
    }
    guard let burnIn = store.attributes["burn_in"]?.intValue else {
      throw bad("burn_in", "a number")
    }
    guard let sweeps = store.attributes["sweeps"]?.intValue else { throw bad("sweeps", "a number") }
    let shape = try store.array(Quantity.energies.name).shape
    guard shape.count == 4 else {
      throw ArchiveError.wrongShape(
        path: path, expected: "instance × temperature × chain × draw", found: shape)
    }
    guard let couplings = try StoredModel.read(from: store) as? PSpin else {
      throw bad("model", "a p-spin model")
    }
    do {
      settings = try SamplingSettings(
        temperatures: try store.readNumbers("temperature", isWhole: true), chainCount: shape[2],
        burnIn: burnIn, sweeps: sweeps, draws: shape[3], seed: seed)
      model = try SphericalPSpin(couplings)
    } catch let error as SamplingError {
      throw bad("settings", "a valid run", error.description)
    } catch let error as SpinModelError {
      throw bad("model", "a valid model", error.description)
    }
    for expected in Layout(model: model, settings: settings, instanceCount: instanceCount).arrays {
      guard let found = store.arrays.first(where: { $0.name == expected.name }),
        found.hasSameLayout(as: expected)
      else { throw ArchiveError.conflictingStore(path: path, array: expected.name) }
    }
  }

  /// Writes a complete instance.
  ///
  /// - Parameters:
  ///   - record: What was sampled.
  ///   - wallSeconds: The time it took, for information only.
  /// - Throws: ``ArchiveError`` when the disk cannot be written.
  public func write(_ record: SphericalInstanceRecord, wallSeconds: Double) throws {
    try units.reopen(record.instance)
    let values = Layout.values(of: record, settings)
    try FileSystem.writeAtomically(
      values.map { try units.file($0.name, unit: record.instance, $0.values) })
    try units.finish(record.instance, wallSeconds: wallSeconds)
  }
}

extension SphericalRunStore {
  /// The complete instances, ascending.
  public func doneInstances() throws -> [Int] { try units.doneUnits() }

  /// The draws of one instance, by temperature and ladder.
  ///
  /// - Parameter instance: A complete instance.
  /// - Returns: The draws.
  /// - Throws: ``ArchiveError`` when the instance is missing or its chunk is damaged.
  public func configurations(instance: Int) throws -> [[SphericalConfigurations]] {
    try units.numbers(Quantity.configurations.name, unit: instance)
      .chunked(by: settings.draws * model.spinCount).map {
        SphericalConfigurations(spinCount: model.spinCount, values: $0)
      }.chunked(by: settings.chainCount)
  }

  /// The draws of one instance at one temperature, one collection per ladder.
  ///
  /// - Parameters:
  ///   - instance: A complete instance.
  ///   - temperature: The index of the temperature, from the lowest.
  /// - Returns: The draws.
  /// - Throws: ``ArchiveError`` when the instance is missing or its chunk is damaged.
  public func configurations(
    instance: Int, temperatureIndex temperature: Int
  ) throws -> [SphericalConfigurations] {
    let name = Quantity.configurations.name
    var region = try units.region(name, unit: instance)
    region[1] = temperature..<temperature + 1
    return try units.store.readNumbers(name, region: region, isWhole: true)
      .chunked(by: settings.draws * model.spinCount).map {
        SphericalConfigurations(spinCount: model.spinCount, values: $0)
      }
  }

  /// Numbers of an instance by temperature and ladder, such as `mean_energy_per_spin` and `acceptance`.
  ///
  /// - Parameters:
  ///   - name: The name of the array.
  ///   - instance: A complete instance.
  /// - Returns: The numbers.
  /// - Throws: ``ArchiveError`` when the instance is missing or its chunk is damaged.
  public func numbers(_ name: String, instance: Int) throws -> [[Double]] {
    try units.numbers(name, unit: instance).chunked(by: settings.chainCount)
  }

  /// The figures of an instance from which equilibration is judged.
  ///
  /// - Parameter instance: A complete instance.
  /// - Returns: The figures.
  /// - Throws: ``ArchiveError`` when the instance is missing or its chunk is damaged.
  public func equilibrationData(instance: Int) throws -> EquilibrationData {
    try units.equilibrationData(instance: instance, settings: settings, extensions: 0)
  }

  /// Whether the complete instances are in equilibrium: the same tests, with the same levels, as those of ±1 spins.
  ///
  /// - Returns: One entry per temperature.
  /// - Throws: An error when no instance is complete or one cannot be read.
  /// - Complexity: O((ladders · 64)² N) per instance and temperature.
  public func equilibrationReport() throws -> EquilibrationReport {
    let done = try doneInstances()
    guard !done.isEmpty else { throw SamplingError.noInstances }
    return try EquilibrationReport(
      settings: settings, isSpinFlipSymmetric: model.isSpinFlipSymmetric,
      instanceCount: done.count, instanceNames: done,
      identityDiscrepancies: try discrepancies(of: done)
    ) { place in
      EquilibrationEvidence(
        spherical: try configurations(instance: done[place]),
        energies: try energies(instance: done[place]),
        data: try equilibrationData(instance: done[place]))
    }
  }

  /// By temperature, ladder and draw, the energies per spin of an instance.
  private func energies(instance: Int) throws -> [[[Double]]] {
    try units.numbers(Quantity.energies.name, unit: instance)
      .chunked(by: settings.draws).chunked(by: settings.chainCount)
  }

  /// Per temperature and instance, what the exact identity leaves; `nil` for couplings that have none.
  private func discrepancies(of instances: [Int]) throws -> [[Double]]? {
    var result = [[Double]](repeating: [], count: settings.temperatures.count)
    for instance in instances {
      let draws = try configurations(instance: instance)
      let energies = try energies(instance: instance)
      for (t, temperature) in settings.temperatures.enumerated() {
        guard
          let left = model.discrepancy(
            draws: draws[t], energies: energies[t], temperature: temperature)
        else { return nil }
        result[t].append(left)
      }
    }
    return result
  }
}

/// The arrays of a run of spherical spins: those of a run of Ising spins that both have, real configurations, and
/// what only trajectories have.
private struct Layout {
  let model: SphericalPSpin
  let settings: SamplingSettings
  let instanceCount: Int

  /// What there is for Ising spins only.
  private static let dropped: Set<String> = [
    Quantity.configurations.name, Quantity.magnetizations.name, Quantity.lowestEnergies.name,
    Quantity.lowestSweeps.name, Quantity.lowestConfigurations.name, Quantity.extensions.name,
  ]

  private static let slots = ["instance", "temperature", "chain"]
  private static let configurations = Quantity(
    Quantity.configurations.name, slots + ["draw", "site"],
    "real spins on the sphere sum_i s_i^2 = N")
  private static let acceptance = Quantity(
    "acceptance", slots, "accepted fraction of the trajectories of the measured sweeps")
  private static let steps = Quantity(
    "trajectory_step", slots, "time of a step of a trajectory, tuned in the burn-in", unit: "radian"
  )

  /// The layout of a run of Ising spins with the same settings.
  var common: RunLayout {
    RunLayout(
      model: model.couplings, settings: settings, instanceCount: instanceCount,
      storesCouplings: false)
  }

  var arrays: [ZarrArray] {
    let slots = [instanceCount, settings.temperatures.count, settings.chainCount]
    return [ZarrArray(Self.configurations, extents: slots + [settings.draws, model.spinCount])]
      + common.arrays.filter { !Self.dropped.contains($0.name) }
      + [ZarrArray(Self.acceptance, extents: slots), ZarrArray(Self.steps, extents: slots)]
  }

  /// The numbers of an instance, in C order.
  static func values(
    of record: SphericalInstanceRecord, _ settings: SamplingSettings
  ) -> [(name: String, values: [Double])] {
    let ladders = record.ladders
    func perSlot(_ values: (Int, SphericalLadderRecord) -> [Double]) -> [Double] {
      settings.temperatures.indices.flatMap { t in ladders.flatMap { values(t, $0) } }
    }
    func flat(_ values: [[[Double]]]) -> [Double] { values.flatMap { $0.flatMap { $0 } } }
    let data = record.equilibrationData
    var all: [(Quantity, [Double])] = [
      (configurations, perSlot { $1.draws[$0].values }),
      (.energies, perSlot { $1.drawEnergyPerSpin[$0] }),
      (.meanEnergies, perSlot { [$1.meanEnergyPerSpin[$0]] }),
      (.withinOverlaps, data.withinSquareOverlap.flatMap { $0 }),
      (.betweenOverlaps, data.betweenSquareOverlap.flatMap { $0 }),
      (.autocorrelationTimes, data.autocorrelationTimes.flatMap { $0 }),
      (acceptance, perSlot { [$1.acceptance[$0]] }),
      (steps, perSlot { [$1.steps[$0]] }),
    ]
    if !settings.logarithmicBins.isEmpty {
      all += [
        (.binEnergies, flat(data.binEnergyPerSpin)), (.binOverlaps, flat(data.binSquareOverlap)),
      ]
    }
    if !settings.driftBlocks.isEmpty {
      all += [
        (.driftEnergies, flat(data.driftEnergyPerSpin)),
        (.driftOverlaps, flat(data.driftSquareOverlap)),
      ]
    }
    return all.map { ($0.0.name, $0.1) }
      + settings.algorithm.diagnostics.compactMap { quantity in
        data.diagnostics[quantity.name].flatMap { values in
          values.isEmpty ? nil : (quantity.name, values.flatMap { $0 })
        }
      }
  }
}
