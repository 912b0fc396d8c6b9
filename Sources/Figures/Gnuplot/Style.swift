/// The colours and lines that all figures share.
enum Style {
  static let ink = "#222222"
  static let grey = "#555555"
  static let blue = "#2166ac"
  static let red = "#b2182b"

  /// Colours for a few series that have no order.
  static let series = ["#2166ac", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#555555"]

  /// The palette of overlaps: blue at −1, white at 0, red at +1.
  static let palette: [(value: Double, red: Int, green: Int, blue: Int)] = [
    (-1, 0x21, 0x66, 0xac), (-0.6667, 0x67, 0xa9, 0xcf), (-0.3333, 0xd1, 0xe5, 0xf0),
    (0, 0xff, 0xff, 0xff),
    (0.3333, 0xfd, 0xdb, 0xc7), (0.6667, 0xef, 0x8a, 0x62), (1, 0xb2, 0x18, 0x2b),
  ]

  /// The colours from cold to hot.
  static let temperatures: [(value: Double, red: Int, green: Int, blue: Int)] = [
    (0, 0x2c, 0x3e, 0x8f), (0.35, 0x2a, 0x8f, 0xb5), (0.65, 0xe0, 0x8e, 0x2e),
    (1, 0xb2, 0x18, 0x2b),
  ]

  /// The gnuplot command for the palette of overlaps.
  static var paletteCommand: String {
    "set palette defined ("
      + palette.map { "\(number($0.value)) '\(hexadecimal($0.red, $0.green, $0.blue))'" }
      .joined(separator: ", ") + ")"
  }

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
