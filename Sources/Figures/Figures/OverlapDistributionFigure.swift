public import Overlaps

/// Overlap distributions at several temperatures in one frame.
public struct OverlapDistributionFigure: Figure, Equatable {
  /// One distribution.
  public struct Series: Sendable, Equatable {
    /// What the legend says, for example "T = 0.5".
    public let name: String

    /// The measured distribution.
    public let distribution: OverlapDistribution

    /// The delta peaks that a theory predicts.
    public let theoryPeaks: [TheoryPeak]

    /// The smooth distribution that a theory predicts.
    public let theoryCurve: TheoryCurve?

    /// Describes a distribution.
    ///
    /// - Parameters:
    ///   - name: What the legend says, for example "T = 0.5".
    ///   - distribution: The measured distribution.
    ///   - theoryPeaks: The delta peaks that a theory predicts.
    ///   - theoryCurve: The smooth distribution that a theory predicts.
    public init(
      name: String, distribution: OverlapDistribution, theoryPeaks: [TheoryPeak] = [],
      theoryCurve: TheoryCurve? = nil
    ) {
      self.name = name
      self.distribution = distribution
      self.theoryPeaks = theoryPeaks
      self.theoryCurve = theoryCurve
    }
  }

  /// The title, printed in bold.
  public let title: String

  /// A description of the system, printed below the title.
  public let system: String

  /// The distributions from cold to hot, which gives their colours.
  public let series: [Series]

  /// What the theory is called, for example "theory, N → ∞".
  public let theoryName: String

  /// Describes the figure.
  ///
  /// - Parameters:
  ///   - title: The title, printed in bold.
  ///   - system: A description of the system, printed below the title.
  ///   - series: The distributions from cold to hot.
  ///   - theoryName: What the theory is called.
  public init(title: String, system: String, series: [Series], theoryName: String = "theory") {
    self.title = title
    self.system = system
    self.series = series
    self.theoryName = theoryName
  }

  /// The drawing, one column of a page wide.
  ///
  /// - Returns: The script and the data.
  /// - Throws: ``FiguresError/notFinite(quantity:index:)`` or
  ///   ``FiguresError/tooFew(quantity:needed:found:)``.
  public func drawing() throws(FiguresError) -> Drawing {
    try require(series.count, atLeast: 1, "overlap distributions")
    for one in series {
      try one.distribution.check()
      try requireFinite(one.theoryPeaks, one.theoryCurve)
    }
    let canvas = Canvas(width: 626, height: 486)
    let frame = Frame(
      left: 80, top: Canvas.titleHeight + 16, width: 526, height: 340)
    let range = range
    let top = max(top, 1e-9)
    let key = keyPlace(in: range)
    let columns = series.count > 8 ? 2 : 1
    let keyHeight = 18.5 * Double((series.count + columns - 1) / columns) + 6
    let high = max(1.08 * top, 1.04 * key.height / (1 - min(0.6, keyHeight / frame.height)))
    let step = tickStep(span: range.upperBound - range.lowerBound, atMost: 8)
    var lines = Canvas.opening + canvas.panel(frame) + canvas.titles(title, system)
    lines += [
      "set xrange [\(number(range.lowerBound)):\(number(range.upperBound))]",
      "set yrange [0:\(high)]",
      "set xtics \(number(step)) offset 0,0.3",
      "set ytics \(tickStep(span: high, atMost: 6)) offset 0.3,0",
      canvas.below("q", frame), canvas.beside("P(q)", frame),
      "set key at graph \(key.place) top Left reverse maxcols \(columns) samplen 1.5 spacing 1.05 "
        + "font ',12'",
    ]
    for (index, one) in series.enumerated() {
      for peak in one.theoryPeaks where peak.weight > 0 {
        lines.append(
          "set arrow from \(number(peak.position)),0 to \(number(peak.position)),"
            + "\(arrowHeight(peak)) head filled size screen 0.016,20 back "
            + "lw 1.6 dt 2 lc rgb '\(colour(index))'")
      }
    }
    let hasCurve = series.contains { $0.theoryCurve != nil }
    let hasPeaks = series.contains { !$0.theoryPeaks.isEmpty }
    if hasCurve || hasPeaks {
      let peaks = hasPeaks ? ["arrows: weights of its peaks"] : []
      lines.append(
        canvas.label(
          (["dashed: \(GnuplotText.escaped(theoryName))"] + peaks).joined(separator: "; "),
          x: frame.right, y: frame.top - 12, "right font ',12' tc rgb '\(Style.grey)'"))
    }
    lines.append("plot " + plots.joined(separator: ", \\\n     "))
    return Drawing(
      width: canvas.width, height: canvas.height, commands: lines + Canvas.closing,
      dataFiles: files,
      title: [title, system].filter { !$0.isEmpty }.joined(separator: "; "))
  }

  private func colour(_ index: Int) -> String {
    Style.temperatureColour(index, of: series.count)
  }

  private var files: [Drawing.DataFile] {
    series.enumerated().flatMap { index, one in
      let panel = DistributionPanel(
        histogram: one.distribution, peaks: [], curve: one.theoryCurve, theoryName: "")
      return panel.dataFiles.map {
        Drawing.DataFile(content: "\($0.content)-\(index + 1)", text: $0.text)
      }
    }
  }

  private var plots: [String] {
    var bands: [String] = []
    var curves: [String] = []
    for (index, one) in series.enumerated() {
      let file = "data.'distribution-\(index + 1).dat' using"
      if one.distribution.errors != nil {
        bands.append(
          "\(file) 1:($2>$3 ? $2-$3 : 0):($2+$3) with filledcurves fs solid 1 noborder "
            + "lc rgb '\(colour(index).replacing("#", with: "#b4"))' notitle")
      }
      let title = one.name.isEmpty ? "notitle" : "title " + GnuplotText.literal(one.name)
      if !one.distribution.overlaps.isEmpty {
        curves.append("\(file) 1:2 with lines lw 1.8 lc rgb '\(colour(index))' \(title)")
      }
      if let curve = one.theoryCurve, !curve.overlaps.isEmpty {
        curves.append(
          "data.'theory-\(index + 1).dat' using 1:2 with lines dt 2 lw 1.6 "
            + "lc rgb '\(colour(index))' notitle")
      }
    }
    let all = bands + curves
    return all.isEmpty ? ["-1 notitle"] : all
  }

  /// The highest density that must be visible.
  private var top: Double {
    series.flatMap { one in
      let errors = one.distribution.errors ?? one.distribution.densities.map { _ in 0 }
      return zip(one.distribution.densities, errors).map { $0.0 + $0.1 }
        + (one.theoryCurve?.density ?? [])
    }.max() ?? 1
  }

  /// The height of a peak's arrow; the heaviest peak of all series almost reaches the highest density.
  private func arrowHeight(_ peak: TheoryPeak) -> Double {
    let largest = series.flatMap(\.theoryPeaks).map(\.weight).max() ?? 1
    return 0.95 * max(top, 1e-9) * peak.weight / max(largest, 1e-12)
  }

  /// The overlaps that any of the distributions needs.
  private var range: ClosedRange<Double> {
    let ranges = series.map {
      DistributionPanel(
        histogram: $0.distribution, peaks: $0.theoryPeaks, curve: $0.theoryCurve, theoryName: ""
      ).range
    }
    return (ranges.map(\.lowerBound).min() ?? -1)...(ranges.map(\.upperBound).max() ?? 1)
  }

  /// Left, centre or right: where the highest curve under the legend is lowest.
  private func keyPlace(
    in range: ClosedRange<Double>
  ) -> (place: String, height: Double) {
    let span = range.upperBound - range.lowerBound
    var best = (place: "0.98,graph 0.99 right", height: Double.infinity)
    for (place, low, high) in [
      ("0.98,graph 0.99 right", 0.72, 1.0), ("0.02,graph 0.99 left", 0.0, 0.28),
      ("0.5,graph 0.99 center", 0.36, 0.64),
    ] {
      var height = 0.0
      for one in series {
        let errors = one.distribution.errors ?? one.distribution.densities.map { _ in 0 }
        for (index, q) in one.distribution.overlaps.enumerated()
        where (low...high).contains((q - range.lowerBound) / span) {
          height = max(height, one.distribution.densities[index] + errors[index])
        }
        for peak in one.theoryPeaks
        where (low...high).contains((peak.position - range.lowerBound) / span) {
          height = max(height, arrowHeight(peak))
        }
      }
      if height < 0.98 * best.height { best = (place, height) }
    }
    return best
  }
}
