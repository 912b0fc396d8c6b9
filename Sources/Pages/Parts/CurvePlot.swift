import Documents
import Statistics

/// One quantity over the axis of a page, with errors and theory; a dotted line marks what is chosen.
struct CurvePlot {
  let title: String
  let name: String
  /// The name of the axis.
  let axis: String
  let places: [Double]
  let values: [Estimate?]
  /// What theory predicts.
  var theory: [Double?] = []
  var isLogarithmic = false
  /// The name of the theory.
  var theoryName = ""

  /// The plot under its title; nothing where there are fewer than two places.
  var markup: Markup {
    let points = places.indices.compactMap {
      k -> (k: Int, x: Double, value: Double, error: Double)? in
      guard let value = values[k], value.value.isFinite, !isLogarithmic || value.value > 0 else {
        return nil
      }
      return (k, places[k], value.value, value.error ?? 0)
    }
    guard points.count > 1, let first = places.min(), let last = places.max() else { return .none }
    let known = theory.compactMap { $0 }
    let lows = points.map { isLogarithmic ? $0.value : $0.value - $0.error } + known
    let highs = points.map { $0.value + $0.error } + known
    var (low, high) = (lows.min() ?? 0, highs.max() ?? 1)
    if isLogarithmic {
      (low, high) = (low * 0.8, high * 1.3)
    } else {
      // A constant is drawn as one.
      let spread = max(high - low, 1e-6 * max(abs(high), abs(low)))
      let margin = high - low > spread / 2 && high > low ? 0.08 * spread : max(1, 0.5 * abs(high))
      low = low >= 0 && low < 4 * margin ? 0 : low - margin
      high += margin
    }
    let margin = 0.03 * (last - first)
    var plot = Plot(
      x: PlotScale(first - margin...last + margin, ticks: 4),
      y: PlotScale(low...high, isLogarithmic: isLogarithmic, ticks: 3), xName: axis, yName: name,
      alternative:
        "\(title): from \(Words.plain((points[0].value * 1000).rounded() / 1000)) at \(axis) = "
        + "\(Words.plain(points[0].x)) to \(Words.plain((points[points.count - 1].value * 1000).rounded() / 1000)) "
        + "at \(axis) = \(Words.plain(points[points.count - 1].x)).")
    plot.style = "low"
    let line = places.indices.compactMap { k -> (Double, Double)? in
      guard theory.indices.contains(k), let value = theory[k] else { return nil }
      return (places[k], value)
    }
    plot.line(line, "thy")
    plot.errorBars(points.map { ($0.x, $0.value, $0.error) }, "err")
    plot.dots(points.map { ($0.x, $0.value) }, "mid")
    for point in points {
      plot.hit(
        Plot.Hit(
          x: point.x, y: point.value,
          text: "\(axis) = \(Words.plain(point.x)): \(name) = "
            + Words.estimate(values[point.k])
            + (theory.indices.contains(point.k)
              ? theory[point.k].map { ", \(theoryName) \(text($0, digits: 3))" } ?? "" : ""),
          choice: point.k))
    }
    return "<figure><figcaption>\(prose: title)</figcaption>\(plot.markup)</figure>"
  }

  /// The rows of a table of all values: place, value, error, theory.
  static func table(_ curves: [CurvePlot], axis: String) -> JSONValue {
    guard let first = curves.first else { return [] }
    var rows: [JSONValue] = [
      .array(
        [.string(axis)]
          + curves.flatMap { curve -> [JSONValue] in
            [.string(curve.name), .string("error of \(curve.name)")]
              + (curve.theory.isEmpty ? [] : [.string("theory of \(curve.name)")])
          })
    ]
    for k in first.places.indices {
      rows.append(
        .array(
          [.number(first.places[k])]
            + curves.flatMap { curve -> [JSONValue] in
              [JSONValue(curve.values[k]?.value), JSONValue(curve.values[k]?.error)]
                + (curve.theory.isEmpty ? [] : [JSONValue(curve.theory[k])])
            }))
    }
    return .array(rows)
  }
}
