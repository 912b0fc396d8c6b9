import LinearAlgebra
public import NumericalMethods

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
  private let fields: NetworkInputs
  private let sigmaW: Double
  private let sigmaB: Double
  private let kernel: [Double]
  private let nonlinearity: any Nonlinearity
  /// The number L of layers.
  public let depth: Int

  /// Describes a network.
  ///
  /// - Parameters:
  ///   - fields: The pre-activations of layer 0: one row per position, one column per channel.
  ///   - sigmaW: The standard deviation σ_w.
  ///   - sigmaB: The standard deviation σ_b.
  ///   - kernel: The shares v_β of the variance, an odd number of them; divided by their sum.
  ///   - nonlinearity: The activation function.
  ///   - depth: The number L of layers.
  /// - Throws: ``RandomNetworkError`` for numbers out of range.
  public init(
    fields: NetworkInputs, sigmaW: Double, sigmaB: Double, kernel: [Double],
    nonlinearity: any Nonlinearity = Tanh(), depth: Int
  ) throws(RandomNetworkError) {
    try requireShape(width: fields.dimension, depth: depth)
    try requireScale(sigmaW, "sigma_w")
    try requireScale(sigmaB, "sigma_b")
    let total = kernel.reduce(0, +)
    guard kernel.count % 2 == 1, kernel.allSatisfy({ $0 >= 0 }), total > 0, total.isFinite else {
      throw .invalidParameter(
        name: "the sum of the kernel", value: total,
        expected: "an odd number of shares, none negative and not all zero")
    }
    self.fields = fields
    self.sigmaW = sigmaW
    self.sigmaB = sigmaB
    self.kernel = kernel.map { $0 / total }
    self.nonlinearity = nonlinearity
    self.depth = depth
  }

  /// Sends the image and a tangent vector through one network.
  ///
  /// - Complexity: O(L C²) random numbers per position of the kernel.
  public func propagate(network: Int, seed: UInt64) throws(RandomNetworkError) -> ArchitectureRecord
  {
    let (positions, channels) = (fields.count, fields.dimension)
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
        signal.elements[size + k] *= nonlinearity.derivative(signal.elements[k])
        signal.elements[k] = nonlinearity.value(signal.elements[k])
      }
      var next = Matrix(rows: 2 * positions, columns: channels)
      for (index, share) in kernel.enumerated() where share > 0 {
        var fresh = FreshWeights(seed: seed, network: network, layer: layer, kind: index)
        let image = fresh.image(
          of: signal, width: channels, deviation: sigmaW * share.squareRoot())
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
      let biases = fresh.biases(width: channels, deviation: sigmaB)
      for a in 0..<positions { for i in 0..<channels { next[a, i] += biases[i] } }
      signal = next
      growth.append(signal.elements[size...].reduce(0) { $0 + $1 * $1 } / before)
      let gram = signal.overlaps(rows: positions)
      try requireFinite(gram, network: network, layer: layer)
      overlaps.append(gram)
    }
    return ArchitectureRecord(overlaps: overlaps, growth: growth)
  }
}
