import LinearAlgebra

extension RecurrentRecord {
  /// The autocovariance at a lag, averaged over starts.
  ///
  /// ```
  /// Δ(τ) = mean of C(t, t + τ) over the snapshots t ≥ t_0
  /// ```
  ///
  /// - Parameters:
  ///   - lag: The lag, in snapshots.
  ///   - first: The snapshot from which on the network is at rest.
  /// - Returns: The mean of C(t, t + τ) over t.
  public func autocovariance(lag: Int, from first: Int) -> Double {
    let starts = first..<(autocovariance.rows - lag)
    return starts.reduce(0) { $0 + autocovariance[$1, $1 + lag] } / Double(starts.count)
  }
}
