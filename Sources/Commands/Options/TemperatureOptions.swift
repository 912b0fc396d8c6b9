import ArgumentParser
import ReplicaKit

/// Temperatures, in one of several ways.
struct TemperatureOptions: ParsableArguments {
  @Option(name: .shortAndLong, parsing: .unconditional, help: "One temperature T > 0.")
  var temperature: Double?

  @OptionGroup var ladder: LadderOptions

  func validate() throws {
    guard (temperature == nil ? 0 : 1) + ladder.givenCount == 1 else {
      throw ValidationError(
        "expected exactly one of --temperature T, --temperatures T1,T2,…, --temperature-range "
          + "low:high:count and --beta-range low:high:count")
    }
    _ = try values()
  }

  /// The temperatures in the order given.
  func values() throws -> [Double] {
    guard let temperature else { return try ladder.values() ?? [] }
    try Self.expectTemperature(temperature)
    return [temperature]
  }

  /// Refuses what is no temperature.
  static func expectTemperature(_ value: Double) throws {
    guard (1e-100...1e100).contains(value) else {
      throw ValidationError(
        "a temperature is \(value); expected a number above 0 (1e-100 to 1e100)")
    }
  }

  /// The temperatures of a text T1,T2,… or geometric:low:high:count.
  static func several(_ temperatures: String) throws -> [Double] {
    let prefix = "geometric:"
    guard temperatures.hasPrefix(prefix) else {
      return try numbers(temperatures, option: "--temperatures")
    }
    let range = try range(
      String(temperatures.dropFirst(prefix.count)), option: "--temperatures geometric:")
    guard let low = range.first, let high = range.last, low > 0 else {
      throw ValidationError(
        "--temperatures is '\(temperatures)'; expected geometric:low:high:count with low > 0")
    }
    return TemperatureSpacing.geometric(from: low, to: high, count: range.count)
  }

  /// The temperatures, or other numbers, of a text low:high:count.
  static func range(
    _ text: String, option: String = "--temperature-range", of what: String = "temperatures"
  ) throws -> [Double] {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3, let low = Double(parts[0]), let high = Double(parts[1]),
      let count = Int(parts[2]), count >= 1, count <= 10_000, low <= high, low.isFinite,
      high.isFinite,
      count == 1 ? low == high : low < high
    else {
      throw ValidationError(
        "\(option) is '\(text)'; expected low:high:count with low < high and up to 10000 "
          + "\(what), such as 0.4:1.6:20")
    }
    return TemperatureSpacing.even(from: low, to: high, count: count)
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
