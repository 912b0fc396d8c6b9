import Foundation
import NetworkTheory
import NumericalMethods
import Testing

/// Maps and fixed points of all named functions against 30-digit quadrature.
///
/// `Tests/ReferenceData/DeepNetworks/maps.py` averages with mpmath and integers of 40 digits; `maps.json` is
/// what it printed.
///
/// Calibrated by leaving a_0² out of the equation for c*.
@Suite struct ReferenceMapsTests {
  struct Row: Decodable, Sendable {
    let activation: String
    let sigmaW: Double
    let sigmaB: Double
    let q: String
    let image: String
    let chi: String?
    let slope: String
    let correlations: [[Entry]]
    let qStar: String?
    let cStar: String?

    enum CodingKeys: String, CodingKey {
      case activation, q, chi, slope
      case sigmaW = "sigma_w"
      case sigmaB = "sigma_b"
      case image = "V"
      case correlations = "C"
      case qStar = "q_star"
      case cStar = "c_star"
    }
  }

  /// A number, as such or in a text of 20 digits.
  enum Entry: Decodable, Sendable {
    case number(Double)
    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let value = try? container.decode(Double.self) {
        self = .number(value)
      } else {
        self = .number(Double(try container.decode(String.self)) ?? .nan)
      }
    }
    var value: Double { if case .number(let value) = self { value } else { .nan } }
  }

  static func rows() throws -> [Row] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("ReferenceData/DeepNetworks/maps.json")
    return try JSONDecoder().decode([Row].self, from: Data(contentsOf: file))
  }

  @Test func everyFunctionAtFivePoints() throws {
    let rows = try Self.rows()
    #expect(rows.count == 5 * Activation.allCases.count)
    for row in rows {
      let phi = try #require(Activation(rawValue: row.activation)).function()
      let name = "\(row.activation) (\(row.sigmaW), \(row.sigmaB))"
      let map = try LengthMap(sigmaW: row.sigmaW, sigmaB: row.sigmaB, nonlinearity: phi)
      let q = try #require(Double(row.q))
      func close(_ value: Double, _ text: String?, _ what: String) throws {
        let expected = try #require(text.flatMap(Double.init))
        #expect(
          abs(value - expected) <= 1e-10 * max(1, abs(expected)), "\(name): \(what) = \(value)")
      }
      try close(map(q), row.image, "V")
      // The quadrature there has no delta functions; for the sign both are zero.
      try close(map.slope(at: q), row.slope, "V'")
      if row.chi != nil {
        try close(map.meanSquareSlope(at: q), row.chi, "chi")
      } else {
        #expect(map.meanSquareSlope(at: q) == .infinity)
      }
      for pair in row.correlations {
        let c = CorrelationMap(map).correlation(after: pair[0].value, q: q)
        #expect(abs(c - pair[1].value) <= 1e-10, "\(name): C(\(pair[0].value)) = \(c)")
      }
      guard row.qStar != nil else {
        #expect(throws: NetworkTheoryError.self) {
          try DeepNetworkTheory(
            sigmaW: row.sigmaW, sigmaB: row.sigmaB, nonlinearity: phi)
        }
        continue
      }
      let theory = try DeepNetworkTheory(
        sigmaW: row.sigmaW, sigmaB: row.sigmaB, nonlinearity: phi)
      try close(theory.qStar, row.qStar, "q*")
      try close(theory.cStar, row.cStar, "c*")
    }
  }
}
