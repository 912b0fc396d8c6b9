import Overlaps
import RealModule
import SpinModels
import Statistics
import Testing

/// Overlaps at small wave vectors.
///
/// Calibrated by breaking the code: `length` fails with 1 in the place of the 2 before the sine.
@Suite struct CorrelationLengthTests {
  private func packed(_ configurations: [[Int8]]) -> PackedConfigurations {
    var result = PackedConfigurations(spinCount: configurations[0].count)
    for spins in configurations { result.append(spins) }
    return result
  }

  /// Against the definition, with complex numbers site by site.
  @Test func definition() {
    let (d, l) = (3, 4)
    let n = 64
    func spins(_ seed: Int) -> [Int8] {
      (0..<n).map { ($0 * $0 * 7 + seed * $0 + 3) % 11 < 5 ? 1 : -1 }
    }
    let ladders = [[spins(1), spins(2)], [spins(4), spins(9)], [spins(5), spins(6)]]
    var sum = 0.0
    for (a, b) in [(0, 1), (0, 2), (1, 2)] {
      for draw in 0..<2 {
        for axis in 0..<d {
          var (re, im) = (0.0, 0.0)
          for i in 0..<n {
            let coordinates = [i % 4, i / 4 % 4, i / 16]
            let angle = 2 * Double.pi / Double(l) * Double(coordinates[axis])
            let q = Double(ladders[a][draw][i] * ladders[b][draw][i])
            re += q * .cos(angle) / Double(n)
            im += q * .sin(angle) / Double(n)
          }
          sum += Double(n) * (re * re + im * im)
        }
      }
    }
    let found = CorrelationLength(dimension: d, length: l)
      .susceptibility(ladders: ladders.map { packed($0) })
    #expect(abs(found - sum / 18) < 1e-10)
  }

  /// Two half planes, wherever they begin: |Σ_x ±exp(2πi x/L)| = 2/sin(π/L) for every shift.
  @Test(arguments: 0..<6)
  func halfPlanes(shift: Int) {
    let l = 6
    let up = [Int8](repeating: 1, count: l * l)
    let half = (0..<l * l).map { Int8(($0 % l + shift) % l < l / 2 ? 1 : -1) }
    let found = CorrelationLength(dimension: 2, length: l)
      .susceptibility(ladders: [packed([up]), packed([half])])
    // Along the other axis all planes are alike and nothing is left.
    let wave = 2 / Double.sin(.pi / Double(l)) / Double(l)
    #expect(abs(found - 36 * wave * wave / 2) < 1e-10)
  }

  /// ξ_L = 1/(2 sin(π/L)) where χ(0) = 2χ(k); none where noise hides it.
  @Test func length() throws {
    let lattice = CorrelationLength(dimension: 2, length: 8)
    let found = try #require(lattice.estimate(uniform: [4, 6], waves: [2, 3]))
    #expect(abs(found.value - 1 / (2 * Double.sin(.pi / 8))) < 1e-12)
    #expect(abs(found.error ?? .nan) < 1e-12)
    #expect(lattice.estimate(uniform: [1], waves: [2]) == nil)
    let field = try EdwardsAnderson(length: 4, field: 0.1)
    let open = try EdwardsAnderson(length: 4, boundary: .open)
    #expect(CorrelationLength(field) == nil && CorrelationLength(open) == nil)
  }
}
