import LinearAlgebra
import Randomness

/// The Sherrington–Kirkpatrick model with a field of its own for every spin.
///
/// ```
/// J_ij ~ N(0, 1/N),   h_i ~ N(0, δ²)
/// ```
///
/// Its replica-symmetric local fields have variance q + δ², as the signals of a tanh network with biases
/// have variance σ_w² E φ² + σ_b²: at β = σ_w and βδ = σ_b both obey one equation.
///
/// **Source**: T. Schneider and E. Pytte, *Phys. Rev. B* 15, 1519 (1977), for normal fields; D. Sherrington
/// and S. Kirkpatrick, *Phys. Rev. Lett.* 35, 1792 (1975).
public struct RandomFieldSpinGlass: SpinEnsemble, Equatable {
  /// The name of the model.
  public static let name = "random-field-sk"

  /// The options that describe the model.
  public static let options = ["spins", "field-deviation"]

  /// The number N of spins.
  public let spinCount: Int
  /// The standard deviation δ of the fields.
  public let fieldDeviation: Double

  /// Whether there are no fields.
  public var isSpinFlipSymmetric: Bool { fieldDeviation == 0 }

  /// Describes the ensemble.
  ///
  /// - Parameters:
  ///   - spinCount: The number N of spins, at least 2.
  ///   - fieldDeviation: The standard deviation δ of the fields, 0 or more.
  /// - Throws: ``SpinModelError`` for fewer than two spins or a deviation that is negative or no number.
  public init(spinCount: Int, fieldDeviation: Double) throws(SpinModelError) {
    guard spinCount >= 2 else { throw .tooFewSpins(spinCount) }
    guard (0...1e100).contains(fieldDeviation) else {
      throw .invalidParameter(
        name: "field deviation", value: fieldDeviation, expected: "a number from 0 to 1e100")
    }
    self.spinCount = spinCount
    self.fieldDeviation = fieldDeviation
  }

  /// Makes the model that options describe.
  public init(_ request: ModelRequest) throws {
    try self.init(
      spinCount: request.integer("spins") ?? 0,
      fieldDeviation: request.number("field-deviation") ?? 0)
  }

  /// Needs the number of spins and the deviation of the fields.
  public static func check(_ request: ModelRequest) throws(SpinModelError) {
    try request.require("spins", "N", of: name)
    try request.require("field-deviation", "δ", of: name)
  }

  /// Whether the deviations of the fields agree.
  public func isOtherSize(of other: Self) -> Bool { fieldDeviation == other.fieldDeviation }

  /// Draws one disorder instance: the couplings of ``SherringtonKirkpatrick`` of the same seed, then fields.
  public func instance(_ index: Int, seed: UInt64) -> SpinInstance {
    var couplingStream = RandomStream(StreamName(seed: seed, purpose: .disorder, instance: index))
    let couplings = SherringtonKirkpatrick.couplings(
      spinCount: spinCount, distribution: .gaussian, bias: 0, from: &couplingStream)
    var fieldStream = RandomStream(
      StreamName(seed: seed, purpose: .disorder, instance: index, slot: 1))
    return SpinInstance(
      validInteractions: .dense(couplings),
      fields: (0..<spinCount).map { _ in fieldDeviation * fieldStream.normal() })
  }
}

extension RandomFieldSpinGlass {
  private enum CodingKeys: String, CodingKey {
    case spinCount = "spins"
    case fieldDeviation = "field_deviation"
  }

  /// Restores a checked model.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      spinCount: values.decode(Int.self, forKey: .spinCount),
      fieldDeviation: values.decode(Double.self, forKey: .fieldDeviation))
  }
}
