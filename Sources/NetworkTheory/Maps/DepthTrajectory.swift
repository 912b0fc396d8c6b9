public import LinearAlgebra
import RealModule

/// Squared length and correlation of two inputs, layer by layer.
public struct DepthTrajectory: Sendable, Equatable {
  /// The squared lengths; entry 0 is the input's q^0 = |x|²/N_0, entry l that of layer l.
  public let q: [Double]

  /// The correlations of the two inputs; entry 0 is that of the inputs themselves.
  public let c: [Double]

  /// The distances 1 − c, with their own relative accuracy.
  public let separation: [Double]
}

extension DeepNetworkTheory {
  /// Follows two inputs of equal length through the layers.
  ///
  /// ```
  /// q^1 = σ_w² q^0 + σ_b²,            q^(l+1) = V(q^l)
  /// c^1 = (σ_w² q^0 c^0 + σ_b²)/q^1,   c^(l+1) = C(c^l; q^l)
  /// ```
  ///
  /// The first layer is linear in the input; correlations are followed as 1 − c.
  ///
  /// - Parameters:
  ///   - q0: The squared length per component of each input, q^0 = |x|²/N_0.
  ///   - c0: Their correlation, from −1 to 1.
  ///   - depth: The number of layers L, 0 or more.
  /// - Returns: L + 1 squared lengths and correlations.
  /// - Throws: ``NetworkTheoryError`` for a length or a correlation out of range, and where lengths that
  ///   begin beyond an unstable fixed point exceed 10⁴.
  /// - Complexity: One double average per layer.
  public func trajectory(
    q0: Double, c0: Double, depth: Int
  ) throws(NetworkTheoryError) -> DepthTrajectory {
    precondition(depth >= 0, "a network cannot have \(depth) layers")
    guard (0...largestSquaredLength).contains(q0) else { throw .invalidLength(q0) }
    guard c0 >= -1, c0 <= 1 else { throw .invalidCorrelation(c0) }
    var q = [q0]
    var separation = [1 - c0]
    let map = correlationMap
    for layer in 0..<depth {
      let next = image(q[layer], separation[layer], isFirst: layer == 0, map)
      guard next.q <= largestGrownLength || !grows(next.q) else {
        throw .lengthDiverges(layer: layer + 1, q: next.q)
      }
      q.append(next.q)
      separation.append(next.separation)
    }
    return DepthTrajectory(q: q, c: separation.map { 1 - $0 }, separation: separation)
  }

  /// Predicts the overlap matrices of a set of inputs at all layers.
  ///
  /// ```
  /// q_ab^1 = σ_w² q_ab^0 + σ_b²,   q_ab^(l+1) = σ_w² E φ(u_a) φ(u_b) + σ_b²
  /// ```
  ///
  /// u_a, u_b are Gaussian with covariance q^l.
  ///
  /// - Parameters:
  ///   - inputs: The overlaps q_ab^0 = x_a · x_b/N_0 of A inputs, A × A and symmetric.
  ///   - depth: The number of layers L, 0 or more.
  /// - Returns: The matrices at layers 1…L.
  /// - Throws: ``NetworkTheoryError`` when the matrix is not symmetric, not finite, or has an overlap
  ///   above √(q_aa q_bb).
  /// - Complexity: O(A² L) double averages of about 0.2 ms each at lengths of order 1.
  public func overlapMatrices(
    inputs: Matrix, depth: Int
  ) throws(NetworkTheoryError) -> [Matrix] {
    precondition(
      inputs.isSquare, "overlaps form a square matrix, not \(inputs.rows) × \(inputs.columns)")
    precondition(depth >= 0, "a network cannot have \(depth) layers")
    let count = inputs.rows
    for a in 0..<count {
      guard (0...largestSquaredLength).contains(inputs[a, a]) else {
        throw .invalidLength(inputs[a, a])
      }
      for b in 0..<a {
        guard abs(inputs[a, b]) <= (inputs[a, a] * inputs[b, b]).squareRoot() * (1 + 1e-9) else {
          throw .notAnOverlap(row: a, column: b, value: inputs[a, b])
        }
        guard abs(inputs[a, b] - inputs[b, a]) <= 1e-9 * abs(inputs[a, b]) else {
          throw .notSymmetric(row: a, column: b)
        }
      }
    }
    let map = correlationMap
    var layers: [Matrix] = []
    for layer in 0..<depth {
      let current = layer == 0 ? inputs : layers[layer - 1]
      var next = Matrix(rows: count, columns: count)
      for a in 0..<count {
        for b in 0...a {
          if layer == 0 {
            next[a, b] =
              lengthMap.sigmaW * lengthMap.sigmaW * current[a, b]
              + lengthMap.sigmaB * lengthMap.sigmaB
          } else if a == b {
            next[a, a] = lengthMap(current[a, a])
          } else {
            let norm = (current[a, a] * current[b, b]).squareRoot()
            let c = norm > 0 ? Swift.max(-1, Swift.min(1, current[a, b] / norm)) : 0
            next[a, b] = map.overlap(c: c, q11: current[a, a], q22: current[b, b])
          }
          next[b, a] = next[a, b]
        }
      }
      layers.append(next)
    }
    return layers
  }
}
