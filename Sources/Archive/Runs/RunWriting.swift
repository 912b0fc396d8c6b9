import Documents
public import Sampling
import SpinModels

extension RunStore {
  /// Writes a complete instance.
  ///
  /// - Parameters:
  ///   - record: What was sampled.
  ///   - wallSeconds: The time it took, for information only.
  ///   - keepsStates: Whether the last states of its ladders are kept, from which a longer run goes on.
  /// - Throws: ``ArchiveError`` when the disk cannot be written.
  public func write(
    _ record: InstanceRecord, wallSeconds: Double, keepsStates: Bool = false
  ) throws {
    let instance = record.instance
    let extensions = record.equilibration.extensions
    precondition(
      extensions == 0 || keepsExtensions, "an extension of a run that does not say which is longer")
    try units.reopen(instance)
    let arrays = Set(store.arrays.map(\.name))
    let recorded = RecordedQuantity.all(settings).filter { arrays.contains($0.quantity.name) }
    try FileSystem.writeAtomically(
      recorded.map { recorded in
        switch recorded.values(record) {
        case .numbers(let values):
          try units.file(recorded.quantity.name, unit: instance, values)
        case .bytes(let bytes): try units.file(recorded.quantity.name, unit: instance, bytes)
        }
      })
    let layout = RunLayout(
      model: model, settings: settings, instanceCount: instanceCount,
      storesCouplings: storesCouplings)
    for chunk in layout.disorder(of: instance) { try chunk.write(to: store) }
    try units.finish(instance, wallSeconds: wallSeconds, keepsCheckpoints: keepsStates)
    if keepsStates { try forgetStates(instance: instance, before: extensions) }
  }
}
