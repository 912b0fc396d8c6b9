public import Experiments
public import Sampling

/// Where the runs of a figure come from.
public protocol RunSource: Sendable {
  /// Computes what there is not yet.
  ///
  /// - Parameters:
  ///   - wanted: The runs.
  ///   - name: What they belong to.
  ///   - session: Threads and listeners.
  /// - Returns: The complete runs, in the same order.
  /// - Throws: What sampling throws.
  func runs(
    _ wanted: [FigureRun], of name: String, _ session: Session
  ) async throws -> [any SampledRun]
}

/// Runs that are computed in memory and forgotten.
public struct MemoryRuns: RunSource {
  /// Makes the source.
  public init() {}

  /// Computes all of them.
  public func runs(
    _ wanted: [FigureRun], of name: String, _ session: Session
  ) async throws -> [any SampledRun] {
    let progress = JointProgress(wanted.map(\.updates), session)
    defer { progress.finish() }
    var found: [any SampledRun] = []
    for run in wanted {
      let scale = run.updatesPerStep
      found.append(
        try await SamplingRun(run.model, settings: run.settings).recorded(
          instances: 0..<run.instanceCount, threads: session.threadCount,
          advanced: { progress.advance($0 &* scale) }))
    }
    return found
  }
}

/// One meter for several runs, so that the time left is that of all of them.
public struct JointProgress: ProgressMeter {
  /// Updates that count as one, so that no sum of them overflows.
  private static let unit = 1 << 10
  private let meter: any ProgressMeter

  /// Begins the work.
  ///
  /// - Parameters:
  ///   - updates: The spin updates of every run.
  ///   - session: Who listens.
  public init(_ updates: [Int], _ session: Session) {
    let total = updates.reduce(0.0) { $0 + Double($1) } / Double(Self.unit)
    meter = session.progress("sampling", total: max(1, Int(min(total, 1e18))))
  }

  /// Takes spin updates into account.
  public func advance(_ updates: Int) { meter.advance(updates / Self.unit) }

  /// All is done.
  public func finish() { meter.finish() }

  /// The part of this meter that belongs to one run.
  ///
  /// - Parameters:
  ///   - run: The run.
  ///   - session: Threads and listeners.
  /// - Returns: A session whose meters count steps of the run.
  public func session(for run: FigureRun, of session: Session) -> Session {
    let share = Share(meter: self, updatesPerStep: run.updatesPerStep)
    return Session(
      seed: session.seed, threadCount: session.threadCount, meter: { _, _ in share },
      listener: { session.note($0) })
  }

  private struct Share: ProgressMeter {
    let meter: JointProgress
    let updatesPerStep: Int
    func advance(_ amount: Int) { meter.advance(amount &* updatesPerStep) }
    func finish() {}
  }
}
