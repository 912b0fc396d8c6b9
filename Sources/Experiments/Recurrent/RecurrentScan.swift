package import Documents
package import Figures
import NetworkTheory

/// The stationary states of recurrent networks along a line of deviations of the weights.
package struct RecurrentScan: Reportable {
  private struct Row {
    let sigmaW: Double
    /// `nil` where there is no stationary state.
    let theory: RecurrentNetworkTheory?
  }

  private let network: RecurrentParameters
  private let rows: [Row]
  private let seed: UInt64

  /// Finds the states.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - sigmaW: The deviations, which replace that of the network.
  ///   - session: Threads, and the seed, for documents.
  /// - Throws: ``NetworkTheoryError``.
  package init(
    _ network: RecurrentParameters, sigmaW: [Double], session: Session
  ) async throws {
    self.network = network
    seed = session.seed
    rows = try await session.concurrently("solving", count: sigmaW.count) { index in
      do {
        return Row(
          sigmaW: sigmaW[index],
          theory: try RecurrentNetworkTheory(network.map(sigmaW: sigmaW[index])))
      } catch let error as NetworkTheoryError where error.isStationaryAbsence {
        return Row(sigmaW: sigmaW[index], theory: nil)
      }
    }
  }

  private static let columns: [Column<Row>] = [
    Column("σ_w", "sigma_w", digits: 6) { $0.sigmaW },
    Column(key: "phase") { JSONValue($0.theory?.phase.rawValue) },
    Column("m", "mean", digits: 8) { $0.theory?.mean },
    Column("Δ_0", "autocovariance_zero", digits: 10) { $0.theory?.autocovarianceZero },
    Column("Δ_∞", "autocovariance_infinity", digits: 10) { $0.theory?.autocovarianceInfinity },
    Column("λ₁", "largest_lyapunov_exponent", digits: 8) { $0.theory?.largestLyapunovExponent },
    Column(nil, "rate_variance") { $0.theory?.rateVariance },
    Column(nil, "error_estimate") { $0.theory?.errorEstimates.autocovariance },
    Column(nil, "exponent_error_estimate") { $0.theory?.errorEstimates.exponent },
    Column(text: "phase") { $0.theory?.phase.rawValue ?? "no stationary state" },
  ]

  package var document: JSONValue {
    network.document(seed: seed).merging(JSONValue(lists: Self.columns, rows))
  }

  package var sections: [ReportSection] { [.table(ReportTable(Self.columns, rows))] }

  /// Δ_0, Δ_∞ and λ_1 against σ_w.
  package var figures: [any Figure] {
    func curve(
      _ name: String, _ colour: CurvesFigure.Colour, _ value: (RecurrentNetworkTheory) -> Double
    ) -> CurvesFigure.Curve {
      let pairs = rows.compactMap { row in
        row.theory.map { (row.sigmaW, value($0)) }.flatMap { $0.1.isFinite ? $0 : nil }
      }
      return CurvesFigure.Curve(
        name: name, x: pairs.map(\.0), y: pairs.map(\.1), colour: colour)
    }
    return [
      CurvesFigure(
        title: "Stationary states of a recurrent random network",
        system: network.title(leavingOut: [.sigmaW]),
        panels: [
          CurvesFigure.Panel(
            horizontal: .init("σ_w"), vertical: .init("variance of h"),
            curves: [
              curve("Δ_0", .series(0), \.autocovarianceZero),
              curve("Δ_{∞}", .series(1), \.autocovarianceInfinity),
            ]),
          CurvesFigure.Panel(
            horizontal: .init("σ_w"), vertical: .init("λ_1 per unit time"),
            curves: [curve("λ_1", .series(3), \.largestLyapunovExponent)],
            guides: [.horizontal(at: 0)]),
        ])
    ]
  }
}

extension NetworkTheoryError {
  /// Whether a recurrent network is a proper one that has no stationary state.
  fileprivate var isStationaryAbsence: Bool {
    switch self {
    case .activityGrows, .noStationaryState, .everyVarianceFixed: true
    default: false
    }
  }
}
