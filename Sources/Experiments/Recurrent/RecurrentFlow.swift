import Documents
import Figures
import NetworkTheory
import RealModule

/// Fixed points in the plane of mean and variance, with the trajectories of the discrete map, and the eigenvalues
/// of small perturbations.
struct RecurrentFlow {
  let theory: RecurrentNetworkTheory
  let title: String

  var figure: PanelGridFigure {
    var panels: [PanelGridFigure.Panel] = [.curves(flow), .curves(eigenvalues)]
    if let state = theory.chaoticState {
      panels += RecurrentDecay.panels(state).prefix(2).map { .curves($0) }
    }
    return PanelGridFigure(
      title: "Recurrent random network: \(theory.phase.rawValue)", system: title, panels: panels)
  }

  /// Trajectories of (m, q) under the map, which is exact for layers and for steps of discrete time.
  private var flow: CurvesFigure.Panel {
    let means = theory.fixedPoints.map(\.moments.mean)
    let variances = theory.fixedPoints.map(\.moments.variance)
    let reach = max(1, 1.6 * (means.map(abs).max() ?? 0))
    let top = max(0.5, 1.6 * (variances.max() ?? 0))
    var curves: [CurvesFigure.Curve] = []
    let starts = (0...6).flatMap { k -> [MomentMap.Moments] in
      let mean = reach * (Double(k) / 3 - 1)
      return [.init(mean: mean, variance: top), .init(mean: mean, variance: 0.02 * top)]
    }
    for start in starts {
      var (x, y) = ([start.mean], [start.variance])
      var current = start
      for _ in 0..<40 {
        current = theory.map(current)
        guard abs(current.mean) < 20 * reach, current.variance < 20 * top else { break }
        x.append(current.mean)
        y.append(current.variance)
      }
      curves.append(.init(x: x, y: y, style: .line, colour: .grey))
      curves.append(.init(x: x, y: y, style: .points, colour: .grey))
    }
    func points(
      _ name: String, _ colour: CurvesFigure.Colour, _ filter: (RecurrentFixedPoint) -> Bool
    ) {
      let chosen = theory.fixedPoints.filter(filter).map(\.moments)
      guard !chosen.isEmpty else { return }
      curves.append(
        .init(
          name: name, x: chosen.map(\.mean), y: chosen.map(\.variance), style: .points,
          colour: colour))
    }
    points("stable", .series(0)) { $0.isStable }
    points("random modes grow", .series(1)) {
      !$0.isStable && $0.isStableToUniformModes
    }
    points("uniform modes grow", .series(3)) { !$0.isStableToUniformModes }
    let chaotic = theory.chaoticStates.map(\.autocovariance)
    if !chaotic.isEmpty {
      curves.append(
        .init(
          name: "chaotic: m, Δ_0", x: chaotic.map(\.mean), y: chaotic.map(\.zero),
          style: .points, colour: .ink))
    }
    return CurvesFigure.Panel(
      heading: "Steps of the map",
      horizontal: .init("m", range: -1.05 * reach...1.05 * reach),
      vertical: .init("q", range: -0.03 * top...1.08 * top), curves: curves)
  }

  /// The disc of random modes and the outliers of the fixed point that matters.
  private var eigenvalues: CurvesFigure.Panel {
    let point =
      theory.settledPoint ?? theory.fixedPoints.last { $0.isStableToUniformModes }
      ?? theory.fixedPoints.last
    var curves: [CurvesFigure.Curve] = []
    var reach = 1.2
    if let point, point.chi1.isFinite {
      let radius = point.chi1.squareRoot()
      let angles = (0...120).map { 2 * Double.pi * Double($0) / 120 }
      curves.append(
        .init(
          name: "random modes: radius √χ_1", x: angles.map { radius * Double.cos($0) },
          y: angles.map { radius * Double.sin($0) }, colour: .series(0)))
      let outliers = point.outliers
      if !outliers.isEmpty {
        curves.append(
          .init(
            name: "uniform modes", x: outliers.map(\.real), y: outliers.map(\.imaginary),
            style: .points, colour: .series(3)))
      }
      reach = max(1.2, 1.2 * radius, 1.2 * (outliers.map(\.magnitude).max() ?? 0))
    }
    return CurvesFigure.Panel(
      heading: point.map {
        "Modes at m = \(text($0.moments.mean, digits: 3)), q = "
          + text($0.moments.variance, digits: 3)
      } ?? "Modes",
      horizontal: .init("Re λ", range: -reach...reach),
      vertical: .init("Im λ", range: -reach...reach), curves: curves,
      guides: [.vertical(at: 1)])
  }
}

/// Panels of a chaotic state's autocovariance.
enum RecurrentDecay {
  /// Δ(τ), the logarithm of what decays, and the potential of perturbations.
  static func panels(_ state: ChaoticState, lags: [Double]? = nil) -> [CurvesFigure.Panel] {
    let covariance = state.autocovariance
    let end = lags?.last ?? covariance.lag(atShare: 1e-6)
    let places = (0...300).map { end * Double($0) / 300 }
    let values = places.map { covariance($0) }
    let decaying = places.map { (lag: $0, value: covariance.fluctuation($0)) }
      .filter { $0.value > 1e-280 }
    var panels = [
      CurvesFigure.Panel(
        heading: "Autocovariance", horizontal: .init("lag τ"), vertical: .init("Δ(τ)"),
        curves: [.init(x: places, y: values)],
        guides: covariance.infinity > 0
          ? [.horizontal(at: covariance.infinity, name: "Δ_{∞}")] : [.horizontal(at: 0)]),
      CurvesFigure.Panel(
        heading: "What decays: e^{−κτ}, 1/κ = \(text(1 / covariance.decayRate))",
        horizontal: .init("lag τ"), vertical: .init("Δ(τ) − Δ_{∞}", isLogarithmic: true),
        curves: [.init(x: decaying.map(\.lag), y: decaying.map(\.value))]),
    ]
    if state.zeroMode != nil {
      let ground = 1 - (1 + state.largestLyapunovExponent) * (1 + state.largestLyapunovExponent)
      let near = (-150...150).map { covariance.lag(atShare: 1e-3) * Double($0) / 150 }
      panels.append(
        CurvesFigure.Panel(
          heading: "λ_1 = −1 + √(1 − E_0) = \(text(state.largestLyapunovExponent))",
          horizontal: .init("lag τ"), vertical: .init("1 − σ_w^2 E φ'φ'"),
          curves: [.init(x: near, y: near.map { covariance.potential($0) })],
          guides: [.horizontal(at: ground, name: "E_0"), .horizontal(at: 0, name: "E_1")]))
    }
    return panels
  }
}
