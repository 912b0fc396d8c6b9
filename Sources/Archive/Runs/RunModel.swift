public import Documents
import LinearAlgebra
public import SpinModels

/// The model of a stored run: everything needed to draw its instances again.
public enum RunModel: Sendable, Equatable {
  /// A Sherrington–Kirkpatrick model.
  case sherringtonKirkpatrick(SherringtonKirkpatrick)
  /// A Hopfield model.
  case hopfield(Hopfield)
  /// A user's own couplings.
  case couplings(GivenCouplings)

  /// The ensemble of the disorder.
  public var ensemble: any DisorderEnsemble {
    switch self {
    case .sherringtonKirkpatrick(let ensemble): ensemble
    case .hopfield(let ensemble): ensemble
    case .couplings(let ensemble): ensemble
    }
  }

  /// The name of the model on the command line and in files.
  public var name: String {
    switch self {
    case .sherringtonKirkpatrick: SherringtonKirkpatrick.name
    case .hopfield: Hopfield.name
    case .couplings: GivenCouplings.name
    }
  }

  /// The number N of spins.
  public var spinCount: Int { ensemble.spinCount }

  /// The model and its options as they are stored in a run.
  public var description: JSONValue {
    switch self {
    case .sherringtonKirkpatrick(let model):
      [
        "name": .string(name), "spins": .integer(model.spinCount),
        "disorder": .string(model.distribution.rawValue), "field": .number(model.field),
        "bias": .number(model.bias),
      ]
    case .hopfield(let model):
      [
        "name": .string(name), "spins": .integer(model.spinCount),
        "patterns": .integer(model.patternCount), "patterns_given": .bool(model.hasGivenPatterns),
        "field": .number(model.field),
      ]
    case .couplings(let model):
      ["name": .string(name), "spins": .integer(model.spinCount)]
    }
  }

  /// Restores the model of a stored run.
  init(of store: ZarrStore) throws {
    func bad(_ item: String, _ expected: String) -> ArchiveError {
      .badMetadata(
        path: store.path, item: "model.\(item)", expected: expected,
        found: store.attributes["model"]?[item]?.compactText ?? "nothing")
    }
    guard let model = store.attributes["model"], let spins = model["spins"]?.intValue else {
      throw bad("spins", "the number of spins of a run")
    }
    do {
      switch model["name"]?.stringValue {
      case SherringtonKirkpatrick.name:
        guard
          let distribution = model["disorder"]?.stringValue.flatMap(
            SherringtonKirkpatrick.CouplingDistribution.init(rawValue:))
        else { throw bad("disorder", "gaussian or pm1") }
        guard let field = model["field"]?.doubleValue else { throw bad("field", "a number") }
        guard let bias = model["bias"]?.doubleValue else { throw bad("bias", "a number") }
        self = .sherringtonKirkpatrick(
          try SherringtonKirkpatrick(
            spinCount: spins, distribution: distribution, field: field, bias: bias))
      case Hopfield.name:
        guard let count = model["patterns"]?.intValue else { throw bad("patterns", "a number") }
        guard let field = model["field"]?.doubleValue else { throw bad("field", "a number") }
        let isGiven = model["patterns_given"]?.boolValue == true
        let patterns: Hopfield.Patterns =
          isGiven
          ? .given(
            Matrix(
              rows: count, columns: spins,
              elements: try store.readNumbers(
                RunStore.Name.patterns, region: [0..<1, 0..<count, 0..<spins])))
          : .random(count: count)
        self = .hopfield(try Hopfield(spinCount: spins, patterns: patterns, field: field))
      case GivenCouplings.name:
        let couplings = Matrix(
          rows: spins, columns: spins,
          elements: try store.readNumbers(
            RunStore.Name.couplings, region: [0..<1, 0..<spins, 0..<spins]))
        let fields = try store.readNumbers(RunStore.Name.fields, region: [0..<1, 0..<spins])
        self = .couplings(GivenCouplings(try PairwiseModel(couplings: couplings, fields: fields)))
      default:
        throw bad("name", "sk, hopfield or couplings")
      }
    } catch let error as SpinModelError {
      throw ArchiveError.badMetadata(
        path: store.path, item: "model", expected: "a valid model", found: error.description)
    }
  }
}

extension Hopfield {
  /// Whether the patterns were given instead of drawn.
  var hasGivenPatterns: Bool {
    if case .given = patterns { true } else { false }
  }
}
