import Archive
import Documents
import Foundation
import Testing

/// Stores written by zarr-python 3.1.6 (both versions of the format) and xarray 2026.9.
///
/// Calibrated by reading Fortran order as C order, big-endian numbers as little-endian ones and missing
/// chunks as zeros: each fails `readsEveryCodec` or `missingChunks`.
@Suite struct ForeignZarrTests {
  static let folder = Foreign.folder

  static let version2: [(String, NumPyDataType)] = [
    ("default", .float64), ("plain", .float32), ("zlib", .int16), ("gzip", .int32),
    ("zstd", .int64), ("blosc", .float32), ("bits", .int8), ("fortran", .uint16), ("bool", .bool),
    ("u4", .uint32),
  ]
  static let version3: [(String, NumPyDataType)] = [
    ("default", .float64), ("both", .uint64), ("inside", .uint16), ("big", .float32),
    ("blosc", .int16), ("transposed", .int64), ("bool", .bool), ("dots", .uint8),
    ("sharded", .float32),
  ]

  @Test func readsEveryCodec() throws {
    for (name, arrays) in [("v2", Self.version2), ("v3", Self.version3)] {
      let store = try ForeignZarrStore(at: "\(Self.folder)/\(name)")
      for (array, type) in arrays {
        let read = try store.read(array)
        #expect(
          read == NumPyArray(shape: [6, 10], values: Foreign.values(type), dataType: type),
          "\(name)/\(array)")
      }
    }
  }

  /// Shards with their index at either end; inner chunks of the fill value are not in them.
  @Test(arguments: ["shards-end", "shards-start"])
  func shards(name: String) throws {
    var expected = Foreign.whole
    for k in [0, 1, 2, 3, 4, 10, 11, 12, 13, 14] { expected[k] = 7 }
    let path = Self.folder + "/" + name
    #expect(try ForeignZarrStore(at: path).read().values == expected)
    var sequence = ByteSequence(state: 5)
    try withTemporaryFolder { folder in
      let copy = folder + "/" + name
      try FileManager.default.copyItem(atPath: path, toPath: copy)
      let file = copy + "/c/0/0"
      let bytes = try readFile(file)
      let opened = try ForeignZarrStore(at: copy)
      for length in 0..<bytes.count {
        try writeFile(file, Array(bytes[..<length]))
        #expect(throws: ArchiveError.self, "cut at \(length)") { try opened.read() }
      }
      for place in bytes.indices {
        var changed = bytes
        changed[place] = ~bytes[place]
        try writeFile(file, changed)
        // The index has a checksum; numbers that are not packed have none.
        let isIndex = name == "shards-end" ? place >= bytes.count - 68 : place < 68
        let read = try? opened.read().values
        #expect(!isIndex || read == nil, "byte \(place)")
        changed[place] = sequence.next()
        try writeFile(file, changed)
        _ = try? opened.read()
      }
      let good = try JSONValue(contentsOfFile: copy + "/zarr.json")
      for (words, codec) in [
        ("divide", ["name": "sharding_indexed", "configuration": ["chunk_shape": [3, 5]]]),
        ("'bytes'", ["name": "sharding_indexed", "configuration": ["chunk_shape": [2, 5]]]),
        ("from 1 on", ["name": "sharding_indexed", "configuration": ["chunk_shape": [0, 5]]]),
      ] as [(String, JSONValue)] {
        var bad = good
        bad["codecs"] = [codec]
        try bad.write(toFile: copy + "/zarr.json", ifExists: .replace)
        let error = #expect(throws: ArchiveError.self) { try ForeignZarrStore(at: copy).read() }
        #expect(error?.description.contains(words) == true, "\(error.debugDescription)")
      }
    }
  }

  /// Stores in zip archives, also one of the folder itself.
  @Test(arguments: ["stored-v2", "deflated-v2", "stored-v3", "deflated-v3"])
  func zipped(name: String) throws {
    let path = "\(Self.folder)/\(name).zarr.zip"
    #expect(try ArrayFile.read(path).values == Foreign.whole)
    #expect(try ArrayFile.read(path, array: "axis").values == [0, 1, 2, 3, 4, 5])
    let unknown = #expect(throws: ArchiveError.self) { try ArrayFile.read(path, array: "no") }
    #expect(unknown?.description.contains("whole (6, 10)") == true)
    let bytes = try readFile(path)
    var sequence = ByteSequence(state: 9)
    try withTemporaryFolder { folder in
      let copy = folder + "/x.zarr.zip"
      for length in stride(from: 0, to: bytes.count, by: 5) {
        try writeFile(copy, Array(bytes[..<length]))
        #expect(throws: ArchiveError.self, "cut at \(length)") { try ArrayFile.read(copy) }
      }
      for place in stride(from: 0, to: bytes.count, by: 2) {
        var changed = bytes
        changed[place] = sequence.next()
        try writeFile(copy, changed)
        // Every member has a checksum; one whose name is lost reads as the fill value, as zarr reads it.
        _ = try? ArrayFile.read(copy)
      }
    }
  }

  @Test func missingChunks() throws {
    let store = try ForeignZarrStore(at: Self.folder + "/v3")
    let half = [Double](repeating: 0.5, count: 20)
    let sparse = try store.read("inner/sparse").values
    #expect(sparse == Array(Foreign.values(.float64).prefix(40)) + half)
    let hole = try store.read("inner/hole").values
    #expect(Array(hole.prefix(40)) == Array(Foreign.values(.float32).prefix(40)))
    let missing = hole.suffix(20).count { $0.isNaN }
    #expect(missing == 20)
    let remarks = try store.content("inner/sparse").remarks
    #expect(remarks.count == 1 && remarks[0].contains("1 of 2 chunks"), "\(remarks)")
    #expect(remarks.joined().contains("fill value 0.5"))
  }

  /// A damaged name of the separator would hide all chunks.
  @Test func unknownChunkKeys() throws {
    try withTemporaryFolder { folder in
      let copy = folder + "/x.zarr"
      try FileManager.default.copyItem(atPath: Self.folder + "/array-v3", toPath: copy)
      let good = try JSONValue(contentsOfFile: copy + "/zarr.json")
      for options in [["seperator": "."], ["separator": 1], ["separator": "."]] as [JSONValue] {
        var bad = good
        bad["chunk_key_encoding"] = ["name": "default", "configuration": options]
        try bad.write(toFile: copy + "/zarr.json", ifExists: .replace)
        if options == ["separator": "."] {
          #expect(try !ForeignZarrStore(at: copy).content().remarks.isEmpty)
        } else {
          let error = #expect(throws: ArchiveError.self) { try ForeignZarrStore(at: copy).read() }
          #expect(error?.description.contains("chunk_key_encoding") == true)
        }
      }
    }
  }

  @Test func storesOfXarray() throws {
    for version in [2, 3] {
      let store = try ForeignZarrStore(at: "\(Self.folder)/xarray-v\(version)")
      #expect(store.arrays.map(\.name) == ["activation", "depth", "unit"])
      let entry = try store.entry()
      #expect(entry.name == "activation")
      #expect(entry.dimensionNames == ["replica", "unit"])
      #expect(entry.isNumeric)
      #expect(entry.description.hasPrefix("activation (replica: 6, unit: 10) "))
      // Stored as whole numbers, with a scale and an offset.
      #expect(try store.read().values == Foreign.values(.float64))
    }
    let array = try ForeignZarrStore(at: Self.folder + "/array-v3")
    #expect(try array.read().values == Foreign.whole)
    #expect(try array.entry().name == "array-v3")
  }

  @Test func refusals() throws {
    let store = try ForeignZarrStore(at: Self.folder + "/v3")
    let several = #expect(throws: ArchiveError.self) { try store.read() }
    #expect(several?.description.contains("inner/sparse (6, 10) float64") == true)
    let unknown = #expect(throws: ArchiveError.self) { try store.read("sparse") }
    #expect(unknown?.description.contains("no array 'sparse'") == true)
    let old = try ForeignZarrStore(at: Self.folder + "/v2")
    for (name, word) in [("delta", "filters"), ("bz2", "compressor")] {
      let error = #expect(throws: ArchiveError.self) { try old.read(name) }
      #expect(error?.description.contains("'\(word)'") == true)
    }
    #expect(throws: ArchiveError.missing(path: "/no-such")) { try ForeignZarrStore(at: "/no-such") }
    let none = #expect(throws: ArchiveError.self) { try ForeignZarrStore(at: "/proc/self") }
    #expect(none?.description.contains(".zgroup") == true)
  }

  /// What attributes say about the numbers is never lost: a file of them that is damaged, words in place of numbers and
  /// names for other dimensions are refused.
  ///
  /// Calibrated by reading what is not JSON, or no number, as if it were not there.
  @Test func damagedAttributes() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/a"
      try FileManager.default.copyItem(atPath: Self.folder + "/v2/default", toPath: path)
      for (text, words) in [
        ("{", "a key in quotes"), ("[]", "an object"),
        (#"{"scale_factor": "x"}"#, "'scale_factor'"),
        (#"{"add_offset": [1, 2]}"#, "'add_offset'"), (#"{"scale_factor": NaN}"#, "finite"),
        (#"{"_FillValue": "x"}"#, "'_FillValue'"), (#"{"missing_value": [{}]}"#, "'missing_value'"),
        (#"{"_ARRAY_DIMENSIONS": ["replica"]}"#, "2 names"),
        (#"{"_ARRAY_DIMENSIONS": 3}"#, "2 names"),
      ] {
        try writeFile(path + "/.zattrs", Array(text.utf8))
        let error = #expect(throws: ArchiveError.self, "\(text)") {
          try ForeignZarrStore(at: path).read()
        }
        #expect(error?.description.contains(words) == true, "\(text): \(error?.description ?? "")")
      }
      for text in [
        "{}", #"{"scale_factor": null, "_FillValue": NaN, "missing_value": "NaN"}"#,
        #"{"_ARRAY_DIMENSIONS": ["replica", "site"]}"#,
      ] {
        try writeFile(path + "/.zattrs", Array(text.utf8))
        #expect(try ForeignZarrStore(at: path).read().values == Foreign.values(.float64))
      }
      let third = folder + "/b"
      try FileManager.default.copyItem(atPath: Self.folder + "/v3/default", toPath: third)
      var metadata = try JSONValue(contentsOfFile: third + "/zarr.json")
      metadata["attributes"] = [1]
      try metadata.write(toFile: third + "/zarr.json", ifExists: .replace)
      #expect(throws: ArchiveError.self) { try ForeignZarrStore(at: third).read() }
      metadata["attributes"] = [:]
      metadata["atdributes"] = [:]
      try metadata.write(toFile: third + "/zarr.json", ifExists: .replace)
      let unknown = #expect(throws: ArchiveError.self) { try ForeignZarrStore(at: third) }
      #expect(unknown?.description.contains("'atdributes'") == true)
      metadata["atdributes"] = ["must_understand": false]
      try metadata.write(toFile: third + "/zarr.json", ifExists: .replace)
      #expect(try ForeignZarrStore(at: third).read().values == Foreign.values(.float64))
      // Without its name a filter is none, and a group is one by what it says.
      let array = try String(contentsOfFile: path + "/.zarray", encoding: .utf8)
      try writeFile(
        path + "/.zarray", Array(array.replacingOccurrences(of: "filters", with: "filterz").utf8))
      #expect(throws: ArchiveError.self) { try ForeignZarrStore(at: path).read() }
      try writeFile(folder + "/.zgroup", Array(#"{"zarr_format": 7}"#.utf8))
      #expect(throws: ArchiveError.self) { try ForeignZarrStore(at: folder) }
    }
  }

  /// Chunks cut and changed everywhere: nothing traps, and a cut chunk is never read.
  @Test(arguments: [
    ("v2", "default/0.0"), ("v2", "zlib/0.0"), ("v2", "gzip/0.0"), ("v2", "zstd/0.0"),
    ("v2", "blosc/0.0"), ("v2", "bits/0.0"), ("v2", "plain/0.0"), ("v3", "default/c/0/0"),
    ("v3", "both/c/0/0"), ("v3", "inside/c/0/0"), ("v3", "blosc/c/0/0"),
  ])
  func damagedChunks(store: String, chunk: String) throws {
    let array = String(chunk.prefix { $0 != "/" })
    var sequence = ByteSequence(state: 7)
    try withTemporaryFolder { folder in
      let path = folder + "/" + array
      try FileManager.default.copyItem(atPath: "\(Self.folder)/\(store)/\(array)", toPath: path)
      let file = folder + "/" + chunk
      let bytes = try readFile(file)
      let opened = try ForeignZarrStore(at: path)
      let good = try opened.read().values
      for length in stride(from: 0, to: bytes.count, by: 3) {
        try writeFile(file, Array(bytes[..<length]))
        #expect(throws: ArchiveError.self) { try opened.read() }
      }
      let isChecked = ["both", "zlib", "gzip"].contains(array)
      for place in bytes.indices {
        for _ in 0..<3 {
          var changed = bytes
          changed[place] = sequence.next()
          try writeFile(file, changed)
          let read = try? opened.read().values
          if isChecked, let read { #expect(read == good, "\(chunk), byte \(place)") }
        }
      }
    }
  }

  /// Metadata with sizes and words that nothing has.
  @Test func absurdMetadata() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/a"
      try FileManager.default.copyItem(atPath: Self.folder + "/v3/default", toPath: path)
      let good = try JSONValue(contentsOfFile: path + "/zarr.json")
      let changes: [(String, JSONValue, String)] = [
        ("shape", [4_611_686_018_427_387_904, 4], "memory"),
        ("shape", [1_000_000_000_000, 10], "memory"), ("shape", [-1, 10], "from 0 on"),
        ("shape", [6], "1 sizes"), ("shape", "six", "list"),
        (
          "chunk_grid",
          ["name": "regular", "configuration": ["chunk_shape": [1_000_000_000, 1_000_000_000]]],
          "memory"
        ),
        (
          "chunk_grid", ["name": "regular", "configuration": ["chunk_shape": [0, 10]]], "from 1 on"
        ),
        ("chunk_grid", ["name": "rectilinear"], "regular"), ("data_type", "complex128", "float64"),
        ("data_type", ["name": "r16"], "float64"), ("codecs", [], "bytes"),
        ("codecs", [["name": "bytes"], ["name": "lz77"]], "blosc"),
        ("codecs", [["name": "bytes"], ["name": "zstd"], ["name": "gzip"]], "at most one"),
        ("codecs", [["name": "transpose", "configuration": ["order": [1, 1]]]], "transpose"),
        ("chunk_key_encoding", ["name": "hash"], "default or v2"), ("zarr_format", 4, "3"),
      ]
      for (key, value, words) in changes {
        var bad = good
        bad[key] = value
        try bad.write(toFile: path + "/zarr.json", ifExists: .replace)
        let error = #expect(throws: ArchiveError.self) { try ForeignZarrStore(at: path).read() }
        #expect(error?.description.contains(words) == true, "\(key): \(error.debugDescription)")
      }
      let text = try readFile(Self.folder + "/v3/default/zarr.json")
      for length in stride(from: 0, to: text.count - 1, by: 5) {
        try writeFile(path + "/zarr.json", Array(text[..<length]))
        #expect(throws: ArchiveError.self) { try ForeignZarrStore(at: path).read() }
      }
    }
  }
}
