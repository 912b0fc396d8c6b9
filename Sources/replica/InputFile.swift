import Foundation
import ReplicaKit

/// Reading what users bring.
enum InputFile {
  /// Whether a file is a matrix by its name, rather than a list of edges.
  static func isTable(_ path: String) -> Bool {
    path.hasSuffix(".npy") || path.hasSuffix(".csv")
  }

  /// A matrix of a `.npy` or `.csv` file.
  static func matrix(at path: String) throws -> Matrix {
    if path.hasSuffix(".csv") { return try CSVFile.read(path).matrix }
    return try NumPyFile.read(path).matrix(path: path)
  }

  /// Whether a path leads to a folder, as a run is.
  static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }
}
