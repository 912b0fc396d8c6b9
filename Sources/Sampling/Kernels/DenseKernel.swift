import CKernels
import LinearAlgebra
public import SpinModels

/// The kernel for couplings between all pairs of spins.
///
/// A flip updates all N local fields from one row of the matrix; nothing else costs O(N).
public struct DenseKernel: WholeNumberKernel {
  /// The number N of spins.
  public let spinCount: Int
  /// The energy of one unit.
  public let unit: Double
  /// Twice the couplings in units, row by row, `stride` elements a row, zero diagonal.
  let doubledRows: [Int32]
  /// The distance of two rows; not a power of two, which would make cache sets collide.
  let stride: Int
  /// The external fields in units.
  public let fields: [Int32]

  private let level = rk_cpu_level()

  /// Rounds couplings to whole numbers.
  ///
  /// - Parameter model: An instance with couplings of pairs.
  /// - Complexity: O(N²) in time and memory.
  public init(_ model: SpinInstance) {
    let n = model.spinCount
    let unit = WholeNumbers.unit(of: model)
    let couplings = model.couplings
    spinCount = n
    self.unit = unit
    stride = (n + 15) / 16 * 16 + 16
    var rows = [Int32](repeating: 0, count: n * stride)
    for i in 0..<n {
      for j in 0..<n {
        rows[i * stride + j] =
          2 * WholeNumbers.rounded(couplings.elements[i * n + j], unit: unit)
      }
    }
    doubledRows = rows
    fields = model.fields.map { WholeNumbers.rounded($0, unit: unit) }
  }

  /// The local fields of a configuration, in units.
  public func localFields(of spins: [Int8]) -> [Int32] {
    (0..<spinCount).map { i in
      var sum = 2 * Int64(fields[i])
      for j in 0..<spinCount { sum += Int64(doubledRows[i * stride + j]) * Int64(spins[j]) }
      return Int32(sum / 2)
    }
  }

  /// One heat-bath sweep of one walker.
  public func heatBath(
    _ spins: inout [Int8], _ localFields: inout [Int32], _ energy: inout Int64, order: [UInt32],
    deviates: [Float], scale: Float
  ) {
    _ = rk_heat_bath_sweep(
      level, spinCount, stride, doubledRows, order, deviates, scale, &spins, &localFields, &energy)
  }
}
