import Documents
import Statistics

/// Several quantities over one axis: each series has a colour and a marker of its own, theory is a line.
struct SeriesPlot {
  /// One of the quantities.
  struct Series {
    let name: String
    var points: [(x: Double, value: Estimate)] = []
    /// What theory predicts, at places of its own.
    var theory: [(x: Double, y: Double)] = []
    /// Whether points are joined by a thin line.
    var isJoined = false
    /// Colour and marker; by its place among the series when left out.
    var mark: Int?
    /// Whether the line of theory is broken.
    var isDashed = false
  }

  /// A level that belongs to no series.
  struct Guide {
    let value: Double
    let name: String
    /// Whether it is a place on the horizontal axis.
    var isVertical = false
    /// The standard error, drawn as a band.
    var error: Double?
  }

  let title: String
  let name: String
  /// The name of the horizontal axis.
  let axis: String
  let series: [Series]
  var guides: [Guide] = []
  var isLogarithmicX = false
  var isLogarithmic = false
  /// Ends of the vertical axis; from the data when left out.
  var range: ClosedRange<Double>?
  /// Numbers at the horizontal axis; round ones when left out.
  var ticks: [Double]?
  /// Whether points stand on stems, as weights of peaks do.
  var hasStems = false

  /// How many markers can be told apart: filled and hollow dots and squares.
  private static let markerCount = 4

  private func mark(_ k: Int) -> Int { (series[k].mark ?? k) % 6 }
  private func isDrawn(_ y: Double) -> Bool { y.isFinite && (!isLogarithmic || y > 0) }

  /// The ends of both axes.
  private var frame: (x: ClosedRange<Double>, y: ClosedRange<Double>)? {
    var x: [Double] = guides.filter(\.isVertical).map(\.value)
    for one in series {
      x += one.points.map(\.x)
      x += one.theory.map(\.x)
    }
    var lows: [Double] = []
    var highs: [Double] = []
    for one in series {
      for point in one.points where isDrawn(point.value.value) {
        let error = point.value.error ?? 0
        lows.append(isLogarithmic ? point.value.value : point.value.value - error)
        highs.append(point.value.value + error)
      }
      lows += one.theory.map(\.y).filter(isDrawn)
      highs += one.theory.map(\.y).filter(isDrawn)
    }
    let levels = guides.filter { !$0.isVertical && isDrawn($0.value) }.map(\.value)
    guard let first = x.min(), let last = x.max(), last > first,
      var low = (lows + levels).min(), var high = (highs + levels).max()
    else { return nil }
    if isLogarithmic {
      (low, high) = (low * 0.8, high * 1.3)
    } else {
      let margin = high - low > 1e-9 * max(abs(high), abs(low)) ? 0.08 * (high - low) : 0.5
      low = low >= 0 && low < 4 * margin ? 0 : low - margin
      high += margin
    }
    let margin = isLogarithmicX ? 0 : 0.02 * (last - first)
    let ends = isLogarithmicX ? 0.93 * first...1.07 * last : first - margin...last + margin
    return (ends, range ?? low...high)
  }

  /// The plot under its title; nothing without data.
  var markup: Markup {
    guard let frame else { return .none }
    var plot = Plot(
      x: PlotScale(frame.x, isLogarithmic: isLogarithmicX, ticks: 5, at: ticks),
      y: PlotScale(frame.y, isLogarithmic: isLogarithmic, ticks: 4), xName: axis, yName: name,
      alternative: alternative)
    plot.style = "mid"
    for guide in guides {
      if guide.isVertical {
        let x = plot.x.place(guide.value)
        if let error = guide.error {
          let (left, right) = (
            plot.x.place(guide.value - error), plot.x.place(guide.value + error)
          )
          plot.add("<path class=\"thyband\" d=\"M\(left) 0H\(right)V1000H\(left)Z\"/>")
        }
        plot.add("<path class=\"thy dash\" d=\"M\(x) 0V1000\"/>")
        plot.label(guide.name, at: guide.value, frame.y.upperBound, "thy right")
      } else {
        plot.level(guide.value, "thy dash")
        plot.label(guide.name, at: frame.x.upperBound, guide.value, "thy end up")
      }
    }
    for (k, one) in series.enumerated() {
      let colour = "k\(mark(k))"
      // Theory is red where no colour must tell which series it belongs to.
      let line = series.count == 1 && !one.points.isEmpty ? "thy" : colour
      plot.line(
        Self.thinned(one.theory, to: 240).filter { isDrawn($0.y) }.map { ($0.x, $0.y) },
        "line \(line)\(one.isDashed ? " dash" : "")")
      let points = one.points.filter { isDrawn($0.value.value) }
      if one.isJoined { plot.line(points.map { ($0.x, $0.value.value) }, "thin \(colour)") }
      if hasStems {
        for point in points {
          plot.line(
            [(point.x, frame.y.lowerBound), (point.x, point.value.value)], "line \(colour)")
        }
      }
      plot.errorBars(
        points.map { ($0.x, $0.value.value, $0.value.error ?? 0) }, "err \(colour)")
      let shape = k % Self.markerCount
      let places = points.map { ($0.x, $0.value.value) }
      plot.dots(places, "mid \(colour)\(shape == 1 || shape == 3 ? " square" : "")")
      if shape >= 2 { plot.dots(places, "hollow\(shape == 3 ? " square" : "")") }
      for point in points {
        plot.hit(
          Plot.Hit(
            x: point.x, y: point.value.value,
            text: "\(one.name.isEmpty ? "" : one.name + ", ")\(axis) = \(Words.brief(point.x)): "
              + "\(name) = \(Words.estimate(point.value))"))
      }
      if points.isEmpty {
        for point in Self.thinned(one.theory, to: 40) where isDrawn(point.y) {
          plot.hit(
            Plot.Hit(
              x: point.x, y: point.y,
              text: "\(one.name.isEmpty ? "" : one.name + ", ")\(axis) = \(Words.brief(point.x)): "
                + "\(name) = \(text(point.y, digits: 4))"))
        }
      }
    }
    return "<figure><figcaption>\(prose: title)</figcaption>\(plot.markup)</figure>"
  }

  /// Some places of a curve, with both of its ends.
  private static func thinned(
    _ curve: [(x: Double, y: Double)], to most: Int
  ) -> [(x: Double, y: Double)] {
    guard curve.count > most else { return curve }
    return (0..<most).map { curve[$0 * (curve.count - 1) / (most - 1)] }
  }

  private var alternative: String {
    let parts = series.compactMap { one -> String? in
      let ends =
        one.points.isEmpty
        ? one.theory.map { ($0.x, $0.y) } : one.points.map { ($0.x, $0.value.value) }
      guard let first = ends.first, let last = ends.last else { return nil }
      return
        "\(one.name.isEmpty ? "" : one.name + " ")from \(text(first.1, digits: 3)) at \(axis) = "
        + "\(Words.brief(first.0)) to \(text(last.1, digits: 3)) at \(axis) = \(Words.brief(last.0))"
    }
    return "\(title): \(parts.joined(separator: "; "))."
  }

  /// All numbers, one row a place and series.
  var table: [JSONValue] {
    var rows: [JSONValue] = [["figure", "series", .string(axis), .string(name), "error", "theory"]]
    for one in series {
      for point in one.points {
        let known = one.theory.first { $0.x == point.x }?.y
        rows.append([
          .string(title), .string(one.name), .number(point.x), JSONValue(point.value.value),
          JSONValue(point.value.error), JSONValue(known),
        ])
      }
      guard one.points.isEmpty else { continue }
      for point in one.theory {
        rows.append([
          .string(title), .string(one.name), .number(point.x), .null, .null, JSONValue(point.y),
        ])
      }
    }
    return rows
  }

  /// What colours and markers mean.
  static func key(_ names: [String]) -> Markup {
    let items = names.enumerated().map { k, name -> Markup in
      let shape = ["", " square", " open", " open square"][k % markerCount]
      return "<li><i class=\"mk k\(k % 6)\(shape)\"></i>\(prose: name)</li>"
    }
    return "<ul class=\"key\">\(items)</ul>"
  }
}
