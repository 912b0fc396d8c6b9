import NetworkTheory
import NumericalMethods
import Testing

/// How squared lengths fluctuate to first order in 1/n.
@Suite struct LengthFluctuationTests {
  /// Without nonlinearity squared lengths are products of independent χ² of n degrees of freedom, each divided by n:
  /// Var q_l/q² = (1 + 2/n)^l − 1, in which n times the first order is 2 l q².
  @Test func linearNetworks() throws {
    let map = try LengthMap(sigmaW: 1, sigmaB: 0, nonlinearity: Linear())
    for (layer, found) in map.fluctuations(from: 1.5, layers: 6).enumerated() {
      #expect(abs(found - 2 * Double(layer + 1) * 1.5 * 1.5) < 1e-9, "layer \(layer + 1)")
    }
  }

  /// A function that jumps has rates of one size: nothing but the scatter of the fields, 2q², is left.
  @Test func signs() throws {
    let map = try LengthMap(
      sigmaW: 1.4, sigmaB: 0.3, nonlinearity: Activation.sign.function())
    let q = 1.4 * 1.4 + 0.09
    for found in map.fluctuations(from: 0.7, layers: 4).dropFirst() {
      #expect(abs(found - 2 * q * q) < 1e-9)
    }
  }
}
