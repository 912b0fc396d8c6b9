import CKernels
import LinearAlgebra
public import SpinModels

/// The kernel for couplings between all pairs of spins.
///
/// A flip updates all N local fields from one row of the matrix; nothing else costs O(N). Several walkers of an instance
/// too large for the processor's cache, with AVX-512 of nearly any, are updated together, a panel of ``panelSize`` sites at a
/// time: their flips are decided first, and then the fields follow, so that each row is read from memory once for all of them.
public struct DenseKernel: WholeNumberKernel {
  /// The number N of spins.
  public let spinCount: Int
  /// The energy of one unit.
  public let unit: Double
  /// Twice the couplings in units, row by row, `stride` elements a row, zero diagonal.
  private let doubledRows: AlignedMemory<Int32>
  /// The distance of two rows; not a power of two, which would make cache sets collide.
  private let stride: Int
  /// The external fields in units.
  public let fields: [Int32]

  /// The number of sites that are decided before the fields of the others follow.
  public static let panelSize = Int(RK_PANEL)
  /// Couplings of no more bytes stay in the cache of a core, where walkers are updated one after the other.
  private let cachedBytes: Int

  private let level = rk_cpu_level()

  /// Rounds couplings to whole numbers.
  ///
  /// - Parameter model: An instance with couplings of pairs.
  /// - Complexity: O(N²) in time and memory.
  public init(_ model: SpinInstance) {
    // The decisions of panels are the faster ones with AVX-512.
    self.init(model, cachedBytes: rk_cpu_level() >= Int32(RK_X86_64_V4) ? 1 << 14 : 1 << 20)
  }

  package init(_ model: SpinInstance, cachedBytes: Int) {
    self.cachedBytes = cachedBytes
    let n = model.spinCount
    let unit = WholeNumbers.unit(of: model)
    let couplings = model.couplings
    spinCount = n
    self.unit = unit
    let stride = (n + 15) / 16 * 16 + 16
    self.stride = stride
    doubledRows = AlignedMemory(count: n * stride) { rows in
      for i in 0..<n {
        for j in 0..<n {
          rows[i * stride + j] =
            2 * WholeNumbers.rounded(couplings.elements[i * n + j], unit: unit)
        }
      }
    }
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
      level, spinCount, stride, doubledRows.first, order, deviates, scale, &spins, &localFields,
      &energy)
  }

  /// All of them, where the couplings do not stay in the cache.
  public func walkersPerPass(_ count: Int) -> Int {
    4 * doubledRows.count > cachedBytes ? count : 1
  }

  /// One heat-bath sweep of the walkers of some slots; of several, a panel of sites at a time.
  public func heatBath(_ walkers: inout ByteWalkers<Int32>, slots: Range<Int>, scales: [Float]) {
    let own = slots.map { walkers.walkerAt[$0] }
    guard own.count > 1 else {
      for (slot, walker) in zip(slots, own) {
        heatBath(
          &walkers.spins[walker], &walkers.fields[walker], &walkers.energies[walker],
          order: walkers.order, deviates: walkers.scratch.deviates[0], scale: scales[slot])
      }
      return
    }
    // One block for the fields of all walkers.
    let count = own.count
    PanelScratch.grow(&walkers.scratch.panel.fields, to: count * stride)
    PanelScratch.grow(&walkers.scratch.panel.flipped, to: count * Self.panelSize)
    PanelScratch.grow(&walkers.scratch.panel.counts, to: count * 2)
    for (k, walker) in own.enumerated() {
      walkers.scratch.panel.fields.replaceSubrange(
        k * stride..<k * stride + spinCount, with: walkers.fields[walker])
    }
    let order = walkers.order
    let groupsPerPanel = Self.panelSize / Int(RK_GROUP)
    var request = rk_panel_request()
    request.flips = .max
    for first in Swift.stride(from: 0, to: order.count, by: groupsPerPanel) {
      let groups = min(groupsPerPanel, order.count - first)
      rk_panel_begin(
        level, spinCount, stride, doubledRows.first, order, first, groups, &request)
      for (k, walker) in own.enumerated() {
        rk_panel_flips(
          level, spinCount, stride, doubledRows.first, order, first, groups,
          walkers.scratch.deviates[k], scales[slots.lowerBound + k], k, &walkers.spins[walker],
          walkers.scratch.panel.fields, &walkers.energies[walker], &walkers.scratch.panel.flipped,
          &walkers.scratch.panel.counts, &request)
      }
      rk_panel_fields(
        level, spinCount, stride, doubledRows.first, count, walkers.scratch.panel.flipped,
        walkers.scratch.panel.counts, &walkers.scratch.panel.fields, &request)
    }
    for (k, walker) in own.enumerated() {
      walkers.fields[walker].replaceSubrange(
        0..<spinCount,
        with: walkers.scratch.panel.fields[k * stride..<k * stride + spinCount])
    }
  }
}
