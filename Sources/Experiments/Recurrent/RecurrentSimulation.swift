package import Documents
package import LinearAlgebra
package import Overlaps
package import RandomNetworks
import Statistics

/// Simulated recurrent networks, analysed.
package struct RecurrentSimulation: Sendable {
  /// The overlap matrix of the first network's trajectories in a snapshot.
  package struct Analysis: Sendable {
    /// Eigenvalues of the normalised overlaps, largest first.
    package let eigenvalues: [Double]
    package let verdict: Verdict
    /// The replicas in the order in which states lie together.
    let order: [Int]
    /// How many states the trajectories form.
    package let states: Int
  }

  package let networks: RecurrentNetworks
  let description: JSONValue
  let output: String?
  package let settings: RecurrentSettings
  package let statistics: RecurrentStatistics
  package let theory: RecurrentExpectation
  /// For every snapshot; `nil` for fewer than three trajectories, and where they have no overlaps.
  package let analyses: [Analysis?]
  /// R(t, t') of snapshots; empty if it was not asked for.
  let response: [[Estimate]]

  /// Averages over networks and analyses the first.
  ///
  /// - Parameters:
  ///   - records: One record per network.
  ///   - responses: R(t, t') of every network; empty if it was not asked for.
  ///   - networks: The networks.
  ///   - settings: What was recorded.
  ///   - description: All that results depend on, for documents.
  ///   - output: Where the run is kept, for documents.
  ///   - seed: The user's seed.
  /// - Throws: ``NetworkTheoryError``.
  package init(
    _ records: [RecurrentRecord], responses: [Matrix], networks: RecurrentNetworks,
    settings: RecurrentSettings, description: JSONValue, output: String?, seed: UInt64
  ) throws {
    self.networks = networks
    self.description = description
    self.output = output
    self.settings = settings
    theory = try RecurrentExpectation(networks, settings)
    statistics = RecurrentStatistics(records)
    let states = records[0].states
    analyses = states.map { states in
      guard states.rows >= 3, states.columns >= 2,
        let analysis = try? ReplicaAnalysis(.vectors(states), seed: seed)
      else { return nil }
      return Analysis(
        eigenvalues: analysis.eigenvalues, verdict: analysis.classification.verdict,
        order: analysis.order, states: analysis.states.count)
    }
    response =
      responses.isEmpty
      ? []
      : (0..<responses[0].rows).map { t in
        (0..<responses[0].columns).map { s in Estimate(meanOf: responses.map { $0[t, s] }) }
      }
  }

  /// What the numbers say, in words.
  package var remarks: [String] {
    var lines: [String] = []
    let n = statistics.networkCount
    lines.append(
      "m and q are mean and variance of h over neurons, q_ab and c_ab overlap and correlation of two "
        + "trajectories; means over \(n) network\(n == 1 ? "" : "s"). States and spectrum are those of the first."
    )
    let tested = zip(settings.snapshotTimes, statistics.normality).filter {
      $0.0 > 0 && $0.1 != nil
    }
    if !tested.isEmpty {
      // A false alarm in one of a hundred simulations, over all snapshots.
      let level = 0.01 / Double(tested.count)
      let rejected = tested.filter { ($0.1?.probability ?? 1) < level }.map { text($0.0) }
      lines.append(
        rejected.isEmpty
          ? "Amari's assumption (normal h_i) is not rejected in any snapshot after t = 0."
          : "Amari's assumption (normal h_i) is rejected at t = \(rejected.joined(separator: ", ")) (level 0.01 "
            + "for all snapshots together).")
    }
    return lines
  }

  /// The recorded times at which snapshots were taken.
  package var snapshotIndices: [Int] {
    settings.snapshotSteps.map { step in settings.recordedSteps.firstIndex(of: step) ?? 0 }
  }
}
