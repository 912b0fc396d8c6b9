import Documents
import Overlaps

/// The figures of one matrix: what is static, and the places where the script paints.
struct Board {
  let view: MatrixView
  let distribution: DistributionPlot
  let spectrum: SpectrumPlot
  let unit: String
  /// Which instance it is, where there are several.
  let which: String

  /// The parts that change with temperature or instance, for the script.
  var texts: JSONValue {
    let q = distribution.distribution
    var rows: [JSONValue] = [["q", "density", "error"]]
    for k in q.overlaps.indices {
      rows.append([.number(q.overlaps[k]), .number(q.densities[k]), JSONValue(q.errors?[k])])
    }
    let tree = TreeDrawing(view)
    let states = StateTables(view: view, unit: unit)
    return [
      "tree": .string(tree.markup.text), "bands": .string(tree.bands.text),
      "spec": .string(spectrum.markup.text), "spectitle": .string(spectrum.title),
      "pq": .string(distribution.markup.text), "pqtext": .string(distribution.caption),
      "states": .string(states.list.text), "qab": .string(states.overlaps.text),
      "which": .string(which),
      "range": [.number(view.range.lowerBound), .number(view.range.upperBound)],
      "above": .integer(view.analysis.significantEigenvalues), "table": .array(rows),
    ]
  }

  /// Matrix with tree, direction and colours.
  ///
  /// - Parameters:
  ///   - name: A name for the controls of this board.
  ///   - ranges: The ranges of colours that can be chosen, with their names.
  /// - Returns: The column.
  func matrix(name: String, ranges: [(String, String)]) -> Markup {
    let tree = TreeDrawing(view)
    let choices = ranges.enumerated().map { k, range -> Markup in
      """
      <label><input type="radio" name="\(name)" data-range="\(range.0)"\(k == 0 ? " checked" : "" as Markup)>\(range.1)</label>
      """
    }
    let alternative =
      "Ordered overlap matrix of \(view.replicaCount) \(Words.plural(unit)), overlaps from \(Words.fixed(view.range.lowerBound)) to "
      + "\(Words.fixed(view.range.upperBound))"
    return """
      <div class="mxcol"><div class="row"><h3>Ordered overlap matrix <span class="place"></span><span class="which">\(which)</span></h3>\
      <fieldset class="ranges" aria-label="Range of colours">\(choices)</fieldset></div>\
      <div class="mx"><div class="tree">\(tree.markup)</div>\
      <div class="cv"><img alt="\(alternative)" src="\(view.picture)"><div class="bands">\(tree.bands)</div></div>\
      <div class="vec"></div><div class="scale"></div></div><p class="readout"></p></div>
      """
  }

  /// Spectrum and P(q).
  var side: Markup {
    """
    <div><h3 class="spectitle">\(spectrum.title)</h3><p class="quiet">Eigenvalues of q by rank\
    \(spectrum.others.isEmpty ? "" : ", other instances in grey" as Markup).</p><div class="spec">\(spectrum.markup)</div>\
    <h3>Distribution of overlaps</h3><p class="quiet pqtext">\(distribution.caption)</p>\
    <div class="pq">\(distribution.markup)</div></div>
    """
  }

  /// The states with their overlaps.
  var states: Markup {
    let tables = StateTables(view: view, unit: unit)
    return """
      <div><h3>States <span class="which">\(which)</span></h3><div class="states scroll">\(tables.list)</div></div>\
      <div class="qab scroll">\(tables.overlaps)</div>
      """
  }
}
