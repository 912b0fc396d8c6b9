import RealModule

/// Panels of Gauss–Legendre rules with a Gaussian weight, split where a function is not smooth.
///
/// ```
/// E f(h) = ∫ dz e^(−z²/2)/√(2π) f(m + s z),   |z| ≤ 9
/// ```
///
/// Twenty nodes on panels of at most 1.5 deviations: the weight itself is integrated to 1e-16, and
/// so is a function that is analytic on each panel within a distance of its own width.
struct GaussianPanels {
  private(set) var nodes: [Double] = []
  private(set) var weights: [Double] = []

  /// The rule on −1…1.
  private static let rule = GaussLegendre(on: -1...1, count: 20)

  /// The longest panel in units of the deviation.
  private static let longest = 1.5

  /// Where a function varies, and the length on which it does.
  struct Zone {
    let range: ClosedRange<Double>
    let scale: Double

    /// A zone at another place.
    func moved(by shift: Double) -> Zone {
      Zone(range: (range.lowerBound + shift)...(range.upperBound + shift), scale: scale)
    }

    /// The function varies everywhere.
    static func everywhere(scale: Double) -> Zone {
      Zone(range: -.infinity ... .infinity, scale: scale)
    }
  }

  /// The range in which a function is curved, for a variable so long that panels which are fine there alone are
  /// fewer than the nodes of a trapezoid rule or of panels that are fine everywhere.
  static func curvedRange(
    of nonlinearity: any Nonlinearity, deviation: Double
  ) -> ClosedRange<Double>? {
    guard let curved = nonlinearity.curvedRange else { return nil }
    let length = curved.upperBound - curved.lowerBound
    let limit =
      nonlinearity.kinks.isEmpty ? length / 2 + 3 * nonlinearity.analyticHalfWidth : length / 3
    return deviation > limit ? curved : nil
  }

  /// Places the nodes.
  ///
  /// - Parameters:
  ///   - mean: The mean m.
  ///   - deviation: The standard deviation s, positive.
  ///   - breaks: Where the function is not smooth, in any order.
  ///   - zones: Where the function varies between its breaks; elsewhere only the weight does.
  ///   - half: Whether only h ≥ m is covered, with doubled weights, for even functions.
  init(
    mean: Double, deviation: Double, breaks: [Double], zones: [Zone] = [], half: Bool = false
  ) {
    let reach = 9.0
    let low = half ? 0 : -reach
    var edges = [low, reach]
    let ends = zones.flatMap { [$0.range.lowerBound, $0.range.upperBound] }
    edges += (breaks + ends).map { ($0 - mean) / deviation }.filter { $0 > low && $0 < reach }
    edges.sort()
    let norm = (half ? 2 : 1) * (0.5 / Double.pi).squareRoot()
    for (a, b) in zip(edges, edges.dropFirst()) where b > a {
      let center = mean + deviation * (a + b) / 2
      var longest = Self.longest
      for zone in zones where zone.range.contains(center) {
        longest = Swift.min(longest, zone.scale / deviation)
      }
      let count = Int(((b - a) / longest).rounded(.up))
      let width = (b - a) / Double(count)
      for k in 0..<count {
        let middle = a + (Double(k) + 0.5) * width
        for (node, weight) in zip(Self.rule.nodes, Self.rule.weights) {
          let z = middle + node * width / 2
          nodes.append(mean + deviation * z)
          weights.append(norm * weight * width / 2 * Double.exp(-0.5 * z * z))
        }
      }
    }
  }
}
