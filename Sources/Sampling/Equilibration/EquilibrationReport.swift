import Documents
import Statistics

/// One test of equilibration at one temperature.
public struct EquilibrationCheck: Sendable, Equatable {
  /// Which test it is.
  public enum Kind: String, Sendable, CaseIterable {
    /// The energy agrees in the last three logarithmic bins.
    case energyBins = "energy_bins"
    /// The squared overlap between ladders agrees in the last three logarithmic bins.
    case overlapBins = "overlap_bins"
    /// Overlaps within a ladder are as large as between ladders.
    case ladderAgreement = "ladder_agreement"
    /// Energy and overlaps satisfy the exact identity of Gaussian couplings.
    case gaussianIdentity = "gaussian_identity"
    /// The run is at least 50 autocorrelation times long.
    case autocorrelation
    /// Every exchange between this temperature and the hottest is accepted often enough.
    case swapRates = "swap_rates"
    /// Configurations travelled through the whole ladder.
    case roundTrips = "round_trips"
    /// A population descends from many of its first members.
    case families
  }

  /// Which test it is.
  public let kind: Kind
  /// Whether the test passed; `nil` when it could not be evaluated.
  public let passed: Bool?
  /// The figures behind the result, in words.
  public let detail: String
}

/// Whether one temperature of a run is equilibrated, and why.
public struct TemperatureEquilibration: Sendable, Equatable {
  /// The temperature.
  public let temperature: Double
  /// All tests, evaluated or not.
  public let checks: [EquilibrationCheck]

  /// Whether no test failed and the overlaps, or the families of a population, could be tested.
  public var isEquilibrated: Bool {
    checks.allSatisfy { $0.passed != false }
      && checks.contains {
        ($0.kind == .overlapBins || $0.kind == .families) && $0.passed == true
      }
  }

  /// The tests that failed, in words; what is missing when none failed.
  public var reasons: [String] {
    let failed = checks.filter { $0.passed == false }
    if !failed.isEmpty { return failed.map { "\($0.kind.rawValue): \($0.detail)" } }
    if isEquilibrated { return ["all tests that could be evaluated passed"] }
    return ["the overlaps could not be tested: the run is too short"]
  }
}

/// The equilibration of a whole run, temperature by temperature.
public struct EquilibrationReport: Sendable, Equatable {
  /// The probability that a run in equilibrium fails any statistical test at any temperature.
  public static let falseAlarmProbability = 0.01
  /// The number of instances from which the identity is tested.
  public static let fewestInstancesForIdentity = 8

  /// One entry per temperature, lowest first.
  public let temperatures: [TemperatureEquilibration]

  /// Judges a run.
  ///
  /// Statistical tests compare Student's t with a level that divides the false-alarm probability of
  /// the whole run by the number of its tests, five at most per temperature. The units of the bin tests are single ladders (jackknife pseudo-values for overlaps): in equilibrium a
  /// difference of two times has mean zero for every instance, so disorder adds no error.
  ///
  /// - Parameters:
  ///   - instances: The figures of every instance, all of the same settings.
  ///   - settings: The settings of the run.
  ///   - identityDiscrepancies: Per temperature and instance, what an exact identity of the model leaves,
  ///     zero on average; `nil` for models that have none.
  public init(
    instances: [EquilibrationData], settings: SamplingSettings,
    identityDiscrepancies: [[Double]]? = nil
  ) {
    let level = Self.falseAlarmProbability / Double(5 * settings.temperatures.count)
    temperatures = settings.temperatures.indices.map { t in
      var checks: [EquilibrationCheck] = []
      if settings.algorithm.hasTime {
        checks.append(
          Self.binCheck(
            .energyBins, units: instances.flatMap { $0.binEnergyPerSpin[t] },
            name: "energy per spin", level: level))
        checks.append(
          Self.binCheck(
            .overlapBins,
            units: instances.flatMap {
              Self.pseudoValues($0.binSquareOverlap[t], chainCount: $0.chainCount)
            }, name: "mean square overlap", level: level))
      }
      checks.append(Self.ladderCheck(instances, temperature: t, level: level))
      if let identityDiscrepancies {
        checks.append(Self.identityCheck(identityDiscrepancies[t], level: level))
      }
      if settings.algorithm.hasTime {
        checks.append(
          Self.autocorrelationCheck(
            instances.flatMap { $0.autocorrelationTimes[t] }, sweeps: settings.sweeps))
      }
      checks += settings.algorithm.checks(instances, temperature: t, settings: settings)
      return TemperatureEquilibration(temperature: settings.temperatures[t], checks: checks)
    }
  }

  /// Compares the last logarithmic bin with the two before it.
  private static func binCheck(
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

  /// Compares overlaps within each ladder with those to the other ladders.
  private static func ladderCheck(
    _ instances: [EquilibrationData], temperature t: Int, level: Double
  ) -> EquilibrationCheck {
    let excess = instances.flatMap { data in
      let names = EquilibrationData.pairs(of: data.chainCount)
      return (0..<data.chainCount).map { chain in
        let others = zip(names, data.betweenSquareOverlap[t])
          .filter { $0.0.0 == chain || $0.0.1 == chain }.map(\.1)
        return data.withinSquareOverlap[t][chain] - SampleMoments(others).mean
      }
    }
    guard excess.count >= 3, excess.allSatisfy(\.isFinite) else {
      return EquilibrationCheck(
        kind: .ladderAgreement, passed: nil, detail: "too few draws or ladders")
    }
    let test = StudentTest(excess)
    return EquilibrationCheck(
      kind: .ladderAgreement, passed: test.probability >= level,
      detail: "mean square overlap within a ladder exceeds that between ladders by "
        + "\(test.text) (p = \(short(test.probability)))")
  }

  private static func identityCheck(
    _ discrepancies: [Double], level: Double
  ) -> EquilibrationCheck {
    guard discrepancies.count >= fewestInstancesForIdentity else {
      return EquilibrationCheck(
        kind: .gaussianIdentity, passed: nil,
        detail: "needs at least \(fewestInstancesForIdentity) instances")
    }
    let test = StudentTest(discrepancies)
    return EquilibrationCheck(
      kind: .gaussianIdentity, passed: test.probability >= level,
      detail: "u + (β/2)(1 − [⟨q²⟩]) = \(test.text), exactly 0 in equilibrium "
        + "(p = \(short(test.probability)))")
  }

  private static func autocorrelationCheck(
    _ times: [Double], sweeps: Int
  ) -> EquilibrationCheck {
    let known = times.filter { !$0.isNaN }
    guard let longest = known.map({ abs($0) }).max() else {
      return EquilibrationCheck(
        kind: .autocorrelation, passed: nil, detail: "the energy never changed")
    }
    return EquilibrationCheck(
      kind: .autocorrelation, passed: known.allSatisfy { $0 > 0 },
      detail: "\(sweeps) measured sweeps; the longest autocorrelation time of the energy is "
        + (known.allSatisfy { $0 > 0 } ? "" : "at least ")
        + "\(short(longest)) sweeps; expected at least 50 of them")
  }
}

extension StudentTest {
  /// The mean with its error, for messages.
  fileprivate var text: String { "\(short(mean)) ± \(short(error))" }
}

/// A number with three significant digits, for messages.
func short(_ x: Double) -> String { roundedText(x, keepingWhole: true) }
