import LinearAlgebra
import RealModule
public import SpinModels

/// A pairwise model in whole numbers, so that fields and energies are exact sums.
///
/// ```
/// J_ij ≈ unit · n_ij,   unit = 2^−k, the finest with Σ_j |n_ij| + |n_i| ≤ 2²⁹ at every site
/// ```
///
/// A coupling is off by at most unit/2, about 10⁻⁸ of the largest local field: no more than in single
/// precision. After that rounding nothing is rounded again: local fields kept up to date for any number
/// of flips equal recomputed ones, and the same bits come out on every processor.
public struct FixedPointModel: Sendable {
  /// The number N of spins.
  public let spinCount: Int
  /// The energy of one unit.
  public let unit: Double
  /// Twice the couplings in units, row by row, `stride` elements a row, zero diagonal.
  let doubledRows: [Int32]
  /// The distance of two rows; not a power of two, which would make cache sets collide.
  let stride: Int
  /// The external fields in units.
  let fields: [Int32]

  /// Rounds a model to whole numbers.
  ///
  /// - Parameter model: The model.
  public init(_ model: PairwiseModel) {
    let n = model.spinCount
    var largest = 0.0
    for i in 0..<n {
      let row = model.couplings.row(i).reduce(abs(model.fields[i])) { $0 + abs($1) }
      largest = max(largest, row)
    }
    // Rounding adds at most n/2 units to a row's sum, hence the room up to 2³⁰.
    let unit = largest > 0 ? largest.binade * 0x1p-28 : 1
    spinCount = n
    self.unit = unit
    stride = (n + 15) / 16 * 16 + 16
    var rows = [Int32](repeating: 0, count: n * stride)
    for i in 0..<n {
      for j in 0..<n {
        rows[i * stride + j] = 2 * Int32((model.couplings.elements[i * n + j] / unit).rounded())
      }
    }
    doubledRows = rows
    fields = model.fields.map { Int32(($0 / unit).rounded()) }
  }

  /// The local fields of a configuration, in units.
  package func localFields(of spins: [Int8]) -> [Int32] {
    (0..<spinCount).map { i in
      var sum = 2 * Int64(fields[i])
      for j in 0..<spinCount { sum += Int64(doubledRows[i * stride + j]) * Int64(spins[j]) }
      return Int32(sum / 2)
    }
  }

  /// The total energy of a configuration, in units.
  package func energy(of spins: [Int8], localFields: [Int32]) -> Int64 {
    var doubled: Int64 = 0
    for i in 0..<spinCount {
      doubled -= Int64(spins[i]) * (Int64(localFields[i]) + Int64(fields[i]))
    }
    return doubled / 2
  }
}
