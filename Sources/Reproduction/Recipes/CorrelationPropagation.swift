public import Experiments
import Figures
import LinearAlgebra
import NetworkTheory
import RandomNetworks
import RealModule
import Statistics

/// `poole-2`: correlations of inputs and growth of small distances in random tanh networks, beside mean-field theory.
public struct CorrelationPropagation: PublishedFigure {
  /// What it is called on the command line.
  public let name = "poole-2"
  /// What is shown.
  public let title = "Correlations and distances in random deep networks"
  /// Where it was published.
  public let source =
    "B. Poole, S. Lahiri, M. Raghu, J. Sohl-Dickstein and S. Ganguli, Adv. Neural Inf. Process. Syst. 29, 3360 (2016), "
    + "doi:10.48550/arXiv.1606.05340, figure 2 (its number not looked up)"

  /// The recipe.
  public init() {}

  /// Computes it.
  public func reproduced(_ effort: Effort, _ session: Session) async throws -> ReproducedFigure {
    let (depth, weights, near) = (15, [1.3, 2.5, 4.0], 1 - 1e-6)
    // In the first layer inputs 0 and 1 are far from each other, 0 and 2 near, and all have the length q*.
    let start = [1, 0.6, near, 0.6, 1, 0.6 * near, near, 0.6 * near, 1]
    let (widths, count) = effort == .quick ? ([200, 400], 60) : ([1000, 2000], 100)
    var (numbers, curves, growth) = ([ReproducedNumber](), [CurvesFigure.Curve](), [Estimate]())
    for (index, sigmaW) in weights.enumerated() {
      let theory = try DeepNetworkTheory(sigmaW: sigmaW, sigmaB: 0.3)
      let overlaps = Matrix(
        rows: 3, columns: 3,
        elements: start.map { (theory.qStar * $0 - 0.09) / (sigmaW * sigmaW) })
      let samples = try await SizedSamples<NetworkRecord>(
        try widths.map { try DeepNetwork(sigmaW: sigmaW, sigmaB: 0.3, width: $0, depth: depth) },
        count: count,
        inputs: try NetworkInputs(overlaps: overlaps, dimension: 100, seed: session.seed),
        batch: index, session: session)
      let layers = (1...depth).map(Double.init)
      let expected = try theory.overlapMatrices(inputs: overlaps, depth: depth)
        .map { $0.correlation(0, 1) }
      let found = (1...depth).map { l in samples.limit { $0.overlaps[l].correlation(0, 1) } }
      func distance(_ layer: Int) -> (NetworkRecord) -> Double {
        { $0.overlaps[layer][0, 0] + $0.overlaps[layer][2, 2] - 2 * $0.overlaps[layer][0, 2] }
      }
      growth.append(
        samples.limit(of: [distance(1), distance(5)]) { means, _ in
          Double.root(means[1] / means[0], 4)
        })
      numbers += [2, 5, 15].map {
        .init("c in layer \($0), σ_w = \(sigmaW)", found[$0 - 1], expected[$0 - 1], .equation)
      }
      numbers.append(.init("χ₁, σ_w = \(sigmaW)", growth[index], theory.chi1, .equation))
      curves += [
        .init(name: "σ_w = \(sigmaW)", x: layers, y: expected, colour: .series(index)),
        .init(x: layers, estimates: found, colour: .series(index)),
      ]
    }
    let line = (0...80).map { 0.5 + 4 * Double($0) / 80 }
    let plane = try NetworkPhaseDiagram(sigmaW: line, sigmaB: [0.3]).points
    let phases: [CurvesFigure.Curve] = [
      .init(name: "χ_1", x: line, y: plane.map { $0.chi1 ?? 0 }, colour: .series(0)),
      .init(name: "c*", x: line, y: plane.map { $0.cStar ?? 0 }, colour: .series(1)),
      .init(x: weights, estimates: growth, colour: .series(0)),
    ]
    return ReproducedFigure(
      numbers,
      figure: CurvesFigure(
        title: title,
        system: "tanh, σ_b = 0.3, \(count) networks of N = \(widths[0]) and \(widths[1])",
        panels: [
          .init(horizontal: .init("layer"), vertical: .init("c_{ab}"), curves: curves),
          .init(horizontal: .init("σ_w"), vertical: .init("χ_1, c*"), curves: phases),
        ]))
  }
}
