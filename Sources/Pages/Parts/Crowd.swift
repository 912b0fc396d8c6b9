import Documents
import Overlaps

/// More instances than a page holds whole: all of them on one curve, with a small picture of each.
///
/// The matrices of some are kept whole; any other can be chosen too and then shows the means of its overlaps over squares.
struct Crowd: Sendable {
  /// The mean |q| of every instance.
  let means: [Double]
  /// The names of the instances.
  let names: [Int]
  /// The places of the instances that are kept whole, in the order in which the page has them.
  let kept: [Int]

  /// Keeps some of the instances, evenly spaced in the order of their mean overlap.
  ///
  /// - Parameters:
  ///   - means: The mean |q| of every instance, at least two.
  ///   - names: The names of the instances.
  ///   - most: How many are kept, at least two.
  init(means: [Double], names: [Int], most: Int) {
    let order = means.indices.sorted {
      means[$0] != means[$1] ? means[$0] < means[$1] : $0 < $1
    }
    self.means = means
    self.names = names
    kept = (0..<most).map { order[$0 * (order.count - 1) / (most - 1)] }
  }

  /// The curve of all instances with a field for a number.
  var markup: Markup {
    let order = means.sorted()
    let step = max(1, order.count / 200)
    var places = Array(stride(from: 0, to: order.count, by: step))
    if places.last != order.count - 1 { places.append(order.count - 1) }
    var plot = Plot(
      x: PlotScale(1...Double(order.count), ticks: 8),
      y: PlotScale(0...max(1e-3, 1.1 * (order.last ?? 1)), ticks: 2),
      xName: "\(Words.grouped(order.count)) instances, ordered by their mean overlap",
      yName: "⟨|q|⟩ of an instance",
      alternative:
        "Mean overlaps of \(order.count) instances in ascending order, from \(Words.fixed(order.first)) to \(Words.fixed(order.last))."
    )
    plot.style = "crowd"
    plot.line(places.map { (Double($0 + 1), order[$0]) }, "data")
    return """
      <div id="crowd"><div class="row"><h3>Instance <span>click, or use the arrow keys</span></h3><label class="quiet">number \
      <input type="number" min="\(names.min() ?? 0)" max="\(names.max() ?? 0)" value="\(names[kept.first ?? 0])"></label></div>\
      \(plot.markup)<p class="quiet">\(note)</p></div>
      """
  }

  private var note: String {
    kept.count == names.count
      ? "All are here whole."
      : "\(kept.count) of \(Words.grouped(names.count)) are here whole, evenly spaced along the curve; of the others the "
        + "page has a small picture."
  }

  /// What the script must know.
  var settings: JSONValue {
    ["names": JSONValue(names), "kept": JSONValue(kept)]
  }

  /// Puts what is known of every instance into the data of a page.
  func pack(_ analyses: [ReplicaAnalysis], into data: inout PackedData) {
    data.add("cm", floats: means)
    data.add("ce", bytes: analyses.map { UInt8(min(255, $0.significantEigenvalues)) })
    data.add("cs", bytes: analyses.map { UInt8(min(255, $0.states.count)) })
    data.add(
      "ct",
      bytes: analyses.flatMap {
        MatrixView.thumbnail(
          $0.orderedOverlaps, size: PagePlace.thumbnailSize(replicas: $0.overlaps.replicaCount))
      })
  }
}
