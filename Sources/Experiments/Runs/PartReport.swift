public import Archive
public import Documents

/// What a call did that computed a part of the instances of one or several runs.
///
/// Other instances are not looked at: where thousands of jobs fill a run, each would read all of it.
public struct PartReport: Reportable {
  /// The part.
  public let part: ArrayPart
  /// Which instances were run on, and what came of it; `nil` where that was not asked for.
  public let `extension`: RunExtension?
  private let runs: [(file: String, instances: Range<Int>, sampledCount: Int)]
  private let wallSeconds: Double

  /// Describes what was done.
  ///
  /// - Parameters:
  ///   - part: The part.
  ///   - runs: The runs, and how many of the part's instances were sampled just now.
  ///   - wallSeconds: How long that took.
  ///   - extension: Which instances were run on.
  public init(
    _ part: ArrayPart, of runs: [(store: RunStore, sampledCount: Int)], wallSeconds: Double,
    extension: RunExtension? = nil
  ) {
    self.part = part
    self.runs = runs.map { run in
      (
        file: run.store.path, instances: part.instances(of: run.store.instanceCount),
        sampledCount: run.sampledCount
      )
    }
    self.wallSeconds = wallSeconds
    self.extension = `extension`
  }

  /// The part, and what was sampled of it.
  public var document: JSONValue {
    var document: JSONValue = [
      "task": .integer(part.index), "tasks": .integer(part.count),
      "runs": .array(
        runs.map { run in
          [
            "output": .string(run.file),
            "instances": .array(
              run.instances.isEmpty
                ? []
                : [.integer(run.instances.lowerBound), .integer(run.instances.upperBound - 1)]),
            "sampled": .integer(run.sampledCount),
          ]
        }),
      "wall_seconds": .number(wallSeconds),
    ]
    if runs.count == 1 { document["output"] = .string(runs[0].file) }
    if let `extension` { document["extension"] = `extension`.document }
    return document
  }

  /// A line per run.
  public var sections: [ReportSection] {
    runs.map { run in
      guard !run.instances.isEmpty else {
        return .text("\(run.file): part \(part.index) of 0 to \(part.count - 1) has no instance")
      }
      let (first, last) = (run.instances.lowerBound, run.instances.upperBound - 1)
      return .text(
        "\(run.file): part \(part.index) of 0 to \(part.count - 1), instance\(first == last ? " \(first)" : "s \(first) to \(last)"): "
          + (run.sampledCount == 0 ? "all there" : "\(run.sampledCount) sampled"))
    } + [.text("\(text(wallSeconds, digits: 3)) s")] + (`extension`?.sections ?? [])
  }
}
