import RealModule

/// One axis of a plot: from numbers to places between 0 and 1000, and the numbers at its ticks.
package struct PlotScale: Sendable {
  /// The numbers at both ends.
  let range: ClosedRange<Double>
  /// Whether equal ratios are equally long.
  let isLogarithmic: Bool
  /// The numbers at the ticks.
  package let ticks: [Double]

  /// An axis from one number to another.
  ///
  /// - Parameters:
  ///   - range: The numbers at both ends; positive for a logarithmic one.
  ///   - isLogarithmic: Whether equal ratios are equally long.
  ///   - count: About how many ticks there shall be.
  ///   - places: Where they shall be; at round numbers when left out.
  package init(
    _ range: ClosedRange<Double>, isLogarithmic: Bool = false, ticks count: Int = 5,
    at places: [Double]? = nil
  ) {
    let usable =
      range.upperBound > range.lowerBound
      ? range : range.lowerBound - 0.5...range.lowerBound + 0.5
    self.range = usable
    self.isLogarithmic = isLogarithmic
    ticks =
      places ?? (isLogarithmic ? Self.decades(usable) : Self.round(usable, count: count))
  }

  /// Where a number is, from 0 to 1000; numbers outside are put on the border.
  package func place(_ value: Double) -> Double {
    func scaled(_ x: Double) -> Double { isLogarithmic ? Double.log(max(x, 1e-300)) : x }
    let (low, high) = (scaled(range.lowerBound), scaled(range.upperBound))
    return min(1000, max(0, 1000 * (scaled(value) - low) / (high - low)))
  }

  /// Whether a number lies on the axis.
  func contains(_ value: Double) -> Bool { range.contains(value) }

  private static func round(_ range: ClosedRange<Double>, count: Int) -> [Double] {
    let length = range.upperBound - range.lowerBound
    let raw = length / Double(max(1, count))
    let power = Double.pow(10, Double.log10(raw).rounded(.down))
    let mantissa = raw / power
    let step = (mantissa < 1.5 ? 1 : mantissa < 3.5 ? 2 : mantissa < 7.5 ? 5 : 10) * power
    let first = (range.lowerBound / step - 1e-9).rounded(.up)
    var ticks: [Double] = []
    var k = first
    while k * step <= range.upperBound + 1e-9 * length {
      // 0 is 0, not what rounding leaves of it.
      ticks.append(k == 0 ? 0 : k * step)
      k += 1
    }
    return ticks
  }

  private static func decades(_ range: ClosedRange<Double>) -> [Double] {
    let (low, high) = (Double.log10(range.lowerBound), Double.log10(range.upperBound))
    let choices: [[Double]] = [[1], [1, 2, 5], [1, 1.5, 2, 3, 4, 5, 7]]
    // As few numbers as there may be, but three at least where the axis has them.
    var ticks: [Double] = []
    for mantissas in choices.dropFirst(high - low < 1.6 ? 1 : 0) where ticks.count < 3 {
      ticks = decades(range, mantissas)
    }
    return ticks
  }

  private static func decades(_ range: ClosedRange<Double>, _ mantissas: [Double]) -> [Double] {
    let (low, high) = (Double.log10(range.lowerBound), Double.log10(range.upperBound))
    var ticks: [Double] = []
    let stride = max(1, Int((high - low) / 5))
    for decade in Int(low.rounded(.down))...Int(high.rounded(.up)) where decade % stride == 0 {
      for mantissa in mantissas {
        let value = mantissa * Double.pow(10, Double(decade))
        if value >= 0.999 * range.lowerBound, value <= 1.001 * range.upperBound {
          ticks.append(value)
        }
      }
    }
    return ticks
  }
}
