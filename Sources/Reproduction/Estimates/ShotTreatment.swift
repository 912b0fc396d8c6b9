package import LinearAlgebra
import Overlaps
import RealModule

/// What is done about a drift of the gain before intensity-fluctuation overlaps are taken.
package enum ShotTreatment: String, CaseIterable {
  /// There is none.
  case steady
  /// Nothing.
  case drifting = "drift, uncorrected"
  /// A straight line in the number of the shot is taken from every wavelength.
  case corrected = "drift, corrected"

  /// Intensities that do not fluctuate: a broad mean spectrum, and a gain that moves by up to 0.4 from the first shot to the
  /// last unless it is steady.
  ///
  /// - Parameters:
  ///   - shots: The number of shots.
  ///   - wavelengths: The number of wavelengths.
  /// - Returns: S(k) g_a(k), a row per shot a.
  package func light(shots: Int, wavelengths: Int) -> Matrix {
    Matrix(rows: shots, columns: wavelengths) { shot, k in
      let place = Double(k) / Double(wavelengths)
      let time = self == .steady ? 0 : Double(shot) / Double(shots) - 0.5
      let gain = 1 + 0.4 * time * Double.cos(2 * .pi * place)
      return gain * (1 + Double.exp(-8 * (place - 0.5) * (place - 0.5)))
    }
  }

  /// Overlaps of all pairs of shots from every second wavelength.
  ///
  /// - Parameters:
  ///   - spectra: Intensities, a row per shot.
  ///   - first: The first wavelength, 0 or 1: the two halves have no noise in common.
  /// - Returns: The overlaps of pairs, row by row.
  /// - Throws: ``/Overlaps/OverlapError`` for a shot of which nothing is left.
  package func overlaps(of spectra: Matrix, everySecondFrom first: Int) throws -> [Double] {
    let half = Matrix(rows: spectra.rows, columns: spectra.columns / 2) {
      spectra[$0, 2 * $1 + first]
    }
    return try ReplicaSet.vectors(fluctuations(half)).overlapMatrix().pairOverlaps
  }

  /// The overlaps that remain of planted ones, which lose the same on both sides.
  ///
  /// ```
  /// q_ab Σ_k L_ak L_bk,   L the light
  /// ```
  ///
  /// - Parameters:
  ///   - planted: q_ab before anything is subtracted.
  ///   - weights: The products Σ_k L_ak L_bk of the light.
  /// - Returns: The overlaps of pairs, row by row.
  /// - Throws: ``/Overlaps/OverlapError`` for a shot of which nothing is left.
  package func overlaps(expected planted: Matrix, weights: Matrix) throws -> [Double] {
    let products = Matrix(rows: planted.rows, columns: planted.columns) {
      planted[$0, $1] * weights[$0, $1]
    }
    let once = try fluctuations(products).transposed
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
