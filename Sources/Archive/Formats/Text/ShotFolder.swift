import LinearAlgebra

/// A folder of text files with one spectrum each, as random lasers are measured: one replica per shot.
///
/// Files `.txt`, `.dat`, `.csv`, `.asc` or `.xy`, with one column of intensities, two of wavelengths and intensities, or one
/// row of numbers; the wavelengths must be the same in all. Numbers in names count by their values: `shot2.txt` comes before
/// `shot10.txt`.
enum ShotFolder: ArrayFormat {
  static var endings: [String] { [] }
  static var contents: String? { "a folder of text files with one spectrum each" }

  private static let texts = [".txt", ".dat", ".csv", ".tsv", ".asc", ".prn", ".xy"]
    .flatMap { [$0, $0 + ".gz"] }

  /// The files of a folder that is one of spectra: two texts or more, and no part of a store.
  private static func files(in folder: String) -> [String] {
    guard let names = try? FileSystem.names(in: folder),
      !names.contains(where: { ["zarr.json", ".zgroup", ".zarray"].contains($0) })
    else { return [] }
    return names.filter { name in
      !name.hasPrefix(".") && texts.contains(where: name.lowercased().hasSuffix)
        && FileSystem.item(at: folder + "/" + name) == .file
    }
  }

  /// Whether a folder holds spectra.
  static func isOne(_ folder: String) -> Bool { files(in: folder).count >= 2 }

  static func read(_ source: ArraySource, named name: String?) throws -> ArrayContent {
    let folder = FileSystem.normalized(source.path)
    let names = files(in: folder).sorted { Self.key($0).lexicographicallyPrecedes(Self.key($1)) }
    var values: [Double] = []
    var first: (path: String, axis: [Double]?, count: Int)?
    var remarks = [
      "the \(names.count) text files of \(folder) are read as shots, from \(names.first ?? "") to \(names.last ?? "")"
    ]
    for name in names {
      let path = folder + "/" + name
      let content = try CSVFile.read(path)
      let isRow = content.matrix.rows == 1 && content.matrix.columns > 2
      let table =
        isRow
        ? Matrix(rows: content.matrix.columns, columns: 1, elements: content.matrix.elements)
        : content.matrix
      guard table.columns <= 2 else {
        throw ArchiveError.wrongShape(
          path: path,
          expected:
            "one column of intensities, two of wavelengths and intensities, or one row of numbers",
          found: [table.rows, table.columns])
      }
      let axis = table.columns == 2 ? (0..<table.rows).map { table[$0, 0] } : nil
      if let axis, let row = axis.indices.dropFirst().first(where: { !isAxis(axis, upTo: $0) }) {
        throw ArchiveError.badMetadata(
          path: path, item: "wavelength \(row) (from 0)",
          expected: "wavelengths that only rise or only fall, in numbers with a decimal point",
          found: "\(axis[row]) after \(axis[row - 1])")
      }
      if let first {
        guard first.count == table.rows, (first.axis == nil) == (axis == nil) else {
          throw ArchiveError.wrongShape(
            path: path,
            expected: "\(first.count) × \(first.axis == nil ? 1 : 2) numbers as in \(first.path)",
            found: [table.rows, table.columns])
        }
        if let axis, let expected = first.axis,
          let row = axis.indices.first(where: {
            abs(axis[$0] - expected[$0]) > 1e-9 * max(abs(axis[$0]), abs(expected[$0]))
          })
        {
          throw ArchiveError.badMetadata(
            path: path, item: "wavelength \(row) (from 0)",
            expected: "\(expected[row]), as in \(first.path); put the spectra on one axis first",
            found: "\(axis[row])")
        }
      } else {
        first = (path, axis, table.rows)
        remarks += content.remarks
        guard StatedSize.byteCount(shape: [names.count, table.rows], elementSize: 8) != nil else {
          throw ArchiveError.tooLarge(
            path: folder, item: "the size of all spectra",
            found: "\(names.count) × \(table.rows)")
        }
      }
      values += (0..<table.rows).map { table[$0, table.columns - 1] }
    }
    var content = ArrayContent(
      NumPyArray(shape: [names.count, first?.count ?? 0], values: values),
      dimensions: ["shot", "channel"],
      remarks: remarks)
    if let axis = first?.axis { content.coordinates["channel"] = axis }
    return content
  }

  /// Whether a number goes on from the one before it as the second does from the first.
  private static func isAxis(_ axis: [Double], upTo row: Int) -> Bool {
    let (step, start) = (axis[row] - axis[row - 1], axis[1] - axis[0])
    return step > 0 && start > 0 || step < 0 && start < 0
  }

  /// What names are sorted by: their letters, and between them their numbers, filled up to one length.
  private static func key(_ name: String) -> [UInt8] {
    var key: [UInt8] = []
    var digits: [UInt8] = []
    func flush() {
      guard !digits.isEmpty else { return }
      let number = digits.drop { $0 == UInt8(ascii: "0") }
      key.append(UInt8(ascii: "0"))
      key.append(UInt8(min(number.count, 255)))
      key += number
      digits = []
    }
    for byte in name.utf8 {
      if (0x30...0x39).contains(byte) {
        digits.append(byte)
      } else {
        flush()
        key.append(byte)
      }
    }
    flush()
    return key + [0] + Array(name.utf8)
  }
}
