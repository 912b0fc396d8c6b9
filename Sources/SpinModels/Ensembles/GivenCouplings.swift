public import Documents
import LinearAlgebra

/// A user's own couplings: an ensemble whose instances are all the same.
public struct GivenCouplings: SpinEnsemble, Equatable {
  /// The name of the model on the command line and in files.
  public static let name = "couplings"

  /// The options that describe the model.
  public static let options = [
    "spins", "input", "field", "fields", "one-based", "sign", "vartype", "array", "field-array",
  ]

  /// The couplings and fields.
  public let model: SpinInstance

  /// What must be added to H for the energy that the user's file means.
  public let energyOffset: Double

  /// The number N of spins.
  public var spinCount: Int { model.spinCount }

  /// All instances have the given couplings.
  public var hasDisorder: Bool { false }

  /// Whether not all spins are coupled: they may have places, which nobody said they have not.
  public var isFiniteDimensional: Bool {
    guard case .sparse = model.interactions else { return false }
    return true
  }

  /// Whether no spin has a field.
  public var isSpinFlipSymmetric: Bool { model.fields.allSatisfy { $0 == 0 } }

  /// Wraps couplings.
  ///
  /// - Parameters:
  ///   - model: What every instance is.
  ///   - energyOffset: What must be added to H for the energy that the user means; no result depends on it.
  public init(_ model: SpinInstance, energyOffset: Double = 0) {
    self.model = model
    self.energyOffset = energyOffset
  }

  /// Makes the model that options describe; a uniform field comes on top of those of the file.
  public init(_ request: ModelRequest) throws {
    guard let instance = request.instance("input") else {
      throw SpinModelError.missingOption(Self.needsInput)
    }
    let field = request.number("field") ?? 0
    try requireModest(field, "field")
    self.init(
      try instance.adding(field: field), energyOffset: request.number("energy-offset") ?? 0)
  }

  /// Needs a file of couplings.
  public static func check(_ request: ModelRequest) throws(SpinModelError) {
    guard request.has("input") else { throw .missingOption(needsInput) }
  }

  private static let needsInput = "the model couplings needs --input FILE with the couplings"

  /// Always: which couplings belong together, the user knows.
  public func isOtherSize(of other: Self) -> Bool { true }

  /// Couplings and fields; of sparse couplings the bonds.
  public var storedDisorder: [(quantity: Quantity, sizes: [Int])] {
    guard case .sparse(let bonds) = model.interactions else { return couplingArrays }
    let count = bonds.bonds.count
    return [
      (Self.storedBonds, [count, 2]), (Self.storedBondCouplings, [count]),
      (SpinInstance.storedFields, [spinCount]),
    ]
  }

  /// Couplings and fields; of sparse couplings the bonds.
  public func storedDisorder(ofInstance index: Int, seed: UInt64) -> [[Double]] {
    guard case .sparse(let bonds) = model.interactions else {
      return couplingValues(ofInstance: index, seed: seed)
    }
    return [
      bonds.bonds.flatMap { [Double($0.first), Double($0.second)] }, bonds.bonds.map(\.coupling),
      model.fields,
    ]
  }

  /// The couplings themselves, and as whole numbers.
  public var memory: Double {
    guard case .sparse(let bonds) = model.interactions else {
      return 12 * Double(spinCount) * Double(spinCount)
    }
    return 200 * Double(bonds.bonds.count) + 100 * Double(spinCount)
  }

  private static let storedBonds = Quantity(
    "bond_spins", ["instance", "bond", "end"], "the two spins of a bond, from 0")

  private static let storedBondCouplings = Quantity(
    SpinInstance.storedCouplings.name, ["instance", "bond"], "couplings J_ij of the bonds",
    unit: "energy")

  /// They are.
  public var isGiven: Bool { true }

  /// The couplings, whatever the index and the seed.
  public func instance(_ index: Int, seed: UInt64) -> SpinInstance { model }
}

extension GivenCouplings {
  private enum CodingKeys: String, CodingKey {
    case spinCount = "spins"
    case bondCount = "bonds"
    case energyOffset = "energy_offset"
  }

  /// Writes the number of spins, of sparse couplings that of the bonds; the couplings are ``storedDisorder``.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(spinCount, forKey: .spinCount)
    if case .sparse(let bonds) = model.interactions {
      try values.encode(bonds.bonds.count, forKey: .bondCount)
    }
    if energyOffset != 0 { try values.encode(energyOffset, forKey: .energyOffset) }
  }

  /// Restores checked couplings.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let spins = try values.decode(Int.self, forKey: .spinCount)
    let offset = try values.decodeIfPresent(Double.self, forKey: .energyOffset) ?? 0
    let arrays = try decoder.givenArrays()
    let fields = try arrays.read(SpinInstance.storedFields.name, [spins])
    if let count = try values.decodeIfPresent(Int.self, forKey: .bondCount) {
      let ends = try arrays.read(Self.storedBonds.name, [count, 2])
      let couplings = try arrays.read(Self.storedBondCouplings.name, [count])
      let pairs = couplings.indices.map { k in
        (Int(exactly: ends[2 * k]) ?? -1, Int(exactly: ends[2 * k + 1]) ?? -1, couplings[k])
      }
      let bonds = try BondList(spinCount: spins, pairs: pairs)
      self.init(try SpinInstance(bonds: bonds, fields: fields), energyOffset: offset)
    } else {
      let couplings = Matrix(
        rows: spins, columns: spins,
        elements: try arrays.read(SpinInstance.storedCouplings.name, [spins, spins]))
      self.init(
        try SpinInstance(couplings: couplings, fields: fields), energyOffset: offset)
    }
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
