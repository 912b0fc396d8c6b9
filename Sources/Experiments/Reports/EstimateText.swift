package import Documents
package import LinearAlgebra
import RealModule
package import Statistics

/// An estimate with its error in brackets, as 0.1234(12).
///
/// - Parameter estimate: The estimate; `–` stands for none.
/// - Returns: The value with as many decimals as the error has two digits.
package func text(_ estimate: Estimate?) -> String {
  guard let estimate, estimate.value.isFinite else { return "–" }
  guard let error = estimate.error, error > 0, error.isFinite else { return text(estimate.value) }
  let decimals = decimals(ofError: error)
  guard decimals < 12 else { return text(estimate.value, digits: 12) }
  guard decimals > 0 else {
    return "\(text(estimate.value, decimals: 0))(\(text(error, decimals: 0)))"
  }
  let unit = Double.pow(10, Double(-decimals))
  let scaled = Int((error / unit).rounded())
  // What rounds to 0 has no sign.
  let value = abs(estimate.value) < 0.5 * unit ? 0 : estimate.value
  return "\(text(value, decimals: decimals))(\(scaled))"
}

extension JSONValue {
  /// An estimate as {"mean", "error"}.
  package init(mean estimate: Estimate) {
    self = ["mean": JSONValue(estimate.value), "error": JSONValue(estimate.error)]
  }

  /// An estimate as {"value", "error"}, or null where there is none.
  package init(value estimate: Estimate?) {
    self =
      estimate.map { ["value": JSONValue($0.value), "error": JSONValue($0.error)] } ?? .null
  }

  /// A matrix as a list of rows; null for elements that are not finite.
  package init(_ matrix: Matrix) {
    self = .array((0..<matrix.rows).map { JSONValue(matrix.row($0).map { Optional($0) }) })
  }
}
