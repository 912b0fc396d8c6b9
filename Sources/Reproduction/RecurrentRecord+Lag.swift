import LinearAlgebra
package import RandomNetworks

extension RecurrentRecord {
  /// The autocovariance at a lag of one network, averaged over starts.
  ///
  /// - Parameters:
  ///   - lag: The lag, in snapshots.
  ///   - first: The snapshot from which on the network is at rest.
  /// - Returns: The mean of C(t, t + τ) over t.
  package func autocovariance(lag: Int, from first: Int) -> Double {
    let starts = first..<(autocovariance.rows - lag)
    return starts.reduce(0) { $0 + autocovariance[$1, $1 + lag] } / Double(starts.count)
  }
}
