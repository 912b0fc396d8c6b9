public import LinearAlgebra
import Randomness

/// The options that describe a model, by their names on the command line without the dashes.
public struct ModelRequest: Sendable {
  /// The value of one option.
  public enum Value: Sendable, Equatable {
    /// A whole number.
    case integer(Int)
    /// A number.
    case number(Double)
    /// A word.
    case word(String)
    /// The matrix of a file.
    case matrix(Matrix)
    /// The couplings and fields of a file.
    case instance(SpinInstance)
    /// A file that is not read yet.
    case file
  }

  /// The options that were given.
  public var values: [String: Value]

  /// Keeps options.
  ///
  /// - Parameter values: The options that were given.
  public init(_ values: [String: Value] = [:]) {
    self.values = values
  }

  /// Whether an option was given.
  ///
  /// - Parameter name: The option.
  /// - Returns: Whether it has a value.
  public func has(_ name: String) -> Bool { values[name] != nil }

  /// The whole number of an option; `nil` where there is none.
  ///
  /// - Parameter name: The option.
  /// - Returns: Its value.
  public func integer(_ name: String) -> Int? {
    if case .integer(let value) = values[name] { value } else { nil }
  }

  /// The number of an option; `nil` where there is none.
  ///
  /// - Parameter name: The option.
  /// - Returns: Its value.
  public func number(_ name: String) -> Double? {
    if case .number(let value) = values[name] { value } else { nil }
  }

  /// The word of an option; `nil` where there is none.
  ///
  /// - Parameter name: The option.
  /// - Returns: Its value.
  public func word(_ name: String) -> String? {
    if case .word(let value) = values[name] { value } else { nil }
  }

  /// The matrix of an option; `nil` where there is none.
  ///
  /// - Parameter name: The option.
  /// - Returns: Its value.
  public func matrix(_ name: String) -> Matrix? {
    if case .matrix(let value) = values[name] { value } else { nil }
  }

  /// The couplings and fields of an option; `nil` where there are none.
  ///
  /// - Parameter name: The option.
  /// - Returns: Its value.
  public func instance(_ name: String) -> SpinInstance? {
    if case .instance(let value) = values[name] { value } else { nil }
  }

  /// Refuses a request without an option.
  ///
  /// - Parameters:
  ///   - option: The option.
  ///   - symbol: What stands for its value in messages.
  ///   - model: The name of the model.
  /// - Throws: ``SpinModelError/missingOption(_:)``.
  public func require(
    _ option: String, _ symbol: String, of model: String
  ) throws(SpinModelError) {
    guard has(option) else {
      throw .missingOption("the model \(model) needs --\(option) \(symbol)")
    }
  }

  /// The distribution of couplings that the option `disorder` names, Gaussian without it.
  ///
  /// - Throws: ``SpinModelError/unknownChoice(name:value:expected:)``.
  func disorder() throws(SpinModelError) -> CouplingDistribution {
    try choice("disorder") ?? .gaussian
  }

  /// The choice that an option names; `nil` without it.
  ///
  /// - Throws: ``SpinModelError/unknownChoice(name:value:expected:)``.
  func choice<Choice: RawRepresentable & CaseIterable>(
    _ option: String
  ) throws(SpinModelError) -> Choice? where Choice.RawValue == String {
    guard let word = word(option) else { return nil }
    guard let found = Choice(rawValue: word) else {
      throw .unknownChoice(
        name: option, value: word,
        expected: Choice.allCases.map(\.rawValue).joined(separator: " or "))
    }
    return found
  }
}

/// The distribution of couplings around their mean.
public enum CouplingDistribution: String, Sendable, CaseIterable, Codable {
  /// Normal deviations.
  case gaussian
  /// Deviations +1 or −1 standard deviation with equal probability.
  case plusMinusOne = "pm1"

  /// A bond of a lattice or graph.
  ///
  /// ```
  /// N(J0, 1), or ±1 with P(+1) = (1 + J0)/2
  /// ```
  func draw(mean: Double, from stream: inout RandomStream) -> Double {
    switch self {
    case .gaussian: mean + stream.normal()
    case .plusMinusOne:
      mean == 0 ? stream.sign() : stream.uniform() < (1 + mean) / 2 ? 1 : -1
    }
  }

  /// Refuses a mean that bonds of a lattice or graph cannot have.
  ///
  /// - Parameter mean: The mean J0.
  /// - Throws: ``SpinModelError/invalidParameter(name:value:expected:)``.
  func requireMean(_ mean: Double) throws(SpinModelError) {
    guard self == .plusMinusOne else { return try requireModest(mean, "bias") }
    guard abs(mean) <= 1 else {
      throw .invalidParameter(
        name: "bias", value: mean, expected: "the mean of ±1 bonds, within ±1")
    }
  }
}

/// Refuses a parameter with which energies may not be finite numbers.
///
/// - Parameters:
///   - value: A field or a mean.
///   - name: Its name.
/// - Throws: ``SpinModelError/invalidParameter(name:value:expected:)``.
func requireModest(_ value: Double, _ name: String) throws(SpinModelError) {
  guard abs(value) <= 1e100 else {
    throw .invalidParameter(name: name, value: value, expected: "a number within ±1e100")
  }
}
