/// What can be wrong with a spin model that a user asks for.
public enum SpinModelError: Error, Equatable {
  /// A model needs at least two spins.
  case tooFewSpins(Int)
  /// The coupling matrix is not square.
  case notSquare(rows: Int, columns: Int)
  /// A coupling is NaN or infinite.
  case couplingNotFinite(row: Int, column: Int)
  /// The coupling of a product of spins is NaN or infinite.
  case productNotFinite(index: Int)
  /// A field is NaN or infinite.
  case fieldNotFinite(site: Int)
  /// The couplings and the field of a spin are too large or too small to compute with.
  case localFieldOutOfRange(site: Int, value: Double)
  /// J_ij and J_ji differ.
  case notSymmetric(row: Int, column: Int, difference: Double)
  /// The diagonal of the coupling matrix is not zero.
  case selfCoupling(site: Int, value: Double)
  /// A bond leads to a spin that does not exist.
  case siteOutOfRange(site: Int, spins: Int)
  /// A word of the command line or a file names no such choice.
  case unknownChoice(name: String, value: String, expected: String)
  /// A model lacks an option, in words.
  case missingOption(String)
  /// An option is given that has no meaning for a model.
  case optionDoesNotApply(option: String, model: String, models: [String])
  /// No model has this name.
  case unknownModel(String, available: [String])
  /// There is not one field per spin.
  case wrongFieldCount(Int, spins: Int)
  /// A pattern element is neither +1 nor −1.
  case patternNotSpin(pattern: Int, site: Int, value: Double)
  /// There is no pattern.
  case noPatterns
  /// Patterns and model differ in the number of spins.
  case patternLength(Int, spins: Int)
  /// A matrix of weights has not the sizes of the layers.
  case weightsDoNotFit(rows: Int, columns: Int, visible: Int, hidden: Int)
  /// A parameter has a value for which the model is not defined.
  case invalidParameter(name: String, value: Double, expected: String)
  /// A law of the sites is not defined for the structure of a planted ensemble.
  case siteLawNotDefined(law: String, expected: String)
  /// Enumeration visits 2ᴺ states.
  case tooManySpinsToEnumerate(Int, limit: Int)
}

extension SpinModelError: CustomStringConvertible {
  /// The error in words, with what was expected.
  public var description: String {
    switch self {
    case .tooFewSpins(let count):
      "a model of \(count) spins has no couplings; at least 2 spins are needed"
    case .notSquare(let rows, let columns):
      "the coupling matrix is \(rows) × \(columns); expected a square matrix"
    case .couplingNotFinite(let row, let column):
      "the coupling at row \(row), column \(column) (from 0) is not a finite number"
    case .productNotFinite(let index):
      "coupling \(index) (from 0) of the products of spins is not a finite number"
    case .fieldNotFinite(let site):
      "the field on spin \(site) (from 0) is not a finite number"
    case .localFieldOutOfRange(let site, let value):
      "the sizes of the couplings and the field of spin \(site) (from 0) add up to \(value); expected "
        + "0, or 1e-100 to 1e100: take another unit of energy"
    case .notSymmetric(let row, let column, let difference):
      "the coupling matrix is not symmetric: the elements (\(row), \(column)) and "
        + "(\(column), \(row)) (from 0) differ by \(difference); expected J_ij = J_ji, each pair "
        + "counted once in the energy; complete a triangle with J + Jᵀ, symmetrise with (J + Jᵀ)/2"
    case .selfCoupling(let site, let value):
      "the diagonal element (\(site), \(site)) of the coupling matrix is \(value); expected 0, since "
        + "a self-coupling only shifts the energy"
    case .siteOutOfRange(let site, let spins):
      "a bond leads to spin \(site) (from 0) of \(spins) spins"
    case .unknownChoice(let name, let value, let expected):
      "\(name) is \(value); expected \(expected)"
    case .missingOption(let text): text
    case .optionDoesNotApply(let option, let model, let models):
      "--\(option) does not apply to the model \(model), only to "
        + models.joined(separator: " and ")
    case .unknownModel(let name, let available):
      "there is no model '\(name)'; expected \(available.joined(separator: ", "))"
    case .wrongFieldCount(let count, let spins):
      "\(count) fields for \(spins) spins; expected one per spin"
    case .patternNotSpin(let pattern, let site, let value):
      "pattern \(pattern), site \(site) (from 0) is \(value); expected +1 or −1"
    case .noPatterns:
      "there is no pattern; expected at least one"
    case .patternLength(let length, let spins):
      "the patterns have \(length) sites but the model has \(spins) spins"
    case .weightsDoNotFit(let rows, let columns, let visible, let hidden):
      "the weights are \(rows) × \(columns); expected \(visible) visible rows and \(hidden) hidden columns"
    case .invalidParameter(let name, let value, let expected):
      "\(name) is \(Int(exactly: value).map { "\($0)" } ?? "\(value)"); expected \(expected)"
    case .siteLawNotDefined(let law, let expected):
      "the site law \(law) is defined for \(expected) only"
    case .tooManySpinsToEnumerate(let count, let limit):
      "enumerating \(count) spins means 2^\(count) states; the limit is \(limit) spins, "
        + "larger models can be sampled"
    }
  }
}
