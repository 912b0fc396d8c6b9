public import Experiments
import Figures
import LinearAlgebra
import NetworkTheory
import RandomNetworks
import RealModule
import Statistics

/// `schoenholz-depth`: the depth in which finite tanh networks forget how similar two inputs were, beside ξ_c.
///
/// Two correlations start at c* ± δ, or at 1 and 1 − 2δ where c* = 1; their difference shrinks by e in ξ_c layers.
public struct DepthScales: PublishedFigure {
  /// What it is called on the command line.
  public let name = "schoenholz-depth"
  /// What is shown.
  public let title = "How deep signals go in random networks"
  /// Where it was published.
  public let source =
    "S. S. Schoenholz, J. Gilmer, S. Ganguli and J. Sohl-Dickstein, Int. Conf. Learn. Represent. (2017), "
    + "doi:10.48550/arXiv.1611.01232"

  /// The recipe.
  public init() {}

  /// Computes it.
  public func reproduced(_ effort: Effort, _ session: Session) async throws -> ReproducedFigure {
    let variances = [1, 1.3, 1.5, 2.5, 3, 4]
    let biasVariance = 0.05
    let (widths, count) = effort == .quick ? ([250, 500], 4000) : ([500, 1000], 40000)
    var (numbers, found) = ([ReproducedNumber](), [Estimate]())
    for (index, variance) in variances.enumerated() {
      let (sigmaW, sigmaB) = (variance.squareRoot(), biasVariance.squareRoot())
      let theory = try DeepNetworkTheory(sigmaW: sigmaW, sigmaB: sigmaB)
      let scale = theory.xiC ?? .infinity
      let depth = 1 + max(2, Int(scale / 2))
      // Three inputs in a plane, so that in the first layer the correlations with input 0 are c* ± δ, and lengths q*.
      let isOrdered = theory.phase == .ordered
      let shift = isOrdered ? 5e-4 : 0.05 * (1 - theory.cStar)
      let starts = isOrdered ? [1, 1 - 2 * shift] : [theory.cStar + shift, theory.cStar - shift]
      let length = (theory.qStar - biasVariance) / variance
      let angles =
        [0] + starts.map { Double.acos((theory.qStar * $0 - biasVariance) / (variance * length)) }
      let overlaps = Matrix(rows: 3, columns: 3) { length * Double.cos(angles[$0] - angles[$1]) }
      let samples = try await SizedSamples<NetworkRecord>(
        try widths.map {
          try DeepNetwork(sigmaW: sigmaW, sigmaB: sigmaB, width: $0, depth: depth)
        }, count: count,
        inputs: try NetworkInputs(overlaps: overlaps, dimension: 100, seed: session.seed),
        batch: index, engine: .exactLaw, session: session)
      func difference(_ layer: Int) -> (NetworkRecord) -> Double {
        { $0.overlaps[layer].correlation(0, 1) - $0.overlaps[layer].correlation(0, 2) }
      }
      found.append(
        samples.limit(of: [difference(1), difference(depth)]) { means, _ in
          Double(depth - 1) / Double.log(means[0] / means[1])
        })
      numbers.append(
        .init("ξ_c, σ_w² = \(variance)", found[found.count - 1], scale, .equation))
    }
    let line = (0...200).map { 0.9 + 3.3 * Double($0) / 200 }
    let theory = try NetworkPhaseDiagram(
      sigmaW: line.map { $0.squareRoot() }, sigmaB: [biasVariance.squareRoot()]
    ).points
    return ReproducedFigure(
      numbers,
      figure: CurvesFigure(
        title: title,
        system: "tanh, σ_b² = 0.05, \(count) networks of N = \(widths[0]) and \(widths[1])",
        horizontal: .init("σ_w^2"), vertical: .init("ξ_c", range: 0...40),
        curves: [
          .init(name: "theory", x: line, y: theory.map { $0.xiC ?? 1000 }, colour: .series(0)),
          .init(name: "networks", x: variances, estimates: found, colour: .series(0)),
        ]))
  }
}
