import LinearAlgebra
import Overlaps
import Randomness
import RealModule
import Testing

/// Which matrices are refused as overlaps.
///
/// Calibrated by dividing the tolerance by 10 (`roundedOverlaps` fails) and by multiplying it by 10
/// (`impossibleMatrices` fails).
@Suite struct OverlapValidityTests {
  /// The overlaps of R random unit vectors of N components, so of rank N.
  private func overlaps(_ r: Int, _ n: Int, seed: UInt64) throws -> Matrix {
    var stream = RandomStream(StreamName(seed: seed, purpose: .planting))
    let vectors = Matrix(rows: r, columns: n) { _, _ in stream.normal() }
    return try OverlapMatrix(ofRows: vectors).normalized().matrix
  }

  private func rounded(_ matrix: Matrix, decimals: Int) -> Matrix {
    let scale = Double.pow(10, decimals)
    return Matrix(rows: matrix.rows, columns: matrix.columns) {
      (matrix[$0, $1] * scale).rounded() / scale
    }
  }

  /// R/4 directions only, so that three quarters of the eigenvalues are zero but for rounding.
  @Test(arguments: [4, 5, 8, 20, 60, 150], 1...7)
  func roundedOverlaps(replicas: Int, decimals: Int) throws {
    for seed in 1...5 as ClosedRange<UInt64> {
      let exact = try overlaps(replicas, max(1, replicas / 4), seed: seed)
      _ = try OverlapMatrix(exact)
      let matrix = rounded(exact, decimals: decimals)
      _ = try OverlapMatrix(matrix)
      guard replicas == 150, decimals < 6 else { continue }
      // The stated size of the noise, for the R − R/4 directions in which nothing else is.
      let step = Double.pow(10, -decimals)
      let smallest = try SymmetricEigensystem(of: matrix, withVectors: false).values.last ?? 0
      let edge = step * (Double(replicas - replicas / 4) / 3).squareRoot()
      #expect((-1.2 * edge ... -0.75 * edge).contains(smallest))
    }
  }

  @Test func impossibleMatrices() throws {
    // Three unit vectors cannot be at 120 degrees and a half from each other.
    let r = 3
    let matrix = Matrix(rows: r, columns: r) { $0 == $1 ? 1 : -0.52 }
    let error = #expect(throws: OverlapError.self) { try OverlapMatrix(matrix) }
    guard case .notPositiveSemidefinite(let eigenvalue, let tolerance) = error else {
      Issue.record("\(error.debugDescription)")
      return
    }
    #expect(abs(eigenvalue + 0.04) < 1e-14)
    #expect(abs(tolerance - 0.015) < 1e-5)
    #expect(error?.description.contains("averaged or edited") == true)
    // One sign changed by hand, in binary numbers and in rounded ones.
    let exact = try overlaps(20, 5, seed: 1)
    let other = (1..<20).max { abs(exact[0, $0]) < abs(exact[0, $1]) } ?? 1
    for decimals in [2, 3, 4, 12] {
      var edited = rounded(exact, decimals: decimals)
      edited[0, other] = -edited[0, other]
      edited[other, 0] = edited[0, other]
      #expect(throws: OverlapError.self) { try OverlapMatrix(edited) }
    }
  }

  /// Overlaps over different halves of the sites, as of data with holes.
  @Test func pairwiseDeletion() throws {
    var stream = RandomStream(StreamName(seed: 2, purpose: .planting))
    let (r, n) = (30, 40)
    let spins = Matrix(rows: r, columns: n) { _, _ in stream.sign() }
    let isThere = (0..<r * n).map { _ in stream.uniform() < 0.5 }
    let matrix = Matrix(rows: r, columns: r) { a, b in
      if a == b { return 1 }
      let sites = (0..<n).filter { isThere[a * n + $0] && isThere[b * n + $0] }
      return sites.reduce(0) { $0 + spins[a, $1] * spins[b, $1] } / Double(max(1, sites.count))
    }
    let error = #expect(throws: OverlapError.self) { try OverlapMatrix(matrix) }
    guard case .notPositiveSemidefinite = error else {
      Issue.record("\(error.debugDescription)")
      return
    }
  }

  /// Whole numbers are exact and give no room, but ±1 everywhere is possible.
  @Test func wholeNumbers() throws {
    _ = try OverlapMatrix(Matrix(rows: 6, columns: 6) { ($0 + $1) % 2 == 0 ? 1 : -1 })
    let frustrated = Matrix(rows: 3, columns: 3) { $0 == $1 ? 1 : -1 }
    #expect(throws: OverlapError.self) { try OverlapMatrix(frustrated) }
  }
}
