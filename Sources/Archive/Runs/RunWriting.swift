import LinearAlgebra
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
    precondition(instance < instanceCount, "instance \(instance) of \(instanceCount)")
    let ladders = record.ladders
    let slots = settings.temperatures.indices
    func put(_ name: String, _ values: [Double]) throws {
      let rank = try store.array(name).shape.count
      let index = [instance] + [Int](repeating: 0, count: rank - 1)
      try store.writeChunk(array: name, index: index, values: values)
    }
    func perSlot(_ values: (_ slot: Int, _ ladder: LadderRecord) -> [Double]) -> [Double] {
      slots.flatMap { slot in ladders.flatMap { values(slot, $0) } }
    }
    let scale = 1 / Double(model.spinCount)
    try store.writeChunk(
      array: Name.configurations, index: [instance, 0, 0, 0, 0],
      values: slots.flatMap { slot in ladders.flatMap { $0.draws[slot].bytes } })
    try put(Name.energies, perSlot { slot, ladder in ladder.drawEnergies[slot].map { $0 * scale } })
    try put(
      Name.magnetizations,
      perSlot { slot, ladder in
        let draws = ladder.draws[slot]
        return (0..<draws.count).map { draws.magnetization(of: $0) }
      })
    try put(Name.meanEnergies, perSlot { slot, ladder in [ladder.meanEnergyPerSpin[slot]] })
    let data = record.equilibration
    try put(Name.binEnergies, data.binEnergyPerSpin.flatMap { $0.flatMap { $0 } })
    try put(Name.binOverlaps, data.binSquareOverlap.flatMap { $0.flatMap { $0 } })
    try put(Name.withinOverlaps, data.withinSquareOverlap.flatMap { $0 })
    try put(Name.betweenOverlaps, data.betweenSquareOverlap.flatMap { $0 })
    try put(Name.autocorrelation, data.autocorrelationTimes.flatMap { $0 })
    if settings.temperatures.count > 1 { try put(Name.swapRates, data.swapRates.flatMap { $0 }) }
    try put(Name.roundTrips, data.roundTrips.map(Double.init))
    try writeDisorder(of: instance)
    try put(Name.wallSeconds, [wallSeconds])
  }

  /// Writes what a model cannot do without before any instance is sampled: given patterns and
  /// couplings, which the first instance holds.
  func writeDisorder() throws {
    switch model {
    case .sherringtonKirkpatrick: return
    case .hopfield(let model): if model.hasGivenPatterns { try writeDisorder(of: 0) }
    case .couplings: try writeDisorder(of: 0)
    }
  }

  private func writeDisorder(of instance: Int) throws {
    if case .hopfield(let hopfield) = model {
      let patterns = hopfield.patterns(ofInstance: instance, seed: settings.seed)
      try store.writeChunk(
        array: Name.patterns, index: [instance, 0, 0], values: patterns.elements.map { Int8($0) })
    }
    guard store.arrays.contains(where: { $0.name == Name.couplings }) else { return }
    let drawn = model.ensemble.instance(instance, seed: settings.seed)
    try store.writeChunk(
      array: Name.couplings, index: [instance, 0, 0], values: drawn.couplings.elements)
    try store.writeChunk(array: Name.fields, index: [instance, 0], values: drawn.fields)
  }
}
