package import Documents
package import Figures
import NetworkTheory

/// The autocovariance of the fields in a stationary chaotic state.
package struct RecurrentAutocovariance: Reportable {
  private let network: RecurrentParameters
  private let state: ChaoticState
  private let lags: [Double]
  private let isEndGiven: Bool
  private let output: String?
  private let seed: UInt64

  /// Integrates the autocovariance.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - branch: Which of several states, by ascending mean; `nil` for the last stable one.
  ///   - maxLag: The largest lag; `nil` for that where 10⁻⁶ of the fluctuations is left.
  ///   - points: The number of lags from 0 on, at least 2.
  ///   - output: Where the values are written, for documents.
  ///   - session: The seed, for documents.
  /// - Throws: ``NetworkTheoryError``, and ``ExperimentError`` where there is no such state.
  package init(
    _ network: RecurrentParameters, branch: Int?, maxLag: Double?, points: Int, output: String?,
    session: Session
  ) throws {
    let states = try network.map().requiredChaoticStates()
    if let branch {
      guard branch < states.count else {
        throw ExperimentError.refused(
          "--branch is \(branch), but there \(states.count == 1 ? "is" : "are") \(states.count) "
            + "stationary chaotic state\(states.count == 1 ? "" : "s")")
      }
      state = states[branch]
    } else {
      guard let stable = states.last(where: \.isStableToUniformModes) else {
        throw ExperimentError.refused(
          "the chaotic states at m = "
            + states.map { text($0.autocovariance.mean) }.joined(separator: ", ")
            + " are unstable to uniform modes; --branch shows one all the same")
      }
      state = stable
    }
    let end = maxLag ?? state.autocovariance.lag(atShare: 1e-6)
    lags = (0..<points).map { end * Double($0) / Double(points - 1) }
    isEndGiven = maxLag != nil
    (self.network, self.output, seed) = (network, output, session.seed)
  }

  private var columns: [Column<Double>] {
    let covariance = state.autocovariance
    return [
      Column("τ", "tau", digits: 6) { $0 },
      Column("Δ(τ)", "autocovariance", digits: 12) { covariance($0) },
      Column("Δ(τ) − Δ_∞", "fluctuation", digits: 6) { covariance.fluctuation($0) },
    ]
  }

  package var document: JSONValue {
    network.document(seed: seed).merging(JSONValue(ChaoticState.columns, state))
      .merging(JSONValue(lists: columns, lags)).merging(["output": JSONValue(output)])
  }

  private var stride: Int { max(1, (lags.count - 1) / 20) }

  package var sections: [ReportSection] {
    let covariance = state.autocovariance
    let shown = Swift.stride(from: 0, to: lags.count, by: stride).map { lags[$0] }
    return [
      .text(network.title),
      .text(
        "m = \(text(covariance.mean, digits: 9)), Δ_0 = \(text(covariance.zero, digits: 12)), "
          + "Δ_∞ = \(text(covariance.infinity, digits: 12)), error "
          + "\(text(covariance.errorEstimate, digits: 2)); 1/κ = "
          + text(1 / covariance.decayRate, digits: 8)),
      .table(ReportTable(columns, shown)),
    ]
  }

  /// How many values there are, where not all of them are listed.
  package var unlistedCount: Int? { stride > 1 ? lags.count : nil }

  /// The values as a file.
  package var file: GridFile {
    GridFile(axes: [("tau", lags)], columns: Array(columns.dropFirst()), rows: lags)
  }

  package var figures: [any Figure] {
    [
      PanelGridFigure(
        title: "Autocovariance of a chaotic recurrent network", system: network.title,
        panels: RecurrentDecay.panels(state, lags: isEndGiven ? lags : nil).map { .curves($0) },
        columns: 3)
    ]
  }
}
