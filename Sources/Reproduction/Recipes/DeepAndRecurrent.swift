public import Experiments
import Figures
import LinearAlgebra
import NetworkTheory
import RandomNetworks
import Statistics

/// `ff-rec`: overlaps in deep networks and in recurrent ones in discrete time: the same for n → ∞, not at finite n.
public struct DeepAndRecurrent: PublishedFigure {
  /// What it is called on the command line.
  public let name = "ff-rec"
  /// What is shown.
  public let title = "Overlaps in deep and in recurrent networks"
  /// Where it was published.
  public let source =
    "K. Segadlo, B. Epping, A. van Meegen, D. Dahmen, M. Krämer and M. Helias, J. Stat. Mech. 103401 (2022), "
    + "doi:10.1088/1742-5468/ac8e57"

  /// The recipe.
  public init() {}

  /// Computes it.
  public func reproduced(_ effort: Effort, _ session: Session) async throws -> ReproducedFigure {
    let (depth, sigmaB) = (8, 0.3)
    let (widths, count) = effort == .quick ? ([150, 300], 2500) : ([250, 500, 1000], 10000)
    // Normal fields of variance 1 and correlation 1/2 are the first layer and the initial state.
    let settings = try RecurrentSettings(
      scheme: .map, time: Double(depth - 1), trajectories: 2,
      initialState: .normal(variance: 1, correlation: 0.5))
    var (numbers, curves) = ([ReproducedNumber](), [CurvesFigure.Curve]())
    for (index, sigmaW) in [1.3, 2.0].enumerated() {
      let theory = try DeepNetworkTheory(sigmaW: sigmaW, sigmaB: sigmaB)
      let overlaps = Matrix(rows: 2, columns: 2) {
        (($0 == $1 ? 1 : 0.5) - sigmaB * sigmaB) / (sigmaW * sigmaW)
      }
      let inputs = try NetworkInputs(overlaps: overlaps, dimension: 100, seed: session.seed)
      var (deep, recurrent) = (SizedSamples<[Matrix]>(), SizedSamples<[Matrix]>())
      for (k, n) in widths.enumerated() {
        let first = (index * widths.count + k) * count
        let ensemble = DeepNetworkEnsemble(
          network: try DeepNetwork(sigmaW: sigmaW, sigmaB: sigmaB, width: n, depth: depth),
          inputs: inputs, seed: session.seed, engine: .exactLaw)
        let network = try RecurrentNetwork(neuronCount: n, sigmaW: sigmaW, sigmaB: sigmaB)
        let records = try await ensemble.simulate(
          networks: count, from: first, threads: session.threadCount)
        deep.add(size: n, records.map { Array($0.overlaps.dropFirst()) })
        recurrent.add(
          size: n,
          try await session.concurrently("networks", count: count) {
            try network.simulate(settings, network: first + $0, seed: session.seed).overlaps
          })
      }
      let expected = try theory.overlapMatrices(inputs: overlaps, depth: depth).map { $0[0, 1] }
      let spread = theory.lengthMap.fluctuations(from: 1, layers: depth)
      let (layers, line) = ((0..<depth).map(Double.init), "deep, order 1/n, σ_w = \(sigmaW)")
      curves.append(.init(name: line, x: layers, y: spread, colour: .series(2 * index)))
      for (kind, samples) in [deep, recurrent].enumerated() {
        let name = "\(["deep", "recurrent"][kind]), σ_w = \(sigmaW)"
        numbers += [2, 4, 7].map { layer in
          .init(
            "q_ab after \(layer), \(name)", samples.limit { $0[layer][0, 1] }, expected[layer],
            .equation)
        }
        let found = (0..<depth).map { layer in samples.scaledVariance { $0[layer][0, 0] } }
        if kind == 0 {
          numbers.append(.init("n Var q after 7, \(name)", found[7], spread[7], .equation))
        }
        curves.append(
          .init(name: name, x: layers, estimates: found, colour: .series(2 * index + kind)))
      }
    }
    return ReproducedFigure(
      numbers,
      figure: CurvesFigure(
        title: title, system: "tanh, σ_b = 0.3, limit of n = \(widths[0]), \(widths[1])",
        horizontal: .init("layers or steps"), vertical: .init("n Var q"), curves: curves),
      remark:
        "the curves are of independent weights; n Var q of recurrent networks need not lie on them")
  }
}
