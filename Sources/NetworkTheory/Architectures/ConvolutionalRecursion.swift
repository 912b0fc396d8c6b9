public import LinearAlgebra
public import NetworkModels
import NumericalMethods
import RealModule

/// The mean-field theory of convolutional networks with many channels on a ring of positions.
///
/// ```
/// h^(l+1)_j(α) = Σ_i Σ_β W_ij(β) φ(h^l_i(α + β)) + b_j,   W_ij(β) ~ N(0, σ_w² v_β/C),  Σ_β v_β = 1
/// Σ'_αα' = Σ_β v_β F(Σ)_(α+β, α'+β),   F(Σ)_αα' = σ_w² E φ(u_α) φ(u_α') + σ_b²
/// ```
///
/// Σ is the covariance over positions of the fields of one channel. The average over β moves along the
/// diagonals, so that deviations from the fixed point decompose into Fourier modes along every diagonal
/// α' − α = d,
///
/// ```
/// δΣ_d(k) → χ_c λ_k δΣ_d(k),   λ_k = Σ_β v_β e^(2πikβ/n),
/// ```
///
/// with χ_c the slope of the fully connected network's correlation map at c*, and V'(q*) in its place for d = 0.
/// A uniform kernel keeps k = 0 alone; a kernel of one position (as of delta-orthogonal weights) has λ_k = 1
/// for all k, and every mode reaches as deep as in a fully connected network.
///
/// **q and c**: the mean over positions, and the mean correlation of two different positions.
///
/// **Assumes** many channels and periodic boundaries.
///
/// **Source**: L. Xiao, Y. Bahri, J. Sohl-Dickstein, S. S. Schoenholz and J. Pennington, *Dynamical isometry
/// and a mean field theory of CNNs*, ICML (2018).
public struct ConvolutionalRecursion: MeanFieldRecursion {
  /// The network.
  public let model: ConvolutionalModel

  /// The length map of the fully connected network of the same σ_w, σ_b and φ.
  public let lengthMap: LengthMap

  /// The recursion of a network.
  ///
  /// - Parameter model: The network.
  public init(_ model: ConvolutionalModel) {
    self.model = model
    lengthMap = LengthMap(model.layer)
  }

  private var positions: Int { model.positions }
  private var kernel: [Double] { model.kernel }

  /// The name, `convolutional`.
  public var name: String { ConvolutionalModel.name }
  /// The fields.
  public var signal: String { "h, the pre-activations" }

  /// A covariance of equal lengths and equal correlations of all positions.
  public func start(q: Double, c: Double) throws(NetworkTheoryError) -> Matrix {
    try requireInputs(q: q, c: c)
    guard c >= -1 / Double(positions - 1) else { throw .invalidCorrelation(c) }
    return Matrix(rows: positions, columns: positions) { $0 == $1 ? q : q * c }
  }

  /// The covariance in the next layer.
  ///
  /// - Parameter state: The covariance Σ, n × n and positive semidefinite.
  /// - Returns: Σ'.
  /// - Complexity: n²/2 double averages.
  public func next(_ state: Matrix) -> Matrix {
    precondition(
      state.rows == positions && state.isSquare,
      "a covariance of \(state.rows) × \(state.columns) for \(positions) positions")
    let image = activationCovariance(of: state, lengthMap: lengthMap)
    let (n, reach) = (positions, kernel.count / 2)
    return Matrix(rows: n, columns: n) { a, b in
      var sum = 0.0
      for (index, share) in kernel.enumerated() {
        let shift = index - reach + n
        sum += share * image[(a + shift) % n, (b + shift) % n]
      }
      return sum
    }
  }

  /// The means over positions.
  public func reading(of state: Matrix) -> RecursionReading {
    covarianceReading(state, lengthMap: lengthMap, gain: 1)
  }

  /// The eigenvalue of the kernel for a Fourier mode.
  ///
  /// ```
  /// λ_k = Σ_β v_β e^(2πikβ/n)
  /// ```
  ///
  /// - Parameter momentum: The whole number k.
  /// - Returns: Real and imaginary part.
  public func kernelEigenvalue(momentum: Int) -> (real: Double, imaginary: Double) {
    let reach = kernel.count / 2
    var sum = (real: 0.0, imaginary: 0.0)
    for (index, share) in kernel.enumerated() {
      let phase = 2 * .pi * Double(momentum * (index - reach)) / Double(positions)
      sum.real += share * Double.cos(phase)
      sum.imaginary += share * Double.sin(phase)
    }
    return sum
  }

  /// The amplitude of a Fourier mode along a diagonal of a covariance.
  ///
  /// ```
  /// |(1/n) Σ_α e^(−2πikα/n) Σ_(α, α+d)|
  /// ```
  ///
  /// - Parameters:
  ///   - covariance: A square matrix over positions.
  ///   - offset: The diagonal d, 0 or more.
  ///   - momentum: The whole number k.
  /// - Returns: The amplitude; for k ≠ 0 that of the deviation from any translation-invariant matrix.
  public static func modeAmplitude(of covariance: Matrix, offset: Int, momentum: Int) -> Double {
    precondition(covariance.isSquare && offset >= 0, "a mode on diagonal \(offset)")
    let n = covariance.rows
    var (real, imaginary) = (0.0, 0.0)
    for a in 0..<n {
      let phase = 2 * .pi * Double((momentum * a) % n) / Double(n)
      real += Double.cos(phase) * covariance[a, (a + offset) % n]
      imaginary += Double.sin(phase) * covariance[a, (a + offset) % n]
    }
    return Double.hypot(real, imaginary) / Double(n)
  }

  /// The fixed point of the fully connected network, which all modes k = 0 share.
  public func fixedPoint() throws -> RecursionFixedPoint {
    try DeepNetworkTheory(model.layer).fixedPoint()
  }

  /// The depth scale of a Fourier mode of correlations, −1/ln(χ_c |λ_k|); `nil` where infinite.
  ///
  /// - Parameters:
  ///   - momentum: The whole number k.
  ///   - point: The fixed point, from ``fixedPoint()``.
  /// - Returns: The scale.
  public func modeScale(momentum: Int, at point: RecursionFixedPoint) -> Double? {
    let eigenvalue = kernelEigenvalue(momentum: momentum)
    return point.correlationSlope.flatMap {
      depthScale($0 * Double.hypot(eigenvalue.real, eigenvalue.imaginary))
    }
  }
}

/// F(Σ) = σ_w² E φ(u_a) φ(u_b) + σ_b² for all pairs.
func activationCovariance(of covariance: Matrix, lengthMap: LengthMap) -> Matrix {
  let map = CorrelationMap(lengthMap)
  let lengths = covariance.diagonal.map { Swift.max(0, $0) }
  var image = Matrix(rows: covariance.rows, columns: covariance.rows)
  // Equal entries, as of a symmetric state, are averaged once.
  var known: [PairKey: Double] = [:]
  for a in lengths.indices {
    for b in 0...a {
      let key = PairKey(overlap: covariance[a, b], lengths[a], lengths[b], isDiagonal: a == b)
      if let value = known[key] {
        image[a, b] = value
      } else {
        let norm = (lengths[a] * lengths[b]).squareRoot()
        let c = a == b ? 1 : norm > 0 ? Swift.min(1, Swift.max(-1, covariance[a, b] / norm)) : 0
        image[a, b] = map.overlap(c: c, q11: lengths[a], q22: lengths[b])
        known[key] = image[a, b]
      }
      image[b, a] = image[a, b]
    }
  }
  return image
}

/// What a pair average depends on.
private struct PairKey: Hashable {
  let overlap: Double
  let short: Double
  let long: Double
  let isDiagonal: Bool

  init(overlap: Double, _ first: Double, _ second: Double, isDiagonal: Bool) {
    self.overlap = overlap
    short = Swift.min(first, second)
    long = Swift.max(first, second)
    self.isDiagonal = isDiagonal
  }
}

/// Mean length, mean distance of different rows, and mean χ times a gain; a row of length 0 has distance 1.
func covarianceReading(
  _ covariance: Matrix, lengthMap: LengthMap, gain: Double
) -> RecursionReading {
  let lengths = covariance.diagonal.map { Swift.max(0, $0) }
  let n = lengths.count
  var distance = 0.0
  for a in 0..<n {
    for b in 0..<a {
      let norm = (lengths[a] * lengths[b]).squareRoot()
      // Nothing is uncorrelated with everything.
      distance += norm > 0 ? 1 - covariance[a, b] / norm : 1
    }
  }
  var slopes: [Double: Double] = [:]
  for q in lengths where slopes[q] == nil { slopes[q] = lengthMap.meanSquareSlope(at: q) }
  let chi = lengths.reduce(0) { $0 + (slopes[$1] ?? 0) } / Double(n)
  return RecursionReading(
    q: lengths.reduce(0, +) / Double(n), separation: 2 * distance / Double(n * (n - 1)),
    chi: gain * chi)
}
