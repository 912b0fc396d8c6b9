import NumericalMethods
import RealModule
import Testing

@Suite struct GaussLegendreTests {
  @Test(arguments: [1, 2, 5, 16, 40])
  func exactForPolynomials(count: Int) {
    let rule = GaussLegendre(on: -1...2, count: count)
    for degree in 0..<(2 * count) {
      let n = Double(degree + 1)
      let exact = (Double.pow(2, n) - Double.pow(-1, degree + 1)) / n
      let sum = zip(rule.nodes, rule.weights).reduce(0) { $0 + $1.1 * Double.pow($1.0, degree) }
      #expect(abs(sum - exact) < 1e-12 * (1 + abs(exact)))
    }
    #expect(zip(rule.nodes, rule.nodes.dropFirst()).allSatisfy { $0 < $1 })
  }
}
