import Documents

/// A plot of any width: curves stretch with their box, text keeps its size.
///
/// Curves are one SVG of 1000 × 1000 units that fills the box, with strokes that do not scale; ticks, names and labels are
/// HTML at places in per cent. So the same markup is right on a phone, on paper and without a script, which only adds
/// the pointing.
struct Plot {
  /// A place that can be pointed at.
  struct Hit {
    let x: Double
    let y: Double
    let text: String
    /// The place on the page's axis that a click chooses; none when left out.
    var choice: Int? = nil
    /// The number that the place stands for: an overlap, or a rank.
    var value: Double? = nil
  }

  let x: PlotScale
  let y: PlotScale
  let xName: String
  let yName: String
  /// What is seen, in a sentence with numbers.
  let alternative: String
  /// Further classes of the box.
  var style = ""
  /// How to say the numbers at the ticks.
  var xText: (Double) -> String = Words.tick
  var yText: (Double) -> String = Words.tick
  private var drawing: [Markup] = []
  private var labels: [Markup] = []
  private(set) var hits: [Hit] = []

  init(x: PlotScale, y: PlotScale, xName: String, yName: String, alternative: String) {
    self.x = x
    self.y = y
    self.xName = xName
    self.yName = yName
    self.alternative = alternative
  }

  private func point(_ a: Double, _ b: Double) -> String {
    "\(coordinate(x.place(a))) \(coordinate(1000 - y.place(b)))"
  }

  /// The path through points.
  func path(_ points: [(Double, Double)]) -> String {
    points.enumerated().map { ($0 == 0 ? "M" : "L") + point($1.0, $1.1) }.joined()
  }

  /// Adds SVG in units of the box.
  mutating func add(_ markup: Markup) { drawing.append(markup) }

  /// A line through points.
  mutating func line(_ points: [(Double, Double)], _ className: String) {
    guard points.count > 1 else { return }
    add("<path class=\"\(className)\" d=\"\(path(points))\"/>")
  }

  /// The steps of a histogram; without `base` only its upper border.
  mutating func steps(
    _ middles: [Double], width: Double, _ heights: [Double], _ className: String,
    filled: Bool = false
  ) {
    add(
      "<path class=\"\(className)\" d=\"\(stepPath(middles, width: width, heights, filled: filled))\"/>"
    )
  }

  /// The path of the steps of a histogram.
  func stepPath(
    _ middles: [Double], width: Double, _ heights: [Double], filled: Bool = false
  ) -> String {
    guard let first = middles.first else { return "" }
    var d = filled ? "M" + point(first - width / 2, 0) + "L" : "M"
    d += point(first - width / 2, heights[0])
    for (middle, height) in zip(middles, heights) {
      d += "V\(coordinate(1000 - y.place(height)))H\(coordinate(x.place(middle + width / 2)))"
    }
    return filled ? d + "V\(coordinate(1000 - y.place(0)))Z" : d
  }

  /// The band between two step functions.
  mutating func band(
    _ middles: [Double], width: Double, _ low: [Double], _ high: [Double], _ className: String
  ) {
    guard !middles.isEmpty else { return }
    // One closed shape a bin.
    var d = ""
    for k in middles.indices {
      let (left, right) = (middles[k] - width / 2, middles[k] + width / 2)
      d +=
        "M\(point(left, low[k]))V\(coordinate(1000 - y.place(high[k])))"
        + "H\(coordinate(x.place(right)))V\(coordinate(1000 - y.place(low[k])))Z"
    }
    add("<path class=\"\(className)\" d=\"\(d)\"/>")
  }

  /// Dots of a size that does not depend on the plot.
  mutating func dots(_ points: [(Double, Double)], _ className: String) {
    guard !points.isEmpty else { return }
    add("<path class=\"dot \(className)\" d=\"\(dotPath(points))\"/>")
  }

  /// The path of dots: lines of no length with round ends.
  func dotPath(_ points: [(Double, Double)]) -> String {
    points.map { "M" + point($0.0, $0.1) + "h0" }.joined()
  }

  /// Standard errors as bars.
  mutating func errorBars(
    _ points: [(x: Double, value: Double, error: Double)], _ className: String
  ) {
    let d = points.filter { $0.error > 0 }.map {
      "M\(point($0.x, $0.value - $0.error))V\(coordinate(1000 - y.place($0.value + $0.error)))"
    }.joined()
    if !d.isEmpty { add("<path class=\"\(className)\" d=\"\(d)\"/>") }
  }

  /// A level line over the whole width.
  mutating func level(_ value: Double, _ className: String) {
    add("<path class=\"\(className)\" d=\"M0 \(1000 - y.place(value))H1000\"/>")
  }

  /// A word in the plot.
  ///
  /// - Parameters:
  ///   - text: The word.
  ///   - a: Its place along x.
  ///   - b: Its place along y.
  ///   - className: Its colour; `end` puts it to the left of its place.
  mutating func label(_ text: String, at a: Double, _ b: Double, _ className: String) {
    labels.append(
      "<b class=\"lb \(className)\" style=\"left:\(x.place(a) / 10)%;top:\(100 - y.place(b) / 10)%\">\(prose: text)</b>"
    )
  }

  /// A place that can be pointed at.
  mutating func hit(_ hit: Hit) { hits.append(hit) }

  /// The places that can be pointed at, for the script: x and y in per cent, text, choice, value.
  static func document(_ hits: [Hit], in plot: Plot) -> JSONValue {
    .array(
      hits.map { hit in
        [
          .number((plot.x.place(hit.x)).rounded() / 10),
          .number((1000 - plot.y.place(hit.y)).rounded() / 10), .string(hit.text),
          hit.choice.map { .integer($0) } ?? .null, hit.value.map { JSONValue($0) } ?? .null,
        ]
      })
  }

  /// The plot.
  var markup: Markup {
    let grid = y.ticks.map { "M0 \(coordinate(1000 - y.place($0)))H1000" }.joined()
    let xTicks = x.ticks.map { tick -> Markup in
      "<span class=\"xt\" style=\"left:\(x.place(tick) / 10)%\">\(xText(tick))</span>"
    }
    let yTicks = y.ticks.map { tick -> Markup in
      "<span class=\"yt\" style=\"top:\(100 - y.place(tick) / 10)%\">\(yText(tick))</span>"
    }
    let pointing: Markup =
      hits.isEmpty
      ? "" : " tabindex=\"0\" data-hits=\"\(Self.document(hits, in: self).compactText)\""
    return """
      <div class="plot \(style)" role="img" data-x="\(Words.exact(x.range.lowerBound)),\(Words.exact(x.range.upperBound))" aria-label="\(alternative)"\(pointing)><span class="yn">\(prose: yName)</span>\
      <div class="area"><svg viewBox="0 0 1000 1000" preserveAspectRatio="none" aria-hidden="true">\
      <path class="grid" d="\(grid)"/>\(drawing)<path class="axis" d="M0 1000H1000"/></svg>\
      \(yTicks)\(xTicks)\(labels)</div><span class="xn">\(prose: xName)</span></div>
      """
  }
}

extension Words {
  /// The number at a tick.
  package static func tick(_ value: Double) -> String {
    let size = abs(value)
    guard value != 0, size >= 1e4 || size < 1e-3 else { return plain(value) }
    var exponent = 0
    var mantissa = value
    while abs(mantissa) >= 9.9999 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
    while abs(mantissa) < 0.99999 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
    let raised = String(
      "\(exponent)".map { character -> Character in
        switch character {
        case "-": "⁻"
        case "1": "¹"
        case "2": "²"
        case "3": "³"
        default: Character(UnicodeScalar(0x2070 + (character.wholeNumberValue ?? 0)) ?? "⁰")
        }
      })
    let factor = plain((mantissa * 1000).rounded() / 1000)
    return factor == "1" ? "10\(raised)" : "\(factor)·10\(raised)"
  }
}
