public import LinearAlgebra
import Randomness

extension DeepNetwork {
  /// The weight matrix of one layer of one network.
  ///
  /// These are the numbers that the engine of explicit weights uses.
  ///
  /// - Parameters:
  ///   - layer: The layer l, from 1.
  ///   - network: Which network of the ensemble, from 0.
  ///   - seed: The user's seed.
  ///   - inputDimension: The number N_0 of components of the inputs; it matters for layer 1 only, and is
  ///     N_1 unless given.
  /// - Returns: W^l, of shape N_l × N_{l−1}.
  /// - Complexity: O(N_l N_{l−1}) random numbers; for orthogonal weights O(N³) operations of LAPACK.
  public func weights(
    ofLayer layer: Int, network: Int = 0, seed: UInt64, inputDimension: Int? = nil
  ) -> Matrix {
    precondition(layer >= 1 && layer <= depth, "layer \(layer) of \(depth)")
    let inputWidth = layer == 1 ? inputDimension ?? widths[0] : widths[layer - 2]
    precondition(inputWidth >= 1, "a layer of \(inputWidth) inputs")
    var stream = weightStream(ofLayer: layer, network: network, seed: seed)
    let width = widths[layer - 1]
    switch weightLaw {
    case .gaussian:
      return gaussianRows(width, inputWidth: inputWidth, from: &stream)
    case .orthogonal:
      return orthogonalWeights(width: width, inputWidth: inputWidth, from: &stream)
    }
  }

  /// The biases of one layer of one network.
  ///
  /// - Parameters:
  ///   - layer: The layer l, from 1.
  ///   - network: Which network of the ensemble, from 0.
  ///   - seed: The user's seed.
  /// - Returns: b^l: N_l numbers.
  public func biases(ofLayer layer: Int, network: Int = 0, seed: UInt64) -> [Double] {
    precondition(layer >= 1 && layer <= depth, "layer \(layer) of \(depth)")
    var stream = RandomStream(
      StreamName(seed: seed, purpose: .biases, instance: network, slot: layer))
    return (0..<widths[layer - 1]).map { _ in sigmaB * stream.normal() }
  }

  /// The fields h^l of one layer for the signals x^{l−1}, by explicit weights: A × N_l.
  func weightedFields(of signal: Matrix, layer: Int, network: Int, seed: UInt64) -> Matrix {
    let biases = biases(ofLayer: layer, network: network, seed: seed)
    guard weightLaw == .gaussian else {
      let weights = weights(
        ofLayer: layer, network: network, seed: seed, inputDimension: signal.columns)
      var fields = Matrix.product(signal, withTransposeOf: weights)
      for a in 0..<fields.rows {
        for i in 0..<fields.columns { fields[a, i] += biases[i] }
      }
      return fields
    }
    let width = widths[layer - 1]
    var stream = weightStream(ofLayer: layer, network: network, seed: seed)
    var fields = Matrix(rows: signal.rows, columns: width)
    var first = 0
    while first < width {
      let rows = min(weightBlockRows, width - first)
      let block = gaussianRows(rows, inputWidth: signal.columns, from: &stream)
      let product = Matrix.product(signal, withTransposeOf: block)
      for i in 0..<rows {
        for a in 0..<signal.rows { fields[a, first + i] = product[a, i] + biases[first + i] }
      }
      first += rows
    }
    return fields
  }

  private func weightStream(ofLayer layer: Int, network: Int, seed: UInt64) -> RandomStream {
    RandomStream(StreamName(seed: seed, purpose: .weights, instance: network, slot: layer))
  }

  /// The next rows of a matrix of independent weights.
  private func gaussianRows(
    _ rows: Int, inputWidth: Int, from stream: inout RandomStream
  ) -> Matrix {
    let scale = sigmaW / Double(inputWidth).squareRoot()
    var block = Matrix(rows: rows, columns: inputWidth)
    for k in block.elements.indices { block.elements[k] = scale * stream.normal() }
    return block
  }

  private func orthogonalWeights(
    width: Int, inputWidth: Int, from stream: inout RandomStream
  ) -> Matrix {
    var normals = Matrix(rows: min(width, inputWidth), columns: max(width, inputWidth))
    for k in normals.elements.indices { normals.elements[k] = stream.normal() }
    guard let frame = try? normals.orthonormalizedRows() else {
      preconditionFailure("normal numbers are finite")
    }
    let scale = orthogonalScale(width: width, inputWidth: inputWidth)
    return Matrix(rows: width, columns: inputWidth) { i, j in
      scale * (width > inputWidth ? frame[j, i] : frame[i, j])
    }
  }

  /// The common singular value of orthogonal weights.
  func orthogonalScale(width: Int, inputWidth: Int) -> Double {
    sigmaW * max(1, Double(width) / Double(inputWidth)).squareRoot()
  }
}

/// How many rows of a weight matrix exist at a time.
private let weightBlockRows = 64
