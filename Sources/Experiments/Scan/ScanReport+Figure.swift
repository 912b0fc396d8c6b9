import Documents
public import Figures
import Overlaps
import RealModule
import SpinModels
import Statistics

extension ScanReport {
  /// The indicators against N, each with its two readings; sizes on a logarithmic axis.
  public var figures: [any Figure] {
    let panels = scan.indicators.compactMap(Self.panel)
    guard !panels.isEmpty else { return [] }
    let sizes = scan.spinCounts.map(String.init).joined(separator: ", ")
    return [
      CurvesFigure(
        title: "\(ensemble.name), T = \(text(temperature)), N = \(sizes): \(scan.answer.words)",
        system: "line: a limit and a correction to it; broken line: a power law to zero",
        panels: panels)
    ]
  }

  /// The panel of an indicator; `nil` where nothing positive is to be drawn.
  private static func panel(_ scan: IndicatorScan) -> CurvesFigure.Panel? {
    guard let heals = scan.heals, let stays = scan.stays, let first = scan.points.first,
      let last = scan.points.last
    else { return nil }
    let range = (0.9 * Double(first.spinCount), 1.1 * Double(last.spinCount))
    let places = (0...60).map { range.0 * Double.pow(range.1 / range.0, Double($0) / 60) }
    let values = scan.points.map(\.estimate.value)
    // On a linear axis from zero one sees what is left; over a decade one sees powers.
    let isLogarithmic = (values.min() ?? 0) > 0 && (values.max() ?? 0) > 8 * (values.min() ?? 0)
    let deviations = scan.points.map {
      // A bar to below zero has no end on a logarithmic axis.
      isLogarithmic
        ? min($0.estimate.error ?? 0, 0.9 * $0.estimate.value) : $0.estimate.error ?? 0
    }
    func curve(
      _ reading: LimitReading, _ name: String, _ style: CurvesFigure.CurveStyle
    ) -> CurvesFigure.Curve {
      CurvesFigure.Curve(
        name: name, x: places, y: places.map(reading.value), style: style,
        colour: .series(style == .line ? 0 : 1))
    }
    let drawn =
      zip(values, deviations).flatMap { [$0 - $1, $0 + $1] }
      + [heals, stays].flatMap { places.map($0.value) }
    guard let lowest = drawn.min(), let highest = drawn.max(), highest > 0 else { return nil }
    let shown =
      isLogarithmic
      ? max(lowest, highest / 1e4) / 1.2...1.2 * highest : min(0, 1.1 * lowest)...1.1 * highest
    let symbol = Self.formula(scan.indicator.symbol)
    return CurvesFigure.Panel(
      heading: "\(symbol): \(scan.answer.ofIndicator)",
      horizontal: CurvesFigure.Axis("N", range: range.0...range.1, isLogarithmic: true),
      vertical: CurvesFigure.Axis(symbol, range: shown, isLogarithmic: isLogarithmic),
      curves: [
        curve(stays, "limit", .line), curve(heals, "to zero", .dashed),
        CurvesFigure.Curve(
          x: scan.points.map { Double($0.spinCount) }, y: values, deviations: deviations,
          style: .points, colour: .ink),
      ])
  }

  /// A symbol with its subscripts as figures want them.
  private static func formula(_ symbol: String) -> String {
    symbol.replacing(/_([A-Za-z]+)/) { "_{\($0.1)}" }
  }
}
