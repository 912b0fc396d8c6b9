import ReplicaKit

extension TheoryHopfieldCommand {
  /// The transitions at one load, and the loads that do not depend on it.
  func printTransitions() throws {
    let critical = try HopfieldTheory.spinodal(temperature: 0)
    let equal = try HopfieldTheory.firstOrder(temperature: 0)
    let here = try load.map { try HopfieldTheory(load: $0).transitions() }
    if common.json {
      var object = here?.json ?? [:]
      object["critical_load"] = .number(critical.load)
      object["critical_retrieval_overlap"] = .number(critical.retrievalOverlap)
      object["equal_energy_load"] = .number(equal.load)
      object["error_estimate"] = .number(
        max(here?.errorEstimate ?? 0, critical.errorEstimate, equal.errorEstimate))
      object["note"] = here.map { JSONValue.string($0.note(criticalLoad: critical.load)) } ?? .null
      object["seed"] = JSONValue(seed: common.seed)
      Console.print(object)
      return
    }
    var table = TextTable(["quantity", "value", "meaning"])
    if let here {
      print("α = \(text(here.load))")
      table.add(["T_g", text(here.spinGlassTemperature, digits: 11), "spin glass below"])
      table.add([
        "T_M",
        Self.range(here.lowestRetrievalSpinodalTemperature, here.retrievalSpinodalTemperature),
        "retrieval states below",
      ])
      table.add([
        "T_c", Self.range(here.lowestRetrievalTemperature, here.retrievalTemperature),
        "they have the lowest free energy below",
      ])
      table.add([
        "T_R", text(here.retrievalAlmeidaThoulessTemperature, digits: 11),
        "they break replica symmetry below",
      ])
    }
    table.add(["α_c", text(critical.load, digits: 11), "retrieval at T = 0 up to"])
    table.add(["α_1", text(equal.load, digits: 11), "retrieval states are ground states up to"])
    print(table.text)
    if let here { print(here.note(criticalLoad: critical.load)) }
  }

  /// The transitions at many loads.
  func printPhaseDiagram() async throws {
    let loads = try loads()
    let rows = try await common.concurrently("solving", count: loads.count) { k in
      try HopfieldTheory(load: loads[k]).transitions()
    }
    let critical = try HopfieldTheory.spinodal(temperature: 0).load
    let equal = try HopfieldTheory.firstOrder(temperature: 0)
    if common.json {
      Console.print([
        "critical_load": .number(critical), "equal_energy_load": .number(equal.load),
        "loads": .array(rows.map(\.json)), "seed": JSONValue(seed: common.seed),
      ])
    } else {
      var table = TextTable(["α", "T_g", "T_M", "T_c", "T_R", "± T"])
      for row in rows {
        table.add([
          text(row.load, digits: 6), text(row.spinGlassTemperature, digits: 10),
          Self.range(row.lowestRetrievalSpinodalTemperature, row.retrievalSpinodalTemperature),
          Self.range(row.lowestRetrievalTemperature, row.retrievalTemperature),
          text(row.retrievalAlmeidaThoulessTemperature, digits: 10),
          text(row.errorEstimate, digits: 1),
        ])
      }
      print(table.text)
      print("α_c = \(text(critical, digits: 11)), α_1 = \(text(equal.load, digits: 11))")
    }
    if figure.figure != nil {
      try draw(CurvesFigure(hopfieldPhaseDiagram: rows))
    }
  }

  /// A temperature, or both ends of a range that does not begin at 0.
  private static func range(_ lowest: Double?, _ highest: Double?) -> String {
    guard let lowest, lowest > 0 else { return text(highest, digits: 10) }
    return text(lowest, digits: 8) + " to " + text(highest, digits: 8)
  }
}

extension HopfieldTransitions {
  /// The object for scripts.
  var json: JSONValue {
    [
      "load": .number(load), "spin_glass_temperature": .number(spinGlassTemperature),
      "retrieval_spinodal_temperature": JSONValue(retrievalSpinodalTemperature),
      "lowest_retrieval_spinodal_temperature": JSONValue(lowestRetrievalSpinodalTemperature),
      "retrieval_temperature": JSONValue(retrievalTemperature),
      "lowest_retrieval_temperature": JSONValue(lowestRetrievalTemperature),
      "retrieval_almeida_thouless_temperature": JSONValue(retrievalAlmeidaThoulessTemperature),
      "error_estimate": .number(errorEstimate),
    ]
  }

  /// What does not exist at this load, and what is particular about it.
  func note(criticalLoad: Double) -> String {
    guard retrievalSpinodalTemperature != nil else {
      return "no retrieval states at any temperature: the load is above α_c = "
        + text(criticalLoad, digits: 7)
    }
    let reentrant = "; replica symmetry makes that range begin above T = 0, an artefact"
    if let lowest = lowestRetrievalSpinodalTemperature, lowest > 0 {
      return "retrieval states between two temperatures only, never of lowest free energy"
        + reentrant
    }
    guard retrievalTemperature != nil else {
      return "retrieval states exist below T_M but never have the lowest free energy"
    }
    if let lowest = lowestRetrievalTemperature, lowest > 0 {
      return "retrieval states have the lowest free energy between two temperatures only"
        + reentrant
    }
    return "retrieval states exist below T_M and have the lowest free energy below T_c"
  }
}
