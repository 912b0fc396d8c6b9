import Archive
import Documents
import Foundation
import LinearAlgebra
import Sampling
import SpinModels
import Testing

/// Runs written and read back; calibrated by swapping two dimensions of a written array.
@Suite struct RunStoreTests {
  private func model(_ kind: Int) throws -> any SpinEnsemble {
    switch kind {
    case 0:
      try SherringtonKirkpatrick(
        spinCount: 21, distribution: .plusMinusOne, field: 0.25, bias: 0.5)
    case 1: try Hopfield(spinCount: 20, patterns: .random(count: 2))
    case 2:
      try Hopfield(
        spinCount: 4,
        patterns: .given(Matrix(rows: 1, columns: 4, elements: [1, -1, -1, 1])), field: 0.1)
    case 3:
      GivenCouplings(
        try SpinInstance(
          couplings: Matrix(rows: 3, columns: 3, elements: [0, 1, 0, 1, 0, -2, 0, -2, 0]),
          fields: [0.5, 0, -0.5]))
    case 4: try RandomFieldSpinGlass(spinCount: 12, fieldDeviation: 0.3)
    default:
      try EdwardsAnderson(
        dimension: 2, length: 3, distribution: .plusMinusOne, field: 0.1, dilution: 0.2)
    }
  }

  /// All figures; what the algorithm keeps in the order of its name.
  private func text(of data: EquilibrationData) -> String {
    "\(data.binEnergyPerSpin) \(data.binSquareOverlap) \(data.driftEnergyPerSpin) "
      + "\(data.driftSquareOverlap) \(data.withinSquareOverlap) "
      + "\(data.betweenSquareOverlap) \(data.autocorrelationTimes) "
      + data.diagnostics.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined()
  }

  /// A list of no bonds has no chunk, and is refused before anything is written.
  @Test func noBonds() throws {
    let folder = try RunFolder()
    let settings = try SamplingSettings(
      temperatures: [1], chainCount: 2, burnIn: 4, sweeps: 8, draws: 2, seed: 1)
    for (pairs, isMade) in [([], false), ([(0, 2, 0.0)], true)] {
      let bonds = try BondList(spinCount: 3, pairs: pairs)
      let model = GivenCouplings(try SpinInstance(bonds: bonds, fields: [1, 2, 3]))
      let path = folder.path("a.zarr")
      let run = try? RunStore.create(
        at: path, model: model, settings: settings, instanceCount: 1, command: "c", version: "v")
      #expect((run != nil) == isMade)
      #expect(FileManager.default.fileExists(atPath: path) == isMade)
    }
  }

  /// The energy that a run's attributes state is that of its model.
  @Test func statedEnergy() throws {
    let folder = try RunFolder()
    let settings = try SamplingSettings(
      temperatures: [1], chainCount: 2, burnIn: 1, sweeps: 2, draws: 1, seed: 1)
    let models: [(model: any SpinEnsemble, energy: String)] = [
      (try SherringtonKirkpatrick(spinCount: 4), "H = -sum_{i<j} J_ij s_i s_j - sum_i h_i s_i,"),
      (try PSpin(spinCount: 4), "H = -sum_{i<j<...} J_ij... s_i s_j ... - h sum_i s_i,"),
    ]
    for (model, energy) in models {
      let path = folder.path(String(energy.count))
      _ = try RunStore.create(
        at: path, model: model, settings: settings, instanceCount: 1, command: "replica sample",
        version: "test")
      let stated = try ZarrStore(at: path).attributes["conventions"]?.stringValue
      #expect(stated?.hasPrefix(energy) == true, "\(stated ?? "")")
    }
  }

  @Test(arguments: 0..<6)
  func roundTrip(kind: Int) async throws {
    let folder = try RunFolder()
    let model = try model(kind)
    let settings = try SamplingSettings(
      temperatures: [0.5, 1.0], chainCount: 3, burnIn: 40, sweeps: 60, draws: 7, seed: 99)
    let path = folder.path("run.zarr")
    let store = try RunStore.create(
      at: path, model: model, settings: settings, instanceCount: 3, command: "replica sample",
      version: "test")
    var records: [InstanceRecord] = []
    try await SamplingRun(model, settings: settings).sample(
      instances: [0, 2], threads: 1
    ) {
      records.append($0)
      try store.write($0, wallSeconds: 1)
    }

    let read = try RunStore(at: path)
    #expect(read.model.isEqual(to: model) && read.settings == settings && read.instanceCount == 3)
    #expect(try read.doneInstances() == [0, 2])
    for record in records {
      let i = record.instance
      for t in 0..<2 {
        #expect(
          try read.configurations(instance: i, temperatureIndex: t)
            == record.ladders.map { $0.draws[t] }
        )
      }
      // As text, because a constant energy has no autocorrelation time: NaN, unequal to itself.
      #expect(
        try text(of: read.equilibrationData(instance: i)) == text(of: record.equilibration))
      #expect(
        try read.meanEnergyPerSpin(instance: i)
          == (0..<2).map { t in record.ladders.map { $0.meanEnergyPerSpin[t] } })
      #expect(try read.lowestStates(instance: i) == LowestStates(record.ladders.map(\.lowest)))
      let configuration = record.ladders[1].draws[1][3]
      let energy = try read.drawEnergyPerSpin(instance: i)[1][1][3]
      let exact = model.instance(i, seed: 99).energy(of: configuration)
      #expect(abs(energy * Double(model.spinCount) - exact) < 1e-6)
      let magnetization = try read.drawMagnetization(instance: i)[1][1][3]
      #expect(
        abs(magnetization * Double(model.spinCount) - configuration.reduce(0) { $0 + Double($1) })
          < 1e-12)
    }
    #expect(throws: ArchiveError.self) { try read.configurations(instance: 1, temperatureIndex: 0) }
    #expect(try read.equilibrationReport().temperatures.count == 2)
  }

  /// A store is continued only by the run that began it.
  @Test func continuing() throws {
    let folder = try RunFolder()
    let path = folder.path("run.zarr")
    func create(seed: UInt64, sweeps: Int, _ ifExists: ZarrStore.IfExists) throws -> RunStore {
      try RunStore.create(
        at: path, model: try model(0),
        settings: try SamplingSettings(
          temperatures: [0.5], chainCount: 2, sweeps: sweeps, draws: 2, seed: seed),
        instanceCount: 2, command: "c", version: "v", ifExists: ifExists)
    }
    _ = try create(seed: 1, sweeps: 10, .fail)
    #expect(throws: ArchiveError.alreadyExists(path: path)) {
      try create(seed: 1, sweeps: 10, .fail)
    }
    _ = try create(seed: 1, sweeps: 10, .open)
    #expect(throws: ArchiveError.self) { try create(seed: 2, sweeps: 10, .open) }
    #expect(throws: ArchiveError.self) { try create(seed: 1, sweeps: 12, .open) }
    _ = try create(seed: 2, sweeps: 10, .replace)
  }

  @Test func otherStoresAreNotRuns() throws {
    let folder = try RunFolder()
    let path = folder.path("other.zarr")
    _ = try ZarrStore.create(at: path, arrays: [])
    #expect(throws: ArchiveError.self) { try RunStore(at: path) }
    #expect(throws: ArchiveError.self) { try RunStore(at: folder.path("nothing.zarr")) }
  }

  /// The start of a run is part of its identity, and given configurations are kept with it.
  @Test func starts() throws {
    let folder = try RunFolder()
    let path = folder.path("start.zarr")
    let model = try SherringtonKirkpatrick(spinCount: 20)
    var given = PackedConfigurations(spinCount: 20)
    for k in 0..<3 { given.append((0..<20).map { ($0 + k) % 3 == 0 ? 1 : -1 }) }
    func create(_ start: LadderStart, _ ifExists: ZarrStore.IfExists) throws {
      _ = try RunStore.create(
        at: path, model: model,
        settings: SamplingSettings(temperatures: [1], sweeps: 64, start: start), instanceCount: 1,
        command: "test", version: "test", ifExists: ifExists)
    }
    try create(.configurations(given), .fail)
    #expect(try RunStore(at: path).settings.start == .configurations(given))
    try create(.configurations(given), .open)
    for other in [LadderStart.random, .up, .configurations(given.selecting([1, 0, 2]))] {
      #expect(throws: ArchiveError.self) { try create(other, .open) }
    }
    try create(.up, .replace)
    #expect(try RunStore(at: path).settings.start == .up)
    #expect(throws: ArchiveError.self) { try create(.random, .open) }
  }
}
