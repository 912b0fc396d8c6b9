import CCompression

/// The compressed formats that are read.
///
/// Every call knows how many bytes must come out, so that damaged data can neither fill the memory nor
/// be taken for good ones. Unsafe pointers lead only into arrays of that size.
enum Compression: String {
  /// Deflate without header, as in zip archives.
  case deflate
  /// Deflate with the header and checksum of zlib.
  case zlib
  /// Deflate with the header and checksum of gzip.
  case gzip
  /// Zstandard.
  case zstd
  /// Blosc, with any of its inner compressors.
  case blosc

  /// The bytes that some compressed ones stand for.
  ///
  /// - Parameters:
  ///   - bytes: All of the compressed bytes.
  ///   - size: How many bytes must come out.
  /// - Returns: The bytes, or `nil` when the compressed ones are damaged or stand for another number of
  ///   bytes.
  func decompressed(_ bytes: ArraySlice<UInt8>, size: Int) -> [UInt8]? {
    guard size >= 0, !bytes.isEmpty else { return nil }
    return switch self {
    case .deflate: Self.inflated(bytes, size: size, windowBits: -15)
    case .zlib: Self.inflated(bytes, size: size, windowBits: 15)
    case .gzip: Self.inflated(bytes, size: size, windowBits: 31)
    case .zstd: Self.unpackedByZstandard(bytes, size: size)
    case .blosc: Self.unpackedByBlosc(bytes, size: size)
    }
  }

  private static func inflated(
    _ bytes: ArraySlice<UInt8>, size: Int, windowBits: Int32
  ) -> [UInt8]? {
    var stream = z_stream()
    guard
      inflateInit2_(&stream, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { return nil }
    defer { inflateEnd(&stream) }
    // One byte more than there should be, so that a longer content shows.
    var output = [UInt8](repeating: 0, count: size + 1)
    let largest = 1 << 30
    let isWhole = bytes.withUnsafeBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target in
        var taken = 0
        var made = 0
        while true {
          let input = min(source.count - taken, largest)
          let room = min(target.count - made, largest)
          stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress?.advanced(by: taken))
          stream.avail_in = UInt32(input)
          stream.next_out = target.baseAddress?.advanced(by: made)
          stream.avail_out = UInt32(room)
          let code = inflate(&stream, Z_NO_FLUSH)
          let (read, written) = (input - Int(stream.avail_in), room - Int(stream.avail_out))
          taken += read
          made += written
          if code == Z_STREAM_END { return made == size && taken == source.count }
          guard code == Z_OK, read > 0 || written > 0 else { return false }
        }
      }
    }
    guard isWhole else { return nil }
    output.removeLast()
    return output
  }

  /// The first bytes of what is deflated without a header; fewer where there are no more, or the rest is damaged.
  static func startOfDeflated(_ bytes: ArraySlice<UInt8>, count: Int) -> [UInt8] {
    var stream = z_stream()
    guard
      inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { return [] }
    defer { inflateEnd(&stream) }
    var output = [UInt8](repeating: 0, count: count)
    let made = bytes.withUnsafeBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target in
        stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
        stream.avail_in = UInt32(min(source.count, 1 << 30))
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(count)
        _ = inflate(&stream, Z_SYNC_FLUSH)
        return count - Int(stream.avail_out)
      }
    }
    return Array(output.prefix(made))
  }

  private static func unpackedByZstandard(_ bytes: ArraySlice<UInt8>, size: Int) -> [UInt8]? {
    var output = [UInt8](repeating: 0, count: max(size, 1))
    let made = bytes.withUnsafeBytes { source in
      output.withUnsafeMutableBytes { target in
        ZSTD_decompress(target.baseAddress, size, source.baseAddress, source.count)
      }
    }
    guard ZSTD_isError(made) == 0, made == size else { return nil }
    return Array(output.prefix(size))
  }

  private static func unpackedByBlosc(_ bytes: ArraySlice<UInt8>, size: Int) -> [UInt8]? {
    var output = [UInt8](repeating: 0, count: max(size, 1))
    let made = bytes.withUnsafeBytes { source -> Int in
      var declared = 0
      guard source.count >= 16,
        blosc_cbuffer_validate(source.baseAddress, source.count, &declared) == 0, declared == size
      else { return -1 }
      return output.withUnsafeMutableBytes { target in
        Int(blosc_decompress_ctx(source.baseAddress, target.baseAddress, size, 1))
      }
    }
    guard made == size else { return nil }
    return Array(output.prefix(size))
  }
}

/// The checksum of zip archives: CRC-32 of zlib.
func checksumCRC32(_ bytes: [UInt8]) -> UInt32 {
  bytes.withUnsafeBufferPointer { buffer in
    UInt32(truncatingIfNeeded: crc32_z(0, buffer.baseAddress, buffer.count))
  }
}

extension Compression {
  /// What a gzip file unpacks to, of one or more members.
  ///
  /// - Parameters:
  ///   - bytes: The file.
  ///   - path: Where it came from, for the error.
  /// - Returns: The content.
  /// - Throws: ``ArchiveError`` for a damaged file, and for one that unpacks to more than fits.
  static func gunzipped(_ bytes: [UInt8], path: String) throws -> [UInt8] {
    try unpacked(bytes[...], as: .gzip, path: path, limit: StatedSize.available / 16)
  }

  /// What deflated bytes unpack to, where that is not known before.
  ///
  /// - Parameters:
  ///   - bytes: The packed bytes: one stream of zlib, or one or more members of gzip.
  ///   - format: ``zlib`` or ``gzip``.
  ///   - path: Where they came from, for the error.
  ///   - limit: The most bytes that may come out.
  /// - Returns: The content.
  /// - Throws: ``ArchiveError`` for damaged bytes, and for such that unpack to more than the limit.
  static func unpacked(
    _ bytes: ArraySlice<UInt8>, as format: Compression, path: String, limit: Double
  ) throws -> [UInt8] {
    precondition(format == .gzip || format == .zlib, "unpacking \(format)")
    func damaged() -> ArchiveError {
      .damagedPart(
        path: path, part: format.rawValue, reason: "the compressed data are damaged or cut off")
    }
    var stream = z_stream()
    let windowBits: Int32 = format == .gzip ? 31 : 15
    guard
      inflateInit2_(&stream, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else {
      throw damaged()
    }
    defer { inflateEnd(&stream) }
    var output: [UInt8] = []
    var block = [UInt8](repeating: 0, count: min(1 << 20, 4096 + 16 * bytes.count))
    var taken = 0
    while taken < bytes.count {
      let input = min(bytes.count - taken, 1 << 30)
      var code: Int32 = Z_OK
      let (read, made) = bytes.withUnsafeBufferPointer { source in
        block.withUnsafeMutableBufferPointer { target in
          stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress?.advanced(by: taken))
          stream.avail_in = UInt32(input)
          stream.next_out = target.baseAddress
          stream.avail_out = UInt32(target.count)
          code = inflate(&stream, Z_NO_FLUSH)
          return (input - Int(stream.avail_in), target.count - Int(stream.avail_out))
        }
      }
      taken += read
      output.append(contentsOf: block[..<made])
      guard Double(output.count) <= limit else {
        throw ArchiveError.tooLarge(
          path: path, item: "the unpacked size",
          found:
            "more than \(output.count) bytes, the most that is unpacked here (unpacked before, it may be larger)"
        )
      }
      if code == Z_STREAM_END {
        // Another member may follow; what is no member does not belong there.
        if taken == bytes.count { return output }
        guard format == .gzip, inflateReset(&stream) == Z_OK else { throw damaged() }
        continue
      }
      guard code == Z_OK, read > 0 || made > 0 else { throw damaged() }
    }
    throw damaged()
  }
}
