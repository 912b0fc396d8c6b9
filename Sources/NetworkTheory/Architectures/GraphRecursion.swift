public import LinearAlgebra
import NetworkModels
public import NumericalMethods

/// The mean-field theory of graph layers on a given graph.
///
/// ```
/// h_v' = W Σ_u Â_vu φ(h_u) + b,   K' = Â F(K) Âᵀ,  F(K)_uv = σ_w² E φ(x_u) φ(x_v),  plus σ_b²
/// ```
///
/// K is the covariance over nodes of the fields of one feature; x is Gaussian with covariance K. Exact for
/// infinitely many features, for any matrix Â: normalised adjacencies, with or without self-loops.
///
/// **q and c** are the mean over nodes of K_vv, and the mean correlation of different nodes.
///
/// **Source**: derived as the kernel of a convolutional network is, with Â in the place of the kernel; T. Kawamoto
/// et al. (2018) treat random graphs, see ``CommunityRecursion``.
public struct GraphRecursion: MeanFieldRecursion {
  /// The length map of the fully connected network of the same σ_w, σ_b and φ.
  public let lengthMap: LengthMap

  /// The matrix Â that mixes nodes.
  public let mixing: Matrix

  /// Describes a network on a graph.
  ///
  /// - Parameters:
  ///   - sigmaW: The standard deviation σ_w, 0 to 1000.
  ///   - sigmaB: The standard deviation σ_b, 0 to 1000.
  ///   - nonlinearity: The activation function.
  ///   - mixing: The matrix Â, n × n with 2 ≤ n ≤ 500.
  /// - Throws: ``NetworkTheoryError`` for numbers out of range.
  public init(
    sigmaW: Double, sigmaB: Double, nonlinearity: any Nonlinearity = Tanh(), mixing: Matrix
  ) throws(NetworkTheoryError) {
    lengthMap = try LengthMap(sigmaW: sigmaW, sigmaB: sigmaB, nonlinearity: nonlinearity)
    guard mixing.isSquare, (2...500).contains(mixing.rows) else {
      throw .invalidArchitecture(
        name: "the number of nodes", value: Double(mixing.rows),
        expected: "a square matrix over 2 to 500 nodes")
    }
    if let bad = mixing.elements.first(where: { !$0.isFinite }) {
      throw .invalidArchitecture(
        name: "an element of the mixing matrix", value: bad, expected: "finite numbers")
    }
    self.mixing = mixing
  }

  /// The name, `graph`.
  public var name: String { CommunityGraphModel.name }
  /// The fields.
  public var signal: String { "h, the node fields" }

  /// Features of equal lengths and equal correlations of all nodes.
  public func start(q: Double, c: Double) throws(NetworkTheoryError) -> Matrix {
    try requireInputs(q: q, c: c)
    guard c >= -1 / Double(mixing.rows - 1) else { throw .invalidCorrelation(c) }
    return Matrix(rows: mixing.rows, columns: mixing.rows) { $0 == $1 ? q : q * c }
  }

  /// The covariance in the next layer.
  ///
  /// - Complexity: n²/2 double averages and two products of n × n matrices.
  public func next(_ state: Matrix) -> Matrix {
    var image = activationCovariance(of: state, lengthMap: lengthMap)
    let biasVariance = lengthMap.sigmaB * lengthMap.sigmaB
    for k in image.elements.indices { image.elements[k] -= biasVariance }
    var mixed = Matrix.product(mixing * image, withTransposeOf: mixing)
    for k in mixed.elements.indices { mixed.elements[k] += biasVariance }
    return mixed
  }

  /// The means over nodes; χ is the growth of perturbations that differ from node to node.
  public func reading(of state: Matrix) -> RecursionReading {
    let gain = mixing.elements.reduce(0) { $0 + $1 * $1 } / Double(mixing.rows)
    return covarianceReading(state, lengthMap: lengthMap, gain: gain)
  }

  /// The means at the fixed covariance, by iteration from unit lengths.
  ///
  /// Slopes are the ratios of the last changes of q and c, where these are still larger than rounding.
  ///
  /// - Complexity: At most 400 layers; `nil` everywhere where q still moves by 1e-9 or grows above 1e6.
  public func fixedPoint() throws -> RecursionFixedPoint {
    var state = try start(q: 1, c: 0.5)
    var readings = [reading(of: state)]
    for _ in 0..<400 {
      state = next(state)
      let now = reading(of: state)
      guard let last = readings.last, now.q < 1e6 else { break }
      readings.append(now)
      if abs(now.q - last.q) < 1e-10 * now.q, abs(now.separation - last.separation) < 1e-10 {
        return RecursionFixedPoint(
          q: now.q, separation: now.separation, chi: now.chi,
          lengthSlope: Self.ratio(readings.map(\.q)),
          correlationSlope: Self.ratio(readings.map(\.separation)))
      }
    }
    return RecursionFixedPoint(
      q: nil, separation: nil, chi: nil, lengthSlope: nil, correlationSlope: nil)
  }

  /// The ratio of the last two changes that are larger than 1e-8.
  private static func ratio(_ values: [Double]) -> Double? {
    let changes = zip(values.dropFirst(), values).map { $0 - $1 }
    guard let end = changes.lastIndex(where: { abs($0) > 1e-8 }), end > 0 else { return nil }
    return changes[end] / changes[end - 1]
  }
}
