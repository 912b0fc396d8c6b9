package import Documents
package import Figures
import NetworkTheory
package import RandomNetworks
import Statistics

/// Lyapunov exponents of finite recurrent networks.
package struct RecurrentLyapunov: Reportable {
  private let networks: RecurrentNetworks
  private let description: JSONValue
  private let output: String?
  private let spectrum: LyapunovSpectrum
  private let records: [LyapunovRecord]
  /// λ_1 for N → ∞; `nil` where no theory says.
  private let theory: Double?

  /// Averages over networks.
  ///
  /// - Parameters:
  ///   - records: One record per network.
  ///   - networks: The networks.
  ///   - description: All that results depend on, for documents.
  ///   - output: Where the run is kept, for documents.
  ///   - session: Is told where the measured time is short.
  /// - Throws: ``NetworkTheoryError``.
  package init(
    _ records: [LyapunovRecord], networks: RecurrentNetworks, description: JSONValue,
    output: String?, session: Session
  ) throws {
    (self.records, self.networks) = (records, networks)
    (self.description, self.output) = (description, output)
    spectrum = LyapunovSpectrum(records)
    theory = try Self.theory(networks)
    if spectrum.isShort {
      session.note(
        "replica: the measured time is short of 50 autocorrelation times; errors may be too small, take a "
          + "larger --time")
    }
  }

  /// λ_1 for N → ∞, of independent couplings without w_0.
  private static func theory(_ networks: RecurrentNetworks) throws -> Double? {
    guard networks.eta == 0, networks.parameters.weightMean == 0 else { return nil }
    let map = try networks.parameters.map()
    do {
      // Without w_0 the variance alone decides which fixed point the map reaches.
      let exponent =
        networks.isMap
        ? try map.recurrentFixedPoints().last { point in
          point.uniformEigenvalues.allSatisfy { $0.magnitude < 1 }
        }?.largestLyapunovExponentOfMap
        : try RecurrentNetworkTheory(map).largestLyapunovExponent
      return exponent.flatMap { $0.isFinite ? $0 : nil }
    } catch is NetworkTheoryError { return nil }
  }

  private static let quantities: [Column<RecurrentLyapunov>] = [
    Column(key: "exponents") { JSONValue($0.spectrum.exponents.map(\.value)) },
    Column(key: "errors") { JSONValue($0.spectrum.exponents.map(\.error)) },
    Column(nil, "largest_lyapunov_exponent") { $0.spectrum.exponents[0].value },
    Column(nil, "largest_lyapunov_exponent_error") { $0.spectrum.exponents[0].error },
    Column(nil, "largest_lyapunov_exponent_theory") { $0.theory },
    Column(key: "largest_by_network") { JSONValue($0.records.map { $0.exponents[0] }) },
    Column(key: "errors_by_network") { JSONValue($0.records.map { $0.errors[0] }) },
    Column(nil, "autocorrelation_time") { $0.records.compactMap(\.autocorrelationTime).max() },
    Column(nil, "kaplan_yorke_dimension") { $0.spectrum.kaplanYorkeDimension?.value },
    Column(nil, "kaplan_yorke_dimension_error") { $0.spectrum.kaplanYorkeDimension?.error },
    Column(nil, "entropy_rate") { $0.spectrum.entropyRate?.value },
    Column(nil, "entropy_rate_error") { $0.spectrum.entropyRate?.error },
    Column(key: "sum") { JSONValue(value: $0.spectrum.sum) },
    Column(key: "errors_over") { .string($0.spectrum.networkCount > 1 ? "networks" : "time") },
  ]

  package var document: JSONValue {
    description.merging(["output": JSONValue(output)])
      .merging(JSONValue(Self.quantities, self))
  }

  /// The exponents, thinned out where there are many.
  package var sections: [ReportSection] {
    let count = spectrum.exponents.count
    let shown = (0..<count).filter {
      $0 < 12 || ($0 + 1) % max(1, count / 12) == 0 || $0 == count - 1
    }
    let dimension =
      spectrum.kaplanYorkeDimension.map { text($0) }
      ?? "more exponents are needed, the sum of these is positive"
    let entropy =
      spectrum.entropyRate.map { text($0) }
      ?? "more exponents are needed, the last of these is positive"
    let expected =
      theory.map { [ReportSection.text("λ_1 for N → ∞: \(text($0, digits: 7))")] } ?? []
    return [
      .text(networks.heading),
      .table(
        ReportTable(
          header: ["j", "λ_j"],
          rows: shown.map { ["\($0 + 1)", text(spectrum.exponents[$0])] })),
    ] + expected + [
      .text("Kaplan–Yorke dimension: \(dimension)"), .text("entropy rate: \(entropy)"),
    ]
  }

  package var figures: [any Figure] {
    [
      CurvesFigure(
        title: "Lyapunov spectrum, mean over \(spectrum.networkCount)", system: networks.title,
        horizontal: .init("j"), vertical: .init("λ_j" + (networks.isMap ? " per step" : "")),
        curves: [
          .init(
            x: spectrum.exponents.indices.map { Double($0 + 1) },
            y: spectrum.exponents.map(\.value),
            deviations: spectrum.exponents.map { $0.error ?? 0 }, style: .points,
            colour: .series(0))
        ], guides: [.horizontal(at: 0)])
    ]
  }
}
