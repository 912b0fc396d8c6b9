import CKernels
import Documents
import Randomness
import RealModule
public import SpinModels

/// The kernel for lattices and graphs with couplings ±J and no fields: 64 walkers share a word for every spin.
///
/// ```
/// P(s_i ≠ sign h_i) = 1/(1 + exp(2β|h_i|)),   h_i = Σ_j J_ij s_j = 0, ±J, ±2J, …
/// ```
///
/// The local fields of 64 walkers are counted by a few logical operations. The rare spins that disobey their fields
/// are found by jumping from one to the next, so that every walker has random numbers of its own at the cost of
/// its exceptions only; where h_i = 0 a fair bit decides. Spins without a bond between them stand in one *class* and
/// are updated together; the order of the classes is fixed, which leaves the Gibbs measure of a heat bath invariant.
///
/// **Source**: geometric jumps in multispin coding: M. E. J. Newman and G. T. Barkema, *Monte Carlo Methods in
/// Statistical Physics* (1999), chapter 13; tempering within a word: M. Hasenbusch, A. Pelissetto and E. Vicari,
/// *Phys. Rev. B* 78, 214205 (2008).
public struct MultispinKernel: ClusterKernel {
  /// The most neighbours that a spin may have.
  public static let largestDegree = 8

  /// The number N of spins.
  public let spinCount: Int
  /// The size J of the couplings.
  public let unit: Double
  /// Spins of one degree without bonds between them, in the order of their visits.
  struct Class: Sendable {
    /// The places of the spins.
    let places: Range<Int>
    /// The number of neighbours of each.
    let degree: Int
    /// The neighbours, spin after spin: 2 · place + (J < 0).
    let neighbours: [UInt32]
    /// The same for several spins at a time.
    let runs: NeighbourRuns
    /// Whether its spins have, together with other such classes, every bond once and are updated last: their unsatisfied
    /// bonds are the energy.
    let countsBonds: Bool
  }

  let classes: [Class]
  /// The place of every spin: its turn in a sweep.
  package let placeOf: [Int]
  /// The spins that a spin is coupled to.
  public let neighbours: NeighbourLists
  /// Two numbers a bond: 2 · place + (J < 0) and the other place.
  let ends: [UInt32]
  /// Whether two colours are enough.
  private let isBipartite: Bool
  /// Whether every spin has an even number of neighbours, so that no field is odd.
  let isEven: Bool
  /// The number of sizes that a field can have beside 0.
  let depth: Int

  private let level = rk_cpu_level()

  /// Prepares couplings, if they are of this kind.
  ///
  /// - Parameter model: An instance; `nil` is the answer unless it is sparse, without fields, with couplings of one
  ///   size (0 is no coupling) and at most ``largestDegree`` neighbours of a spin.
  /// - Complexity: O(N + B).
  public init?(_ model: SpinInstance) {
    guard case .sparse(let bonds) = model.interactions, model.fields.allSatisfy({ $0 == 0 }),
      let unit = bonds.couplings.first(where: { $0 != 0 }).map(abs),
      bonds.couplings.allSatisfy({ $0 == 0 || abs($0) == unit })
    else { return nil }
    let n = model.spinCount
    let coupled = (0..<n).map { site in
      bonds.places(of: site).filter { bonds.couplings[$0] != 0 }
    }
    guard coupled.allSatisfy({ $0.count <= Self.largestDegree }) else { return nil }
    // Colours by first fit; a colour and a degree make a class.
    var colours = [Int](repeating: -1, count: n)
    for site in 0..<n {
      let taken = Set(coupled[site].map { colours[Int(bonds.neighbours[$0])] })
      colours[site] = (0...).first { !taken.contains($0) } ?? 0
    }
    let order = (0..<n).sorted {
      (colours[$0], coupled[$0].count, $0) < (colours[$1], coupled[$1].count, $1)
    }
    var placeOf = [Int](repeating: 0, count: n)
    for (place, site) in order.enumerated() { placeOf[site] = place }
    isBipartite = colours.max() == 1
    var classes: [Class] = []
    var first = 0
    while first < n {
      let key = (colours[order[first]], coupled[order[first]].count)
      let end =
        order[first...].firstIndex { (colours[$0], coupled[$0].count) != key } ?? n
      let neighbours = order[first..<end].flatMap { site in
        coupled[site].map { place in
          UInt32(2 * placeOf[Int(bonds.neighbours[place])]) + (bonds.couplings[place] < 0 ? 1 : 0)
        }
      }
      classes.append(
        Class(
          places: first..<end, degree: key.1, neighbours: neighbours,
          runs: NeighbourRuns(neighbours, degree: key.1), countsBonds: isBipartite && key.0 == 1))
      first = end
    }
    spinCount = n
    self.unit = unit
    self.classes = classes
    self.placeOf = placeOf
    neighbours = NeighbourLists(
      starts: coupled.reduce(into: [0]) { $0.append($0[$0.count - 1] + UInt32($1.count)) },
      list: coupled.flatMap { $0.map { UInt32(bonds.neighbours[$0]) } })
    ends = order.flatMap { site in
      coupled[site].filter { Int(bonds.neighbours[$0]) > site }.flatMap { place in
        [
          UInt32(2 * placeOf[site]) + (bonds.couplings[place] < 0 ? 1 : 0),
          UInt32(placeOf[Int(bonds.neighbours[place])]),
        ]
      }
    }
    isEven = coupled.allSatisfy { $0.count % 2 == 0 }
    let largest = coupled.map(\.count).max() ?? 0
    depth = max(1, isEven ? largest / 2 : largest)
  }

  /// The probabilities of the exceptions at a temperature.
  func exceptions(temperature: Double) -> ExceptionTable {
    let beta = 1 / temperature
    let step = isEven ? 2.0 : 1.0
    return ExceptionTable(
      (1...depth).map { 1 / (1 + Double.exp(2 * beta * unit * step * Double($0))) })
  }
}

/// Walkers of one bit a spin, 64 a word, and how they stand in their slots.
public struct MultispinWalkers: Sendable {
  /// Per 64 walkers: a word for every place.
  var words: [[UInt64]]
  /// Per walker: unsatisfied minus satisfied bonds.
  var energies: [Int64]
  /// The walker in every slot.
  package internal(set) var walkerAt: [Int]
  var scratch = Scratch()

  /// What a sweep needs besides; not part of the state.
  struct Scratch: Sendable {
    /// Level after level, a word for every place.
    var levels: [UInt64] = []
    var fair: [UInt32] = []
    /// Whether there is no exception in the levels.
    var isClear = true
    var words: [UInt32] = []
    /// What draws the exceptions of the slots.
    var exceptions: SlotExceptions?
    /// The tables of all temperatures that there have been: walkers that are cooled share each, and ladders cool after
    /// each other.
    var known: [Double: ExceptionTable] = [:]
    var unsatisfied = [Int64](repeating: 0, count: 64)
  }
}

extension MultispinWalkers: Codable {
  private enum CodingKeys: String, CodingKey {
    case words, energies, walkerAt
  }

  /// Writes all but the memory for random numbers.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(words.map { PackedArray($0) }, forKey: .words)
    try values.encode(energies, forKey: .energies)
    try values.encode(walkerAt, forKey: .walkerAt)
  }

  /// Reads walkers.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    words = try values.decode([PackedArray<UInt64>].self, forKey: .words).map(\.elements)
    energies = try values.decode([Int64].self, forKey: .energies)
    walkerAt = try values.decode([Int].self, forKey: .walkerAt)
  }
}

extension MultispinKernel {
  /// Puts walkers into configurations.
  public func walkers(in configurations: [[Int8]]) -> MultispinWalkers {
    var words = [[UInt64]](
      repeating: [UInt64](repeating: 0, count: spinCount), count: (configurations.count + 63) / 64)
    for (walker, spins) in configurations.enumerated() {
      for site in 0..<spinCount where spins[site] > 0 {
        words[walker / 64][placeOf[site]] |= 1 << UInt64(walker % 64)
      }
    }
    return MultispinWalkers(
      words: words, energies: energies(of: words, count: configurations.count),
      walkerAt: Array(configurations.indices))
  }

  /// Per walker: unsatisfied minus satisfied bonds.
  private func energies(of words: [[UInt64]], count: Int) -> [Int64] {
    var result: [Int64] = []
    result.reserveCapacity(64 * words.count)
    var counts = [Int64](repeating: 0, count: 64)
    for word in words {
      rk_multispin_unsatisfied(level, ends.count / 2, ends, word, &counts)
      for unsatisfied in counts { result.append(energy(unsatisfied: unsatisfied)) }
    }
    return Array(result.prefix(count))
  }

  private func energy(unsatisfied: Int64) -> Int64 { 2 * unsatisfied - Int64(ends.count / 2) }

  /// One heat-bath sweep of all walkers, class after class.
  ///
  /// The exceptions of a slot come from its stream of updates, the fair bits of 64 walkers from the streams of slots
  /// behind those of all temperatures.
  public func sweep(
    _ walkers: inout MultispinWalkers, temperatures: [Double], index: Int, streams: LadderStreams
  ) {
    let n = spinCount
    if walkers.scratch.fair.isEmpty {
      walkers.scratch.fair = [UInt32](repeating: 0, count: (2 * n + 3) / 4 * 4)
      walkers.scratch.levels = [UInt64](repeating: 0, count: depth * n)
    }
    let exceptions = exceptions(of: &walkers.scratch, temperatures, streams)
    // More blocks than a sweep can take.
    let block = UInt64(index) * UInt64(n + n / ExceptionTable.reach + 16)
    var laws: [rk_exception_law] = []
    laws.reserveCapacity(64)
    for group in walkers.words.indices {
      if !walkers.scratch.isClear {
        for place in walkers.scratch.levels.indices { walkers.scratch.levels[place] = 0 }
      }
      laws.removeAll(keepingCapacity: true)
      for slot in temperatures.indices where walkers.walkerAt[slot] / 64 == group {
        guard exceptions.laws[slot].density > 0 else { continue }
        laws.append(exceptions.laws[slot])
        laws[laws.count - 1].bit = 1 << UInt64(walkers.walkerAt[slot] % 64)
      }
      let marked = rk_multispin_exceptions(
        level, n, laws, laws.count, block, ExceptionTable.reach,
        depth, &walkers.scratch.levels)
      walkers.scratch.isClear = marked == 0
      RandomStream.fill(
        &walkers.scratch.fair, from: streams.name(.updates, slot: temperatures.count + group),
        block: UInt64(index) * UInt64(walkers.scratch.fair.count / 4))
      update(&walkers.words[group], &walkers.scratch)
      for (walker, count) in zip(
        64 * group..<min(64 * group + 64, walkers.energies.count), walkers.scratch.unsatisfied)
      {
        walkers.energies[walker] = energy(unsatisfied: count)
      }
    }
  }

  /// The exceptions of the slots, made anew where temperatures or streams are others than in the sweep before.
  private func exceptions(
    of scratch: inout MultispinWalkers.Scratch, _ temperatures: [Double], _ streams: LadderStreams
  ) -> SlotExceptions {
    if let kept = scratch.exceptions, kept.temperatures == temperatures,
      kept.firstName == streams.name(.updates)
    {
      return kept
    }
    let tables = temperatures.map { temperature in
      let table = scratch.known[temperature] ?? exceptions(temperature: temperature)
      scratch.known[temperature] = table
      return table
    }
    let made = SlotExceptions(temperatures: temperatures, tables: tables, streams: streams)
    scratch.exceptions = made
    return made
  }

  /// Updates 64 walkers and counts their unsatisfied bonds.
  private func update(_ words: inout [UInt64], _ scratch: inout MultispinWalkers.Scratch) {
    for walker in scratch.unsatisfied.indices { scratch.unsatisfied[walker] = 0 }
    for one in classes {
      scratch.unsatisfied.withUnsafeMutableBufferPointer { counts in
        rk_multispin_heat_bath(
          level, spinCount, one.places.lowerBound, one.places.upperBound, one.degree,
          isEven ? 1 : 0, one.neighbours, one.runs.words, scratch.fair, scratch.levels, &words,
          one.countsBonds ? counts.baseAddress : nil)
      }
    }
    if !isBipartite {
      rk_multispin_unsatisfied(level, ends.count / 2, ends, words, &scratch.unsatisfied)
    }
  }

  /// Exchanges the labels of walkers.
  public func exchange(
    _ walkers: inout MultispinWalkers, temperatures: [Double], index: Int, streams: LadderStreams,
    counts: inout ExchangeCounts
  ) {
    let energies = walkers.energies
    LabelExchange.round(
      &walkers.walkerAt, temperatures: temperatures, words: &walkers.scratch.words,
      index: index, streams: streams, counts: &counts
    ) { Double(energies[$0] - energies[$1]) * unit }
  }

  /// Copies walkers.
  public func reproduce(_ walkers: inout MultispinWalkers, parents: [Int]) {
    let sources = parents.map { walkers.walkerAt[$0] }
    let before = walkers.words
    for group in walkers.words.indices {
      let members = sources.dropFirst(64 * group).prefix(64)
      for place in 0..<spinCount {
        var word: UInt64 = 0
        for (bit, source) in members.enumerated() {
          word |= (before[source / 64][place] >> UInt64(source % 64) & 1) << UInt64(bit)
        }
        walkers.words[group][place] = word
      }
    }
    walkers.energies = sources.map { walkers.energies[$0] }
    walkers.walkerAt = Array(parents.indices)
  }

  /// Turns spins one after the other; every one satisfies the bonds that it did not, and the other way round.
  public func flip(_ sites: [Int], of walkers: inout MultispinWalkers, slot: Int) {
    let walker = walkers.walkerAt[slot]
    let bit = UInt64(walker % 64)
    var change = 0
    walkers.words[walker / 64].withUnsafeMutableBufferPointer { words in
      for site in sites {
        let place = placeOf[site]
        guard let part = classes.first(where: { $0.places.contains(place) }) else {
          preconditionFailure("spin \(site) has no turn in a sweep")
        }
        let first = (place - part.places.lowerBound) * part.degree
        var unsatisfied: UInt64 = 0
        for end in part.neighbours[first..<first + part.degree] {
          unsatisfied += (words[place] ^ words[Int(end >> 1)]) >> bit & 1 ^ UInt64(end & 1)
        }
        change += 2 * (part.degree - 2 * Int(unsatisfied))
        words[place] ^= 1 << bit
      }
    }
    walkers.energies[walker] += Int64(change)
  }

  /// The total energy of the walker of a slot.
  public func energy(of walkers: MultispinWalkers, slot: Int) -> Double {
    Double(walkers.energies[walkers.walkerAt[slot]]) * unit
  }

  /// The configuration of the walker of a slot.
  public func configuration(of walkers: MultispinWalkers, slot: Int) -> [Int8] {
    let walker = walkers.walkerAt[slot]
    return [Int8](unsafeUninitializedCapacity: spinCount) { spins, count in
      rk_spins_of_walker(
        spinCount, placeOf, walkers.words[walker / 64], walker % 64, spins.baseAddress)
      count = spinCount
    }
  }

  /// Counts unsatisfied bonds anew, bond by bond.
  public func verify(_ walkers: MultispinWalkers) throws(SamplingError) {
    for walker in walkers.energies.indices {
      let words = walkers.words[walker / 64]
      func bit(_ place: UInt32) -> UInt64 { words[Int(place)] >> UInt64(walker % 64) & 1 }
      var energy: Int64 = 0
      for bond in 0..<ends.count / 2 {
        let unsatisfied =
          bit(ends[2 * bond] >> 1) ^ bit(ends[2 * bond + 1]) ^ UInt64(ends[2 * bond] & 1)
        energy += unsatisfied == 1 ? 1 : -1
      }
      guard energy == walkers.energies[walker] else {
        throw .energyMismatch(kept: walkers.energies[walker], recomputed: energy)
      }
    }
  }
}
