/// The part of a drawing that shows series against the layer.
struct DepthPanel {
  let series: [DepthFigure.Series]
  let fixedPoint: Double?
  let heading: String

  /// The text of the vertical axis, ready for gnuplot.
  let axis: String

  let fixedPointName: String
  let content: String

  func check() throws(FiguresError) {
    let quantity = "the \(heading.lowercased()) per layer"
    for one in series {
      try require(
        max(one.means.count, one.theory.count), atLeast: 2, "\(quantity) (number of layers)")
      try requireFinite(one.means, quantity)
      try requireFinite(one.deviations, "the deviation of \(quantity)")
      try requireFinite(one.theory, "the theory of \(quantity)")
    }
    try requireFinite(fixedPoint.map { [$0] } ?? [], "the fixed point of \(quantity)")
  }

  /// One file per series, and one per prediction.
  var dataFiles: [Drawing.DataFile] {
    var files: [Drawing.DataFile] = []
    for (index, one) in series.enumerated() {
      if !one.means.isEmpty {
        let deviations = one.deviations.isEmpty ? one.means.map { _ in 0 } : one.deviations
        files.append(
          Drawing.DataFile(
            content: "\(content)-\(index + 1)",
            text: table(
              "layer mean deviation",
              [one.means.indices.map(Double.init), one.means, deviations])))
      }
      if !one.theory.isEmpty {
        files.append(
          Drawing.DataFile(
            content: "\(content)-\(index + 1)-theory",
            text: table("layer theory", [one.theory.indices.map(Double.init), one.theory])))
      }
    }
    return files
  }

  /// The vertical range: everything that is shown, with room above for the legend.
  private var range: ClosedRange<Double> {
    var values = fixedPoint.map { [$0] } ?? []
    for one in series {
      values += one.theory + one.means
      values += zip(one.means, one.deviations).flatMap { [$0.0 - $0.1, $0.0 + $0.1] }
    }
    var low = values.min() ?? 0
    var high = values.max() ?? 1
    let smallest = max(0.04 * max(abs(high), abs(low)), 1e-9)
    if high - low < smallest { (low, high) = (low - smallest, high + smallest) }
    let span = high - low
    return (low - 0.06 * span)...(high + 0.08 * span)
  }

  func commands(in frame: Frame, on canvas: Canvas, extra: [String] = []) -> [String] {
    let counts = series.map { max($0.means.count, $0.theory.count) }
    let layers = Double(max(1, (counts.max() ?? 2) - 1))
    let step = max(1, tickStep(span: layers, atMost: 8))
    let (range, key) = layout(in: frame, layers: layers)
    let span = range.upperBound - range.lowerBound
    var lines = canvas.panel(frame)
    lines += [
      "set xrange [\(number(-0.02 * layers)):\(number(1.04 * layers))]",
      "set yrange [\(range.lowerBound):\(range.upperBound)]",
      "set xtics 0,\(number(step)) offset 0,0.3",
      "set ytics \(tickStep(span: span, atMost: 6)) offset 0.3,0",
      canvas.below("layer {/:Italic l}", frame), canvas.beside(axis, frame),
      canvas.heading(heading, of: frame),
    ]
    lines += extra
    if let key { lines.append(key) }
    if series.contains(where: { !$0.theory.isEmpty && !$0.means.isEmpty }) {
      lines.append(
        canvas.label(
          "points: network, lines: theory", x: frame.right, y: frame.top - 13,
          "right font ',12' tc rgb '\(Style.grey)'"))
    }
    if let fixedPoint {
      lines.append(
        "set label '\(fixedPointName)' at graph 1.012,first \(fixedPoint) left front font ',13' "
          + "tc rgb '\(Style.ink)'")
    }
    return lines + [plot]
  }

  private var plot: String {
    var bands: [String] = []
    var marks: [String] = []
    if let fixedPoint {
      bands.append("\(fixedPoint) with lines dt 2 lw 1.2 lc rgb '\(Style.grey)' notitle")
    }
    for (index, one) in series.enumerated() {
      let colour = Style.series[index % Style.series.count]
      let title = one.name.isEmpty ? "notitle" : "title " + GnuplotText.literal(one.name)
      let file = "data.'\(content)-\(index + 1).dat' using"
      if !one.deviations.isEmpty {
        bands.append(
          "\(file) 1:($2-$3):($2+$3) with filledcurves fs solid 1 noborder "
            + "lc rgb '\(colour.replacing("#", with: "#c8"))' notitle")
      }
      if !one.theory.isEmpty {
        bands.append(
          "data.'\(content)-\(index + 1)-theory.dat' using 1:2 with lines lw 1.8 "
            + "lc rgb '\(colour)' \(one.means.isEmpty ? title : "notitle")")
      }
      if !one.means.isEmpty {
        marks.append(
          "\(file) 1:2 with points pt \(Style.marks[index % Style.marks.count]) ps \(one.means.count > 60 ? "0.4" : "0.75") "
            + "lc rgb '\(colour)' \(title)")
      }
    }
    if bands.isEmpty && marks.isEmpty { bands.append("\(range.lowerBound - 1) notitle") }
    return "plot " + (bands + marks).joined(separator: ", \\\n     ")
  }

  /// The vertical range and the legend, in the corner that has the most free height under or over its curves; where
  /// none has enough, the range grows.
  private func layout(in frame: Frame, layers: Double) -> (range: ClosedRange<Double>, key: String?)
  {
    let rows = Double(series.count { !$0.name.isEmpty })
    guard rows > 0 else { return (range, nil) }
    let span = range.upperBound - range.lowerBound
    let needed = 18 * rows / frame.height
    var best = (isLeft: false, isTop: true, free: -1.0)
    for isLeft in [false, true] {
      var (low, high) = (1.0, 0.0)
      let values = series.flatMap { one in
        [one.means, one.theory].flatMap { list in
          list.enumerated().filter { layer, _ in
            isLeft ? Double(layer) <= 0.4 * layers : Double(layer) >= 0.6 * layers
          }.map(\.element)
        }
      }
      for value in values + (fixedPoint.map { [$0] } ?? []) {
        let place = (value - range.lowerBound) / span
        (low, high) = (min(low, place), max(high, place))
      }
      if 1 - high > best.free { best = (isLeft, true, 1 - high) }
      if low > best.free { best = (isLeft, false, low) }
    }
    var shown = range
    if best.free < needed + 0.02 {
      best = (best.isLeft, true, needed)
      shown = range.lowerBound...(range.lowerBound + span / max(0.3, 1 - needed - 0.04))
    }
    return (
      shown,
      "set key at graph \(best.isLeft ? "0.02" : "0.98"),graph "
        + "\(best.isTop ? "0.99" : number(needed + 0.03)) "
        + "\(best.isLeft ? "left Left reverse" : "right") top samplen 1 spacing 1.05 font ',12'"
    )
  }
}
