import Parallelism
public import SpinModels

/// Samples the instances of a disorder ensemble, ladder by ladder, on several threads.
///
/// Every ladder reads its own random streams, so neither the number of threads nor the choice of
/// instances changes a result.
public struct SamplingRun: Sendable {
  /// The disorder ensemble.
  public let ensemble: any SpinEnsemble
  /// Temperatures and lengths.
  public let settings: SamplingSettings

  /// Describes a run; nothing is computed yet.
  ///
  /// - Parameters:
  ///   - ensemble: The disorder ensemble.
  ///   - settings: Temperatures and lengths.
  public init(_ ensemble: any SpinEnsemble, settings: SamplingSettings) {
    self.ensemble = ensemble
    self.settings = settings
  }

  /// The number of steps per instance, over its ladders.
  public var stepsPerInstance: Int {
    Self.product(settings.chainCount, settings.algorithm.steps(settings))
  }

  /// The number of spin updates attempted per instance.
  public var updatesPerInstance: Int {
    Self.product(stepsPerInstance, settings.algorithm.walkers(settings), ensemble.spinCount)
  }

  /// The number of steps of some instances.
  ///
  /// - Parameter instances: How many.
  /// - Returns: The steps over all their ladders.
  public func steps(ofInstances instances: Int) -> Int { Self.product(instances, stepsPerInstance) }

  /// A product of counts; the largest whole number where it is beyond, which no run comes to an end of.
  private static func product(_ counts: Int...) -> Int {
    counts.reduce(1) {
      let (product, overflow) = $0.multipliedReportingOverflow(by: $1)
      return overflow ? .max : product
    }
  }

  /// Refuses a start or couplings that cannot be used, as far as the first instance tells.
  ///
  /// - Throws: ``SamplingError``.
  public func check() throws(SamplingError) {
    try settings.start.check(ensemble)
    if !settings.algorithm.takesAllCouplings { _ = try settings.kernel(of: ensemble, 0) }
  }

  /// Samples some instances.
  ///
  /// - Parameters:
  ///   - instances: The indices of the instances.
  ///   - threads: The largest number of ladders at a time.
  ///   - checkpoints: Where the state of unfinished ladders is kept and found again; `nil` for nowhere.
  ///   - advanced: Called from any thread with the steps done since its last call.
  ///   - isolation: The caller's actor, on which instances are handed over.
  ///   - finished: Called on the caller's actor once per instance, in the order given.
  /// - Throws: `CancellationError` when the task is cancelled, ``SamplingError`` when a ladder's
  ///   bookkeeping went wrong, and whatever `finished` throws.
  public func sample(
    instances: [Int], threads: Int, checkpoints: (any LadderCheckpoints)? = nil,
    advanced: @escaping @Sendable (_ steps: Int) -> Void = { _ in },
    isolation: isolated (any Actor)? = #isolation,
    finished: (InstanceRecord) throws -> Void
  ) async throws {
    try check()
    let chains = settings.chainCount
    let extensions = settings.extensions
    // Couplings are drawn once for all ladders of an instance.
    let kernels = SharedValues<any SweepKernel>(forgottenAfter: chains)
    var ladders: [LadderRecord] = []
    try await concurrentForEach(
      count: instances.count * chains, threads: threads,
      compute: { [ensemble, settings] task in
        let (instance, chain) = (instances[task / chains], task % chains)
        let kernel = try kernels.value(instance) { try settings.kernel(of: ensemble, instance) }
        let ladder = settings.ladder(
          kernel, settings.streams(of: ensemble, instance: instance, chain: chain))
        return try ladder.finished(
          keeping: checkpoints.map {
            LadderCheckpoint(
              checkpoints: $0, instance: instance, chain: chain, extensions: settings.extensions)
          }, advanced: advanced)
      },
      deliver: { task, ladder in
        ladders.append(ladder)
        guard ladders.count == chains else { return }
        try finished(
          InstanceRecord(
            instance: instances[task / chains], ladders: ladders, extensions: extensions))
        ladders.removeAll(keepingCapacity: true)
      })
  }
}
