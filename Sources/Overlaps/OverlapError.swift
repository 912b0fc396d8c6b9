import Documents
import LinearAlgebra

/// What can be wrong with data that are to become an overlap matrix.
public enum OverlapError: Error, Equatable {
  /// Overlaps need at least two replicas.
  case tooFewReplicas(Int)
  /// The matrix is not square.
  case notSquare(rows: Int, columns: Int)
  /// An element is NaN or infinite.
  case notFinite(row: Int, column: Int)
  /// The matrix is not symmetric.
  case notSymmetric(row: Int, column: Int, difference: Double)
  /// An overlap is larger than its two self-overlaps allow.
  case impossibleOverlap(row: Int, column: Int, value: Double)
  /// A configuration has no length, so it has no normalised overlaps.
  case zeroVector(row: Int)
  /// A vector is so long or so short that its squared length is no ordinary number.
  case lengthOutOfRange(row: Int)
  /// The number of sites behind the overlaps is not known.
  case unknownSiteCount
  /// The matrix has an eigenvalue below what rounding explains, so no vectors have these overlaps.
  case notPositiveSemidefinite(eigenvalue: Double, tolerance: Double)
  /// A row is the same number everywhere, so nothing is left of it without its mean.
  case constantRow(row: Int)
  /// A row is the mean of all rows, so nothing is left of it without that.
  case nothingBesideTheMean(row: Int)
  /// Fewer than three sizes show no limit.
  case tooFewSizes([Int])
  /// LAPACK did not converge.
  case eigenvalues(String)
}

extension OverlapError: CustomStringConvertible {
  /// The error in words, with what was expected.
  public var description: String {
    switch self {
    case .tooFewReplicas(let count):
      "\(count) replica\(count == 1 ? " has" : "s have") no overlaps; expected at least 2"
    case .notSquare(let rows, let columns):
      "the overlap matrix is \(rows) × \(columns); expected a square matrix"
    case .notFinite(let row, let column):
      "the element at row \(row), column \(column) (from 0) is not a finite number"
    case .notSymmetric(let row, let column, let difference):
      "the overlap matrix is not symmetric: the elements (\(row), \(column)) and "
        + "(\(column), \(row)) (from 0) differ by \(difference); if that is noise, take (q + qᵀ)/2"
    case .impossibleOverlap(let row, let column, let value):
      "the overlap \(value) at row \(row), column \(column) (from 0) is larger than the two "
        + "self-overlaps allow; expected |q_ab| ≤ √(q_aa q_bb), with the self-overlaps on the diagonal (1 for spins)"
    case .zeroVector(let row):
      "row \(row) (from 0) is zero everywhere, so its overlaps cannot be normalised"
    case .lengthOutOfRange(let row):
      "row \(row) (from 0) has numbers so large or so small that its length cannot be computed; "
        + "take another unit"
    case .unknownSiteCount:
      "the number of spins behind the overlaps is not known; it sets the noise level"
    case .notPositiveSemidefinite(let eigenvalue, let tolerance):
      "the overlap matrix is not positive semidefinite: its smallest eigenvalue is "
        + "\(roundedText(eigenvalue)), and rounding explains only down to \(roundedText(-tolerance)); no "
        + "replicas have these overlaps. Usual causes: overlaps that were averaged or edited, or each "
        + "computed from other sites because data were missing"
    case .constantRow(let row):
      "row \(row) (from 0) is the same number everywhere, so nothing is left of it when its mean is "
        + "subtracted; leave this replica out or subtract nothing"
    case .nothingBesideTheMean(let row):
      "row \(row) (from 0) equals the mean of all replicas at every site, so nothing is left of it "
        + "when that is subtracted (identical replicas?); leave it out or subtract nothing"
    case .tooFewSizes(let sizes):
      sizes.isEmpty
        ? "no size is left; the limit of many spins takes at least three"
        : "only N = \(sizes.map(String.init).joined(separator: ", ")); the limit of many spins takes at least "
          + "three sizes"
    case .eigenvalues(let reason):
      "the spectrum of the overlap matrix could not be computed: \(reason)"
    }
  }
}

extension OverlapError {
  /// Turns the errors of LAPACK into those of this module.
  static func fromLAPACK<Result>(
    _ body: () throws(LinearAlgebraError) -> Result
  ) throws(OverlapError) -> Result {
    do { return try body() } catch { throw .eigenvalues(error.description) }
  }
}

extension SymmetricEigensystem {
  /// Diagonalises an overlap matrix.
  static func ofOverlaps(
    _ matrix: Matrix, withVectors: Bool = true
  ) throws(OverlapError) -> SymmetricEigensystem {
    try OverlapError.fromLAPACK { () throws(LinearAlgebraError) in
      try SymmetricEigensystem(of: matrix, withVectors: withVectors)
    }
  }
}
