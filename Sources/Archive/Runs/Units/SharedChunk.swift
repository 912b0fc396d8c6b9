import Documents

/// A chunk of a run that is the same whoever writes it: a coordinate, or disorder that was given.
struct SharedChunk: Sendable {
  /// The name of the array.
  let array: String
  private let index: [Int]?
  private let bytes: @Sendable () -> [UInt8]
  private let storedBytes: @Sendable (ZarrStore, [Int]) throws -> [UInt8]?
  private let write: @Sendable (ZarrStore, [Int]) throws -> Void

  /// Describes a chunk.
  ///
  /// - Parameters:
  ///   - array: The array's name.
  ///   - index: The chunk; `nil` for the first one.
  ///   - values: Its elements.
  init<Element: ZarrElement>(_ array: String, index: [Int]? = nil, _ values: [Element]) {
    self.array = array
    self.index = index
    bytes = { Element.littleEndianBytes(of: values) }
    storedBytes = { store, index in
      try store.readChunk(array: array, index: index, as: Element.self)
        .map { Element.littleEndianBytes(of: $0) }
    }
    write = { try $0.writeChunk(array: array, index: $1, values: values) }
  }

  private func place(in store: ZarrStore) throws -> [Int] {
    try index ?? store.array(array).shape.map { _ in 0 }
  }

  /// The checksum of the elements, which is that of the file too.
  var checksum: UInt32 { CRC32C.checksum(bytes()) }

  /// A checksum of the elements, with the name of the array.
  var identity: String { "\(array) \(checksum)" }

  /// Whether the chunk still has to be written.
  ///
  /// - Parameters:
  ///   - store: The store.
  ///   - isDifferentToo: Whether one that is there and differs, or cannot be read, is to be written too.
  /// - Returns: Whether it has to.
  /// - Throws: ``ArchiveError/conflictingStore(path:array:)`` when it is there with other elements.
  func isMissing(in store: ZarrStore, isDifferentToo: Bool) throws -> Bool {
    if isDifferentToo { return (try? storedBytes(store, place(in: store))) != bytes() }
    guard let stored = try storedBytes(store, place(in: store)) else { return true }
    guard stored == bytes() else {
      throw ArchiveError.conflictingStore(path: store.path, array: array)
    }
    return false
  }

  /// Writes the chunk.
  func write(to store: ZarrStore) throws { try write(store, place(in: store)) }
}
