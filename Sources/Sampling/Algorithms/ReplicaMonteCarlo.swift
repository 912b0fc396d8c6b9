public import Documents
package import Randomness
import RealModule
import SpinModels

/// Parallel tempering with replica Monte Carlo: cluster moves between neighbouring temperatures.
///
/// ```
/// τ_i = s_i^a s_i^b,   a at β_a, b at β_b
/// a connected cluster C of equal τ is turned in both:   p = 1/(1 + exp(β_a ΔE_a + β_b ΔE_b))
/// β_a ΔE_a + β_b ΔE_b = 2 (β_a − β_b) Σ_{i ∈ C, j ∉ C} J_ij s_i^a s_j^a   without fields, since τ_i τ_j = −1 across the border
/// ```
///
/// After every sweep and exchange the replicas of neighbouring temperatures, even pairs after even sweeps and odd ones
/// after odd, are cut into clusters, and every cluster is turned in both replicas or left, in the order of its first site. The
/// field τ stays, so do the clusters, and each step is a heat bath of a cluster: near temperatures turn large clusters freely.
///
/// The replicas of a ladder become dependent, as by exchanges; overlaps are between ladders, which share nothing. A round of
/// moves costs about as much as two sweeps; the column *cost* (sweeps per independent configuration) of two runs says
/// whether it pays. It does where clusters do not span the system: in two dimensions, and where a graph is diluted.
///
/// **Source**: R. H. Swendsen and J.-S. Wang, *Phys. Rev. Lett.* 57, 2607 (1986).
public struct ReplicaMonteCarlo: ClusterAlgorithm {
  /// The name of the algorithm on the command line and in files.
  public static let name = "replica-monte-carlo"

  /// Those of ``ParallelTempering``, and the spins that are turned.
  public static let diagnostics =
    ParallelTempering.diagnostics + [
      Quantity(
        "turned_spins", ["instance", "temperature_pair", "chain"],
        "mean fraction of the spins that a round of cluster moves with the next higher temperature turns"
      )
    ]

  /// Makes the algorithm.
  public init() {}

  /// There are two clusters at most.
  public static let moveWithAllCouplings =
    "there are no clusters but all that agree and all that differ"

  /// Starts every temperature from its own random configuration.
  public func clusterLadder<Kernel: ClusterKernel>(
    _ kernel: Kernel, settings: SamplingSettings, streams: LadderStreams
  ) -> any SamplingLadder {
    PairedLadder(kernel, settings: settings, streams: streams)
  }
}

/// A ladder whose neighbouring temperatures turn clusters together.
private struct PairedLadder<Kernel: ClusterKernel>: SamplingLadder {
  struct State: Sendable, Codable {
    var ladder: TemperatureLadder<Kernel>.State
    /// Per pair of temperatures: the spins that were turned since the burn-in, and the rounds of moves.
    var turned: [Int]
    var rounds: [Int]
  }

  private let kernel: Kernel
  private let settings: SamplingSettings
  private let streams: LadderStreams
  private var ladder: TemperatureLadder<Kernel>
  private var turned: [Int]
  private var rounds: [Int]
  private var moves: ReplicaClusters

  var state: State {
    get { State(ladder: ladder.state, turned: turned, rounds: rounds) }
    set {
      ladder.state = newValue.ladder
      turned = newValue.turned
      rounds = newValue.rounds
    }
  }

  var stepsDone: Int { ladder.stepsDone }
  var stepCount: Int { ladder.stepCount }
  var updatesPerStep: Int { 3 * ladder.updatesPerStep }

  init(_ kernel: Kernel, settings: SamplingSettings, streams: LadderStreams) {
    self.kernel = kernel
    self.settings = settings
    self.streams = streams
    ladder = TemperatureLadder(kernel, settings: settings, streams: streams)
    turned = [Int](repeating: 0, count: settings.temperatures.count - 1)
    rounds = turned
    moves = ReplicaClusters(kernel.neighbours)
  }

  mutating func advance() {
    let index = ladder.stepsDone
    // What is recorded after this sweep is the ladder before the moves, as good as after them.
    ladder.advance()
    let betas = settings.temperatures.map { 1 / $0 }
    for pair in stride(from: index % 2, to: turned.count, by: 2) {
      turned[pair] += moves.turn(
        kernel, &ladder.state.walkers, pair: pair, betas: betas,
        stream: streams.name(.clusters, slot: pair), index: index)
      rounds[pair] += 1
    }
    if ladder.stepsDone == settings.burnIn { forgetMoves() }
    kernel.note(
      ladder.state.walkers,
      energies: kernel.energies(of: ladder.state.walkers, slots: settings.temperatures.count),
      sweep: ladder.stepsDone, in: &ladder.state.lowest)
  }

  private mutating func forgetMoves() {
    for pair in turned.indices {
      turned[pair] = 0
      rounds[pair] = 0
    }
  }

  mutating func extend(_ shorter: State) -> Bool {
    guard ladder.extend(shorter.ladder) else { return false }
    forgetMoves()
    return true
  }

  func record() throws -> LadderRecord {
    try ladder.record(
      besides: [
        "turned_spins": zip(turned, rounds).map {
          $1 > 0 ? Double($0) / Double($1 * kernel.spinCount) : 0
        }
      ])
  }
}

/// Cuts two replicas into the clusters on which they agree or differ, and turns these in both.
package struct ReplicaClusters: Sendable {
  private let neighbours: NeighbourLists
  private var isOpen: [Bool]
  private var words: [UInt32]

  /// Looks on a lattice or graph.
  package init(_ neighbours: NeighbourLists) {
    self.neighbours = neighbours
    let count = neighbours.starts.count - 1
    isOpen = [Bool](repeating: false, count: count)
    words = [UInt32](repeating: 0, count: (count + 3) / 4 * 4)
  }

  /// One round of moves of the walkers of two neighbouring slots.
  ///
  /// - Parameters:
  ///   - kernel: The kernel.
  ///   - walkers: The walkers.
  ///   - pair: The lower slot.
  ///   - betas: The inverse temperatures of all slots.
  ///   - stream: The stream of random numbers.
  ///   - index: The number of sweeps done before.
  /// - Returns: The number of spins that were turned, in one of the two.
  /// - Complexity: O(N) and the bonds.
  package mutating func turn<Kernel: ClusterKernel>(
    _ kernel: Kernel, _ walkers: inout Kernel.Walkers, pair: Int, betas: [Double],
    stream: StreamName, index: Int
  ) -> Int {
    let a = kernel.configuration(of: walkers, slot: pair)
    let b = kernel.configuration(of: walkers, slot: pair + 1)
    for site in isOpen.indices { isOpen[site] = true }
    RandomStream.fill(&words, from: stream, block: UInt64(index) * UInt64(words.count / 4))
    var before = (
      kernel.energy(of: walkers, slot: pair), kernel.energy(of: walkers, slot: pair + 1)
    )
    var (turned, number) = (0, 0)
    for start in isOpen.indices where isOpen[start] {
      let cluster = cluster(of: start, a, b)
      kernel.flip(cluster, of: &walkers, slot: pair)
      kernel.flip(cluster, of: &walkers, slot: pair + 1)
      let after = (
        kernel.energy(of: walkers, slot: pair), kernel.energy(of: walkers, slot: pair + 1)
      )
      let exponent =
        betas[pair] * (after.0 - before.0) + betas[pair + 1] * (after.1 - before.1)
      let uniform = (Double(words[number]) + 0.5) / 4_294_967_296
      number += 1
      // u < 1/(1 + e^x), without overflow.
      if exponent < 700, uniform * (1 + Double.exp(exponent)) < 1 {
        before = after
        turned += cluster.count
      } else {
        kernel.flip(cluster, of: &walkers, slot: pair)
        kernel.flip(cluster, of: &walkers, slot: pair + 1)
      }
    }
    return turned
  }

  /// The sites that are connected with one and have the same τ; they are closed.
  private mutating func cluster(of start: Int, _ a: [Int8], _ b: [Int8]) -> [Int] {
    let sign = a[start] == b[start]
    var cluster = [start]
    isOpen[start] = false
    var next = 0
    while next < cluster.count {
      let site = cluster[next]
      next += 1
      for place in Int(neighbours.starts[site])..<Int(neighbours.starts[site + 1]) {
        let neighbour = Int(neighbours.list[place])
        guard isOpen[neighbour], (a[neighbour] == b[neighbour]) == sign else { continue }
        isOpen[neighbour] = false
        cluster.append(neighbour)
      }
    }
    return cluster
  }
}
