import LinearAlgebra
import Overlaps
import Randomness
import RealModule
import SpinModels
import Statistics
import Testing

/// Averages of products over sampled ladders against enumeration of all states of small SK instances.
@Suite struct EnumeratedRelationsTests {
  /// One instance: its Boltzmann weights by enumeration, and what they give exactly.
  private struct Exact {
    let probabilities: [Double]
    var (square, fourth, shared) = (0.0, 0.0, 0.0)

    init(_ model: SpinInstance, spins n: Int, temperature: Double) {
      // The energy from the couplings, pair by pair.
      let weights = (0..<1 << n).map { (state: Int) -> Double in
        var energy = 0.0
        for i in 0..<n {
          for j in 0..<i {
            let product: Double = (state >> i ^ state >> j) & 1 == 0 ? 1 : -1
            energy -= model.couplings[i, j] * product
          }
        }
        return Double.exp(-energy / temperature)
      }
      let total = weights.reduce(0, +)
      probabilities = weights.map { $0 / total }
      for a in probabilities.indices {
        var row = 0.0
        for b in probabilities.indices {
          let q = 1 - 2 * Double((a ^ b).nonzeroBitCount) / Double(n)
          row += probabilities[b] * q * q
          fourth += probabilities[a] * probabilities[b] * q * q * q * q
        }
        square += probabilities[a] * row
        shared += probabilities[a] * row * row
      }
    }

    /// Independent draws.
    func draws(_ count: Int, spins n: Int, _ stream: inout RandomStream) -> PackedConfigurations {
      var result = PackedConfigurations(spinCount: n)
      for _ in 0..<count {
        var u = stream.uniform()
        var state = 0
        while state < probabilities.count - 1, u >= probabilities[state] {
          u -= probabilities[state]
          state += 1
        }
        result.append((0..<n).map { Int8(state >> $0 & 1 == 1 ? 1 : -1) })
      }
      return result
    }
  }

  /// Sixteen comparisons within 4 standard errors: a false alarm in 1 000 over all of them.
  ///
  /// The errors of the relations include the disorder, which sampled and exact values share.
  ///
  /// Calibrated by multiplying overlaps of the same pair of ladders in `disjoint` and `shared`.
  @Test(arguments: [(8, 0.5), (7, 1.2)]) func smallInstances(spins n: Int, temperature: Double)
    throws
  {
    let ensemble = try SherringtonKirkpatrick(spinCount: n)
    var stream = RandomStream(StreamName(seed: 61, purpose: .planting, instance: n))
    var exact: [Exact] = []
    var sampled: [OverlapProducts] = []
    for index in 0..<1000 {
      let one = Exact(
        ensemble.instance(index, seed: 62), spins: n, temperature: temperature)
      exact.append(one)
      sampled.append(
        OverlapProducts(
          ladders: (0..<5).map { _ in one.draws(2, spins: n, &stream) }, window: 0.1))
    }
    func expectZero(_ differences: [Double], _ name: Comment) {
      let estimate = Estimate(meanOf: differences)
      #expect(abs(estimate.value) < 4 * (estimate.error ?? 0), name)
    }
    let pairs = zip(sampled, exact)
    expectZero(pairs.map { $0.meanSquare - $1.square }, "⟨q²⟩")
    expectZero(pairs.map { $0.meanFourth - $1.fourth }, "⟨q⁴⟩")
    expectZero(pairs.map { ($0.shared ?? .nan) - $1.shared }, "⟨q²_12 q²_13⟩")
    expectZero(pairs.map { ($0.disjoint ?? .nan) - $1.square * $1.square }, "⟨q²⟩²")

    let count = Double(exact.count)
    func mean(_ part: (Exact) -> Double) -> Double { exact.reduce(0) { $0 + part($1) } / count }
    let (square, fourth) = (mean(\.square), mean(\.fourth))
    let (shared, product) = (mean(\.shared), mean { $0.square * $0.square })
    let relations = EnsembleRelations(sampled, window: 0.1)
    for (estimate, value) in [
      (relations.ghirlandaGuerra, shared - fourth / 2 - square * square / 2),
      (relations.stochasticStability, product - fourth / 3 - 2 * square * square / 3),
      (relations.relativeVariance, product / (square * square) - 1),
      (relations.guerraRatio, (product - square * square) / (fourth - square * square)),
    ] {
      let estimate = try #require(estimate)
      #expect(abs(estimate.value - value) < 4 * (try #require(estimate.error)))
    }
  }
}
