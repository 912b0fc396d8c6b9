public import Documents

/// The models that the tool and files know by their names.
public enum ModelCatalogue {
  /// All models; a new one is one line here.
  public static let models: [any SpinEnsemble.Type] = [
    SherringtonKirkpatrick.self,
    Hopfield.self,
    GivenCouplings.self,
    RandomFieldSpinGlass.self,
    EdwardsAnderson.self,
    PSpin.self,
    RandomGraph.self,
    Bipartite.self,
    HierarchicalLattice.self,
  ]

  /// The names of the models, in the order of ``models``.
  public static var names: [String] { models.map { $0.name } }

  /// The model of a name.
  ///
  /// - Parameter name: The name on the command line and in files.
  /// - Returns: The type.
  /// - Throws: ``SpinModelError/unknownModel(_:available:)``.
  public static func type(named name: String) throws(SpinModelError) -> any SpinEnsemble.Type {
    guard let type = models.first(where: { $0.name == name }) else {
      throw .unknownModel(name, available: names)
    }
    return type
  }

  /// Refuses options that do not describe a model, or too few of them; files need not be read yet.
  ///
  /// - Parameters:
  ///   - request: The options.
  ///   - name: The name of the model.
  /// - Throws: ``SpinModelError``.
  public static func check(_ request: ModelRequest, for name: String) throws(SpinModelError) {
    let type = try type(named: name)
    let order = models.flatMap { $0.options }
    for option in order where request.has(option) && !type.options.contains(option) {
      throw .optionDoesNotApply(
        option: option, model: name,
        models: models.filter { $0.options.contains(option) }.map { $0.name })
    }
    try type.check(request)
  }

  /// Makes the model that options describe.
  ///
  /// - Parameters:
  ///   - request: The options.
  ///   - name: The name of the model.
  /// - Returns: The model.
  /// - Throws: ``SpinModelError`` when one is missing, superfluous or has no meaning.
  public static func model(
    _ request: ModelRequest, named name: String
  ) throws -> any SpinEnsemble {
    try check(request, for: name)
    return try type(named: name).init(request)
  }

  /// Makes the model that a run describes.
  ///
  /// - Parameters:
  ///   - description: Name and options, as ``SpinEnsemble/description`` gives them.
  ///   - arrays: How to find arrays that the model was given.
  /// - Returns: The model.
  /// - Throws: ``SpinModelError``, or `DecodingError` where an option is missing or of another kind.
  public static func model(
    describedBy description: JSONValue, arrays: GivenArrays
  ) throws -> any SpinEnsemble {
    let type = try type(named: description["name"]?.stringValue ?? "")
    return try description.decoded(as: type, userInfo: [.givenArrays: arrays])
  }
}

/// Where a model that is decoded finds the arrays that it was given: in the first instance of a run.
public struct GivenArrays: Sendable {
  /// Reads the values of an array of instance 0.
  public let read: @Sendable (_ name: String, _ sizes: [Int]) throws -> [Double]

  /// Keeps a way to read arrays.
  ///
  /// - Parameter read: Gives the values of an array of instance 0, by its name and sizes.
  public init(read: @escaping @Sendable (_ name: String, _ sizes: [Int]) throws -> [Double]) {
    self.read = read
  }
}

extension CodingUserInfoKey {
  /// The key under which decoding finds ``GivenArrays``.
  public static let givenArrays: CodingUserInfoKey = {
    guard let key = CodingUserInfoKey(rawValue: "givenArrays") else {
      preconditionFailure("a key of user information that has no name")
    }
    return key
  }()
}

extension Decoder {
  /// The arrays that a model was given.
  ///
  /// - Throws: `DecodingError` where decoding has no arrays.
  func givenArrays() throws -> GivenArrays {
    guard let arrays = userInfo[.givenArrays] as? GivenArrays else {
      throw DecodingError.valueNotFound(
        GivenArrays.self,
        DecodingError.Context(codingPath: codingPath, debugDescription: "there are no given arrays")
      )
    }
    return arrays
  }
}
