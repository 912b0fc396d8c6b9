import LinearAlgebra
import Randomness

extension DeepNetwork {
  /// The fields h^l of one layer for the signals x^{l−1}, drawn from their law: A × N_l.
  ///
  /// ```
  /// Gaussian:    h_i ~ N(0, K) independently for each neuron i,   K_ab = (σ_w²/N_{l−1}) x_a · x_b + σ_b²
  /// orthogonal:  h = s L V + b,   L Lᵀ = X Xᵀ,   V of uniformly distributed orthonormal rows
  /// ```
  ///
  /// A weight matrix meets the signals only through an orthonormal basis of theirs, X = L Q, and W Qᵀ has
  /// the law of the first columns of W. K is factorised as the Gram matrix of the signals with the bias as
  /// one more component, so that nearly equal signals keep their distance, and equal ones are no exception.
  ///
  /// - Complexity: O(A² N).
  func drawnFields(of signal: Matrix, layer: Int, network: Int, seed: UInt64) -> Matrix {
    let (width, inputWidth) = (widths[layer - 1], signal.columns)
    let name = StreamName(seed: seed, purpose: .fields, instance: network, slot: layer)
    func normals(_ rows: Int, _ columns: Int) -> Matrix {
      var result = Matrix(rows: rows, columns: columns)
      RandomStream.fillNormals(&result.elements, from: name)
      return result
    }
    switch weightLaw {
    case .gaussian:
      let factor = factor(of: signal, scale: sigmaW / Double(inputWidth).squareRoot(), bias: sigmaB)
      return factor * normals(factor.columns, width)
    case .orthogonal:
      let scale = orthogonalScale(width: width, inputWidth: inputWidth)
      let factor = factor(of: signal, scale: scale, bias: 0)
      guard
        let frame = try? normals(factor.columns, max(width, inputWidth)).orthonormalizedRows()
      else { preconditionFailure("normal numbers are finite") }
      var fields = factor * frame.firstColumns(width)
      let biases = biases(ofLayer: layer, network: network, seed: seed)
      for a in 0..<fields.rows {
        for i in 0..<width { fields[a, i] += biases[i] }
      }
      return fields
    }
  }

  /// A triangular L with L Lᵀ = scale² X Xᵀ + bias².
  private func factor(of signal: Matrix, scale: Double, bias: Double) -> Matrix {
    let columns = signal.columns + (bias > 0 ? 1 : 0)
    var rows = Matrix(rows: signal.rows, columns: columns)
    for a in 0..<signal.rows {
      for i in 0..<signal.columns { rows[a, i] = scale * signal[a, i] }
      if bias > 0 { rows[a, columns - 1] = bias }
    }
    guard let factor = try? rows.gramFactor() else {
      preconditionFailure("signals are checked to be finite")
    }
    return factor
  }
}

extension Matrix {
  fileprivate func firstColumns(_ count: Int) -> Matrix {
    count == columns ? self : Matrix(rows: rows, columns: count) { self[$0, $1] }
  }
}
