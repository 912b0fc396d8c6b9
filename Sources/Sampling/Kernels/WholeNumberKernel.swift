public import Documents
import Randomness
import RealModule
public import SpinModels

/// A kernel with one byte a spin and local fields as whole numbers: a heat bath whose sums are exact.
///
/// ```
/// J_ij ≈ unit · n_ij,   unit = 2^−k, the finest with Σ_j |n_ij| + |n_i| ≤ 2²⁹ at every site
/// ```
///
/// A coupling is off by at most unit/2, about 10⁻⁸ of the largest local field: no more than in single
/// precision; ``WideKernel`` has 60 bits for where that is too much. After that rounding nothing is rounded
/// again: local fields kept up to date for any number of flips equal recomputed ones, and the same bits come
/// out on every processor.
public protocol WholeNumberKernel: SweepKernel where Walkers == ByteWalkers<Word> {
  /// The whole numbers of local fields.
  associatedtype Word: FieldWord

  /// The energy of one unit.
  var unit: Double { get }

  /// The number of spins in a product that has a coupling: 2 for pairs.
  var productOrder: Int { get }

  /// How many units a kept field of 1 is: 1, or the size of couplings that are all alike.
  var fieldFactor: Int64 { get }

  /// The external fields in units.
  var fields: [Word] { get }

  /// The local fields of a configuration, in units.
  ///
  /// - Parameter spins: N values +1 or −1.
  /// - Returns: N fields.
  func localFields(of spins: [Int8]) -> [Word]

  /// One heat-bath sweep of one walker.
  ///
  /// - Parameters:
  ///   - spins: N values +1 or −1.
  ///   - localFields: Their fields in units, kept up to date.
  ///   - energy: The total energy in units, kept up to date.
  ///   - order: The groups of sites in the order of their visits.
  ///   - deviates: A standard logistic deviate for every site.
  ///   - scale: T/2 in units: a spin becomes +1 where its field exceeds scale · deviate.
  func heatBath(
    _ spins: inout [Int8], _ localFields: inout [Word], _ energy: inout Int64, order: [UInt32],
    deviates: [Float], scale: Float)

  /// How many walkers are updated together, at most.
  ///
  /// - Parameter count: The number of slots.
  /// - Returns: From 1, one after the other, to all of them.
  func walkersPerPass(_ count: Int) -> Int

  /// One heat-bath sweep of the walkers of some slots, whose deviates stand in the memory of the sweep, from the first.
  ///
  /// - Parameters:
  ///   - walkers: The walkers.
  ///   - slots: The slots.
  ///   - scales: T/2 in units, for every slot of the ladder.
  func heatBath(_ walkers: inout ByteWalkers<Word>, slots: Range<Int>, scales: [Float])
}

/// Whole numbers in which local fields are kept.
public protocol FieldWord: FixedWidthInteger, SignedInteger, PackedElement {}

extension Int16: FieldWord {}
extension Int32: FieldWord {}
extension Int64: FieldWord {}

/// Walkers of one byte a spin, and how they stand in their slots.
///
/// Temperatures move, configurations stay: `walkerAt[slot]` is the configuration that is in a slot.
public struct ByteWalkers<Word: FieldWord>: Sendable {
  var spins: [[Int8]]
  var fields: [[Word]]
  var energies: [Int64]
  /// The walker in every slot.
  package internal(set) var walkerAt: [Int]
  /// The groups of sites in the order of their last visits.
  var order: [UInt32]
  var scratch: SweepScratch

  init(spins: [[Int8]], fields: [[Word]], energies: [Int64], walkerAt: [Int], order: [UInt32]) {
    self.spins = spins
    self.fields = fields
    self.energies = energies
    self.walkerAt = walkerAt
    self.order = order
    scratch = SweepScratch(spinCount: spins.first?.count ?? 0)
  }
}

/// Memory for the random numbers of a sweep, so that none is taken in the loop.
struct SweepScratch: Sendable {
  var orderWords: [UInt32]
  var updateWords: [UInt32]
  /// A deviate for every site, of each of the walkers that are updated together.
  var deviates: [[Float]]
  var exchangeWords: [UInt32]
  var panel = PanelScratch()

  init(spinCount n: Int) {
    let padded = (n + 3) / 4 * 4
    let groups = SiteOrder.groups(spinCount: n)
    orderWords = [UInt32](repeating: 0, count: (groups + 3) / 4 * 4)
    updateWords = [UInt32](repeating: 0, count: padded)
    deviates = [[Float](repeating: 0, count: padded)]
    exchangeWords = []
  }
}

/// Memory for panels of sites of walkers that are updated together.
struct PanelScratch: Sendable {
  /// The local fields of one walker after the other.
  var fields: [Int32] = []
  /// The flips of every walker, and their numbers.
  var flipped: [UInt32] = []
  var counts: [UInt32] = []
  /// Couplings of the sites of a panel among each other, as bits.
  var bits: [UInt16] = []

  /// Takes more memory where an array is shorter.
  static func grow<Element: FixedWidthInteger>(_ array: inout [Element], to count: Int) {
    if array.count < count { array += [Element](repeating: 0, count: count - array.count) }
  }
}

extension ByteWalkers: Codable {
  private enum CodingKeys: String, CodingKey {
    case spins, fields, energies, walkerAt, order
  }

  /// Writes all but the memory for random numbers.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(spins.map { PackedArray($0) }, forKey: .spins)
    try values.encode(fields.map { PackedArray($0) }, forKey: .fields)
    try values.encode(energies, forKey: .energies)
    try values.encode(walkerAt, forKey: .walkerAt)
    try values.encode(PackedArray(order), forKey: .order)
  }

  /// Reads walkers.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      spins: try values.decode([PackedArray<Int8>].self, forKey: .spins).map(\.elements),
      fields: try values.decode([PackedArray<Word>].self, forKey: .fields).map(\.elements),
      energies: try values.decode([Int64].self, forKey: .energies),
      walkerAt: try values.decode([Int].self, forKey: .walkerAt),
      order: try values.decode(PackedArray<UInt32>.self, forKey: .order).elements)
  }
}

extension WholeNumberKernel {
  /// Fields are kept in units.
  public var fieldFactor: Int64 { 1 }

  /// One walker after the other.
  public func walkersPerPass(_ count: Int) -> Int { 1 }

  /// One walker after the other.
  public func heatBath(_ walkers: inout ByteWalkers<Word>, slots: Range<Int>, scales: [Float]) {
    for (k, slot) in slots.enumerated() {
      let walker = walkers.walkerAt[slot]
      heatBath(
        &walkers.spins[walker], &walkers.fields[walker], &walkers.energies[walker],
        order: walkers.order, deviates: walkers.scratch.deviates[k], scale: scales[slot])
    }
  }

  /// Pairs.
  public var productOrder: Int { 2 }

  /// Puts walkers into configurations and sums up their fields.
  public func walkers(in configurations: [[Int8]]) -> ByteWalkers<Word> {
    let fields = configurations.map { localFields(of: $0) }
    return ByteWalkers(
      spins: configurations, fields: fields,
      energies: zip(configurations, fields).map { energy(of: $0, localFields: $1) },
      walkerAt: Array(configurations.indices),
      order: (0..<UInt32(SiteOrder.groups(spinCount: spinCount))).map { $0 })
  }

  /// The total energy of a configuration, in units.
  package func energy(of spins: [Int8], localFields: [Word]) -> Int64 {
    // Every product is in the local fields of each of its spins.
    var multiple: Int64 = 0
    var inFields: Int64 = 0
    for i in 0..<spinCount {
      multiple -= Int64(spins[i]) * (Int64(localFields[i]) - Int64(fields[i]))
      inFields -= Int64(spins[i]) * Int64(fields[i])
    }
    return (multiple / Int64(productOrder) + inFields) * fieldFactor
  }

  /// One heat-bath sweep of all walkers, in an order of the sites that all of them share.
  public func sweep(
    _ walkers: inout ByteWalkers<Word>, temperatures: [Double], index: Int, streams: LadderStreams
  ) {
    sweep(&walkers, temperatures: temperatures, index: index, streams: streams) {
      words, _, deviates in LogisticDeviates.fill(&deviates, from: words)
    }
  }

  /// One sweep of all walkers, with deviates that a rule makes of random words and of the spins before.
  @inline(__always)
  func sweep(
    _ walkers: inout ByteWalkers<Word>, temperatures: [Double], index: Int, streams: LadderStreams,
    deviates: (_ words: [UInt32], _ spins: [Int8], _ deviates: inout [Float]) -> Void
  ) {
    SiteOrder.shuffle(
      &walkers.order, words: &walkers.scratch.orderWords, index: index, streams: streams)
    // Never 0, so that fair spins stay fair however cold it is.
    let scales = temperatures.map { max(Float($0 / (2 * unit)), .leastNormalMagnitude) }
    let pass = walkersPerPass(scales.count)
    while walkers.scratch.deviates.count < pass {
      walkers.scratch.deviates.append(walkers.scratch.deviates[0])
    }
    for first in stride(from: 0, to: scales.count, by: pass) {
      let slots = first..<min(first + pass, scales.count)
      for (k, slot) in slots.enumerated() {
        RandomStream.fill(
          &walkers.scratch.updateWords, from: streams.name(.updates, slot: slot),
          block: UInt64(index) * UInt64(walkers.scratch.updateWords.count / 4))
        deviates(
          walkers.scratch.updateWords, walkers.spins[walkers.walkerAt[slot]],
          &walkers.scratch.deviates[k])
      }
      heatBath(&walkers, slots: slots, scales: scales)
    }
  }

  /// Exchanges the labels of walkers.
  public func exchange(
    _ walkers: inout ByteWalkers<Word>, temperatures: [Double], index: Int, streams: LadderStreams,
    counts: inout ExchangeCounts
  ) {
    let energies = walkers.energies
    LabelExchange.round(
      &walkers.walkerAt, temperatures: temperatures, words: &walkers.scratch.exchangeWords,
      index: index, streams: streams, counts: &counts
    ) { Double(energies[$0] - energies[$1]) * unit }
  }

  /// Copies walkers.
  public func reproduce(_ walkers: inout ByteWalkers<Word>, parents: [Int]) {
    let sources = parents.map { walkers.walkerAt[$0] }
    walkers.spins = sources.map { walkers.spins[$0] }
    walkers.fields = sources.map { walkers.fields[$0] }
    walkers.energies = sources.map { walkers.energies[$0] }
    walkers.walkerAt = Array(parents.indices)
  }

  /// The total energy of the walker of a slot.
  public func energy(of walkers: ByteWalkers<Word>, slot: Int) -> Double {
    Double(walkers.energies[walkers.walkerAt[slot]]) * unit
  }

  /// The configuration of the walker of a slot.
  public func configuration(of walkers: ByteWalkers<Word>, slot: Int) -> [Int8] {
    walkers.spins[walkers.walkerAt[slot]]
  }

  /// Sums up fields and energies anew.
  public func verify(_ walkers: ByteWalkers<Word>) throws(SamplingError) {
    for walker in walkers.spins.indices {
      let local = localFields(of: walkers.spins[walker])
      let energy = energy(of: walkers.spins[walker], localFields: local)
      guard local == walkers.fields[walker], energy == walkers.energies[walker] else {
        throw .energyMismatch(kept: walkers.energies[walker], recomputed: energy)
      }
    }
  }
}
