import Foundation
import ReplicaKit

/// Reading what users bring; formats are known to `ArrayFile`.
enum InputFile {
  /// A matrix of a file of any format.
  static func matrix(at path: String) throws -> Matrix {
    try array(at: path, named: nil).matrix(path: path)
  }

  /// A matrix of spins of a file of any format; truth values, and 0 and 1, stand for −1 and +1.
  static func spins(at path: String) throws -> Matrix {
    var matrix = try self.matrix(at: path)
    if matrix.elements.allSatisfy({ $0 == 0 || $0 == 1 }), matrix.elements.contains(0) {
      for k in matrix.elements.indices { matrix.elements[k] = 2 * matrix.elements[k] - 1 }
    }
    return matrix
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
