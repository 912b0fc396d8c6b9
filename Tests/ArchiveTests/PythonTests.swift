import Archive
import Documents
import Testing

/// Stores read by xarray and zarr-python, which share no code with this library.
///
/// Calibrated by writing and reading the checksum with its bytes reversed: both tests fail.
@Suite struct PythonTests {
  /// The store that `check_store.py` expects.
  private func makeStore(_ path: String) throws -> ZarrStore {
    func list(_ name: String, _ type: ZarrDataType, _ attributes: JSONValue = [:]) -> ZarrArray {
      ZarrArray(
        name: name, dataType: type, shape: [5], chunkShape: [2], dimensionNames: ["instance"],
        attributes: attributes)
    }
    let energy = ZarrArray(
      name: "energy", dataType: .float32, shape: [5, 3], chunkShape: [2, 2],
      dimensionNames: ["instance", "temperature"])
    let arrays = [
      ZarrArray(
        name: "temperature", dataType: .float64, shape: [3], dimensionNames: ["temperature"],
        attributes: ["long_name": "temperature", "units": "J"]),
      ZarrArray(name: "beta", dataType: .float64, shape: [3], dimensionNames: ["temperature"]),
      ZarrStoreTests.overlap, energy,
      ZarrArray(
        name: "configuration", dataType: .uint8, shape: [5, 2], chunkShape: [1, 2],
        dimensionNames: ["instance", "byte"], attributes: ["bit_order": "little"]),
      list("sweeps", .int64), list("steps", .int32), list("spin", .int8), list("done", .bool),
      ZarrArray(name: "scalar", dataType: .float64, shape: [], dimensionNames: []),
    ]
    let store = try ZarrStore.create(
      at: path, attributes: ["seed": 17, "model": "sk", "options": ["field": 0.25]],
      arrays: arrays, coordinates: ["beta"])
    try store.writeChunk(array: "temperature", index: [0], values: [0.5, 1, 2])
    try store.writeChunk(array: "beta", index: [0], values: [2, 1, 0.5])
    for index in energy.chunkIndices where index[0] != 1 {
      let values = ZarrStoreTests.values(of: index)
      try store.writeChunk(array: "overlap", index: index, values: values)
      try store.writeChunk(array: "energy", index: index, values: values.map { Float($0) })
    }
    try store.writeChunk(array: "configuration", index: [0, 0], values: [255, 1] as [UInt8])
    try store.writeChunk(array: "sweeps", index: [0], values: [1 << 40, -1] as [Int64])
    try store.writeChunk(array: "sweeps", index: [2], values: [7] as [Int64])
    try store.writeChunk(array: "steps", index: [0], values: [.min, .max] as [Int32])
    try store.writeChunk(array: "steps", index: [1], values: [3, 4] as [Int32])
    try store.writeChunk(array: "steps", index: [2], values: [5] as [Int32])
    try store.writeChunk(array: "spin", index: [0], values: [1, -1] as [Int8])
    try store.writeChunk(array: "spin", index: [1], values: [1, -128] as [Int8])
    try store.writeChunk(array: "spin", index: [2], values: [127] as [Int8])
    try store.writeChunk(array: "done", index: [0], values: [true, true])
    try store.writeChunk(array: "done", index: [2], values: [true])
    try store.writeChunk(array: "scalar", index: [], values: [2.5])
    return store
  }

  @Test(.enabled(if: PythonProcess.python != nil))
  func xarrayReadsWhatWasWritten() throws {
    try withTemporaryFolder { folder in
      let store = try makeStore(folder + "/a.zarr")
      // The file of a writer that was killed disturbs nobody.
      try writeFile(folder + "/a.zarr/overlap/.tmp-c.1.0-1-x", "x")
      let result = try PythonProcess.run("check_store.py", [store.path, "check"])
      #expect(result.status == 0, "\(result.output)")
    }
  }

  @Test(.enabled(if: PythonProcess.python != nil))
  func xarrayRefusesAFlippedBit() throws {
    try withTemporaryFolder { folder in
      let store = try makeStore(folder + "/a.zarr")
      let path = try store.pathOfChunk(array: "overlap", index: [0, 1])
      var bytes = try readFile(path)
      bytes[9] ^= 4
      try writeFile(path, bytes)
      let result = try PythonProcess.run("check_store.py", [store.path, "damaged"])
      #expect(result.status == 0, "\(result.output)")
    }
  }
}
