internal import LinearAlgebra

/// How values become colours: the more, the more ink, and below the value of the paper another colour.
///
/// One scale for overlaps and for maps over planes. Its steps of lightness are nearly equal, so that it can be read in
/// grey and by colour-blind eyes.
struct InkScale: Equatable {
  /// The values at the ends of the colour bar.
  let range: ClosedRange<Double>
  /// The value that has the colour of the paper.
  let paper: Double

  private static let above = [
    0xf7f4ec, 0xdce7df, 0xb3d5d2, 0x79b8c4, 0x4392b2, 0x286a99, 0x224580, 0x1b2a5f, 0x120f3a,
  ]
  private static let below = [0xf7f4ec, 0xf3d6b2, 0xe4a065, 0xba642d, 0x6e3310]

  /// A scale with the lower end on paper.
  init(range: ClosedRange<Double>) { self.init(range: range, paper: range.lowerBound) }

  /// A scale around a value, with the same steps above and below.
  init(range: ClosedRange<Double>, paper: Double) {
    self.range = range
    self.paper = min(max(paper, range.lowerBound), range.upperBound)
  }

  /// The scale of overlap matrices: from 0, or the smallest overlap if that is larger, to the largest.
  ///
  /// The diagonal is left out. Where overlaps are clearly negative the scale ends at the smallest, and 0 stays paper.
  init(overlaps matrices: [Matrix]) {
    var (low, high) = (Double.infinity, -Double.infinity)
    for matrix in matrices {
      for a in 0..<matrix.rows {
        for b in 0..<matrix.columns where a != b || !matrix.isSquare {
          low = min(low, matrix[a, b])
          high = max(high, matrix[a, b])
        }
      }
    }
    guard low <= high, low.isFinite, high.isFinite else {
      self.init(range: 0...1)
      return
    }
    high = max(0, high)
    // The ends are whole hundredths, so that the bar can be read.
    let isNegative = low < -0.1 * high
    if !isNegative { low = max(0, low) }
    low = (low * 100).rounded(.down) / 100
    high = (high * 100).rounded(.up) / 100
    if high - low < 0.02 {
      (low, high) = isNegative ? (low - 0.01, high + 0.01) : (max(0, low - 0.02), high + 0.02)
    }
    self.init(range: low...high, paper: isNegative ? 0 : low)
  }

  /// How far the farther end is from the paper.
  private var reach: Double {
    max(range.upperBound - paper, paper - range.lowerBound, Double.leastNormalMagnitude)
  }

  /// The colour of a value as three bytes; grey for what is no number.
  func colour(at value: Double) -> (red: Int, green: Int, blue: Int) {
    guard !value.isNaN else { return (128, 128, 128) }
    let value = min(max(value, range.lowerBound), range.upperBound)
    return Self.mixed(
      value < paper ? Self.below : Self.above, at: min(1, abs(value - paper) / reach))
  }

  /// A colour of a list at a place from 0 to 1.
  private static func mixed(_ stops: [Int], at place: Double) -> (red: Int, green: Int, blue: Int) {
    let position = place * Double(stops.count - 1)
    let index = min(Int(position), stops.count - 2)
    let part = position - Double(index)
    func channel(_ shift: Int) -> Int {
      let (low, high) = (stops[index] >> shift & 255, stops[index + 1] >> shift & 255)
      return Int((Double(low) + part * Double(high - low)).rounded())
    }
    return (channel(16), channel(8), channel(0))
  }

  /// Whether white text can be read on the colour of a value, rather than black.
  func needsLightText(at value: Double) -> Bool {
    let colour = colour(at: value)
    return 0.299 * Double(colour.red) + 0.587 * Double(colour.green) + 0.114 * Double(colour.blue)
      < 140
  }

  /// The commands that set palette and range.
  ///
  /// - Parameter isLogarithmic: Whether the bar has equal steps for equal factors.
  var commands: [String] {
    var values = [range.lowerBound, range.upperBound]
    for k in 0..<Self.above.count {
      values.append(paper + reach * Double(k) / Double(Self.above.count - 1))
    }
    for k in 0..<Self.below.count {
      values.append(paper - reach * Double(k) / Double(Self.below.count - 1))
    }
    let span = range.upperBound - range.lowerBound
    var stops: [(value: Double, colour: String)] = []
    for value in values.filter(range.contains).sorted()
    where stops.last.map({ value - $0.value > 1e-6 * span }) ?? true {
      let colour = colour(at: value)
      stops.append((value, Style.hexadecimal(colour.red, colour.green, colour.blue)))
    }
    // Places on the bar run from 0 to 1, also where the bar is logarithmic.
    return [
      "set palette maxcolors 0",
      "set palette defined ("
        + stops.map { "\(number(($0.value - range.lowerBound) / span)) '\($0.colour)'" }
        .joined(separator: ", ") + ")",
      "set cbrange [\(range.lowerBound):\(range.upperBound)]",
    ]
  }
}
