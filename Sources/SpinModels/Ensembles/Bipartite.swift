public import Documents
public import LinearAlgebra
import Randomness

/// Two layers of spins with couplings between them only: the bipartite SK model, or a Boltzmann machine with given
/// weights.
///
/// ```
/// H = −Σ_{iμ} W_iμ v_i u_μ − h Σ (v_i + u_μ),   W_iμ of mean J0/N and variance 1/N,   N = N₁ + N₂
/// ```
///
/// The first N₁ spins are the visible layer v, the other N₂ the hidden layer u, all ±1. Without field and bias the
/// transition is at T_c = (N₁ N₂/N²)^{1/4}, 0.7071 for layers of one size.
///
/// **Source**: A. Barra, G. Genovese and F. Guerra, *J. Phys. A* 44, 245002 (2011).
public struct Bipartite: SpinEnsemble, Equatable {
  /// Where the weights come from.
  public enum Weights: Sendable, Equatable {
    /// Random ones, new in every instance.
    case random(CouplingDistribution)
    /// The same given ones in every instance: N₁ × N₂ numbers.
    case given(Matrix)
  }

  /// The name of the model on the command line and in files.
  public static let name = "bipartite"

  /// The options that describe the model.
  public static let options = [
    "spins", "visible", "hidden", "weights", "disorder", "bias", "field",
  ]

  /// The number N₁ of visible spins.
  public let visibleCount: Int
  /// The number N₂ of hidden spins.
  public let hiddenCount: Int
  /// Where the weights come from.
  public let weights: Weights
  /// The ferromagnetic bias J0 of random weights.
  public let bias: Double
  /// The uniform field h.
  public let field: Double

  /// The number N = N₁ + N₂ of spins.
  public var spinCount: Int { visibleCount + hiddenCount }

  /// Describes the ensemble.
  ///
  /// - Parameters:
  ///   - visibleCount: The number N₁ of visible spins, at least 1.
  ///   - hiddenCount: The number N₂ of hidden spins, at least 1.
  ///   - weights: Where the weights come from.
  ///   - bias: The ferromagnetic bias J0 of random weights.
  ///   - field: The uniform field h.
  /// - Throws: ``SpinModelError``.
  public init(
    visibleCount: Int, hiddenCount: Int, weights: Weights = .random(.gaussian), bias: Double = 0,
    field: Double = 0
  ) throws(SpinModelError) {
    for (name, count) in [("visible", visibleCount), ("hidden", hiddenCount)] {
      guard (1...1 << 20).contains(count) else {
        throw .invalidParameter(
          name: "number of \(name) spins", value: Double(count), expected: "1 to \(1 << 20)")
      }
    }
    for (name, value) in [("field", field), ("bias", bias)] {
      guard abs(value) <= 1e100 else {
        throw .invalidParameter(name: name, value: value, expected: "a number within ±1e100")
      }
    }
    self.visibleCount = visibleCount
    self.hiddenCount = hiddenCount
    self.weights = weights
    self.bias = bias
    self.field = field
    if case .given(let matrix) = weights {
      guard matrix.rows == visibleCount, matrix.columns == hiddenCount else {
        throw .weightsDoNotFit(
          rows: matrix.rows, columns: matrix.columns, visible: visibleCount, hidden: hiddenCount)
      }
      guard bias == 0 else {
        throw .missingOption("given weights have no bias; leave --bias out")
      }
      if let bad = matrix.elements.firstIndex(where: { !$0.isFinite }) {
        throw .couplingNotFinite(row: bad / matrix.columns, column: bad % matrix.columns)
      }
      // The sizes of local fields are checked where the instance is made.
      _ = try SpinInstance(
        couplings: Self.couplings(matrix), fields: [Double](repeating: field, count: spinCount))
    }
  }

  /// Makes the model that options describe; the sizes of the layers may come from the weights, or be halves of all spins.
  public init(_ request: ModelRequest) throws {
    let given = request.matrix("weights")
    let half = request.integer("spins").map { $0 / 2 }
    try self.init(
      visibleCount: request.integer("visible") ?? given?.rows ?? half ?? 0,
      hiddenCount: request.integer("hidden") ?? given?.columns ?? half ?? 0,
      weights: given.map { .given($0) } ?? .random(request.disorder()),
      bias: request.number("bias") ?? 0, field: request.number("field") ?? 0)
  }

  /// Needs the sizes of the layers, the number of spins in two equal ones, or weights.
  public static func check(_ request: ModelRequest) throws(SpinModelError) {
    if let spins = request.integer("spins") {
      guard !request.has("visible"), !request.has("hidden"), !request.has("weights") else {
        throw .missingOption(
          "--spins N stands for two layers of N/2 spins, without --visible, --hidden and --weights")
      }
      guard spins.isMultiple(of: 2) else {
        throw .invalidParameter(
          name: "number of spins", value: Double(spins),
          expected: "an even number, for two equal layers")
      }
    } else if request.has("weights") {
      guard !request.has("disorder"), !request.has("bias") else {
        throw .missingOption("--weights FILE has no --disorder and no --bias")
      }
    } else {
      guard request.has("visible"), request.has("hidden") else {
        throw .missingOption(
          "the model \(name) needs --visible N1 and --hidden N2, --spins N for two equal layers, or --weights FILE"
        )
      }
    }
  }

  /// Whether there is no field.
  public var isSpinFlipSymmetric: Bool { field == 0 }
  /// Given weights are the same in every instance.
  public var hasDisorder: Bool { !isGiven }

  /// Whether the weights were given instead of drawn.
  public var isGiven: Bool { if case .given = weights { true } else { false } }

  /// Whether the ratio of the layers agrees, to within rounding, and everything else.
  public func isOtherSize(of other: Self) -> Bool {
    let ratio = Double(visibleCount) / Double(spinCount)
    let otherRatio = Double(other.visibleCount) / Double(other.spinCount)
    let rounding = 0.5 / Double(spinCount) + 0.5 / Double(other.spinCount)
    guard abs(ratio - otherRatio) <= rounding, bias == other.bias, field == other.field else {
      return false
    }
    return switch (weights, other.weights) {
    case (.random(let first), .random(let second)): first == second
    case (.given, .given): true
    default: false
    }
  }

  private static let storedWeights = Quantity(
    "weights", ["instance", "visible", "hidden"], "weights W_iμ", unit: "energy")

  /// The weights, where they were given.
  public var storedDisorder: [(quantity: Quantity, sizes: [Int])] {
    isGiven ? [(Self.storedWeights, [visibleCount, hiddenCount])] : []
  }

  /// The weights, where they were given.
  public func storedDisorder(ofInstance index: Int, seed: UInt64) -> [[Double]] {
    if case .given(let matrix) = weights { [matrix.elements] } else { [] }
  }

  /// Draws one disorder instance; the weights come row by row.
  public func instance(_ index: Int, seed: UInt64) -> SpinInstance {
    let matrix: Matrix
    switch weights {
    case .given(let given): matrix = given
    case .random(let distribution):
      var stream = RandomStream(StreamName(seed: seed, purpose: .disorder, instance: index))
      let mean = bias / Double(spinCount)
      let scale = 1 / Double(spinCount).squareRoot()
      matrix = Matrix(rows: visibleCount, columns: hiddenCount) { _, _ in
        mean + scale * (distribution == .gaussian ? stream.normal() : stream.sign())
      }
    }
    return SpinInstance(
      validInteractions: .dense(Self.couplings(matrix)),
      fields: [Double](repeating: field, count: spinCount))
  }

  /// The couplings of all spins, visible ones first.
  private static func couplings(_ weights: Matrix) -> Matrix {
    let n = weights.rows + weights.columns
    var couplings = Matrix(rows: n, columns: n)
    for i in 0..<weights.rows {
      for hidden in 0..<weights.columns {
        couplings[i, weights.rows + hidden] = weights[i, hidden]
        couplings[weights.rows + hidden, i] = weights[i, hidden]
      }
    }
    return couplings
  }
}

extension Bipartite {
  private enum CodingKeys: String, CodingKey {
    case spinCount = "spins"
    case visibleCount = "visible"
    case hiddenCount = "hidden"
    case areWeightsGiven = "weights_given"
    case distribution = "disorder"
    case bias
    case field
  }

  /// Writes the options of the model; given weights are ``storedDisorder``.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(spinCount, forKey: .spinCount)
    try values.encode(visibleCount, forKey: .visibleCount)
    try values.encode(hiddenCount, forKey: .hiddenCount)
    try values.encode(isGiven, forKey: .areWeightsGiven)
    if case .random(let distribution) = weights {
      try values.encode(distribution, forKey: .distribution)
    }
    try values.encode(bias, forKey: .bias)
    try values.encode(field, forKey: .field)
  }

  /// Restores a checked model.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let visible = try values.decode(Int.self, forKey: .visibleCount)
    let hidden = try values.decode(Int.self, forKey: .hiddenCount)
    let weights: Weights =
      try values.decode(Bool.self, forKey: .areWeightsGiven)
      ? .given(
        Matrix(
          rows: visible, columns: hidden,
          elements: try decoder.givenArrays().read(Self.storedWeights.name, [visible, hidden])))
      : .random(values.decode(CouplingDistribution.self, forKey: .distribution))
    try self.init(
      visibleCount: visible, hiddenCount: hidden, weights: weights,
      bias: values.decode(Double.self, forKey: .bias),
      field: values.decode(Double.self, forKey: .field))
  }
}
