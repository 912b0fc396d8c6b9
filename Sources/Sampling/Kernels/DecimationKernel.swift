public import Documents
import Randomness
import RealModule
public import SpinModels

/// The kernel that draws configurations exactly: every sweep leaves configurations that are independent of all before.
///
/// Spins are summed out one after the other, the last ones first, each with at most two neighbours left, which get
/// an effective coupling and fields:
///
/// ```
/// 2 cosh(K₁ s_a + K₂ s_b + H) = exp(A + K s_a s_b + H_a s_a + H_b s_b)
/// ```
///
/// Then they are drawn in the opposite order, each given those drawn before. Couplings are Double numbers here, and
/// nothing is kept up to date, so nothing drifts.
///
/// **Assumes** ``/SpinModels/SpinInstance/isDecimable``, as on hierarchical lattices.
public struct DecimationKernel: SweepKernel {
  /// The number N of spins.
  public let spinCount: Int
  private let bonds: BondList
  private let fields: [Double]
  /// Per spin, how it is summed out.
  private let steps: [Step]
  /// The coupling of every pair that is ever coupled, before anything is summed out.
  private let couplings: [Double]

  /// The neighbours of a spin when it is summed out, and the places of the couplings to them and between them.
  private struct Step: Sendable {
    var first = -1
    var second = -1
    var toFirst = 0
    var toSecond = 0
    var between = 0
  }

  /// Finds the order in which spins are summed out.
  ///
  /// - Parameter model: A decimable instance.
  /// - Complexity: O(N + B).
  public init(_ model: SpinInstance) {
    guard case .sparse(let bonds) = model.interactions, model.isDecimable else {
      preconditionFailure("an instance whose spins cannot be summed out one by one")
    }
    let n = model.spinCount
    // Per spin, its lower neighbours and the places of the couplings to them.
    var lower = [[(spin: Int, place: Int)]](repeating: [], count: n)
    var couplings: [Double] = []
    func place(_ high: Int, _ low: Int) -> Int {
      if let known = lower[high].first(where: { $0.spin == low }) { return known.place }
      lower[high].append((low, couplings.count))
      couplings.append(0)
      precondition(lower[high].count <= 2, "spin \(high) has more than two neighbours left")
      return couplings.count - 1
    }
    for bond in bonds.bonds { couplings[place(bond.second, bond.first)] = bond.coupling }
    var steps = [Step](repeating: Step(), count: n)
    for spin in stride(from: n - 1, through: 0, by: -1) {
      let neighbours = lower[spin]
      if let first = neighbours.first {
        steps[spin].first = first.spin
        steps[spin].toFirst = first.place
      }
      if neighbours.count == 2 {
        let second = neighbours[1]
        steps[spin].second = second.spin
        steps[spin].toSecond = second.place
        let (low, high) = (
          min(neighbours[0].spin, second.spin), max(neighbours[0].spin, second.spin)
        )
        steps[spin].between = place(high, low)
      }
    }
    spinCount = n
    self.bonds = bonds
    fields = model.fields
    self.steps = steps
    self.couplings = couplings
  }

  /// Puts walkers into configurations.
  public func walkers(in configurations: [[Int8]]) -> DecimatedWalkers {
    DecimatedWalkers(spins: configurations, energies: configurations.map { energy(of: $0) })
  }

  /// Draws every walker anew.
  public func sweep(
    _ walkers: inout DecimatedWalkers, temperatures: [Double], index: Int, streams: LadderStreams
  ) {
    var words = [UInt32](repeating: 0, count: (2 * spinCount + 3) / 4 * 4)
    for (slot, temperature) in temperatures.enumerated() {
      RandomStream.fill(
        &words, from: streams.name(.updates, slot: slot),
        block: UInt64(index) * UInt64(words.count / 4))
      let walker = walkers.walkerAt[slot]
      walkers.spins[walker] = draw(temperature: temperature, words)
      walkers.energies[walker] = energy(of: walkers.spins[walker])
    }
  }

  /// One configuration from its Gibbs measure.
  private func draw(temperature: Double, _ words: [UInt32]) -> [Int8] {
    let beta = 1 / temperature
    var coupling = couplings.map { beta * $0 }
    var field = fields.map { beta * $0 }
    for spin in stride(from: spinCount - 1, through: 0, by: -1) {
      let step = steps[spin]
      guard step.first >= 0 else { continue }
      let h = field[spin]
      let k = coupling[step.toFirst]
      guard step.second >= 0 else {
        field[step.first] += (logTwoCosh(h + k) - logTwoCosh(h - k)) / 2
        continue
      }
      let l = coupling[step.toSecond]
      let (pp, pm) = (logTwoCosh(h + k + l), logTwoCosh(h + k - l))
      let (mp, mm) = (logTwoCosh(h - k + l), logTwoCosh(h - k - l))
      coupling[step.between] += ((pp - pm) + (mm - mp)) / 4
      field[step.first] += ((pp - mp) + (pm - mm)) / 4
      field[step.second] += ((pp - pm) + (mp - mm)) / 4
    }
    var spins = [Int8](repeating: 1, count: spinCount)
    for spin in 0..<spinCount {
      let step = steps[spin]
      var local = field[spin]
      if step.first >= 0 { local += coupling[step.toFirst] * Double(spins[step.first]) }
      if step.second >= 0 { local += coupling[step.toSecond] * Double(spins[step.second]) }
      let word = UInt64(words[2 * spin]) << 32 | UInt64(words[2 * spin + 1])
      // A spin disobeys its field with probability 1/(1 + exp 2|x|).
      let obeys = RandomStream.uniform(from: word) >= 1 / (1 + Double.exp(2 * abs(local)))
      spins[spin] = (local >= 0) == obeys ? 1 : -1
    }
    return spins
  }

  private func logTwoCosh(_ x: Double) -> Double { abs(x) + .log(onePlus: .exp(-2 * abs(x))) }

  /// Proposes to exchange walkers, as every kernel does; the next sweep draws them anew.
  public func exchange(
    _ walkers: inout DecimatedWalkers, temperatures: [Double], index: Int, streams: LadderStreams,
    counts: inout ExchangeCounts
  ) {
    var words: [UInt32] = []
    let energies = walkers.energies
    LabelExchange.round(
      &walkers.walkerAt, temperatures: temperatures, words: &words, index: index,
      streams: streams, counts: &counts
    ) { energies[$0] - energies[$1] }
  }

  /// Copies walkers.
  public func reproduce(_ walkers: inout DecimatedWalkers, parents: [Int]) {
    let sources = parents.map { walkers.walkerAt[$0] }
    walkers = DecimatedWalkers(
      spins: sources.map { walkers.spins[$0] }, energies: sources.map { walkers.energies[$0] })
  }

  /// The total energy of the walker of a slot.
  public func energy(of walkers: DecimatedWalkers, slot: Int) -> Double {
    walkers.energies[walkers.walkerAt[slot]]
  }

  /// The configuration of the walker of a slot.
  public func configuration(of walkers: DecimatedWalkers, slot: Int) -> [Int8] {
    walkers.spins[walkers.walkerAt[slot]]
  }

  /// Sums up energies anew.
  public func verify(_ walkers: DecimatedWalkers) throws(SamplingError) {
    for (spins, kept) in zip(walkers.spins, walkers.energies) {
      let energy = energy(of: spins)
      guard energy == kept else {
        throw .energyMismatch(
          kept: Int64(exactly: kept.rounded()) ?? .max,
          recomputed: Int64(exactly: energy.rounded()) ?? .max)
      }
    }
  }

  private func energy(of spins: [Int8]) -> Double {
    var sum = 0.0
    for (spin, field) in zip(spins, fields) { sum -= Double(spin) * field }
    for bond in bonds.bonds {
      sum -= bond.coupling * Double(spins[bond.first] * spins[bond.second])
    }
    return sum
  }
}

/// Walkers that are drawn anew in every sweep.
public struct DecimatedWalkers: Sendable {
  var spins: [[Int8]]
  var energies: [Double]
  /// The walker in every slot.
  var walkerAt: [Int]

  init(spins: [[Int8]], energies: [Double]) {
    self.spins = spins
    self.energies = energies
    walkerAt = Array(spins.indices)
  }
}

extension DecimatedWalkers: Codable {
  private enum CodingKeys: String, CodingKey {
    case spins, energies, walkerAt
  }

  /// Writes the walkers.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(spins.map { PackedArray($0) }, forKey: .spins)
    try values.encode(PackedArray(energies), forKey: .energies)
    try values.encode(walkerAt, forKey: .walkerAt)
  }

  /// Reads walkers.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      spins: try values.decode([PackedArray<Int8>].self, forKey: .spins).map(\.elements),
      energies: try values.decode(PackedArray<Double>.self, forKey: .energies).elements)
    walkerAt = try values.decode([Int].self, forKey: .walkerAt)
  }
}
