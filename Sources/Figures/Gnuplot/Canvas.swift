/// A rectangle of a drawing; units of 1/144 inch from the upper left corner.
struct Frame {
  var left: Double
  var top: Double
  var width: Double
  var height: Double

  var right: Double { left + width }
  var bottom: Double { top + height }
}

/// Translates places on a drawing into gnuplot's screen coordinates.
struct Canvas {
  let width: Double
  let height: Double

  /// A horizontal place as a fraction of the width.
  func x(_ value: Double) -> String { number(value / width) }

  /// A vertical place, counted from the top, as a fraction of the height from the bottom.
  func y(_ value: Double) -> String { number(1 - value / height) }

  /// The commands that put the next plot into a frame and forget the plot before it.
  func panel(_ frame: Frame) -> [String] {
    [
      "",
      "unset label; unset arrow; unset object; unset logscale; unset colorbox; unset title",
      "set xrange [1:10]; set yrange [1:10]",
      "unset key; unset xlabel; unset ylabel; set format '%g'",
      "set xtics auto \(Self.ticks); set ytics auto \(Self.ticks)",
      "set border 3; set style fill solid 1 noborder",
      "set lmargin at screen \(x(frame.left)); set rmargin at screen \(x(frame.right))",
      "set tmargin at screen \(y(frame.top)); set bmargin at screen \(y(frame.bottom))",
    ]
  }

  /// A text at a place of the drawing; `text` is already safe for the enhanced mode.
  func label(_ text: String, x: Double, y: Double, _ options: String = "left") -> String {
    "set label \(GnuplotText.quoted(text)) at screen \(self.x(x)),\(self.y(y)) \(options) front"
  }

  /// The text below a horizontal axis; gnuplot's own moves with the font of the format.
  func below(_ text: String, _ frame: Frame, by distance: Double = 40) -> String {
    label(
      text, x: (frame.left + frame.right) / 2, y: frame.bottom + distance, "center font ',14'")
  }

  /// The upright text beside a vertical axis.
  func beside(_ text: String, _ frame: Frame, by distance: Double = 56) -> String {
    label(
      text, x: frame.left - distance, y: (frame.top + frame.bottom) / 2,
      "center rotate by 90 font ',14'")
  }

  /// The heading of a panel, above its left edge.
  func heading(_ text: String, of frame: Frame) -> String {
    label("{/:Bold \(text)}", x: frame.left, y: frame.top - 13, "left font ',14'")
  }

  /// The titles of a whole figure: a verdict in bold and a line about the system.
  func titles(_ verdict: String, _ system: String) -> [String] {
    let fitted = { (text: String, size: Double) in
      min(size, max(8, size * (width - 40) / max(1, GnuplotText.width(text, size: size))))
    }
    let large = number(fitted(verdict, 18).rounded(.down))
    let small = number(fitted(system, 14).rounded(.down))
    return [
      label("{/:Bold \(GnuplotText.title(verdict))}", x: 20, y: 22, "left font ',\(large)'"),
      label(
        GnuplotText.title(system), x: 20, y: 48,
        "left font ',\(small)' tc rgb '\(Style.grey)'"),
    ].filter { !$0.contains("set label ''") && !$0.contains("'{/:Bold }'") }
  }

  /// No drawing is wider, so that a screen shows it whole.
  static let largestWidth = 1280.0

  /// The height that the titles take.
  static let titleHeight = 66.0

  /// How the marks of every axis look.
  static let ticks = "out nomirror scale 0.5 font ',12' textcolor rgb '\(Style.ink)'"

  /// The commands that begin every drawing.
  static let opening = [
    "set multiplot",
    "set border lw 1 lc rgb '\(Style.ink)'",
    "set minussign",
  ]

  /// The commands that end every drawing.
  static let closing = ["unset multiplot"]
}
