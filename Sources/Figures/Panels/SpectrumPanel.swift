import Foundation

/// The part of a drawing that shows eigenvalues against their rank on logarithmic axes.
struct SpectrumPanel {
  /// The eigenvalues, descending.
  let eigenvalues: [Double]

  /// The line that decides: eigenvalues above it are significant; `nil` if there is none.
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
    let shown = eigenvalues.filter { $0 > 1e-4 * largest }
    var low = shown.last ?? largest / 10
    if let noiseEdge, noiseEdge > 1e-4 * largest { low = min(low, noiseEdge) }
    low /= 1.8
    let isEdgeOnTop = noiseEdge.map { $0 > 0.4 * largest } ?? false
    return low...max((isEdgeOnTop ? 4 : 1.8) * largest, 4 * low)
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
      canvas.below("rank", frame, by: 38),
    ]
    if isLabelled {
      let text = frame.height < 150 ? "eigenvalue" : "eigenvalue of q_{ab}"
      lines.append(canvas.beside(text, frame))
    } else {
      lines.append("set format y ''")
    }
    var plots: [String] = []
    if let noiseEdge, noiseEdge > low, noiseEdge < high {
      plots.append("\(noiseEdge) with lines dt 2 lw 1.2 lc rgb '\(Style.red)' notitle")
      if isLabelled {
        lines.append(edgeLabel(noiseEdge, low: low, high: high, last: last, in: frame))
      }
    }
    let hidden = eigenvalues.count { $0 < low }
    if hidden > 0 {
      let kind = eigenvalues.contains { $0 > 0 && $0 < low } ? "near 0" : "≤ 0"
      lines.append(
        "set label '\(hidden) \(kind) not shown' at graph 0.99,0.95 right front font ',10' "
          + "tc rgb '\(Style.grey)'")
    }
    let file = "data.'\(content).dat' using"
    if eigenvalues.dropFirst(significantCount).contains(where: { $0 >= low }) {
      plots.append(
        "\(file) ($3==0 && $2>0 ? $1 : NaN):2 with points pt 6 ps \(eigenvalues.count > 60 ? "0.4" : "0.6") lc rgb '\(Style.blue)' "
          + "notitle")
    }
    if eigenvalues.prefix(significantCount).contains(where: { $0 >= low }) {
      plots.append(
        "\(file) ($3==1 && $2>0 ? $1 : NaN):2 with points pt 7 ps 0.75 lc rgb '\(Style.blue)' "
          + "notitle")
    }
    // Without anything to show the empty axes are still drawn.
    if plots.isEmpty { plots.append("\(low / 10) notitle") }
    return lines + ["plot " + plots.joined(separator: ", \\\n     ")]
  }

  /// The words at the dashed line, where they cover the fewest points.
  private func edgeLabel(
    _ edge: Double, low: Double, high: Double, last: Double, in frame: Frame
  ) -> String {
    let place = { (value: Double) in log(value / low) / log(high / low) * frame.height }
    let width = 78 / frame.width
    var best = (text: "", points: Int.max)
    for (isLeft, isBelow) in [(true, true), (true, false), (false, false), (false, true)] {
      let points = eigenvalues.enumerated().count { index, value in
        guard value > low else { return false }
        let x = log(Double(index + 1) / 0.8) / log(last / 0.8)
        let y = (place(value) - place(edge)) * (isBelow ? -1 : 1)
        return (isLeft ? x < width + 0.03 : x > 0.97 - width) && y > -4 && y < 22
      }
      let leaves = isBelow ? place(edge) < 22 : place(edge) > frame.height - 22
      if points + (leaves ? 1000 : 0) < best.points {
        let side = isLeft ? "0.02,first \(edge) left" : "0.98,first \(edge) right"
        best = ("\(side) offset 0,\(isBelow ? "-0.6" : "0.6")", points + (leaves ? 1000 : 0))
      }
    }
    return "set label 'noise up to here' at graph \(best.text) front font ',12' "
      + "tc rgb '\(Style.red)'"
  }
}
