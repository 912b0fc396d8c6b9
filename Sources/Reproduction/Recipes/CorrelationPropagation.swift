public import Experiments
import Figures
import LinearAlgebra
import NetworkTheory
import RandomNetworks
import Statistics

/// `poole-1`: correlations of two inputs through the layers of random tanh networks, beside the mean-field map.
public struct CorrelationPropagation: PublishedFigure {
  /// What it is called on the command line.
  public let name = "poole-1"
  /// What is shown.
  public let title = "Correlations through the layers of random networks"
  /// Where it was published.
  public let source =
    "B. Poole, S. Lahiri, M. Raghu, J. Sohl-Dickstein and S. Ganguli, Adv. Neural Inf. Process. Syst. 29, 3360 (2016), "
    + "arXiv:1606.05340, figure 1"

  /// The recipe.
  public init() {}

  /// Computes it.
  public func reproduced(_ effort: Effort, _ session: Session) async throws -> ReproducedFigure {
    let start = 0.6
    let depth = 8
    let overlaps = Matrix(rows: 2, columns: 2, elements: [1, start, start, 1])
    let inputs = try NetworkInputs(overlaps: overlaps, dimension: 100, seed: session.seed)
    let (width, networks) = effort == .quick ? (200, 40) : (1000, 100)
    let weights = [1.3, 2.5, 4.0]
    let progress = session.progress("networks", total: 2 * weights.count)
    defer { progress.finish() }
    var numbers: [ReproducedNumber] = []
    var curves: [CurvesFigure.Curve] = []
    for (index, sigmaW) in weights.enumerated() {
      let theory = try DeepNetworkTheory(sigmaW: sigmaW, sigmaB: 0.3)
      let expected = try theory.overlapMatrices(inputs: overlaps, depth: depth).map {
        $0[0, 1] / $0[0, 0]
      }
      // What is left at finite width goes as 1/N: two widths remove it.
      var found: [DeepNetworkStatistics] = []
      for (k, n) in [width, 2 * width].enumerated() {
        let network = try DeepNetwork(sigmaW: sigmaW, sigmaB: 0.3, width: n, depth: depth)
        found.append(
          try DeepNetworkStatistics(
            try await DeepNetworkEnsemble(
              network: network, inputs: inputs, seed: session.seed + UInt64(k)
            ).simulate(networks: networks, threads: session.threadCount)))
        progress.advance(1)
      }
      let limits = (1...depth).map { layer -> Estimate in
        let (one, two) = (
          found[0].layers[layer].correlation(0, 1), found[1].layers[layer].correlation(0, 1)
        )
        let (a, b) = (one.error ?? 0, two.error ?? 0)
        return Estimate(
          value: 2 * two.value - one.value, error: (4 * b * b + a * a).squareRoot())
      }
      for layer in [2, 5, 8] {
        numbers.append(
          .init(
            "c in layer \(layer), σ_w = \(sigmaW)", limits[layer - 1],
            Estimate(value: expected[layer - 1], error: nil), .equation))
      }
      let layers: [Double] = (0...depth).map(Double.init)
      let line: [Double] = [start] + expected
      let bars: [Double] = limits.map { $0.error ?? 0 }
      curves.append(.init(name: "σ_w = \(sigmaW)", x: layers, y: line, colour: .series(index)))
      curves.append(
        .init(
          x: Array(layers.dropFirst()), y: limits.map(\.value), deviations: bars, style: .points,
          colour: .series(index)))
    }
    return ReproducedFigure(
      numbers,
      figure: CurvesFigure(
        title: title,
        system: "tanh, σ_b = 0.3, \(networks) networks of N = \(width) and \(2 * width)",
        horizontal: .init("layer"), vertical: .init("c_{ab}"), curves: curves))
  }
}
