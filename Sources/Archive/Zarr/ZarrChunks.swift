import Documents

extension ZarrStore {
  /// The file of one chunk, whether it is there or not.
  ///
  /// - Parameters:
  ///   - array: The array's name.
  ///   - index: The chunk, with one index for every dimension.
  /// - Throws: ``ArchiveError/noSuchArray(path:name:available:)``.
  /// - Returns: The path.
  public func pathOfChunk(array: String, index: [Int]) throws -> String {
    path(of: try self.array(array), index)
  }

  /// Whether a chunk was written.
  ///
  /// - Parameters:
  ///   - array: The array's name.
  ///   - index: The chunk, with one index for every dimension.
  /// - Throws: ``ArchiveError/noSuchArray(path:name:available:)``.
  /// - Returns: Whether the chunk's file is there and not empty; its content is not looked at.
  public func chunkExists(array: String, index: [Int]) throws -> Bool {
    FileSystem.isNonemptyFile(try pathOfChunk(array: array, index: index))
  }

  /// Writes one chunk; the file appears whole or not at all, and replaces an earlier one.
  ///
  /// - Parameters:
  ///   - array: The array's name.
  ///   - index: The chunk, with one index for every dimension.
  ///   - values: The elements in C order, in the shape that ``ZarrArray/shapeOfChunk(at:)`` gives: at
  ///     the upper edge of the array only those inside.
  /// - Throws: ``ArchiveError`` if there is no such array, it has another data type, or the disk cannot
  ///   be written; an earlier chunk then remains.
  public func writeChunk<Element: ZarrElement>(
    array: String, index: [Int], values: [Element]
  ) throws {
    try FileSystem.writeAtomically([chunkFile(array: array, index: index, values: values)])
  }

  /// The file of one chunk as ``writeChunk(array:index:values:)`` writes it; the folders in which it lies are made.
  func chunkFile<Element: ZarrElement>(
    array: String, index: [Int], values: [Element]
  ) throws -> FileSystem.NewFile {
    let array = try self.array(array, as: Element.self)
    let extents = array.shapeOfChunk(at: index)
    precondition(
      values.count == extents.reduce(1, *),
      "\(array.name): \(values.count) values for a chunk of shape \(extents)")
    var bytes = Element.littleEndianBytes(of: values)
    if extents != array.chunkShape {
      var whole =
        array.dataType.bytes(repeating: array.fillValue, count: array.chunkShape.reduce(1, *)) ?? []
      ZarrBlock.copy(
        extents: extents, elementSize: array.dataType.byteCount,
        from: ZarrBlock(shape: extents), bytes, to: ZarrBlock(shape: array.chunkShape), &whole)
      bytes = whole
    }
    if array.hasChecksum {
      bytes.append(contentsOf: UInt32.littleEndianBytes(of: [CRC32C.checksum(bytes)]))
    }
    let file = path(of: array, index)
    if array.keySeparator == "/" { try makeFolders(of: array, index) }
    return FileSystem.NewFile(bytes, at: file)
  }

  /// Reads one chunk.
  ///
  /// - Parameters:
  ///   - array: The array's name.
  ///   - index: The chunk, with one index for every dimension.
  ///   - type: The Swift type of the elements, which must be the stored one.
  /// - Throws: ``ArchiveError`` if there is no such array, it has another data type, or the chunk has
  ///   the wrong length or checksum.
  /// - Returns: The elements in C order in the shape that ``ZarrArray/shapeOfChunk(at:)`` gives, or
  ///   `nil` if the chunk was never written.
  public func readChunk<Element: ZarrElement>(
    array: String, index: [Int], as type: Element.Type = Element.self
  ) throws -> [Element]? {
    let array = try self.array(array, as: type)
    let extents = array.shapeOfChunk(at: index)
    guard let bytes = try layout(of: array).chunk(index) else { return nil }
    if extents == array.chunkShape { return Element.elements(ofLittleEndian: bytes) }
    let size = array.dataType.byteCount
    var part = [UInt8](repeating: 0, count: extents.reduce(size, *))
    ZarrBlock.copy(
      extents: extents, elementSize: size, from: ZarrBlock(shape: array.chunkShape), bytes,
      to: ZarrBlock(shape: extents), &part)
    return Element.elements(ofLittleEndian: part)
  }

  /// Reads an array or a part of it, with the fill value for chunks that were never written.
  ///
  /// - Parameters:
  ///   - name: The array's name.
  ///   - type: The Swift type of the elements, which must be the stored one.
  ///   - region: A range of indices for every dimension; `nil` for the whole array.
  ///   - isWhole: Whether a chunk that was never written is an error; otherwise it reads as the fill value.
  /// - Throws: ``ArchiveError`` if there is no such array, it has another data type, or a chunk has the
  ///   wrong length or checksum.
  /// - Returns: The elements in C order.
  /// - Complexity: O(n) and the reading of every chunk that the region touches.
  public func readArray<Element: ZarrElement>(
    _ name: String, as type: Element.Type = Element.self, region: [Range<Int>]? = nil,
    isWhole: Bool = false
  ) throws -> [Element] {
    let array = try array(name, as: type)
    return Element.elements(
      ofLittleEndian: try layout(of: array).bytes(
        of: region ?? array.shape.map { 0..<$0 }, isWhole: isWhole))
  }

  /// Reads an array, or a part of it, of any data type as numbers.
  ///
  /// - Parameters:
  ///   - name: The array's name.
  ///   - region: A range of indices for every dimension; `nil` for the whole array.
  ///   - isWhole: Whether a chunk that was never written is an error; otherwise it reads as the fill value.
  /// - Throws: ``ArchiveError`` if there is no such array, or a chunk has the wrong length or checksum.
  /// - Returns: The elements in C order; truth values as 0 and 1, whole numbers beyond 2⁵³ rounded.
  public func readNumbers(
    _ name: String, region: [Range<Int>]? = nil, isWhole: Bool = false
  ) throws -> [Double] {
    let array = try array(name)
    let bytes = try layout(of: array).bytes(
      of: region ?? array.shape.map { 0..<$0 }, isWhole: isWhole)
    return array.dataType == .int64
      ? Int64.elements(ofLittleEndian: bytes).map(Double.init)
      : try array.dataType.numbers(ofLittleEndian: bytes, path: path)
  }

  /// Reads a chunk for its checksum alone.
  ///
  /// - Returns: Whether there is one.
  /// - Throws: ``ArchiveError`` where it has the wrong length or checksum.
  func hasReadableChunk(_ array: ZarrArray, _ index: [Int]) throws -> Bool {
    try layout(of: array).chunk(index) != nil
  }

  /// Refuses an array whose own `zarr.json` is missing or differs from the group's metadata.
  func requireOwnMetadata(of array: ZarrArray) throws {
    let part = "\(array.name)/zarr.json"
    let file = "\(path)/\(part)"
    func damaged(_ reason: String) -> ArchiveError {
      .damagedPart(
        path: path, part: part, reason: "\(reason) continue the run (--resume), which writes it")
    }
    guard FileSystem.item(at: file) == .file else { throw damaged("it is missing;") }
    let own = try? ZarrArray(
      name: array.name, metadata: JSONValue(contentsOfFile: file), path: file)
    guard own == array else {
      throw damaged("it is not what the zarr.json of the group says;")
    }
  }

  private func layout(of array: ZarrArray) -> ZarrLayout {
    ZarrLayout(array, folder: "\(path)/\(array.name)")
  }

  private func array<Element: ZarrElement>(
    _ name: String, as type: Element.Type
  ) throws -> ZarrArray {
    let array = try array(name)
    guard array.dataType == type.zarrDataType else {
      throw ArchiveError.wrongDataType(
        path: path, array: name, stored: array.dataType.name,
        requested: type.zarrDataType.name)
    }
    return array
  }

  private func path(of array: ZarrArray, _ index: [Int]) -> String {
    layout(of: array).path(ofChunk: index)
  }

  /// Makes the folders of a chunk whose key has slashes; other writers may do so at the same time.
  private func makeFolders(of array: ZarrArray, _ index: [Int]) throws {
    var folder = "\(path)/\(array.name)"
    for part in index.indices.map({ $0 == 0 ? "c" : "\(index[$0 - 1])" }) {
      folder += "/" + part
      if FileSystem.item(at: folder) == .folder { continue }
      do {
        try FileSystem.makeFolder(folder)
      } catch  where FileSystem.item(at: folder) == .folder {
        continue
      }
    }
  }
}
