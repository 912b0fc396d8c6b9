import Documents

/// What can go wrong in a sampling run.
public enum SamplingError: Error, Equatable {
  /// A temperature is not a positive finite number.
  case invalidTemperature(Double)
  /// No temperature was given.
  case noTemperatures
  /// The same temperature occurs twice.
  case repeatedTemperature(Double)
  /// Overlaps need at least two independent ladders.
  case tooFewChains(Int)
  /// A count is below its smallest sensible value.
  case countTooSmall(name: String, value: Int, least: Int)
  /// A count is above the largest that can be handled.
  case countTooLarge(name: String, value: Int, most: Int)
  /// More draws than sweeps were asked for.
  case moreDrawsThanSweeps(draws: Int, sweeps: Int)
  /// A run has no such temperature.
  case noSuchTemperature(Double, stored: [Double])
  /// A run has no complete instance.
  case noInstances
  /// A run has no such instance, or it is not complete.
  case missingInstance(Int)
  /// An algorithm needs more temperatures than there are.
  case algorithmNeedsTemperatures(String, Int)
  /// A setting has no meaning for an algorithm.
  case settingWithoutEffect(name: String, algorithm: String, reason: String)
  /// An algorithm cannot use the couplings of a model.
  case unsuitableCouplings(algorithm: String, reason: String)
  /// The ladders cannot start from where they should.
  case unusableStart(String)
  /// Longer chains would not help, or cannot be had.
  case cannotBeExtended(String)
  /// Next to a huge local field a coupling or a field would be rounded by too much for a temperature.
  case couplingSwallowed(
    String, change: Double, largestSite: Int, largest: Double, coldest: Double)
  /// The energy kept during the run is not that of the spins: a defect of the program.
  case energyMismatch(kept: Int64, recomputed: Int64)
}

extension SamplingError: CustomStringConvertible {
  /// The error in words, with what to change.
  public var description: String {
    switch self {
    case .invalidTemperature(let value):
      "the temperature is \(value); expected a number above 0 (1e-100 to 1e100)"
    case .noTemperatures:
      "no temperature given; expected at least one"
    case .repeatedTemperature(let value):
      "the temperature \(value) is given twice; expected different ones"
    case .tooFewChains(let count):
      "\(count) chain\(count == 1 ? " gives" : "s give") no overlaps; expected at least 2 independent chains"
    case .countTooSmall(let name, let value, let least):
      "\(name) is \(value); expected at least \(least)"
    case .countTooLarge(let name, let value, let most):
      "\(name) is \(value); expected at most \(most)"
    case .moreDrawsThanSweeps(let draws, let sweeps):
      "\(draws) draws from \(sweeps) sweeps; expected at most one draw per sweep"
    case .noSuchTemperature(let value, let stored):
      "the run has no temperature \(value); it has "
        + stored.map { "\($0)" }.joined(separator: ", ")
    case .noInstances:
      "the run has no complete instance; expected at least one"
    case .missingInstance(let instance):
      "the run has no instance \(instance), or it is not complete"
    case .algorithmNeedsTemperatures(let name, let count):
      "\(name) needs at least \(count) temperatures"
    case .settingWithoutEffect(let name, let algorithm, let reason):
      "\(name) has no effect in \(algorithm): \(reason)"
    case .unsuitableCouplings(let algorithm, let reason): "\(algorithm): \(reason)"
    case .unusableStart(let reason), .cannotBeExtended(let reason): reason
    case .couplingSwallowed(let what, let change, let site, let largest, let coldest):
      "\(what) would be rounded by \(text(change)), too much for the temperature \(coldest): the sizes of the "
        + "couplings and the field of spin \(site) (from 0) add up to \(text(largest)), and the whole numbers of "
        + "the sampler span 60 bits; make them smaller (a field of 30 T beyond its couplings pins a spin as "
        + "well), or replace a pinned spin by fields J_ij s_j on its neighbours, or raise the temperature"
    case .energyMismatch(let kept, let recomputed):
      "the energy kept during the run (\(kept) units) is not that of the spins (\(recomputed)); "
        + "please report this"
    }
  }
}
