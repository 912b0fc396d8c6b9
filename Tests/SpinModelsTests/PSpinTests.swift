import SpinModels
import Statistics
import Testing

/// The p-spin model against sums over products that are written out.
@Suite struct PSpinTests {
  /// Enumeration is one Walsh–Hadamard transform; here every energy is the sum over i < j < k.
  @Test func energiesOfThreeSpinProducts() throws {
    let model = try PSpin(spinCount: 7, field: 0.3)
    let instance = model.instance(2, seed: 9)
    guard case .products(let products) = instance.interactions else {
      Issue.record("a p-spin model without products")
      return
    }
    let enumeration = try ExactEnumeration(instance)
    for (state, energy) in enumeration.energies.enumerated() {
      let s = (0..<7).map { state >> $0 & 1 == 1 ? -1.0 : 1.0 }
      var expected = -0.3 * s.reduce(0, +)
      for k in 0..<7 {
        for j in 0..<k {
          for i in 0..<j {
            let index = k * (k - 1) * (k - 2) / 6 + j * (j - 1) / 2 + i
            expected -= products.values[index] * s[i] * s[j] * s[k]
          }
        }
      }
      #expect(abs(energy - expected) < 1e-12)
      #expect(abs(instance.energy(of: s.map { Int8($0) }) - expected) < 1e-12)
    }
  }

  @Test func meanProductsOfAllSets() {
    for minus in 0...9 {
      let x = (0..<9).map { $0 < minus ? -1.0 : 1.0 }
      var sums = [1.0, 0, 0, 0, 0, 0]
      for value in x {
        for k in stride(from: 5, through: 1, by: -1) { sums[k] += value * sums[k - 1] }
      }
      for p in 2...5 {
        let mean = ProductCouplings.meanProduct(order: p, sum: x.reduce(0, +), count: 9)
        #expect(abs(mean - sums[p] / ProductCouplings.count(9, p)) < 1e-14)
      }
    }
  }

  /// Variance p!/(2 N^{p−1}) of both distributions: within 5 standard errors of the variance of 19,600 numbers.
  @Test func variance() throws {
    for (order, count) in [(3, 50), (4, 28)] {
      let expected = (1...order).reduce(0.5) { $0 * Double($1) / ($1 < order ? Double(count) : 1) }
      let model = try PSpin(spinCount: count, order: order)
      let values = model.couplingValues(ofInstance: 0, seed: 3)[0]
      let variance = values.reduce(0) { $0 + $1 * $1 } / Double(values.count)
      #expect(abs(variance / expected - 1) < 5 * (2 / Double(values.count)).squareRoot())
      let signs = try PSpin(spinCount: count, order: order, distribution: .plusMinusOne)
        .couplingValues(ofInstance: 0, seed: 3)[0]
      #expect(signs.allSatisfy { abs($0 * $0 / expected - 1) < 1e-12 })
    }
  }

  /// The identity on the average over 400 exactly enumerated instances: within 4.9 standard errors, a false alarm in 10⁶.
  ///
  /// With β/2 instead of β c the three cases are off by 35, 24 and 74.
  @Test(arguments: [(3, 0.0), (3, 0.4), (4, 0.2)])
  func identityOfEnumeratedInstances(order: Int, field: Double) throws {
    let model = try PSpin(spinCount: 7, order: order, field: field)
    let identity = try #require(model.identity)
    let discrepancies = try (0..<400).map { index in
      let exact = try ExactEnumeration(model.instance(index, seed: 1)).equilibrium(at: 0.8)
      let mean = exact.overlapDistribution.reduce(0) {
        $0 + identity.overlapFunction($1.overlap) * $1.probability
      }
      return identity.discrepancy(
        energies: [[exact.energyPerSpin]],
        magnetizations: [[exact.magnetizations.reduce(0, +) / 7]], meanOverlapFunction: mean,
        temperature: 0.8)
    }
    let test = StudentTest(discrepancies)
    #expect(abs(test.mean / test.error) < 4.9, "\(test.mean / test.error)")
  }
}
