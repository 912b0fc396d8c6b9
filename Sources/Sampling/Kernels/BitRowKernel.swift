import CKernels
import LinearAlgebra
public import SpinModels

/// The kernel for couplings +J and −J between all pairs, without fields: a row of couplings is a row of bits.
///
/// Local fields are whole multiples of J in 16 bits, and a flip reads N/8 bytes of couplings instead of 4 N. With AVX-512 the
/// flips of a panel of sites are decided first, and what they do to a field is counted for 512 fields at a time in binary. It
/// makes the same decisions as ``DenseKernel``, bit for bit.
public struct BitRowKernel: WholeNumberKernel {
  /// The most spins: local fields have 16 bits.
  public static let largestSpinCount = 1 << 15

  /// The number N of spins.
  public let spinCount: Int
  /// The energy of one unit.
  public let unit: Double
  /// The size J of the couplings in units: a kept field is this many units.
  public let fieldFactor: Int64
  /// No external fields.
  public let fields: [Int16]
  /// Row by row, a bit for every other spin: set where J_ij < 0.
  private let rows: AlignedMemory<UInt16>
  /// The distance of two rows.
  private let stride: Int

  private let level = rk_cpu_level()

  /// Prepares couplings, if they are of this kind.
  ///
  /// - Parameter model: An instance; `nil` is the answer unless all pairs have couplings of one size, there are no
  ///   fields and at most ``largestSpinCount`` spins.
  /// - Complexity: O(N²) in time, N²/8 bytes.
  public init?(_ model: SpinInstance) {
    guard case .dense(let couplings) = model.interactions,
      model.spinCount <= Self.largestSpinCount, model.fields.allSatisfy({ $0 == 0 })
    else { return nil }
    let n = model.spinCount
    let size = abs(couplings.elements[1])
    guard size > 0 else { return nil }
    let stride = (n + 15) / 16
    var isOfOneSize = true
    rows = AlignedMemory(count: n * stride) { rows in
      for i in 0..<n where isOfOneSize {
        for j in 0..<n where i != j {
          let coupling = couplings.elements[i * n + j]
          if abs(coupling) != size { isOfOneSize = false }
          if coupling < 0 { rows[i * stride + j / 16] |= 1 << UInt16(j % 16) }
        }
      }
    }
    guard isOfOneSize else { return nil }
    self.stride = stride
    let unit = WholeNumbers.unit(of: model)
    let whole: Int32 = WholeNumbers.rounded(size, unit: unit)
    spinCount = n
    self.unit = unit
    fieldFactor = Int64(whole)
    fields = [Int16](repeating: 0, count: n)
  }

  /// The local fields of a configuration, in multiples of J.
  public func localFields(of spins: [Int8]) -> [Int16] {
    let up = (0..<stride).map { word in
      (0..<16).reduce(UInt16(0)) { bits, bit in
        let site = 16 * word + bit
        return site < spinCount && spins[site] < 0 ? bits | 1 << UInt16(bit) : bits
      }
    }
    return (0..<spinCount).map { i in
      var unlike = 0
      for word in 0..<stride { unlike += (rows[i * stride + word] ^ up[word]).nonzeroBitCount }
      // The bit of the spin itself is clear in its row.
      let own = spins[i] < 0 ? 1 : 0
      return Int16(spinCount - 1 - 2 * (unlike - own))
    }
  }

  /// One heat-bath sweep of one walker.
  public func heatBath(
    _ spins: inout [Int8], _ localFields: inout [Int16], _ energy: inout Int64, order: [UInt32],
    deviates: [Float], scale: Float
  ) {
    _ = rk_bit_heat_bath(
      level, spinCount, stride, rows.first, nil, Int32(fieldFactor), order, 0, order.count,
      deviates,
      scale, &spins, &localFields)
    energy = totalEnergy(spins, localFields)
  }

  /// The total energy in units.
  private func totalEnergy(_ spins: [Int8], _ localFields: [Int16]) -> Int64 {
    -fieldFactor * (rk_spins_times_fields(level, spinCount, spins, localFields) / 2)
  }

  /// All of them, where panels of sites are worth their preparation.
  public func walkersPerPass(_ count: Int) -> Int {
    count > 2 && spinCount >= 64 && level >= Int32(RK_X86_64_V4) ? count : 1
  }

  /// One heat-bath sweep of the walkers of some slots; of several, a panel of sites at a time.
  public func heatBath(_ walkers: inout ByteWalkers<Int16>, slots: Range<Int>, scales: [Float]) {
    let own = slots.map { walkers.walkerAt[$0] }
    let order = walkers.order
    guard own.count > 1 else {
      for (slot, walker) in zip(slots, own) {
        heatBath(
          &walkers.spins[walker], &walkers.fields[walker], &walkers.energies[walker], order: order,
          deviates: walkers.scratch.deviates[0], scale: scales[slot])
      }
      return
    }
    let groupsPerPanel = Int(RK_BIT_PANEL / RK_GROUP)
    PanelScratch.grow(
      &walkers.scratch.panel.bits, to: Int(RK_BIT_PANEL) * groupsPerPanel)
    for first in Swift.stride(from: 0, to: order.count, by: groupsPerPanel) {
      let groups = min(groupsPerPanel, order.count - first)
      rk_bit_panel(
        spinCount, stride, rows.first, order, first, groups, &walkers.scratch.panel.bits)
      for (k, walker) in own.enumerated() {
        _ = rk_bit_heat_bath(
          level, spinCount, stride, rows.first, walkers.scratch.panel.bits, Int32(fieldFactor),
          order,
          first, groups, walkers.scratch.deviates[k], scales[slots.lowerBound + k],
          &walkers.spins[walker], &walkers.fields[walker])
      }
    }
    for walker in own {
      walkers.energies[walker] = totalEnergy(walkers.spins[walker], walkers.fields[walker])
    }
  }
}
