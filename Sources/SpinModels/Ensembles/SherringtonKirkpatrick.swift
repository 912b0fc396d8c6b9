import LinearAlgebra
import Randomness

/// The Sherrington–Kirkpatrick model: every pair of spins coupled at random.
///
/// ```
/// J_ij of mean J0/N and variance 1/N,   h_i = h
/// ```
///
/// **Source**: D. Sherrington and S. Kirkpatrick, *Phys. Rev. Lett.* 35, 1792 (1975).
public struct SherringtonKirkpatrick: SpinEnsemble, Equatable {
  /// The name of the model on the command line and in files.
  public static let name = "sk"

  /// The options that describe the model.
  public static let options = ["spins", "field", "bias", "disorder"]

  /// The number N of spins.
  public let spinCount: Int
  /// The distribution of the couplings around their mean.
  public let distribution: CouplingDistribution
  /// The uniform field h.
  public let field: Double
  /// The ferromagnetic bias J0.
  public let bias: Double

  /// Whether there is no field.
  public var isSpinFlipSymmetric: Bool { field == 0 }

  /// Describes the ensemble.
  ///
  /// - Parameters:
  ///   - spinCount: The number N of spins, at least 2.
  ///   - distribution: The distribution of the couplings around their mean.
  ///   - field: The uniform field h.
  ///   - bias: The ferromagnetic bias J0.
  /// - Throws: ``SpinModelError`` for fewer than two spins or a parameter that is no number
  ///   within ±10¹⁰⁰.
  public init(
    spinCount: Int, distribution: CouplingDistribution = .gaussian, field: Double = 0,
    bias: Double = 0
  ) throws(SpinModelError) {
    guard spinCount >= 2 else { throw .tooFewSpins(spinCount) }
    try requireModest(field, "field")
    try requireModest(bias, "bias")
    self.spinCount = spinCount
    self.distribution = distribution
    self.field = field
    self.bias = bias
  }

  /// Makes the model that options describe.
  public init(_ request: ModelRequest) throws {
    try self.init(
      spinCount: request.integer("spins") ?? 0, distribution: request.disorder(),
      field: request.number("field") ?? 0, bias: request.number("bias") ?? 0)
  }

  /// Parisi's theory.
  public var theory: MeanFieldClass? { .sherringtonKirkpatrick(field: field, bias: bias) }

  /// Whether distribution, field and bias agree.
  public func isOtherSize(of other: Self) -> Bool {
    distribution == other.distribution && field == other.field && bias == other.bias
  }

  /// Draws one disorder instance; the couplings come row by row of the lower triangle.
  public func instance(_ index: Int, seed: UInt64) -> SpinInstance {
    var stream = RandomStream(StreamName(seed: seed, purpose: .disorder, instance: index))
    return SpinInstance(
      validInteractions: .dense(
        Self.couplings(
          spinCount: spinCount, distribution: distribution, bias: bias, from: &stream)),
      fields: [Double](repeating: field, count: spinCount))
  }

  /// Draws couplings row by row of the lower triangle.
  static func couplings(
    spinCount: Int, distribution: CouplingDistribution, bias: Double,
    from stream: inout RandomStream
  ) -> Matrix {
    let mean = bias / Double(spinCount)
    let scale = 1 / Double(spinCount).squareRoot()
    var couplings = Matrix(rows: spinCount, columns: spinCount)
    for i in 0..<spinCount {
      for j in 0..<i {
        let deviation = distribution == .gaussian ? stream.normal() : stream.sign()
        couplings[i, j] = mean + scale * deviation
        couplings[j, i] = couplings[i, j]
      }
    }
    return couplings
  }
}

extension SherringtonKirkpatrick {
  private enum CodingKeys: String, CodingKey {
    case spinCount = "spins"
    case distribution = "disorder"
    case field
    case bias
  }

  /// Restores a checked model.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      spinCount: values.decode(Int.self, forKey: .spinCount),
      distribution: values.decode(CouplingDistribution.self, forKey: .distribution),
      field: values.decode(Double.self, forKey: .field),
      bias: values.decode(Double.self, forKey: .bias))
  }
}
