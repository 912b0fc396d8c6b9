import Overlaps

/// The tree over a matrix: the height of a branch is the overlap at which it joins, the root on top.
struct TreeDrawing {
  private let view: MatrixView
  private let scale: PlotScale

  init(_ view: MatrixView) {
    self.view = view
    let heights = view.analysis.stateTree.merges.map(\.height)
    let (low, high) = (heights.min() ?? 0, heights.max() ?? 1)
    let margin = max(0.06 * (high - low), 1e-3)
    scale = PlotScale(low - margin...high + margin, ticks: 3)
  }

  /// One path for every state, and one for what joins states.
  private var paths: [(className: String, d: String)] {
    let count = view.replicaCount
    let labels = view.labels
    var places = (0..<count).map { 1000 * (Double($0) + 0.5) / Double(count) }
    var heights = [Double](repeating: 1000, count: count)
    var drawn: [String: String] = [:]
    for merge in view.analysis.stateTree.merges {
      let (left, right) = (merge.left.lowerBound, merge.right.lowerBound)
      let y = scale.place(merge.height)
      let state = labels[left]
      let className =
        labels[left] == labels[merge.right.upperBound - 1]
        ? view.colour(ofState: state) : "between"
      drawn[className, default: ""] +=
        "M\(coordinate(places[left])) \(coordinate(heights[left]))V\(coordinate(y))"
        + "H\(coordinate(places[right]))V\(coordinate(heights[right]))"
      places[left] = (places[left] + places[right]) / 2
      heights[left] = y
    }
    return drawn.sorted { $0.key > $1.key }.map { ($0.key, $0.value) }
  }

  /// The tree with its ticks.
  var markup: Markup {
    let merges = view.analysis.stateTree.merges
    let lines = paths.map { path -> Markup in "<path class=\"\(path.className)\" d=\"\(path.d)\"/>"
    }
    let ticks = scale.ticks.map { tick -> Markup in
      "<span class=\"yt\" style=\"top:\(scale.place(tick) / 10)%\">\(Words.plain(tick))</span>"
    }
    let grid = scale.ticks.map { "M0 \(coordinate(scale.place($0)))H1000" }.joined()
    let alternative =
      "Tree of the \(view.replicaCount) rows: branches join at their mean overlap, from "
      + "\(Words.fixed(merges.map(\.height).max())) at the leaves to \(Words.fixed(merges.map(\.height).min())) at the root."
    return """
      <svg viewBox="0 0 1000 1000" preserveAspectRatio="none" role="img" aria-label="\(alternative)" \
      class="\(view.replicaCount > 256 ? "fine" : "")" data-lo="\(Words.exact(scale.range.lowerBound))" \
      data-hi="\(Words.exact(scale.range.upperBound))"><path class="grid" d="\(grid)"/>\(lines)</svg>\(ticks)
      """
  }

  /// The colours, letters and weights of the states to the left of the matrix.
  var bands: Markup {
    let count = Double(view.replicaCount)
    guard view.analysis.states.count > 1 else { return .none }
    return view.spans.enumerated().map { state, span -> Markup in
      let top = 100 * Double(span.lowerBound) / count
      let height = 100 * Double(span.count) / count
      let isNamed = span.count > 1 && height > 2.6
      let weight: Markup =
        height > 6 ? "<small>\(Words.fixed(view.analysis.states.weights[state]))</small>" : ""
      let name: Markup = isNamed ? "<span>\(Words.state(state))\(weight)</span>" : ""
      return """
        <i class="\(view.colour(ofState: state))" style="top:\(Words.exact(top))%;height:\(Words.exact(height))%">\(name)</i>
        """
    }.joined
  }
}
