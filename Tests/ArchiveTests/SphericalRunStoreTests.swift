import Archive
import Documents
import Sampling
import SpinModels
import Testing

/// Runs of spherical spins written and read back, by their own reader and as arrays of others.
///
/// Checked by breaking the code: with the ladders written in reverse order the draws differ.
@Suite struct SphericalRunStoreTests {
  @Test func roundTrip() async throws {
    let folder = try RunFolder()
    let path = folder.path("run.zarr")
    let run = try SphericalRun(
      SphericalPSpin(PSpin(spinCount: 9, order: 4, distribution: .plusMinusOne)),
      settings: SamplingSettings(
        temperatures: [1.0, 0.5], chainCount: 3, burnIn: 40, sweeps: 60, draws: 7, seed: 99))
    let store = try SphericalRunStore(
      at: path, run, instanceCount: 3, command: "replica sample", version: "test")
    var records: [SphericalInstanceRecord] = []
    try await run.sample(instances: [0, 2], threads: 2) {
      records.append($0)
      try store.write($0, wallSeconds: 1)
    }
    let read = try SphericalRunStore(at: path)
    #expect(read.model == run.model && read.settings == run.settings && read.instanceCount == 3)
    #expect(try read.doneInstances() == [0, 2])
    for record in records {
      let i = record.instance
      let draws = (0..<2).map { t in record.ladders.map { $0.draws[t] } }
      #expect(try read.configurations(instance: i) == draws)
      for t in 0..<2 {
        #expect(try read.configurations(instance: i, temperatureIndex: t) == draws[t])
      }
      #expect(
        try "\(read.equilibrationData(instance: i).binSquareOverlap)"
          == "\(record.equilibrationData.binSquareOverlap)")
      #expect(
        try read.equilibrationData(instance: i).driftEnergyPerSpin
          == record.equilibrationData.driftEnergyPerSpin)
      #expect(
        try read.numbers("acceptance", instance: i)
          == (0..<2).map { t in record.ladders.map { $0.acceptance[t] } })
      #expect(
        try read.equilibrationData(instance: i).diagnostics == record.equilibrationData.diagnostics)
      // The energies are those of the configurations.
      let landscape = run.model.landscape(ofInstance: i, seed: 99)
      var forces = [Double](repeating: 0, count: 9)
      for k in 0..<7 {
        let spins = Array(draws[1][2].values[k * 9..<(k + 1) * 9])
        let energy = landscape.energy(of: spins, forces: &forces) / 9
        #expect(abs(energy - record.ladders[2].drawEnergyPerSpin[1][k]) < 1e-12)
      }
    }
    #expect(throws: ArchiveError.self) { try read.configurations(instance: 1) }
    #expect(try read.equilibrationReport().temperatures.count == 2)
    // A reader of arrays finds the configurations by the name of their last dimension.
    let foreign = try ForeignZarrStore(at: path).content()
    #expect(foreign.dimensions == ["instance", "temperature", "chain", "draw", "site"])
    #expect(foreign.array.shape == [3, 2, 3, 7, 9])
    #expect(foreign.coordinates["temperature"] == [0.5, 1])
  }

  /// A store is continued only by the run that began it, and is no run of Ising spins.
  @Test func others() throws {
    let folder = try RunFolder()
    let path = folder.path("run.zarr")
    func create(_ seed: UInt64, _ ifExists: ZarrStore.IfExists) throws {
      let run = try SphericalRun(
        SphericalPSpin(PSpin(spinCount: 6)),
        settings: SamplingSettings(temperatures: [1], sweeps: 16, draws: 2, seed: seed))
      _ = try SphericalRunStore(
        at: path, run, instanceCount: 1, command: "c", version: "v", ifExists: ifExists)
    }
    try create(1, .fail)
    try create(1, .open)
    #expect(throws: ArchiveError.self) { try create(1, .fail) }
    #expect(throws: ArchiveError.self) { try create(2, .open) }
    #expect(throws: ArchiveError.self) { try RunStore(at: path) }
    #expect(throws: SamplingError.noInstances) {
      try SphericalRunStore(at: path).equilibrationReport()
    }
  }
}
