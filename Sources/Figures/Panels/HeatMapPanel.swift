internal import LinearAlgebra

/// The part of a drawing that shows a square matrix of overlaps as colours.
struct HeatMapPanel {
  /// The matrix as it is shown.
  let matrix: Matrix

  /// What the data file is called.
  let content: String

  /// The texts at the two axes, ready for gnuplot; empty for none.
  var xLabel = ""
  var yLabel = ""

  /// Where one state ends and the next begins: numbers of rows between 0 and R.
  var boundaries: [Int] = []

  /// How overlaps become colours.
  var scale: InkScale

  /// Shows a matrix.
  ///
  /// - Parameters:
  ///   - matrix: The matrix as it is shown.
  ///   - content: What the data file is called.
  ///   - scale: How overlaps become colours; `nil` for the range of this matrix.
  init(matrix: Matrix, content: String, scale: InkScale? = nil) {
    self.matrix = matrix
    self.content = content
    self.scale = scale ?? InkScale(overlaps: [matrix])
  }

  /// More rows than this cannot be seen; the picture then shows means over blocks.
  static let largestPicture = 1024

  var dataFile: Drawing.DataFile {
    Drawing.DataFile(
      content: content,
      text: table(
        matrix.blockAveraged(rows: Self.largestPicture, columns: Self.largestPicture)))
  }

  func commands(in frame: Frame, on canvas: Canvas) -> [String] {
    let size = Double(matrix.rows)
    let step = Swift.max(1, tickStep(span: size, atMost: frame.width > 300 ? 8 : 4))
    var lines = canvas.panel(frame)
    lines += [
      "set border 15",
      "set xrange [0:\(number(size))]; set yrange [\(number(size)):0]",
      "set xtics 0,\(number(step)) offset 0,0.3; set ytics 0,\(number(step)) offset 0.3,0",
    ]
    lines += scale.commands
    if !xLabel.isEmpty { lines.append(canvas.below(xLabel, frame)) }
    if !yLabel.isEmpty { lines.append(canvas.beside(yLabel, frame, by: 46)) }
    let weight = boundaries.count > 24 ? "0.4" : "0.7"
    for boundary in boundaries where boundary > 0 && boundary < matrix.rows {
      let style = "nohead front lw \(weight) lc rgb '#80222222'"
      lines += [
        "set arrow from 0,\(boundary) to \(number(size)),\(boundary) \(style)",
        "set arrow from \(boundary),0 to \(boundary),\(number(size)) \(style)",
      ]
    }
    return lines
  }

  /// The command that draws the matrix over a width on the drawing.
  func plot(width: Double) -> String {
    let file = "data.'\(content).dat' matrix"
    if matrix.rows <= 40 {
      // Rectangles stay sharp at any size; a little overlap hides the seams between them.
      let half = number(0.5 + 0.4 * Double(matrix.rows) / width)
      return "plot \(file) using ($1+0.5):($2+0.5):(\(half)):(\(half)):3 "
        + "with boxxyerror fs solid 1 noborder lc palette notitle"
    }
    let scale = number(Double(matrix.rows) / Double(Swift.min(matrix.rows, Self.largestPicture)))
    return "plot \(file) using (($1+0.5)*\(scale)):(($2+0.5)*\(scale)):3 with image notitle"
  }

  /// The command for a horizontal colour bar with its symbol at the right end.
  static func colourBar(_ frame: Frame, scale: InkScale, on canvas: Canvas) -> [String] {
    let span = scale.range.upperBound - scale.range.lowerBound
    let step = tickStep(span: span, atMost: frame.width > 200 ? 5 : 3)
    // The ends are always marked; a round number is not where its label would touch that of an end.
    func isClear(_ value: Double, of end: Double) -> Bool {
      let width =
        (GnuplotText.width(number(value), size: 12) + GnuplotText.width(number(end), size: 12)) / 2
      return abs(value - end) / span * frame.width > max(0.12 * frame.width, width + 13)
    }
    var ticks = [scale.range.lowerBound, scale.range.upperBound]
    var value = (scale.range.lowerBound / step).rounded(.up) * step
    while value < scale.range.upperBound {
      if [scale.range.lowerBound, scale.range.upperBound].allSatisfy({ isClear(value, of: $0) }) {
        ticks.append(value)
      }
      value += step
    }
    return [
      "set colorbox horizontal user origin \(canvas.x(frame.left)),\(canvas.y(frame.bottom)) "
        + "size \(canvas.x(frame.width)),\(number(frame.height / canvas.height)) front border",
      "set format cb '%.6g'; set cbtics (\(ticks.sorted().map(number).joined(separator: ", "))) "
        + "scale 0.4 offset 0,0.3 font ',12'",
      canvas.label(
        "q_{ab}", x: frame.right + 10, y: frame.top + frame.height / 2, "left font ',14'"),
    ]
  }
}
