internal import NumericalMethods
import RealModule

/// Averages of an activation function over one Gaussian, interpolated in ln q.
///
/// ```
/// M = E φ²,   S = E [h φ φ']/q,   D = E φ'²,   a_0 = E φ,   h ~ N(0, q)
/// ```
///
/// They are analytic in ln q and bounded at least for |Im ln q| < π/2, so that 18 nodes on panels of one
/// unit of ln q interpolate them to 1e-14.
struct LengthTable {
  static let width = 1.0
  static let order = 18

  /// One panel.
  struct Panel {
    let lowest: Double
    let q: [Double]
    let square: [Double]
    let squareSeries: [Double]
    let slopeSeries: [Double]
    let chiSeries: [Double]
    let meanSeries: [Double]
  }

  let nonlinearity: any Nonlinearity
  private(set) var panels: [Panel] = []

  /// The first panel's lower end of ln q.
  let lowest: Double

  /// Tabulates from a length upwards.
  ///
  /// - Parameters:
  ///   - nonlinearity: The function.
  ///   - smallest: The smallest length.
  ///   - corner: The map with the largest deviations: panels end where it has been decaying over five of
  ///     them beyond q = 1.
  ///   - largest: No panel begins above this length.
  init(
    _ nonlinearity: any Nonlinearity, from smallest: Double, corner: LengthMap, to largest: Double
  ) {
    self.nonlinearity = nonlinearity
    lowest = Double.log(smallest)
    let transform = ChebyshevSeries.transform(Self.order)
    let nodes = ChebyshevSeries.nodes(Self.order)
    let (weight, bias) = (corner.sigmaW * corner.sigmaW, corner.sigmaB * corner.sigmaB)
    var decaying = 0
    while decaying < 5 {
      let start = lowest + Self.width * Double(panels.count)
      guard start < Double.log(largest) else { break }
      let panel = Self.panel(nonlinearity, start, nodes, transform)
      panels.append(panel)
      let shrinks = zip(panel.q, panel.square).allSatisfy { $0 > 1 && weight * $1 + bias < $0 }
      decaying = shrinks ? decaying + 1 : 0
    }
  }

  private static func panel(
    _ phi: any Nonlinearity, _ start: Double, _ nodes: [Double], _ transform: [[Double]]
  ) -> Panel {
    let unit = try? LengthMap(sigmaW: 1, sigmaB: 0, nonlinearity: phi)
    var (q, square, slope, chi, mean) = ([Double](), [Double](), [Double](), [Double](), [Double]())
    for x in nodes {
      let length = Double.exp(start + width * (x + 1) / 2)
      let average = GaussianAverage(variance: length, for: phi)
      q.append(length)
      square.append(average { phi.value($0) * phi.value($0) })
      mean.append(average(phi.value))
      if phi.isDiscontinuous {
        slope.append(unit?.slope(at: length) ?? 0)
        chi.append(0)
      } else {
        slope.append(average { $0 * phi.value($0) * phi.derivative($0) } / length)
        chi.append(average { phi.derivative($0) * phi.derivative($0) })
      }
    }
    let series = { ChebyshevSeries.coefficients($0, transform) }
    return Panel(
      lowest: start, q: q, square: square, squareSeries: series(square), slopeSeries: series(slope),
      chiSeries: series(chi), meanSeries: series(mean))
  }

  /// The panel of a length and the place on it, −1…1.
  func place(of q: Double) -> (panel: Int, x: Double) {
    let position = (Double.log(q) - lowest) / Self.width
    let panel = Swift.max(0, Swift.min(panels.count - 1, Int(position)))
    return (panel, 2 * (position - Double(panel)) - 1)
  }
}
