/// Configurations of real spins, Σ_i s_i² = N each, in the order in which they were drawn.
public struct SphericalConfigurations: Sendable, Equatable {
  /// The number N of spins.
  public let spinCount: Int
  /// The spins, configuration after configuration.
  public private(set) var values: [Double]

  /// The number of configurations.
  public var count: Int { values.count / spinCount }

  /// Takes configurations.
  ///
  /// - Parameters:
  ///   - spinCount: The number N of spins, at least 1.
  ///   - values: The spins, configuration after configuration.
  public init(spinCount: Int, values: [Double] = []) {
    precondition(
      spinCount > 0 && values.count.isMultiple(of: spinCount),
      "\(values.count) numbers are no configurations of \(spinCount) spins")
    self.spinCount = spinCount
    self.values = values
  }

  /// Adds a configuration.
  mutating func append(_ spins: [Double]) { values += spins }

  /// Some of the configurations.
  ///
  /// - Parameter indices: Which.
  /// - Returns: Them, in the order of the indices.
  public func selecting(_ indices: some Sequence<Int>) -> SphericalConfigurations {
    var chosen: [Double] = []
    for k in indices { chosen += values[k * spinCount..<(k + 1) * spinCount] }
    return SphericalConfigurations(spinCount: spinCount, values: chosen)
  }

  /// The overlaps of all pairs of one of these configurations and one of another set.
  ///
  /// ```
  /// q = (1/N) Σ_i s_i s'_i
  /// ```
  ///
  /// - Parameter other: Configurations of the same number of spins.
  /// - Returns: R × R' numbers from −1 to 1, row by row: a row for each of these configurations.
  /// - Complexity: O(R R' N).
  public func overlaps(with other: SphericalConfigurations) -> [Double] {
    precondition(
      other.spinCount == spinCount, "configurations of \(other.spinCount) and \(spinCount) spins")
    let (n, columns) = (spinCount, other.count)
    var result = [Double](repeating: 0, count: count * columns)
    values.withUnsafeBufferPointer { a in
      other.values.withUnsafeBufferPointer { b in
        for k in result.indices {
          let (row, column) = (k / columns * n, k % columns * n)
          var sum = 0.0
          for i in 0..<n { sum += a[row + i] * b[column + i] }
          result[k] = sum / Double(n)
        }
      }
    }
    return result
  }

  /// The mean of q² over all pairs of one of these configurations and one of another set; NaN without any.
  func meanSquareOverlap(with other: SphericalConfigurations) -> Double {
    overlaps(with: other).reduce(0) { $0 + $1 * $1 } / Double(count * other.count)
  }
}
