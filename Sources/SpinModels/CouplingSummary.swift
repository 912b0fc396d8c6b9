public import Documents
import LinearAlgebra

/// How many couplings and fields an instance has, and their smallest and largest values: what shows at a glance whether
/// a file was read as it was meant.
public struct CouplingSummary: Sendable, Equatable {
  /// The number N of spins.
  public let spinCount: Int
  /// The number of coupled pairs; of a matrix those with J_ij ≠ 0.
  public let couplingCount: Int
  /// The smallest and the largest coupling; `nil` where there is none.
  public let couplingRange: ClosedRange<Double>?
  /// The number of spins with a field.
  public let fieldCount: Int
  /// The smallest and the largest field that is not zero; `nil` where there is none.
  public let fieldRange: ClosedRange<Double>?
  /// What must be added to H for the energy that the user's file means.
  public let energyOffset: Double

  /// Looks through an instance.
  ///
  /// - Parameters:
  ///   - instance: The instance.
  ///   - energyOffset: What must be added to H for the energy that the user's file means.
  /// - Complexity: O(N²), for sparse couplings O(N + B).
  public init(_ instance: SpinInstance, energyOffset: Double = 0) {
    self.energyOffset = energyOffset
    var count = 0
    var couplings: ClosedRange<Double>?
    func extended(_ range: ClosedRange<Double>?, by value: Double) -> ClosedRange<Double> {
      range.map { min($0.lowerBound, value)...max($0.upperBound, value) } ?? value...value
    }
    switch instance.interactions {
    case .dense(let matrix):
      for i in 0..<matrix.rows {
        for j in 0..<i where matrix[i, j] != 0 {
          count += 1
          couplings = extended(couplings, by: matrix[i, j])
        }
      }
    case .sparse(let bonds):
      count = bonds.bonds.count
      for bond in bonds.bonds { couplings = extended(couplings, by: bond.coupling) }
    case .products(let products):
      products.forEachProduct { _, coupling in
        count += 1
        couplings = extended(couplings, by: coupling)
      }
    }
    let fields = instance.fields.filter { $0 != 0 }
    spinCount = instance.spinCount
    couplingCount = count
    couplingRange = couplings
    fieldCount = fields.count
    fieldRange = fields.isEmpty ? nil : (fields.min() ?? 0)...(fields.max() ?? 0)
  }

  /// One line for people.
  public var sentence: String {
    func part(_ count: Int, _ one: String, _ range: ClosedRange<Double>?) -> String {
      guard let range else { return "no \(one)s" }
      return
        "\(count) \(one)\(count == 1 ? "" : "s") from \(range.lowerBound) to \(range.upperBound)"
    }
    return "N = \(spinCount), " + part(couplingCount, "coupling", couplingRange) + ", "
      + part(fieldCount, "field", fieldRange)
  }

  /// The members for programs: numbers of entries, [smallest, largest] or null, and the constant of the energy.
  public var document: JSONValue {
    func ends(_ range: ClosedRange<Double>?) -> JSONValue {
      range.map { JSONValue([$0.lowerBound, $0.upperBound]) } ?? .null
    }
    return [
      "couplings": .integer(couplingCount), "coupling_range": ends(couplingRange),
      "fields": .integer(fieldCount), "field_range": ends(fieldRange),
      "energy_offset": .number(energyOffset),
    ]
  }
}

extension CouplingSummary {
  /// One line for a model whose couplings are drawn, so that their range says nothing.
  ///
  /// - Parameter model: The name of the model.
  /// - Returns: The sentence, without a full stop.
  public func sentence(ofDrawn model: String) -> String {
    func part(_ count: Int, _ one: String) -> String {
      count == 0 ? "no \(one)s" : "\(count) \(one)\(count == 1 ? "" : "s")"
    }
    return "\(model): N = \(spinCount), " + part(couplingCount, "coupling") + ", "
      + part(fieldCount, "field")
  }

  /// The members for programs of a model whose couplings are drawn: numbers of entries.
  public var countsDocument: JSONValue {
    ["couplings": .integer(couplingCount), "fields": .integer(fieldCount)]
  }
}

extension SpinEnsemble {
  /// The numbers of couplings and fields of an instance; `nil` where drawing it would take long.
  ///
  /// - Parameters:
  ///   - index: The instance.
  ///   - seed: The seed of the disorder.
  /// - Returns: The numbers.
  public func summary(ofInstance index: Int, seed: UInt64) -> CouplingSummary? {
    memory > 2e8 ? nil : CouplingSummary(instance(index, seed: seed))
  }

  /// What a user's own couplings look like; `nil` for models whose couplings are drawn.
  public var givenSummary: CouplingSummary? {
    (self as? GivenCouplings).map { CouplingSummary($0.model, energyOffset: $0.energyOffset) }
  }
}
