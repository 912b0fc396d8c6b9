import Archive
import Foundation
import Testing

/// HDF5, netCDF 4, MATLAB 7.3 and Zarr as h5py, netCDF4, zarr and xarray write them; where libhdf5 is not installed its
/// package is named.
@Suite struct BinaryArrayTests {
  static let folder = Foreign.folder + "/binary"
  /// +1 where the number is not negative.
  static let signs = Foreign.whole.map { $0 < 0 ? -1.0 : 1 }

  private func content(_ name: String, _ array: String? = nil) throws -> ArrayContent {
    try ArrayFile.content(name.hasPrefix("/") ? name : Self.folder + "/" + name, array: array)
  }

  private func refusal(_ name: String, _ array: String? = nil) -> String {
    let error = #expect(throws: ArchiveError.self) { try content(name, array) }
    #expect(error?.kind == .badData)
    return error?.description ?? ""
  }

  /// Whether HDF5 can be read here; its package is named where it cannot.
  private func hasLibrary() throws -> Bool {
    do { _ = try content("block.h5") } catch ArchiveError.needsPackage(_, _, let package) {
      #expect(package == "libhdf5-103-1")
      return false
    }
    return true
  }

  @Test func kindsOfElements() throws {
    guard try hasLibrary() else { return }
    for (name, type, values) in [
      ("enum", .int8, Self.signs), ("wide", .int16, Self.signs), ("big", .int64, Foreign.whole),
      ("truth", .bool, Self.signs.map { $0 > 0 ? 1 : 0 }),
      ("bits", .bool, Self.signs.map { $0 > 0 ? 1 : 0 }),
      ("unsigned", .uint8, Self.signs.map { $0 > 0 ? 1 : 255 }),
      ("/big", .int64, Foreign.whole),
    ] as [(String, NumPyDataType, [Double])] {
      let array = try content("kinds.h5", name).array
      #expect(
        array.dataType == type && array.values == values && array.shape == [6, 10], "\(name)")
    }
    for (name, words) in [
      ("long", "9007199254740993"), ("complex", "two arrays"), ("empty", "empty"),
      ("quadruple", "astype('f8')"), ("lzf", "filter lzf"), ("virtual", "'gone.h5'"),
    ] {
      #expect(refusal("kinds.h5", name).contains(words), "\(name)")
    }
    let part = try content("kinds.h5", "part")
    for (k, value) in part.array.values.enumerated() {
      #expect(value == (k / 10 < 3 && k % 10 < 5 ? Foreign.whole[k] : 1))
    }
    let remark = try #require(part.remarks.first)
    #expect(part.remarks.count == 1 && remark.hasPrefix("3 of 4 chunks of 'part'"))
    #expect(remark.hasSuffix("fill value 1.0"))
    #expect(try content("kinds.h5", "never").remarks.count == 1)
    #expect(try content("kinds.h5", "big").remarks.isEmpty)
  }

  /// Damage for which libhdf5 copies from nowhere, a block of the user, and what it does not open.
  @Test func filesAsAWhole() throws {
    guard try hasLibrary() else { return }
    #expect(refusal("layout.h5").contains("480 bytes"))
    #expect(try content("block.h5").array.values == Foreign.whole)
    let bytes = try readFile(Self.folder + "/block.h5")
    try withTemporaryFolder { folder in
      try writeFile(folder + "/x.jld2", bytes)
      #expect(try content(folder + "/x.jld2").array.values == Foreign.whole)
      // Julia's arrays, too, have the first index running fastest.
      var julia = bytes
      julia.replaceSubrange(..<31, with: Array("HDF5-based Julia Data Format, v".utf8))
      try writeFile(folder + "/julia", julia)
      let turned = try content(folder + "/julia").array
      #expect(turned.shape == [10, 6] && turned.values[1] == Foreign.whole[10])
    }
    // An array that has three names is one.
    let linked = try content("links.h5")
    #expect(linked.array.values == Foreign.whole)
    #expect(try content("links.h5", "group/soft").array.values == Foreign.whole)
    // Columns of different types of one table of pandas.
    #expect(refusal("blocks.h5").contains("block0_values (6, 9), df/block1_values (6, 1)"))
    #expect(try content("blocks.h5", "df/block0_values").array.shape == [6, 9])
    let later = refusal("later.h5")
    #expect(later.contains("'spins' cannot be read") && later.contains("other (6, 10)"))
    #expect(later.contains("h5repack"))
    #expect(try content("later.h5", "other").array.values == Foreign.whole.map { 2 * $0 })
  }

  @Test func namesOfDimensions() throws {
    guard try hasLibrary() else { return }
    for name in ["labels", "scaled"] {
      let found = try content("names.h5", name)
      #expect(found.dimensions == ["site", "replica"] && found.array.shape == [10, 6], "\(name)")
    }
    #expect(try content("names.h5", "scaled").coordinates["site"] == (0..<10).map(Double.init))
    let one = try content("names.h5", "one")
    #expect(one.dimensions == ["temperature", "?", "?"])
    #expect(one.coordinates["temperature"] == [1.25, 2.5, 5])
  }

  /// By whatever name, arrays of MATLAB are as they are there.
  @Test func matlab() throws {
    guard try hasLibrary() else { return }
    try withTemporaryFolder { folder in
      for name in ["upper.MAT", "lower.mat", "other.h5", "without"] {
        try FileManager.default.copyItem(
          atPath: Self.folder + "/Upper.MAT", toPath: folder + "/" + name)
        let array = try content(folder + "/" + name, "S").array
        #expect(array.shape == [6, 10] && array.values == Foreign.whole, "\(name)")
      }
    }
    let logical = try content("Upper.MAT", "b").array
    #expect(logical.dataType == .bool && logical.values == Self.signs.map { $0 > 0 ? 1 : 0 })
    #expect(refusal("Upper.MAT", "t").contains("a text of MATLAB"))
    #expect(refusal("Upper.MAT", "e").contains("empty"))
    #expect(refusal("sparse.mat").contains("save('-v7')"))
    #expect(refusal("sparse.mat", "J").contains("'J' cannot be read"))
    #expect(try content("sparse.mat", "S").array.values == Foreign.whole)
  }

  /// What was never written, by whatever name; coordinates of groups, of none, texts and equal ones.
  @Test func netCDF() throws {
    guard try hasLibrary() else { return }
    for name in ["i2", "i4", "u2", "u4"] {
      let values = try content("unwritten.h5", name).array.values
      #expect(values.prefix(30).elementsEqual(Foreign.whole.prefix(30).map { abs($0) + 1 }))
      #expect(values.dropFirst(30).allSatisfy { $0.isNaN }, "\(name)")
    }
    for name in ["i8", "u8"] { #expect(refusal("unwritten.h5", name).contains("element 30")) }
    let group = try content("group.nc")
    #expect(group.dimensions == ["layer", "replica", "site"])
    let part = try group.selecting([("layer", 0.1)], path: "x").array
    #expect(part.values == Foreign.whole.map { 3 * $0 })
    #expect(throws: ArchiveError.self) { try group.selecting([("layer", 1)], path: "x") }
    let bare = try content("bare.nc")
    #expect(bare.coordinates.isEmpty && bare.unreadCoordinates.isEmpty)
    #expect(
      try bare.selecting([("layer", 2)], path: "x").array.values == Foreign.whole.map { 3 * $0 })
    #expect(refusal("bare.nc", "layer").contains("there are: s (3, 6, 10)"))
    for (name, words) in [("texts.nc", "texts"), ("twice.nc", "2 places")] {
      let found = try content(name)
      let value = name == "texts.nc" ? 2 : 0.5
      let error = #expect(throws: ArchiveError.self) {
        try found.selecting([("layer", value)], path: "x")
      }
      let text = error?.description ?? ""
      #expect(text.contains(words) && text.contains("0=INDEX"), "\(text)")
      // By its number.
      let first = try found.selecting([("0", 1)], path: "x").array.values
      #expect(first == Foreign.whole.map { 2 * $0 }, "\(name)")
    }
    #expect(
      try content("twice.nc").selecting([("layer", 1)], path: "x").array.values
        == Foreign.whole.map { 3 * $0 })
  }

  @Test func zarr() throws {
    #expect(try content("single.zarr").array.values == Foreign.whole.map { $0 / 4 })
    for version in [2, 3] {
      #expect(
        try content("round-v\(version).zarr").array.values == Foreign.whole.map { $0 / 4 })
    }
    let tree = try content("tree.zarr", "/run/s")
    #expect(tree.coordinates["layer"] == [1, 2, 4])
    #expect(
      try tree.selecting([("layer", 2)], path: "x").array.values == Foreign.whole.map { 2 * $0 })
    #expect(refusal("zero.zarr").contains("\"fill_value\": null"))
    let shards = try content("shards.zarr")
    #expect(shards.remarks.count == 1 && shards.remarks[0].hasPrefix("1 inner chunks"))
    for (k, value) in shards.array.values.enumerated() {
      #expect(value == (k / 10 > 2 && k % 10 < 5 ? 1 : Foreign.whole[k]))
    }
    // Coordinates that are damaged matter to those who select by them.
    try withTemporaryFolder { folder in
      let copy = folder + "/tree.zarr"
      try FileManager.default.copyItem(atPath: Self.folder + "/tree.zarr", toPath: copy)
      try writeFile(copy + "/layer/c/0", "damaged")
      let found = try content(copy, "run/s")
      #expect(throws: ArchiveError.self) { try found.selecting([("layer", 2)], path: "x") }
      #expect(try found.selecting([("0", 2)], path: "x").array.values.first == -15)
    }
  }

  /// What is in an archive says what it is: two names, a matrix beside scalars, other endings.
  @Test func archives() throws {
    let matrix = NumPyArray(shape: [6, 10], values: Foreign.whole)
    let scalar = NumPyArray(shape: [], values: [3])
    try withTemporaryFolder { folder in
      let path = folder + "/x.npz"
      try NPZFile.write(["s": matrix, "seed": scalar], to: path)
      #expect(try ArrayFile.read(path) == matrix)
      try NPZFile.write(
        [
          "s": scalar, "s": matrix,
          "b": NumPyArray(shape: [10], values: Array(repeating: 0, count: 10)),
        ],
        to: path, ifExists: .replace)
      #expect(try ArrayFile.read(path) == matrix)
      try writeFile(folder + "/y.zip", readFile(path))
      #expect(try ArrayFile.read(folder + "/y.zip", array: "s") == matrix)
      let store = Foreign.folder + "/deflated-v3.zarr.zip"
      for name in ["z", "z.npz"] {
        try writeFile(folder + "/" + name, readFile(store))
        #expect(try ArrayFile.read(folder + "/" + name, array: "whole").values == Foreign.whole)
      }
      try writeFile(folder + "/tensors", readFile(Foreign.folder + "/tensors.safetensors"))
      #expect(try ArrayFile.read(folder + "/tensors", array: "bytes").values == Foreign.whole)
      for (descr, words) in [("<f16", "astype('f8')"), ("<V2", "bfloat16"), ("<M8[s]", "times")] {
        let text = "{'descr': '\(descr)', 'fortran_order': False, 'shape': (2, 2), }\n"
        try writeFile(
          folder + "/a.npy",
          [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.utf8.count), 0] + Array(text.utf8))
        #expect(refusal(folder + "/a.npy").contains(words))
      }
    }
  }

  /// Coordinates are met within the precision in which they are kept, and never two of them.
  @Test func coordinatesInSinglePrecision() throws {
    let array = NumPyArray(shape: [3, 2], values: [0, 1, 2, 3, 4, 5])
    let single = ArrayContent(
      array, dimensions: ["temperature", "replica"],
      coordinates: ["temperature": [0.1, 0.2, 0.3].map { Double(Float($0)) }])
    #expect(try single.selecting([("temperature", 0.2)], path: "x").array.values == [2, 3])
    let close = ArrayContent(
      array, dimensions: ["temperature", "replica"],
      coordinates: ["temperature": [1, 1 + 1e-7, 1 + 2e-7]])
    #expect(try close.selecting([("temperature", 1 + 1e-7)], path: "x").array.values == [2, 3])
    for value in [0.25, 1 + 5e-8] {
      #expect(throws: ArchiveError.self) {
        try (value < 1 ? single : close).selecting([("temperature", value)], path: "x")
      }
    }
  }

  /// Numbers of dimensions are those of the file, in any order of the choices, and have indices.
  @Test func selectionsByNumber() throws {
    let shape = [2, 3, 4, 5]
    let values = (0..<120).map(Double.init)
    let content = ArrayContent(NumPyArray(shape: shape, values: values))
    let expected: [Double] = (100..<120).map(Double.init)
    let first: [(String, Double)] = [("0", 1), ("1", 2)]
    for choices in [first, first.reversed()] {
      let part = try content.selecting(choices, path: "x").array
      #expect(part.shape == [4, 5] && part.values == expected)
    }
    let last = try content.selecting([("0", 1), ("3", 4), ("1", 0)], path: "x").array
    let ends: [Double] = [64, 69, 74, 79]
    #expect(last.values == ends)
    #expect(throws: ArchiveError.self) {
      try content.selecting([("1", 1), ("1", 1)], path: "x")
    }
    var named = ArrayContent(
      NumPyArray(shape: [3, 2], values: [0, 1, 2, 3, 4, 5]), dimensions: ["layer", "site"],
      coordinates: ["layer": [1, 2, 3]])
    #expect(try named.selecting([("0", 1)], path: "x").array.values == [2, 3])
    #expect(try named.selecting([("layer", 1)], path: "x").array.values == [0, 1])
    named.coordinates["layer"] = [0.5, 1, 1.5]
    #expect(throws: ArchiveError.self) { try named.selecting([("0", 0.5)], path: "x") }
  }
}
