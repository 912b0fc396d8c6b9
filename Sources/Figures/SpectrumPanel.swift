import Foundation

/// The part of a drawing that shows eigenvalues against their rank on logarithmic axes.
struct SpectrumPanel {
  /// The eigenvalues, descending.
  let eigenvalues: [Double]

  /// The largest eigenvalue that noise alone produces, or `nil` if it is unknown.
  let noiseEdge: Double?

  /// How many eigenvalues are significant.
  let significantCount: Int

  let content: String

  /// Axis limits that several panels share, or `nil` for this panel's own.
  var limits: ClosedRange<Double>?

  /// Whether the vertical axis has numbers and a text.
  var isLabelled = true

  init(eigenvalues: [Double], noiseEdge: Double?, significantCount: Int, content: String) {
    self.eigenvalues = eigenvalues.sorted(by: >)
    self.noiseEdge = noiseEdge
    self.significantCount = significantCount
    self.content = content
  }

  /// Three columns: rank from 1, eigenvalue, 1 if it is significant.
  var dataFile: Drawing.DataFile {
    Drawing.DataFile(
      content: content,
      text: table(
        "rank eigenvalue significant",
        [
          eigenvalues.indices.map { Double($0 + 1) }, eigenvalues,
          eigenvalues.indices.map { $0 < significantCount ? 1 : 0 },
        ]))
  }

  /// The vertical range: all positive eigenvalues that are more than rounding errors.
  var ownLimits: ClosedRange<Double> {
    let largest = max(eigenvalues.first ?? 1, noiseEdge ?? 0, 1e-12)
    let shown = eigenvalues.filter { $0 > 1e-5 * largest }
    var low = shown.last ?? largest / 10
    if let noiseEdge, noiseEdge > 1e-5 * largest { low = min(low, noiseEdge) }
    low /= 1.8
    return low...max(1.8 * largest, 4 * low)
  }

  func commands(in frame: Frame, on canvas: Canvas) -> [String] {
    let limits = limits ?? ownLimits
    let (low, high) = (limits.lowerBound, limits.upperBound)
    let last = max(1.3 * Double(eigenvalues.count), 2.6)
    var lines = canvas.panel(frame)
    lines += [
      "set logscale xy",
      "set xrange [0.8:\(number(last))]; set yrange [\(low):\(high)]",
      "set xtics \(logarithmicTicks(from: 0.8, to: last)) offset 0,0.3",
      "set ytics \(logarithmicTicks(from: low, to: high)) offset 0.3,0",
      "set xlabel 'rank' offset 0,0.7",
    ]
    if isLabelled {
      lines.append("set ylabel 'eigenvalue of q_{ab}' offset 0.5,0")
    } else {
      lines.append("set format y ''")
    }
    var plots: [String] = []
    if let noiseEdge, noiseEdge > low, noiseEdge < high {
      plots.append("\(noiseEdge) with lines dt 2 lw 1.2 lc rgb '\(Style.grey)' notitle")
      lines.append(edgeLabel(noiseEdge, low: low, high: high))
    }
    let hidden = eigenvalues.count { $0 < low }
    let tinyText = hidden == 1 ? "1 eigenvalue ≤ 0" : "\(hidden) eigenvalues ≈ 0 or negative"
    if hidden > 0 {
      lines.append(
        "set label '\(tinyText): not shown' at graph 0.98,0.93 right front font ',10' "
          + "tc rgb '\(Style.grey)'")
    }
    let file = "name.'-\(content).dat' using"
    if eigenvalues.dropFirst(significantCount).contains(where: { $0 >= low }) {
      plots.append(
        "\(file) ($3==0 && $2>0 ? $1 : NaN):2 with points pt 7 ps 0.45 lc rgb '\(Style.blue)' "
          + "notitle")
    }
    if eigenvalues.prefix(significantCount).contains(where: { $0 >= low }) {
      plots.append(
        "\(file) ($3==1 && $2>0 ? $1 : NaN):2 with points pt 7 ps 0.75 lc rgb '\(Style.red)' "
          + "notitle")
    }
    // Without anything to show the empty axes are still drawn.
    if plots.isEmpty { plots.append("\(low / 10) notitle") }
    return lines + ["plot " + plots.joined(separator: ", \\\n     ")]
  }

  /// The words at the dashed line, on the side where there are no points.
  private func edgeLabel(_ edge: Double, low: Double, high: Double) -> String {
    let place = log(edge / low) / log(high / low)
    let offset = significantCount > 0 && place > 0.1 ? "-0.6" : "0.6"
    return "set label 'noise edge' at graph 0.03,first \(edge) left offset 0,\(offset) front "
      + " font ',12' tc rgb '\(Style.grey)'"
  }
}
