import Foundation
import ReplicaKit

/// Reading what users bring.
enum InputFile {
  /// Whether a file is a matrix by its name, rather than a list of edges.
  static func isTable(_ path: String) -> Bool {
    path.hasSuffix(".npy") || path.hasSuffix(".csv") || path.hasSuffix(".npz")
  }

  /// A matrix of a `.npy`, `.npz` or `.csv` file.
  static func matrix(at path: String) throws -> Matrix {
    if path.hasSuffix(".csv") { return try CSVFile.read(path).matrix }
    if path.hasSuffix(".npz") { return try NPZFile.read(path).matrix(path: path) }
    return try NumPyFile.read(path).matrix(path: path)
  }

  /// Whether a path leads to a folder, as a run is.
  static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// Whether a folder is, or was meant as, a run of `replica sample` rather than a store of others.
  static func isRun(_ path: String) -> Bool {
    guard isFolder(path) else { return false }
    let root = try? JSONValue(contentsOfFile: path + "/zarr.json")
    return root?["attributes"]?["store_format"] != nil
  }

  /// An array of any format that is read, of one, two or more dimensions.
  ///
  /// Files are known by their endings and, without a known one, by their first bytes.
  ///
  /// - Parameters:
  ///   - path: A file, or the folder of a Zarr store.
  ///   - name: The array of an archive or store; `nil` for the only one.
  /// - Throws: ``ArchiveError``, or a ``Failure`` that lists what can be read.
  /// - Returns: The array, in C order.
  static func array(at path: String, named name: String?) throws -> NumPyArray {
    if isFolder(path) { return try zarrArray(at: path, named: name) }
    switch try format(of: path) {
    case .npz: return try NPZFile.read(path, array: name)
    case .npy, .csv, .json:
      guard name == nil else {
        throw Failure(
          .usage, "\(path) holds one array; --array chooses one of a .npz file or a Zarr store")
      }
    }
    switch try format(of: path) {
    case .npy, .npz: return try NumPyFile.read(path)
    case .csv: return NumPyArray(try CSVFile.read(path).matrix)
    case .json:
      let samples = try DimodSampleSet(contentsOfFile: path)
      return NumPyArray(samples.configurations.unpacked(), dataType: .int8)
    }
  }

  private static func zarrArray(at path: String, named name: String?) throws -> NumPyArray {
    let store = try ForeignZarrStore(at: path)
    // A group of nothing is taken for a run that went wrong.
    if store.arrays.isEmpty { _ = try RunStore(at: path) }
    return try store.read(name)
  }

  private enum Format { case npy, npz, csv, json }

  private static func format(of path: String) throws -> Format {
    let known: [(String, Format)] = [
      (".npy", .npy), (".npz", .npz), (".csv", .csv), (".json", .json),
    ]
    if let found = known.first(where: { path.hasSuffix($0.0) }) { return found.1 }
    guard let file = FileHandle(forReadingAtPath: path) else {
      _ = try NumPyFile.read(path)
      throw ArchiveError.unreadable(path: path, reason: "it cannot be opened")
    }
    defer { try? file.close() }
    let start = Array((try? file.read(upToCount: 6)) ?? Data())
    if start == [0x93] + Array("NUMPY".utf8) { return .npy }
    if start.starts(with: [0x50, 0x4B]) { return .npz }
    if start.first == UInt8(ascii: "{") { return .json }
    throw Failure(
      .badData,
      "\(path): expected a run or another Zarr store (a folder), a .npy, .npz or .csv file of "
        + "numbers, or a dimod sample set (.json)")
  }
}
