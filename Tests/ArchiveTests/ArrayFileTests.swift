import Archive
import Documents
import Foundation
import Testing

/// Arrays in further formats, and what their files say beside the numbers.
///
/// Calibrated by the readers of version 0.1.0, which refuse half precision, safetensors and gzip, pool temperatures, take
/// marks of missing values for numbers and wait for a pipe.
@Suite struct ArrayFileTests {
  @Test(
    arguments: [
      ("half.npy", nil, 4.0), ("table.csv.gz", nil, 1), ("tensors.safetensors", "half", 4),
      ("tensors.safetensors", "brain", 4), ("tensors.safetensors", "bytes", 1),
    ] as [(String, String?, Double)])
  func formats(name: String, array: String?, scale: Double) throws {
    let path = Foreign.folder + "/" + name
    let found = try ArrayFile.read(path, array: array)
    #expect(found.shape == [6, 10])
    #expect(found.values.map { $0 * scale } == Foreign.whole)
    if name.hasSuffix("safetensors") {
      #expect(
        throws: ArchiveError.severalArrays(
          path: path, available: ["half (6, 10)", "brain (6, 10)", "bytes (6, 10)"])
      ) { try ArrayFile.read(path) }
      // Cut off at every place: refused.
      let bytes = try readFile(path)
      try withTemporaryFolder { folder in
        for count in stride(from: 0, to: bytes.count, by: 7) {
          try writeFile(folder + "/cut.safetensors", Array(bytes.prefix(count)))
          #expect(throws: (any Error).self) {
            try ArrayFile.read(folder + "/cut.safetensors", array: "bytes")
          }
        }
        // Bytes that belong to no tensor, behind all and between two.
        try writeFile(folder + "/long.safetensors", bytes + [0])
        #expect(throws: ArchiveError.self) {
          try ArrayFile.read(folder + "/long.safetensors", array: "bytes")
        }
        for (offsets, isRead) in [
          ("[0, 10], [10, 20]", true), ("[0, 10], [11, 21]", false), ("[0, 10], [9, 19]", false),
        ] {
          let ends = offsets.components(separatedBy: "], [")
          let header =
            #"{"a": {"dtype": "I8", "shape": [1, 10], "data_offsets": \#(ends[0])]}, "#
            + #""b": {"dtype": "I8", "shape": [1, 10], "data_offsets": [\#(ends[1])}}"#
          let count = Int(ends[1].dropLast().split(separator: ", ")[1])!
          try writeFile(
            folder + "/gap.safetensors",
            [UInt8(header.utf8.count)] + [UInt8](repeating: 0, count: 7) + Array(header.utf8)
              + (0..<UInt8(count)))
          let found = try? ArrayFile.read(folder + "/gap.safetensors", array: "b").values
          #expect((found != nil) == isRead, "\(offsets)")
          #expect(found == nil || found == (10..<20).map(Double.init))
        }
      }
    }
  }

  /// Half precision of every exponent, also of numbers that have none, and what it cannot hold.
  @Test func halfPrecision() throws {
    try withTemporaryFolder { folder in
      let values = [
        0, -0.0, 1, -2, 65504, 6.103515625e-05, 5.9604644775390625e-08, 0.333251953125, .infinity,
      ]
      let path = folder + "/h.npy"
      try NumPyFile.write(NumPyArray(shape: [9], values: values, dataType: .float16), to: path)
      let read = try NumPyFile.read(path)
      #expect(read.dataType == .float16)
      #expect(read.values.map(\.bitPattern) == values.map(\.bitPattern))
      let bytes = try readFile(path)
      let first: [UInt8] = [0, 0, 0, 0x80, 0, 0x3C, 0, 0xC0]
      #expect(Array(bytes.suffix(18).prefix(8)) == first)
    }
  }

  @Test func pickledFilesAndOthers() throws {
    try withTemporaryFolder { folder in
      for (name, words) in [
        ("x.pt", "torch.load('x.pt'"), ("x.pkl", "pickle.load"), ("x.h5", "no HDF5 file"),
        ("x.mat", "loadmat('x.mat')"),
        ("x.nc", "a classic netCDF file"), ("x.xlsx", "zip archive"), ("x.ods", "convert-to xlsx"),
      ] {
        try writeFile(folder + "/" + name, "anything")
        let error = #expect(throws: ArchiveError.self) { try ArrayFile.read(folder + "/" + name) }
        #expect(error?.description.contains(words) == true, "\(name): \(error?.description ?? "")")
        #expect(error?.kind == .badData)
      }
    }
  }

  /// Files that libhdf5 wrote, where it is installed; the name of its package where it is not.
  @Test func hierarchicalFiles() throws {
    let netCDF = Foreign.folder + "/hdf5.nc"
    let matlab = Foreign.folder + "/matlab.mat"
    do {
      let content = try ArrayFile.content(netCDF, array: "whole")
      var values = content.array.values
      #expect(values[23].isNaN)
      values[23] = Foreign.whole[23]
      #expect(values == Foreign.whole && content.array.shape == [6, 10])
      #expect(content.dimensions == ["replica", "site"])
      #expect(content.coordinates["replica"] == [0, 0.5, 1, 1.5, 2, 2.5])
      let cube = try ArrayFile.read(netCDF, array: "group/cube")
      #expect(cube.shape == [2, 3, 4] && cube.dataType == .float32)
      #expect(cube.values == (0..<24).map(Double.init))
      #expect(throws: ArchiveError.self) { try ArrayFile.read(netCDF) }
      #expect(throws: ArchiveError.self) { try ArrayFile.read(netCDF, array: "nothing") }
      // The last row was never written, and no attribute says by what it is filled.
      let part = try ArrayFile.read(Foreign.folder + "/unwritten4.nc").values
      #expect(part.count == 24 && part.prefix(18).allSatisfy { abs($0) == 1 })
      #expect(part.dropFirst(18).allSatisfy { $0.isNaN })
      let turned = try ArrayFile.read(matlab)
      #expect(turned.shape == [6, 10] && turned.values == Foreign.whole)
    } catch ArchiveError.needsPackage(_, _, let package) {
      #expect(package == "libhdf5-103-1")
    }
  }

  /// A store with names of dimensions and coordinates, whose missing values are marked.
  private func makeStore(_ path: String, attributes: JSONValue = [:]) throws {
    let array = ZarrArray(
      name: "a", dataType: .int16, shape: [3, 2, 4],
      dimensionNames: ["temperature", "replica", "site"],
      attributes: attributes)
    let axis = ZarrArray(
      name: "temperature", dataType: .float64, shape: [3], dimensionNames: ["temperature"])
    let store = try ZarrStore.create(at: path, arrays: [array, axis])
    try store.writeChunk(array: "temperature", index: [0], values: [0.5, 1, 1.5])
    // Int16 is no element of ours: its bytes are written as a chunk would be.
    let values = (0..<24).map { UInt16(truncatingIfNeeded: $0 == 13 ? -99 : $0) }
    var bytes = values.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    let checksum = CRC32C.checksum(bytes)
    bytes += (0..<4).map { UInt8(checksum >> (8 * $0) & 0xFF) }
    try writeFile(path + "/a/c.0.0.0", bytes)
  }

  @Test func dimensionsAndMissingValues() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/a.zarr"
      try makeStore(path, attributes: ["scale_factor": 0.5, "add_offset": 1, "_FillValue": -99])
      let content = try ArrayFile.content(path, array: "a")
      #expect(content.dimensions == ["temperature", "replica", "site"])
      #expect(content.coordinates["temperature"] == [0.5, 1, 1.5])
      #expect(content.array.values[13].isNaN)
      #expect(content.array.values[12] == 7 && content.array.values[14] == 8)
      let part = try content.selecting([("temperature", 1)], path: path)
      #expect(part.dimensions == ["replica", "site"] && part.array.shape == [2, 4])
      #expect(Array(part.array.values.prefix(3)) == [5, 5.5, 6])
      let middle = try content.selecting([("1", 1)], path: path)
      #expect(middle.array.shape == [3, 4] && Array(middle.array.values.prefix(2)) == [3, 3.5])
      let turned = part.transposed([1, 0])
      #expect(turned.dimensions == ["site", "replica"] && turned.array.values[0] == 5)
      #expect(turned.array.values[2] == 5.5)
      for (dimension, value) in [
        ("temperature", 0.7), ("colour", 1), ("replica", 2), ("7", 0), ("site", 0.5),
      ] {
        #expect(throws: ArchiveError.self) {
          try content.selecting([(dimension, value)], path: path)
        }
      }
      let other = folder + "/b.zarr"
      try makeStore(other, attributes: ["missing_value": [-99, -98]])
      #expect(try ArrayFile.read(other, array: "a").values[13].isNaN)
      // Numbers outside of what is called valid are refused; what is marked as missing may lie there, and the range
      // may be that of the numbers as they are meant.
      let ranges: [(JSONValue, Bool)] = [
        (["valid_range": [0, 23]], false), (["valid_min": -98], false), (["valid_max": 22], false),
        (["valid_range": [0, 22], "_FillValue": -99], false), (["valid_range": [23, 0]], false),
        (["valid_range": 3], false), (["valid_range": [1]], false), (["valid_min": "a"], false),
        (["valid_range": [0, 23], "_FillValue": -99], true), (["valid_range": [-99, 23]], true),
        (["valid_min": -99, "valid_max": 23], true),
        // Whole limits are of the numbers as they are stored.
        (["valid_range": [0, 22], "scale_factor": 0.5, "_FillValue": -99], false),
        (
          ["valid_range": [1, 2.5], "scale_factor": 0.0625, "add_offset": 1, "_FillValue": -99],
          true
        ),
        (
          ["valid_range": [1, 2.4], "scale_factor": 0.0625, "add_offset": 1, "_FillValue": -99],
          false
        ),
      ]
      for (place, (attributes, isRead)) in ranges.enumerated() {
        let path = folder + "/range\(place).zarr"
        try makeStore(path, attributes: attributes)
        let array = try? ArrayFile.read(path, array: "a")
        #expect((array != nil) == isRead, "\(attributes.compactText)")
      }
      try makeStore(folder + "/c.zarr")
      #expect(try ArrayFile.read(folder + "/c.zarr", array: "a").values[13] == -99)
    }
  }

  /// Sizes that a file states are looked at before memory is taken, and numbers of chunks before they are looked for.
  @Test func sizesThatAreStated() throws {
    try withTemporaryFolder { folder in
      func header(_ shape: String, order: String = "False") -> [UInt8] {
        let text = "{'descr': '<f8', 'fortran_order': \(order), 'shape': \(shape), }\n"
        return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.utf8.count), 0] + Array(text.utf8)
      }
      try writeFile(folder + "/empty.npy", header("(0, 4611686018427387904, 4)", order: "True"))
      #expect(try ArrayFile.read(folder + "/empty.npy").values.isEmpty)
      let many = "(" + [String](repeating: "1", count: 80).joined(separator: ",") + ")"
      for shape in [many, "(4611686018427387904, 4)", "(99999999, 99999999)"] {
        try writeFile(folder + "/n.npy", header(shape))
        #expect(throws: ArchiveError.self, "\(shape)") { try ArrayFile.read(folder + "/n.npy") }
      }
      func zarr(_ shape: String, _ chunks: String) throws -> String {
        let path = folder + "/" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        try writeFile(
          path + "/zarr.json",
          """
          {"zarr_format": 3, "node_type": "array", "shape": \(shape), "data_type": "int8", "fill_value": 0,
           "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": \(chunks)}},
           "chunk_key_encoding": {"name": "default"}, "codecs": [{"name": "bytes"}], "attributes": {}}
          """)
        return path
      }
      for (shape, chunks) in [
        ("[30000, 30000]", "[1, 1]"), ("[4, 4]", "[4611686018427387904, 4611686018427387904]"),
        ("[4611686018427387904, 4]", "[1, 1]"), ("[-1, 4]", "[1, 4]"), ("[4, 4]", "[0, 4]"),
      ] {
        let path = try zarr(shape, chunks)
        #expect(throws: ArchiveError.self, "\(shape)") { try ArrayFile.read(path) }
      }
      // A chunk that is a link to a device, and a pipe to which nobody writes.
      let linked = try zarr("[4, 4]", "[4, 4]")
      try FileManager.default.createDirectory(
        atPath: linked + "/c/0", withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(
        atPath: linked + "/c/0/0", withDestinationPath: "/dev/zero")
      #expect(throws: ArchiveError.self) { try ArrayFile.read(linked) }
      #expect(mkfifo(folder + "/pipe.npy", 0o600) == 0)
      #expect(throws: ArchiveError.self) { try ArrayFile.read(folder + "/pipe.npy") }
    }
  }
}
