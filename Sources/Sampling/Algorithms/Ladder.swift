import CKernels
import Randomness
import RealModule
import SpinModels

/// The state of one ladder: a configuration for every temperature, and how they are permuted.
///
/// Temperatures move, configurations stay: `walkerAt[slot]` is the configuration that currently has
/// temperature number `slot`.
package struct Ladder {
  let model: FixedPointModel
  let settings: SamplingSettings
  let instance: Int
  let chain: Int

  private(set) var spins: [[Int8]]
  private(set) var fields: [[Int32]]
  private(set) var energies: [Int64]
  package private(set) var walkerAt: [Int]
  package private(set) var exchanges: ExchangeCounts

  private var sweepsDone = 0
  private var order: [UInt32]
  private var orderWords: [UInt32]
  private var updateWords: [UInt32]
  private var deviates: [Float]
  private var exchangeWords: [UInt32]
  private let level = rk_cpu_level()

  /// Starts every temperature from its own random configuration.
  package init(model: FixedPointModel, settings: SamplingSettings, instance: Int, chain: Int) {
    self.model = model
    self.settings = settings
    self.instance = instance
    self.chain = chain
    let n = model.spinCount
    let slots = settings.temperatures.count
    var spins: [[Int8]] = []
    var fields: [[Int32]] = []
    var energies: [Int64] = []
    for slot in 0..<slots {
      var stream = RandomStream(
        StreamName(
          seed: settings.seed, purpose: .initialState, instance: instance, chain: chain,
          slot: slot))
      let start = (0..<n).map { _ in Int8(stream.sign()) }
      let local = model.localFields(of: start)
      spins.append(start)
      fields.append(local)
      energies.append(model.energy(of: start, localFields: local))
    }
    self.spins = spins
    self.fields = fields
    self.energies = energies
    walkerAt = Array(0..<slots)
    exchanges = ExchangeCounts(slots: slots)
    let padded = (n + 3) / 4 * 4
    let groups = (n + Int(RK_GROUP) - 1) / Int(RK_GROUP)
    order = (0..<UInt32(groups)).map { $0 }
    orderWords = [UInt32](repeating: 0, count: (groups + 3) / 4 * 4)
    updateWords = [UInt32](repeating: 0, count: padded)
    deviates = [Float](repeating: 0, count: padded)
    exchangeWords = [UInt32](repeating: 0, count: (2 * slots + 3) / 4 * 4)
  }

  /// One heat-bath sweep at every temperature and one round of exchanges.
  package mutating func advance() {
    shuffleOrder()
    for slot in settings.temperatures.indices { sweep(slot) }
    if settings.exchanges { exchange() }
    sweepsDone += 1
  }

  /// Draws the order in which this sweep visits the groups of sites, the same for all temperatures.
  ///
  /// Sites come in groups of neighbours, the groups in random order. Any order that does not look at
  /// the spins leaves the Gibbs measure invariant, and a heat bath may stay at every site, so no
  /// order traps it; multiply-shift without rejection is as good as uniform here.
  private mutating func shuffleOrder() {
    RandomStream.fill(
      &orderWords,
      from: StreamName(
        seed: settings.seed, purpose: .visitOrder, instance: instance, chain: chain),
      block: UInt64(sweepsDone) * UInt64(orderWords.count / 4))
    for last in stride(from: order.count - 1, to: 0, by: -1) {
      let other = Int(UInt64(orderWords[last]) &* UInt64(last + 1) >> 32)
      order.swapAt(last, other)
    }
  }

  private mutating func sweep(_ slot: Int) {
    RandomStream.fill(
      &updateWords,
      from: StreamName(
        seed: settings.seed, purpose: .updates, instance: instance, chain: chain, slot: slot),
      block: UInt64(sweepsDone) * UInt64(updateWords.count / 4))
    rk_logistic(level, updateWords, &deviates, updateWords.count)
    let walker = walkerAt[slot]
    _ = rk_heat_bath_sweep(
      level, model.spinCount, model.stride, model.doubledRows, order, deviates,
      Float(settings.temperatures[slot] / (2 * model.unit)), &spins[walker], &fields[walker],
      &energies[walker])
  }

  /// Proposes to exchange neighbouring temperatures: even pairs in even sweeps, odd ones in odd.
  ///
  /// ```
  /// accept with probability min(1, exp((β_k − β_{k+1}) (E_k − E_{k+1}))),   E the total energy
  /// ```
  private mutating func exchange() {
    let name = StreamName(
      seed: settings.seed, purpose: .exchange, instance: instance, chain: chain)
    RandomStream.fill(
      &exchangeWords, from: name, block: UInt64(sweepsDone) * UInt64(exchangeWords.count / 4))
    let temperatures = settings.temperatures
    for slot in stride(from: sweepsDone & 1, to: temperatures.count - 1, by: 2) {
      let cold = walkerAt[slot]
      let hot = walkerAt[slot + 1]
      let exponent =
        (1 / temperatures[slot] - 1 / temperatures[slot + 1])
        * Double(energies[cold] - energies[hot]) * model.unit
      let word = UInt64(exchangeWords[2 * slot]) << 32 | UInt64(exchangeWords[2 * slot + 1])
      let accepted = exponent >= 0 || RandomStream.uniform(from: word) < Double.exp(exponent)
      if accepted { walkerAt.swapAt(slot, slot + 1) }
      exchanges.record(pair: slot, accepted: accepted)
    }
    exchanges.visit(walkerAt)
  }

  /// Forgets the exchanges counted so far; called at the end of the burn-in.
  mutating func resetExchangeCounts() {
    exchanges.forgetCounts()
  }

  /// The total energy at one temperature.
  func energy(slot: Int) -> Double { Double(energies[walkerAt[slot]]) * model.unit }

  /// The configuration at one temperature.
  package func configuration(slot: Int) -> [Int8] { spins[walkerAt[slot]] }

  /// Throws when a kept field or energy is not that of its spins.
  package func checkEnergies() throws(SamplingError) {
    for walker in spins.indices {
      let local = model.localFields(of: spins[walker])
      let energy = model.energy(of: spins[walker], localFields: local)
      guard local == fields[walker], energy == energies[walker] else {
        throw .energyMismatch(kept: energies[walker], recomputed: energy)
      }
    }
  }
}

/// How often neighbouring temperatures exchanged, and how often walkers crossed the whole ladder.
package struct ExchangeCounts: Sendable {
  private var proposed: [Int]
  private var accepted: [Int]
  /// Per walker: +1 after the hottest temperature, −1 after the coldest, 0 before either.
  private var direction: [Int]
  /// Journeys from the hottest to the coldest temperature and back, over all walkers.
  private(set) var roundTrips = 0

  init(slots: Int) {
    proposed = [Int](repeating: 0, count: max(0, slots - 1))
    accepted = proposed
    direction = [Int](repeating: 0, count: slots)
  }

  mutating func record(pair: Int, accepted isAccepted: Bool) {
    proposed[pair] += 1
    if isAccepted { accepted[pair] += 1 }
  }

  /// Notes which walkers are at the ends; a return to the hottest end completes a round trip.
  mutating func visit(_ walkerAt: [Int]) {
    guard let coldest = walkerAt.first, let hottest = walkerAt.last else { return }
    if direction[coldest] == 1 { direction[coldest] = -1 }
    if direction[hottest] == -1 { roundTrips += 1 }
    direction[hottest] = 1
  }

  mutating func forgetCounts() {
    for k in proposed.indices {
      proposed[k] = 0
      accepted[k] = 0
    }
    roundTrips = 0
  }

  /// The accepted fraction of the exchanges of each neighbouring pair.
  package var rates: [Double] {
    zip(accepted, proposed).map { $1 > 0 ? Double($0) / Double($1) : 0 }
  }
}
