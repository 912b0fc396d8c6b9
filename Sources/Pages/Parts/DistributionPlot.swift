import Documents
import Experiments
import Figures
import Overlaps

/// P(q) of all instances with its error, one instance dashed, and what theory predicts.
struct DistributionPlot {
  /// The mean over the instances, with errors.
  let distribution: OverlapDistribution
  /// Whether it is one of |q|.
  let isAbsolute: Bool
  /// The densities of single instances, in the same bins.
  var instances: [[Double]] = []
  /// The instance that is dashed, by its place in ``instances``.
  var shown: Int?
  /// What a row of the matrix is.
  var unit = "replica"
  /// What replica theory predicts for N → ∞.
  var theory: TheoryOverlay?

  /// The ends of both axes, where several plots share them; found from the data when left out.
  var frame: Frame?

  /// The ends of both axes.
  struct Frame {
    let overlaps: ClosedRange<Double>
    let top: Double

    /// Both together.
    func union(_ other: Frame) -> Frame {
      Frame(
        overlaps: min(
          overlaps.lowerBound, other.overlaps.lowerBound)...max(
            overlaps.upperBound, other.overlaps.upperBound), top: max(top, other.top))
    }
  }

  /// The part of the axis where there is something, in whole tenths, and the largest density with its error.
  var ownFrame: Frame {
    let (q, width) = (distribution.overlaps, distribution.binWidth)
    let densities = distribution.densities
    let filled = q.indices.filter { densities[$0] > 0 }
    let left = (((filled.first.map { q[$0] } ?? -1) - width) * 10).rounded(.down) / 10
    let right = (((filled.last.map { q[$0] } ?? 1) + width) * 10).rounded(.up) / 10
    let low = isAbsolute ? (left < 0.35 ? 0 : left) : max(-1, left)
    var top = densities.indices.map { densities[$0] + (distribution.errors?[$0] ?? 0) }.max() ?? 1
    if let shown, instances.indices.contains(shown) {
      top = max(top, min(instances[shown].max() ?? 0, 2.5 * top))
    }
    return Frame(overlaps: low...max(min(1, right), low + 0.2), top: top)
  }

  /// The name of the axis.
  private var name: String { isAbsolute ? "|q|" : "q" }

  /// What the curves are, in words.
  var caption: String {
    var parts: [String] = []
    if distribution.errors != nil {
      parts.append(
        instances.count > 1 ? "Band: standard error over instances." : "Band: standard error.")
    }
    if instances.count > 1 {
      parts.append("Grey: single instances\(shown == nil ? "" : "; dashed: the one chosen").")
    }
    if let theory {
      let peaks = (isAbsolute ? theory.fixedPeaks : theory.peaks).map {
        "\(Int((100 * $0.weight).rounded())) % at \(Words.fixed($0.position))"
      }
      parts.append("Red: \(theory.ansatz.name) for N → ∞, arrow: \(peaks.joined(separator: ", ")).")
    }
    return parts.isEmpty
      ? "All pairs of \(unit == "trajectory" ? "trajectories" : unit + "s")."
      : parts.joined(separator: " ")
  }

  /// The plot.
  var markup: Markup {
    let (q, width) = (distribution.overlaps, distribution.binWidth)
    let densities = distribution.densities
    let errors = distribution.errors
    let frame = frame ?? ownFrame
    let (low, high, top) = (frame.overlaps.lowerBound, frame.overlaps.upperBound, frame.top)
    let kept = q.indices.filter { q[$0] > low && q[$0] < high }
    func part(_ values: [Double]) -> [Double] { kept.map { min(values[$0], 1.12 * top) } }
    let middles = kept.map { q[$0] }
    let peak = densities.indices.max { densities[$0] < densities[$1] } ?? 0
    var plot = Plot(
      x: PlotScale(low...high), y: PlotScale(0...1.15 * top, ticks: 3), xName: "overlap \(name)",
      yName: "P(\(name))",
      alternative:
        "Distribution of overlaps, "
        + (instances.count > 1 ? "mean of \(instances.count) instances" : "all pairs")
        + "; largest near \(name) = \(Words.fixed(q[peak])).")
    for (k, instance) in instances.prefix(32).enumerated() where instances.count > 1 && k != shown {
      plot.steps(middles, width: width, part(instance), "faint")
    }
    plot.steps(middles, width: width, part(densities), "fill", filled: true)
    if let errors {
      plot.band(
        middles, width: width, part(zip(densities, errors).map { max(0, $0 - $1) }),
        part(zip(densities, errors).map { $0 + $1 }), "band")
    }
    plot.steps(middles, width: width, part(densities), "data")
    if instances.count > 1, let shown, instances.indices.contains(shown) {
      plot.steps(middles, width: width, part(instances[shown]), "dash")
    }
    if let theory {
      if let curve = isAbsolute ? theory.fixedDensity : theory.density {
        plot.line(
          zip(curve.overlaps, curve.density).filter { plot.x.contains($0.0) }
            .map { ($0, min($1, 1.12 * top)) }, "thy")
      }
      for peak in isAbsolute ? theory.fixedPeaks : theory.peaks where plot.x.contains(peak.position)
      {
        let x = plot.x.place(peak.position)
        plot.add(
          "<path class=\"thy\" d=\"M\(x) 1000V30\"/><path class=\"thy tip\" d=\"M\(x) 30h0\"/>")
      }
    }
    for k in kept {
      let error = errors.map { " ± \(Words.fixed($0[k]))" } ?? ""
      plot.hit(
        Plot.Hit(
          x: q[k], y: min(densities[k], top),
          text:
            "\(name) from \(Words.fixed(q[k] - width / 2)) to \(Words.fixed(q[k] + width / 2)): P = "
            + "\(Words.fixed(densities[k]))\(error)", value: q[k]))
    }
    return plot.markup
  }
}
