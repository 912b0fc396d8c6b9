public import Experiments
public import Sampling
public import SpinModels

/// A run that a figure is made of: a model, how it is sampled, and how many instances of it.
public struct FigureRun: Sendable {
  /// What it is called among the runs of the figure, for example "L8".
  public let name: String
  /// The model.
  public let model: any SpinEnsemble
  /// Temperatures and lengths.
  public let settings: SamplingSettings
  /// The number of instances, from 0.
  public let instanceCount: Int

  /// Describes a run.
  ///
  /// - Parameters:
  ///   - name: What it is called among the runs of the figure; letters and digits.
  ///   - model: The model.
  ///   - settings: Temperatures and lengths.
  ///   - instanceCount: The number of instances.
  public init(
    _ name: String, _ model: any SpinEnsemble, _ settings: SamplingSettings, instanceCount: Int
  ) {
    self.name = name
    self.model = model
    self.settings = settings
    self.instanceCount = instanceCount
  }

  /// How many spins are updated, ladder by ladder, in one step.
  var updatesPerStep: Int { settings.algorithm.walkers(settings) * model.spinCount }

  /// How many spins are updated in all.
  public var updates: Int {
    let updates = SamplingRun(model, settings: settings).updatesPerInstance
    let (product, overflow) = updates.multipliedReportingOverflow(by: instanceCount)
    return overflow ? .max : product
  }
}

/// A published figure made of runs of spin models: it says which ones, and what follows from them.
///
/// Where the runs come from is not its business: they are computed in memory, or kept in a folder and gone on with.
public protocol SampledFigure: PublishedFigure {
  /// The runs.
  ///
  /// - Parameters:
  ///   - effort: How much is computed.
  ///   - seed: The seed of all random numbers.
  /// - Returns: The runs, with different names.
  /// - Throws: What models and settings throw.
  func runs(_ effort: Effort, seed: UInt64) throws -> [FigureRun]

  /// Why its runs are not held to the test of equilibrium; `nil`, where it is not given, for samples of the Gibbs measure.
  var exemption: String? { get }

  /// What follows from the runs.
  ///
  /// - Parameters:
  ///   - runs: The runs, complete, in their order.
  ///   - effort: How much was computed.
  ///   - session: Threads and listeners.
  /// - Returns: The numbers beside those in print, and a picture.
  /// - Throws: What reading and theory throw.
  func figure(
    of runs: [any SampledRun], _ effort: Effort, _ session: Session
  ) async throws -> ReproducedFigure
}

extension SampledFigure {
  /// Samples of the Gibbs measure.
  public var exemption: String? { nil }

  /// What its runs are called before their own names: those of different efforts lie in one folder.
  ///
  /// - Parameter effort: How much is computed.
  /// - Returns: The name.
  public func runsName(_ effort: Effort) -> String { "\(name)-\(effort.rawValue)" }

  /// Computes it with runs in memory.
  public func reproduced(_ effort: Effort, _ session: Session) async throws -> ReproducedFigure {
    try await reproduced(effort, session, runs: MemoryRuns())
  }

  /// Computes it with runs from anywhere.
  ///
  /// - Parameters:
  ///   - effort: How much is computed.
  ///   - session: Seed, threads and listeners.
  ///   - source: Where runs come from.
  /// - Returns: The numbers beside those in print, and a picture.
  /// - Throws: What sampling and theory throw.
  public func reproduced(
    _ effort: Effort, _ session: Session, runs source: any RunSource
  ) async throws -> ReproducedFigure {
    let wanted = try runs(effort, seed: session.seed)
    let found = try await source.runs(wanted, of: runsName(effort), session)
    var made = try await figure(of: found, effort, session)
    made.runs = try await session.concurrently("equilibrium", count: found.count) {
      try FigureRunReport(wanted[$0].name, found[$0], effort, exemption: exemption)
    }
    return made
  }
}
