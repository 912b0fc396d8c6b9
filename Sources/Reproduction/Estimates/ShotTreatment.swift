package import LinearAlgebra
import Overlaps

/// What is done about a drift of the gain before intensity-fluctuation overlaps are taken.
package enum ShotTreatment: String, CaseIterable {
  /// There is none.
  case steady
  /// Nothing.
  case drifting = "drift, uncorrected"
  /// A straight line in the number of the shot is taken from every wavelength.
  case corrected = "drift, corrected"

  /// Overlaps of all pairs of shots from every second wavelength.
  ///
  /// - Parameters:
  ///   - spectra: Intensities, a row per shot.
  ///   - first: The first wavelength, 0 or 1: the two halves have no noise in common.
  /// - Returns: The overlaps of pairs, row by row.
  /// - Throws: ``/Overlaps/OverlapError`` for a shot of which nothing is left.
  func overlaps(of spectra: Matrix, everySecondFrom first: Int) throws -> [Double] {
    let half = Matrix(rows: spectra.rows, columns: spectra.columns / 2) {
      spectra[$0, 2 * $1 + first]
    }
    return try ReplicaSet.vectors(fluctuations(half)).overlapMatrix().pairOverlaps
  }

  /// The overlaps that remain of planted ones, which lose the same on both sides.
  ///
  /// - Parameter planted: q_ab before anything is subtracted.
  /// - Returns: The overlaps of pairs, row by row.
  /// - Throws: ``/Overlaps/OverlapError`` for a shot of which nothing is left.
  func overlaps(expected planted: Matrix) throws -> [Double] {
    let once = try fluctuations(planted).transposed
    return try OverlapMatrix(fluctuations(once)).normalized().pairOverlaps
  }

  /// Rows less their mean over the shots, and less a straight line in their number where a drift is corrected.
  ///
  /// - Parameter rows: A row per shot.
  /// - Returns: As many rows.
  /// - Throws: ``/Overlaps/OverlapError`` for a shot of which nothing is left.
  package func fluctuations(_ rows: Matrix) throws -> Matrix {
    let centred = try ReplicaPreparation(subtraction: .siteMean).applied(to: rows)
    guard self == .corrected else { return centred }
    let times = (0..<rows.rows).map { Double($0) - Double(rows.rows - 1) / 2 }
    let square = times.reduce(0) { $0 + $1 * $1 }
    let slopes = (0..<rows.columns).map { k in
      zip(times, centred.column(k)).reduce(0) { $0 + $1.0 * $1.1 } / square
    }
    return Matrix(rows: rows.rows, columns: rows.columns) {
      centred[$0, $1] - times[$0] * slopes[$1]
    }
  }
}
