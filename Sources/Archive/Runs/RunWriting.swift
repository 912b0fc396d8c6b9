import Documents
public import Sampling
import SpinModels

extension RunStore {
  /// Writes a complete instance.
  ///
  /// - Parameters:
  ///   - record: What was sampled.
  ///   - wallSeconds: The time it took, for information only.
  /// - Throws: ``ArchiveError`` when the disk cannot be written.
  public func write(_ record: InstanceRecord, wallSeconds: Double) throws {
    let instance = record.instance
    let arrays = Set(store.arrays.map(\.name))
    for recorded in RecordedQuantity.all(settings) where arrays.contains(recorded.quantity.name) {
      switch recorded.values(record) {
      case .numbers(let values): try units.write(recorded.quantity.name, unit: instance, values)
      case .bytes(let bytes): try units.write(recorded.quantity.name, unit: instance, bytes)
      }
    }
    let couplings = SpinInstance.storedCouplings.name
    let layout = RunLayout(
      model: model, settings: settings, instanceCount: instanceCount,
      storesCouplings: arrays.contains(couplings))
    for chunk in layout.disorder(of: instance) { try chunk.write(to: store) }
    try units.finish(instance, wallSeconds: wallSeconds)
  }
}
