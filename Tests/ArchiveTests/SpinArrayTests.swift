import Archive
import LinearAlgebra
import SpinModels
import Testing

/// Spins are packed as they are read, and are those of the numbers, which share no code with the packing.
@Suite struct SpinArrayTests {
  private static let signs: [Double] = (0..<(3 * 5 * 70)).map { k in
    (k * k / 7 + k / 3) % 2 == 0 ? 1 : -1
  }

  private func spins(_ path: String) throws -> [PackedConfigurations]? {
    guard
      case .spins(let found) = try ArrayFile.replicas(
        path, whereDimensions: { $0 == ["replica", "site"] })
    else { return nil }
    return found
  }

  private func packed(_ values: ArraySlice<Double>, sites: Int) -> PackedConfigurations {
    var result = PackedConfigurations(spinCount: sites)
    for start in stride(from: values.startIndex, to: values.endIndex, by: sites) {
      result.append(values[start..<start + sites].map { Int8($0) })
    }
    return result
  }

  @Test(arguments: [
    NumPyDataType.float64, .float32, .float16, .int64, .int32, .int16, .int8, .bool,
  ])
  func packedAsNumbersAre(type: NumPyDataType) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/s.npy"
      for shape in [[3, 5, 70], [15, 70]] {
        let values = type == .bool ? Self.signs.map { ($0 + 1) / 2 } : Self.signs
        let array = NumPyArray(shape: shape, values: values, dataType: type)
        try NumPyFile.write(array, to: path, ifExists: .replace)
        let size = shape.count == 3 ? 5 * 70 : 15 * 70
        let expected = stride(from: 0, to: Self.signs.count, by: size).map {
          packed(Self.signs[$0..<$0 + size], sites: 70)
        }
        #expect(try spins(path) == expected)
      }
    }
  }

  /// What may mean something else, or must be looked at for its error.
  @Test func othersAreNumbers() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/s.npy"
      func isPacked(_ shape: [Int], _ type: NumPyDataType, _ values: [Double]) throws -> Bool {
        try NumPyFile.write(
          NumPyArray(shape: shape, values: values, dataType: type), to: path, ifExists: .replace)
        return try spins(path) != nil
      }
      let signs = Array(Self.signs[..<64])
      #expect(try isPacked([4, 16], .float64, signs))
      // A square matrix may be one of overlaps; few sites and one row are refused elsewhere.
      #expect(try !isPacked([8, 8], .float64, signs))
      #expect(try !isPacked([32, 2], .int8, signs))
      #expect(try !isPacked([1, 64], .int8, signs))
      #expect(try !isPacked([64], .int8, signs))
      #expect(try !isPacked([0, 16], .int8, []))
      for other in [0, 2, .nan, -0.5] {
        #expect(try !isPacked([4, 16], .float64, signs.dropLast() + [other]))
      }
      #expect(try !isPacked([4, 16], .uint8, signs.map { ($0 + 1) / 2 }))
      // Columns first.
      var bytes = try NumPyFile.bytes(
        of: NumPyArray(shape: [4, 16], values: signs, dataType: .int8))
      let word = Array("False".utf8)
      let place = try #require(bytes.indices.first { Array(bytes[$0...].prefix(5)) == word })
      bytes.replaceSubrange(place..<place + 5, with: Array("True ".utf8))
      try FileSystem.writeNewFile(bytes, to: path, ifExists: .replace)
      #expect(try spins(path) == nil && NumPyFile.read(path).shape == [4, 16])
    }
  }

  /// An array of a host that has spins, and whose numbers nobody may ask for.
  private struct Hosted: MemoryFile {
    var dimensions: [String]?
    struct Asked: Error {}
    func fileBytes() -> [UInt8]? { nil }
    func content() throws -> ArrayContent { throw Asked() }
    func spins() -> [PackedConfigurations]? { [PackedConfigurations(bytes: [1, 2], spinCount: 8)] }
  }

  /// A whole file of a host.
  private struct HostedFile: MemoryFile {
    var dimensions: [String]? { nil }
    func fileBytes() -> [UInt8]? { Array("1,2\n3,4\n".utf8) }
    func content() throws -> ArrayContent { throw Hosted.Asked() }
    func spins() -> [PackedConfigurations]? { nil }
  }

  /// Spins of a host are taken without a copy of its numbers; names of dimensions may mean another order.
  @Test func spinsOfHosts() throws {
    let files = MemoryFiles([
      "memory:a": Hosted(), "memory:b": Hosted(dimensions: ["replica", "site"]),
      "memory:c": Hosted(dimensions: ["site", "replica"]), "memory:d.csv": HostedFile(),
    ])
    try MemoryFiles.$current.withValue(files) { () throws in
      #expect(try spins("memory:a")?.first?.count == 2)
      #expect(try spins("memory:b")?.first?.count == 2)
      #expect(throws: Hosted.Asked.self) { try spins("memory:c") }
      #expect(try ArrayFile.read("memory:d.csv").values == [1, 2, 3, 4])
    }
  }
}
