public import LinearAlgebra
import Randomness

extension RecurrentNetwork {
  /// The couplings of one network.
  ///
  /// ```
  /// W_ij = w_0/N + σ_w x_ij/√N,   x_ij = u_ij for i ≤ j,   x_ij = η u_ji + √(1 − η²) u_ij for i > j
  /// ```
  ///
  /// The u are independent standard normal numbers, drawn row by row: networks of different η share them.
  ///
  /// - Parameters:
  ///   - network: Which network of the ensemble, from 0.
  ///   - seed: The user's seed.
  /// - Returns: W, of shape N × N.
  /// - Complexity: O(N²) random numbers.
  public func couplings(network: Int = 0, seed: UInt64) -> Matrix {
    var matrix = Matrix(rows: neuronCount, columns: neuronCount)
    fillCouplings(network: network, seed: seed) { i, row in
      matrix.elements.replaceSubrange((i * neuronCount)..<((i + 1) * neuronCount), with: row)
    }
    return matrix
  }

  /// The biases of one network.
  ///
  /// - Parameters:
  ///   - network: Which network of the ensemble, from 0.
  ///   - seed: The user's seed.
  /// - Returns: b: N numbers.
  public func biases(network: Int = 0, seed: UInt64) -> [Double] {
    guard sigmaB > 0 else { return [Double](repeating: biasMean, count: neuronCount) }
    var stream = RandomStream(StreamName(seed: seed, purpose: .biases, instance: network))
    return (0..<neuronCount).map { _ in biasMean + sigmaB * stream.normal() }
  }

  /// The couplings in the form in which they are multiplied.
  func packedCouplings<Scalar: PackedScalar>(
    network: Int, seed: UInt64, as type: Scalar.Type
  ) -> PackedMatrix<Scalar> {
    if symmetry != 0 { return PackedMatrix(couplings(network: network, seed: seed)) }
    let name = StreamName(seed: seed, purpose: .weights, instance: network)
    return PackedMatrix(rows: neuronCount, columns: neuronCount) { i, row in
      fillNormals(&row, row: i, from: name)
      scale(&row)
    }
  }

  /// Hands over the couplings row by row.
  private func fillCouplings(network: Int, seed: UInt64, _ take: (Int, [Double]) -> Void) {
    let name = StreamName(seed: seed, purpose: .weights, instance: network)
    var row = [Double](repeating: 0, count: neuronCount)
    guard symmetry != 0 else {
      for i in 0..<neuronCount {
        fillNormals(&row, row: i, from: name)
        scale(&row)
        take(i, row)
      }
      return
    }
    let own = (1 - symmetry * symmetry).squareRoot()
    var before = Matrix(rows: neuronCount, columns: neuronCount)
    for i in 0..<neuronCount {
      fillNormals(&row, row: i, from: name)
      for j in i..<neuronCount { before[j, i] = row[j] }
      for j in 0..<i { row[j] = symmetry * before[i, j] + own * row[j] }
      scale(&row)
      take(i, row)
    }
  }

  /// The independent normal numbers of row i.
  private func fillNormals(_ row: inout [Double], row i: Int, from name: StreamName) {
    RandomStream.fillNormals(&row, from: name, block: UInt64(i) * UInt64((neuronCount + 1) / 2))
  }

  private func scale(_ row: inout [Double]) {
    let deviation = sigmaW / Double(neuronCount).squareRoot()
    let mean = weightMean / Double(neuronCount)
    for j in row.indices { row[j] = mean + deviation * row[j] }
  }
}
