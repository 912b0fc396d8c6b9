import CKernels

/// Overlaps of whole sets of configurations, by counting differing bits of all pairs at once.
extension PackedConfigurations {
  /// The numbers of differing spins of all pairs of these configurations.
  ///
  /// - Returns: R × R numbers, row by row, symmetric.
  /// - Complexity: O(R² N/64).
  public func differences() -> [Int32] {
    let size = count * count
    return [Int32](unsafeUninitializedCapacity: size) { buffer, initialized in
      if let start = buffer.baseAddress {
        rk_pair_differences(rk_cpu_level(), words, count, wordsPerConfiguration, start)
      }
      initialized = size
    }
  }

  /// The numbers of differing spins of all pairs of one of these configurations and one of another set.
  ///
  /// - Parameter other: Configurations of the same number of spins.
  /// - Returns: R × R' numbers, row by row: a row for each of these configurations.
  /// - Complexity: O(R R' N/64).
  public func differences(with other: PackedConfigurations) -> [Int32] {
    precondition(
      other.spinCount == spinCount, "configurations of \(other.spinCount) and \(spinCount) spins")
    let size = count * other.count
    return [Int32](unsafeUninitializedCapacity: size) { buffer, initialized in
      if let start = buffer.baseAddress {
        rk_block_differences(
          rk_cpu_level(), words, count, other.words, other.count, wordsPerConfiguration, start)
      }
      initialized = size
    }
  }

  /// The overlaps of all pairs of one of these configurations and one of another set.
  ///
  /// ```
  /// q = (1/N) Σ_i s_i s'_i
  /// ```
  ///
  /// - Parameter other: Configurations of the same number of spins.
  /// - Returns: R × R' numbers from −1 to 1, row by row: a row for each of these configurations.
  /// - Complexity: O(R R' N/64).
  public func overlaps(with other: PackedConfigurations) -> [Double] {
    let n = Double(spinCount)
    return differences(with: other).map { 1 - 2 * Double($0) / n }
  }
}
