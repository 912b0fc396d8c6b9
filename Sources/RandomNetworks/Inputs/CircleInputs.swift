import LinearAlgebra
import Randomness
import RealModule

extension NetworkInputs {
  /// Takes inputs evenly spaced on a circle in a random plane.
  ///
  /// ```
  /// x(θ) = √(N_0 q) (u cos θ + v sin θ),   θ_a = 2π a/A,   q^0_ab = q cos(θ_a − θ_b)
  /// ```
  ///
  /// u and v are orthonormal and uniformly distributed.
  ///
  /// **Source**: B. Poole et al., *Advances in Neural Information Processing Systems* 29 (2016).
  ///
  /// - Parameters:
  ///   - count: The number A of inputs, at least 2.
  ///   - length: The squared length per component q, positive.
  ///   - dimension: The number N_0 of components, at least 2.
  ///   - seed: The user's seed.
  ///   - instance: Which circle, from 0.
  /// - Throws: ``RandomNetworkError`` for numbers out of range.
  /// - Complexity: O(A N_0).
  public init(
    circleOf count: Int, length: Double = 1, dimension: Int, seed: UInt64, instance: Int = 0
  ) throws(RandomNetworkError) {
    guard count >= 2 else { throw .tooFewInputs(count) }
    guard length > 0, length.isFinite else {
      throw .invalidParameter(name: "length", value: length, expected: "a positive finite number")
    }
    guard dimension >= 2 else {
      throw .moreInputsThanDimensions(inputs: 2, dimension: dimension)
    }
    var stream = RandomStream(StreamName(seed: seed, purpose: .inputs, instance: instance))
    let normals = Matrix(rows: 2, columns: dimension) { _, _ in stream.normal() }
    guard let plane = try? normals.orthonormalizedRows() else {
      preconditionFailure("normal numbers are finite")
    }
    let radius = (Double(dimension) * length).squareRoot()
    let angles = (0..<count).map { 2 * Double.pi * Double($0) / Double(count) }
    let (cosines, sines) = (angles.map { Double.cos($0) }, angles.map { Double.sin($0) })
    try self.init(
      Matrix(rows: count, columns: dimension) { a, i in
        radius * (plane[0, i] * cosines[a] + plane[1, i] * sines[a])
      })
  }
}
