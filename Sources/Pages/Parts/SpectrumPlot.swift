import Documents
import Overlaps

/// The eigenvalues of an overlap matrix with the line that decides, other instances in grey.
struct SpectrumPlot {
  /// The view whose eigenvalues are dots.
  let view: MatrixView
  /// The eigenvalues of the other instances; only 32 of them are drawn.
  var others: [[Double]] = []
  /// The ends of both axes, where several plots share them: ranks and eigenvalues.
  var frame: (count: Int, eigenvalues: ClosedRange<Double>)?

  /// The ends of both axes of these eigenvalues.
  var ownFrame: (count: Int, eigenvalues: ClosedRange<Double>) {
    let values = view.analysis.eigenvalues
    let shown = values.prefix { $0 > floor }
    let low = 0.7 * min(shown.last ?? floor, view.line ?? floor)
    let largest = max(values[0], others.prefix(32).compactMap(\.first).max() ?? 0)
    return (values.count, low...1.6 * largest)
  }

  /// The smallest eigenvalue that is drawn.
  private var floor: Double {
    let largest = view.analysis.eigenvalues[0]
    return max(1e-3 * largest, (view.line ?? largest) / 60)
  }

  /// The ranks that are drawn: all of the first, then ever fewer.
  private func ranks(_ count: Int) -> [Int] {
    var ranks: [Int] = []
    var next = 1.0
    for k in 1...max(1, count) where k <= count {
      guard Double(k) >= next || k <= view.analysis.significantEigenvalues || k == count else {
        continue
      }
      ranks.append(k)
      next = max(Double(k) * 1.06, Double(k) + 1)
    }
    return ranks
  }

  /// What the spectrum says, in a few words.
  var title: String {
    let count = view.analysis.significantEigenvalues
    return count == 0
      ? "No eigenvalue above the line"
      : "\(count) eigenvalue\(count == 1 ? "" : "s") above the line"
  }

  /// The plot.
  var markup: Markup {
    let values = view.analysis.eigenvalues
    let shown = values.prefix { $0 > floor }
    let frame = frame ?? ownFrame
    let count = view.analysis.significantEigenvalues
    var plot = Plot(
      x: PlotScale(0.9...Double(frame.count), isLogarithmic: true),
      y: PlotScale(frame.eigenvalues, isLogarithmic: true), xName: "rank",
      yName: "eigenvalue λ of q",
      alternative:
        "Spectrum: \(count) of \(values.count) eigenvalues lie above the line"
        + (view.line.map { " at \(Words.fixed($0))" } ?? "")
        + "; the largest is \(Words.plain((values[0] * 100).rounded() / 100)).")
    for other in others.prefix(32) {
      plot.line(
        ranks(other.count).filter { other[$0 - 1] > floor }.map { (Double($0), other[$0 - 1]) },
        "faint")
    }
    if let line = view.line {
      plot.level(line, "thy")
      // At the right end, or at the left one where dots would stand in the words.
      let isTaken = ranks(shown.count).contains { rank in
        plot.x.place(Double(rank)) > 550
          && (0..<160).contains(plot.y.place(shown[rank - 1]) - plot.y.place(line))
      }
      plot.label(
        "noise ends at \(Words.fixed(line))", at: isTaken ? 0.9 : Double(frame.count), line,
        isTaken ? "thy right" : "thy end up")
    }
    let ranks = ranks(shown.count)
    plot.dots(ranks.filter { $0 > count }.map { (Double($0), values[$0 - 1]) }, "small")
    plot.dots(ranks.filter { $0 > count }.map { (Double($0), values[$0 - 1]) }, "hollow")
    plot.dots(ranks.filter { $0 <= count }.map { (Double($0), values[$0 - 1]) }, "large")
    let total = values.reduce(0, +)
    for rank in ranks.prefix(48) {
      let value = values[rank - 1]
      plot.hit(
        Plot.Hit(
          x: Double(rank), y: value,
          text:
            "λ\(subscripted(rank)) = \(text(value, digits: 3)), \(Words.fixed(100 * value / total, 1)) % of the trace: "
            + (rank <= count
              ? "above the line, a direction that replicas share" : "below the line, like noise"),
          value: Double(rank)))
    }
    return plot.markup
  }
}

/// A number as an index.
func subscripted(_ number: Int) -> String {
  String(
    String(number).map { Character(UnicodeScalar(0x2080 + ($0.wholeNumberValue ?? 0)) ?? "₀") })
}
