import LinearAlgebra
public import SpinModels

/// From where the ladders of a run start.
///
/// Every second ladder (the second, fourth, …) starts as said, at all its temperatures; the others start from random
/// configurations. Both must end in the same states: what one start alone never leaves, or never reaches, shows as
/// a memory of the ladders.
public enum LadderStart: Sendable, Equatable {
  /// All ladders start from random configurations.
  case random
  /// All spins are +1.
  case up
  /// The stored patterns of the model, one a temperature, in turn.
  case patterns
  /// Given configurations, one a temperature, in turn; at least one.
  case configurations(PackedConfigurations)

  /// The name on the command line and in files.
  public var name: String {
    switch self {
    case .random: "random"
    case .up: "up"
    case .patterns: "patterns"
    case .configurations: "configurations"
    }
  }

  /// Where a start comes from, in words; `nil` for random ones.
  var text: String? {
    switch self {
    case .random: nil
    case .up: "all spins up"
    case .patterns: "the patterns"
    case .configurations: "the given configurations"
    }
  }

  /// Refuses a start that a model does not have.
  ///
  /// - Parameter ensemble: The model.
  /// - Throws: ``SamplingError/unusableStart(_:)``.
  public func check(_ ensemble: any SpinEnsemble) throws(SamplingError) {
    switch self {
    case .random, .up: break
    case .patterns:
      guard ensemble is any PatternEnsemble else {
        throw .unusableStart("the model \(ensemble.name) has no patterns to start from")
      }
    case .configurations(let given):
      guard given.count > 0 else { throw .unusableStart("there is no configuration to start from") }
      guard given.spinCount == ensemble.spinCount else {
        throw .unusableStart(
          "the configurations to start from have \(given.spinCount) spins; expected "
            + "\(ensemble.spinCount)")
      }
    }
  }

  /// The configurations from which a ladder starts, for its temperatures in turn; none for random ones.
  func configurations(
    of ensemble: any SpinEnsemble, instance: Int, chain: Int, seed: UInt64
  ) -> [[Int8]] {
    guard chain % 2 == 1 else { return [] }
    let all: [[Int8]]
    switch self {
    case .random: return []
    case .up: all = [[Int8](repeating: 1, count: ensemble.spinCount)]
    case .patterns:
      guard let model = ensemble as? any PatternEnsemble else { return [] }
      let patterns = model.patterns(ofInstance: instance, seed: seed)
      all = (0..<patterns.rows).map { row in patterns.row(row).map { $0 > 0 ? 1 : -1 } }
    case .configurations(let given): all = (0..<given.count).map { given[$0] }
    }
    // Each ladder begins with another one.
    let first = (chain / 2) % all.count
    return Array(all[first...] + all[..<first])
  }
}

extension SamplingSettings {
  /// The streams and starts of one ladder.
  func streams(of ensemble: any SpinEnsemble, instance: Int, chain: Int) -> LadderStreams {
    LadderStreams(
      seed: seed, instance: instance, chain: chain,
      starts: start.configurations(of: ensemble, instance: instance, chain: chain, seed: seed))
  }
}
