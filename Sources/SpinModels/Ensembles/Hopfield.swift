public import LinearAlgebra
import Randomness

/// The Hopfield model: couplings that store patterns by Hebb's rule.
///
/// ```
/// J_ij = (1/N) Σ_μ ξ_i^μ ξ_j^μ  (i ≠ j),   h_i = h
/// ```
///
/// **Source**: J. J. Hopfield, *Proc. Natl. Acad. Sci. USA* 79, 2554 (1982).
public struct Hopfield: DisorderEnsemble, Equatable {
  /// Where the patterns come from.
  public enum Patterns: Sendable, Equatable {
    /// Independent fair signs, new ones in every instance.
    case random(count: Int)
    /// The same given patterns in every instance: P × N numbers +1 or −1.
    case given(Matrix)
  }

  /// The name of the model on the command line and in files.
  public static let name = "hopfield"

  /// The number N of spins.
  public let spinCount: Int
  /// Where the patterns come from.
  public let patterns: Patterns
  /// The uniform field h.
  public let field: Double

  /// Whether there is no field.
  public var isSpinFlipSymmetric: Bool { field == 0 }

  /// The number P of patterns.
  public var patternCount: Int {
    switch patterns {
    case .random(let count): count
    case .given(let matrix): matrix.rows
    }
  }

  /// The load α = P/N.
  public var load: Double { Double(patternCount) / Double(spinCount) }

  /// Describes the ensemble.
  ///
  /// - Parameters:
  ///   - spinCount: The number N of spins, at least 2.
  ///   - patterns: Where the patterns come from; at least one.
  ///   - field: The uniform field h.
  /// - Throws: ``SpinModelError`` when a size or a pattern is not allowed.
  public init(spinCount: Int, patterns: Patterns, field: Double = 0) throws(SpinModelError) {
    guard spinCount >= 2 else { throw .tooFewSpins(spinCount) }
    guard abs(field) <= 1e100 else {
      throw .invalidParameter(name: "field", value: field, expected: "a number within ±1e100")
    }
    switch patterns {
    case .random(let count):
      guard count >= 1 else { throw .noPatterns }
    case .given(let matrix):
      guard matrix.rows >= 1 else { throw .noPatterns }
      guard matrix.columns == spinCount else {
        throw .patternLength(matrix.columns, spins: spinCount)
      }
      if let bad = matrix.elements.firstIndex(where: { abs($0) != 1 }) {
        throw .patternNotSpin(
          pattern: bad / spinCount, site: bad % spinCount, value: matrix.elements[bad])
      }
    }
    self.spinCount = spinCount
    self.patterns = patterns
    self.field = field
  }

  /// The patterns of one disorder instance.
  ///
  /// - Parameters:
  ///   - index: The instance, from 0.
  ///   - seed: The user's seed.
  /// - Returns: A P × N matrix of +1 and −1.
  public func patterns(ofInstance index: Int, seed: UInt64) -> Matrix {
    switch patterns {
    case .given(let matrix):
      return matrix
    case .random(let count):
      var stream = RandomStream(StreamName(seed: seed, purpose: .patterns, instance: index))
      return Matrix(rows: count, columns: spinCount) { _, _ in stream.sign() }
    }
  }

  /// Builds the couplings of one disorder instance from its patterns.
  public func instance(_ index: Int, seed: UInt64) -> PairwiseModel {
    let patterns = patterns(ofInstance: index, seed: seed)
    var couplings = Matrix.product(transposeOf: patterns, patterns)
    // The products are whole numbers, so this division is the only rounding.
    for i in 0..<spinCount {
      for j in 0..<spinCount {
        couplings[i, j] = i == j ? 0 : couplings[i, j] / Double(spinCount)
      }
    }
    return PairwiseModel(
      validCouplings: couplings, fields: [Double](repeating: field, count: spinCount))
  }
}
