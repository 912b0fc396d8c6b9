import Parallelism

/// Samples disorder instances of the spherical p-spin model, ladder by ladder, on several threads.
///
/// Of the settings temperatures, ladders, sweeps, burn-in, draws and seed count; algorithm and start must be what
/// they are without being named. Every ladder reads its own random streams, so neither the number of threads nor the
/// choice of instances changes a result.
public struct SphericalRun: Sendable {
  /// The disorder ensemble.
  public let model: SphericalPSpin
  /// Temperatures and lengths.
  public let settings: SamplingSettings

  /// Describes a run; nothing is computed yet.
  ///
  /// - Parameters:
  ///   - model: The disorder ensemble.
  ///   - settings: Temperatures and lengths.
  /// - Throws: ``SamplingError`` for an algorithm or a start that spherical spins do not have.
  public init(_ model: SphericalPSpin, settings: SamplingSettings) throws(SamplingError) {
    let name = settings.algorithm.name
    guard name == (settings.temperatures.count > 1 ? ParallelTempering.name : HeatBath.name) else {
      throw .settingWithoutEffect(
        name: name, algorithm: "geodesic Monte Carlo",
        reason: "spherical spins have this algorithm only, with exchanges between temperatures")
    }
    guard settings.start == .random else {
      throw .unusableStart("spherical spins start at random; no other start is known for them")
    }
    self.model = model
    self.settings = settings
  }

  /// The number of sweeps per instance, over its ladders.
  public var stepsPerInstance: Int { settings.chainCount * settings.totalSweeps }

  /// Samples some instances.
  ///
  /// - Parameters:
  ///   - instances: The indices of the instances.
  ///   - threads: The largest number of ladders at a time.
  ///   - advanced: Called from any thread with the sweeps done since its last call.
  ///   - isolation: The caller's actor, on which instances are handed over.
  ///   - finished: Called on the caller's actor once per instance, in the order given.
  /// - Throws: `CancellationError` when the task is cancelled, and whatever `finished` throws.
  /// - Complexity: O(8 C(N, p)) per temperature and sweep.
  public func sample(
    instances: [Int], threads: Int,
    advanced: @escaping @Sendable (_ sweeps: Int) -> Void = { _ in },
    isolation: isolated (any Actor)? = #isolation,
    finished: (SphericalInstanceRecord) throws -> Void
  ) async throws {
    let chains = settings.chainCount
    // Couplings are drawn once for all ladders of an instance.
    let landscapes = SharedValues<ProductLandscape>(forgottenAfter: chains)
    var ladders: [SphericalLadderRecord] = []
    try await concurrentForEach(
      count: instances.count * chains, threads: threads,
      compute: { [model, settings] task in
        let (instance, chain) = (instances[task / chains], task % chains)
        let landscape = landscapes.value(instance) {
          model.landscape(ofInstance: instance, seed: settings.seed)
        }
        var ladder = SphericalLadder(
          landscape, settings: settings,
          streams: LadderStreams(seed: settings.seed, instance: instance, chain: chain))
        return try ladder.finished(advanced: advanced)
      },
      deliver: { task, ladder in
        ladders.append(ladder)
        guard ladders.count == chains else { return }
        try finished(
          SphericalInstanceRecord(instance: instances[task / chains], ladders: ladders))
        ladders.removeAll(keepingCapacity: true)
      })
  }
}
