public import LinearAlgebra
import Randomness

/// Random graphs of two equal communities.
///
/// ```
/// P(edge) = 2 d a/n within a community,   2 d (1 − a)/n between the two
/// ```
///
/// Nodes 0 … n/2 − 1 form the first community.
public struct StochasticBlockModel: Sendable, Equatable {
  /// The number n of nodes.
  public let nodes: Int
  /// The mean degree d.
  public let degree: Double
  /// The share a of a node's neighbours that are in its own community.
  public let assortativity: Double

  /// Describes graphs.
  ///
  /// - Parameters:
  ///   - nodes: The number n of nodes, even.
  ///   - degree: The mean degree d.
  ///   - assortativity: The share a of neighbours in the own community, 0 to 1.
  /// - Throws: ``RandomNetworkError/invalidParameter(name:value:expected:)`` for numbers out of range or
  ///   probabilities of an edge above 1.
  public init(nodes: Int, degree: Double, assortativity: Double) throws(RandomNetworkError) {
    guard nodes >= 4, nodes % 2 == 0 else {
      throw .invalidParameter(
        name: "nodes", value: Double(nodes), expected: "an even number, at least 4")
    }
    guard (0...1).contains(assortativity) else {
      throw .invalidParameter(name: "assortativity", value: assortativity, expected: "0 to 1")
    }
    let largest = Double(nodes) / (2 * max(assortativity, 1 - assortativity))
    guard degree > 0, degree <= largest else {
      throw .invalidParameter(
        name: "degree", value: degree,
        expected: "a positive number up to \(largest) for \(nodes) nodes")
    }
    self.nodes = nodes
    self.degree = degree
    self.assortativity = assortativity
  }

  /// The adjacency matrix of one graph divided by the mean degree.
  ///
  /// - Parameters:
  ///   - index: Which graph of the ensemble, from 0.
  ///   - seed: The user's seed.
  /// - Returns: A symmetric n × n matrix of zero diagonal.
  /// - Complexity: O(n²) random numbers.
  public func normalizedAdjacency(graph index: Int, seed: UInt64) -> Matrix {
    var stream = RandomStream(StreamName(seed: seed, purpose: .disorder, instance: index))
    var result = Matrix(rows: nodes, columns: nodes)
    let scale = 2 * degree / Double(nodes)
    for a in 0..<nodes {
      for b in 0..<a {
        let same = (a < nodes / 2) == (b < nodes / 2)
        let probability = scale * (same ? assortativity : 1 - assortativity)
        if stream.uniform() < probability {
          result[a, b] = 1 / degree
          result[b, a] = 1 / degree
        }
      }
    }
    return result
  }
}
