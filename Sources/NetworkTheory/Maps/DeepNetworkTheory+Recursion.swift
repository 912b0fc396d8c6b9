public import LinearAlgebra
import NetworkModels
import RealModule

/// The feedforward network as a recursion like other architectures.
extension DeepNetworkTheory: MeanFieldRecursion {
  /// Length and distance in a layer; the first layer is linear in the input.
  public struct State: Sendable, Equatable {
    /// The squared length q.
    public let q: Double
    /// The distance 1 − c.
    public let separation: Double
    /// Whether this is the input itself.
    public let isInput: Bool
  }

  /// The name, `feedforward`.
  public var name: String { FeedforwardModel.name }
  /// The fields.
  public var signal: String { "h, the pre-activations" }

  /// The state of two inputs.
  public func start(q: Double, c: Double) throws(NetworkTheoryError) -> State {
    try requireInputs(q: q, c: c)
    return State(q: q, separation: 1 - c, isInput: true)
  }

  /// One layer.
  public func next(_ state: State) -> State {
    let next = image(state.q, state.separation, isFirst: state.isInput, correlationMap)
    return State(q: next.q, separation: next.separation, isInput: false)
  }

  /// q, 1 − c, and χ = σ_w² E φ'² (σ_w² from the input).
  public func reading(of state: State) -> RecursionReading {
    RecursionReading(
      q: state.q, separation: state.separation,
      chi: state.isInput
        ? lengthMap.sigmaW * lengthMap.sigmaW : lengthMap.meanSquareSlope(at: state.q))
  }

  /// q*, c*, χ₁ and the slopes there.
  public func fixedPoint() -> RecursionFixedPoint {
    RecursionFixedPoint(
      q: qStar, separation: fixedSeparation, chi: chi1, lengthSlope: lengthSlope,
      correlationSlope: fixedSeparation == 0
        ? chi1 : correlationMap.slope(atSeparation: fixedSeparation, q: qStar))
  }

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
  ) throws(NetworkTheoryError) -> RecursionTrajectory {
    precondition(depth >= 0, "a network cannot have \(depth) layers")
    var state = try start(q: q0, c: c0)
    var readings = [reading(of: state)]
    for layer in 0..<depth {
      state = next(state)
      guard state.q <= largestGrownLength || !grows(state.q) else {
        throw .lengthDiverges(layer: layer + 1, q: state.q)
      }
      readings.append(reading(of: state))
    }
    return RecursionTrajectory(readings)
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
