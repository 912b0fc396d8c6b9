public import LinearAlgebra
public import NumericalMethods
import RealModule

/// The kernel of the Gaussian process that a wide random network is.
///
/// ```
/// K^1_ab = σ_w² x_a·x_b/N_0 + σ_b²
/// K^(l+1)_ab = σ_w² E φ(u_a) φ(u_b) + σ_b²,   u ~ N(0, K^l)
/// ```
///
/// Closed forms for erf (arcsine), ReLU and leaky ReLU (arccosine), sign, sine and the identity; Hermite
/// series for other smooth functions; sums over pairs of kinks for functions that are linear between them;
/// an interpolated table, or double averages, for the rest. ``method(for:)`` tells which.
///
/// **Source**: C. K. I. Williams (1997) for erf; Y. Cho and L. K. Saul (2009) for ReLU; J. Lee et al.,
/// *Deep neural networks as Gaussian processes* (2018).
public struct NetworkKernel: Sendable {
  /// The length map V(q) of the same network.
  public let lengthMap: LengthMap

  /// How the average over two activations is computed.
  let step: any KernelStep

  /// Makes the kernel of a network.
  ///
  /// - Parameters:
  ///   - sigmaW: The standard deviation σ_w of the weights, times √N; 0 to 1000.
  ///   - sigmaB: The standard deviation σ_b of the biases, 0 to 1000.
  ///   - nonlinearity: The activation function, tanh unless said otherwise.
  /// - Throws: ``NetworkTheoryError`` for a standard deviation out of range.
  public init(
    sigmaW: Double, sigmaB: Double, nonlinearity: any Nonlinearity = Tanh()
  ) throws(NetworkTheoryError) {
    let map = try LengthMap(sigmaW: sigmaW, sigmaB: sigmaB, nonlinearity: nonlinearity)
    self.init(map, step: nonlinearity.kernelStep)
  }

  init(_ lengthMap: LengthMap, step: any KernelStep) {
    self.lengthMap = lengthMap
    self.step = step
  }

  private var weightVariance: Double { lengthMap.sigmaW * lengthMap.sigmaW }
  private var biasVariance: Double { lengthMap.sigmaB * lengthMap.sigmaB }

  /// The kernel of the first layer, which is linear in the inputs.
  ///
  /// - Parameter inputs: One input a row, n × N_0, of any lengths.
  /// - Returns: K^1 = σ_w² x_a·x_b/N_0 + σ_b².
  /// - Throws: ``NetworkTheoryError`` for inputs that are not finite, for none, and for an input whose
  ///   kernel vanishes.
  /// - Complexity: O(n² N_0), by BLAS but for pairs that nearly coincide.
  public func firstLayer(of inputs: Matrix) throws(NetworkTheoryError) -> KernelLayer {
    let (count, dimension) = (inputs.rows, inputs.columns)
    guard count > 0, dimension > 0 else { throw .noInputs(rows: count, columns: dimension) }
    if let bad = inputs.elements.firstIndex(where: { !$0.isFinite }) {
      throw .inputNotFinite(row: bad / dimension, column: bad % dimension)
    }
    let scale = weightVariance / Double(dimension)
    let products = inputs.gramMatrix(scale: scale)
    let layer = KernelLayer(products: products, bias: biasVariance) { a, b in
      var distance = 0.0
      for (x, y) in zip(inputs.row(a), inputs.row(b)) { distance += (x - y) * (x - y) }
      return scale * distance
    }
    if let zero = layer.lengths.firstIndex(of: 0) { throw .vanishingInput(row: zero) }
    try check(layer.lengths, layer: 1)
    return layer
  }

  /// The kernel of the layer behind another.
  ///
  /// - Parameter layer: K^l.
  /// - Returns: K^(l+1) = σ_w² E φφ + σ_b².
  /// - Throws: ``NetworkTheoryError/lengthOutOfRange(layer:input:value:)`` where lengths grow or vanish
  ///   beyond what numbers hold.
  /// - Complexity: O(n²) steps of 1 to 5 ns for closed forms, of about 20 to 200 multiplications for
  ///   Hermite series.
  public func nextLayer(after layer: KernelLayer) throws(NetworkTheoryError) -> KernelLayer {
    var next = layer
    try advance(&next)
    return next
  }

  private func advance(_ layer: inout KernelLayer) throws(NetworkTheoryError) {
    step.advance(&layer, weight: weightVariance, bias: biasVariance)
    try check(layer.lengths, layer: layer.number)
  }

  private func check(_ lengths: [Double], layer: Int) throws(NetworkTheoryError) {
    for (index, length) in lengths.enumerated() where !step.lengths.contains(length) {
      throw .lengthOutOfRange(layer: layer, input: index, value: length)
    }
  }

  /// The kernel at a depth.
  ///
  /// - Parameters:
  ///   - depth: The number L of layers of weights, at least 1.
  ///   - inputs: One input a row, n × N_0.
  /// - Returns: K^L.
  /// - Throws: ``NetworkTheoryError`` as the single steps.
  /// - Complexity: L times ``nextLayer(after:)``.
  public func layer(_ depth: Int, of inputs: Matrix) throws(NetworkTheoryError) -> KernelLayer {
    precondition(depth >= 1, "a network cannot have \(depth) layers")
    var layer = try firstLayer(of: inputs)
    for _ in 1..<depth { try advance(&layer) }
    return layer
  }

  /// The kernels of all layers.
  ///
  /// - Parameters:
  ///   - depth: The number L of layers of weights, at least 1.
  ///   - inputs: One input a row, n × N_0.
  /// - Returns: K^1…K^L.
  /// - Throws: ``NetworkTheoryError`` as the single steps.
  /// - Complexity: Memory for 2 n² L numbers.
  public func layers(_ depth: Int, of inputs: Matrix) throws(NetworkTheoryError) -> [KernelLayer] {
    precondition(depth >= 1, "a network cannot have \(depth) layers")
    var layers = [try firstLayer(of: inputs)]
    for _ in 1..<depth { layers.append(try nextLayer(after: layers[layers.count - 1])) }
    return layers
  }

  /// How the averages of a layer are computed.
  public enum Method: String, Sendable, CaseIterable {
    /// A closed form.
    case closedForm = "closed form"
    /// A series in Hermite polynomials.
    case hermiteSeries = "Hermite series"
    /// Integrals over the correlation, one for each pair of kinks.
    case kinkPairs = "pairs of kinks"
    /// Polynomials in angle and lengths through averages by quadrature.
    case table = "table"
    /// Double averages by quadrature, pair by pair.
    case quadrature = "quadrature"

    /// The relative error of the squared distances that one layer adds, an estimate from above.
    public var relativeError: Double { self == .table ? 1e-10 : 2e-15 }
  }

  /// How the next layer is computed.
  ///
  /// - Parameter layer: The layer before.
  /// - Returns: The method; for smooth functions it depends on the lengths.
  public func method(for layer: KernelLayer) -> Method { step.method(for: layer) }
}

/// What numbers hold with room for their squares.
let allowedLengths = 1e-140...1e140

/// One way to compute E φ(u_a) φ(u_b) for all pairs.
protocol KernelStep: Sendable {
  /// The squared lengths for which the averages can be computed.
  var lengths: ClosedRange<Double> { get }

  /// Goes to the layer with K = σ_w² E φφ + σ_b²; lengths that overflow are left to the caller.
  func advance(_ layer: inout KernelLayer, weight: Double, bias: Double)

  /// The method for pairs of this layer.
  func method(for layer: KernelLayer) -> NetworkKernel.Method
}

extension KernelStep {
  var lengths: ClosedRange<Double> { allowedLengths }
  func method(for layer: KernelLayer) -> NetworkKernel.Method { .closedForm }
}
