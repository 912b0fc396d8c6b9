import Archive
import Documents
import Foundation
import Testing

/// Calibrated by letting `.replace` delete any folder: `replacingIsCareful` fails.
@Suite struct ZarrOpeningTests {
  static let array = ZarrArray(
    name: "q", dataType: .float64, shape: [4], chunkShape: [2], dimensionNames: ["instance"])

  @Test func failsWhenSomethingIsThere() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/a.zarr"
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
      _ = try ZarrStore.create(at: path, arrays: [Self.array])
      #expect(throws: ArchiveError.alreadyExists(path: path)) {
        try ZarrStore.create(at: path, arrays: [Self.array])
      }
      let file = folder + "/file"
      try writeFile(file, "text")
      #expect(throws: ArchiveError.alreadyExists(path: file)) {
        try ZarrStore.create(at: file, arrays: [Self.array])
      }
      #expect(
        throws: ArchiveError.parentMissing(path: folder + "/no/a.zarr", parent: folder + "/no")
      ) { try ZarrStore.create(at: folder + "/no/a.zarr", arrays: [Self.array]) }
      #expect(try names(in: folder) == ["a.zarr", "file"])
    }
  }

  @Test func replacingIsCareful() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/a.zarr"
      let store = try ZarrStore.create(at: path, arrays: [Self.array])
      try store.writeChunk(array: "q", index: [0], values: [1, 2] as [Double])
      let new = try ZarrStore.create(
        at: path, attributes: ["seed": 2], arrays: [Self.array], ifExists: .replace)
      #expect(try !new.chunkExists(array: "q", index: [0]))
      #expect(try ZarrStore(at: path).attributes == ["seed": 2])
      // A folder that is no store, a store with somebody's file in it, and a file stay as they are.
      try writeFile(path + "/thesis.tex", "x")
      let other = folder + "/other"
      try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: false)
      try writeFile(other + "/notes", "x")
      try writeFile(folder + "/file", "text")
      for kept in [path, other, folder + "/file"] {
        let error = #expect(throws: ArchiveError.self) {
          try ZarrStore.create(at: kept, arrays: [Self.array], ifExists: .replace)
        }
        guard case .notReplaceable(kept, _) = error else {
          Issue.record("\(error.debugDescription)")
          continue
        }
      }
      #expect(try names(in: folder) == ["a.zarr", "file", "other"])
      #expect(try names(in: path) == ["q", "thesis.tex", "zarr.json"])
    }
  }

  @Test func continuing() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/a.zarr"
      var store = try ZarrStore.create(
        at: path, attributes: ["seed": 1], arrays: [Self.array], coordinates: ["q"],
        ifExists: .open)
      try store.writeChunk(array: "q", index: [1], values: [3, 4] as [Double])
      try store.replaceAttributes(["seed": 1, "complete": true])
      let again = try ZarrStore.create(
        at: path, attributes: ["seed": 9], arrays: [Self.array], ifExists: .open)
      #expect(again.attributes == ["seed": 1, "complete": true, "coordinates": "q"])
      #expect(try again.chunkExists(array: "q", index: [1]))
      let longer = ZarrArray(
        name: "q", dataType: .float64, shape: [6], chunkShape: [2], dimensionNames: ["instance"])
      for arrays in [[longer], []] {
        #expect(throws: ArchiveError.conflictingStore(path: path, array: "q")) {
          try ZarrStore.create(at: path, arrays: arrays, ifExists: .open)
        }
      }
    }
  }

  @Test func wrongNamesAndTypes() throws {
    try withTemporaryFolder { folder in
      let store = try ZarrStore.create(at: folder + "/a.zarr", arrays: [Self.array])
      let path = store.path
      #expect(throws: ArchiveError.noSuchArray(path: path, name: "p", available: ["q"])) {
        try store.readNumbers("p")
      }
      #expect(
        throws: ArchiveError.wrongDataType(
          path: path, array: "q", stored: "float64", requested: "float32")
      ) { try store.writeChunk(array: "q", index: [0], values: [1, 2] as [Float]) }
    }
  }

  @Test func openingWhatIsNoStore() throws {
    try withTemporaryFolder { folder in
      #expect(throws: ArchiveError.missing(path: folder + "/no")) {
        try ZarrStore(at: folder + "/no")
      }
      try writeFile(folder + "/file", "text")
      let error = #expect(throws: ArchiveError.self) { try ZarrStore(at: folder + "/file") }
      #expect(error?.description.contains("not a Zarr store (a folder with zarr.json)") == true)
      #expect(error?.kind == .badData)
      #expect(
        throws: ArchiveError.notAStore(path: folder, reason: "there is no zarr.json in it")
      ) { try ZarrStore(at: folder) }
      try writeFile(folder + "/.zgroup", "{\"zarr_format\": 2}")
      let version2 = #expect(throws: ArchiveError.self) { try ZarrStore(at: folder) }
      #expect(version2?.description.contains("version 2 store") == true)
    }
  }

  /// Without consolidated metadata, with compressed arrays, and with every cut of the metadata.
  @Test func foreignAndDamagedMetadata() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/a.zarr"
      let store = try ZarrStore.create(at: path, arrays: [Self.array])
      try store.writeChunk(array: "q", index: [1], values: [3, 4] as [Double])
      let root = try readFile(path + "/zarr.json")
      for length in 0..<(root.count - 1) {
        try writeFile(path + "/zarr.json", Array(root[..<length]))
        #expect(throws: ArchiveError.self) { try ZarrStore(at: path) }
      }
      var sequence = ByteSequence(state: 3)
      for _ in 0..<2000 {
        var changed = root
        changed[(Int(sequence.next()) << 8 | Int(sequence.next())) % root.count] = sequence.next()
        try writeFile(path + "/zarr.json", changed)
        if let opened = try? ZarrStore(at: path) { _ = try? opened.readNumbers("q") }
      }
      try writeFile(path + "/zarr.json", "{\"zarr_format\": 3, \"node_type\": \"group\"}")
      #expect(try ZarrStore(at: path).arrays == [Self.array])
      #expect(try ZarrStore(at: path).readNumbers("q").suffix(2) == [3, 4])
      let file = path + "/q/zarr.json"
      let good = try JSONValue(contentsOfFile: file)
      let changes: [(String, JSONValue, String)] = [
        ("codecs", [["name": "bytes"], ["name": "zstd"]], "no compression"),
        ("data_type", "complex128", "one of float64"),
        ("shape", [-1], "a list of whole numbers"),
        ("shape", [4_611_686_018_427_387_904], "2^48"),
        ("fill_value", "nonsense", "a value of type float64"),
        ("zarr_format", 2, "3"),
      ]
      for (key, value, words) in changes {
        var bad = good
        bad[key] = value
        try bad.write(toFile: file, ifExists: .replace)
        let error = #expect(throws: ArchiveError.self) { try ZarrStore(at: path) }
        #expect(error?.description.contains(words) == true, "\(error.debugDescription)")
        #expect(error?.description.hasPrefix(file) == true)
      }
    }
  }
}
