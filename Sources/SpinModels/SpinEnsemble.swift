public import Documents
public import LinearAlgebra

/// A model: a distribution of couplings and fields from which disorder instances are drawn.
///
/// An instance depends on the seed and its index alone, so any process can regenerate it. A model is one
/// file with a conforming type and one line in ``ModelCatalogue``: the command line, files, sampling,
/// enumeration and analysis follow.
///
/// Encoding gives the model's options as they stand in a run, under their names in files; decoding checks
/// them. Arrays that a model was given instead of drawing them (patterns, couplings) are not encoded: they
/// are ``storedDisorder``, and decoding finds them by ``GivenArrays``.
public protocol SpinEnsemble: Sendable, Equatable, Codable {
  /// The name of the model on the command line and in files.
  static var name: String { get }

  /// The options of the command line that describe the model, without their dashes.
  static var options: [String] { get }

  /// Makes the model that options describe.
  ///
  /// - Parameter request: The options, all of them among ``options``.
  /// - Throws: ``SpinModelError`` when one is missing or has no meaning.
  init(_ request: ModelRequest) throws

  /// Refuses options that are too few or contradict each other, before any file is read.
  ///
  /// - Parameter request: The options; values of files may be missing.
  /// - Throws: ``SpinModelError/missingOption(_:)``.
  static func check(_ request: ModelRequest) throws(SpinModelError)

  /// The number N of spins of every instance.
  var spinCount: Int { get }

  /// Whether the energy of every instance is unchanged when all spins are flipped.
  var isSpinFlipSymmetric: Bool { get }

  /// Whether instances differ; what was given is the same in all of them, and they have no disorder average.
  var hasDisorder: Bool { get }

  /// Whether spins have places, so that a domain wall costs an energy that grows with its length, as on lattices;
  /// false where all spins are equally near, or neighbours of neighbours share none, as on random graphs.
  var isFiniteDimensional: Bool { get }

  /// The mean-field theory that is exact for N → ∞; `nil` where there is none, as on lattices.
  var theory: MeanFieldClass? { get }

  /// The exact relation between energies and overlaps in equilibrium; `nil` where none is known.
  var identity: (any EquilibriumIdentity)? { get }

  /// The bytes of memory that the couplings of one instance take on one thread, sampling included.
  var memory: Double { get }

  /// Draws one disorder instance.
  ///
  /// - Parameters:
  ///   - index: The instance, from 0.
  ///   - seed: The user's seed.
  /// - Returns: The same instance whenever called with the same arguments.
  func instance(_ index: Int, seed: UInt64) -> SpinInstance

  /// The arrays of an instance that a run keeps, with the sizes of their dimensions besides `instance`.
  var storedDisorder: [(quantity: Quantity, sizes: [Int])] { get }

  /// The values of ``storedDisorder`` of one instance, in the same order.
  ///
  /// - Parameters:
  ///   - index: The instance, from 0.
  ///   - seed: The user's seed.
  /// - Returns: One list of values per array.
  func storedDisorder(ofInstance index: Int, seed: UInt64) -> [[Double]]

  /// The arrays in which a run keeps couplings and fields on request, with the sizes of their dimensions
  /// besides `instance`.
  var couplingArrays: [(quantity: Quantity, sizes: [Int])] { get }

  /// The values of ``couplingArrays`` of one instance, in the same order.
  ///
  /// - Parameters:
  ///   - index: The instance, from 0.
  ///   - seed: The user's seed.
  /// - Returns: One list of values per array.
  func couplingValues(ofInstance index: Int, seed: UInt64) -> [[Double]]

  /// Whether ``storedDisorder`` was given, so that it cannot be drawn again from the seed.
  var isGiven: Bool { get }

  /// Whether another model differs in its size only, so that the two can be compared over N.
  ///
  /// - Parameter other: The other model.
  /// - Returns: Whether all parameters but the size agree.
  func isOtherSize(of other: Self) -> Bool
}

extension SpinEnsemble {
  /// Instances are drawn.
  public var hasDisorder: Bool { true }

  /// No places.
  public var isFiniteDimensional: Bool { false }

  /// No theory.
  public var theory: MeanFieldClass? { nil }

  /// No identity.
  public var identity: (any EquilibriumIdentity)? { nil }

  /// Couplings as a matrix, in floating point and as whole numbers.
  public var memory: Double { 12 * Double(spinCount) * Double(spinCount) }

  /// Nothing.
  public var storedDisorder: [(quantity: Quantity, sizes: [Int])] { [] }

  /// Nothing.
  public func storedDisorder(ofInstance index: Int, seed: UInt64) -> [[Double]] { [] }

  /// The matrix J_ij and the fields h_i.
  public var couplingArrays: [(quantity: Quantity, sizes: [Int])] {
    [
      (SpinInstance.storedCouplings, [spinCount, spinCount]),
      (SpinInstance.storedFields, [spinCount]),
    ]
  }

  /// The matrix J_ij and the fields h_i.
  public func couplingValues(ofInstance index: Int, seed: UInt64) -> [[Double]] {
    let drawn = instance(index, seed: seed)
    return [drawn.couplings.elements, drawn.fields]
  }

  /// Everything is drawn.
  public var isGiven: Bool { false }

  /// Needs the number of spins.
  public static func check(_ request: ModelRequest) throws(SpinModelError) {
    try request.require("spins", "N", of: name)
  }

  /// The name of the model.
  public var name: String { Self.name }

  /// The name and the options of the model, as a run keeps them.
  public var description: JSONValue {
    do {
      var object: JSONValue = ["name": .string(Self.name)]
      for member in try JSONValue(encoding: self).objectValue ?? [] {
        object[member.key] = member.value
      }
      return object
    } catch {
      preconditionFailure("the model \(Self.name) does not encode its options: \(error)")
    }
  }

  /// Whether two models of any type are equal.
  ///
  /// - Parameter other: The other model.
  /// - Returns: Whether type and parameters agree.
  public func isEqual(to other: any SpinEnsemble) -> Bool { other as? Self == self }

  /// Whether a model of any type differs from this one in its size only.
  ///
  /// - Parameter other: The other model.
  /// - Returns: Whether type and all parameters but the size agree.
  public func isOtherSize(ofAny other: any SpinEnsemble) -> Bool {
    (other as? Self).map { isOtherSize(of: $0) } ?? false
  }
}

/// A model whose couplings store patterns.
public protocol PatternEnsemble: SpinEnsemble {
  /// The number P of patterns.
  var patternCount: Int { get }

  /// The patterns of one disorder instance.
  ///
  /// - Parameters:
  ///   - index: The instance, from 0.
  ///   - seed: The user's seed.
  /// - Returns: A P × N matrix of +1 and −1.
  func patterns(ofInstance index: Int, seed: UInt64) -> Matrix
}

/// The mean-field theories that are exact for models with couplings between all spins.
public enum MeanFieldClass: Sendable, Equatable {
  /// Gaussian couplings of pairs: ξ(q) = q²/2, a uniform field and a ferromagnetic bias J0.
  case sherringtonKirkpatrick(field: Double, bias: Double)
  /// Hebb's couplings of random patterns at the load α = P/N, and a uniform field.
  case hopfield(load: Double, field: Double)
}
