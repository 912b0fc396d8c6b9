public import Documents
public import Overlaps

/// The states of the replicas beside classes that the user knows.
public struct LabelComparison: Sendable, Equatable {
  /// The classes as given, in the order of their numbers.
  public let classes: [Double]
  /// Per instance, the adjusted Rand index of states and classes.
  public let randIndices: [Double]
  /// How many replicas of the first instance every state shares with every class: one row per state.
  public let shared: [[Int]]

  /// Compares states with classes.
  ///
  /// - Parameters:
  ///   - analyses: The analyses, one per instance.
  ///   - labels: One number per replica, the same for all instances.
  public init(_ analyses: [ReplicaAnalysis], labels: [Double]) {
    let names = Set(labels).sorted()
    classes = names
    let numbers = labels.map { label in names.firstIndex(of: label) ?? 0 }
    // The order of the classes is that of their numbers, not of their first appearance.
    randIndices = analyses.map {
      Partition(labels: $0.states.labels).adjustedRandIndex(with: Partition(labels: numbers))
    }
    var counts = [[Int]](
      repeating: [Int](repeating: 0, count: names.count), count: analyses[0].states.count)
    for (state, number) in zip(analyses[0].states.labels, numbers) { counts[state][number] += 1 }
    shared = counts
  }

  /// The object for programs.
  var document: JSONValue {
    [
      "classes": JSONValue(classes), "adjusted_rand_indices": JSONValue(randIndices),
      "shared_replicas": .array(shared.map { .array($0.map { .integer($0) }) }),
    ]
  }

  /// The table for people.
  var sections: [ReportSection] {
    var table = ReportTable(
      header: ["state"] + classes.prefix(12).map { "class \(text($0))" }, rows: [])
    for (state, row) in shared.prefix(12).enumerated() {
      table.add(["\(state)"] + row.prefix(12).map(String.init))
    }
    let index = text(randIndices[0], digits: 3)
    let hidden = max(0, classes.count - 12)
    let rest = [
      hidden > 0 ? "\(hidden) more classes" : nil,
      shared.count > 12 ? "\(shared.count - 12) smaller states" : nil,
    ].compactMap { $0 }.joined(separator: " and ")
    return [
      .text(""),
      .text(
        "states and classes: adjusted Rand index \(index) (1: the same division, 0: by chance); replicas of "
          + "each state by class"), .table(table),
    ] + (rest.isEmpty ? [] : [.text("and \(rest)")])
  }
}
