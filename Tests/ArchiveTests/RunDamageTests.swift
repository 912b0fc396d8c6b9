import Archive
import Documents
import Foundation
import RandomNetworks
import Sampling
import SpinModels
import Synchronization
import Testing

/// Parts of a run that are lost or exchanged are named; nothing reads as what was never written.
///
/// Calibrated by letting foreign chunks and other coordinates pass: chunks and continued runs fail; and by leaving out the
/// comparison with the run on disk, that of coordinates and the checksum of the states: `lateWriter`, `foreignCoordinates` and
/// `networks` fail.
@Suite struct RunDamageTests {
  private func makeRun(_ path: String, seed: UInt64 = 3) async throws -> RunStore {
    let model = try SherringtonKirkpatrick(spinCount: 16)
    let settings = try SamplingSettings(
      temperatures: [0.5, 1], chainCount: 2, burnIn: 8, sweeps: 16, draws: 2, seed: seed)
    let run = try RunStore.create(
      at: path, model: model, settings: settings, instanceCount: 2, command: "c", version: "v")
    try await SamplingRun(model, settings: settings).sample(instances: [0, 1], threads: 1) {
      try run.write($0, wallSeconds: 1)
    }
    return run
  }

  /// All that is read of a run, as text, because NaN differs from itself.
  private func everything(_ path: String) throws -> String {
    let run = try RunStore(at: path)
    return try run.doneInstances().map { instance in
      let draws = try (0..<2).map {
        try run.configurations(instance: instance, temperatureIndex: $0).map(\.bytes)
      }
      let data = try run.equilibrationData(instance: instance)
      return try "\(draws) \(run.meanEnergyPerSpin(instance: instance)) "
        + "\(run.drawEnergyPerSpin(instance: instance)) \(data.roundTrips) \(data.swapRates) "
        + "\(data.binEnergyPerSpin) \(run.settings) \(run.model.description)"
    }.joined()
  }

  /// The run as it is continued.
  private func continued(_ run: RunStore) throws -> RunStore {
    try RunStore.create(
      at: run.path, model: run.model, settings: run.settings, instanceCount: 2, command: "c",
      version: "v", ifExists: .open)
  }

  private func chunks(of path: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: path).filter { $0.contains("/c.") }
  }

  /// Without the metadata of the group nobody knows what the run is; the cure is a copy.
  @Test func damagedRoot() async throws {
    let folder = try RunFolder()
    let path = folder.path("a.zarr")
    _ = try await makeRun(path)
    let whole = try readFile(path + "/zarr.json")
    var edited = String(decoding: whole, as: UTF8.self)
    edited.replace("\"sweeps\": 16", with: "\"sweeps\": 17")
    for bytes in [Array(whole.dropLast(9)), Array(edited.utf8)] {
      #expect(bytes != whole)
      try writeFile(path + "/zarr.json", bytes)
      let error = #expect(throws: ArchiveError.self) { try RunStore(at: path) }
      #expect(error?.kind == .badData && error?.description.contains("from a copy of") == true)
    }
  }

  /// Every chunk of an instance, lost or exchanged for that of another one.
  @Test func lostAndForeignChunks() async throws {
    let folder = try RunFolder()
    let path = folder.path("a.zarr")
    let run = try await makeRun(path)
    #expect(try !run.lacks(0) && !run.lacks(1))
    var lost = 0
    for chunk in try chunks(of: path) where chunk.contains("/c.1") {
      let file = path + "/" + chunk
      let bytes = try readFile(file)
      try FileManager.default.removeItem(atPath: file)
      if chunk.hasPrefix("wall_seconds") {
        #expect(try run.doneInstances() == [0])
      } else {
        lost += 1
        #expect(throws: ArchiveError.self, "\(chunk)") { try everything(path) }
      }
      #expect(try run.lacks(1) && !run.lacks(0), "\(chunk)")
      try Data(bytes).write(to: URL(fileURLWithPath: file))
      guard !chunk.hasPrefix("wall_seconds") else { continue }
      let other = try readFile(file.replacingOccurrences(of: "/c.1", with: "/c.0"))
      guard other != bytes else { continue }
      try Data(other).write(to: URL(fileURLWithPath: file))
      let array = String(chunk.split(separator: "/")[0])
      // What another program makes of the draws' energies is not read above.
      #expect(throws: ArchiveError.self, "\(chunk)") {
        _ = try run.numbers(array, instance: 1)
        // The list of checksums is no number of the run; it fails by what it says of others.
        try everything(path)
      }
      try Data(bytes).write(to: URL(fileURLWithPath: file))
    }
    #expect(lost > 10)
    #expect(try !run.lacks(1))
    for shared in ["temperature", "chain"] {
      try FileManager.default.removeItem(atPath: "\(path)/\(shared)/c.0")
    }
    #expect(throws: ArchiveError.self) { try everything(path) }
  }

  /// Every chunk file is read by a verification, and a changed byte, an emptied file or a foreign one found.
  @Test func verification() async throws {
    let folder = try RunFolder()
    let path = folder.path("a.zarr")
    let run = try await makeRun(path)
    let files = try chunks(of: path)
    let whole = try RunVerification(run.units, done: [0, 1])
    #expect(whole.damages.isEmpty && whole.chunkCount == files.count)
    for chunk in files {
      let file = path + "/" + chunk
      let bytes = try readFile(file)
      var changes = [[], bytes]
      changes[1][bytes.count / 2] ^= 4
      let other = path + "/" + chunk.replacingOccurrences(of: "/c.1", with: "/c.0")
      // The seconds that an instance took are in no list.
      if try !chunk.hasPrefix("wall_seconds") && readFile(other) != bytes {
        changes.append(try readFile(other))
      }
      let array = chunk.split(separator: "/")[0]
      for change in changes {
        try writeFile(file, change)
        // An empty mark is none, so that the instance would not be asked for.
        if array == "wall_seconds" && change.isEmpty { continue }
        let found = try RunVerification(run.units, done: [0, 1]).damages
        // With the checksums of another instance all else is foreign.
        let isList = array == "chunk_checksum"
        #expect(isList && !found.isEmpty || found.contains { $0.contains(array) }, "\(chunk)")
      }
      try writeFile(file, bytes)
    }
    #expect(try RunVerification(run.units, done: [0, 1]).damages.isEmpty)
  }

  /// Whole instances, with their lists of checksums, in the place of others; those of a run with the same settings are
  /// as good as the run's own.
  @Test func exchangedInstances() async throws {
    let folder = try RunFolder()
    let runs = [
      try await makeRun(folder.path("a.zarr")), try await makeRun(folder.path("b.zarr")),
      try await makeRun(folder.path("c.zarr"), seed: 4),
    ]
    let files = try chunks(of: runs[0].path).filter { $0.contains("/c.1") }
    func copy(_ other: String, instance: Int) throws {
      for file in files {
        let source = file.replacingOccurrences(of: "/c.1", with: "/c.\(instance)")
        try writeFile(runs[0].path + "/" + file, readFile(other + "/" + source))
      }
    }
    let expected = try everything(runs[0].path)
    try copy(runs[1].path, instance: 1)
    #expect(try everything(runs[0].path) == expected)
    #expect(try RunVerification(runs[0].units, done: [0, 1]).damages.isEmpty)
    for (other, instance) in [(runs[2].path, 1), (runs[1].path, 0)] {
      try copy(other, instance: instance)
      #expect(throws: ArchiveError.self) { try everything(runs[0].path) }
      #expect(try runs[0].lacks(1) && !runs[0].lacks(0))
      let damages = try RunVerification(runs[0].units, done: [0, 1]).damages
      #expect(damages.count == 1 && damages[0].contains("chunk_checksum/c.1.0"))
    }
  }

  /// Coordinates of other runs or arrays, all of the same size and whole in themselves; a continued run mends them.
  @Test func foreignCoordinates() async throws {
    let folder = try RunFolder()
    let run = try await makeRun(folder.path("a.zarr"))
    let expected = try everything(run.path)
    for (array, other) in [
      ("temperature", "beta"), ("beta", "temperature"), ("draw", "chain"), ("chain", "draw"),
    ] {
      let file = "\(run.path)/\(array)/c.0"
      let bytes = try readFile(file)
      let foreign = try readFile("\(run.path)/\(other)/c.0")
      #expect(foreign.count == bytes.count && foreign != bytes)
      try writeFile(file, foreign)
      #expect(throws: ArchiveError.self, "\(array)") { try everything(run.path) }
      let damages = try RunVerification(run.units, done: [0, 1]).damages
      #expect(damages.count == 1 && damages[0].contains("\(array)/c.0"))
      let again = try continued(run)
      #expect(try !again.lacks(0) && !again.lacks(1))
      #expect(try readFile(file) == bytes && everything(run.path) == expected)
    }
  }

  /// A writer that is still alive when another run is begun in its place leaves that run alone; one of the same run goes on.
  @Test func lateWriter() async throws {
    let folder = try RunFolder()
    let path = folder.path("a.zarr")
    let late = try await makeRun(path)
    let settings = try SamplingSettings(
      temperatures: [0.5, 1], chainCount: 2, burnIn: 8, sweeps: 16, draws: 2, seed: 5)
    func begin(_ settings: SamplingSettings, storesCouplings: Bool = false) throws -> RunStore {
      try RunStore.create(
        at: path, model: late.model, settings: settings, instanceCount: 2, command: "c",
        version: "w", storesCouplings: storesCouplings, ifExists: .replace)
    }
    func record(_ settings: SamplingSettings) async throws -> InstanceRecord {
      let found = Mutex<InstanceRecord?>(nil)
      try await SamplingRun(late.model, settings: settings).sample(instances: [1], threads: 1) {
        record in found.withLock { $0 = record }
      }
      return try #require(found.withLock { $0 })
    }
    let (own, other) = (try await record(late.settings), try await record(settings))
    // Another seed, then other arrays.
    for storesCouplings in [false, true] {
      let run = try begin(
        storesCouplings ? late.settings : settings, storesCouplings: storesCouplings)
      let before = try FileManager.default.subpathsOfDirectory(atPath: path).sorted()
      for write in [
        { try late.write(own, wallSeconds: 1) }, { try late.units.saveCheckpoint(1, unit: 0) },
      ] {
        #expect {
          try write()
        } throws: {
          ($0 as? ArchiveError)?.kind == .cannotCreate && "\($0)".contains("another run")
        }
      }
      #expect(try FileManager.default.subpathsOfDirectory(atPath: path).sorted() == before)
      try run.write(storesCouplings ? own : other, wallSeconds: 1)
      #expect(try RunStore(at: path).doneInstances() == [1])
    }
    _ = try begin(late.settings)
    try late.write(own, wallSeconds: 1)
    #expect(try RunStore(at: path).doneInstances() == [1])
    try FileManager.default.removeItem(atPath: path)
    #expect(throws: ArchiveError.self) { try late.write(own, wallSeconds: 1) }
  }

  /// Every chunk of a run of networks that another run has differently, states and times too.
  @Test func networks() throws {
    let folder = try RunFolder()
    func make(_ name: String, seed: Int, time: Double) throws -> RecurrentRunStore {
      let settings = try RecurrentSettings(
        scheme: .rungeKutta(step: 0.1), time: time, trajectories: 2, records: 4, snapshots: 2)
      let run = try RecurrentRunStore(
        at: folder.path(name), settings: settings, neuronCount: 12, networkCount: 2,
        description: ["seed": .integer(seed)], notes: [:])
      let network = try RecurrentNetwork(neuronCount: 12, sigmaW: 2)
      for index in [0, 1] {
        try run.write(
          try network.simulate(
            settings, network: index, seed: UInt64(seed), keepsStates: index == 0),
          wallSeconds: 1)
      }
      return run
    }
    let run = try make("a.zarr", seed: 1, time: 2)
    let other = try make("b.zarr", seed: 2, time: 3)
    #expect(try RunVerification(run.units, done: [0, 1]).damages.isEmpty)
    var count = 0
    for chunk in try chunks(of: run.path) where !chunk.hasPrefix("wall_seconds") {
      let bytes = try readFile("\(run.path)/\(chunk)")
      try writeFile("\(run.path)/\(chunk)", readFile("\(other.path)/\(chunk)"))
      #expect(try !RunVerification(run.units, done: [0, 1]).damages.isEmpty, "\(chunk)")
      #expect(throws: ArchiveError.self, "\(chunk)") {
        let opened = try RecurrentRunStore(at: run.path)
        _ = try (opened.read(0), opened.read(1))
      }
      try writeFile("\(run.path)/\(chunk)", bytes)
      count += 1
    }
    #expect(count == 15)
    try FileManager.default.removeItem(atPath: "\(run.path)/state/c.0.0.0")
    #expect(try run.lacks(0) && !run.lacks(1))
    #expect(try RunProgress(run.units).damaged == [0])
  }

  /// What describes an array in its own folder is what the group says, or a verification names it.
  @Test func ownMetadata() async throws {
    let folder = try RunFolder()
    let path = folder.path("a.zarr")
    let run = try await makeRun(path)
    for array in run.store.arrays {
      let file = "\(path)/\(array.name)/zarr.json"
      let text = String(decoding: try readFile(file), as: UTF8.self)
      for change in [
        "", text.replacingOccurrences(of: "crc32c", with: "crc33c"),
        text.replacingOccurrences(of: "\"units\": \"", with: "\"units\": \"k"),
      ] {
        try writeFile(file, Array(change.utf8))
        let damages = try RunVerification(run.units, done: [0, 1]).damages
        #expect(damages.count == 1 && damages[0].contains("\(array.name)/zarr.json"))
      }
      try FileManager.default.removeItem(atPath: file)
      #expect(try RunVerification(run.units, done: [0, 1]).damages.count == 1)
      try writeFile(file, "{}")
      // Whoever goes on with the run writes it again.
      _ = try continued(run)
      #expect(String(decoding: try readFile(file), as: UTF8.self) == text)
    }
    #expect(try RunVerification(run.units, done: [0, 1]).damages.isEmpty)
  }

  /// The folder of any array, lost: the run that is continued has it again, and computes what was in it.
  @Test func lostFolders() async throws {
    let folder = try RunFolder()
    let path = folder.path("a.zarr")
    let run = try await makeRun(path)
    let expected = try everything(path)
    for array in run.store.arrays.map(\.name) {
      try FileManager.default.removeItem(atPath: "\(path)/\(array)")
      let again = try RunStore.create(
        at: path, model: run.model, settings: run.settings, instanceCount: 2, command: "c",
        version: "v", ifExists: .open)
      let lacking = try [0, 1].filter { try again.lacks($0) }
      try await SamplingRun(run.model, settings: run.settings).sample(
        instances: lacking, threads: 1
      ) { try again.write($0, wallSeconds: 1) }
      #expect(try everything(path) == expected, "\(array)")
      #expect(FileManager.default.fileExists(atPath: "\(path)/\(array)/zarr.json"), "\(array)")
    }
  }

  /// One bit of the metadata: refused, or nothing changes.
  @Test func flippedBits() async throws {
    let folder = try RunFolder()
    let path = folder.path("a.zarr")
    _ = try await makeRun(path)
    let expected = try everything(path)
    let file = path + "/zarr.json"
    let good = try readFile(file)
    var refused = 0
    for k in 0..<100 {
      var bytes = good
      bytes[k * (good.count - 1) / 99] ^= 1 << UInt8(k % 7)
      try Data(bytes).write(to: URL(fileURLWithPath: file))
      do {
        #expect(try everything(path) == expected, "byte \(k * (good.count - 1) / 99)")
      } catch { refused += 1 }
    }
    #expect(refused > 50)
  }

  /// What was written on purpose with another program, without a checksum, is held to the run's settings.
  @Test func editedShapes() throws {
    let path = RunFormat1Tests.folder + "/pm1"
    let folder = try RunFolder()
    let copy = folder.path("pm1")
    try FileManager.default.copyItem(atPath: path, toPath: copy)
    let text = try String(contentsOfFile: path + "/zarr.json", encoding: .utf8)
    #expect(text.contains("\"spins\": 20"))
    for spins in ["21", "17", "4611686018427387904", "-1", "0"] {
      try text.replacingOccurrences(of: "\"spins\": 20", with: "\"spins\": \(spins)")
        .write(toFile: copy + "/zarr.json", atomically: true, encoding: .utf8)
      // 17 to 24 spins have as many bytes, and their configurations the same bits.
      if spins == "21" || spins == "17" { continue }
      #expect(throws: (any Error).self, "\(spins)") { try everything(copy) }
    }
  }
}
