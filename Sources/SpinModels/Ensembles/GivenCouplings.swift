public import Documents
import LinearAlgebra

/// A user's own couplings: an ensemble whose instances are all the same.
public struct GivenCouplings: SpinEnsemble, Equatable {
  /// The name of the model on the command line and in files.
  public static let name = "couplings"

  /// The options that describe the model.
  public static let options = ["spins", "input", "field"]

  /// The couplings and fields.
  public let model: SpinInstance

  /// The number N of spins.
  public var spinCount: Int { model.spinCount }

  /// Whether no spin has a field.
  public var isSpinFlipSymmetric: Bool { model.fields.allSatisfy { $0 == 0 } }

  /// Wraps couplings.
  ///
  /// - Parameter model: What every instance is.
  public init(_ model: SpinInstance) {
    self.model = model
  }

  /// Makes the model that options describe; a uniform field comes on top of those of the file.
  public init(_ request: ModelRequest) throws {
    guard let instance = request.instance("input") else {
      throw SpinModelError.missingOption(Self.needsInput)
    }
    let field = request.number("field") ?? 0
    guard abs(field) <= 1e100 else {
      throw SpinModelError.invalidParameter(
        name: "field", value: field, expected: "a number within ±1e100")
    }
    self.init(try instance.adding(field: field))
  }

  /// Needs a file of couplings.
  public static func check(_ request: ModelRequest) throws(SpinModelError) {
    guard request.has("input") else { throw .missingOption(needsInput) }
  }

  private static let needsInput = "the model couplings needs --input FILE with the couplings"

  /// Always: which couplings belong together, the user knows.
  public func isOtherSize(of other: Self) -> Bool { true }

  /// Couplings and fields.
  public var storedDisorder: [(quantity: Quantity, sizes: [Int])] { couplingArrays }

  /// Couplings and fields.
  public func storedDisorder(ofInstance index: Int, seed: UInt64) -> [[Double]] {
    couplingValues(ofInstance: index, seed: seed)
  }

  /// They are.
  public var isGiven: Bool { true }

  /// The couplings, whatever the index and the seed.
  public func instance(_ index: Int, seed: UInt64) -> SpinInstance { model }
}

extension GivenCouplings {
  private enum CodingKeys: String, CodingKey {
    case spinCount = "spins"
  }

  /// Writes the number of spins; the couplings are ``storedDisorder``.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(spinCount, forKey: .spinCount)
  }

  /// Restores checked couplings.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let spins = try values.decode(Int.self, forKey: .spinCount)
    let arrays = try decoder.givenArrays()
    let couplings = Matrix(
      rows: spins, columns: spins,
      elements: try arrays.read(SpinInstance.storedCouplings.name, [spins, spins]))
    let fields = try arrays.read(SpinInstance.storedFields.name, [spins])
    self.init(try SpinInstance(couplings: couplings, fields: fields))
  }
}

extension SpinInstance {
  /// Couplings of a run that keeps them.
  public static let storedCouplings = Quantity(
    "couplings", ["instance", "spin", "other_spin"], "couplings J_ij", unit: "energy")

  /// Fields of a run that keeps them.
  public static let storedFields = Quantity(
    "field", ["instance", "spin"], "local fields h_i", unit: "energy")
}
