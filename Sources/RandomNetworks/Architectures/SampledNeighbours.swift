import LinearAlgebra
import NetworkModels
import Randomness

/// Nodes of two equal communities that draw their neighbours at random.
///
/// In every layer each node draws, with replacement, so many nodes of its own community and so many of the other.
/// Nodes 0 … n/2 − 1 form the first community.
struct SampledNeighbours: Sendable, Equatable {
  /// The number n of nodes, even and at least 4.
  let nodes: Int
  /// The number of neighbours in a node's own community.
  let own: Int
  /// The number of neighbours in the other community.
  let other: Int

  init(nodes: Int, _ model: CommunityGraphModel) throws(RandomNetworkError) {
    guard nodes >= 4, nodes % 2 == 0 else {
      throw .invalidParameter(
        name: "nodes", value: Double(nodes), expected: "an even number, at least 4")
    }
    self.nodes = nodes
    own = model.ownNeighbours
    other = model.otherNeighbours
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
