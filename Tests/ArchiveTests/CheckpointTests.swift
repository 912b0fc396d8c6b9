import Archive
import Documents
import Foundation
import LinearAlgebra
import RandomNetworks
import Sampling
import SpinModels
import Testing

/// Checkpoints of units in progress.
@Suite struct CheckpointTests {
  private struct State: Codable, Equatable {
    var sweep: Int
    var counter: UInt64
    var spins: PackedArray<Int8>
    var energies: PackedArray<Double>
    var note: String?
  }

  private static let state = State(
    sweep: 12, counter: .max, spins: PackedArray([1, -1, -1]),
    energies: PackedArray([-0.0, 1e-300]),
    note: nil)

  private func run(
    _ path: String, seed: UInt64 = 1, temperatures: [Double] = [0.5, 1],
    _ ifExists: ZarrStore.IfExists = .open
  ) throws -> RunStore {
    try RunStore.create(
      at: path, model: try Hopfield(spinCount: 8, patterns: .random(count: 1)),
      settings: try SamplingSettings(
        temperatures: temperatures, chainCount: 2, burnIn: 4, sweeps: 8, draws: 2, seed: seed),
      instanceCount: 3, command: "c", version: "v", ifExists: ifExists)
  }

  /// Saved, read by another process as it were, replaced, and gone with the unit.
  @Test func lifeOfACheckpoint() async throws {
    let folder = try RunFolder()
    let path = folder.path("a.zarr")
    let units = try run(path).units
    #expect(try units.checkpoint(State.self, unit: 0) == nil)
    var later = Self.state
    later.sweep = 99
    for (unit, part) in [(0, 0), (0, 1), (1, 0)] {
      try units.saveCheckpoint(Self.state, unit: unit, part: part)
    }
    try units.saveCheckpoint(later, unit: 0, part: 1)
    try units.saveCheckpoint(7, unit: 2)
    let again = try run(path)
    #expect(try again.units.checkpoint(State.self, unit: 0) == Self.state)
    #expect(try again.units.checkpoint(State.self, unit: 0, part: 1) == later)
    #expect(try again.units.checkpoint(State.self, unit: 0, part: 2) == nil)
    #expect(try again.units.checkpoint(Int.self, unit: 2) == 7)
    try await SamplingRun(again.model, settings: again.settings).sample(
      instances: [0], threads: 1
    ) { try again.write($0, wallSeconds: 1) }
    #expect(try names(in: path + "/.checkpoint") == ["instance-1-part-0", "instance-2-part-0"])
    #expect(try again.doneInstances() == [0])
    // The store itself is as it was for others.
    #expect(try RunStore(at: path).doneInstances() == [0])
    #expect(try names(in: path).filter { $0.hasPrefix(".") } == [".checkpoint"])
  }

  @Test func everyDamageIsRefused() throws {
    let folder = try RunFolder()
    let units = try run(folder.path("a.zarr")).units
    try units.saveCheckpoint(Self.state, unit: 0)
    let file = units.path + "/.checkpoint/instance-0-part-0"
    let good = try readFile(file)
    func refuse(_ bytes: [UInt8], _ words: String) throws {
      try writeFile(file, bytes)
      let error = #expect(throws: ArchiveError.self) { try units.checkpoint(State.self, unit: 0) }
      guard case .unusableCheckpoint(file, let reason) = error, reason.contains(words) else {
        Issue.record("\(error.debugDescription)")
        return
      }
      #expect(error?.kind == .badData && error?.description.contains("remove the file") == true)
    }
    for length in 0..<good.count { try refuse(Array(good[..<length]), "cut off") }
    for bit in 0..<(8 * good.count) {
      var bad = good
      bad[bit / 8] ^= 1 << (bit % 8)
      try refuse(bad, "cut off")
    }
    try refuse(good + [0], "cut off")
    // Whole, but another state.
    try writeFile(file, good)
    #expect(throws: ArchiveError.self) { try units.checkpoint(Int.self, unit: 0) }
    #expect(try units.checkpoint(State.self, unit: 0) == Self.state)
  }

  @Test func foreignCheckpointsAreRefused() throws {
    let folder = try RunFolder()
    let mine = try run(folder.path("a.zarr")).units
    try mine.saveCheckpoint(Self.state, unit: 0)
    let file = "/.checkpoint/instance-0-part-0"
    func check(_ units: UnitStore, unit: Int = 0, part: Int = 0) throws {
      try? FileManager.default.createDirectory(
        atPath: units.path + "/.checkpoint", withIntermediateDirectories: false)
      let copy = units.path + "/.checkpoint/instance-\(unit)-part-\(part)"
      try writeFile(copy, try readFile(mine.path + file))
      #expect(
        throws: ArchiveError.unusableCheckpoint(
          path: copy, reason: "it belongs to another run or to another part of this one")
      ) { try units.checkpoint(State.self, unit: unit, part: part) }
    }
    try check(try run(folder.path("seed.zarr"), seed: 2).units)
    try check(try run(folder.path("temperatures.zarr"), temperatures: [0.5, 1.25]).units)
    try check(mine, unit: 1)
    try check(mine, part: 1)
    // The same run elsewhere may use it.
    let twin = try run(folder.path("twin.zarr")).units
    try twin.saveCheckpoint(1, unit: 2)
    try writeFile(twin.path + file, try readFile(mine.path + file))
    #expect(try twin.checkpoint(State.self, unit: 0) == Self.state)
  }

  /// Recurrent networks go on from their checkpoints to the same bits, and refuse damaged ones.
  @Test func recurrentRuns() throws {
    let folder = try RunFolder()
    let settings = try RecurrentSettings(
      scheme: .rungeKutta(step: 0.1), time: 2, trajectories: 2, records: 10, snapshots: 5)
    func store() throws -> RecurrentRunStore {
      try RecurrentRunStore(
        at: folder.path("r.zarr"), settings: settings, neuronCount: 3, networkCount: 2,
        description: ["seed": 1], notes: [:], ifExists: .open)
    }
    let matrix = Matrix(rows: 2, columns: 3, elements: [0, -0.0, .pi, 1, 2, 3])
    let checkpoint = RecurrentCheckpoint(
      network: 1, step: 6, states: matrix, means: Matrix(rows: 1, columns: 2, repeating: 0.25),
      overlaps: [Matrix(rows: 2, columns: 2, repeating: 1)], snapshots: [matrix, matrix])
    try store().save(checkpoint)
    #expect(try store().checkpoint(1) == checkpoint)
    #expect(try store().checkpoint(0) == nil)
    let file = folder.path("r.zarr/.checkpoint/network-1-part-0")
    try writeFile(file, Array(try readFile(file).dropLast(9)))
    #expect(throws: ArchiveError.self) { try store().checkpoint(1) }

    let lyapunov = try LyapunovSettings(scheme: .map, exponents: 2, time: 20)
    let exponents = try LyapunovRunStore(
      at: folder.path("l.zarr"), settings: lyapunov, neuronCount: 3, networkCount: 1,
      description: ["seed": 1], notes: [:])
    let measured = LyapunovCheckpoint(
      network: 0, intervals: 4, state: [1, 2, 3], frame: matrix, logarithms: [[1, 2], [3, 4]])
    try exponents.save(measured)
    #expect(try exponents.checkpoint(0) == measured)
    // A state of another number of neurons does not fit the run.
    try exponents.save(
      LyapunovCheckpoint(
        network: 0, intervals: 4, state: [1, 2], frame: matrix, logarithms: []))
    #expect(throws: ArchiveError.self) { try exponents.checkpoint(0) }
  }

  /// Threads save parts of one unit at the same time, the folder not being there yet.
  @Test func manyWriters() throws {
    let folder = try RunFolder()
    let units = try run(folder.path("a.zarr")).units
    DispatchQueue.concurrentPerform(iterations: 16) { k in
      for sweep in 0..<5 {
        var state = Self.state
        state.sweep = sweep
        do { try units.saveCheckpoint(state, unit: 0, part: k % 8) } catch {
          Issue.record("\(error)")
        }
      }
    }
    for part in 0..<8 {
      #expect(try units.checkpoint(State.self, unit: 0, part: part)?.sweep == 4)
    }
    #expect(try names(in: units.path + "/.checkpoint").count == 8)
    try units.removeCheckpoints(unit: 0)
    // Other programs warn of a folder that is no array.
    #expect(!FileManager.default.fileExists(atPath: units.path + "/.checkpoint"))
    try units.saveCheckpoint(Self.state, unit: 1)
    #expect(try units.checkpoint(State.self, unit: 1) == Self.state)
  }

  /// A process that is killed after the mark of a unit leaves its checkpoints; who goes on removes them, but for those of
  /// units in progress and of extended instances.
  @Test func leftOfACompleteUnit() async throws {
    let folder = try RunFolder()
    let store = try run(folder.path("a.zarr"))
    let sampling = SamplingRun(store.model, settings: store.settings)
    for instance in [0, 2] {
      try await sampling.sample(instances: [instance], threads: 1) {
        try store.write($0, wallSeconds: 1)
      }
    }
    for (unit, part) in [(0, 0), (1, 1), (2, 1), (2, 2)] {
      try store.units.saveCheckpoint(Self.state, unit: unit, part: part)
    }
    let left = store.units.path + "/.checkpoint"
    #expect(try store.lacking(0..<3, keepsStates: true) == [1])
    #expect(try names(in: left).count == 4)
    #expect(try store.lacking(0..<3) == [1])
    #expect(try names(in: left).sorted() == ["instance-1-part-1", "instance-2-part-2"])
    try store.units.removeLeftCheckpoints()
    #expect(try names(in: left) == ["instance-1-part-1"])
  }
}
