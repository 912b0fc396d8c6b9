/// Parisi functions q(x) and the overlap distributions P(q) that belong to them.
///
/// ```
/// P(q) = dx/dq + Σ w δ(q − q'),   w the length of a step of q(x) at q'
/// ```
public struct ParisiFigure: Figure, Equatable {
  /// One Parisi function, for example that of one temperature.
  public struct Series: Sendable, Equatable {
    /// What the legend says, for example "T = 0.5"; empty for no entry.
    public let name: String

    /// The places x, ascending.
    public let x: [Double]

    /// The overlap q at each place.
    public let q: [Double]

    /// Whether q(x) keeps each value up to the next place.
    public let isStepFunction: Bool

    /// The smooth part of P(q); `nil` if there is none.
    public let density: TheoryCurve?

    /// The delta peaks of P(q); their texts are not drawn.
    public let peaks: [TheoryPeak]

    /// Describes a Parisi function that may have smooth parts.
    ///
    /// - Parameters:
    ///   - name: What the legend says.
    ///   - x: The places x, ascending.
    ///   - q: The overlap at each place, as many as places.
    ///   - density: The smooth part of P(q).
    ///   - peaks: The delta peaks of P(q).
    public init(
      name: String, x: [Double], q: [Double], density: TheoryCurve?, peaks: [TheoryPeak]
    ) {
      precondition(x.count == q.count, "\(q.count) overlaps at \(x.count) places")
      self.name = name
      self.x = x
      self.q = q
      isStepFunction = false
      self.density = density
      self.peaks = peaks
    }

    /// Describes a Parisi function of steps, whose P(q) has delta peaks alone.
    ///
    /// - Parameters:
    ///   - name: What the legend says.
    ///   - overlaps: The overlap of each step, ascending.
    ///   - breakingPoints: Where one step gives way to the next, ascending between 0 and 1, one
    ///     fewer than overlaps.
    public init(name: String, overlaps: [Double], breakingPoints: [Double]) {
      precondition(
        overlaps.count == breakingPoints.count + 1,
        "\(breakingPoints.count) breaking points of \(overlaps.count) steps")
      self.name = name
      let ends = breakingPoints + [1]
      x = [0] + ends
      q = overlaps + overlaps.suffix(1)
      isStepFunction = true
      density = nil
      peaks = overlaps.indices.map {
        TheoryPeak(position: overlaps[$0], weight: ends[$0] - ($0 == 0 ? 0 : ends[$0 - 1]))
      }
    }
  }

  /// The title, printed in bold.
  public let title: String

  /// A description of the system, printed below the title.
  public let system: String

  /// The functions from cold to hot, which gives their colours.
  public let series: [Series]

  /// Describes the figure.
  ///
  /// - Parameters:
  ///   - title: The title, printed in bold.
  ///   - system: A description of the system, printed below the title.
  ///   - series: The functions from cold to hot.
  public init(title: String, system: String, series: [Series]) {
    self.title = title
    self.system = system
    self.series = series
  }

  /// The drawing: q(x) at the left, P(q) at the right with weights of delta peaks as upright lines.
  ///
  /// - Returns: The script and the data.
  /// - Throws: ``FiguresError/notFinite(quantity:index:)`` or
  ///   ``FiguresError/tooFew(quantity:needed:found:)``.
  public func drawing() throws(FiguresError) -> Drawing {
    try require(series.count, atLeast: 1, "Parisi functions")
    for one in series { try requireFinite(one.peaks, one.density) }
    return try CurvesFigure(title: title, system: system, panels: [functions, distributions])
      .drawing()
  }

  private var functions: CurvesFigure.Panel {
    CurvesFigure.Panel(
      heading: "Order parameter", horizontal: .init("x", range: 0...1),
      vertical: .init("q(x)", range: span(of: series.flatMap(\.q))),
      curves: series.enumerated().map { index, one in
        CurvesFigure.Curve(
          name: one.name, x: one.x, y: one.q, style: one.isStepFunction ? .steps : .line,
          colour: .ordered(index, of: series.count))
      })
  }

  private var distributions: CurvesFigure.Panel {
    let smooth = series.enumerated().compactMap { index, one in
      one.density.map { density in
        CurvesFigure.Curve(
          x: density.overlaps, y: density.density, colour: .ordered(index, of: series.count))
      }
    }
    let peaks = series.enumerated().filter { !$1.peaks.isEmpty }.map { index, one in
      CurvesFigure.Curve(
        x: one.peaks.map(\.position), y: one.peaks.map(\.weight), style: .impulses,
        colour: .ordered(index, of: series.count))
    }
    let top = 1.08 * max(smooth.flatMap(\.y).max() ?? 0, 1e-9)
    let weights = CurvesFigure.Axis("weight of δ peaks", range: 0...1.02)
    return CurvesFigure.Panel(
      heading: "Overlap distribution",
      horizontal: .init(
        "q", range: span(of: series.flatMap(\.q) + (smooth + peaks).flatMap(\.x))),
      vertical: smooth.isEmpty ? weights : .init("P(q)", range: 0...top),
      impulseAxis: smooth.isEmpty || peaks.isEmpty ? nil : weights, curves: smooth + peaks)
  }

  /// From zero, or the least overlap if that is negative, to somewhat above the greatest.
  private func span(of overlaps: [Double]) -> ClosedRange<Double>? {
    guard overlaps.allSatisfy(\.isFinite) else { return nil }
    let low = min(0, overlaps.min() ?? 0)
    let high = max(0.05, overlaps.max() ?? 1)
    let margin = 0.06 * (high - low)
    return (low < 0 ? low - margin : 0)...(high + margin)
  }
}
