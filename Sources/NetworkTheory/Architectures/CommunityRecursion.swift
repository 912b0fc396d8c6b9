public import NetworkModels
import NumericalMethods
import RealModule

/// The mean-field theory of graph layers on two equal communities with sampled neighbours.
///
/// ```
/// h_v' = W (1/d) Σ_(u ∈ ∂v) φ(h_u) + b,   d = d_1 + d_2,   W_ij ~ N(0, σ_w²/N),   b_i ~ N(0, σ_b²)
/// ```
///
/// In every layer each node draws d_1 neighbours from its own community and d_2 from the other. The covariance of the
/// fields of two nodes is k_0 for a node with itself, k_1 within a community and k_2 between, and with
/// F_i = E φ(u) φ(u') at covariance k_i
///
/// ```
/// S = ((d_1² + d_2²) F_1 + 2 d_1 d_2 F_2)/d²,   X = (2 d_1 d_2 F_1 + (d_1² + d_2²) F_2)/d²
/// k_0' = σ_w² (S + (F_0 − F_1)/d) + σ_b²,   k_1' = σ_w² S + σ_b²,   k_2' = σ_w² X + σ_b²
/// ```
///
/// (F_0 − F_1)/d is the noise of few neighbours. The order parameter is the separation of the communities
/// m = (k_1 − k_2)/(2 k_0). In a linear network without biases a small m = k_1/k_0 = −k_2/k_0 grows by
/// d ((d_1 − d_2)/d)² per layer: it stays only above the Kesten–Stigum threshold (d_1 − d_2)² > d, which for a
/// stochastic block model with c_in = 2 d_1, c_out = 2 d_2 is the usual (c_in − c_out)² > 2 (c_in + c_out).
///
/// **q and c** are k_0 and the correlation k_1/k_0 within a community.
///
/// **Assumes** infinitely many features, then infinitely many nodes, and neighbours drawn afresh in every layer. On a
/// graph that is the same in all layers neighbours of a node share that node, and degrees differ:
/// ``GraphRecursion`` is exact there, and both agree for large d.
///
/// **Source**: after T. Kawamoto, M. Tsubaki and T. Obuchi, *Mean-field theory of graph neural networks in graph
/// partitioning*, NeurIPS (2018), who treat the stochastic block model; this closed form is derived here.
public struct CommunityRecursion: MeanFieldRecursion {
  /// The network.
  public let model: CommunityGraphModel

  /// The length map of the fully connected network of the same σ_w, σ_b and φ.
  public let lengthMap: LengthMap

  /// The recursion of a network.
  ///
  /// - Parameter model: The network.
  public init(_ model: CommunityGraphModel) {
    self.model = model
    lengthMap = LengthMap(model.layer)
  }

  private var degree: Double { model.degree }
  private var contrast: Double { model.contrast }

  /// The three covariances of nodes.
  public struct State: Sendable, Equatable {
    /// That of a node with itself, k_0.
    public let own: Double
    /// That of two nodes of one community, k_1.
    public let within: Double
    /// That of two nodes of different communities, k_2.
    public let between: Double

    /// Makes a state.
    ///
    /// - Parameters:
    ///   - own: k_0.
    ///   - within: k_1.
    ///   - between: k_2.
    public init(own: Double, within: Double, between: Double) {
      self.own = own
      self.within = within
      self.between = between
    }

    /// The separation of the communities, (k_1 − k_2)/(2 k_0).
    public var communitySeparation: Double { own > 0 ? (within - between) / (2 * own) : 0 }
  }

  /// The name, `graph`.
  public var name: String { CommunityGraphModel.name }
  /// The fields.
  public var signal: String { "h, the node fields" }

  /// Features with correlation c within a community and −c between the two.
  public func start(q: Double, c: Double) throws(NetworkTheoryError) -> State {
    try requireInputs(q: q, c: c)
    guard c >= 0 else { throw .invalidCorrelation(c) }
    return State(own: q, within: q * c, between: -q * c)
  }

  /// One layer.
  public func next(_ state: State) -> State {
    let map = CorrelationMap(lengthMap)
    let (w, b) = (lengthMap.sigmaW * lengthMap.sigmaW, lengthMap.sigmaB * lengthMap.sigmaB)
    func average(_ overlap: Double) -> Double {
      guard w > 0 else { return 0 }
      let c = state.own > 0 ? Swift.min(1, Swift.max(-1, overlap / state.own)) : 1
      return (map.overlap(c: c, q11: state.own, q22: state.own) - b) / w
    }
    let (f0, f1, f2) = (
      average(state.own), average(state.within), average(state.between)
    )
    let (near, far) = (
      Double(model.ownNeighbours) / degree, Double(model.otherNeighbours) / degree
    )
    let (even, mixed) = (near * near + far * far, 2 * near * far)
    let (same, other) = (even * f1 + mixed * f2, mixed * f1 + even * f2)
    return State(
      own: w * (same + (f0 - f1) / degree) + b, within: w * same + b, between: w * other + b)
  }

  /// k_0, 1 − k_1/k_0 and the growth of perturbations that differ from node to node, σ_w² E φ'²/d.
  public func reading(of state: State) -> RecursionReading {
    RecursionReading(
      q: state.own, separation: state.own > 0 ? 1 - state.within / state.own : 0,
      chi: lengthMap.meanSquareSlope(at: state.own) / degree)
  }

  /// The growth per layer of a small covariance k_1 − k_2.
  ///
  /// ```
  /// σ_w² ((d_1 − d_2)/d)² E φ'(u) φ'(u')   at the mean covariance (k_1 + k_2)/2
  /// ```
  ///
  /// - Parameter state: A state.
  /// - Returns: The factor of k_1 − k_2; relative to k_0 it is to be divided by k_0'/k_0.
  public func communityGrowth(at state: State) -> Double {
    guard state.own > 0, lengthMap(state.own) > 0 else {
      return contrast * contrast * lengthMap.meanSquareSlope(at: 0)
    }
    let c = (state.within + state.between) / (2 * state.own)
    // The slope of the correlation map is scaled by q/V(q).
    let slope =
      CorrelationMap(lengthMap).slope(
        atSeparation: Swift.min(2, Swift.max(0, 1 - c)), q: state.own)
      * lengthMap(state.own) / state.own
    return contrast * contrast * slope
  }

  /// The fixed point that is reached from separated communities, by iteration.
  ///
  /// The slopes are those of k_0 at fixed ratios, and of k_1 − k_2 at fixed k_0. Where a covariance common to all
  /// nodes is unstable, rounding leads to it, as any noise would.
  ///
  /// - Complexity: At most 2000 layers; `nil` everywhere where k_0 still moves by 1e-10 or grows above 1e6.
  public func fixedPoint() throws -> RecursionFixedPoint {
    var state = State(own: 1, within: 0.5, between: -0.5)
    for _ in 0..<2000 {
      let image = next(state)
      let change = Swift.max(
        abs(image.own - state.own), abs(image.within - state.within),
        abs(image.between - state.between))
      state = image
      if !(state.own < 1e6) { break }
      if change < 1e-13 * Swift.max(1, state.own) { return slopes(at: state) }
    }
    return RecursionFixedPoint(
      q: nil, separation: nil, chi: nil, lengthSlope: nil, correlationSlope: nil)
  }

  private func slopes(at state: State) -> RecursionFixedPoint {
    guard state.own > 1e-10 else {
      let slope = lengthMap.meanSquareSlope(at: 0)
      return RecursionFixedPoint(
        q: 0, separation: 0, chi: slope / degree, lengthSlope: slope / degree,
        correlationSlope: communityGrowth(at: State(own: 0, within: 0, between: 0)))
    }
    let reading = reading(of: state)
    let (ratio1, ratio2) = (state.within / state.own, state.between / state.own)
    let lengthSlope = centralSlope(at: state.own) {
      next(State(own: $0, within: ratio1 * $0, between: ratio2 * $0)).own
    }
    let middle = (state.within + state.between) / 2
    let half = (state.within - state.between) / 2
    let width = Swift.min(1e-3 * state.own, (state.own - abs(middle) - half) / 2)
    func image(_ x: Double) -> Double {
      let moved = next(State(own: state.own, within: middle + x, between: middle - x))
      return (moved.within - moved.between) / 2
    }
    // At c = 1 there is no room for a difference.
    let correlationSlope =
      width > 1e-9 * state.own
      ? (image(half + width) - image(half - width)) / (2 * width) : communityGrowth(at: state)
    return RecursionFixedPoint(
      q: state.own, separation: reading.separation, chi: reading.chi, lengthSlope: lengthSlope,
      correlationSlope: correlationSlope)
  }
}
