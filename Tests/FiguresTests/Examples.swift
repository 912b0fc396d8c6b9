import Figures
import Foundation
import LinearAlgebra
import Overlaps

/// A fixed, reproducible sequence for examples; no statistics depend on it.
struct ExampleSequence {
  var state: UInt64

  /// A number between 0 and 1.
  mutating func uniform() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) * 0x1p-53
  }

  /// A number with mean 0 and variance 1, about Gaussian.
  mutating func gaussian() -> Double {
    (0..<12).reduce(-6) { sum, _ in sum + uniform() }
  }
}

/// Overlap matrices as a classification would hand them over.
enum Examples {
  /// Blocks of overlap q1 on a ground of q0 with noise of 1/√N.
  static func blocks(_ sizes: [Int], q0: Double, q1: Double, spins: Double) -> Matrix {
    let state = sizes.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element) }
    var sequence = ExampleSequence(state: 7)
    var matrix = Matrix.identity(state.count)
    for a in 0..<state.count {
      for b in 0..<a {
        let mean = state[a] == state[b] ? q1 : q0
        let value = mean + (1 - mean * mean) / spins.squareRoot() * sequence.gaussian()
        matrix[a, b] = min(max(value, -1), 1)
        matrix[b, a] = matrix[a, b]
      }
    }
    return matrix
  }

  /// Single linkage over neighbouring replicas of an ordered matrix.
  static func merges(_ matrix: Matrix) -> [DendrogramMerge] {
    var branches = (0..<matrix.rows).map { (id: $0, replicas: [$0]) }
    var result: [DendrogramMerge] = []
    while branches.count > 1 {
      var best = (place: 0, height: Double.infinity)
      for i in 0..<(branches.count - 1) {
        var sum = 0.0
        for a in branches[i].replicas {
          for b in branches[i + 1].replicas { sum += (1 - matrix[a, b]) / 2 }
        }
        sum /= Double(branches[i].replicas.count * branches[i + 1].replicas.count)
        if sum < best.height { best = (i, sum) }
      }
      let (left, right) = (branches[best.place], branches[best.place + 1])
      let height = max(best.height, result.last?.height ?? 0)
      result.append(DendrogramMerge(left: left.id, right: right.id, height: height))
      branches[best.place] = (matrix.rows + result.count - 1, left.replicas + right.replicas)
      branches.remove(at: best.place + 1)
    }
    return result
  }

  /// The eigenvalues, descending.
  static func eigenvalues(_ matrix: Matrix) throws -> [Double] {
    try SymmetricEigensystem(of: matrix, withVectors: false).values.sorted(by: >)
  }

  /// A histogram with the errors of so many samples.
  static func histogram(_ matrix: Matrix, bins: Int = 100) -> OverlapDistribution {
    let plain = OverlapDistribution(of: matrix, binCount: bins)
    return OverlapDistribution(
      overlaps: plain.overlaps, binWidth: plain.binWidth, densities: plain.densities,
      errors: plain.densities.map { 0.15 * $0 })
  }

  /// A sheet for a planted ensemble of blocks.
  static func sheet(
    verdict: String, sizes: [Int], q0: Double, q1: Double, spins: Double = 2048,
    peaks: [TheoryPeak] = [], significant: Int = 0, edge: Double? = 0.55, tree: Bool = true,
    withStates: Bool = true, stateOverlaps: Bool = true
  ) throws -> OverlapSheet {
    let matrix = blocks(sizes, q0: q0, q1: q1, spins: spins)
    let total = Double(matrix.rows)
    return OverlapSheet(
      verdict: verdict, system: "planted ensemble, N = \(Int(spins)), R = \(matrix.rows), T = 0.60",
      overlaps: matrix, merges: tree ? merges(matrix) : [],
      states: withStates
        ? sizes.map { .init(replicas: $0, weight: Double($0) / total) } : [],
      eigenvalues: try eigenvalues(matrix), noiseEdge: edge, significantCount: significant,
      distribution: histogram(matrix), theoryPeaks: peaks, theoryName: "1RSB",
      stateOverlaps: stateOverlaps
        ? Matrix(rows: sizes.count, columns: sizes.count) { $0 == $1 ? q1 : q0 } : nil)
  }

  /// Series that relax exponentially to a fixed point.
  static func relaxation(
    name: String, from start: Double, to end: Double, depth: Double, layers: Int
  ) -> DepthFigure.Series {
    var sequence = ExampleSequence(state: 3)
    let theory = (0...layers).map { end + (start - end) * exp(-Double($0) / depth) }
    return DepthFigure.Series(
      name: name, means: theory.map { $0 + 0.01 * sequence.gaussian() },
      deviations: theory.map { _ in 0.03 }, theory: theory)
  }
}

/// A folder for the figures of one test, removed at its end unless figures are to be looked at.
///
/// With `FIGURES_KEEP` in the environment the pictures stay in that folder.
func withFolder<T>(_ body: (_ folder: String) throws -> T) throws -> T {
  if let kept = ProcessInfo.processInfo.environment["FIGURES_KEEP"] {
    try FileManager.default.createDirectory(atPath: kept, withIntermediateDirectories: true)
    return try body(kept)
  }
  let folder = FileManager.default.temporaryDirectory.path + "/figures-\(UUID().uuidString)"
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  return try body(folder)
}
