/// What the numbers of a random stream are used for.
///
/// The raw values are part of the stream format: they never change their meaning.
public enum StreamPurpose: UInt8, Sendable, CaseIterable {
  /// Couplings and fields of a disorder instance.
  case disorder = 1
  /// Hopfield patterns.
  case patterns = 2
  /// Initial configurations of a ladder.
  case initialState = 3
  /// Heat-bath decisions of one temperature slot.
  case updates = 4
  /// The order in which the sites are visited.
  case visitOrder = 5
  /// Exchange decisions of a ladder.
  case exchange = 6
  /// The tree and the spins of a planted ensemble.
  case planting = 7
  /// Inputs of a network.
  case inputs = 8
  /// Weights of a network.
  case weights = 9
  /// Biases of a network.
  case biases = 10
  /// Splits of the sites and permutations in the analysis of an overlap matrix.
  case analysis = 11
  /// Pre-activations of a network that are drawn from their law, without weights.
  case fields = 12
  /// Relabellings of ladders and orders of time in the tests of equilibration.
  case equilibration = 13
  /// Where cluster moves begin.
  case clusters = 14
}

/// The name of a random stream.
///
/// Streams with different names share no number, whatever the order in which they are used: the name
/// selects a region of the counter of one Philox bijection whose key is the seed.
public struct StreamName: Sendable, Hashable {
  /// The version of the mapping from names to numbers.
  public static let formatVersion = 1

  /// The user's seed.
  public var seed: UInt64
  /// What the numbers are for.
  public var purpose: StreamPurpose
  /// The disorder instance, from 0; below 2³².
  public var instance: Int
  /// The chain or ladder, from 0; below 2¹⁶.
  public var chain: Int
  /// The temperature slot, layer or other index, from 0; below 2²⁴.
  public var slot: Int

  /// Names a stream.
  ///
  /// - Parameters:
  ///   - seed: The user's seed.
  ///   - purpose: What the numbers are for.
  ///   - instance: The disorder instance, below 2³².
  ///   - chain: The chain or ladder, below 2¹⁶.
  ///   - slot: The temperature slot, layer or other index, below 2²⁴.
  public init(
    seed: UInt64, purpose: StreamPurpose, instance: Int = 0, chain: Int = 0, slot: Int = 0
  ) {
    precondition(instance >= 0 && instance < 1 << 32, "instance \(instance) outside 0..<2³²")
    precondition(chain >= 0 && chain < 1 << 16, "chain \(chain) outside 0..<2¹⁶")
    precondition(slot >= 0 && slot < 1 << 24, "slot \(slot) outside 0..<2²⁴")
    self.seed = seed
    self.purpose = purpose
    self.instance = instance
    self.chain = chain
    self.slot = slot
  }

  /// The two key words of Philox.
  var key: (UInt32, UInt32) { (UInt32(truncatingIfNeeded: seed), UInt32(seed >> 32)) }

  /// The counter words that the name fixes; the block number fills the rest.
  var counter: (middle: UInt32, third: UInt32, fourth: UInt32) {
    (
      UInt32(chain) << 16, UInt32(instance),
      UInt32(purpose.rawValue) << 24 | UInt32(slot)
    )
  }

  /// Hands the name to a kernel: the key, and the words of the counter that the name fixes.
  package func withCounter<Result>(
    _ body: (_ key: UnsafePointer<UInt32>, _ middle: UInt32, _ third: UInt32, _ fourth: UInt32) ->
      Result
  ) -> Result {
    let fixed = counter
    return withUnsafePointer(to: key) { pair in
      pair.withMemoryRebound(to: UInt32.self, capacity: 2) { words in
        body(words, fixed.middle, fixed.third, fixed.fourth)
      }
    }
  }
}
