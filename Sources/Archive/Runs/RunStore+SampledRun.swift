public import Sampling
public import SpinModels

/// A run on disk is judged as a run in memory is.
extension RunStore: SampledRun {
  /// The ensemble of the disorder.
  public var ensemble: any SpinEnsemble { model }

  /// The complete instances, ascending, at least one.
  ///
  /// - Throws: ``ArchiveError/noData(path:expected:)`` when no instance is complete.
  public func requiredInstances() throws -> [Int] {
    let done = try doneInstances()
    guard !done.isEmpty else {
      throw ArchiveError.noData(path: path, expected: "a complete instance")
    }
    return done
  }
}
