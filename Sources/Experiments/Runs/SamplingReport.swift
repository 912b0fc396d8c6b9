public import Archive
public import Documents
public import Sampling

/// What a call of the sampler did: the run as it stands in its store, and what it cost.
public struct SamplingReport: Reportable {
  /// The run, temperature by temperature.
  public let summary: RunSummary
  /// The store of the run.
  public let file: String
  /// The time that sampling took, in seconds, without that for running instances on.
  public let wallSeconds: Double
  /// The time per attempted update of one spin; `nil` where nothing was left to sample.
  public let nanosecondsPerUpdate: Double?
  /// What a pilot found for the ladder; `nil` where there was none.
  public let tuning: LadderTuning?
  /// Which instances were run on, and what came of it; `nil` where that was not asked for.
  public let `extension`: RunExtension?
  /// The time that running instances on took, in seconds; `nil` where that was not asked for.
  public let extensionSeconds: Double?
  private let doneCount: Int
  private let instanceCount: Int
  private let seed: UInt64

  /// Reads the store after sampling.
  ///
  /// - Parameters:
  ///   - store: The store of the run.
  ///   - sampledCount: How many instances were sampled just now.
  ///   - wallSeconds: How long that took.
  ///   - tuning: What a pilot found for the ladder.
  ///   - extension: Which instances were run on.
  ///   - extensionSeconds: How long that took.
  /// - Throws: An error when no instance is complete or one cannot be read.
  public init(
    _ store: RunStore, sampledCount: Int, wallSeconds: Double, tuning: LadderTuning? = nil,
    extension: RunExtension? = nil, extensionSeconds: Double? = nil
  ) throws {
    self.extensionSeconds = `extension` == nil ? nil : extensionSeconds
    self.extension = `extension`
    self.tuning = tuning
    summary = try RunSummary(store, file: store.path, instanceCount: store.instanceCount)
    file = store.path
    self.wallSeconds = wallSeconds
    let updates =
      Double(sampledCount)
      * Double(SamplingRun(store.model, settings: store.settings).updatesPerInstance)
    nanosecondsPerUpdate = updates > 0 ? wallSeconds * 1e9 / updates : nil
    doneCount = try store.doneInstances().count
    instanceCount = store.instanceCount
    seed = store.settings.seed
  }

  /// The summary, and the time.
  public var document: JSONValue {
    var object = summary.document.merging([
      "wall_seconds": .number(wallSeconds),
      "nanoseconds_per_update": JSONValue(nanosecondsPerUpdate),
    ])
    if let tuning { object["tuning"] = tuning.document }
    if let `extension` {
      object["extension"] = `extension`.document
      object["extension_seconds"] = JSONValue(extensionSeconds)
    }
    return object
  }

  /// A line per temperature, and what was done.
  public var sections: [ReportSection] {
    summary.sections + (`extension`.map { [.text("")] + $0.sections } ?? []) + [
      .text(""),
      .text(
        "\(file): \(doneCount) of \(instanceCount) instances, seed \(seed), "
          + "\(text(wallSeconds, digits: 3)) s, "
          + "\(text(nanosecondsPerUpdate, digits: 3)) ns per spin update"
          + (extensionSeconds.map { "; \(text($0, digits: 3)) s more for running instances on" }
            ?? "")),
    ]
  }
}
