public import Experiments
import Figures
import NetworkTheory
import RandomNetworks
import Statistics

/// `lyapunov`: all Lyapunov exponents of random recurrent networks at g = 3, their mean, their symmetry, and what follows.
///
/// ```
/// Σ λ_i/N → −1,   λ_i + λ_(N+1−i) → −2,   λ_1 by dynamical mean field
/// ```
public struct LyapunovSpectra: PublishedFigure {
  /// What it is called on the command line.
  public let name = "lyapunov"
  /// What is shown.
  public let title = "Lyapunov exponents of networks at g = 3"
  /// Where it was published.
  public let source =
    "R. Engelken, F. Wolf and L. F. Abbott, Phys. Rev. Research 5, 043044 (2023), doi:10.1103/PhysRevResearch.5.043044"

  /// The recipe.
  public init() {}

  /// Computes it.
  public func reproduced(_ effort: Effort, _ session: Session) async throws -> ReproducedFigure {
    let g = 3.0
    let (isQuick, scheme) = (effort == .quick, RecurrentScheme.exponential(step: 0.2))
    let sizes = isQuick ? [(128, 16), (256, 6)] : [(256, 24), (512, 8)]
    var spectra = SizedSamples<LyapunovRecord>()
    var curves: [CurvesFigure.Curve] = []
    for (k, (n, count)) in sizes.enumerated() {
      let network = try RecurrentNetwork(neuronCount: n, sigmaW: g)
      let settings = try LyapunovSettings(
        scheme: scheme, exponents: n, time: isQuick ? 50 : 150, stateWarmUp: 50, frameWarmUp: 15)
      let records = try await session.concurrently("spectra", count: count) {
        try network.lyapunovExponents(settings, network: 1000 * k + $0, seed: session.seed)
      }
      spectra.add(size: n, records)
      curves.append(
        .init(
          name: "N = \(n)", x: (0..<n).map { (Double($0) + 0.5) / Double(n) },
          y: LyapunovSpectrum(records).exponents.map(\.value)))
    }
    let state = try ChaoticState.tanh(gain: g)
    /// What belongs to one neuron of a quantity that grows with their number.
    func share(_ quantity: @escaping (LyapunovRecord) -> Double) -> Estimate {
      spectra.limit { quantity($0) / Double($0.exponents.count) }
    }
    var numbers: [ReproducedNumber] = [
      .init("λ₁", spectra.limit { $0.exponents[0] }, state.largestLyapunovExponent, .equation),
      .init("mean of all λ", share { $0.exponents.reduce(0, +) }, -1, .exact),
    ]
    for (part, name) in [(0, "largest"), (0.125, "eighth"), (0.25, "quarter")] {
      let sum = spectra.limit {
        let place = Int(part * Double($0.exponents.count))
        return $0.exponents[place] + $0.exponents.reversed()[place]
      }
      numbers.append(.init("λ and its mirror, \(name)", sum, -2, .exact))
    }
    let (dimension, entropy) = (
      share { $0.kaplanYorkeDimension ?? 0 }, share { $0.entropyRate ?? 0 }
    )
    return ReproducedFigure(
      numbers,
      figure: CurvesFigure(
        title: title, system: "tanh, exponential method, step 0.2",
        horizontal: .init("i/N"), vertical: .init("λ_i"), curves: curves),
      remark:
        "the mirrors hold up to O(1/N), and all numbers are of the same networks, so that they go together; for N → ∞ the dimension is \(text(dimension)) N and the entropy rate \(text(entropy)) N; in print "
        + "both are curves whose numbers could not be looked up")
  }
}
