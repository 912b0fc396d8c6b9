import LinearAlgebra
import Randomness

/// Nodes of two equal communities that draw their neighbours at random.
///
/// In every layer each node draws, with replacement, so many nodes of its own community and so many of the other.
/// Nodes 0 … n/2 − 1 form the first community.
public struct SampledNeighbours: Sendable, Equatable {
  /// The number n of nodes.
  public let nodes: Int
  /// The number of neighbours in a node's own community.
  public let own: Int
  /// The number of neighbours in the other community.
  public let other: Int

  /// Describes how neighbours are drawn.
  ///
  /// - Parameters:
  ///   - nodes: The number n of nodes, even and at least 4.
  ///   - own: The number of neighbours in the own community, 0 or more.
  ///   - other: The number in the other community, 0 or more, not both 0.
  /// - Throws: ``RandomNetworkError/invalidParameter(name:value:expected:)``.
  public init(nodes: Int, own: Int, other: Int) throws(RandomNetworkError) {
    guard nodes >= 4, nodes % 2 == 0 else {
      throw .invalidParameter(
        name: "nodes", value: Double(nodes), expected: "an even number, at least 4")
    }
    guard own >= 0, other >= 0, own + other > 0 else {
      throw .invalidParameter(
        name: "the number of neighbours", value: Double(min(own, other)),
        expected: "numbers that are not negative, one of them positive")
    }
    self.nodes = nodes
    self.own = own
    self.other = other
  }

  /// The matrix that averages over the neighbours of each node in one layer.
  func mixing(network: Int, layer: Int, seed: UInt64) -> Matrix {
    var stream = RandomStream(
      StreamName(seed: seed, purpose: .disorder, instance: network, slot: layer))
    let half = nodes / 2
    let share = 1 / Double(own + other)
    var result = Matrix(rows: nodes, columns: nodes)
    for v in 0..<nodes {
      let (home, away) = v < half ? (0, half) : (half, 0)
      for _ in 0..<own { result[v, home + stream.index(below: half)] += share }
      for _ in 0..<other { result[v, away + stream.index(below: half)] += share }
    }
    return result
  }
}
