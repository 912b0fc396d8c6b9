public import Experiments
import Figures
import NetworkTheory
import RandomNetworks
import Statistics

/// `scs-chaos`: autocovariance and largest Lyapunov exponent of random recurrent networks, beside dynamical mean field.
///
/// h = W φ(h) with φ = tanh and σ_w = g; in the units of the paper Δ is larger by g².
public struct ChaosTransition: PublishedFigure {
  /// What it is called on the command line.
  public let name = "scs-chaos"
  /// What is shown.
  public let title = "Chaos in random recurrent networks"
  /// Where it was published.
  public let source =
    "H. Sompolinsky, A. Crisanti and H. J. Sommers, Phys. Rev. Lett. 61, 259 (1988), doi:10.1103/PhysRevLett.61.259"

  /// The recipe.
  public init() {}

  /// Computes it.
  public func reproduced(_ effort: Effort, _ session: Session) async throws -> ReproducedFigure {
    let (isQuick, scheme) = (effort == .quick, RecurrentScheme.exponential(step: 0.2))
    let gains = isQuick ? [2.0, 3] : [1.5, 2, 3]
    let sizes = isQuick ? [(512, 24), (1024, 12)] : [(1024, 40), (2048, 20), (4096, 10)]
    var (numbers, curves, exponents) = ([ReproducedNumber](), [CurvesFigure.Curve](), [Estimate]())
    for (index, g) in gains.enumerated() {
      let rest = max(50, Int(75 / (g - 1)))  // slow near the transition at g = 1
      let motion = try RecurrentSettings(
        scheme: scheme, time: Double(rest + 100), trajectories: 4, precision: .single,
        records: rest + 100, snapshots: rest + 100)
      let growth = try LyapunovSettings(
        scheme: scheme, exponents: 1, time: 100, stateWarmUp: Double(rest), frameWarmUp: 20)
      var samples = SizedSamples<(motion: RecurrentRecord, growth: LyapunovRecord)>()
      for (k, (n, count)) in sizes.enumerated() {
        let network = try RecurrentNetwork(neuronCount: n, sigmaW: g)
        let first = 1000 * (index * sizes.count + k)
        let found = try await session.concurrently("N = \(n)", count: count) {
          (
            motion: try network.simulate(motion, network: first + $0, seed: session.seed),
            growth: try network.lyapunovExponents(growth, network: first + $0, seed: session.seed)
          )
        }
        samples.add(size: n, found)
      }
      let state = try ChaoticState.tanh(gain: g)
      let found = (0...10).map { lag in
        samples.limit { $0.motion.autocovariance(lag: lag, from: rest) }
      }
      exponents.append(samples.limit { $0.growth.exponents[0] })
      numbers += [0, 2, 5].map {
        .init("Δ(\($0)), g = \(g)", found[$0], state.autocovariance(Double($0)), .equation)
      }
      numbers.append(
        .init("λ₁, g = \(g)", exponents[index], state.largestLyapunovExponent, .equation))
      let (lags, colour) = ((0...100).map { Double($0) / 10 }, CurvesFigure.Colour.series(index))
      curves += [
        .init(name: "g = \(g)", x: lags, y: lags.map { state.autocovariance($0) }, colour: colour),
        .init(x: (0...10).map(Double.init), estimates: found, colour: colour),
      ]
    }
    let line = (0...40).map { 1.1 + 2.1 * Double($0) / 40 }
    let growths = [
      CurvesFigure.Curve(
        x: line, y: try line.map { try ChaoticState.tanh(gain: $0).largestLyapunovExponent },
        colour: .series(0)),
      .init(x: gains, estimates: exponents, colour: .series(0)),
    ]
    return ReproducedFigure(
      numbers,
      figure: CurvesFigure(
        title: title,
        system: "tanh, limit of N = \(sizes.map { "\($0.0)" }.joined(separator: ", "))",
        panels: [
          .init(horizontal: .init("τ"), vertical: .init("Δ"), curves: curves),
          .init(horizontal: .init("g"), vertical: .init("λ_1"), curves: growths),
        ]))
  }
}
