public import Documents
public import Experiments
public import Figures
import Foundation
import Statistics

/// A published figure that was computed: our numbers, those in print, their differences, and the cost.
public struct Reproduction: Reportable {
  /// The figure.
  public let published: any PublishedFigure
  /// How much was computed.
  public let effort: Effort
  /// What was found.
  public let found: ReproducedFigure
  /// The time of all processors, in seconds.
  public let coreSeconds: Double

  /// Computes a figure.
  ///
  /// - Parameters:
  ///   - published: The figure.
  ///   - effort: How much is computed.
  ///   - session: Seed, threads and listeners.
  ///   - source: Where the runs of a ``SampledFigure`` come from; other figures have none.
  /// - Throws: What the recipe throws.
  public init(
    of published: any PublishedFigure, _ effort: Effort, _ session: Session,
    runs source: any RunSource = MemoryRuns()
  ) async throws {
    self.published = published
    self.effort = effort
    let start = clock()
    if let sampled = published as? any SampledFigure {
      found = try await sampled.reproduced(effort, session, runs: source)
    } else {
      found = try await published.reproduced(effort, session)
    }
    coreSeconds = Double(clock() - start) / Double(CLOCKS_PER_SEC)
  }

  private static let columns: [Column<ReproducedNumber>] = [
    Column("quantity", "name", text: { $0.name }, value: { .string($0.name) }),
    Column(estimate: "here", "found") { $0.found },
    Column(
      "published", "published",
      text: {
        $0.published.error == nil ? text($0.published.value, digits: 8) : text($0.published)
      },
      value: { JSONValue(mean: $0.published) }),
    Column("from", "from", text: { $0.kind.rawValue }, value: { .string($0.kind.rawValue) }),
    Column("z", "z", digits: 2) { $0.z },
  ]

  /// The numbers, the cost and the source.
  public var document: JSONValue {
    var document: JSONValue = [
      "figure": .string(published.name), "title": .string(published.title),
      "effort": .string(effort.rawValue), "source": .string(published.source),
      "numbers": JSONValue(Self.columns, rows: found.numbers),
      "largest_z": JSONValue(found.numbers.compactMap(\.z).map(abs).max()),
      "core_seconds": .number(coreSeconds), "remark": .string(found.remark),
    ]
    if !found.runs.isEmpty { document["runs"] = .array(found.runs.map(\.document)) }
    return document
  }

  /// What is not in equilibrium in the first place, then what the test says of every run.
  private var equilibriumSections: [ReportSection] {
    guard !found.runs.isEmpty else { return [] }
    let bad = found.runs.filter(\.isRefuted).map(\.name)
    let warning =
      "NOT IN EQUILIBRIUM: \(bad.joined(separator: ", ")). The numbers above are not those of the Gibbs measure."
    return (bad.isEmpty ? [] : [.text(warning)])
      + [.remark("Equilibrium: " + groups.joined(separator: "; ") + ".")]
  }

  /// The runs in their order, those of one answer together.
  private var groups: [String] {
    var found: [(sentence: String, names: [String])] = []
    for run in self.found.runs {
      if found.last?.sentence == run.sentence {
        found[found.count - 1].names.append(run.name)
      } else {
        found.append((run.sentence, [run.name]))
      }
    }
    return found.map { sentence, names in
      let end = sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
      return "\(names.joined(separator: ", ")) \(end)"
    }
  }

  /// A line for each number, the cost and the source.
  public var sections: [ReportSection] {
    [
      .text("\(published.title) (\(effort.rawValue))"), .text(""),
      .table(ReportTable(Self.columns, found.numbers)), .text(""),
      .text("cost: \(text(coreSeconds, digits: 3)) core-seconds of this command"),
      .text("source: \(published.source)"),
    ] + equilibriumSections
      + (found.remark.isEmpty ? [] : [.remark("Remark: \(found.remark).")])
      + [
        .remark(
          "from: printed, a number in print; another program, one in its repository; not looked up, one that is said to be; exact, an identity; equation, the solution of the equations in print by the "
            + "theory of this program, where no number is in print.")
      ]
  }

  /// The picture.
  public var figures: [any Figure] { [found.figure] }
}
