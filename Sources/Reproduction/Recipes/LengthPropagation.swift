public import Experiments
import Figures
import LinearAlgebra
import NetworkTheory
import RandomNetworks
import Statistics

/// `poole-1`: squared lengths of inputs through the layers of random tanh networks, beside the length map.
public struct LengthPropagation: PublishedFigure {
  /// What it is called on the command line.
  public let name = "poole-1"
  /// What is shown.
  public let title = "Lengths in random deep networks"
  /// Where it was published.
  public let source =
    "B. Poole, S. Lahiri, M. Raghu, J. Sohl-Dickstein and S. Ganguli, Adv. Neural Inf. Process. Syst. 29, 3360 (2016), "
    + "doi:10.48550/arXiv.1606.05340, figure 1 (its number not looked up)"

  /// The recipe.
  public init() {}

  /// Computes it.
  public func reproduced(_ effort: Effort, _ session: Session) async throws -> ReproducedFigure {
    let (starts, depth) = ([0.5, 4, 15], 10)
    let (widths, count) = effort == .quick ? ([200, 400], 60) : ([1000, 2000], 100)
    var numbers: [ReproducedNumber] = []
    var curves: [CurvesFigure.Curve] = []
    for (index, sigmaW) in [1.3, 2.5, 4.0].enumerated() {
      // The first layer is linear in the input, q^1 = σ_w² q^0 + σ_b².
      let overlaps = Matrix(rows: 3, columns: 3) { a, b in
        a == b ? (starts[a] - 0.09) / (sigmaW * sigmaW) : 0
      }
      let samples = try await SizedSamples<NetworkRecord>(
        try widths.map { try DeepNetwork(sigmaW: sigmaW, sigmaB: 0.3, width: $0, depth: depth) },
        count: count,
        inputs: try NetworkInputs(overlaps: overlaps, dimension: 100, seed: session.seed),
        batch: index, session: session)
      let map = try LengthMap(sigmaW: sigmaW, sigmaB: 0.3)
      let layers = (1...depth).map(Double.init)
      for (a, start) in starts.enumerated() {
        let expected = map.iterate(from: start, layers: depth - 1)
        let found = (1...depth).map { layer in samples.limit { $0.overlaps[layer][a, a] } }
        // On the way up, at the fixed point and on the way down.
        let layer = [2, 10, 3][a]
        numbers.append(
          .init(
            "q in layer \(layer) from \(start), σ_w = \(sigmaW)", found[layer - 1],
            expected[layer - 1], .equation))
        curves += [
          .init(
            name: a == 0 ? "σ_w = \(sigmaW)" : "", x: layers, y: expected, colour: .series(index)),
          .init(x: layers, estimates: found, colour: .series(index)),
        ]
      }
    }
    return ReproducedFigure(
      numbers,
      figure: CurvesFigure(
        title: title,
        system: "tanh, σ_b = 0.3, \(count) networks of N = \(widths[0]) and \(widths[1])",
        horizontal: .init("layer"), vertical: .init("q^l"), curves: curves))
  }
}
