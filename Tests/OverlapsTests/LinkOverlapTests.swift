import LinearAlgebra
import Overlaps
import SpinModels
import Testing

@Suite struct LinkOverlapTests {
  /// The definition, summed over the bonds of a lattice; the same from bonds and from a matrix.
  ///
  /// Calibrated by breaking the code: products of a spin with itself make this fail.
  @Test func bondsOfALattice() throws {
    let lattice = try EdwardsAnderson(dimension: 2, length: 4).instance(0, seed: 3)
    let matrix = try SpinInstance(couplings: lattice.couplings)
    let n = lattice.spinCount
    let configurations = (0..<6).map { k in
      (0..<n).map { Int8(($0 * $0 + k * $0) % 5 < 2 ? 1 : -1) }
    }
    let ladders = (0..<2).map { ladder in
      var draws = PackedConfigurations(spinCount: n)
      for k in 0..<3 { draws.append(configurations[3 * ladder + k]) }
      return draws
    }
    var expected = 0.0
    for k in 0..<3 {
      let product = zip(configurations[k], configurations[3 + k]).map { Double($0 * $1) }
      for i in 0..<n {
        for j in 0..<i where lattice.couplings[i, j] != 0 {
          expected += product[i] * product[j] / 32 / 3
        }
      }
    }
    #expect(abs(expected) < 0.9)
    for instance in [lattice, matrix] {
      let found = LinkOverlap(instance).mean(ladders: ladders, overlaps: [])
      #expect(abs(found - expected) < 1e-12)
    }
  }
}
