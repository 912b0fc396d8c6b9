import Archive
import Foundation
import LinearAlgebra
import Testing

/// netCDF, MATLAB and spreadsheets that scipy, libnetcdf and openpyxl wrote, and the same damaged.
///
/// Calibrated by breaking the code: `recordsOfNetCDF` fails with records read from the start, `matlab` with doubled elements
/// not summed.
@Suite struct ScientificFilesTests {
  private func content(_ name: String, _ array: String? = nil) throws -> ArrayContent {
    try ArrayFile.content(Foreign.folder + "/" + name, array: array)
  }

  private func error(_ name: String, _ array: String? = nil) -> String {
    let error = #expect(throws: ArchiveError.self) { try content(name, array) }
    #expect(error?.kind == .badData)
    return error?.description ?? ""
  }

  @Test func classicNetCDF() throws {
    let found = try content("classic.nc")
    var values = found.array.values
    #expect(values[23].isNaN)
    values[23] = Foreign.whole[23]
    #expect(found.array.shape == [6, 10] && values == Foreign.whole)
    #expect(found.dimensions == ["replica", "site"])
    #expect(found.coordinates["replica"] == [0, 0.5, 1, 1.5, 2, 2.5])
    #expect(error("classic.nc", "word").contains("characters"))
    #expect(error("classic.nc", "nothing").contains("whole (6, 10)"))
  }

  /// Variables whose records lie between those of another, and one whose records are not filled up.
  @Test func recordsOfNetCDF() throws {
    for (name, type, other) in [
      ("records64.nc", NumPyDataType.float32, NumPyDataType.int8), ("records5.nc", .int64, .uint8),
    ] {
      let found = try content(name, "whole")
      #expect(found.array.values == Foreign.whole && found.array.dataType == type, "\(name)")
      let second = try content(name, "other").array
      #expect(second.values == (0..<18).map(Double.init) && second.dataType == other)
      #expect(error(name).contains("whole (6, 10), other (6, 3)"))
    }
    #expect(try content("single.nc").array.values == (0..<12).map(Double.init))
    let part = try content("unwritten.nc").array.values
    #expect(part.prefix(6).allSatisfy { $0 == 1 } && part.dropFirst(6).allSatisfy(\.isNaN))
  }

  /// Whole numbers that are meant without sign would be read as others.
  @Test func unsignedNetCDF() { #expect(error("unsigned.nc").contains("_Unsigned")) }

  /// What libnetcdf refuses too: a variable that begins inside the header or another one, two of one name, a type of a later
  /// version.
  @Test(arguments: [
    ("classic.nc", [0, 0, 1, 0x44], [0, 0, 1, 0x48], "places of their own"),
    ("classic.nc", [0, 0, 1, 0x44], [0, 0, 1, 0], "places of their own"),
    ("scalar-among-records.nc", [], [], "among the records"),
    ("records64.nc", Array("other".utf8), Array("whole".utf8), "two of one name"),
    ("classic.nc", [0, 0, 0, 3, 0, 0, 0, 0x78], [0, 0, 0, 8, 0, 0, 0, 0x78], "from 1 to 6"),
  ])
  func contradictoryNetCDF(name: String, old: [UInt8], new: [UInt8], words: String) throws {
    var bytes = try readFile(Foreign.folder + "/" + name)
    if !old.isEmpty {
      bytes.replaceSubrange(try #require(bytes.firstRange(of: old)), with: new)
    }
    let folder = try RunFolder()
    try writeFile(folder.path(name), bytes)
    let error = #expect(throws: ArchiveError.self) {
      try ArrayFile.content(folder.path(name), array: "whole")
    }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }

  @Test func matlab() throws {
    for (name, array, type) in [
      ("version5.mat", "S", NumPyDataType.float64), ("version5.mat", "i", .int16),
      ("packed.mat", nil, .float32), ("big-endian.mat", nil, .float64),
    ] as [(String, String?, NumPyDataType)] {
      let found = try content(name, array).array
      #expect(found.shape == [6, 10] && found.values == Foreign.whole, "\(name)")
      #expect(found.dataType == type)
    }
    #expect(try content("version5.mat", "u").array.values == Foreign.whole.map { $0 + 5 })
    let truth = try content("version5.mat", "b").array
    #expect(truth.dataType == .bool && truth.values == Foreign.whole.map { $0 > 0 ? 1 : 0 })
    let cube = try content("version5.mat", "cube").array
    #expect(cube.shape == [2, 3, 4] && cube.values == (0..<24).map(Double.init))
    let sparse = try content("version5.mat", "J").array.matrix()
    #expect(sparse.rows == 5 && sparse[0, 1] == 1.5 && sparse[1, 0] == 1.5 && sparse[4, 1] == -2)
    #expect(sparse.elements.count { $0 != 0 } == 4)
    #expect(error("version5.mat", "z").contains("real(x)"))
    #expect(error("version5.mat", "t").contains("a text"))
    #expect(error("version5.mat", "s").contains("a structure"))
    #expect(error("version5.mat").contains("S (6, 10)"))
  }

  @Test func spreadsheets() throws {
    do {
      let found = try content("table.xlsx")
      #expect(found.array.shape == [6, 10] && found.array.values == Foreign.whole)
      #expect(found.remarks.contains { $0.contains("labels") })
      #expect(!found.remarks.contains { $0.contains("date") })
      // Cells with a format of dates, a standard one and one of the user; "days" in a format is no date.
      let dates = try content("dates.xlsx")
      #expect(dates.array.shape == [6, 6] && dates.array.values[6] == 45002)
      #expect(dates.remarks.contains { $0.contains("6 cells of 'log' from A1 on are dates") })
      #expect(try content("several.xlsx", "one").array.values == Foreign.whole)
      #expect(error("several.xlsx").contains("one, two, formulas"))
      #expect(error("several.xlsx", "three").contains("one, two, formulas"))
      #expect(error("several.xlsx", "two").contains("'two!C5'"))
      #expect(error("several.xlsx", "formulas").contains("'formulas!B2'"))
      #expect(try content("far-rows.xlsx").array.values == Foreign.whole)
    } catch ArchiveError.needsPackage(_, _, let package) {
      #expect(package == "libexpat1")
    }
  }

  /// Cut off or changed anywhere: a value or a refusal, and no trap; what is cut off before its numbers end is refused.
  @Test(arguments: [
    ("classic.nc", "whole", 60), ("records64.nc", "whole", 24), ("records5.nc", "whole", 40),
    ("version5.mat", "J", 700), ("packed.mat", "S", 120), ("big-endian.mat", "S", 8),
    ("table.xlsx", "shots", 0),
  ])
  func damage(name: String, array: String, after: Int) throws {
    let bytes = try readFile(Foreign.folder + "/" + name)
    var sequence = ByteSequence(state: 11)
    try withTemporaryFolder { folder in
      let path = folder + "/" + name
      let step = max(1, bytes.count / 120)
      for length in stride(from: 0, to: bytes.count - after, by: step) {
        try writeFile(path, Array(bytes[..<length]))
        let error = #expect(throws: ArchiveError.self, "\(name) cut at \(length)") {
          try ArrayFile.read(path, array: array)
        }
        #expect(error?.kind == .badData)
      }
      for place in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 150)) {
        for value in [0, 0xFF, 0x80, sequence.next()] as [UInt8] {
          var changed = bytes
          changed[place] = value
          try writeFile(path, changed)
          do { _ = try ArrayFile.read(path, array: array) } catch is ArchiveError {}
        }
      }
    }
  }

  /// Sizes that nothing has are refused before memory is taken for them.
  @Test func statedSizes() throws {
    func big(_ numbers: Int...) -> [UInt8] {
      numbers.flatMap { number in (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
      }
    }
    let name = big(1) + Array("x\0\0\0".utf8)
    let other = big(1) + Array("y\0\0\0".utf8)
    try withTemporaryFolder { folder in
      let path = folder + "/x.nc"
      for (sizes, words) in [
        ([0x7FFF_FFFF, 0x7FFF_FFFF], "memory"), ([60000, 4], "truncated"),
        ([0, 60000], "memory"),
      ] {
        let header =
          Array("CDF\u{1}".utf8) + big(0x7FFF_FFF0) + big(10, 2) + name + big(sizes[0]) + other
          + big(sizes[1]) + big(0, 0) + big(11, 1) + name + big(2, 0, 1) + big(0, 0) + big(1, 8, 96)
        try writeFile(path, header + [UInt8](repeating: 0, count: 200))
        let error = #expect(throws: ArchiveError.self) { try ArrayFile.read(path) }
        #expect(error?.description.contains(words) == true, "\(sizes): \(error?.description ?? "")")
      }
      try writeFile(path, Array("CDF\u{2}".utf8) + [UInt8](repeating: 0, count: 64))
      let empty = #expect(throws: ArchiveError.self) { try ArrayFile.read(path) }
      #expect(empty?.description.contains("nothing in it") == true)
    }
  }
}
