import ReplicaKit

/// Solutions of a spin glass at one or several temperatures, printed and drawn.
struct TheoryReport {
  let theory: SpinGlassTheory
  let ansatz: AnsatzOptions
  let temperatures: [Double]
  let figure: FigureOptions
  let common: CommonOptions
  let name: String

  /// Solves and prints.
  func run() async throws {
    try figure.requireWritable()
    let (theory, ansatz, temperatures) = (theory, ansatz, temperatures)
    let rows = try await common.concurrently("solving", count: temperatures.count) { k in
      try ansatz.solve(theory, temperature: temperatures[k])
    }
    if common.json {
      if rows.count == 1, let row = rows.first {
        var object = row.json
        object["seed"] = JSONValue(seed: common.seed)
        Console.print(object)
      } else {
        Console.print([
          "ansatz": .string(ansatz.ansatz.rawValue), "seed": JSONValue(seed: common.seed),
          "temperatures": .array(rows.map(\.json)),
        ])
      }
    } else {
      TheoryRow.printTable(rows)
    }
  }
}
