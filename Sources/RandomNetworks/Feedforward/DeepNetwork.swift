public import LinearAlgebra
public import NetworkModels
public import NumericalMethods

/// A deep feedforward network of finite width with random weights and biases.
///
/// ```
/// h^l = W^l x^{l−1} + b^l,   x^l = φ(h^l),   l = 1 … L
/// W^l_ij ~ N(0, σ_w²/N_{l−1}),   b^l_i ~ N(0, σ_b²)
/// ```
///
/// Weights may also be orthogonal (``WeightLaw``). The numbers come from streams named by seed, network and layer, so that a network is the same
/// wherever and in whatever order it is computed. The weights of a layer come row by row.
///
/// **Source**: B. Poole et al., *Advances in Neural Information Processing Systems* 29 (2016).
public struct DeepNetwork: Sendable {
  /// The standard deviation σ_w of the weights, times √N_{l−1}.
  public let sigmaW: Double

  /// The standard deviation σ_b of the biases.
  public let sigmaB: Double

  /// The activation function φ.
  public let nonlinearity: any Nonlinearity

  /// The law of the weights.
  public let weightLaw: WeightLaw

  /// The numbers of neurons N_1 … N_L of the layers.
  public let widths: [Int]

  /// The number L of layers.
  public var depth: Int { widths.count }

  /// Describes a network with layers of any widths.
  ///
  /// - Parameters:
  ///   - sigmaW: The standard deviation σ_w, positive.
  ///   - sigmaB: The standard deviation σ_b, 0 or more.
  ///   - nonlinearity: The activation function, tanh unless said otherwise.
  ///   - weights: The law of the weights, Gaussian unless said otherwise.
  ///   - widths: The numbers of neurons N_1 … N_L, at least one layer.
  /// - Throws: ``RandomNetworkError`` for a standard deviation out of range, a network without layers or a
  ///   layer without neurons.
  public init(
    sigmaW: Double, sigmaB: Double, nonlinearity: any Nonlinearity = Tanh(),
    weights: WeightLaw = .gaussian, widths: [Int]
  ) throws(RandomNetworkError) {
    guard sigmaW > 0, sigmaW.isFinite else {
      throw .invalidParameter(name: "sigma_w", value: sigmaW, expected: "a positive finite number")
    }
    guard sigmaB >= 0, sigmaB.isFinite else {
      throw .invalidParameter(
        name: "sigma_b", value: sigmaB, expected: "a finite number, not negative")
    }
    guard !widths.isEmpty else { throw .noLayers }
    if let empty = widths.firstIndex(where: { $0 < 1 }) {
      throw .emptyLayer(layer: empty + 1, width: widths[empty])
    }
    self.sigmaW = sigmaW
    self.sigmaB = sigmaB
    self.nonlinearity = nonlinearity
    weightLaw = weights
    self.widths = widths
  }

  /// Describes a finite network with layers of any widths.
  ///
  /// - Parameters:
  ///   - model: The network.
  ///   - weights: The law of the weights, Gaussian unless said otherwise.
  ///   - widths: The numbers of neurons N_1 … N_L, at least one layer.
  /// - Throws: ``RandomNetworkError`` for weights of variance 0, a network without layers or a layer without neurons.
  public init(
    _ model: FeedforwardModel, weights: WeightLaw = .gaussian, widths: [Int]
  ) throws(RandomNetworkError) {
    try self.init(
      sigmaW: model.sigmaW, sigmaB: model.sigmaB, nonlinearity: model.nonlinearity,
      weights: weights, widths: widths)
  }

  /// Describes a network with layers of equal width.
  ///
  /// - Parameters:
  ///   - sigmaW: The standard deviation σ_w, positive.
  ///   - sigmaB: The standard deviation σ_b, 0 or more.
  ///   - nonlinearity: The activation function, tanh unless said otherwise.
  ///   - weights: The law of the weights, Gaussian unless said otherwise.
  ///   - width: The number N of neurons in every layer, at least 1.
  ///   - depth: The number L of layers, at least 1.
  /// - Throws: ``RandomNetworkError`` for a number out of range.
  public init(
    sigmaW: Double, sigmaB: Double, nonlinearity: any Nonlinearity = Tanh(),
    weights: WeightLaw = .gaussian, width: Int, depth: Int
  ) throws(RandomNetworkError) {
    guard depth >= 1 else { throw .noLayers }
    try self.init(
      sigmaW: sigmaW, sigmaB: sigmaB, nonlinearity: nonlinearity, weights: weights,
      widths: [Int](repeating: width, count: depth))
  }

  /// Sends inputs through one network.
  ///
  /// Inputs that are equal stay so exactly. With explicit weights, Gaussian ones are drawn in blocks of rows
  /// and forgotten at once: memory is O(A N), not O(N²).
  ///
  /// - Parameters:
  ///   - inputs: The inputs, all sent through the same weights.
  ///   - network: Which network of the ensemble, from 0.
  ///   - seed: The user's seed.
  ///   - engine: Explicit weights, or the law of the signals without weights.
  ///   - layers: The layers, from 1, of which the pre-activations themselves are wanted.
  /// - Returns: The overlaps in every layer.
  /// - Throws: ``RandomNetworkError/signalNotFinite(network:layer:input:)``.
  /// - Complexity: By explicit weights O(L N²) random numbers, which take most of the time while A is
  ///   small, and O(A L N²) operations in BLAS; by the law O(A L N) random numbers and O(A² L N) operations.
  public func propagate(
    _ inputs: NetworkInputs, network: Int = 0, seed: UInt64, engine: PropagationEngine = .weights,
    keeping layers: Set<Int> = []
  ) throws(RandomNetworkError) -> NetworkRecord {
    for layer in layers {
      precondition(layer >= 1 && layer <= depth, "layer \(layer) of \(depth) cannot be kept")
    }
    var overlaps = [inputs.overlaps]
    var kept: [Int: Matrix] = [:]
    var signal = inputs.distinct
    let places = inputs.places
    let isRepeating = signal.rows < inputs.count
    for layer in 1...depth {
      var fields =
        switch engine {
        case .weights: weightedFields(of: signal, layer: layer, network: network, seed: seed)
        case .exactLaw: drawnFields(of: signal, layer: layer, network: network, seed: seed)
        }
      let gram = fields.gramMatrix(scale: 1 / Double(fields.columns))
      if let input = gram.diagonal.firstIndex(where: { !$0.isFinite }) {
        throw .signalNotFinite(
          network: network, layer: layer, input: places.firstIndex(of: input) ?? input)
      }
      overlaps.append(isRepeating ? gram.reordered(by: places) : gram)
      if layers.contains(layer) { kept[layer] = isRepeating ? fields.takingRows(places) : fields }
      if layer < depth {
        nonlinearity.apply(to: &fields.elements)
        signal = fields
      }
    }
    return NetworkRecord(network: network, overlaps: overlaps, preActivations: kept)
  }
}
