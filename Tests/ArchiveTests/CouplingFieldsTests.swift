import Archive
import LinearAlgebra
import SpinModels
import Testing

/// Fields beside couplings: in arrays of one file, and in files of their own.
///
/// Calibrated by reading the matrix alone, and by letting spin 0 be free where fields are given.
@Suite struct CouplingFieldsTests {
  /// Files of `make_fields.py`: J_01 = 0.5, J_12 = −2, h = (0.25, 0, −3).
  @Test(arguments: ["fields.h5", "fields.mat", "fields.nc", "fields.npz", "fields.zarr"])
  func fieldsInFiles(name: String) throws {
    let path = Foreign.folder + "/fields/" + name
    var reading = CouplingsFile.Reading()
    #expect(throws: ArchiveError.self) { try CouplingsFile(path) }
    if !name.hasSuffix(".npz") {
      #expect(throws: ArchiveError.unreadFields(path: path, fields: ["h"], array: "J")) {
        try CouplingsFile(path)
      }
      reading.fieldArray = "h"
      #expect(try CouplingsFile(path, reading: reading).instance.fields == [0.25, 0, -3])
    }
    reading = .init()
    reading.array = "J"
    let alone = try CouplingsFile(path, reading: reading)
    #expect(alone.instance.fields == [0, 0, 0] && alone.instance.couplings[1, 2] == -2)
    #expect(alone.remarks.count == 1 && alone.remarks[0].contains("--field-array"))
    reading.fieldArray = "h"
    let both = try CouplingsFile(path, reading: reading)
    #expect(both.instance.fields == [0.25, 0, -3] && both.remarks.isEmpty)
  }

  @Test func coordinatesAreNoFields() throws {
    let file = try CouplingsFile(Foreign.folder + "/fields/no-fields.nc")
    #expect(file.instance.couplings[0, 1] == 0.5 && file.remarks.isEmpty)
  }

  /// E(s) = −0.5 s_0 s_1 + 2 s_1 s_2 − Σ h s with fields as pandas, numpy and hands write them.
  @Test(arguments: [
    "0.25\n-1\n2\n-3\n", "0.25,-1,2,-3\n", ",0\n0,0.25\n1,-1\n2,2\n3,-3\n",
    "spin,h\n0,0.25\n1,-1\n2,2\n3,-3\n", "0,0.25\n1,-1\n2,2\n3,-3\n", "1 0.25\n2 -1\n3 2\n4 -3\n",
  ])
  func filesOfFields(fields: String) throws {
    try withTemporaryFolder { folder in
      let list = folder + "/J.txt"
      var reading = CouplingsFile.Reading()
      reading.fieldFile = folder + "/h.csv"
      try writeFile(folder + "/h.csv", Array(fields.utf8))
      for base in [0, 1] {
        try writeFile(list, Array("\(base) \(base + 1) 0.5\n\(base + 1) \(base + 2) -2\n".utf8))
        reading.isOneBased = base == 1
        let file = try CouplingsFile(list, reading: reading)
        #expect(file.instance.fields == [0.25, -1, 2, -3])
        #expect(file.instance.energy(of: [1, 1, -1, 1]) == -0.5 - 2 - 0.25 + 1 + 2 + 3)
        #expect(
          file.remarks.contains { $0.hasPrefix("1 of 4 spins") && !$0.contains("--one-based") })
      }
      // Not said, the list may count from 1.
      reading.isOneBased = false
      let error = #expect(throws: ArchiveError.freeSpin(path: list, spin: 0, spinCount: 4)) {
        try CouplingsFile(list, reading: reading)
      }
      #expect(error?.description.contains("--one-based") == true)
      reading.spinCount = 4
      let file = try CouplingsFile(list, reading: reading)
      #expect(file.instance.couplings[2, 3] == -2)
      #expect(file.remarks.contains { $0.contains("--one-based") })
      reading.spinCount = nil
      try writeFile(list, Array("1 2 0.5\n2 3 -2\n4 3 1\n".utf8))
      let high = #expect(throws: ArchiveError.self) { try CouplingsFile(list, reading: reading) }
      #expect(high?.description.contains("--one-based") == true)
    }
  }
}
