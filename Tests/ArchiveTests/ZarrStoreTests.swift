import Archive
import Documents
import Foundation
import Synchronization
import Testing

/// Calibrated by writing edge chunks without padding (`edgeChunks` fails), by leaving out the checksum
/// comparison (`damageIsDetected`) and by a fixed name for temporary files (`manyWriters`).
@Suite struct ZarrStoreTests {
  /// Chunks of 2 × 2 in an array of 5 × 3, so that there are edges in both directions.
  static let overlap = ZarrArray(
    name: "overlap", dataType: .float64, shape: [5, 3], chunkShape: [2, 2],
    dimensionNames: ["instance", "temperature"],
    attributes: ["long_name": "overlap", "units": "1"])

  static func value(_ i: Int, _ j: Int) -> Double { Double(3 * i + j) / 8 }

  /// The values of one chunk of `overlap`.
  static func values(of index: [Int]) -> [Double] {
    let extents = overlap.shapeOfChunk(at: index)
    return (0..<extents[0]).flatMap { i in
      (0..<extents[1]).map { j in value(2 * index[0] + i, 2 * index[1] + j) }
    }
  }

  @Test func edgeChunks() throws {
    try withTemporaryFolder { folder in
      let store = try ZarrStore.create(at: folder + "/a.zarr", arrays: [Self.overlap])
      #expect(Self.overlap.gridShape == [3, 2] && Self.overlap.chunkIndices.count == 6)
      #expect(Self.overlap.shapeOfChunk(at: [2, 1]) == [1, 1])
      for index in Self.overlap.chunkIndices {
        #expect(try !store.chunkExists(array: "overlap", index: index))
        #expect(try store.readChunk(array: "overlap", index: index, as: Double.self) == nil)
        try store.writeChunk(array: "overlap", index: index, values: Self.values(of: index))
        #expect(try store.chunkExists(array: "overlap", index: index))
        #expect(try store.readChunk(array: "overlap", index: index) == Self.values(of: index))
        // On disk all chunks have the full size.
        let path = try store.pathOfChunk(array: "overlap", index: index)
        #expect(try readFile(path).count == 2 * 2 * 8 + 4)
      }
      let all = (0..<5).flatMap { i in (0..<3).map { j in Self.value(i, j) } }
      let opened = try ZarrStore(at: folder + "/a.zarr/")
      #expect(opened.arrays == [Self.overlap])
      #expect(try opened.readArray("overlap") == all)
      #expect(try opened.readNumbers("overlap") == all)
      for (a, b, c, d) in [(0, 5, 1, 2), (1, 4, 0, 3), (4, 5, 2, 3), (3, 3, 0, 3)] {
        let region = (a..<b).flatMap { i in (c..<d).map { j in Self.value(i, j) } }
        #expect(try opened.readArray("overlap", region: [a..<b, c..<d]) == region)
      }
      let folderNames = try names(in: folder + "/a.zarr/overlap")
      #expect(folderNames == ["c.0.0", "c.0.1", "c.1.0", "c.1.1", "c.2.0", "c.2.1", "zarr.json"])
    }
  }

  /// The file of a chunk: least significant byte first, padded with NaN, then the checksum.
  @Test func goldenChunk() throws {
    try withTemporaryFolder { folder in
      let store = try ZarrStore.create(at: folder + "/a.zarr", arrays: [Self.overlap])
      try store.writeChunk(array: "overlap", index: [2, 1], values: [1.5])
      let bytes = try readFile(try store.pathOfChunk(array: "overlap", index: [2, 1]))
      let nan: [UInt8] = [0, 0, 0, 0, 0, 0, 0xF8, 0x7F]
      let content: [UInt8] = [0, 0, 0, 0, 0, 0, 0xF8, 0x3F] + nan + nan + nan
      #expect(Array(bytes.prefix(32)) == content)
      let checksum = CRC32C.checksum(content)
      #expect(bytes.suffix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) } == checksum)
    }
  }

  @Test func missingChunksReadAsFill() throws {
    try withTemporaryFolder { folder in
      let done = ZarrArray(
        name: "done", dataType: .bool, shape: [5], chunkShape: [2], dimensionNames: ["instance"])
      let store = try ZarrStore.create(at: folder + "/a.zarr", arrays: [Self.overlap, done])
      try store.writeChunk(array: "overlap", index: [1, 0], values: Self.values(of: [1, 0]))
      try store.writeChunk(array: "done", index: [1], values: [true, true])
      let values: [Double] = try store.readArray("overlap")
      for i in 0..<5 {
        for j in 0..<3 {
          let value = values[3 * i + j]
          let isWritten = (2..<4).contains(i) && j < 2
          #expect(isWritten ? value == Self.value(i, j) : value.isNaN)
        }
      }
      #expect(try store.readArray("done") == [false, false, true, true, false])
    }
  }

  @Test func everyDataTypeAndShape() throws {
    func check<Element: ZarrElement & Equatable>(_ values: [Element]) throws {
      try withTemporaryFolder { folder in
        let type = Element.zarrDataType
        let arrays = [
          ZarrArray(name: "scalar", dataType: type, shape: [], dimensionNames: []),
          ZarrArray(
            name: "cube", dataType: type, shape: [2, 3, 2], chunkShape: [1, 2, 2],
            dimensionNames: ["x", "y", "z"]),
          ZarrArray(name: "empty", dataType: type, shape: [0, 2], dimensionNames: ["e", "x"]),
        ]
        _ = try ZarrStore.create(at: folder + "/a.zarr", arrays: arrays)
        let store = try ZarrStore(at: folder + "/a.zarr")
        #expect(store.arrays == arrays)
        try store.writeChunk(array: "scalar", index: [], values: [values[1]])
        #expect(try store.readArray("scalar") == [values[1]])
        let empty: [Element] = try store.readArray("empty")
        #expect(empty.isEmpty)
        let elements = (0..<12).map { values[$0 % values.count] }
        for index in arrays[1].chunkIndices {
          let columns = index[1] == 0 ? 0..<4 : 4..<6
          try store.writeChunk(
            array: "cube", index: index, values: columns.map { elements[6 * index[0] + $0] })
        }
        #expect(try store.readArray("cube") == elements)
      }
    }
    try check([1.5, -.infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude] as [Double])
    try check([1.5, -2, .infinity, .leastNonzeroMagnitude] as [Float])
    try check([.min, .max, -1, 1 << 40] as [Int64])
    try check([.min, .max, -1, 1 << 20] as [Int32])
    try check([.min, .max, -1, 1] as [Int8])
    try check([.min, .max, 1, 128] as [UInt8])
    try check([true, false, true] as [Bool])
  }

  @Test func damageIsDetected() throws {
    try withTemporaryFolder { folder in
      let store = try ZarrStore.create(at: folder + "/a.zarr", arrays: [Self.overlap])
      try store.writeChunk(array: "overlap", index: [0, 0], values: [1, 2, 3, 4] as [Double])
      let path = try store.pathOfChunk(array: "overlap", index: [0, 0])
      let good = try readFile(path)
      for bit in 0..<(8 * good.count) {
        var bad = good
        bad[bit / 8] ^= 1 << (bit % 8)
        try writeFile(path, bad)
        let error = #expect(throws: ArchiveError.self) {
          let _: [Double] = try store.readArray("overlap")
        }
        guard case .wrongChecksum(path, let stored, let computed) = error else {
          Issue.record("\(error.debugDescription)")
          return
        }
        #expect(stored != computed && error?.kind == .badData)
      }
      for length in 0..<good.count {
        try writeFile(path, Array(good[..<length]))
        #expect(
          throws: ArchiveError.wrongLength(path: path, position: 0, expected: 36, found: length)
        ) { try store.readChunk(array: "overlap", index: [0, 0], as: Double.self) }
      }
    }
  }

  /// Eight threads make the same store and write all its chunks in the same order, hence at the same
  /// time; a reader never sees a part of a chunk.
  @Test func manyWriters() throws {
    try withTemporaryFolder { folder in
      let array = ZarrArray(
        name: "q", dataType: .int64, shape: [40, 500], chunkShape: [1, 500],
        dimensionNames: ["instance", "draw"])
      let path = folder + "/a.zarr"
      let group = DispatchGroup()
      let failures = Mutex<[String]>([])
      for _ in 0..<8 {
        group.enter()
        Thread.detachNewThread {
          defer { group.leave() }
          do {
            let store = try ZarrStore.create(at: path, arrays: [array], ifExists: .open)
            for row in 0..<40 {
              let values = (0..<500).map { Int64(1000 * row + $0) }
              try store.writeChunk(array: "q", index: [row, 0], values: values)
              let other = (row + 1) % 40
              let read: [Int64]? = try store.readChunk(array: "q", index: [other, 0])
              if let read, read[499] != Int64(1000 * other + 499) {
                failures.withLock { $0.append("row \(other): \(read[499])") }
              }
            }
          } catch {
            failures.withLock { $0.append("\(error)") }
          }
        }
      }
      group.wait()
      #expect(failures.withLock { $0 } == [])
      let all: [Int64] = try ZarrStore(at: path).readArray("q")
      let expected = (0..<40).flatMap { (row: Int) -> [Int64] in
        (0..<500).map { Int64(1000 * row + $0) }
      }
      #expect(all == expected)
      #expect(try names(in: folder) == ["a.zarr"])
      #expect(try names(in: path) == ["q", "zarr.json"])
      #expect(try names(in: path + "/q").count == 41)
    }
  }

  @Test func staleTemporaries() throws {
    try withTemporaryFolder { folder in
      let store = try ZarrStore.create(at: folder + "/a.zarr", arrays: [Self.overlap])
      let old = folder + "/a.zarr/overlap/.tmp-c.0.0-1-x"
      let young = folder + "/a.zarr/overlap/.tmp-c.0.0-2-x"
      try writeFile(old, "x")
      try writeFile(young, "x")
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: -7200)], ofItemAtPath: old)
      #expect(try store.removeStaleTemporaries() == 1)
      #expect(try names(in: folder + "/a.zarr/overlap") == [".tmp-c.0.0-2-x", "zarr.json"])
    }
  }
}
