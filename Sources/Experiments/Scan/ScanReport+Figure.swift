import Documents
public import Figures
import Overlaps
import RealModule
import SpinModels
import Statistics

extension ScanReport {
  /// The indicators against N on logarithmic axes, each with its two readings.
  public var figures: [any Figure] {
    let panels = scan.indicators.compactMap(Self.panel)
    guard !panels.isEmpty else { return [] }
    return [
      CurvesFigure(
        title: sentence.prefix(1).uppercased() + sentence.dropFirst(),
        system:
          "\(ensemble.name), T = \(text(temperature)); line: limit, broken line: power law to zero",
        panels: panels)
    ]
  }

  /// The panel of an indicator; `nil` where nothing positive is to be drawn.
  private static func panel(_ scan: IndicatorScan) -> CurvesFigure.Panel? {
    guard let heals = scan.heals, let stays = scan.stays else { return nil }
    // Values below a twentieth of what counts as nothing have no place on a logarithmic axis.
    let floor = scan.indicator.smallestLimit / 20
    let points = scan.points.filter { $0.estimate.value > floor }
    guard !points.isEmpty, let first = scan.points.first, let last = scan.points.last else {
      return nil
    }
    let range = (Double(first.spinCount), Double(last.spinCount))
    let places = (0...40).map { range.0 * Double.pow(range.1 / range.0, Double($0) / 40) }
    func curve(_ reading: LimitReading, _ name: String, _ style: CurvesFigure.CurveStyle)
      -> CurvesFigure.Curve
    {
      let shown = places.map { ($0, reading.value(at: Int($0.rounded()))) }.filter { $0.1 > floor }
      return CurvesFigure.Curve(
        name: name, x: shown.map(\.0), y: shown.map(\.1), style: style,
        colour: .series(style == .line ? 0 : 1))
    }
    return CurvesFigure.Panel(
      heading: "\(Self.formula(scan.indicator.symbol)): \(scan.answer.ofIndicator)",
      horizontal: CurvesFigure.Axis("N", isLogarithmic: true),
      vertical: CurvesFigure.Axis(Self.formula(scan.indicator.symbol), isLogarithmic: true),
      curves: [
        curve(stays, "limit", .line), curve(heals, "to zero", .dashed),
        CurvesFigure.Curve(
          x: points.map { Double($0.spinCount) }, y: points.map(\.estimate.value),
          deviations: points.map { min($0.estimate.error ?? 0, 0.95 * $0.estimate.value) },
          style: .points, colour: .ink),
      ])
  }

  /// A symbol with its subscripts as figures want them.
  private static func formula(_ symbol: String) -> String {
    symbol.replacing(/_([A-Za-z]+)/) { "_{\($0.1)}" }
  }
}
