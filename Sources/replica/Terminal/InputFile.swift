import Foundation
import ReplicaKit

/// Reading what users bring; formats are known to `ArrayFile`.
enum InputFile {
  /// Whether a file is a matrix by its name, rather than a list of edges.
  static func isTable(_ path: String) -> Bool { ArrayFile.isTable(path) }

  /// A matrix of a file of any format.
  static func matrix(at path: String) throws -> Matrix {
    try array(at: path, named: nil).matrix(path: path)
  }

  /// Whether a path leads to a folder, as a run is.
  static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// Whether a folder is, or was meant as, a run rather than a store of others.
  static func isRun(_ path: String) -> Bool { UnitStore.isRun(at: path) }

  /// An array of any format that is read, of one, two or more dimensions.
  static func array(at path: String, named name: String?) throws -> NumPyArray {
    try ArrayFile.read(path, array: name)
  }
}
