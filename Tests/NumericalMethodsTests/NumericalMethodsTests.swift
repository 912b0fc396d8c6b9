import NumericalMethods
import RealModule
import Testing

@Suite struct GaussianAverageTests {
  @Test(arguments: [0.01, 1, 20, 400])
  func closedForms(variance: Double) {
    let average = GaussianAverage(mean: 0.3, variance: variance)
    #expect(abs(average { _ in 1 } - 1) < 1e-14)
    #expect(abs(average { $0 } - 0.3) < 1e-13 * (1 + variance))
    #expect(abs(average { ($0 - 0.3) * ($0 - 0.3) } - variance) < 1e-13 * variance)
    let cosine = average { Double.cos($0) }
    #expect(abs(cosine - Double.exp(-variance / 2) * Double.cos(0.3)) < 1e-14)
  }

  /// E tanh² at variance 4.0791238753 follows from the fixed point of the tanh length map there.
  @Test func tanhAtKnownFixedPoint() {
    let average = GaussianAverage(variance: 4.0791238753)
    let square = average { Double.tanh($0) * Double.tanh($0) }
    #expect(abs(6.25 * square + 0.09 - 4.0791238753) < 1e-10)
  }

  @Test(arguments: [0.5, 5, 50, 5000])
  func refinementChangesNothing(variance: Double) {
    let coarse = GaussianAverage(mean: 0.2, variance: variance)
    let fine = GaussianAverage(mean: 0.2, variance: variance, refinement: 2)
    let sech4 = { (x: Double) in Double.pow(1 - Double.pow(Double.tanh(x), 2), 2) }
    #expect(
      abs(coarse { Double.log(Double.cosh($0)) } - fine { Double.log(Double.cosh($0)) })
        < 1e-13 * (1 + variance.squareRoot()))
    #expect(abs(coarse(sech4) - fine(sech4)) < 1e-14)
  }

  @Test func noVariance() {
    #expect(GaussianAverage(mean: 2, variance: 0) { $0 * $0 } == 4)
  }
}

@Suite struct RootFindingTests {
  @Test func knownRoots() throws {
    #expect(abs(try findRoot(in: 0...2) { $0 * $0 - 2 } - 2.0.squareRoot()) < 1e-15)
    #expect(abs(try findRoot(in: 0...1) { Double.cos($0) - $0 } - 0.7390851332151607) < 1e-15)
    // A flat root, and one found to relative accuracy.
    #expect(abs(try findRoot(in: -1...4) { Double.pow($0 - 1, 3) } - 1) < 1e-5)
    let tiny = try findRoot(in: 0...1) { $0 - 1e-40 }
    #expect(abs(tiny / 1e-40 - 1) < 1e-14)
    #expect(try findRoot(in: 3...5) { $0 - 3 } == 3)
  }

  @Test func callsAreFew() throws {
    var calls = 0
    _ = try findRoot(in: 0...3) { x in
      calls += 1
      return Double.exp(x) - 5
    }
    #expect(calls < 15)
  }

  @Test func refusals() {
    #expect(
      throws: NumericalMethodsError.notBracketed(
        lower: 1, upper: 2, valueAtLower: 1, valueAtUpper: 4)
    ) {
      try findRoot(in: 1...2) { $0 * $0 }
    }
    #expect(throws: NumericalMethodsError.notFinite(argument: 2)) {
      try findRoot(in: 1...2) { $0 < 2 ? -1 : .nan }
    }
  }
}
