import Figures
import Statistics

extension CurvesFigure.Curve {
  /// Estimates as points with bars.
  ///
  /// - Parameters:
  ///   - name: What the legend says.
  ///   - x: The places.
  ///   - estimates: The values, as many.
  ///   - colour: The colour.
  init(_ name: String, at x: [Double], _ estimates: [Estimate], _ colour: CurvesFigure.Colour) {
    self.init(
      name: name, x: x, y: estimates.map(\.value), deviations: estimates.map { $0.error ?? 0 },
      style: .points, colour: colour)
  }
}
