/// One panel of a figure of curves.
struct CurvesPanel {
  let panel: CurvesFigure.Panel

  /// What the names of the panel's data files begin with.
  let content: String

  func check() throws(FiguresError) {
    try require(panel.curves.count, atLeast: 1, "curves in a panel")
    for (index, curve) in panel.curves.enumerated() {
      let quantity = curve.name.isEmpty ? "curve \(index + 1)" : "the curve '\(curve.name)'"
      try requireFinite(curve.x, "\(quantity) (horizontal)")
      try requireFinite(curve.y, "\(quantity) (vertical)")
      try requireFinite(curve.deviations ?? [], "\(quantity) (deviations)")
      if panel.horizontal.isLogarithmic {
        try requirePositive(curve.x, "\(quantity) (horizontal, logarithmic)")
      }
      if panel.vertical.isLogarithmic, !isOnImpulseAxis(curve) {
        try requirePositive(curve.y, "\(quantity) (vertical, logarithmic)")
      }
    }
    var across = panel.labels.map(\.x)
    var up = panel.labels.map(\.y)
    for guide in panel.guides {
      switch guide {
      case .vertical(let place, _): across.append(place)
      case .horizontal(let place, _): up.append(place)
      }
    }
    for (places, axis, name) in [
      (across, panel.horizontal, "horizontal"), (up, panel.vertical, "vertical"),
    ] {
      try requireFinite(places, "the labels and guides (\(name))")
      if axis.isLogarithmic {
        try requirePositive(places, "the labels and guides (\(name), logarithmic)")
      }
    }
  }

  /// One file per curve.
  var dataFiles: [Drawing.DataFile] {
    panel.curves.enumerated().map { index, curve in
      Drawing.DataFile(
        content: "\(content)curve-\(index + 1)",
        text: curve.deviations.map { table("x y deviation", [curve.x, curve.y, $0]) }
          ?? table("x y", [curve.x, curve.y]))
    }
  }

  /// The commands that draw the panel into its part of the drawing.
  ///
  /// - Parameters:
  ///   - place: The part of the drawing, with room for the axes' texts.
  ///   - canvas: The drawing.
  ///   - extra: Commands to be given before the plot.
  /// - Returns: Lines of gnuplot.
  func commands(in place: Frame, on canvas: Canvas, extra: [String]) -> [String] {
    let horizontal = AxisScale(panel.horizontal, values: horizontalValues, padding: 0.02)
    let entries = panel.curves.map(\.name).filter { !$0.isEmpty }
    var vertical = AxisScale(panel.vertical, values: verticalValues, padding: 0.05)
    let impulses = impulseScale
    let left = vertical.width
    let rightMargin = impulses.map { $0.width + 2 } ?? 24
    var frame = Frame(
      left: place.left + left, top: place.top + (panel.heading.isEmpty ? 14 : 26),
      width: place.width - left - rightMargin,
      height: place.height - (panel.heading.isEmpty ? 74 : 86))

    // A legend that fits nowhere between the curves first gets room above them, then a place outside.
    let legendSize = LegendPlace.size(of: entries)
    var legend: LegendPlace? = nil
    for stretch in panel.vertical.range == nil ? [1, 1.1, 1.2, 1.3, 1.4, 1.5] : [1] {
      let tried = vertical.stretched(by: stretch)
      legend = LegendPlace(
        width: legendSize.width / frame.width, height: legendSize.height / frame.height,
        avoiding: marks(horizontal, tried, frame))
      if legend != nil {
        vertical = tried
        break
      }
    }
    let isOutside = legend == nil && !entries.isEmpty
    if isOutside { frame.width -= legendSize.width + 6 }

    var lines = canvas.panel(frame)
    lines += horizontal.commands("x", atMost: frame.width > 420 ? 8 : 6)
    lines += vertical.commands("y", atMost: 6)
    lines += [
      canvas.below(GnuplotText.formula(panel.horizontal.label), frame),
      // Gnuplot's own label would leave the drawing beside long numbers.
      canvas.label(
        GnuplotText.formula(panel.vertical.label), x: frame.left - left + 14,
        y: (frame.top + frame.bottom) / 2, "center rotate by 90 font ',14'"),
    ]
    if !panel.heading.isEmpty {
      lines.append(canvas.heading(GnuplotText.formula(panel.heading), of: frame))
    }
    if let axis = panel.impulseAxis, let impulses {
      lines += ["set border 11"] + impulses.commands("y2", atMost: 6)
      lines.append(
        canvas.label(
          GnuplotText.formula(axis.label), x: frame.right + impulses.width - 14,
          y: (frame.top + frame.bottom) / 2, "center rotate by 90 font ',14'"))
    }
    lines += extra
    if let legend, !entries.isEmpty {
      lines.append(
        "set key at graph \(number(legend.left)),graph \(number(legend.top)) left top Left "
          + LegendPlace.looks)
    } else if isOutside {
      lines.append("set key at graph 1.02,graph 1 left top Left " + LegendPlace.looks)
    }
    for label in panel.labels {
      lines.append(
        "set label \(GnuplotText.formulaLiteral(label.text)) at \(label.x),\(label.y) center front "
          + "font ',14' tc rgb '\(Style.ink)'")
    }
    lines += guides
    lines.append(plot)
    if panel.impulseAxis != nil { lines.append("unset y2tics; set border 3") }
    return lines
  }

  private var guides: [String] {
    let line = "nohead back lw 1 dt 3 lc rgb '\(Style.grey)'"
    return panel.guides.flatMap { guide in
      switch guide {
      case .vertical(let x, let name):
        [
          "set arrow from \(x),graph 0 to \(x),graph 1 \(line)",
          "set label \(GnuplotText.formulaLiteral(name)) at \(x),graph 1 offset 0,0.6 center front "
            + "font ',12' tc rgb '\(Style.grey)'",
        ]
      case .horizontal(let y, let name):
        [
          "set arrow from graph 0,first \(y) to graph 1,first \(y) \(line)",
          "set label \(GnuplotText.formulaLiteral(name)) at graph 1,first \(y) offset -0.5,0.7 "
            + "right front font ',12' tc rgb '\(Style.grey)'",
        ]
      }
    }.filter { !$0.hasPrefix("set label ''") }
  }

  private var plot: String {
    var plots: [String] = []
    for (index, curve) in panel.curves.enumerated() where !curve.x.isEmpty {
      let colour = "lc rgb '\(Self.colour(curve.colour, index: index))'"
      let mark = Self.mark(curve.colour, index: index)
      let title =
        curve.name.isEmpty ? "notitle" : "title " + GnuplotText.formulaLiteral(curve.name)
      let file = "data.'\(content)curve-\(index + 1).dat' using 1:2"
      let axes = isOnImpulseAxis(curve) ? " axes x1y2" : ""
      // A line through a single point would be invisible.
      let isPoint = curve.x.count == 1 && curve.style != .impulses
      switch isPoint ? .points : curve.style {
      case .line: plots.append("\(file) with lines lw 1.8 \(colour) \(title)")
      case .dashed: plots.append("\(file) with lines lw 1.8 dt 2 \(colour) \(title)")
      case .points where curve.deviations != nil:
        plots.append(
          "\(file):3 with yerrorbars pt \(mark) ps 0.6 lw 1 \(colour) \(title)")
      case .points:
        let size = curve.x.count > 100 ? 0.35 : 0.7
        plots.append("\(file) with points pt \(mark) ps \(size) \(colour) \(title)")
      case .steps: plots.append("\(file) with steps lw 1.8 \(colour) \(title)")
      case .impulses:
        plots.append("\(file)\(axes) with impulses lw 2 \(colour) notitle")
        plots.append("\(file)\(axes) with points pt 7 ps 0.7 \(colour) \(title)")
      }
    }
    if plots.isEmpty { plots.append("NaN notitle") }
    return "plot " + plots.joined(separator: ", \\\n     ")
  }

  func isOnImpulseAxis(_ curve: CurvesFigure.Curve) -> Bool {
    curve.style == .impulses && panel.impulseAxis != nil
  }

  /// The axis at the right.
  var impulseScale: AxisScale? {
    panel.impulseAxis.map {
      AxisScale(
        $0, values: panel.curves.filter(isOnImpulseAxis).flatMap(\.y) + [0], padding: 0.05)
    }
  }

  static func colour(_ colour: CurvesFigure.Colour, index: Int) -> String {
    switch colour {
    case .automatic: Style.series[index % Style.series.count]
    case .series(let number): Style.series[number % Style.series.count]
    case .ordered(let number, let count): Style.temperatureColour(number, of: count)
    case .ink: Style.ink
    case .grey: Style.grey
    }
  }

  /// The mark of points; as many as there are colours, so that nothing is told by colour alone.
  private static func mark(_ colour: CurvesFigure.Colour, index: Int) -> Int {
    switch colour {
    case .automatic: Style.marks[index % Style.marks.count]
    case .series(let number), .ordered(let number, _): Style.marks[number % Style.marks.count]
    case .ink, .grey: Style.marks[0]
    }
  }

  private var horizontalValues: [Double] {
    var values = panel.curves.flatMap(\.x) + panel.labels.map(\.x)
    for case .vertical(let place, _) in panel.guides { values.append(place) }
    return values
  }

  private var verticalValues: [Double] {
    var values = panel.labels.map(\.y)
    for curve in panel.curves where !isOnImpulseAxis(curve) {
      values += curve.y
      if let deviations = curve.deviations, !panel.vertical.isLogarithmic {
        values += zip(curve.y, deviations).flatMap { [$0 - $1, $0 + $1] }
      }
      if curve.style == .impulses, !panel.vertical.isLogarithmic { values.append(0) }
    }
    for case .horizontal(let place, _) in panel.guides { values.append(place) }
    return values
  }
}
