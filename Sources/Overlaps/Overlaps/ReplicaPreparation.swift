public import LinearAlgebra

/// What is done with an array of replicas before their overlaps are taken.
///
/// ```
/// none:          Δ_a(i) = x_a(i)
/// replica mean:  Δ_a(i) = x_a(i) − (1/N) Σ_j x_a(j)
/// site mean:     Δ_a(i) = x_a(i) − (1/R) Σ_b x_b(i)
/// q_ab = Σ_i Δ_a(i) Δ_b(i) / √(Σ_i Δ_a(i)² Σ_i Δ_b(i)²)
/// ```
///
/// The normalisation is that of ``ReplicaSet/overlapMatrix()``. With the mean over the sites of every
/// replica, overlaps are Pearson correlations of replicas. With the mean over the replicas at every
/// site they are the intensity-fluctuation overlaps of random lasers, where x_a(k) is the intensity of
/// shot a at wavelength k. The rows then add up to zero, so that the overlaps of unrelated replicas have
/// the mean −1/(R − 1) instead of 0.
///
/// **Source**: Ghofraniha et al., *Nat. Commun.* 6, 6058 (2015), for the site mean.
public struct ReplicaPreparation: Sendable, Equatable {
  /// What is subtracted from the elements.
  public enum Subtraction: String, Sendable, CaseIterable {
    /// Nothing.
    case none
    /// From every row its mean over the sites.
    case replicaMean = "replica-mean"
    /// From every column its mean over the replicas.
    case siteMean = "site-mean"
  }

  /// What is subtracted from the elements.
  public let subtraction: Subtraction
  /// Whether replicas stand in columns, so that rows and columns are exchanged first.
  public let isTransposed: Bool

  /// Chooses a preparation.
  ///
  /// - Parameters:
  ///   - subtraction: What is subtracted.
  ///   - isTransposed: Whether the array is N × R, with one replica per column.
  public init(subtraction: Subtraction = .none, isTransposed: Bool = false) {
    self.subtraction = subtraction
    self.isTransposed = isTransposed
  }

  /// A row is gone when less than this fraction of its length is left; rounding leaves about 10⁻¹⁶.
  static let smallestRemainder = 1e-12

  /// Prepares an array.
  ///
  /// - Parameter array: R × N, or N × R when ``isTransposed``.
  /// - Returns: R × N: one replica per row, not yet normalised.
  /// - Throws: ``OverlapError`` for an element that is not finite, by its place in the array as given,
  ///   and for a row of which nothing is left.
  /// - Complexity: O(R N).
  public func applied(to array: Matrix) throws(OverlapError) -> Matrix {
    if let bad = array.elements.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(row: bad / array.columns, column: bad % array.columns)
    }
    let given = isTransposed ? array.transposed : array
    guard subtraction != .none, given.columns > 0, given.rows > 0 else { return given }
    var result = given
    switch subtraction {
    case .none: break
    case .replicaMean:
      for a in 0..<given.rows {
        let mean = given.row(a).reduce(0) { $0 + $1 / Double(given.columns) }
        for i in 0..<given.columns { result[a, i] -= mean }
      }
    case .siteMean:
      var means = [Double](repeating: 0, count: given.columns)
      for a in 0..<given.rows {
        for (i, x) in given.row(a).enumerated() { means[i] += x / Double(given.rows) }
      }
      for a in 0..<given.rows { for i in 0..<given.columns { result[a, i] -= means[i] } }
    }
    for a in 0..<given.rows {
      // In units of the largest element, whose square may overflow.
      let scale = given.row(a).reduce(0) { max($0, abs($1)) }
      let left = result.row(a).reduce(0) { max($0, abs($1)) }
      guard left > Self.smallestRemainder * scale else {
        throw subtraction == .replicaMean ? .constantRow(row: a) : .nothingBesideTheMean(row: a)
      }
    }
    return result
  }
}
