import Documents
public import SpinModels

/// What an array of replicas holds: spins that were packed as they were read, or numbers.
public enum ReplicaArray: Sendable {
  /// Spins ±1, one bit each: R configurations of N spins for every instance.
  case spins([PackedConfigurations])
  /// Anything else.
  case numbers(ArrayContent)
}

extension ArrayFile {
  /// Reads an array of replicas, without a copy of its numbers where they are spins.
  ///
  /// ```
  /// R × N or M × R × N numbers +1 and −1, or truth values, R ≠ N   →   M collections of R rows of N bits
  /// ```
  ///
  /// Arrays in memory and `.npy` files in C order are packed row by row. All others, and those that may be something
  /// else than spins, such as a square matrix of overlaps, are read as numbers.
  ///
  /// - Parameters:
  ///   - path: A file, a folder, or `-` for standard input.
  ///   - name: The array of an archive or store; `nil` for the only one.
  ///   - columns: The columns to read of a table of text or a sheet; `nil` for all.
  ///   - isPlain: Whether names of dimensions mean what their order does, replica × site.
  /// - Returns: The spins, or the numbers.
  /// - Throws: ``ArchiveError``, as ``content(_:array:columns:aside:)``.
  /// - Complexity: O(M R N); spins take M R N/8 bytes beside the array.
  public static func replicas(
    _ path: String, array name: String? = nil, columns: ColumnChoice? = nil,
    whereDimensions isPlain: (_ names: [String]) -> Bool
  ) throws -> ReplicaArray {
    let source = ArraySource(path, columns: columns)
    if name == nil, columns == nil, let spins = packedSpins(source, isPlain) {
      return .spins(spins)
    }
    return .numbers(try content(source, array: name))
  }

  /// The spins of an array; `nil` where they must be looked at as numbers, or cannot be read at all.
  private static func packedSpins(
    _ source: ArraySource, _ isPlain: (_ names: [String]) -> Bool
  ) -> [PackedConfigurations]? {
    if let array = MemoryFiles.file(at: source.path) {
      return array.dimensions.map(isPlain) ?? true ? array.spins() : nil
    }
    guard source.path != "-", source.name.lowercased().hasSuffix(".npy"), !source.isFolder else {
      return nil
    }
    return (try? source.bytes()).flatMap { NumPyFile.spins($0, path: source.path) }
  }
}

/// Packing of spins whose rows follow each other in memory.
package enum SpinPacking {
  /// How many instances of how many replicas and sites an array has that may hold spins; `nil` where its shape says
  /// something else.
  ///
  /// - Parameter shape: The number of elements along every dimension.
  /// - Returns: M, R and N.
  package static func sizes(
    of shape: [Int]
  ) -> (instances: Int, replicas: Int, sites: Int)? {
    guard shape.count == 2 || shape.count == 3, shape.allSatisfy({ $0 > 0 }) else { return nil }
    let (replicas, sites) = (shape[shape.count - 2], shape[shape.count - 1])
    guard replicas >= 2, sites >= 4, replicas != sites,
      StatedSize.byteCount(shape: shape, elementSize: 8) != nil
    else { return nil }
    return (shape.count == 3 ? shape[0] : 1, replicas, sites)
  }

  /// Packs spins.
  ///
  /// - Parameters:
  ///   - shape: The number of elements along every dimension.
  ///   - fill: Writes the signs of a row, counted over all instances; `false` where an element is no spin.
  /// - Returns: A collection for every instance; `nil` where the shape or an element is not that of spins.
  package static func packed(
    shape: [Int], _ fill: (_ row: Int, _ signs: inout [Int8]) -> Bool
  ) -> [PackedConfigurations]? {
    guard let sizes = sizes(of: shape) else { return nil }
    var signs = [Int8](repeating: 0, count: sizes.sites)
    var instances: [PackedConfigurations] = []
    for instance in 0..<sizes.instances {
      var configurations = PackedConfigurations(spinCount: sizes.sites)
      for replica in 0..<sizes.replicas {
        guard fill(instance * sizes.replicas + replica, &signs) else { return nil }
        configurations.append(signs)
      }
      instances.append(configurations)
    }
    return instances
  }
}

extension NumPyFile {
  /// The spins of a file in C order; `nil` where it holds something else.
  static func spins(_ bytes: [UInt8], path: String) -> [PackedConfigurations]? {
    guard let header = try? NumPyHeader(of: bytes, path: path), !header.isFortranOrder,
      let sizes = SpinPacking.sizes(of: header.shape),
      let up = header.dataType.bytes(ofSpin: 1, isBigEndian: header.isBigEndian),
      let down = header.dataType.bytes(ofSpin: -1, isBigEndian: header.isBigEndian)
    else { return nil }
    let size = header.dataType.byteCount
    return SpinPacking.packed(shape: header.shape) { row, signs in
      var place = header.dataStart + row * sizes.sites * size
      for k in 0..<sizes.sites {
        var (isUp, isDown) = (true, true)
        for byte in 0..<size {
          isUp = isUp && bytes[place + byte] == up[byte]
          isDown = isDown && bytes[place + byte] == down[byte]
        }
        guard isUp || isDown else { return false }
        signs[k] = isUp ? 1 : -1
        place += size
      }
      return true
    }
  }
}

extension NumPyDataType {
  /// The bytes of a spin in a file; `nil` for a type that has no −1.
  fileprivate func bytes(ofSpin spin: Int8, isBigEndian: Bool) -> [UInt8]? {
    let little: [UInt8]
    switch self {
    case .float64: little = Double.littleEndianBytes(of: [Double(spin)])
    case .float32: little = Float.littleEndianBytes(of: [Float(spin)])
    case .float16: little = UInt16.littleEndianBytes(of: [Float16(spin).bitPattern])
    case .int64, .int32, .int16, .int8:
      little = Array(Int64.littleEndianBytes(of: [Int64(spin)]).prefix(byteCount))
    case .bool: little = [spin > 0 ? 1 : 0]
    case .uint64, .uint32, .uint16, .uint8: return nil
    }
    return isBigEndian ? little.reversed() : little
  }
}
