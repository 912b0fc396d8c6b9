import Documents
import Overlaps

/// The part of a drawing that shows P(q) with a theory over it.
struct DistributionPanel {
  let histogram: OverlapDistribution
  let peaks: [TheoryPeak]
  let curve: TheoryCurve?
  let theoryName: String

  /// The overlap, `q` or `|q|`.
  var symbol = "q"

  let content = "distribution"
  let curveContent = "theory"

  var dataFiles: [Drawing.DataFile] {
    let errors = histogram.errors ?? histogram.overlaps.map { _ in 0 }
    var files = [
      Drawing.DataFile(
        content: content,
        text: table("q P(q) deviation", [histogram.overlaps, histogram.densities, errors]))
    ]
    if let curve {
      files.append(
        Drawing.DataFile(
          content: curveContent, text: table("q P(q)", [curve.overlaps, curve.density])))
    }
    return files
  }

  /// The overlaps that are shown, rounded outwards to tenths and at least 0.4 apart.
  var range: ClosedRange<Double> {
    var ends = peaks.map(\.position)
    if let support = histogram.support { ends += [support.lowerBound, support.upperBound] }
    if let curve {
      ends += zip(curve.overlaps, curve.density).filter { $0.1 > 0 }.map(\.0)
    }
    var low = ((ends.min() ?? -1) * 10 - 0.3).rounded(.down) / 10
    var high = ((ends.max() ?? 1) * 10 + 0.3).rounded(.up) / 10
    if high - low < 0.4 {
      let middle = ((low + high) * 5).rounded() / 10
      (low, high) = (middle - 0.2, middle + 0.2)
    }
    return max(low, min(-1.02, ends.min() ?? 0))...min(high, max(1.02, ends.max() ?? 0))
  }

  func commands(in frame: Frame, on canvas: Canvas) -> [String] {
    let range = range
    let span = range.upperBound - range.lowerBound
    let errors = histogram.errors ?? histogram.densities.map { _ in 0 }
    var top = zip(histogram.densities, errors).map { $0.0 + $0.1 }.max() ?? 0
    top = max(top, curve?.density.max() ?? 0)
    if top <= 0 { top = 1 }
    let labels = peakLabels(in: frame)
    // The name of the theory has a line of its own above them.
    let hasTheory = !(peaks.isEmpty && curve == nil) && !theoryName.isEmpty
    let band = 17 * Double((labels.map(\.level).max() ?? -1) + (hasTheory ? 2 : 1))
    let yHigh = 1.06 * top / (1 - min(0.5, band / frame.height))
    var lines = canvas.panel(frame)
    lines += [
      "set xrange [\(number(range.lowerBound)):\(number(range.upperBound))]",
      "set yrange [0:\(yHigh)]",
      "set xtics \(number(tickStep(span: span, atMost: 6))) offset 0,0.3",
      "set ytics \(tickStep(span: yHigh, atMost: frame.height > 180 ? 6 : 4)) offset 0.3,0",
      canvas.below(symbol, frame, by: 38), canvas.beside("P(\(symbol))", frame),
    ]
    if hasTheory {
      lines.append(
        canvas.label(
          GnuplotText.escaped(theoryName), x: frame.right - 4, y: frame.top + 8,
          "right font ',12' tc rgb '\(Style.red)'"))
    }
    let largest = max(peaks.map(\.weight).max() ?? 1, 1e-12)
    for peak in peaks where peak.weight > 0 {
      lines.append(
        "set arrow from \(number(peak.position)),0 to \(number(peak.position)),"
          + "\(top * peak.weight / largest) head filled size screen 0.009,18 front "
          + "lw 2 lc rgb '\(Style.red)'")
    }
    for label in labels {
      lines.append(
        canvas.label(
          label.text, x: label.centre, y: frame.top + band - 17 * Double(label.level) - 9,
          "center font ',12' tc rgb '\(Style.red)'"))
    }
    return lines + [plot(top: yHigh)]
  }

  private func plot(top: Double) -> String {
    let file = "data.'\(content).dat' using"
    let half = number(histogram.binWidth / 2)
    var plots: [String] = []
    if histogram.densities.contains(where: { $0 > 0 }) {
      plots.append(
        "\(file) 1:($2/2):(\(half)):($2/2) with boxxyerror fs solid 1 noborder "
          + "lc rgb '#a6c4e0' notitle")
      if histogram.errors != nil {
        plots.append(
          "\(file) 1:2:(\(half)):3 with boxxyerror fs solid 1 noborder lc rgb '#902b6a9e' notitle")
      }
      plots.append("\(file) 1:2 with histeps lw 1 lc rgb '\(Style.blue)' notitle")
    }
    if curve != nil {
      plots.append(
        "data.'\(curveContent).dat' using 1:2 with lines lw 2 lc rgb '\(Style.red)' notitle")
    }
    if plots.isEmpty { plots.append("\(-top) notitle") }
    return "plot " + plots.joined(separator: ", \\\n     ")
  }

  /// The texts above the arrows, stacked so that none touches another.
  private func peakLabels(in frame: Frame) -> [(text: String, centre: Double, level: Int)] {
    let sorted = peaks.sorted { $0.position < $1.position }
    guard sorted.count <= 4 else { return [] }
    let range = range
    var ends: [Double] = []
    var result: [(text: String, centre: Double, level: Int)] = []
    for peak in sorted {
      let isAtZero = abs(peak.position) < 0.005
      let delta =
        isAtZero
        ? "δ(q)"
        : "δ(q \(peak.position < 0 ? "+" : "−") \(hundredths(abs(peak.position))))"
      let text =
        peak.label.map(GnuplotText.escaped)
        ?? (abs(peak.weight - 1) < 0.005 ? delta : "\(hundredths(peak.weight)) \(delta)")
      let width = GnuplotText.width(text, size: 12)
      let place =
        (peak.position - range.lowerBound) / (range.upperBound - range.lowerBound) * frame.width
      let centre = min(max(place, width / 2), max(frame.width - width / 2, width / 2))
      let level = ends.firstIndex { $0 + 10 < centre - width / 2 } ?? ends.count
      if level == ends.count { ends.append(0) }
      ends[level] = centre + width / 2
      result.append((text, frame.left + centre, level))
    }
    return result
  }
}
