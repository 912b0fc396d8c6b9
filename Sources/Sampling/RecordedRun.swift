public import SpinModels

/// A run in memory: the records of its instances.
public struct RecordedRun: SampledRun {
  /// The ensemble from which the instances were drawn.
  public let ensemble: any SpinEnsemble
  /// Temperatures and lengths.
  public let settings: SamplingSettings
  /// What was sampled, by instance, ascending.
  public let records: [InstanceRecord]

  /// Puts records together.
  ///
  /// - Parameters:
  ///   - ensemble: The ensemble from which the instances were drawn.
  ///   - settings: The settings with which all of them were sampled.
  ///   - records: One record per instance, in any order.
  public init(
    _ ensemble: any SpinEnsemble, settings: SamplingSettings, records: [InstanceRecord]
  ) {
    self.ensemble = ensemble
    self.settings = settings
    self.records = records.sorted { $0.instance < $1.instance }
  }

  /// The sampled instances, ascending.
  public func doneInstances() -> [Int] { records.map(\.instance) }

  /// The draws of one instance at one temperature, one collection per ladder.
  public func configurations(
    instance: Int, temperatureIndex: Int
  ) throws(SamplingError) -> [PackedConfigurations] {
    try record(instance).ladders.map { $0.draws[temperatureIndex] }
  }

  /// Per temperature and ladder, the mean energy per spin of an instance over the measured sweeps.
  public func meanEnergyPerSpin(instance: Int) throws(SamplingError) -> [[Double]] {
    try perLadder(instance) { $0.meanEnergyPerSpin[$1] }
  }

  /// Per temperature, ladder and draw, the energy per spin of an instance.
  public func drawEnergyPerSpin(instance: Int) throws(SamplingError) -> [[[Double]]] {
    let scale = 1 / Double(ensemble.spinCount)
    return try perLadder(instance) { ladder, t in ladder.drawEnergies[t].map { $0 * scale } }
  }

  /// Per temperature, ladder and draw, the magnetisation per spin of an instance.
  public func drawMagnetization(instance: Int) throws(SamplingError) -> [[[Double]]] {
    try perLadder(instance) { ladder, t in
      let draws = ladder.draws[t]
      return (0..<draws.count).map { draws.magnetization(of: $0) }
    }
  }

  /// The figures of an instance from which equilibration is judged.
  public func equilibrationData(instance: Int) throws(SamplingError) -> EquilibrationData {
    try record(instance).equilibration
  }

  /// The lowest energy that every ladder of an instance met.
  public func lowestStates(instance: Int) throws(SamplingError) -> LowestStates? {
    LowestStates(try record(instance).ladders.map(\.lowest))
  }

  private func record(_ instance: Int) throws(SamplingError) -> InstanceRecord {
    guard let record = records.first(where: { $0.instance == instance }) else {
      throw .missingInstance(instance)
    }
    return record
  }

  private func perLadder<Value>(
    _ instance: Int, _ value: (_ ladder: LadderRecord, _ temperatureIndex: Int) -> Value
  ) throws(SamplingError) -> [[Value]] {
    let ladders = try record(instance).ladders
    return settings.temperatures.indices.map { t in ladders.map { value($0, t) } }
  }
}

extension SamplingRun {
  /// Samples some instances and keeps them in memory.
  ///
  /// - Parameters:
  ///   - instances: The indices of the instances.
  ///   - threads: The largest number of ladders at a time.
  ///   - advanced: Called from any thread with the sweeps done since its last call.
  ///   - isolation: The caller's actor.
  /// - Returns: The run.
  /// - Throws: `CancellationError` when the task is cancelled, ``SamplingError`` when a ladder's
  ///   bookkeeping went wrong.
  public func recorded(
    instances: some Sequence<Int>, threads: Int,
    advanced: @escaping @Sendable (_ sweeps: Int) -> Void = { _ in },
    isolation: isolated (any Actor)? = #isolation
  ) async throws -> RecordedRun {
    var records: [InstanceRecord] = []
    try await sample(
      instances: Array(instances), threads: threads, advanced: advanced,
      finished: { records.append($0) })
    return RecordedRun(ensemble, settings: settings, records: records)
  }
}
