import Randomness
import SpinModels

/// A way to store walkers of one disorder instance and to sweep through their spins.
///
/// A walker is a configuration with what its kernel keeps up to date. A kernel owns the storage (bytes, bit
/// rows, many replicas a word), so its calls are per sweep of all walkers, never per spin. *Slots* number
/// what walkers are for, such as the temperatures of a ladder; which walker is in a slot, and whether labels
/// or bits move in an exchange, is the kernel's affair.
///
/// Each storage of ``/SpinModels/Interactions`` has its kernel; a new one is a C loop, its plain twin and a
/// line in `SpinInstance.kernel(walkers:coldest:)`.
public protocol SweepKernel: Sendable {
  /// All walkers and what is known of them.
  associatedtype Walkers: Sendable & Codable

  /// The number N of spins.
  var spinCount: Int { get }

  /// Puts walkers into given configurations, one a slot.
  ///
  /// - Parameter configurations: N values +1 or −1 for every slot.
  /// - Returns: The walkers.
  func walkers(in configurations: [[Int8]]) -> Walkers

  /// Offers an update to every spin of every walker once.
  ///
  /// - Parameters:
  ///   - walkers: The walkers.
  ///   - temperatures: One per slot.
  ///   - index: The number of sweeps done before, which places the draws in their streams.
  ///   - streams: The names of the streams.
  func sweep(
    _ walkers: inout Walkers, temperatures: [Double], index: Int, streams: LadderStreams)

  /// Proposes to exchange the walkers of neighbouring slots: even pairs at even indices, odd ones at odd.
  ///
  /// ```
  /// accept with probability min(1, exp((β_k − β_{k+1}) (E_k − E_{k+1}))),   E the total energy
  /// ```
  ///
  /// - Parameters:
  ///   - walkers: The walkers.
  ///   - temperatures: One per slot, ascending.
  ///   - index: The number of sweeps done before.
  ///   - streams: The names of the streams.
  ///   - counts: What is counted of exchanges.
  func exchange(
    _ walkers: inout Walkers, temperatures: [Double], index: Int, streams: LadderStreams,
    counts: inout ExchangeCounts)

  /// Replaces the walker of every slot by a copy of that of another slot.
  ///
  /// - Parameters:
  ///   - walkers: The walkers.
  ///   - parents: For every slot, the slot whose walker it gets.
  func reproduce(_ walkers: inout Walkers, parents: [Int])

  /// The total energy of the walker of a slot.
  ///
  /// - Parameters:
  ///   - walkers: The walkers.
  ///   - slot: The slot, from 0.
  /// - Returns: The energy, not divided by N.
  func energy(of walkers: Walkers, slot: Int) -> Double

  /// The configuration of the walker of a slot.
  ///
  /// - Parameters:
  ///   - walkers: The walkers.
  ///   - slot: The slot, from 0.
  /// - Returns: N values +1 or −1.
  func configuration(of walkers: Walkers, slot: Int) -> [Int8]

  /// Refuses walkers whose kept fields or energies are not those of their spins.
  ///
  /// - Parameter walkers: The walkers.
  /// - Throws: ``SamplingError/energyMismatch(kept:recomputed:)``: a defect of the program.
  func verify(_ walkers: Walkers) throws(SamplingError)
}

extension SweepKernel {
  /// The total energies of the walkers of the first slots.
  func energies(of walkers: Walkers, slots: Int) -> [Double] {
    (0..<slots).map { energy(of: walkers, slot: $0) }
  }
}

/// A kernel for lattices and graphs, on which clusters of spins can be found and turned.
public protocol ClusterKernel: SweepKernel {
  /// The spins that every spin is coupled to.
  var neighbours: NeighbourLists { get }

  /// Turns some spins of the walker of a slot.
  ///
  /// - Parameters:
  ///   - sites: The spins, none twice.
  ///   - walkers: The walkers.
  ///   - slot: The slot, from 0.
  func flip(_ sites: [Int], of walkers: inout Walkers, slot: Int)
}

/// The neighbours of every spin of a lattice or graph.
public struct NeighbourLists: Sendable, Equatable {
  /// Where the neighbours of each spin begin: N + 1 positions.
  let starts: [UInt32]
  /// The neighbours, spin after spin.
  let list: [UInt32]
}

/// The names of the random streams of one ladder.
public struct LadderStreams: Sendable, Equatable {
  /// The user's seed.
  public let seed: UInt64
  /// The index of the disorder instance.
  public let instance: Int
  /// The index of the ladder.
  public let chain: Int
  /// Configurations to start from instead of random ones, for the slots in turn.
  let starts: [[Int8]]

  /// Names the streams of a ladder.
  ///
  /// - Parameters:
  ///   - seed: The user's seed.
  ///   - instance: The index of the disorder instance.
  ///   - chain: The index of the ladder.
  public init(seed: UInt64, instance: Int, chain: Int) {
    self.init(seed: seed, instance: instance, chain: chain, starts: [])
  }

  /// Names the streams of a ladder that starts from given configurations, if there are any.
  init(seed: UInt64, instance: Int, chain: Int, starts: [[Int8]]) {
    self.starts = starts
    self.seed = seed
    self.instance = instance
    self.chain = chain
  }

  /// The streams of a replica of a group; the first has those of a ladder of its own.
  ///
  /// Ladders have numbers below 2¹⁰, so that those of the other replicas are free up to the 32nd.
  func replica(_ number: Int) -> LadderStreams {
    LadderStreams(
      seed: seed, instance: instance, chain: chain + number << 10, starts: starts)
  }

  /// The name of a stream of this ladder.
  func name(_ purpose: StreamPurpose, slot: Int = 0) -> StreamName {
    StreamName(seed: seed, purpose: purpose, instance: instance, chain: chain, slot: slot)
  }

  /// The configuration from which a slot starts: fair spins, unless others are given.
  func start(spinCount: Int, slot: Int) -> [Int8] {
    guard starts.isEmpty else { return starts[slot % starts.count] }
    var stream = RandomStream(name(.initialState, slot: slot))
    return (0..<spinCount).map { _ in Int8(stream.sign()) }
  }
}
