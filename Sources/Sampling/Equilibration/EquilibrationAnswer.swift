import RealModule
public import Statistics

/// Whether a sample is in equilibrium.
public enum EquilibrationAnswer: String, Sendable, CaseIterable {
  /// It is, as far as its own ladders can tell.
  case yes
  /// It is not: something was found that equilibrium excludes.
  case no
  /// Nothing was found, but it would not have been seen.
  case cannotBeTold = "cannot be told"
}

/// Why a sample is not, or cannot be called, equilibrated; or what a "yes" rests on.
public struct EquilibrationReason: Sendable, Equatable {
  /// What was found or is missing.
  public enum Kind: String, Sendable, CaseIterable {
    /// A ladder remembers in which states it was half a run ago.
    case memory
    /// Energy or overlaps still move.
    case drift
    /// Energy and overlaps miss the exact identity of Gaussian couplings.
    case identity
    /// The hottest temperature, which feeds the others, is not better.
    case hottest
    /// An excess of overlaps within ladders that matters would not be seen.
    case power
    /// There are too few independent configurations.
    case fresh
    /// Each ladder keeps its overall sign.
    case sign
    /// A memory that is small, but not zero, lasts over a block of time.
    case slow
    /// There are too few ladders or draws.
    case few
    /// No overlap ever changed.
    case constant
    /// A population descends from too few of its first members.
    case families
    /// The algorithm does not sample the Gibbs measure.
    case cooled
    /// All tests passed.
    case passed
  }

  /// What was found or is missing.
  public let kind: Kind
  /// What it means for the answer.
  public let answer: EquilibrationAnswer
  /// The figures, and what to do, in words.
  public let text: String
}

/// The figures behind the answer at one temperature, averaged over instances; `nil` where there are none.
///
/// A probability is worked out only where a score is above 2 at some temperature.
public struct EquilibrationFigures: Sendable, Equatable {
  /// By how much q² between draws of one ladder, half a run apart, exceeds q² between ladders; the error is
  /// that which it has where nothing is remembered.
  public var overlapExcess: Estimate?
  /// The excess that a "yes" must exclude.
  public var allowedExcess: Double?
  /// The probability of an excess of q² or energy as large where nothing is remembered.
  public var memoryProbability: Double?
  /// The probability of an excess of the signed overlap as large where nothing is remembered.
  public var signMemoryProbability: Double?
  /// The change of the energy per spin from the first to the last twelfth of the time since half of the burn-in.
  public var energyDrift: Estimate?
  /// The change of q² between ladders from the first to the last twelfth of the time since half of the burn-in.
  public var overlapDrift: Estimate?
  /// The probability of a drift as large in a stationary run.
  public var driftProbability: Double?
  /// The number of independent configurations per instance.
  public var independentConfigurations: Double?
  /// The share of all starts that must reach a state for it to be seen with a probability of 95 %.
  public var visibleShare: Double? {
    independentConfigurations.map { 1 - Double.pow(0.05, 1 / max(1, $0)) }
  }
  /// The split R̂ of the energies of the draws, the largest of all instances.
  public var energyRHat: Double?
}

/// Whether one temperature of a run is equilibrated, and why.
public struct TemperatureEquilibration: Sendable, Equatable {
  /// The temperature.
  public let temperature: Double
  /// What decided, the weightiest first; one reason at least.
  public internal(set) var reasons: [EquilibrationReason]
  /// The figures behind it.
  public let figures: EquilibrationFigures
  /// All tests, also those that decide nothing.
  public let checks: [EquilibrationCheck]

  /// The answer: the worst that a reason gives.
  public var answer: EquilibrationAnswer {
    if reasons.contains(where: { $0.answer == .no }) { return .no }
    return reasons.contains { $0.answer == .cannotBeTold } ? .cannotBeTold : .yes
  }

  /// The answer as true, false, or `nil` where it cannot be told.
  public var isEquilibrated: Bool? {
    switch answer {
    case .yes: true
    case .no: false
    case .cannotBeTold: nil
    }
  }

  /// Whether even quantities such as q², |q| and the energy can be trusted: a lasting overall sign is all that
  /// stands in the way of a "yes".
  public var isEquilibratedUpToSign: Bool {
    reasons.allSatisfy { $0.answer == .yes || $0.kind == .sign }
  }
}

/// One test or figure of equilibration at one temperature.
public struct EquilibrationCheck: Sendable, Equatable {
  /// Which test it is.
  public enum Kind: String, Sendable, CaseIterable {
    /// Draws of one ladder half a run apart are no more alike than draws of different ladders.
    case memory = "ladder_agreement"
    /// The same for the overall sign.
    case signMemory = "sign_memory"
    /// Energy and overlaps have no trend from the first to the last twelfth of the time since half of the burn-in.
    case drift
    /// An excess of overlaps within ladders that matters would have been seen.
    case power
    /// There are enough independent configurations.
    case independentConfigurations = "independent_configurations"
    /// Energy and overlaps satisfy the exact identity of Gaussian couplings.
    case gaussianIdentity = "gaussian_identity"
    /// A population descends from many of its first members.
    case families
    /// The energy agrees in the last three logarithmic bins.
    case energyBins = "energy_bins"
    /// The squared overlap between ladders agrees in the last three logarithmic bins.
    case overlapBins = "overlap_bins"
    /// Energies within and between the halves of all ladders scatter alike.
    case rHat = "r_hat"
    /// The run is at least 50 autocorrelation times of the energy long.
    case autocorrelation
    /// Every exchange between this temperature and the hottest is accepted often enough.
    case swapRates = "swap_rates"
    /// Configurations travelled through the whole ladder.
    case roundTrips = "round_trips"

    /// Whether the answer depends on the test.
    public var decides: Bool {
      switch self {
      case .memory, .signMemory, .drift, .power, .independentConfigurations, .gaussianIdentity,
        .families:
        true
      case .energyBins, .overlapBins, .rHat, .autocorrelation, .swapRates, .roundTrips: false
      }
    }
  }

  /// Which test it is.
  public let kind: Kind
  /// Whether the test passed; `nil` when it could not be evaluated.
  public let passed: Bool?
  /// The figures behind the result, in words.
  public let detail: String
}
