public import SpinModels
import Statistics

/// What the equilibrium of one disorder instance is judged from.
public struct EquilibrationEvidence: Sendable {
  /// The draws of spins ±1, by temperature and ladder, in the order of time; empty for real spins.
  public let draws: [[PackedConfigurations]]
  /// Their energies per spin, by temperature, ladder and draw.
  public let energies: [[[Double]]]
  /// What was kept while the run went on.
  public let data: EquilibrationData
  /// By temperature, the overlap that the local fields alone give any two configurations, (1/N) Σ_i tanh²(h_i/T).
  public let fieldOverlap: [Double]
  /// The draws as the tests see them: by their overlaps.
  let compared: ComparedDraws

  /// Puts together what is known of an instance.
  ///
  /// - Parameters:
  ///   - draws: The draws, by temperature and ladder, in the order of time.
  ///   - energies: Their energies per spin, by temperature, ladder and draw.
  ///   - data: What was kept while the run went on.
  ///   - fieldOverlap: By temperature, the overlap that the local fields alone give any two configurations; 0
  ///     without fields, when left out.
  public init(
    draws: [[PackedConfigurations]], energies: [[[Double]]], data: EquilibrationData,
    fieldOverlap: [Double]? = nil
  ) {
    self.draws = draws
    self.energies = energies
    self.data = data
    self.fieldOverlap = fieldOverlap ?? draws.map { _ in 0 }
    compared = ComparedDraws(draws)
  }

  /// Puts together what is known of an instance of spherical spins without fields.
  ///
  /// - Parameters:
  ///   - draws: The draws, by temperature and ladder, in the order of time.
  ///   - energies: Their energies per spin, by temperature, ladder and draw.
  ///   - data: What was kept while the run went on.
  public init(
    spherical draws: [[SphericalConfigurations]], energies: [[[Double]]], data: EquilibrationData
  ) {
    self.draws = []
    self.energies = energies
    self.data = data
    fieldOverlap = draws.map { _ in 0 }
    compared = ComparedDraws(draws)
  }
}

/// The equilibration of a whole run, temperature by temperature: yes, no, or it cannot be told.
///
/// ```
/// no               a ladder remembers, or energy or overlaps drift, or an exact identity is missed
/// cannot be told   nothing was found, but too little would have been seen
/// yes              nothing was found, and an excess that matters, or a state of some weight, would have been
/// ```
///
/// A colder temperature of a ladder with exchanges is never better than the hottest one, which feeds it. A run in
/// equilibrium is called "no" with a probability below 1 %; the article *Equilibrium* has the figures. What no
/// start has reached is not excluded by any answer.
public struct EquilibrationReport: Sendable, Equatable {
  /// One entry per temperature, lowest first.
  public let temperatures: [TemperatureEquilibration]

  /// Judges a run.
  ///
  /// - Parameters:
  ///   - settings: The settings of the run.
  ///   - isSpinFlipSymmetric: Whether configurations and their mirror images have equal energies.
  ///   - instanceCount: The number of instances, at least one.
  ///   - instanceNames: What the instances are called, for messages; their places from 0 when left out.
  ///   - identityDiscrepancies: Per temperature and instance, what an exact identity of the model leaves,
  ///     zero on average; `nil` for models that have none.
  ///   - evidence: What is known of an instance, by its place; asked for more than once where many instances
  ///     do not fit into memory.
  /// - Throws: What `evidence` throws.
  public init(
    settings: SamplingSettings, isSpinFlipSymmetric: Bool, instanceCount: Int,
    instanceNames: [Int]? = nil, identityDiscrepancies: [[Double]]? = nil,
    evidence: (_ instance: Int) throws -> EquilibrationEvidence
  ) throws {
    precondition(instanceCount > 0, "the equilibration of no instances")
    let run = try EquilibrationFindings(
      settings: settings, isSpinFlipSymmetric: isSpinFlipSymmetric, instanceCount: instanceCount,
      instanceNames: instanceNames ?? Array(0..<instanceCount),
      identityDiscrepancies: identityDiscrepancies, evidence: evidence)
    var found = settings.temperatures.indices.map { run.judged($0) }
    if settings.exchanges, let hottest = found.last, let text = hottest.hottestText {
      for t in found.indices.dropLast() {
        found[t].reasons.removeAll {
          $0.kind == .passed || hottest.answer == .no && $0.answer != .no
        }
        let reason = EquilibrationReason(
          kind: hottest.isEquilibratedUpToSign ? .sign : .hottest, answer: hottest.answer,
          text: text)
        if found[t].answer != .no || reason.answer == .no { found[t].reasons.append(reason) }
      }
    }
    temperatures = found
  }
}

extension TemperatureEquilibration {
  /// What this temperature, the hottest, means for the others; `nil` where it is equilibrated.
  fileprivate var hottestText: String? {
    switch answer {
    case .yes: nil
    case .no:
      "not equilibrated: the hottest temperature (\(short(temperature))) is not, so round trips prove "
        + "nothing. Add hotter temperatures."
    case .cannotBeTold:
      "cannot be told: neither can it at the hottest temperature (\(short(temperature))), which feeds the "
        + "others. See there; hotter temperatures help."
    }
  }
}

/// Which differences matter.
enum EquilibrationRule {
  /// The level of the memory test, whose "no" needs an excess that matters besides.
  static let level = 0.004
  /// The level of the drift test.
  static let driftLevel = 0.002
  /// The level of the exact identity, over all temperatures.
  static let identityLevel = 0.001
  /// The smallest excess of q² that makes a "no", in units of 1 − ⟨q²⟩.
  static let smallestExcess = 0.03
  /// The smallest excess in any case.
  static let leastExcess = 0.002
  /// The excess that a "yes" excludes, in units of 1 − ⟨q²⟩.
  static let allowedExcess = 0.1
  /// What is allowed in any case.
  static let leastAllowed = 0.02
  /// The independent configurations that a "yes" needs.
  static let fewestFresh = 16.0
  /// The number of instances from which the identity is tested.
  static let fewestInstancesForIdentity = 8
}
