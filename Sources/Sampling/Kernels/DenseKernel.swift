import CKernels
import LinearAlgebra
public import SpinModels

/// The kernel for couplings between all pairs of spins.
///
/// A flip updates all N local fields from one row of the matrix; nothing else costs O(N). Several walkers of an instance
/// too large for the processor's cache are updated together, a panel of ``panelSize`` sites at a time: their flips are
/// decided first, and then the fields follow, so that each row is read from memory once for all of them.
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

  /// The number of sites that are decided before the fields of the others follow.
  public static let panelSize = Int(RK_PANEL)
  /// Couplings of fewer bytes stay in the cache of a core, where walkers are updated one after the other.
  private static let cachedBytes = 1 << 20

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

  /// Whether walkers are updated together: two or more, where the couplings do not stay in the cache.
  public func updatesTogether(_ count: Int) -> Bool {
    count > 1 && 4 * doubledRows.count > Self.cachedBytes
  }

  /// One heat-bath sweep of the walkers of all slots, a panel of sites at a time.
  public func heatBath(
    together walkers: inout ByteWalkers<Int32>, deviates: [[Float]], scales: [Float]
  ) {
    let size = Self.panelSize
    let panelGroups = size / Int(RK_GROUP)
    let groups = walkers.order.count
    let slots = scales.indices
    let own = slots.map { walkers.walkerAt[$0] }
    // One block for the fields of all walkers, as long as the sweep lasts.
    var fields = [Int32](repeating: 0, count: slots.count * stride)
    for slot in slots {
      fields.replaceSubrange(
        slot * stride..<slot * stride + spinCount, with: walkers.fields[own[slot]])
    }
    var flipped = [UInt32](repeating: 0, count: slots.count * size)
    var counts = [UInt32](repeating: 0, count: slots.count * 2)
    let order = walkers.order
    order.withUnsafeBufferPointer { order in
      fields.withUnsafeMutableBufferPointer { fields in
        flipped.withUnsafeMutableBufferPointer { flipped in
          counts.withUnsafeMutableBufferPointer { counts in
            guard let order = order.baseAddress, let fields = fields.baseAddress,
              let flipped = flipped.baseAddress, let counts = counts.baseAddress
            else { return }
            for first in Swift.stride(from: 0, to: groups, by: panelGroups) {
              let panel = order + first
              let count = min(panelGroups, groups - first)
              rk_panel_prefetch(spinCount, stride, doubledRows, panel, count)
              for slot in slots {
                rk_panel_flips(
                  level, spinCount, stride, doubledRows, panel, count, deviates[slot],
                  scales[slot], &walkers.spins[own[slot]], fields + slot * stride,
                  &walkers.energies[own[slot]], flipped + slot * size, counts + 2 * slot)
              }
              rk_panel_fields(
                level, spinCount, stride, doubledRows, slots.count, flipped, counts, fields)
            }
          }
        }
      }
    }
    for slot in slots {
      walkers.fields[own[slot]].replaceSubrange(
        0..<spinCount, with: fields[slot * stride..<slot * stride + spinCount])
    }
  }
}
