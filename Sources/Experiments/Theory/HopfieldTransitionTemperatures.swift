package import Documents
package import Figures
import ReplicaTheory

extension HopfieldTransitions {
  /// The transition temperatures of one load.
  fileprivate static let columns: [Column<HopfieldTransitions>] = [
    Column("α", "load", digits: 6) { $0.load },
    Column("T_g", "spin_glass_temperature", digits: 10, "spin glass below") {
      $0.spinGlassTemperature
    },
    Column("T_M", "retrieval_spinodal_temperature", "retrieval states below") {
      range($0.lowestRetrievalSpinodalTemperature, $0.retrievalSpinodalTemperature)
    } value: {
      JSONValue($0.retrievalSpinodalTemperature)
    },
    Column(nil, "lowest_retrieval_spinodal_temperature") {
      $0.lowestRetrievalSpinodalTemperature
    },
    Column("T_c", "retrieval_temperature", "they have the lowest free energy below") {
      range($0.lowestRetrievalTemperature, $0.retrievalTemperature)
    } value: {
      JSONValue($0.retrievalTemperature)
    },
    Column(nil, "lowest_retrieval_temperature") { $0.lowestRetrievalTemperature },
    Column(
      "T_R", "retrieval_almeida_thouless_temperature", digits: 10,
      "they break replica symmetry below"
    ) { $0.retrievalAlmeidaThoulessTemperature },
    Column("± T", "error_estimate", digits: 1) { $0.errorEstimate },
  ]

  /// A temperature below which something holds, or the two between which it does.
  private static func range(_ lowest: Double?, _ highest: Double?) -> String {
    guard let lowest, lowest > 0 else { return text(highest, digits: 10) }
    return text(lowest, digits: 8) + " to " + text(highest, digits: 8)
  }

  /// Where retrieval states exist and win, in a sentence.
  fileprivate func note(criticalLoad: Double) -> String {
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

/// The transition temperatures of the Hopfield model at a load, and the critical loads.
package struct HopfieldTransitionTemperatures: Reportable {
  private let critical: HopfieldSpinodal
  private let equal: HopfieldFirstOrder
  private let here: HopfieldTransitions?

  /// Finds the transitions.
  ///
  /// - Parameter load: The load; `nil` for the critical loads alone.
  /// - Throws: ``ReplicaTheoryError``.
  package init(load: Double?) throws {
    critical = try HopfieldTheory.spinodal(temperature: 0)
    equal = try HopfieldTheory.firstOrder(temperature: 0)
    here = try load.map { try HopfieldTheory(load: $0).transitions() }
  }

  package var document: JSONValue {
    (here.map { JSONValue(HopfieldTransitions.columns, $0) } ?? [:]).merging([
      "critical_load": .number(critical.load),
      "critical_retrieval_overlap": .number(critical.retrievalOverlap),
      "equal_energy_load": .number(equal.load),
      "error_estimate": .number(
        max(here?.errorEstimate ?? 0, critical.errorEstimate, equal.errorEstimate)),
      "note": JSONValue(here?.note(criticalLoad: critical.load)),
    ])
  }

  package var sections: [ReportSection] {
    var table = ReportTable(header: ["quantity", "value", "meaning"], rows: [])
    if let here {
      for column in HopfieldTransitions.columns.headed("T_g", "T_M", "T_c", "T_R") {
        // Single temperatures stand alone here and have a digit more.
        let value = column.value(here).doubleValue
        let isAlone = column.header == "T_g" || column.header == "T_R"
        table.add([
          column.header ?? "", isAlone ? text(value, digits: 11) : column.text(here),
          column.meaning,
        ])
      }
    }
    table.add(["α_c", text(critical.load, digits: 11), "retrieval at T = 0 up to"])
    table.add(["α_1", text(equal.load, digits: 11), "retrieval states are ground states up to"])
    guard let here else { return [.table(table)] }
    return [
      .text("α = \(text(here.load))"), .table(table),
      .text(here.note(criticalLoad: critical.load)),
    ]
  }
}

/// The transition temperatures of the Hopfield model at many loads.
package struct HopfieldPhaseLines: Reportable {
  private let critical: Double
  private let equal: Double
  private let rows: [HopfieldTransitions]

  /// Finds the transitions.
  ///
  /// - Parameters:
  ///   - loads: The loads, ascending.
  ///   - session: Threads and progress.
  /// - Throws: ``ReplicaTheoryError``.
  package init(loads: [Double], session: Session) async throws {
    rows = try await session.concurrently("solving", count: loads.count) { k in
      try HopfieldTheory(load: loads[k]).transitions()
    }
    critical = try HopfieldTheory.spinodal(temperature: 0).load
    equal = try HopfieldTheory.firstOrder(temperature: 0).load
  }

  package var document: JSONValue {
    [
      "critical_load": .number(critical), "equal_energy_load": .number(equal),
      "loads": JSONValue(HopfieldTransitions.columns, rows: rows),
    ]
  }

  package var sections: [ReportSection] {
    [
      .table(
        ReportTable(
          HopfieldTransitions.columns.headed("α", "T_g", "T_M", "T_c", "T_R", "± T"), rows)),
      .text("α_c = \(text(critical, digits: 11)), α_1 = \(text(equal, digits: 11))"),
    ]
  }

  /// The phase diagram in the plane of load and temperature.
  package var figures: [any Figure] {
    get throws {
      let largest = Double.maximum(rows.map(\.load).max() ?? 0, 1e-6)
      let smallest = rows.map(\.load).min() ?? 0
      // At given T the lines are functions; at given load they are not, for they are reentrant.
      let temperatures = (0...100).map { Double($0) / 100 }
      let below = temperatures.dropLast()
      let spinodal = try below.map { try HopfieldTheory.spinodal(temperature: $0).load }
      let firstOrder = try below.map { try HopfieldTheory.firstOrder(temperature: $0).load }
      let breaking = rows.filter { $0.retrievalAlmeidaThoulessTemperature != nil }
      let loads = temperatures.map { smallest + (largest - smallest) * $0 * $0 }
      let curves: [CurvesFigure.Curve] = [
        .init(name: "T_g", x: loads, y: loads.map { 1 + $0.squareRoot() }),
        .init(name: "T_M", x: spinodal + [0], y: temperatures),
        .init(name: "T_c", x: firstOrder + [0], y: temperatures),
        .init(
          name: "T_R", x: breaking.map(\.load),
          y: breaking.compactMap(\.retrievalAlmeidaThoulessTemperature), style: .dashed),
      ].filter { $0.x.contains { (smallest...largest).contains($0) } }
      let phases = [
        ("paramagnet", 0.4 * largest, 1.12 + (0.4 * largest).squareRoot()),
        ("spin glass", 0.7 * largest, 0.85), ("retrieval", 0.023, 0.25),
        ("metastable", 0.085, 0.2),
      ].filter { $0.1 > smallest && $0.1 < largest }
      return [
        CurvesFigure(
          title: "Phases of the Hopfield model", system: "replica-symmetric",
          horizontal: .init("load α", range: smallest < largest ? smallest...largest : nil),
          vertical: .init("T", range: 0...(1.3 + largest.squareRoot())), curves: curves,
          labels: phases.map { .init($0.0, x: $0.1, y: $0.2) })
      ]
    }
  }
}
