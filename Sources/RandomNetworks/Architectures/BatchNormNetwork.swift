import LinearAlgebra
public import NetworkModels
import NumericalMethods

/// A network of finite width with batch normalisation before every activation function.
///
/// ```
/// h_i = Σ_j W_ij x_j ∈ ℝ^B,   ĥ_i = √B G h_i/|G h_i|,   x'_i = φ(ĥ_i),   G = 1 − 11ᵀ/B
/// ```
///
/// The growth in layer l is that of a squared gradient on its way back from the activations of layer l to those
/// of layer l − 1. It starts at the last layer as a random gradient of sum zero over the batch.
///
/// **Source**: G. Yang et al., *A mean field theory of batch normalization*, ICLR (2019).
public struct BatchNormNetwork: FiniteArchitecture {
  private let model: BatchNormModel
  private let inputs: NetworkInputs
  private let width: Int
  /// The number L of layers.
  public let depth: Int

  /// Describes a finite network.
  ///
  /// - Parameters:
  ///   - model: The network.
  ///   - inputs: The batch of B inputs.
  ///   - width: The number N of neurons of every layer.
  ///   - depth: The number L of layers.
  /// - Throws: ``RandomNetworkError`` for numbers out of range.
  public init(
    _ model: BatchNormModel, inputs: NetworkInputs, width: Int, depth: Int
  ) throws(RandomNetworkError) {
    precondition(
      inputs.count == model.batchSize ?? inputs.count,
      "\(inputs.count) inputs for a batch of \(model.batchSize ?? 0)")
    try requireShape(width: width, depth: depth)
    guard inputs.count >= 3 else { throw .tooFewInputs(inputs.count) }
    self.model = model
    self.inputs = inputs
    self.width = width
    self.depth = depth
  }

  private struct Layer {
    let weights: Matrix
    let normalized: Matrix
    let norms: [Double]
  }

  /// Sends the batch forward and a gradient back through one network.
  ///
  /// - Complexity: O(L N²) random numbers and as much memory.
  public func propagate(network: Int, seed: UInt64) throws(RandomNetworkError) -> NetworkRecord {
    let batch = inputs.count
    var signal = inputs.vectors
    var overlaps = [inputs.overlaps]
    var layers: [Layer] = []
    for layer in 1...depth {
      var fresh = FreshWeights(seed: seed, network: network, layer: layer)
      let weights = fresh.matrix(
        rows: width, columns: signal.columns,
        deviation: 1 / Double(signal.columns).squareRoot())
      var fields = Matrix.product(signal, withTransposeOf: weights)
      var norms: [Double] = []
      for i in 0..<width {
        let mean = (0..<batch).reduce(0) { $0 + fields[$1, i] } / Double(batch)
        var square = 0.0
        for a in 0..<batch {
          fields[a, i] -= mean
          square += fields[a, i] * fields[a, i]
        }
        guard square > 0, square.isFinite else {
          throw .vanishedSignal(network: network, layer: layer, input: 0)
        }
        let scale = (Double(batch) / square).squareRoot()
        for a in 0..<batch { fields[a, i] *= scale }
        norms.append(square.squareRoot())
      }
      layers.append(Layer(weights: weights, normalized: fields, norms: norms))
      signal = fields
      for k in signal.elements.indices {
        signal.elements[k] = model.nonlinearity.value(signal.elements[k])
      }
      let gram = signal.overlaps(rows: batch)
      try requireFinite(gram, network: network, layer: layer)
      overlaps.append(gram)
    }
    return NetworkRecord(
      network: network, overlaps: overlaps,
      growth: gradientGrowth(layers, network: network, seed: seed))
  }

  private func gradientGrowth(_ layers: [Layer], network: Int, seed: UInt64) -> [Double] {
    let batch = inputs.count
    var random = FreshWeights(seed: seed, network: network, layer: 0)
    var gradient = random.matrix(rows: batch, columns: width, deviation: 1)
    for i in 0..<width {
      let mean = (0..<batch).reduce(0) { $0 + gradient[$1, i] } / Double(batch)
      for a in 0..<batch { gradient[a, i] -= mean }
    }
    var growth: [Double] = []
    for layer in layers.reversed() {
      let before = gradient.elements.reduce(0) { $0 + $1 * $1 }
      for i in 0..<width {
        var (sum, along) = (0.0, 0.0)
        for a in 0..<batch {
          gradient[a, i] *= model.nonlinearity.derivative(layer.normalized[a, i])
          sum += gradient[a, i]
          along += gradient[a, i] * layer.normalized[a, i]
        }
        let scale = Double(batch).squareRoot() / layer.norms[i]
        for a in 0..<batch {
          gradient[a, i] =
            scale * (gradient[a, i] - (sum + along * layer.normalized[a, i]) / Double(batch))
        }
      }
      gradient = gradient * layer.weights
      growth.append(gradient.elements.reduce(0) { $0 + $1 * $1 } / before)
    }
    return growth.reversed()
  }
}
