internal import NumericalMethods
import RealModule

/// The points of a ``NetworkPhaseDiagram`` from tables.
struct GridSolver {
  private let sigmaW: [Double]
  private let sigmaB: [Double]
  private let phi: any Nonlinearity
  private let table: LengthTable
  private let vanishesAtZero: Bool
  /// All nodes of the table, ascending in q.
  private let nodes: [(q: Double, square: Double)]

  /// Prepares the tables of lengths; `nil` for a grid without points.
  init?(sigmaW: [Double], sigmaB: [Double], nonlinearity: any Nonlinearity) {
    guard let w = sigmaW.max(), let b = sigmaB.max(), let least = sigmaB.min(),
      let corner = try? LengthMap(sigmaW: w, sigmaB: b, nonlinearity: nonlinearity)
    else { return nil }
    self.sigmaW = sigmaW
    self.sigmaB = sigmaB
    phi = nonlinearity
    vanishesAtZero = phi.value(0) == 0
    table = LengthTable(
      phi, from: Swift.max(1e-13, 0.9 * least * least), corner: corner,
      to: Swift.max(1e6, 100 * corner(0)))
    nodes = table.panels.flatMap { zip($0.q, $0.square).reversed().map { (q: $0, square: $1) } }
  }

  /// A fixed point of the length and its place in the table.
  private struct Length {
    var q = 0.0
    var slope = 0.0
    var panel = 0
    var x = 0.0
  }

  private enum Outcome {
    case found(Length)
    case zero(slope: Double)
    case none
    case uncertain
  }

  /// Solves all points.
  func points() throws -> [NetworkPhaseDiagram.Point] {
    var lengths: [(w: Double, b: Double, outcome: Outcome)] = []
    var needed: Set<Int> = []
    for w in sigmaW {
      for b in sigmaB {
        let outcome = length(w * w, b * b)
        lengths.append((w, b, outcome))
        if case .found(let length) = outcome, isChaotic(w * w, length) {
          needed.insert(length.panel)
        }
      }
    }
    let correlations = table.panels.indices.map { index in
      needed.contains(index) ? CorrelationTable(phi, q: table.panels[index].q) : nil
    }
    return try lengths.map { w, b, outcome in
      switch outcome {
      case .none: return .none
      case .zero(let slope):
        let phase: NetworkPhase = abs(slope - 1) <= criticalTolerance ? .critical : .ordered
        return .init(
          qStar: 0, chi1: slope, fixedSeparation: 0, lengthSlope: slope, correlationSlope: slope,
          phase: phase)
      case .found(let length):
        if let point = point(w * w, b * b, length, correlations[length.panel]) { return point }
        fallthrough
      case .uncertain: return try .init(sigmaW: w, sigmaB: b, nonlinearity: phi)
      }
    }
  }

  private func chi(_ weight: Double, _ length: Length) -> Double {
    phi.isDiscontinuous
      ? (weight > 0 ? .infinity : 0)
      : weight * ChebyshevSeries.value(table.panels[length.panel].chiSeries, length.x)
  }

  private func isChaotic(_ weight: Double, _ length: Length) -> Bool {
    chi(weight, length) > 1 + criticalTolerance
  }

  private func point(
    _ weight: Double, _ bias: Double, _ length: Length, _ correlations: CorrelationTable?
  ) -> NetworkPhaseDiagram.Point? {
    let chi = chi(weight, length)
    guard chi > 1 + criticalTolerance else {
      return .init(
        qStar: length.q, chi1: chi, fixedSeparation: 0, lengthSlope: length.slope,
        correlationSlope: chi, phase: chi < 1 - criticalTolerance ? .ordered : .critical)
    }
    guard let correlations else { return nil }
    let mean = ChebyshevSeries.value(table.panels[length.panel].meanSeries, length.x)
    let target = bias / weight + (mean * mean < 1e-30 * length.q ? 0 : mean * mean)
    let (separation, slope) = correlations.solve(target: target, x: length.x)
    guard separation >= correlations.shortest else { return nil }
    return .init(
      qStar: length.q, chi1: chi, fixedSeparation: separation, lengthSlope: length.slope,
      correlationSlope: 1 + separation * weight * slope / length.q, phase: .chaotic)
  }

  /// The largest stable fixed point of V(q) = σ_w² M(q) + σ_b².
  private func length(_ weight: Double, _ bias: Double) -> Outcome {
    var above = weight * nodes[nodes.count - 1].square + bias - nodes[nodes.count - 1].q
    var k = nodes.count - 1
    // Beyond the table lengths grow without bound, or shrink to it.
    while k > 0 {
      k -= 1
      let below = weight * nodes[k].square + bias - nodes[k].q
      if (below > 0) != (above > 0) {
        let length = root(weight, bias, nodes[k].q, nodes[k + 1].q, rises: above > 0)
        if abs(length.slope) < 1 { return .found(length) }
      } else if k + 2 < nodes.count {
        // Close to 1 without a crossing: a pair of roots may hide between nodes.
        let (low, middle) = (below / nodes[k].q, above / nodes[k + 1].q)
        let high = (weight * nodes[k + 2].square + bias) / nodes[k + 2].q - 1
        let sign: Double = middle > 0 ? 1 : -1
        if sign * high > 0, sign * low > sign * middle, sign * high > sign * middle,
          sign * middle < 0.05
        {
          return .uncertain
        }
      }
      above = below
    }
    guard bias == 0, vanishesAtZero else { return above > 0 ? .none : .uncertain }
    guard
      let map = try? LengthMap(
        sigmaW: weight.squareRoot(), sigmaB: 0, nonlinearity: phi)
    else { return .uncertain }
    let slope = map.slope(at: 0)
    if abs(slope - 1) < 1e-9 { return .uncertain }
    return slope < 1 ? .zero(slope: slope) : .none
  }

  private func root(
    _ weight: Double, _ bias: Double, _ lower: Double, _ upper: Double, rises: Bool
  ) -> Length {
    var (low, high) = (lower, upper)
    var q = (low * high).squareRoot()
    var place = table.place(of: q)
    for _ in 0..<100 {
      let panel = table.panels[place.panel]
      let excess = weight * ChebyshevSeries.value(panel.squareSeries, place.x) + bias - q
      let slope = weight * ChebyshevSeries.value(panel.slopeSeries, place.x) - 1
      if (excess > 0) == rises { high = q } else { low = q }
      var next = q - excess / slope
      if !(next > low && next < high) { next = (low * high).squareRoot() }
      let done = abs(next - q) <= 4e-16 * q || high - low <= 4e-16 * q
      q = next
      place = table.place(of: q)
      if done { break }
    }
    return Length(
      q: q, slope: weight * ChebyshevSeries.value(table.panels[place.panel].slopeSeries, place.x),
      panel: place.panel, x: place.x)
  }
}
