public import NumericalMethods

/// Graph layers on two equal communities with sampled neighbours.
///
/// ```
/// h_v' = W (1/d) Σ_(u ∈ ∂v) φ(h_u) + b,   d = d_1 + d_2,   W_ij ~ N(0, σ_w²/N),   b_i ~ N(0, σ_b²)
/// ```
///
/// In every layer each node draws d_1 neighbours from its own community and d_2 from the other.
///
/// **Source**: after T. Kawamoto, M. Tsubaki and T. Obuchi, NeurIPS (2018).
public struct CommunityGraphModel: NetworkModel {
  /// The name, `graph`.
  public static let name = "graph"
  /// σ_w, σ_b and φ.
  public let layer: FeedforwardModel
  /// The number d_1 of neighbours in a node's own community.
  public let ownNeighbours: Int
  /// The number d_2 of neighbours in the other community.
  public let otherNeighbours: Int

  /// The number d of neighbours.
  public var degree: Double { Double(ownNeighbours + otherNeighbours) }

  /// The contrast (d_1 − d_2)/d of the communities.
  public var contrast: Double { Double(ownNeighbours - otherNeighbours) / degree }

  /// Describes a network on two communities.
  ///
  /// - Parameters:
  ///   - sigmaW: The standard deviation σ_w, 0 to 1000.
  ///   - sigmaB: The standard deviation σ_b, 0 to 1000.
  ///   - nonlinearity: The activation function.
  ///   - ownNeighbours: The number d_1 of neighbours in the own community, 0 to 10⁶.
  ///   - otherNeighbours: The number d_2 of neighbours in the other, 0 to 10⁶, not both 0.
  /// - Throws: ``NetworkModelError``.
  public init(
    sigmaW: Double, sigmaB: Double, nonlinearity: any Nonlinearity = Tanh(), ownNeighbours: Int,
    otherNeighbours: Int
  ) throws(NetworkModelError) {
    layer = try FeedforwardModel(sigmaW: sigmaW, sigmaB: sigmaB, nonlinearity: nonlinearity)
    for value in [ownNeighbours, otherNeighbours]
    where !(0...1_000_000).contains(value) || ownNeighbours + otherNeighbours == 0 {
      throw .invalidParameter(
        name: "the number of neighbours", value: Double(value),
        expected: "numbers from 0 to 1000000, one of them positive")
    }
    self.ownNeighbours = ownNeighbours
    self.otherNeighbours = otherNeighbours
  }
}
