import Archive
import Foundation
import LinearAlgebra
import RandomNetworks
import Sampling
import SpinModels
import Testing

/// Runs that version 0.1.0 wrote are read and continued for ever; the numbers beside them were unpacked from
/// the chunk files with another program.
@Suite struct RunFormat1Tests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("ReferenceData/Runs/format-1").path

  @Test(arguments: [
    ("given", "hopfield", 24, -0.31868489820772083, [UInt8]([0xfb, 0x14, 0x91])),
    ("mine", "couplings", 6, -0.7020833334730318, [0x0b]),
    ("pm1", "sk", 20, -0.9078003748785705, [0xbe, 0x7b, 0x07]),
  ])
  func spinRuns(name: String, model: String, spins: Int, energy: Double, draw: [UInt8]) throws {
    let path = Self.folder + "/" + name
    #expect(try RunKind(ofRunAt: path) == .spin)
    let run = try RunStore(at: path)
    #expect(run.model.name == model && run.model.spinCount == spins && run.settings.seed == 1)
    #expect(try run.doneInstances() == [0])
    #expect(try run.meanEnergyPerSpin(instance: 0)[0][0] == energy)
    let configurations = try run.configurations(instance: 0, temperatureIndex: 0)
    #expect(Array(configurations[0].bytes.prefix(draw.count)) == draw)
    #expect(try run.equilibrationReport().temperatures.count == run.settings.temperatures.count)
    #expect(try run.lowestStates(instance: 0) == nil)
  }

  @Test func recurrentRun() throws {
    let path = Self.folder + "/recurrent"
    #expect(try RunKind(ofRunAt: path) == .recurrentSimulation)
    let run = try RecurrentRunStore(at: path)
    #expect(try run.units.doneUnits() == [0, 1])
    #expect((run.trajectoryCount, run.neuronCount, run.times.count) == (8, 60, 61))
    #expect(Array(run.times.prefix(3)) == [0, 0.05, 0.1])
    let first = try run.overlaps(network: 0, time: 0)
    #expect(Array(first.elements.prefix(2)) == [1.3338314657722221, -0.023582685137091875])
    let record = try run.read(1)
    let last = try run.overlaps(network: 1, time: 60)
    #expect(record.overlaps[60] == last && last == last.transposed)
    #expect(record.overlaps.count == 61 && record.means.rows == 61 && record.states.isEmpty)
    // The states of the first network have the overlaps that were recorded.
    let states = try run.firstNetworkStates()
    #expect(states.count == 21 && states[0][0, 0] == 1.881642771984215)
    let h = states[20]
    let end = try run.overlaps(network: 0, time: 60)
    for a in 0..<8 {
      for b in 0..<8 {
        let product = zip(h.row(a), h.row(b)).reduce(0) { $0 + $1.0 * $1.1 } / 60
        #expect(abs(product - end[a, b]) < 1e-12)
      }
    }
    #expect(try run.read(0).states == states)
  }

  @Test func lyapunovRun() throws {
    let path = Self.folder + "/lyapunov"
    #expect(try RunKind(ofRunAt: path) == .lyapunovExponents)
    let units = try UnitStore(at: path, kind: .lyapunovExponents)
    #expect(try units.doneUnits() == [0, 1])
    let exponents = try units.numbers("lyapunov_exponent", unit: 0)
    #expect(exponents == [-0.019948558612744503, -0.03388658467323942, -0.2538320896234031])
  }

  /// A kind is asked for by name and refused by name.
  @Test func otherKinds() throws {
    let path = Self.folder + "/recurrent"
    #expect(
      throws: ArchiveError.badMetadata(
        path: path, item: "kind", expected: "\"spin\"", found: "\"recurrent simulate\"")
    ) { try RunStore(at: path) }
    #expect(throws: ArchiveError.self) { try RecurrentRunStore(at: Self.folder + "/pm1") }
    #expect(throws: ArchiveError.self) { try RecurrentRunStore(at: Self.folder + "/lyapunov") }
  }

  /// The same settings go on in a store of version 0.1.0, which keeps its bytes; other temperatures and other
  /// patterns, of which no attribute tells, do not.
  @Test func continued() throws {
    try withTemporaryFolder { folder in
      for name in ["given", "pm1"] {
        let path = folder + "/" + name
        try FileManager.default.copyItem(atPath: Self.folder + "/" + name, toPath: path)
        let before = try files(in: path)
        let run = try RunStore(at: path)
        func create(_ model: any SpinEnsemble, _ temperatures: [Double]) throws {
          let old = run.settings
          _ = try RunStore.create(
            at: path, model: model,
            settings: try SamplingSettings(
              temperatures: temperatures, chainCount: old.chainCount, burnIn: old.burnIn,
              sweeps: old.sweeps, draws: old.draws, seed: old.seed, algorithm: old.algorithm),
            instanceCount: 1, command: "c", version: "v", storesCouplings: name == "pm1",
            ifExists: .open)
        }
        try create(run.model, run.settings.temperatures)
        #expect(
          throws: ArchiveError.conflictingStore(path: path, array: "temperature")
        ) { try create(run.model, run.settings.temperatures.map { $0 + 0.5 }) }
        if let model = run.model as? Hopfield {
          var patterns = model.patterns(ofInstance: 0, seed: 1)
          patterns.elements[3] *= -1
          let other = try Hopfield(spinCount: 24, patterns: .given(patterns), field: 0)
          #expect(throws: ArchiveError.conflictingStore(path: path, array: "patterns")) {
            try create(other, run.settings.temperatures)
          }
        }
        #expect(try files(in: path) == before)
      }
    }
  }

  private func files(in folder: String) throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder)
    where name.contains("c.") || name.hasSuffix("json") {
      files[name] = try readFile(folder + "/" + name)
    }
    return files
  }
}
