public import Archive
public import Documents
public import Sampling

/// Instances of a run that go on until each of them, judged alone, is equilibrated at all temperatures.
///
/// An instance that is not, or of which it cannot be told, is run on until it is twice as long, and judged again by what
/// it measured in the last doubling; see ``/Sampling/SamplingSettings/extended(by:)``. Those that are short go first,
/// so that a budget is not spent on a few.
///
/// **What it does to averages.** Every instance stays in the run, whatever the answer, so that averages over the disorder
/// favour none. An instance stops when a test passes, which looks at the draws that are kept; among equilibrated
/// instances that selects next to nothing (19 of 20 pass at once), and of an instance that is not equilibrated every
/// look says "yes" by mistake with a probability below 1 %.
public struct RunExtension: Sendable {
  /// Instances that were run on for another doubling.
  public struct Round: Sendable, Equatable {
    /// The number of doublings since the run began, this one included.
    public let extensions: Int
    /// The measured sweeps of the instances, after as many that are not.
    public let sweeps: Int
    /// The instances that became so long.
    public let instances: Int
    /// How many of them are equilibrated.
    public let equilibrated: Int
  }

  /// An instance that is not equilibrated.
  public struct Unequilibrated: Sendable, Equatable {
    /// The instance.
    public let instance: Int
    /// Its measured sweeps.
    public let sweeps: Int
    /// The weightiest reason, in words.
    public let reason: String
  }

  /// Why no instance was run on any more.
  public enum End: String, Sendable, CaseIterable {
    /// All of them are equilibrated.
    case equilibrated
    /// The others have the most sweeps that are allowed.
    case sweeps
    /// The time that was allowed is spent.
    case time
  }

  /// What was done, in the order of time.
  public let rounds: [Round]
  /// The instances that are not equilibrated, ascending.
  public let unequilibrated: [Unequilibrated]
  /// Why it ended.
  public let end: End
  /// The instances that were looked at.
  public let instanceCount: Int

  /// An instance as it stands.
  private struct Standing: Sendable {
    let instance: Int
    let extensions: Int
    let reason: String?
  }

  /// Runs instances on.
  ///
  /// - Parameters:
  ///   - store: A run of which all these instances are complete.
  ///   - instances: The instances.
  ///   - mostSweeps: The most measured sweeps of an instance.
  ///   - session: Threads and progress.
  ///   - isolation: The caller's actor.
  ///   - extend: Runs instances on until they have been doubled a number of times, and writes them into the store;
  ///     says whether all of them are done.
  /// - Throws: ``ExperimentError`` for a run that cannot be extended, and what reading and `extend` throw.
  public init(
    _ store: RunStore, instances: [Int], mostSweeps: Int, session: Session,
    isolation: isolated (any Actor)? = #isolation,
    extend: (_ instances: [Int], _ extensions: Int) async throws -> Bool
  ) async throws {
    try Self.check(store)
    let most = store.settings.extensions(within: mostSweeps)
    var standings = try await Self.judged(instances, in: store, session)
    var rounds: [Round] = []
    var end = End.equilibrated
    while true {
      let slow = standings.filter { $0.reason != nil }
      let short = slow.map(\.extensions).filter { $0 < most }
      guard let shortest = short.min() else {
        if !slow.isEmpty { end = .sweeps }
        break
      }
      let group = slow.filter { $0.extensions == shortest }.map(\.instance)
      let areDone = try await extend(group, shortest + 1)
      let found = try await Self.judged(group, in: store, session)
      standings = standings.filter { !group.contains($0.instance) } + found
      let longer = found.filter { $0.extensions > shortest }
      rounds.append(
        Round(
          extensions: shortest + 1,
          sweeps: store.settings.extended(by: shortest + 1).sweeps, instances: longer.count,
          equilibrated: longer.count { $0.reason == nil }))
      guard areDone else {
        end = .time
        break
      }
    }
    self.rounds = rounds
    self.end = end
    instanceCount = instances.count
    unequilibrated = standings.filter { $0.reason != nil }.sorted { $0.instance < $1.instance }
      .map {
        Unequilibrated(
          instance: $0.instance, sweeps: store.settings.extended(by: $0.extensions).sweeps,
          reason: $0.reason ?? "")
      }
  }

  /// Refuses runs that cannot be extended, or that no extension would make equilibrated.
  ///
  /// - Parameter store: The run.
  /// - Throws: ``ExperimentError``.
  public static func check(_ store: RunStore) throws {
    guard store.keepsExtensions else {
      throw ExperimentError.unfit(
        "\(store.path) was begun by a version whose runs do not say which instances are longer; sample it anew"
      )
    }
    do { try store.settings.checkExtension() } catch {
      throw ExperimentError.unfit("\(store.path) cannot be extended: \(error)")
    }
  }

  /// Judges instances, each alone; of those that are equilibrated nothing is kept to go on from.
  private static func judged(
    _ instances: [Int], in store: RunStore, _ session: Session
  ) async throws -> [Standing] {
    let standings = try await session.concurrently("judging", count: instances.count) { k in
      let report = try store.equilibrationReport(instance: instances[k])
      let worst =
        report.temperatures.first { $0.answer == .no }
        ?? report.temperatures.first { $0.answer == .cannotBeTold }
      return Standing(
        instance: instances[k], extensions: try store.extensions(instance: instances[k]),
        reason: worst?.reasons[0].text)
    }
    for standing in standings where standing.reason == nil {
      try store.forgetStates(instance: standing.instance)
    }
    return standings
  }
}

extension RunExtension {
  private static let columns: [Column<Round>] = [
    Column(
      "doublings", "extensions", text: { "\($0.extensions)" },
      value: { .integer($0.extensions) }),
    Column("sweeps", "sweeps", text: { "\($0.sweeps)" }, value: { .integer($0.sweeps) }),
    Column(
      "instances", "instances", text: { "\($0.instances)" }, value: { .integer($0.instances) }),
    Column(
      "equilibrated", "equilibrated_instances", text: { "\($0.equilibrated)" },
      value: { .integer($0.equilibrated) }),
  ]

  /// What came out, in a sentence.
  public var sentence: String {
    guard let first = unequilibrated.first else {
      return "every instance, judged alone, is equilibrated at all temperatures"
    }
    let limit =
      end == .time
      ? "the budget of time is spent"
      : "those have the most sweeps that were allowed (--most-sweeps)"
    return
      "\(unequilibrated.count) of \(instanceCount) instances are not, or cannot be called, equilibrated, and \(limit); "
      + "the same command with --resume and a larger budget goes on. Instance \(first.instance): \(first.reason)"
  }

  /// The rounds and what is left.
  var sections: [ReportSection] {
    (rounds.isEmpty ? [] : [.table(ReportTable(Self.columns, rounds))]) + [.text(sentence)]
  }

  /// The rounds and the instances that are left.
  var document: JSONValue {
    [
      "rounds": JSONValue(Self.columns, rows: rounds), "end": .string(end.rawValue),
      "unequilibrated_instances": .array(
        unequilibrated.map {
          [
            "instance": .integer($0.instance), "sweeps": .integer($0.sweeps),
            "reason": .string($0.reason),
          ]
        }),
    ]
  }
}
