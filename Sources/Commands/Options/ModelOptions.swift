import ArgumentParser
import ReplicaKit

/// The name of a model of the catalogue.
struct ModelName: ExpressibleByArgument {
  let name: String

  init?(argument: String) {
    guard ModelCatalogue.names.contains(argument) else { return nil }
    name = argument
  }

  static var allValueStrings: [String] { ModelCatalogue.names }
}

/// The name of a distribution of couplings.
enum Disorder: String, ExpressibleByArgument, CaseIterable {
  case gaussian
  case pm1
}

/// What is at the edges of a lattice.
enum Boundary: String, ExpressibleByArgument, CaseIterable {
  case periodic
  case open
}

/// What the variables of a file of couplings are.
enum CouplingVariables: String, ExpressibleByArgument, CaseIterable {
  case spin, binary

  /// Any letters, as dimod writes `BINARY`.
  init?(argument: String) { self.init(rawValue: argument.lowercased()) }
}

/// The sign of the energy in a file of couplings.
enum CouplingSign: String, ExpressibleByArgument, CaseIterable {
  case minus
  case plus
}

/// A model: its name and the options that describe it.
struct ModelOptions: ParsableArguments {
  @Argument(
    help: """
      The model: sk, hopfield, couplings (your own, with --input), random-field-sk, edwards-anderson, pspin,
      random-graph, bipartite or hierarchical-lattice.
      """)
  var model: ModelName

  @OptionGroup var parameters: ModelParameters

  func validate() throws { try parameters.requireFit(model.name) }

  /// Builds the model, reading files where it needs them.
  ///
  /// - Parameters:
  ///   - copies: How many threads will hold couplings at a time.
  ///   - note: Takes what is to be said about the reading of a file.
  /// - Returns: The model.
  /// - Throws: ``Failure`` for a model that is too large, and what reading its file throws.
  func makeModel(copies: Int = 1, note: (String) -> Void) throws -> any SpinEnsemble {
    try parameters.makeModel(model.name, copies: copies, note: note)
  }
}

/// Options that describe a model whose name is known.
struct ModelParameters: ParsableArguments {
  @Option(
    name: [.customShort("s"), .customLong("spins")], parsing: .unconditional,
    help: ArgumentHelp("The number N of spins.", valueName: "spins"))
  var spinCounts: SizeList?

  @Option(parsing: .unconditional, help: "The uniform field h.")
  var field: Double?

  @Option(
    parsing: .unconditional,
    help: "The mean J0 of bonds; couplings of SK and bipartite models have mean J0/N.")
  var bias: Double?

  @Option(help: "The couplings' distribution, gaussian or pm1. (default: gaussian)")
  var disorder: Disorder?

  @Option(parsing: .unconditional, help: "p-spin: the number of spins in a product. (default: 3)")
  var p: Int?

  @Option(parsing: .unconditional, help: "Hopfield: the number P of random patterns.")
  var patterns: Int?

  @Option(
    parsing: .unconditional, help: "Hopfield: the load α = P/N instead of the number of patterns.")
  var load: Double?

  @Option(
    help: ArgumentHelp(
      "Hopfield: a P × N matrix of +1 and −1, .npy or .csv.", valueName: "file"))
  var patternFile: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Couplings: a symmetric N × N matrix (.npy, .npz, .csv, scipy.sparse, Matrix Market), text lines 'i j J' from 0 "
        + "('i i h' or 'i h' is a field; a header 'N M' may stand before), or a dimod model (JSON or COO).",
      valueName: "file"))
  var input: String?

  @Flag(help: "Couplings: spins of the list count from 1.")
  var oneBased = false

  @Option(
    help: """
      Couplings: the sign of the file's energy, minus for H = −Σ J s s − Σ h s, plus for H = +Σ J s s + Σ h s. \
      (default: minus)
      """)
  var sign: CouplingSign?

  @Option(
    help: """
      Couplings: the variables of a list that means E = Σ a v + Σ b v v, as dimod does, where the file does not say it: \
      spin (±1) or binary (0 and 1, a QUBO).
      """)
  var vartype: CouplingVariables?

  @Option(
    help: ArgumentHelp(
      "Couplings: the array of J in a file of several.", valueName: "name"))
  var array: String?

  @Option(
    help: ArgumentHelp(
      "Couplings: the array of the fields h in a file of several.", valueName: "name"))
  var fieldArray: String?

  @Option(
    help: ArgumentHelp(
      "Couplings: a file of the fields h, one number for each spin, where that of J has none.",
      valueName: "file"))
  var fields: String?

  @Option(parsing: .unconditional, help: "Lattices: the dimension d. (default: 3)")
  var dimension: Int?

  @Option(
    name: .customLong("length"), parsing: .unconditional,
    help: ArgumentHelp("Lattices: the length L; there are L^d spins.", valueName: "length"))
  var lengths: SizeList?

  @Option(help: "Lattices: the edges, periodic or open. (default: periodic)")
  var boundary: Boundary?

  @Option(
    name: .customLong("generations"), parsing: .unconditional,
    help: ArgumentHelp(
      "Hierarchical lattice: the generations g; L = 2^g.", valueName: "generations"))
  var generationCounts: SizeList?

  @Option(parsing: .unconditional, help: "Random graph: the mean degree of an Erdős–Rényi graph.")
  var degree: Double?

  @Option(parsing: .unconditional, help: "Random graph: the degree of a regular graph.")
  var regular: Int?

  @Option(
    parsing: .unconditional,
    help: "Bipartite: the number of visible spins. (default: half of --spins)")
  var visible: Int?

  @Option(
    parsing: .unconditional,
    help: "Bipartite: the number of hidden spins. (default: half of --spins)")
  var hidden: Int?

  @Option(
    help: ArgumentHelp(
      "Bipartite: a matrix of weights, visible × hidden, .npy or .csv.", valueName: "file"))
  var weights: String?

  @Option(parsing: .unconditional, help: "Lattices: the probability with which a bond is absent.")
  var dilution: Double?

  @Option(
    parsing: .unconditional, help: "Random-field SK: the standard deviation of the normal fields.")
  var fieldDeviation: Double?

  /// The number N of spins, where there is one.
  var spins: Int? { spinCounts?.single }

  /// The options that were given, by their names; files are not read.
  private var given: [String: ModelRequest.Value] {
    var values: [String: ModelRequest.Value] = [:]
    values["spins"] = spins.map { .integer($0) }
    values["field"] = field.map { .number($0) }
    values["bias"] = bias.map { .number($0) }
    values["disorder"] = disorder.map { .word($0.rawValue) }
    values["p"] = p.map { .integer($0) }
    values["patterns"] = patterns.map { .integer($0) }
    values["load"] = load.map { .number($0) }
    values["pattern-file"] = patternFile.map { _ in .file }
    values["input"] = input.map { _ in .file }
    values["one-based"] = oneBased ? .file : nil
    values["sign"] = sign.map { .word($0.rawValue) }
    values["vartype"] = vartype.map { .word($0.rawValue) }
    values["array"] = array.map { .word($0) }
    values["field-array"] = fieldArray.map { .word($0) }
    values["fields"] = fields.map { _ in .file }
    values["dimension"] = dimension.map { .integer($0) }
    values["length"] = lengths?.single.map { .integer($0) }
    values["boundary"] = boundary.map { .word($0.rawValue) }
    values["generations"] = generationCounts?.single.map { .integer($0) }
    values["degree"] = degree.map { .number($0) }
    values["regular"] = regular.map { .integer($0) }
    values["visible"] = visible.map { .integer($0) }
    values["hidden"] = hidden.map { .integer($0) }
    values["weights"] = weights.map { _ in .file }
    values["dilution"] = dilution.map { .number($0) }
    values["field-deviation"] = fieldDeviation.map { .number($0) }
    return values
  }

  /// Whether any of the options was given.
  var isAnyGiven: Bool { !given.isEmpty }

  /// Refuses options that do not describe a model, or too few of them.
  func requireFit(_ model: String) throws {
    if let (option, list, _) = sizeLists.first {
      throw ValidationError(
        "\(option) is \(list.text); expected one number (replica scan takes several sizes)")
    }
    if let spins, spins < 2 {
      throw ValidationError(
        "--spins is \(spins); a model needs at least 2 spins to have couplings")
    }
    if let patterns, patterns < 1 {
      throw ValidationError("--patterns is \(patterns); expected at least 1")
    }
    if let load, !(load > 0 && load <= 1000) {
      throw ValidationError("--load is \(load); expected a positive number, at most 1000")
    }
    do { try ModelCatalogue.check(ModelRequest(given), for: model) } catch {
      throw ValidationError("\(error)")
    }
  }

  /// Builds the model, reading files where it needs them.
  ///
  /// - Parameters:
  ///   - model: The name of the model.
  ///   - copies: How many threads will hold couplings at a time.
  ///   - note: Takes what is to be said about the reading of a file.
  /// - Returns: The model.
  /// - Throws: ``Failure`` for a model that is too large, and what reading its file throws.
  func makeModel(
    _ model: String, copies: Int = 1, note: (String) -> Void
  ) throws -> any SpinEnsemble {
    // Dense couplings and patterns are refused before they are made.
    if degree == nil, regular == nil, input == nil {
      for count in [spins, visible, hidden].compactMap({ $0 }) {
        try Limits.requireCouplings(spins: count, copies: copies)
      }
    }
    if let spins, let count = patterns.map(Double.init) ?? load.map({ $0 * Double(spins) }) {
      try Limits.requireMemory(
        8 * count * Double(spins) * Double(copies),
        for: "\(text(count.rounded(.up), digits: 10)) patterns",
        change: "take fewer patterns")
    }
    var request = ModelRequest(given)
    if let patternFile {
      request.values["pattern-file"] = .matrix(try InputFile.spins(at: patternFile))
    }
    if let input {
      let couplings = try readCouplings(from: input)
      request.values["input"] = .instance(couplings.instance)
      request.values["energy-offset"] = .number(couplings.offset)
      for remark in couplings.remarks { note("\(input): \(remark)") }
    }
    if let weights { request.values["weights"] = .matrix(try InputFile.matrix(at: weights)) }
    guard let file = patternFile ?? weights else {
      return try ModelCatalogue.model(request, named: model)
    }
    return try reading(file) { try ModelCatalogue.model(request, named: model) }
  }

  private func readCouplings(from path: String) throws -> CouplingsFile {
    try reading(path) {
      var file = CouplingsFile.Reading()
      file.spinCount = spins
      file.isOneBased = oneBased
      file.hasPlusSign = sign == .plus
      file.isSignStated = sign != nil
      file.variables = vartype.flatMap { .init(rawValue: $0.rawValue) }
      file.array = array
      file.fieldArray = fieldArray
      file.fieldFile = fields
      return try CouplingsFile(path, reading: file)
    }
  }
}
