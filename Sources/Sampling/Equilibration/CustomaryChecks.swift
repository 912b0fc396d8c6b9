import Documents
import Statistics

/// Tests and figures that are shown and decide nothing: they have little power, or see only the energy.
enum CustomaryChecks {
  /// All of them at one temperature of a run that has a time.
  static func all(
    _ instances: [EquilibrationData], temperature t: Int, settings: SamplingSettings, rHat: Double?
  ) -> [EquilibrationCheck] {
    let level = 0.002 / Double(settings.temperatures.count)
    return [
      bins(
        .energyBins, units: instances.flatMap { $0.binEnergyPerSpin[t] }, name: "energy per spin",
        level: level),
      bins(
        .overlapBins,
        units: instances.flatMap {
          pseudoValues($0.binSquareOverlap[t], chainCount: $0.chainCount)
        }, name: "mean square overlap", level: level),
      EquilibrationCheck(
        kind: .rHat, passed: rHat.map { $0 <= 1.05 },
        detail: rHat.map {
          "R-hat of the energies of the draws, halves of ladders apart, is \(short($0)); usual: at most 1.05"
        } ?? "the energy never changed, or there are fewer than four draws"),
      autocorrelationCheck(
        instances.flatMap { $0.autocorrelationTimes[t] },
        sweeps: instances.map { settings.extended(by: $0.extensions).sweeps }),
    ]
  }

  /// The split R̂ of one instance.
  ///
  /// ```
  /// R̂² = (n − 1)/n + B/(n W),   W within, B/n between the variances of the 2R halves of n draws
  /// ```
  ///
  /// **Source**: A. Gelman and others, *Bayesian Data Analysis*, 3rd edition (2013), section 11.4.
  ///
  /// - Parameter series: The energies of the draws, ladder by ladder.
  /// - Returns: R̂; `nil` where nothing varies within the halves.
  static func splitRHat(_ series: [[Double]]) -> Double? {
    let halves = series.flatMap { values in
      [Array(values.prefix(values.count / 2)), Array(values.suffix(values.count / 2))]
    }.map { SampleMoments($0) }
    guard let n = halves.first?.count, n >= 2 else { return nil }
    let within = halves.reduce(0) { $0 + $1.variance } / Double(halves.count)
    guard within > 0 else { return nil }
    let between = SampleMoments(halves.map(\.mean)).variance
    return (Double(n - 1) / Double(n) + between / within).squareRoot()
  }

  /// Compares the last logarithmic bin with the two before it.
  private static func bins(
    _ kind: EquilibrationCheck.Kind, units: [[Double]], name: String, level: Double
  ) -> EquilibrationCheck {
    guard let bins = units.first?.count, bins >= 3, units.count >= 2 else {
      return EquilibrationCheck(kind: kind, passed: nil, detail: "fewer than three bins")
    }
    var worst: (p: Double, text: String) = (1, "")
    for back in 1...2 {
      let differences = units.map { $0[bins - 1] - $0[bins - 1 - back] }
      let test = StudentTest(differences)
      if test.probability <= worst.p {
        worst = (
          test.probability,
          "\(name) moved by \(test.text) between the last logarithmic bin and the one \(back) before "
            + "it (p = \(short(test.probability)))"
        )
      }
    }
    return EquilibrationCheck(
      kind: kind, passed: worst.p >= level, detail: worst.text)
  }

  /// Pseudo-values of the mean over pairs, one per ladder: R θ − (R − 1) θ without the ladder.
  private static func pseudoValues(_ pairs: [[Double]], chainCount: Int) -> [[Double]] {
    let bins = pairs.first?.count ?? 0
    let names = EquilibrationData.pairs(of: chainCount)
    let r = Double(chainCount)
    let whole = (0..<bins).map { b in
      pairs.reduce(0) { $0 + $1[b] } / Double(pairs.count)
    }
    guard chainCount >= 3 else { return [whole] }
    return (0..<chainCount).map { left in
      let kept = zip(names, pairs).filter { $0.0.0 != left && $0.0.1 != left }.map(\.1)
      return (0..<bins).map { b in
        r * whole[b] - (r - 1) * kept.reduce(0) { $0 + $1[b] } / Double(kept.count)
      }
    }
  }

  private static func autocorrelationCheck(
    _ times: [Double], sweeps: [Int]
  ) -> EquilibrationCheck {
    let known = times.filter { !$0.isNaN }
    guard let longest = known.map({ abs($0) }).max() else {
      return EquilibrationCheck(
        kind: .autocorrelation, passed: nil, detail: "the energy never changed")
    }
    let (fewest, most) = (sweeps.min() ?? 0, sweeps.max() ?? 0)
    return EquilibrationCheck(
      kind: .autocorrelation, passed: known.allSatisfy { $0 > 0 },
      detail:
        "\(fewest == most ? "" : "\(fewest) to ")\(most) measured sweeps; the longest autocorrelation time of the energy is "
        + (known.allSatisfy { $0 > 0 } ? "" : "at least ")
        + "\(short(longest)) sweeps; usual: at least 50 of them")
  }
}

/// Whether exchanges carry configurations through the whole ladder.
enum ExchangeChecks {
  /// The smallest accepted fraction of exchanges.
  static let smallestSwapRate = 0.02

  /// The tests of one temperature.
  static func all(_ instances: [EquilibrationData], temperature t: Int) -> [EquilibrationCheck] {
    [swapCheck(instances, temperature: t), roundTripCheck(instances.flatMap(\.roundTrips))]
  }

  private static func swapCheck(
    _ instances: [EquilibrationData], temperature t: Int
  ) -> EquilibrationCheck {
    let rates = instances.flatMap { $0.swapRates.dropFirst(t).flatMap { $0 } }
    guard let lowest = rates.min() else {
      return EquilibrationCheck(kind: .swapRates, passed: nil, detail: "the hottest temperature")
    }
    return EquilibrationCheck(
      kind: .swapRates, passed: lowest >= smallestSwapRate,
      detail: "the lowest swap rate from here to the hottest temperature is \(short(lowest)); "
        + "usual: at least \(smallestSwapRate) (temperatures closer together)")
  }

  private static func roundTripCheck(_ roundTrips: [Int]) -> EquilibrationCheck {
    let total = roundTrips.reduce(0, +)
    return EquilibrationCheck(
      kind: .roundTrips, passed: total >= roundTrips.count,
      detail:
        "\(total) round trips in \(roundTrips.count) ladders; usual: at least one per ladder "
        + "(more sweeps, or temperatures closer together)")
  }
}

extension StudentTest {
  /// The mean with its error, for messages.
  var text: String { "\(short(mean)) ± \(short(error))" }
}

/// A number with three significant digits, for messages.
func short(_ x: Double) -> String { roundedText(x, keepingWhole: true) }
