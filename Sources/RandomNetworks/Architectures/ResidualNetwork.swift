import LinearAlgebra
public import NetworkModels
import NumericalMethods

/// A residual network of finite width, of either variant.
///
/// ```
/// reduced   x^l = φ(h^l) + x^(l−1),   full   x^l = V^l φ(h^l) + x^(l−1) + a^l,   h^l = W^l x^(l−1) + b^l
/// ```
///
/// The growth is that of a tangent vector u of the first input, |J u|²/|u|².
///
/// **Source**: G. Yang and S. S. Schoenholz, *Advances in Neural Information Processing Systems* 30 (2017).
public struct ResidualNetwork: FiniteArchitecture {
  private let model: ResidualModel
  private let inputs: NetworkInputs
  /// The number L of blocks.
  public let depth: Int

  /// Describes a finite network.
  ///
  /// - Parameters:
  ///   - model: The network.
  ///   - inputs: The inputs; their number of components is the width.
  ///   - depth: The number L of blocks.
  /// - Throws: ``RandomNetworkError`` for numbers out of range.
  public init(
    _ model: ResidualModel, inputs: NetworkInputs, depth: Int
  ) throws(RandomNetworkError) {
    try requireShape(width: inputs.dimension, depth: depth)
    self.model = model
    self.inputs = inputs
    self.depth = depth
  }

  /// Sends the inputs and a tangent vector through one network.
  ///
  /// - Complexity: O(L N²) random numbers.
  public func propagate(network: Int, seed: UInt64) throws(RandomNetworkError) -> NetworkRecord {
    let (count, width) = (inputs.count, inputs.dimension)
    var stream = Matrix(rows: count + 1, columns: width)
    var start = FreshWeights(seed: seed, network: network, layer: 0)
    let tangent = start.matrix(rows: 1, columns: width, deviation: 1)
    for i in 0..<width {
      for a in 0..<count { stream[a, i] = inputs.vectors[a, i] }
      stream[count, i] = tangent[0, i]
    }
    var overlaps = [stream.overlaps(rows: count)]
    var growth: [Double] = []
    for layer in 1...depth {
      var first = FreshWeights(seed: seed, network: network, layer: layer)
      var block = first.image(of: stream, width: width, deviation: model.sigmaW)
      let biases = first.biases(width: width, deviation: model.sigmaB)
      for i in 0..<width {
        let slope = model.nonlinearity.derivative(block[0, i] + biases[i])
        for a in 0..<count { block[a, i] = model.nonlinearity.value(block[a, i] + biases[i]) }
        block[count, i] *= slope
      }
      if model.variant == .full {
        var second = FreshWeights(seed: seed, network: network, layer: layer, kind: 1)
        block = second.image(of: block, width: width, deviation: model.sigmaV)
        let offsets = second.biases(width: width, deviation: model.sigmaA)
        for a in 0..<count { for i in 0..<width { block[a, i] += offsets[i] } }
      }
      let before = stream.squaredNorm(ofRow: count)
      for k in stream.elements.indices { stream.elements[k] += block.elements[k] }
      growth.append(stream.squaredNorm(ofRow: count) / before)
      let gram = stream.overlaps(rows: count)
      try requireFinite(gram, network: network, layer: layer)
      overlaps.append(gram)
    }
    return NetworkRecord(
      network: network, overlaps: overlaps, growth: growth)
  }
}
