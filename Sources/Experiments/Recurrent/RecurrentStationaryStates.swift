package import Documents
package import Figures
import NetworkTheory

/// The fixed points, the chaotic states and the phase of a recurrent network.
package struct RecurrentStationaryStates: Reportable {
  private let network: RecurrentParameters
  private let theory: RecurrentNetworkTheory
  private let seed: UInt64

  /// Finds the states.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - session: The seed, for documents.
  /// - Throws: ``NetworkTheoryError``.
  package init(_ network: RecurrentParameters, session: Session) throws {
    self.network = network
    theory = try RecurrentNetworkTheory(network.map())
    seed = session.seed
  }

  /// The state that stands at top level.
  static let quantities: [Column<RecurrentNetworkTheory>] = [
    Column(key: "phase") { .string($0.phase.rawValue) },
    Column(key: "stable_states") { .integer($0.stableStateCount) },
    Column("m", "mean", digits: 11, "mean of the fields h") { $0.mean },
    Column("Δ_0", "autocovariance_zero", digits: 12, "their variance") { $0.autocovarianceZero },
    Column("Δ_∞", "autocovariance_infinity", digits: 12, "the part that is frozen") {
      $0.autocovarianceInfinity
    },
    Column("λ₁", "largest_lyapunov_exponent", "largest Lyapunov exponent, per unit time") {
      let exponent = $0.largestLyapunovExponent
      return exponent.isFinite ? text(exponent, digits: 10) : "infinite"
    } value: {
      JSONValue($0.largestLyapunovExponent)
    },
    Column("E φ", "rate_mean", digits: 11, "mean of the rates") { $0.rateMean },
    Column("Var φ", "rate_variance", digits: 11, "variance of the rates") { $0.rateVariance },
    Column(nil, "error_estimate") { $0.errorEstimates.autocovariance },
    Column(nil, "exponent_error_estimate") { $0.errorEstimates.exponent },
  ]

  private static let pointColumns: [Column<RecurrentFixedPoint>] = [
    Column("fixed points: m", "m", digits: 9) { $0.moments.mean },
    Column("q", "q", digits: 9) { $0.moments.variance },
    Column(key: "stable") { .bool($0.isStable) },
    Column(key: "stable_to_uniform_modes") { .bool($0.isStableToUniformModes) },
    Column(key: "stable_to_random_modes") { .bool($0.isStableToRandomModes) },
    Column(key: "map_stable") { .bool($0.isStableInDiscreteTime) },
    Column("χ₁", "chi_1") {
      $0.chi1.isFinite ? text($0.chi1, digits: 8) : "infinite"
    } value: {
      JSONValue($0.chi1)
    },
    Column(key: "uniform_eigenvalues") {
      .array($0.uniformEigenvalues.map { .array([.number($0.real), .number($0.imaginary)]) })
    },
    Column(text: "uniform λ") { $0.uniformEigenvalues[0].inWords },
    Column(text: "uniform λ") { $0.uniformEigenvalues[1].inWords },
    Column(text: "flow") {
      $0.isStable
        ? "stable" : $0.isStableToUniformModes ? "unstable: random" : "unstable: uniform"
    },
    Column(text: "map") { $0.isStableInDiscreteTime ? "stable" : "unstable" },
    Column(nil, "largest_lyapunov_exponent") { $0.largestLyapunovExponent },
  ]

  package var document: JSONValue {
    network.document(seed: seed).merging(JSONValue(Self.quantities, theory)).merging([
      "fixed_points": JSONValue(Self.pointColumns, rows: theory.fixedPoints),
      "chaotic_states": JSONValue(ChaoticState.columns, rows: theory.chaoticStates),
      "cycle_of_two": cycle.map { cycle in
        .array(
          [cycle.low, cycle.high].map { ["m": .number($0.mean), "q": .number($0.variance)] })
      } ?? .null,
    ])
  }

  /// The two signals between which the map in discrete time jumps, if none of its fixed points is stable.
  private var cycle: (low: MomentMap.Moments, high: MomentMap.Moments)? {
    theory.fixedPoints.contains { $0.uniformEigenvalues.contains { $0.real < -1 } }
      ? theory.map.cycleOfTwo() : nil
  }

  package var sections: [ReportSection] {
    let error = text(theory.errorEstimates.autocovariance, digits: 2)
    let exponent =
      theory.largestLyapunovExponent.isFinite
      ? text(theory.errorEstimates.exponent, digits: 2) : "–"
    let errors = ["m": error, "Δ_0": error, "Δ_∞": error, "λ₁": exponent]
    let rows = ReportTable(quantities: Self.quantities, of: theory).rows
    var sections: [ReportSection] = [
      .text("\(network.title): \(theory.phase.rawValue)"),
      .table(
        ReportTable(
          header: ["quantity", "value", "error", "meaning"],
          rows: rows.map { [$0[0], $0[1], errors[$0[0]] ?? "", $0[2]] })),
    ]
    if !theory.fixedPoints.isEmpty {
      sections += [.text(""), .table(ReportTable(Self.pointColumns, theory.fixedPoints))]
    }
    if !theory.chaoticStates.isEmpty {
      sections += [.text(""), .table(ReportTable(ChaoticState.columns, theory.chaoticStates))]
    }
    if theory.stableStateCount > 1 {
      sections.append(
        .text(
          "\n\(theory.stableStateCount) stable states; which one is reached depends on the start"))
    }
    if let cycle {
      sections.append(
        .text(
          "\nin discrete time the mean jumps between \(text(cycle.low.mean, digits: 8)) and "
            + text(cycle.high.mean, digits: 8)))
    }
    return sections
  }

  package var figures: [any Figure] {
    [RecurrentFlow(theory: theory, title: network.title).figure]
  }
}

extension ChaoticState {
  /// The quantities of a chaotic state.
  static let columns: [Column<ChaoticState>] = [
    Column("chaotic states: m", "m", digits: 9) { $0.autocovariance.mean },
    Column("Δ_0", "autocovariance_zero", digits: 9) { $0.autocovariance.zero },
    Column("Δ_∞", "autocovariance_infinity", digits: 9) { $0.autocovariance.infinity },
    Column("1/κ", "decay_rate") {
      text(1 / $0.autocovariance.decayRate, digits: 6)
    } value: {
      .number($0.autocovariance.decayRate)
    },
    Column("λ₁", "largest_lyapunov_exponent") {
      let exponent = $0.largestLyapunovExponent
      return exponent.isFinite ? text(exponent, digits: 8) : "infinite"
    } value: {
      JSONValue($0.largestLyapunovExponent)
    },
    Column(nil, "zero_mode") { $0.zeroMode }, Column(nil, "rate_mean") { $0.rateMean },
    Column(nil, "rate_variance") { $0.rateVariance },
    Column("uniform modes", "stable_to_uniform_modes") {
      $0.isStableToUniformModes ? "stable" : "unstable"
    } value: {
      .bool($0.isStableToUniformModes)
    },
    Column(nil, "error_estimate") { $0.autocovariance.errorEstimate },
    Column(nil, "exponent_error_estimate") { $0.zeroMode == nil ? nil : $0.exponentError },
  ]
}

extension RecurrentFixedPoint.Eigenvalue {
  /// The eigenvalue for tables.
  fileprivate var inWords: String {
    let real = text(self.real, digits: 6)
    guard imaginary != 0 else { return real }
    return real + (imaginary > 0 ? "+" : "−") + text(abs(imaginary)) + "i"
  }
}
