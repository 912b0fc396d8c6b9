public import Documents
package import Randomness
import SpinModels

/// Parallel tempering with isoenergetic cluster moves between four replicas of each temperature.
///
/// ```
/// q_i = s_i^a s_i^b;   a connected cluster of q_i = −1 is exchanged between a and b:   E_a + E_b stays
/// ```
///
/// A ladder is a group of four replicas at every temperature. Each replica sweeps and exchanges temperatures as in
/// ``ParallelTempering``; then the replicas of a temperature are paired, another way after every sweep, and each pair
/// exchanges the cluster of a random site among those where it differs. The field q_i of the pair stays, so the move is
/// its own inverse and every move is accepted.
///
/// **Independence**: a move makes the replicas of a group dependent on one another, for ever. Nothing is taken between
/// them: the first replica of a group is what is recorded, the others help it, and overlaps are between groups, which
/// share nothing. So a ladder costs four times the updates of one without the moves; the column *cost* (sweeps of
/// one replica per independent configuration) of two runs says whether they pay. They do where clusters stay small: in two
/// dimensions at all temperatures, in three only where it is cold.
///
/// **Source**: J. Houdayer, *Eur. Phys. J. B* 22, 479 (2001); Z. Zhu, A. J. Ochoa and H. G. Katzgraber, *Phys. Rev.
/// Lett.* 115, 077201 (2015).
public struct ClusterTempering: ClusterAlgorithm {
  /// The name of the algorithm on the command line and in files.
  public static let name = "cluster-tempering"

  /// Those of ``ParallelTempering``, of the replica that is recorded, and the sizes of the clusters.
  public static let diagnostics =
    ParallelTempering.diagnostics + [
      Quantity(
        "cluster_size", ["instance", "temperature", "chain"],
        "mean fraction of the spins that a cluster move exchanges")
    ]

  /// The replicas of a temperature.
  static let replicas = 4
  /// Which replicas are paired, after one sweep and another.
  static let pairings = [[(0, 1), (2, 3)], [(0, 2), (1, 3)], [(0, 3), (1, 2)]]

  /// Makes the algorithm.
  public init() {}

  /// The cluster is all that differs, and a move is a new label.
  public static let moveWithAllCouplings = "the replicas would only change their names"

  /// Four at every temperature.
  public func walkers(_ settings: SamplingSettings) -> Int {
    Self.replicas * settings.temperatures.count
  }

  /// Starts every replica from its own random configurations.
  public func clusterLadder<Kernel: ClusterKernel>(
    _ kernel: Kernel, settings: SamplingSettings, streams: LadderStreams
  ) -> any SamplingLadder {
    ReplicaGroup(kernel, settings: settings, streams: streams)
  }
}

/// The replicas of a group that are not recorded, and the moves between all of them.
private struct ReplicaGroup<Kernel: ClusterKernel>: SamplingLadder {
  struct State: Sendable, Codable {
    /// The replica that is recorded.
    var first: TemperatureLadder<Kernel>.State
    /// The other replicas.
    var others: [Kernel.Walkers]
    /// Per temperature: the spins that moves have exchanged since the burn-in.
    var exchangedSpins: [Int]
  }

  private let kernel: Kernel
  private let settings: SamplingSettings
  private let streams: [LadderStreams]
  private var ladder: TemperatureLadder<Kernel>
  private var others: [Kernel.Walkers]
  private var exchangedSpins: [Int]
  private var search: ClusterSearch

  var state: State {
    get { State(first: ladder.state, others: others, exchangedSpins: exchangedSpins) }
    set {
      ladder.state = newValue.first
      others = newValue.others
      exchangedSpins = newValue.exchangedSpins
    }
  }

  var stepsDone: Int { ladder.stepsDone }
  var stepCount: Int { ladder.stepCount }
  var updatesPerStep: Int { ClusterTempering.replicas * ladder.updatesPerStep }

  init(_ kernel: Kernel, settings: SamplingSettings, streams: LadderStreams) {
    self.kernel = kernel
    self.settings = settings
    let all = (0..<ClusterTempering.replicas).map { streams.replica($0) }
    self.streams = all
    ladder = TemperatureLadder(kernel, settings: settings, streams: all[0])
    others = all.dropFirst().map { streams in
      kernel.walkers(
        in: settings.temperatures.indices.map {
          streams.start(spinCount: kernel.spinCount, slot: $0)
        })
    }
    exchangedSpins = [Int](repeating: 0, count: settings.temperatures.count)
    search = ClusterSearch(kernel.neighbours)
    noteLowest()
  }

  /// Looks for the lowest energy in all replicas.
  private mutating func noteLowest() {
    for walkers in [ladder.state.walkers] + others {
      kernel.note(
        walkers, energies: kernel.energies(of: walkers, slots: settings.temperatures.count),
        sweep: ladder.stepsDone, in: &ladder.state.lowest)
    }
  }

  mutating func advance() {
    let index = ladder.stepsDone
    let temperatures = settings.temperatures
    for (k, streams) in streams.dropFirst().enumerated() {
      kernel.sweep(&others[k], temperatures: temperatures, index: index, streams: streams)
      var uncounted = ExchangeCounts(slots: temperatures.count)
      kernel.exchange(
        &others[k], temperatures: temperatures, index: index, streams: streams, counts: &uncounted)
    }
    // What is recorded after this sweep is the replica before the moves, as good as after them.
    ladder.advance()
    let pairs = ClusterTempering.pairings[index % ClusterTempering.pairings.count]
    for (number, pair) in pairs.enumerated() {
      for slot in temperatures.indices {
        let cluster = search.cluster(
          between: configuration(pair.0, slot), configuration(pair.1, slot),
          stream: streams[0].name(.clusters, slot: 2 * slot + number), index: index)
        guard !cluster.isEmpty else { continue }
        flip(cluster, pair.0, slot)
        flip(cluster, pair.1, slot)
        exchangedSpins[slot] += cluster.count
      }
    }
    if ladder.stepsDone == settings.burnIn { forgetMoves() }
    noteLowest()
  }

  private mutating func forgetMoves() {
    for slot in exchangedSpins.indices { exchangedSpins[slot] = 0 }
  }

  mutating func extend(_ shorter: State) -> Bool {
    guard ladder.extend(shorter.first) else { return false }
    others = shorter.others
    forgetMoves()
    return true
  }

  private func configuration(_ replica: Int, _ slot: Int) -> [Int8] {
    replica == 0
      ? ladder.configuration(slot: slot)
      : kernel.configuration(of: others[replica - 1], slot: slot)
  }

  private mutating func flip(_ sites: [Int], _ replica: Int, _ slot: Int) {
    if replica == 0 {
      kernel.flip(sites, of: &ladder.state.walkers, slot: slot)
    } else {
      kernel.flip(sites, of: &others[replica - 1], slot: slot)
    }
  }

  func record() throws -> LadderRecord {
    for walkers in others { try kernel.verify(walkers) }
    let moves = Double(2 * settings.sweeps * kernel.spinCount)
    return try ladder.record(
      besides: ["cluster_size": exchangedSpins.map { Double($0) / moves }])
  }
}

/// Finds clusters of sites where two configurations differ.
package struct ClusterSearch: Sendable {
  private let neighbours: NeighbourLists
  private var differs: [Bool]
  private var words = [UInt32](repeating: 0, count: 4)

  /// Looks on a lattice or graph.
  package init(_ neighbours: NeighbourLists) {
    self.neighbours = neighbours
    differs = [Bool](repeating: false, count: neighbours.starts.count - 1)
  }

  /// The connected cluster around a random site among those where two configurations differ.
  ///
  /// - Parameters:
  ///   - a: A configuration.
  ///   - b: Another one.
  ///   - stream: The stream of random numbers.
  ///   - index: The number of sweeps done before.
  /// - Returns: The sites; none where the configurations are equal.
  /// - Complexity: O(N) and the bonds of the cluster.
  package mutating func cluster(
    between a: [Int8], _ b: [Int8], stream: StreamName, index: Int
  ) -> [Int] {
    var count = 0
    for site in differs.indices {
      differs[site] = a[site] != b[site]
      if differs[site] { count += 1 }
    }
    guard count > 0 else { return [] }
    RandomStream.fill(&words, from: stream, block: UInt64(index))
    var left = Int((UInt64(words[0]) &* UInt64(count)) >> 32)
    var start = 0
    for site in differs.indices where differs[site] {
      if left == 0 {
        start = site
        break
      }
      left -= 1
    }
    var cluster = [start]
    differs[start] = false
    var next = 0
    while next < cluster.count {
      let site = cluster[next]
      next += 1
      for place in Int(neighbours.starts[site])..<Int(neighbours.starts[site + 1]) {
        let neighbour = Int(neighbours.list[place])
        guard differs[neighbour] else { continue }
        differs[neighbour] = false
        cluster.append(neighbour)
      }
    }
    return cluster
  }
}
