import LinearAlgebra
public import NetworkModels
import NumericalMethods

/// A convolutional network with finitely many channels on a ring of positions.
///
/// ```
/// h^(l+1)_j(α) = Σ_i Σ_β W_ij(β) φ(h^l_i(α + β)) + b_j,   W_ij(β) ~ N(0, σ_w² v_β/C)
/// ```
///
/// The overlaps are those of positions, averaged over channels. The growth is that of a tangent vector that is
/// random in every position, |J u|²/|u|². The fields of layer 0 are a random linear image of the given ones, drawn for
/// each network, so that they are Gaussian with the covariance of the given ones.
///
/// **Source**: L. Xiao et al., *Dynamical isometry and a mean field theory of CNNs*, ICML (2018).
public struct ConvolutionalNetwork: FiniteArchitecture {
  private let model: ConvolutionalModel
  private let fields: NetworkInputs
  /// The number L of layers.
  public let depth: Int

  /// Describes a finite network.
  ///
  /// - Parameters:
  ///   - model: The network.
  ///   - fields: The pre-activations of layer 0: one row per position, one column per channel.
  ///   - depth: The number L of layers.
  /// - Throws: ``RandomNetworkError`` for numbers out of range.
  public init(
    _ model: ConvolutionalModel, fields: NetworkInputs, depth: Int
  ) throws(RandomNetworkError) {
    precondition(
      fields.count == model.positions, "\(fields.count) fields for \(model.positions) positions")
    try requireShape(width: fields.dimension, depth: depth)
    self.model = model
    self.fields = fields
    self.depth = depth
  }

  /// Sends the image and a tangent vector through one network.
  ///
  /// - Complexity: O(L C²) random numbers per position of the kernel.
  public func propagate(network: Int, seed: UInt64) throws(RandomNetworkError) -> NetworkRecord {
    let (positions, channels) = (fields.count, fields.dimension)
    let (layerModel, kernel) = (model.layer, model.kernel)
    var start = FreshWeights(seed: seed, network: network, layer: 0)
    let tangent = start.matrix(rows: positions, columns: channels, deviation: 1)
    var signal = Matrix(
      rows: 2 * positions, columns: channels,
      elements: start.image(of: fields.vectors, width: channels, deviation: 1).elements
        + tangent.elements)
    let size = positions * channels
    var overlaps = [signal.overlaps(rows: positions)]
    var growth: [Double] = []
    for layer in 1...depth {
      let before = signal.elements[size...].reduce(0) { $0 + $1 * $1 }
      for k in 0..<size {
        signal.elements[size + k] *= layerModel.nonlinearity.derivative(signal.elements[k])
        signal.elements[k] = layerModel.nonlinearity.value(signal.elements[k])
      }
      var next = Matrix(rows: 2 * positions, columns: channels)
      for (index, share) in kernel.enumerated() where share > 0 {
        var fresh = FreshWeights(seed: seed, network: network, layer: layer, kind: index)
        let image = fresh.image(
          of: signal, width: channels, deviation: layerModel.sigmaW * share.squareRoot())
        let shift = index - kernel.count / 2 + kernel.count * positions
        for a in 0..<positions {
          let from = (a + shift) % positions
          for i in 0..<channels {
            next[a, i] += image[from, i]
            next[positions + a, i] += image[positions + from, i]
          }
        }
      }
      var fresh = FreshWeights(seed: seed, network: network, layer: layer)
      let biases = fresh.biases(width: channels, deviation: layerModel.sigmaB)
      for a in 0..<positions { for i in 0..<channels { next[a, i] += biases[i] } }
      signal = next
      growth.append(signal.elements[size...].reduce(0) { $0 + $1 * $1 } / before)
      let gram = signal.overlaps(rows: positions)
      try requireFinite(gram, network: network, layer: layer)
      overlaps.append(gram)
    }
    return NetworkRecord(
      network: network, overlaps: overlaps, growth: growth)
  }
}
