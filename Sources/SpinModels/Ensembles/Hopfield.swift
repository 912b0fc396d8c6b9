public import Documents
public import LinearAlgebra
import Randomness

/// The Hopfield model: couplings that store patterns by Hebb's rule.
///
/// ```
/// J_ij = (1/N) Σ_μ ξ_i^μ ξ_j^μ  (i ≠ j),   h_i = h
/// ```
///
/// **Source**: J. J. Hopfield, *Proc. Natl. Acad. Sci. USA* 79, 2554 (1982).
public struct Hopfield: PatternEnsemble, Equatable {
  /// Where the patterns come from.
  public enum Patterns: Sendable, Equatable {
    /// Independent fair signs, new ones in every instance.
    case random(count: Int)
    /// The same given patterns in every instance: P × N numbers +1 or −1.
    case given(Matrix)
  }

  /// The name of the model on the command line and in files.
  public static let name = "hopfield"

  /// The options that describe the model.
  public static let options = ["spins", "field", "patterns", "load", "pattern-file"]

  /// The number N of spins.
  public let spinCount: Int
  /// Where the patterns come from.
  public let patterns: Patterns
  /// The uniform field h.
  public let field: Double

  /// Whether there is no field.
  public var isSpinFlipSymmetric: Bool { field == 0 }
  /// Given patterns are the same in every instance.
  public var hasDisorder: Bool { if case .random = patterns { true } else { false } }

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
    try requireModest(field, "field")
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

  /// Makes the model that options describe.
  public init(_ request: ModelRequest) throws {
    let field = request.number("field") ?? 0
    if let given = request.matrix("pattern-file") {
      try self.init(
        spinCount: request.integer("spins") ?? given.columns, patterns: .given(given), field: field)
      return
    }
    let spins = request.integer("spins") ?? 0
    let load = request.number("load") ?? 0
    guard
      let count = request.integer("patterns") ?? Int(exactly: (load * Double(spins)).rounded())
    else {
      throw SpinModelError.invalidParameter(
        name: "load", value: load, expected: "a number with which there are fewer than 2⁶³ patterns"
      )
    }
    try self.init(spinCount: spins, patterns: .random(count: count), field: field)
  }

  /// Needs patterns, in one of three ways, and the number of spins.
  public static func check(_ request: ModelRequest) throws(SpinModelError) {
    guard ["patterns", "load", "pattern-file"].count(where: request.has) == 1 else {
      throw .missingOption(
        "the model hopfield needs exactly one of --patterns P, --load α, --pattern-file FILE")
    }
    guard let spins = request.integer("spins") ?? (request.has("pattern-file") ? 0 : nil) else {
      throw .missingOption("the model hopfield needs --spins N")
    }
    if let load = request.number("load"), spins > 0, load * Double(spins) < 0.5 {
      throw .invalidParameter(
        name: "load", value: load, expected: "at least 0.5/N: of \(spins) spins this is no pattern")
    }
  }

  /// The theory of Amit, Gutfreund and Sompolinsky.
  public var theory: MeanFieldClass? { .hopfield(load: load, field: field) }

  /// Whether fields agree, and the numbers of patterns or, up to rounding to whole patterns, the loads.
  public func isOtherSize(of other: Self) -> Bool {
    let rounding = 0.5 / Double(spinCount) + 0.5 / Double(other.spinCount)
    return field == other.field
      && (patternCount == other.patternCount || abs(load - other.load) <= rounding)
  }

  /// Whether the patterns were given instead of drawn.
  public var isGiven: Bool { if case .given = patterns { true } else { false } }

  private static let storedPatterns = Quantity(
    "patterns", ["instance", "pattern", "spin"], "stored patterns", element: .int8)

  /// The patterns of every instance.
  public var storedDisorder: [(quantity: Quantity, sizes: [Int])] {
    [(Self.storedPatterns, [patternCount, spinCount])]
  }

  /// The patterns.
  public func storedDisorder(ofInstance index: Int, seed: UInt64) -> [[Double]] {
    [patterns(ofInstance: index, seed: seed).elements]
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
  public func instance(_ index: Int, seed: UInt64) -> SpinInstance {
    let patterns = patterns(ofInstance: index, seed: seed)
    var couplings = Matrix.product(transposeOf: patterns, patterns)
    // The products are whole numbers, so this division is the only rounding.
    for i in 0..<spinCount {
      for j in 0..<spinCount {
        couplings[i, j] = i == j ? 0 : couplings[i, j] / Double(spinCount)
      }
    }
    return SpinInstance(
      validInteractions: .dense(couplings), fields: [Double](repeating: field, count: spinCount))
  }
}

extension Hopfield {
  private enum CodingKeys: String, CodingKey {
    case spinCount = "spins"
    case patterns
    case arePatternsGiven = "patterns_given"
    case field
  }

  /// Writes the options of the model; given patterns are ``storedDisorder``.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(spinCount, forKey: .spinCount)
    try values.encode(patternCount, forKey: .patterns)
    try values.encode(isGiven, forKey: .arePatternsGiven)
    try values.encode(field, forKey: .field)
  }

  /// Restores a checked model.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let spins = try values.decode(Int.self, forKey: .spinCount)
    let count = try values.decode(Int.self, forKey: .patterns)
    let isGiven = try values.decode(Bool.self, forKey: .arePatternsGiven)
    let patterns: Patterns =
      isGiven
      ? .given(
        Matrix(
          rows: count, columns: spins,
          elements: try decoder.givenArrays().read(Self.storedPatterns.name, [count, spins])))
      : .random(count: count)
    try self.init(
      spinCount: spins, patterns: patterns, field: values.decode(Double.self, forKey: .field))
  }
}
