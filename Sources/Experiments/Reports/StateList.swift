package import Documents

/// States at one or several temperatures.
package struct StateList<State: Sendable>: Reportable {
  private let columns: [Column<State>]
  private let states: [State]
  private let closing: [ReportSection]

  /// Makes a report.
  ///
  /// - Parameters:
  ///   - states: The states, at least one.
  ///   - columns: What is said of each.
  ///   - closing: What follows the table.
  init(_ states: [State], columns: [Column<State>], closing: [ReportSection] = []) {
    self.states = states
    self.columns = columns
    self.closing = closing
  }

  package var document: JSONValue {
    states.count == 1
      ? JSONValue(columns, states[0]) : ["temperatures": JSONValue(columns, rows: states)]
  }

  package var sections: [ReportSection] { [.table(ReportTable(columns, states))] + closing }
}
