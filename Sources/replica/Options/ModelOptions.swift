import ArgumentParser
import ReplicaKit

/// The models that can be sampled and enumerated.
enum ModelName: String, ExpressibleByArgument, CaseIterable {
  case sk
  case hopfield
  case couplings
}

/// A model: its name and the options that describe it.
struct ModelOptions: ParsableArguments {
  @Argument(help: "The model: sk, hopfield, or couplings (your own, with --input).")
  var model: ModelName

  @OptionGroup var parameters: ModelParameters

  func validate() throws { try parameters.requireFit(model) }

  /// Builds the model, reading files where it needs them.
  ///
  /// - Parameter copies: How many threads will hold couplings at a time.
  /// - Returns: The model.
  /// - Throws: ``Failure`` for a model that is too large, and what reading its file throws.
  func makeModel(copies: Int = 1) throws -> RunModel {
    try parameters.makeModel(model, copies: copies)
  }
}

/// Options that describe a model whose name is known.
struct ModelParameters: ParsableArguments {
  @Option(name: .shortAndLong, parsing: .unconditional, help: "The number N of spins.")
  var spins: Int?

  @Option(parsing: .unconditional, help: "The uniform field h.")
  var field: Double?

  @Option(parsing: .unconditional, help: "SK: the ferromagnetic bias J0; couplings have mean J0/N.")
  var bias: Double?

  @Option(help: "SK: the couplings' distribution, gaussian or pm1. (default: gaussian)")
  var disorder: Disorder?

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
      "Couplings: a symmetric N × N matrix (.npy or .csv) or text lines 'i j J', from 0; 'i i h' is a "
        + "field.",
      valueName: "file"))
  var input: String?

  enum Disorder: String, ExpressibleByArgument, CaseIterable {
    case gaussian
    case pm1
  }

  /// Whether any of the options was given.
  var isAnyGiven: Bool {
    spins != nil || field != nil || bias != nil || disorder != nil || patterns != nil || load != nil
      || patternFile != nil || input != nil
  }

  /// Refuses options that do not describe a model, or too few of them.
  func requireFit(_ model: ModelName) throws {
    let given: [(String, Bool, [ModelName])] = [
      ("--spins", spins != nil, [.sk, .hopfield, .couplings]),
      ("--field", field != nil, [.sk, .hopfield]),
      ("--bias", bias != nil, [.sk]),
      ("--disorder", disorder != nil, [.sk]),
      ("--patterns", patterns != nil, [.hopfield]),
      ("--load", load != nil, [.hopfield]),
      ("--pattern-file", patternFile != nil, [.hopfield]),
      ("--input", input != nil, [.couplings]),
    ]
    for (name, isGiven, models) in given where isGiven && !models.contains(model) {
      throw ValidationError(
        "\(name) does not apply to the model \(model.rawValue), only to "
          + models.map(\.rawValue).joined(separator: " and "))
    }
    if let spins, spins < 2 {
      throw ValidationError(
        "--spins is \(spins); a model needs at least 2 spins to have couplings")
    }
    switch model {
    case .sk:
      guard spins != nil else { throw ValidationError("the model sk needs --spins N") }
    case .hopfield:
      let sources = [patterns != nil, load != nil, patternFile != nil].count { $0 }
      guard sources == 1 else {
        throw ValidationError(
          "the model hopfield needs exactly one of --patterns P, --load α, --pattern-file FILE")
      }
      guard spins != nil || patternFile != nil else {
        throw ValidationError("the model hopfield needs --spins N")
      }
      if let patterns, patterns < 1 {
        throw ValidationError("--patterns is \(patterns); expected at least 1")
      }
      if let load, !(load > 0 && load <= 1000) {
        throw ValidationError("--load is \(load); expected a positive number, at most 1000")
      }
    case .couplings:
      guard input != nil else {
        throw ValidationError("the model couplings needs --input FILE with the couplings")
      }
    }
  }

  /// Builds the model, reading files where it needs them.
  ///
  /// - Parameters:
  ///   - model: The name of the model.
  ///   - copies: How many threads will hold couplings at a time.
  /// - Returns: The model.
  /// - Throws: ``Failure`` for a model that is too large, and what reading its file throws.
  func makeModel(_ model: ModelName, copies: Int = 1) throws -> RunModel {
    if let spins { try Limits.requireCouplings(spins: spins, copies: copies) }
    switch model {
    case .sk:
      return .sherringtonKirkpatrick(
        try SherringtonKirkpatrick(
          spinCount: spins ?? 0, distribution: disorder == .pm1 ? .plusMinusOne : .gaussian,
          field: field ?? 0, bias: bias ?? 0))
    case .hopfield:
      if let patternFile {
        let matrix = try InputFile.matrix(at: patternFile)
        return try reading(patternFile) {
          .hopfield(
            try Hopfield(
              spinCount: spins ?? matrix.columns, patterns: .given(matrix), field: field ?? 0))
        }
      }
      let count = spins ?? 0
      let patternCount = patterns ?? max(1, Int(((load ?? 0) * Double(count)).rounded()))
      try Limits.requireMemory(
        8 * Double(patternCount) * Double(count) * Double(copies), for: "\(patternCount) patterns",
        change: "take fewer patterns")
      return .hopfield(
        try Hopfield(spinCount: count, patterns: .random(count: patternCount), field: field ?? 0))
    case .couplings:
      return .couplings(GivenCouplings(try readCouplings(from: input ?? "")))
    }
  }

  private func readCouplings(from path: String) throws -> PairwiseModel {
    try reading(path) {
      if InputFile.isTable(path) {
        let matrix = try InputFile.matrix(at: path)
        if let spins, spins != matrix.rows {
          throw Failure(
            .badData, "\(path): a matrix of \(matrix.rows) rows, but --spins is \(spins)")
        }
        return try PairwiseModel(couplings: matrix)
      }
      let edges = try EdgeList(contentsOfFile: path, spinCount: spins)
      return try PairwiseModel(couplings: edges.couplings, fields: edges.fields)
    }
  }
}

/// Temperatures, in one of three ways.
struct TemperatureOptions: ParsableArguments {
  @Option(name: .shortAndLong, parsing: .unconditional, help: "One temperature T > 0.")
  var temperature: Double?

  @Option(parsing: .unconditional, help: "Several temperatures: T1,T2,…")
  var temperatures: String?

  @Option(parsing: .unconditional, help: "Equally spaced temperatures: low:high:count.")
  var temperatureRange: String?

  func validate() throws {
    let given = [temperature != nil, temperatures != nil, temperatureRange != nil].count { $0 }
    guard given == 1 else {
      throw ValidationError(
        "expected exactly one of --temperature T, --temperatures T1,T2,… and --temperature-range "
          + "low:high:count")
    }
    for value in try values() where !(1e-100...1e100).contains(value) {
      throw ValidationError(
        "a temperature is \(value); expected a number above 0 (1e-100 to 1e100)")
    }
  }

  /// The temperatures in the order given.
  func values() throws -> [Double] {
    if let temperature { return [temperature] }
    if let temperatures { return try Self.numbers(temperatures, option: "--temperatures") }
    return try Self.range(temperatureRange ?? "")
  }

  /// The temperatures, or other numbers, of a text low:high:count.
  static func range(
    _ text: String, option: String = "--temperature-range", of what: String = "temperatures"
  ) throws -> [Double] {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3, let low = Double(parts[0]), let high = Double(parts[1]),
      let count = Int(parts[2]), count >= 1, count <= 10_000, low <= high, high.isFinite,
      count == 1 ? low == high : low < high
    else {
      throw ValidationError(
        "\(option) is '\(text)'; expected low:high:count with low < high and up to 10000 "
          + "\(what), such as 0.4:1.6:20")
    }
    return (0..<count).map { k in
      count == 1 ? low : low + (high - low) * Double(k) / Double(count - 1)
    }
  }

  private static func numbers(_ text: String, option: String) throws -> [Double] {
    try text.split(separator: ",", omittingEmptySubsequences: false).map { word in
      guard let value = Double(word.trimmingPrefix(" ")) else {
        throw ValidationError("\(option): '\(word)' is not a number")
      }
      return value
    }
  }
}
