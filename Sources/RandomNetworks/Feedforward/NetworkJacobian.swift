import LinearAlgebra
import NumericalMethods
import Randomness

/// The input–output Jacobian of one finite network at one signal.
///
/// ```
/// J = D^L W^L … D^1 W^1,   D^l = diag φ'(h^l)
/// ```
public struct NetworkJacobian: Sendable, Equatable {
  /// Which network of the ensemble, from 0.
  public let network: Int

  /// The singular values, largest first: min(N_0, N_L) of them.
  public let singularValues: [Double]

  /// The growth ‖D^l W^l u‖²/‖u‖² in each layer of vectors sent through the layers before, averaged over them.
  ///
  /// Its mean over networks is χ = σ_w² E φ'(h)² for wide layers.
  public let growth: [Double]

  /// The squared lengths q^l = |h^l|²/N_l of the signal.
  public let squaredLengths: [Double]

  /// The mean squared singular value, per component of the output.
  ///
  /// ```
  /// (1/n) Σ_k s_k²
  /// ```
  public var meanSquare: Double {
    singularValues.reduce(0) { $0 + $1 * $1 } / Double(singularValues.count)
  }

  /// The relative variance of the squared singular values.
  ///
  /// ```
  /// (1/n) Σ_k s_k⁴/((1/n) Σ_k s_k²)² − 1
  /// ```
  public var relativeVariance: Double {
    let mean = meanSquare
    let square =
      singularValues.reduce(0) { $0 + ($1 * $1 / mean) * ($1 * $1 / mean) }
      / Double(singularValues.count)
    return square - 1
  }
}

extension DeepNetwork {
  /// The Jacobian of one network at a random signal of a given length, with its singular values.
  ///
  /// The input points in a random direction and has exactly the length at which q^1 is, on average, the one
  /// asked for. Weights and biases are those of ``propagate(_:network:seed:engine:keeping:)``.
  ///
  /// - Parameters:
  ///   - squaredLength: The squared length q^1 of the pre-activations of the first layer; at the fixed point
  ///     q* all layers have it.
  ///   - inputDimension: The number N_0 of inputs; N_1 unless given.
  ///   - network: Which network of the ensemble, from 0.
  ///   - seed: The user's seed.
  ///   - vectors: How many random vectors are sent along for the growth.
  /// - Returns: Singular values and growth.
  /// - Throws: ``RandomNetworkError`` when the length is below σ_b², the signal or the Jacobian is not finite, or
  ///   LAPACK does not converge.
  /// - Complexity: O(L N³), by BLAS and LAPACK.
  public func jacobian(
    squaredLength: Double, inputDimension: Int? = nil, network: Int = 0, seed: UInt64,
    vectors: Int = 16
  ) throws(RandomNetworkError) -> NetworkJacobian {
    precondition(vectors >= 1, "growth of \(vectors) vectors")
    let dimension = inputDimension ?? widths[0]
    precondition(dimension >= 1, "\(dimension) inputs")
    let inputLength = (squaredLength - sigmaB * sigmaB) / (sigmaW * sigmaW)
    guard inputLength >= -1e-12, inputLength.isFinite else {
      throw .invalidParameter(
        name: "squared length", value: squaredLength, expected: "sigma_b squared or more")
    }
    var stream = RandomStream(StreamName(seed: seed, purpose: .inputs, instance: network))
    var signal = Matrix(rows: 1, columns: dimension) { _, _ in stream.normal() }
    let norm = signal.elements.reduce(0) { $0 + $1 * $1 } / Double(dimension)
    let scale = (max(0, inputLength) / norm).squareRoot()
    for k in signal.elements.indices { signal.elements[k] *= scale }
    // One vector per row.
    var tangents = Matrix(rows: vectors, columns: dimension) { _, _ in stream.normal() }
    _ = Self.advance(&tangents, by: Matrix.identity(dimension))

    var product: Matrix?
    var growth: [Double] = []
    var lengths: [Double] = []
    for layer in 1...depth {
      var weights = weights(
        ofLayer: layer, network: network, seed: seed, inputDimension: dimension)
      var fields = Matrix.product(signal, withTransposeOf: weights)
      for (i, bias) in biases(ofLayer: layer, network: network, seed: seed).enumerated() {
        fields[0, i] += bias
      }
      lengths.append(fields.elements.reduce(0) { $0 + $1 * $1 } / Double(fields.columns))
      guard lengths[layer - 1].isFinite else {
        throw .signalNotFinite(network: network, layer: layer, input: 0)
      }
      for i in 0..<weights.rows {
        let slope = nonlinearity.derivative(fields[0, i])
        for k in (i * weights.columns)..<((i + 1) * weights.columns) {
          weights.elements[k] *= slope
        }
      }
      growth.append(Self.advance(&tangents, by: weights))
      product = product.map { weights * $0 } ?? weights
      signal = fields
      for k in signal.elements.indices {
        signal.elements[k] = nonlinearity.value(signal.elements[k])
      }
    }
    do {
      return NetworkJacobian(
        network: network, singularValues: try product?.singularValues() ?? [], growth: growth,
        squaredLengths: lengths)
    } catch {
      throw .singularValues("\(error)")
    }
  }

  /// Sends vectors through a layer, normalises them and returns their mean growth.
  private static func advance(_ vectors: inout Matrix, by layer: Matrix) -> Double {
    let images = Matrix.product(vectors, withTransposeOf: layer)
    var sum = 0.0
    vectors = images
    for a in 0..<images.rows {
      let size = images.row(a).reduce(0) { $0 + $1 * $1 }
      sum += size
      guard size > 0 else { continue }
      let inverse = 1 / size.squareRoot()
      for k in (a * images.columns)..<((a + 1) * images.columns) {
        vectors.elements[k] *= inverse
      }
    }
    return sum / Double(images.rows)
  }
}
