import Documents

/// A chunk of a run that is the same whoever writes it: a coordinate, or disorder that was given.
struct SharedChunk: Sendable {
  private let array: String
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

  /// A checksum of the elements, with the name of the array.
  var identity: String { "\(array) \(CRC32C.checksum(bytes()))" }

  /// Whether the chunk still has to be written.
  ///
  /// - Throws: ``ArchiveError/conflictingStore(path:array:)`` when it is there with other elements.
  func isMissing(in store: ZarrStore) throws -> Bool {
    guard let stored = try storedBytes(store, place(in: store)) else { return true }
    guard stored == bytes() else {
      throw ArchiveError.conflictingStore(path: store.path, array: array)
    }
    return false
  }

  /// Writes the chunk.
  func write(to store: ZarrStore) throws { try write(store, place(in: store)) }
}
