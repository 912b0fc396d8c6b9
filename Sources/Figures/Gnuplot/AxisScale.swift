import Foundation

/// The range, the marks and the scale of one axis.
struct AxisScale {
  private(set) var low: Double
  private(set) var high: Double
  let isLogarithmic: Bool

  /// Chooses the range.
  ///
  /// - Parameters:
  ///   - axis: The axis, with its range if it was given.
  ///   - values: All that is to be seen, finite, and above zero on a logarithmic axis.
  ///   - padding: The room at either end, as a fraction of the range.
  init(_ axis: CurvesFigure.Axis, values: [Double], padding: Double) {
    isLogarithmic = axis.isLogarithmic
    if let range = axis.range {
      (low, high) = (range.lowerBound, range.upperBound)
      return
    }
    low = values.min() ?? 1
    high = values.max() ?? 1
    if isLogarithmic {
      let decades = max(log10(high / low), 0.1)
      low *= pow(10, -padding * decades)
      high *= pow(10, padding * decades)
      return
    }
    // What a computation returns for a constant is constant up to rounding.
    let largest = max(abs(low), abs(high))
    if high - low <= 1e-9 * largest {
      let half = largest > 0 ? 0.1 * largest : 1
      (low, high) = (low - half, high + half)
    }
    let span = high - low
    let (least, greatest) = (low, high)
    low -= padding * span
    high += padding * span
    // Axes begin at zero where the data nearly do, and do not go beyond it for nothing.
    if least >= 0, least < 0.2 * span { low = 0 }
    if greatest <= 0, -greatest < 0.2 * span { high = 0 }
  }

  /// The scale with more room at the upper end.
  func stretched(by factor: Double) -> AxisScale {
    var result = self
    if isLogarithmic {
      result.high = low * pow(high / low, factor)
    } else {
      result.high = low + factor * (high - low)
    }
    return result
  }

  /// A place on the axis, from 0 at the lower to 1 at the upper end.
  func fraction(_ value: Double) -> Double {
    isLogarithmic
      ? log(value / low) / log(high / low) : (value - low) / (high - low)
  }

  /// Whether marks read 10³ and not 1000.
  private var isInPowers: Bool { high / low > 1e3 }

  private var step: Double { tickStep(span: high - low, atMost: 6) }

  /// The room that an upright axis needs for marks and label, in units of the drawing.
  var width: Double { 52 + 7.8 * Double(tickWidth) }

  /// About how many characters the longest mark has.
  private var tickWidth: Int {
    if isLogarithmic { return isInPowers ? 4 : 6 }
    let largest = max(abs(low), abs(high))
    if largest >= 1e6 || largest < 1e-3 { return 7 }
    let decimals = max(0, Int((-log10(step) - 1e-9).rounded(.up)))
    let digits = max(1, Int(log10(max(largest, 1)).rounded(.down)) + 1)
    return min(10, digits + (decimals > 0 ? decimals + 1 : 0) + (low < 0 ? 1 : 0))
  }

  /// The commands for range, scale and marks.
  ///
  /// - Parameters:
  ///   - name: `x`, `y` or `y2`.
  ///   - count: The number of marks on a linear axis that is not exceeded.
  /// - Returns: Lines of gnuplot.
  func commands(_ name: String, atMost count: Int) -> [String] {
    let offset = ["x": "0,0.3", "y": "0.3,0"][name] ?? "-0.3,0"
    var lines = ["set \(name)range [\(low):\(high)]"]
    if isLogarithmic {
      lines.append("set logscale \(name)")
      if isInPowers { lines.append("set format \(name) '10^{%L}'") }
      lines.append("set \(name)tics \(logarithmicTicks(from: low, to: high)) offset \(offset)")
    } else {
      let step = tickStep(span: high - low, atMost: count)
      // Ten digits, so that the marks of a narrow range differ.
      lines.append("set format \(name) '%.10g'")
      lines.append("set \(name)tics \(Canvas.ticks); set \(name)tics \(step) offset \(offset)")
    }
    return lines
  }
}
