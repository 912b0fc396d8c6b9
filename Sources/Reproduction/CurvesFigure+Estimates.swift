import Figures
import Statistics

extension CurvesFigure.Curve {
  /// Points with their error bars.
  init(
    name: String = "", x: [Double], estimates: [Estimate],
    colour: CurvesFigure.Colour = .automatic
  ) {
    self.init(
      name: name, x: x, y: estimates.map(\.value), deviations: estimates.map { $0.error ?? 0 },
      style: .points, colour: colour)
  }
}
