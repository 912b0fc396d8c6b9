import Documents
import Experiments
import LinearAlgebra
import Overlaps

/// The states beside classes that the user knows.
struct LabelTable {
  let comparison: LabelComparison

  /// The agreement in a sentence, and how many replicas every state shares with every class.
  var markup: Markup {
    let classes = Array(comparison.classes.prefix(12))
    let header = classes.map { name -> Markup in "<th scope=\"col\">class \(Words.plain(name))</th>"
    }
    let rows = comparison.shared.prefix(12).enumerated().map { state, counts -> Markup in
      let cells = counts.prefix(classes.count).map { count -> Markup in "<td>\(count)</td>" }
      return "<tr><th scope=\"row\">\(Words.state(state))</th>\(Array(cells))</tr>"
    }
    let hidden = [
      comparison.classes.count > 12 ? "\(comparison.classes.count - 12) more classes" : nil,
      comparison.shared.count > 12 ? "\(comparison.shared.count - 12) smaller states" : nil,
    ].compactMap { $0 }.joined(separator: " and ")
    return """
      <h3>States and given classes <span>adjusted Rand index \(Words.fixed(comparison.randIndices[0])): 1 the same division, 0 by chance</span></h3>\
      <div class="scroll"><table class="values"><thead><tr><th>state</th>\(header)</tr></thead><tbody>\(rows)</tbody></table></div>\
      \(hidden.isEmpty ? "" : "<p class=\"quiet\">and \(hidden)</p>" as Markup)
      """
  }
}

/// The states of one matrix: their list, and the overlaps between them.
struct StateTables {
  let view: MatrixView
  /// What a row of the matrix is: a replica, an input, a trajectory.
  var unit = "replica"

  /// The list of states.
  var list: Markup {
    let states = view.analysis.states
    let named = view.namedStates
    guard states.count > 1 || !named.isEmpty && view.patterns != nil else {
      return "<p class=\"quiet\">No groups of \(Words.plural(unit)) that could be told apart.</p>"
    }
    let shown = Array(named.prefix(12))
    let rows = shown.map { state -> Markup in
      let nearest = named.filter { $0 != state }.max {
        states.overlaps[state, $0] < states.overlaps[state, $1]
      }
      let identity: Markup =
        view.patterns.map { "<td class=\"wide\">\(prose: $0.states[state].sentence)</td>" } ?? ""
      return """
        <tr tabindex="0" data-s="\(state)"><th scope="row"><i class="sw \(view.colour(ofState: state))"></i>\(Words.state(state))</th>\
        <td>\(states.members[state].count)</td><td>\(Words.fixed(states.weights[state]))</td>\
        <td>\(Words.fixed(states.selfOverlap(of: state), 3))</td><td>\(nearest.map(Words.state) ?? "–")</td>\
        <td>\(Words.fixed(nearest.map { states.overlaps[state, $0] }, 3))</td>\(identity)</tr>
        """
    }
    let rest = named.dropFirst(12).reduce(0) { $0 + states.members[$1].count }
    let alone = states.count - named.count
    func last(_ name: String, _ replicas: Int) -> Markup {
      """
      <tr><th scope="row"><i class="sw s6"></i>\(name)</th><td>\(replicas)</td>\
      <td>\(Words.fixed(Double(replicas) / Double(view.replicaCount)))</td><td>–</td><td>–</td><td>–</td>\
      \(view.patterns == nil ? "" : "<td class=\"wide\"></td>" as Markup)</tr>
      """
    }
    let others = rest > 0 ? last("\(named.count - 12) smaller", rest) : .none
    let single = alone > 0 ? last("alone", alone) : .none
    return """
      <table class="states"><thead><tr><th scope="col">state</th><th scope="col">\(Words.plural(unit))</th>\
      <th scope="col">weight</th><th scope="col">q<sub>αα</sub></th><th scope="col">nearest</th>\
      <th scope="col">q<sub>αβ</sub></th>\(view.patterns == nil ? "" : "<th scope=\"col\" class=\"wide\">is</th>" as Markup)</tr></thead>\
      <tbody>\(rows)\(others)\(single)</tbody></table>
      """
  }

  /// The overlaps of the eight heaviest states.
  var overlaps: Markup {
    let states = view.analysis.states
    let shown = Array(view.namedStates.prefix(8))
    guard shown.count > 1 else { return .none }
    let values = shown.flatMap { a in shown.map { states.overlaps[a, $0] } }
    let (least, most) = (values.min() ?? 0, values.max() ?? 1)
    let low = least < 0 ? least : max(0, least - 0.15 * (most - least))
    let header = shown.map { state -> Markup in "<th scope=\"col\">\(Words.state(state))</th>" }
    let rows = shown.map { a -> Markup in
      let cells = shown.map { b -> Markup in
        let q = states.overlaps[a, b]
        let shade = min(8, max(0, Int((8 * (q - low) / max(most - low, 1e-9)).rounded())))
        let text = shade == 4 ? "h4" : shade > 4 ? "hi" : ""
        return
          "<td class=\"\(text)\" style=\"background:var(--h\(shade))\" data-st=\"\(a).\(b)\">\(Words.fixed(q))</td>"
      }
      return "<tr><th scope=\"row\">\(Words.state(a))</th>\(cells)</tr>"
    }
    return """
      <h3>Overlaps q<sub>αβ</sub> between them</h3>\
      <table class="qab"><thead><tr><td></td>\(header)</tr></thead><tbody>\(rows)</tbody></table>
      """
  }
}
