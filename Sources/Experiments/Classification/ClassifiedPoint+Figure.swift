import Figures
import LinearAlgebra
import Overlaps

extension ClassifiedPoint {
  /// What replica theory predicts for P(q), solved anew; for SK runs.
  private var theory: TheoryOverlay? {
    guard let ensemble, let temperature else { return nil }
    return try? TheoryOverlay(ensemble, temperature: temperature)
  }

  /// The sheet of an instance, with P(q) of all, under the common verdict.
  ///
  /// - Parameter index: Which of the analysed instances is shown.
  /// - Returns: The sheet.
  func sheet(ofInstance index: Int) -> OverlapSheet {
    let one = analysis.analyses[index]
    let count = analysis.analyses.count
    let theory = theory
    return OverlapSheet(
      verdict: verdictText, system: "\(fileName): \(system)",
      overlaps: one.overlaps.flipped(by: one.tree.gauge).matrix, order: one.order,
      merges: one.stateTree.numberedMerges,
      states: one.stateOrder.map {
        OverlapSheet.State(replicas: one.states.members[$0].count, weight: one.states.weights[$0])
      },
      eigenvalues: one.eigenvalues, noiseEdge: one.noiseThreshold,
      significantCount: one.significantEigenvalues,
      distribution: analysis.overlapDistribution, theoryPeaks: theory?.fixedPeaks ?? [],
      theoryCurve: theory?.fixedDensity,
      theoryName: theory?.ansatz.name ?? "theory",
      stateOverlaps: one.states.count > 1 ? one.states.overlapsOfHeaviest(8) : nil,
      instanceName: count > 1 ? "instance \(analysis.instances[index]) of \(count)" : "",
      distributionName: count > 1 ? "\(count) instances" : "",
      distributionSymbol: analysis.isSpinFlipSymmetric ? "|q|" : "q")
  }

  /// One of several points side by side.
  var panel: OverlapPanelsFigure.Panel {
    let one = analysis.first
    return OverlapPanelsFigure.Panel(
      title: "\(title): \(classification.verdict.rawValue)",
      overlaps: one.orderedOverlaps, eigenvalues: one.eigenvalues,
      noiseEdge: one.noiseThreshold, significantCount: one.significantEigenvalues)
  }
}

extension Dendrogram {
  /// The merges with clusters numbered as the figure wants them: R + k is the result of merge k.
  fileprivate var numberedMerges: [DendrogramMerge] {
    // A cluster is named after the first of its leaves.
    var name = leafOrder
    return merges.enumerated().map { k, merge in
      let (left, right) = (merge.left.lowerBound, merge.right.lowerBound)
      let result = DendrogramMerge(
        left: name[left], right: name[right], height: (1 - merge.height) / 2)
      name[left] = replicaCount + k
      return result
    }
  }
}
