import Statistics

/// Whether exchanges carry configurations through the whole ladder, where that is needed.
enum ExchangeChecks {
  /// The smallest accepted fraction of exchanges.
  static let smallestSwapRate = 0.02

  /// The tests of one temperature.
  static func all(_ instances: [EquilibrationData], temperature t: Int) -> [EquilibrationCheck] {
    // Where independent ladders see the same states, nothing depends on the exchanges.
    let isNeeded = !laddersAgree(instances, temperature: t)
    return [
      swapCheck(instances, temperature: t, isNeeded: isNeeded),
      roundTripCheck(instances.flatMap(\.roundTrips), isNeeded: isNeeded),
    ]
  }

  /// Whether overlaps within ladders and between them have the same mean square to 20 %.
  static func laddersAgree(_ instances: [EquilibrationData], temperature t: Int) -> Bool {
    let within = SampleMoments(instances.flatMap { $0.withinSquareOverlap[t] }).mean
    let between = SampleMoments(instances.flatMap { $0.betweenSquareOverlap[t] }).mean
    return abs(within - between) < 0.2 * between
  }

  static func swapCheck(
    _ instances: [EquilibrationData], temperature t: Int, isNeeded: Bool
  ) -> EquilibrationCheck {
    let rates = instances.flatMap { $0.swapRates[t...].flatMap { $0 } }
    guard let lowest = rates.min() else {
      return EquilibrationCheck(kind: .swapRates, passed: nil, detail: "the hottest temperature")
    }
    let isEnough = lowest >= smallestSwapRate
    return EquilibrationCheck(
      kind: .swapRates, passed: isEnough ? true : isNeeded ? false : nil,
      detail: "the lowest swap rate from here to the hottest temperature is \(short(lowest)); "
        + "expected at least \(smallestSwapRate) (temperatures closer together)"
        + (isEnough || isNeeded ? "" : "; not needed here, where independent ladders agree"))
  }

  static func roundTripCheck(
    _ roundTrips: [Int], isNeeded: Bool
  ) -> EquilibrationCheck {
    let total = roundTrips.reduce(0, +)
    let isEnough = total >= roundTrips.count
    return EquilibrationCheck(
      kind: .roundTrips, passed: isEnough ? true : isNeeded ? false : nil,
      detail:
        "\(total) round trips in \(roundTrips.count) ladders; expected at least one per ladder "
        + "(more sweeps, or temperatures closer together)"
        + (isEnough || isNeeded ? "" : "; not needed here, where independent ladders agree"))
  }
}
