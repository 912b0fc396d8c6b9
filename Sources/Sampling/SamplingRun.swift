import Parallelism
public import SpinModels

/// Samples the instances of a disorder ensemble, ladder by ladder, on several threads.
///
/// Every ladder reads its own random streams, so neither the number of threads nor the choice of
/// instances changes a result.
public struct SamplingRun: Sendable {
  /// The disorder ensemble.
  public let ensemble: any DisorderEnsemble
  /// Temperatures and lengths.
  public let settings: SamplingSettings

  /// Describes a run; nothing is computed yet.
  ///
  /// - Parameters:
  ///   - ensemble: The disorder ensemble.
  ///   - settings: Temperatures and lengths.
  public init(_ ensemble: any DisorderEnsemble, settings: SamplingSettings) {
    self.ensemble = ensemble
    self.settings = settings
  }

  /// The number of spin updates attempted per instance.
  public var updatesPerInstance: Int {
    settings.totalSweeps * settings.chainCount * settings.temperatures.count * ensemble.spinCount
  }

  /// Samples some instances.
  ///
  /// - Parameters:
  ///   - instances: The indices of the instances.
  ///   - threads: The largest number of ladders at a time.
  ///   - advanced: Called from any thread with the sweeps done since its last call.
  ///   - isolation: The caller's actor, on which instances are handed over.
  ///   - finished: Called on the caller's actor once per instance, in the order given.
  /// - Throws: `CancellationError` when the task is cancelled, ``SamplingError`` when a ladder's
  ///   bookkeeping went wrong, and whatever `finished` throws.
  public func sample(
    instances: [Int], threads: Int,
    advanced: @escaping @Sendable (_ sweeps: Int) -> Void = { _ in },
    isolation: isolated (any Actor)? = #isolation,
    finished: (InstanceRecord) throws -> Void
  ) async throws {
    let chains = settings.chainCount
    var ladders: [LadderRecord] = []
    try await concurrentForEach(
      count: instances.count * chains, threads: threads,
      compute: { [ensemble, settings] task in
        let instance = instances[task / chains]
        let model = FixedPointModel(ensemble.instance(instance, seed: settings.seed))
        return try LadderRecord(
          sampling: model, settings: settings, instance: instance, chain: task % chains,
          advanced: advanced)
      },
      deliver: { task, ladder in
        ladders.append(ladder)
        guard ladders.count == chains else { return }
        try finished(InstanceRecord(instance: instances[task / chains], ladders: ladders))
        ladders.removeAll(keepingCapacity: true)
      })
  }
}
