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
    let ladders = record.ladders
    let slots = settings.temperatures.indices
    func put<Element: ZarrElement>(_ name: String, _ values: [Element]) throws {
      try units.write(name, unit: instance, values)
    }
    func perSlot(_ values: (_ slot: Int, _ ladder: LadderRecord) -> [Double]) -> [Double] {
      slots.flatMap { slot in ladders.flatMap { values(slot, $0) } }
    }
    let scale = 1 / Double(model.spinCount)
    try put(
      Name.configurations, slots.flatMap { slot in ladders.flatMap { $0.draws[slot].bytes } })
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
    let layout = RunLayout(
      model: model, settings: settings, instanceCount: instanceCount,
      storesCouplings: store.arrays.contains { $0.name == Name.couplings })
    for chunk in layout.disorder(of: instance) { try chunk.write(to: store) }
    try units.finish(instance, wallSeconds: wallSeconds)
  }
}
