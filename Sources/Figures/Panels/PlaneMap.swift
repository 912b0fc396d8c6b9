public import LinearAlgebra

/// A quantity over a plane as colours, for one panel of a figure.
public struct PlaneMap: Sendable, Equatable {
  /// How values become colours.
  public enum Colours: Sendable, Equatable {
    /// The more, the more ink; equal steps for equal differences.
    case linear
    /// The more, the more ink; equal steps for equal factors; values above zero.
    case logarithmic
    /// Paper at a value, brown below, blue above.
    case diverging(around: Double)
  }

  /// The heading above the panel; empty for none.
  public let heading: String

  /// The horizontal axis.
  public let horizontal: CurvesFigure.Axis

  /// The vertical axis.
  public let vertical: CurvesFigure.Axis

  /// The horizontal places of the columns, ascending in equal steps.
  public let x: [Double]

  /// The vertical places of the rows, ascending in equal steps.
  public let y: [Double]

  /// The values row by row, one row per vertical place; `nil` where there is none.
  public let values: [Double?]

  /// What the colour bar says.
  public let quantity: String

  /// How values become colours.
  public let colours: Colours

  /// The values at the two ends of the colour bar; `nil` for the smallest and the largest.
  public let range: ClosedRange<Double>?

  /// Curves drawn over the colours.
  public let curves: [CurvesFigure.Curve]

  /// The texts within the panel.
  public let labels: [CurvesFigure.Label]

  /// Whether rows count from the top, as those of a matrix do.
  public let isMatrix: Bool

  /// Describes a map.
  ///
  /// - Parameters:
  ///   - heading: The heading above the panel; empty for none.
  ///   - horizontal: The horizontal axis; its range is that of `x`.
  ///   - vertical: The vertical axis; its range is that of `y`.
  ///   - x: The horizontal places of the columns, at least two, ascending in equal steps.
  ///   - y: The vertical places of the rows, at least two, ascending in equal steps.
  ///   - values: The values row by row; `nil` where there is none.
  ///   - quantity: What the colour bar says.
  ///   - colours: How values become colours.
  ///   - range: The values at the two ends of the colour bar.
  ///   - curves: Curves drawn over the colours.
  ///   - labels: The texts within the panel.
  ///   - isMatrix: Whether rows count from the top, as those of a matrix do.
  public init(
    heading: String = "", horizontal: CurvesFigure.Axis, vertical: CurvesFigure.Axis,
    x: [Double], y: [Double], values: [Double?], quantity: String, colours: Colours = .linear,
    range: ClosedRange<Double>? = nil, curves: [CurvesFigure.Curve] = [],
    labels: [CurvesFigure.Label] = [], isMatrix: Bool = false
  ) {
    precondition(x.count >= 2 && y.count >= 2, "a map of \(y.count) × \(x.count) values")
    precondition(
      values.count == x.count * y.count, "\(values.count) values for \(y.count) × \(x.count)")
    self.heading = heading
    self.horizontal = horizontal
    self.vertical = vertical
    self.x = x
    self.y = y
    self.values = values
    self.quantity = quantity
    self.colours = colours
    self.range = range
    self.curves = curves
    self.labels = labels
    self.isMatrix = isMatrix
  }
}

extension PlaneMap {
  /// A map of an overlap matrix, in the colours and with the rows from the top as in every other figure of overlaps.
  ///
  /// - Parameters:
  ///   - matrix: The overlaps in the order in which they are shown, R × R, at least 2 × 2.
  ///   - heading: The heading above the panel.
  ///   - others: The matrices that stand on the same scale, this one included.
  public init(overlaps matrix: Matrix, heading: String, onScaleOf others: [Matrix]) {
    let places = (0..<matrix.rows).map { Double($0) + 1 }
    let scale = InkScale(overlaps: others)
    let isSigned = scale.paper > scale.range.lowerBound
    self.init(
      heading: heading, horizontal: .init("replica a"), vertical: .init("replica b"), x: places,
      y: places, values: matrix.elements.map { Optional($0) }, quantity: "q_{ab}",
      colours: isSigned ? .diverging(around: scale.paper) : .linear, range: scale.range,
      isMatrix: true)
  }
}

/// The part of a drawing that shows a map.
struct PlaneMapPanel {
  let map: PlaneMap

  /// What the names of the panel's data files begin with.
  let content: String

  func check() throws(FiguresError) {
    let values = map.values.compactMap { $0 }
    try require(values.count, atLeast: 1, "values of a map")
    try requireFinite(values, "the map of \(map.quantity)")
    if map.colours == .logarithmic {
      try requirePositive(values, "the map of \(map.quantity) (logarithmic)")
    }
    try requireFinite(map.x + map.y, "the places of the map of \(map.quantity)")
    for curve in map.curves { try requireFinite(curve.x + curve.y, "a curve over a map") }
  }

  var dataFiles: [Drawing.DataFile] {
    var text = "# x y value\n"
    for (row, y) in map.y.enumerated() {
      for (column, x) in map.x.enumerated() {
        let value = map.values[row * map.x.count + column]
        text += "\(x) \(y) \(value.map { "\($0)" } ?? "NaN")\n"
      }
    }
    let curves = map.curves.enumerated().map { index, curve in
      Drawing.DataFile(
        content: "\(content)curve-\(index + 1)", text: table("x y", [curve.x, curve.y]))
    }
    return [Drawing.DataFile(content: "\(content)map", text: text)] + curves
  }

  /// The two ends of the colour bar.
  private var ends: (low: Double, high: Double) {
    let values = map.values.compactMap { $0 }
    var (low, high) =
      map.range.map { ($0.lowerBound, $0.upperBound) }
      ?? (values.min() ?? 0, values.max() ?? 1)
    if case .diverging(let middle) = map.colours, map.range == nil {
      // The bar ends where the values do: a slope has no negative values.
      (low, high) = (min(low, middle), max(high, middle))
    }
    if high - low <= 1e-9 * max(abs(low), abs(high)) {
      (low, high) = map.colours == .logarithmic ? (low / 2, high * 2) : (low - 0.5, high + 0.5)
    }
    return (low, high)
  }

  func commands(in place: Frame, on canvas: Canvas, extra: [String]) -> [String] {
    let barWidth = 96.0
    let vertical = AxisScale(edges(map.vertical, map.y), values: [], padding: 0)
    let horizontal = AxisScale(edges(map.horizontal, map.x), values: [], padding: 0)
    let left = vertical.width
    let frame = Frame(
      left: place.left + left, top: place.top + (map.heading.isEmpty ? 14 : 30),
      width: place.width - left - barWidth,
      height: place.height - (map.heading.isEmpty ? 74 : 90))
    var lines = canvas.panel(frame)
    lines += horizontal.commands("x", atMost: 6) + vertical.commands("y", atMost: 6)
    if map.isMatrix { lines.append("set yrange [\(vertical.high):\(vertical.low)]") }
    lines += [
      "set border 15; set style textbox opaque noborder fillcolor rgb '#50ffffff' margins 0.5,0.5",
      canvas.below(GnuplotText.formula(map.horizontal.label), frame),
      canvas.label(
        GnuplotText.formula(map.vertical.label), x: frame.left - left + 14,
        y: (frame.top + frame.bottom) / 2, "center rotate by 90 font ',14'"),
    ]
    if !map.heading.isEmpty {
      lines.append(canvas.heading(GnuplotText.formula(map.heading), of: frame))
    }
    lines += colourBar(frame, on: canvas) + extra
    for label in map.labels {
      lines.append(
        "set label \(GnuplotText.formulaLiteral(label.text)) at \(label.x),\(label.y) center front "
          + "font ',13' tc rgb '\(Style.ink)' boxed")
    }
    var plots = ["data.'\(content)map.dat' using 1:2:3 with image notitle"]
    for (index, curve) in map.curves.enumerated() where !curve.x.isEmpty {
      let colour = CurvesPanel.colour(curve.colour, index: index)
      let dash = curve.style == .dashed ? " dt 2" : ""
      let data = "data.'\(content)curve-\(index + 1).dat' using 1:2 with "
      // A pale line below keeps a dark one visible on dark colours.
      if curve.style != .points { plots.append(data + "lines lw 4 lc rgb '#60ffffff' notitle") }
      plots.append(
        data
          + (curve.style == .points
            ? "points pt 7 ps 0.7 lc rgb '\(colour)'" : "lines lw 2\(dash) lc rgb '\(colour)'")
          + " notitle")
    }
    lines.append("plot " + plots.joined(separator: ", \\\n     "))
    lines.append("unset logscale cb; unset cblabel")
    return lines
  }

  /// The axis from half a step before the first to half a step after the last place.
  private func edges(_ axis: CurvesFigure.Axis, _ places: [Double]) -> CurvesFigure.Axis {
    let half = (places[places.count - 1] - places[0]) / Double(places.count - 1) / 2
    return CurvesFigure.Axis(
      axis.label, range: (places[0] - half)...(places[places.count - 1] + half))
  }

  private func colourBar(_ frame: Frame, on canvas: Canvas) -> [String] {
    let (low, high) = ends
    var scale = InkScale(range: low...high)
    if case .diverging(let middle) = map.colours {
      scale = InkScale(range: low...high, paper: middle)
    }
    var lines = scale.commands
    if map.colours == .logarithmic {
      lines.append("set logscale cb")
      lines.append("set cbtics \(logarithmicTicks(from: low, to: high)) scale 0.4 font ',12'")
    } else {
      lines.append(
        "set format cb '%.10g'; set cbtics \(tickStep(span: high - low, atMost: 6)) scale 0.4 "
          + "font ',12' offset -0.6,0")
    }
    return lines + [
      "set colorbox vertical user origin \(canvas.x(frame.right + 10)),\(canvas.y(frame.bottom)) "
        + "size \(canvas.x(12)),\(number(frame.height / canvas.height)) front border",
      canvas.label(
        GnuplotText.formula(map.quantity), x: frame.right + 18, y: frame.top - 15,
        "center font ',14'"),
    ]
  }
}
