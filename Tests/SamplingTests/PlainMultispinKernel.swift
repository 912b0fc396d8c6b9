import LinearAlgebra
import Randomness
import RealModule
import Sampling
import SpinModels

/// The twin of the multispin kernel: one walker and one spin after another, fields from the couplings.
struct PlainMultispinKernel: SweepKernel {
  struct Walkers: Sendable, Codable {
    var spins: [[Int8]]
    var walkerAt: [Int]
  }

  let spinCount: Int
  private let couplings: [[(site: Int, sign: Int)]]
  private let unit: Double
  private let sites: [Int]

  /// The twin for an instance, with the turn of every site in a sweep.
  init(_ instance: SpinInstance, placeOf: [Int]) {
    let matrix = instance.couplings
    let n = instance.spinCount
    spinCount = n
    couplings = (0..<n).map { i in
      (0..<n).filter { matrix[i, $0] != 0 }.map { ($0, matrix[i, $0] > 0 ? 1 : -1) }
    }
    unit = matrix.elements.first { $0 != 0 }.map(abs) ?? 1
    sites = (0..<n).sorted { placeOf[$0] < placeOf[$1] }
  }

  func walkers(in configurations: [[Int8]]) -> Walkers {
    Walkers(spins: configurations, walkerAt: Array(configurations.indices))
  }

  private func field(_ spins: [Int8], _ i: Int) -> Int {
    couplings[i].reduce(0) { $0 + $1.sign * Int(spins[$1.site]) }
  }

  private var step: Int { couplings.allSatisfy { $0.count % 2 == 0 } ? 2 : 1 }
  private var depth: Int { max(1, (couplings.map(\.count).max() ?? 0) / step) }

  private func threshold(_ p: Double) -> UInt64 { p >= 1 ? .max : UInt64(p * 0x1p64) }

  private func name(_ streams: LadderStreams, _ purpose: StreamPurpose, _ slot: Int) -> StreamName {
    StreamName(
      seed: streams.seed, purpose: purpose, instance: streams.instance, chain: streams.chain,
      slot: slot)
  }

  /// How far every place is an exception: 0 for none.
  private func levels(
    temperature: Double, slot: Int, index: Int, _ streams: LadderStreams
  ) -> [Int] {
    let p = (1...depth).map {
      1 / (1 + Double.exp(2 * unit * Double(step * $0) * (1 / temperature)))
    }
    var result = [Int](repeating: 0, count: spinCount)
    guard p[0] >= 0x1p-64 else { return result }
    var stream = RandomStream(
      name(streams, .updates, slot),
      block: UInt64(index) * UInt64(spinCount + spinCount / 1024 + 16))
    var place = 0
    while true {
      let (jump, deep) = (stream.next(), stream.next())
      let decay = Double.log(onePlus: -p[0])
      var length = 0
      while length < 1024, jump < threshold(.exp(Double(length + 1) * decay)) { length += 1 }
      place += length
      guard place < spinCount else { return result }
      if length == 1024 { continue }
      result[place] = 1
      for k in 1..<max(1, depth) {
        guard deep < threshold(p[k] / p[0]) else { break }
        result[place] = k + 1
      }
      place += 1
      guard place < spinCount else { return result }
    }
  }

  func sweep(_ walkers: inout Walkers, temperatures: [Double], index: Int, streams: LadderStreams) {
    let blocks = (2 * spinCount + 3) / 4
    for slot in temperatures.indices {
      let walker = walkers.walkerAt[slot]
      let levels = levels(
        temperature: temperatures[slot], slot: slot, index: index, streams)
      var fair = RandomStream(
        name(streams, .updates, temperatures.count + walker / 64),
        block: UInt64(index) * UInt64(blocks))
      for (place, site) in sites.enumerated() {
        let word = fair.next()
        let field = field(walkers.spins[walker], site)
        let isException = field != 0 && levels[place] >= abs(field) / step
        let isUp =
          field == 0 ? word >> UInt64(walker % 64) & 1 == 1 : (field > 0) != isException
        walkers.spins[walker][site] = isUp ? 1 : -1
      }
    }
  }

  func exchange(
    _ walkers: inout Walkers, temperatures: [Double], index: Int, streams: LadderStreams,
    counts: inout ExchangeCounts
  ) {
    let blocks = (2 * temperatures.count + 3) / 4
    for slot in stride(from: index & 1, to: temperatures.count - 1, by: 2) {
      var stream = RandomStream(
        name(streams, .exchange, 0), block: UInt64(index) * UInt64(blocks) + UInt64(slot / 2))
      var word = stream.next()
      if slot % 2 == 1 { word = stream.next() }
      // The words of an exchange are read with the higher one first.
      word = word << 32 | word >> 32
      let gain =
        (1 / temperatures[slot] - 1 / temperatures[slot + 1])
        * (energy(of: walkers, slot: slot) - energy(of: walkers, slot: slot + 1))
      if gain >= 0 || RandomStream.uniform(from: word) < .exp(gain) {
        walkers.walkerAt.swapAt(slot, slot + 1)
      }
    }
  }

  func reproduce(_ walkers: inout Walkers, parents: [Int]) {
    walkers.spins = parents.map { walkers.spins[walkers.walkerAt[$0]] }
    walkers.walkerAt = Array(parents.indices)
  }

  func energy(of walkers: Walkers, slot: Int) -> Double {
    let spins = walkers.spins[walkers.walkerAt[slot]]
    let doubled = (0..<spinCount).reduce(0) { $0 + Int(spins[$1]) * field(spins, $1) }
    return -unit * Double(doubled / 2)
  }

  func configuration(of walkers: Walkers, slot: Int) -> [Int8] {
    walkers.spins[walkers.walkerAt[slot]]
  }

  func verify(_ walkers: Walkers) {}
}
