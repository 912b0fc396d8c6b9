/// The colours and lines that all figures share.
enum Style {
  static let ink = "#1b1f23"
  static let grey = "#5b636c"
  /// Data.
  static let blue = "#2b6a9e"
  /// Theory and decisions.
  static let red = "#b23c17"

  /// Colours for a few series that have no order.
  static let series = ["#0072b2", "#d98200", "#0b8f6b", "#b65a93", "#4aa3dc", "#c84e00", "#8a8f95"]

  /// Marks for a few series, by gnuplot's numbers: filled circle, square, triangle, rhombus, triangle on its head,
  /// pentagon, circle.
  static let marks = [7, 5, 9, 13, 11, 15, 6]

  /// The colours from cold to hot.
  static let temperatures: [(value: Double, red: Int, green: Int, blue: Int)] = [
    (0, 0x2c, 0x3e, 0x8f), (0.35, 0x2a, 0x8f, 0xb5), (0.65, 0xe0, 0x8e, 0x2e),
    (1, 0xb2, 0x18, 0x2b),
  ]

  /// The colour at a place of a palette.
  static func colour(
    at value: Double, in palette: [(value: Double, red: Int, green: Int, blue: Int)]
  ) -> (red: Int, green: Int, blue: Int) {
    guard let first = palette.first, let last = palette.last, !value.isNaN else {
      return (128, 128, 128)
    }
    if value <= first.value { return (first.red, first.green, first.blue) }
    for (low, high) in zip(palette, palette.dropFirst()) where value <= high.value {
      let part = (value - low.value) / (high.value - low.value)
      let mix = { (a: Int, b: Int) in Int((Double(a) + part * Double(b - a)).rounded()) }
      return (mix(low.red, high.red), mix(low.green, high.green), mix(low.blue, high.blue))
    }
    return (last.red, last.green, last.blue)
  }

  /// One of `count` colours from cold to hot.
  static func temperatureColour(_ index: Int, of count: Int) -> String {
    let colour = colour(at: count < 2 ? 0 : Double(index) / Double(count - 1), in: temperatures)
    return hexadecimal(colour.red, colour.green, colour.blue)
  }

  /// A colour as `#rrggbb`.
  static func hexadecimal(_ red: Int, _ green: Int, _ blue: Int) -> String {
    "#"
      + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
