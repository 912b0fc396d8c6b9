/// Reading of MATLAB's `.mat` files: version 5 (which `save` and scipy write) here, version 7.3 as ``HDF5File``.
///
/// Matrices of real numbers and truth values of any number of dimensions and sparse matrices, compressed or not, in
/// either byte order; in the shape that they have in MATLAB.
///
/// **Source**: MathWorks, *MAT-File Format*, chapter 1.
enum MatlabFile: ArrayFormat {
  static var endings: [String] { [".mat"] }
  static var contents: String? { nil }
  static var holdsSeveralArrays: Bool { true }

  static func recognises(_ start: ArraySlice<UInt8>) -> Bool { start.starts(with: title) }

  private static let title = Array("MATLAB 5.0".utf8)

  static func read(_ source: ArraySource, named name: String?) throws -> ArrayContent {
    if HDF5File.isOne(try source.start(HDF5File.startLength)) {
      return try HDF5File.read(source, named: name)
    }
    return try read(source.bytes(), path: source.path, named: name)
  }

  /// Reads a variable of the bytes of a file of version 5.
  static func read(_ bytes: [UInt8], path: String, named name: String?) throws -> ArrayContent {
    // Bytes 126 and 127 are the letters MI as one number.
    guard bytes.count >= 128, [[0x49, 0x4D], [0x4D, 0x49]].contains(Array(bytes[126..<128])) else {
      let file = FileSystem.split(path).name
      let isText = bytes.starts(with: Array("# Created by Octave".utf8))
      throw ArchiveError.needsConversion(
        path: path,
        reason: isText ? "a text file of Octave" : "no MATLAB file of version 5 to 7.3",
        command: isText
          ? "octave --eval \"load('\(file)'); save('-7', 'x.mat')\""
          : "python3 -c \"import scipy.io, numpy; numpy.save('x.npy', scipy.io.loadmat('\(file)')['NAME'])\""
      )
    }
    let reader = ByteReader(bytes: bytes, path: path, isBigEndian: bytes[126] == 0x4D)
    let variables = try Self.variables(reader)
    let choice = ArrayChoice(
      path: path,
      candidates: variables.map { .init(name: $0.name, shape: $0.shape, isNumeric: $0.isNumeric) })
    let place = try choice.place(named: name)
    var content = try variables[place].content()
    choice.note(place, in: &content)
    return content
  }

  /// All variables, described but not read.
  private static func variables(_ reader: ByteReader) throws -> [MatlabVariable] {
    var variables: [MatlabVariable] = []
    var room = StatedSize.available / 16
    var position = 128
    while position < reader.bytes.count {
      let element = try MatlabElement(reader, at: position)
      if element.type == MatlabElement.compressed {
        let unpacked = try Compression.unpacked(
          reader.slice(at: element.start, count: element.count), as: .zlib, path: reader.path,
          limit: room)
        room -= Double(unpacked.count)
        let inner = ByteReader(
          bytes: unpacked, path: "\(reader.path), unpacked from byte \(element.start)",
          isBigEndian: reader.isBigEndian)
        let matrix = try MatlabElement(inner, at: 0)
        if matrix.type == MatlabElement.matrix {
          variables.append(try MatlabVariable(inner, in: matrix, path: reader.path))
        }
      } else if element.type == MatlabElement.matrix {
        variables.append(try MatlabVariable(reader, in: element, path: reader.path))
      }
      position = element.end
    }
    return variables
  }
}

/// An element of a file: a type, a number of bytes, and these bytes.
struct MatlabElement {
  static let matrix = 14
  static let compressed = 15

  let type: Int
  /// The byte at which the data begin.
  let start: Int
  let count: Int
  /// The byte at which the next element begins.
  let end: Int

  init(_ reader: ByteReader, at position: Int) throws {
    let word = try reader.number(at: position, bytes: 4)
    if word >> 16 != 0 {
      // Up to four bytes of data stand in the tag itself.
      (type, count, start, end) = (word & 0xFFFF, word >> 16, position + 4, position + 8)
      guard count <= 4 else {
        throw ArchiveError.malformed(
          path: reader.path, position: position, expected: "at most 4 bytes in a short element",
          found: "\(count)")
      }
    } else {
      type = word
      count = try reader.number(at: position + 4, bytes: 4)
      start = position + 8
      // What is compressed is not filled up to a multiple of eight bytes.
      end = start + count + (type == Self.compressed ? 0 : (8 - count % 8) % 8)
    }
    _ = try reader.slice(at: start, count: count)
  }
}
