import Foundation
import ReplicaKit

/// Reading what users bring; formats are known to `ArrayFile`.
enum InputFile {
  /// A matrix of a file of any format.
  static func matrix(at path: String) throws -> Matrix {
    try array(at: path, named: nil).matrix(path: path)
  }

  /// A matrix of spins of a file of any format; truth values, and 0 and 1, stand for −1 and +1.
  ///
  /// An array of one dimension is one row.
  static func spins(at path: String) throws -> Matrix {
    let array = try self.array(at: path, named: nil)
    var matrix =
      array.shape.count == 1
      ? Matrix(rows: 1, columns: array.values.count, elements: array.values)
      : try array.matrix(path: path)
    if matrix.elements.allSatisfy({ $0 == 0 || $0 == 1 }), matrix.elements.contains(0) {
      for k in matrix.elements.indices { matrix.elements[k] = 2 * matrix.elements[k] - 1 }
    }
    return matrix
  }

  /// One finite number for every replica, from a file of any format.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - count: How many numbers there must be.
  ///   - thing: What a number is.
  ///   - plural: What several are.
  /// - Returns: The numbers, in the order of the replicas.
  /// - Throws: A ``Failure`` that names the file.
  static func numbers(
    at path: String, count: Int, of thing: String, plural: String
  ) throws -> [Double] {
    let found = try array(at: path, named: nil)
    guard found.values.count == count, found.shape.allSatisfy({ $0 == 1 || $0 == count }) else {
      throw Failure(
        .badData,
        "\(path): an array of shape \(found.shape), expected \(count) \(plural), one for each replica"
      )
    }
    if let bad = found.values.firstIndex(where: { !$0.isFinite }) {
      throw Failure(
        .badData, "\(path): the \(thing) of replica \(bad) (from 0) is not a finite number")
    }
    return found.values
  }

  /// Whether anything is at a path; standard input is, and so are arrays in memory.
  static func exists(_ path: String) -> Bool {
    path == "-" || MemoryFiles.has(path) || FileManager.default.fileExists(atPath: path)
  }

  /// Whether a path leads to a folder, as a run is.
  static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// Whether a folder is, or was meant as, a run rather than a store of arrays.
  ///
  /// Runs of spherical spins are read as arrays by the names of their dimensions.
  static func isRun(_ path: String) -> Bool {
    UnitStore.isRun(at: path) && (try? RunKind(ofRunAt: path)) != .sphericalSpin
  }

  /// The refusal of `--temperature` for a file that is read as an array, as runs of spherical spins are.
  static func noTemperatures(_ path: String) -> Failure {
    Failure(
      .usage,
      UnitStore.isRun(at: path)
        ? "\(path) is a run of real spins, which is read as an array; --select temperature=T applies to it"
        : "\(path) is no run; --temperature applies to runs")
  }

  /// An array of any format that is read, of one, two or more dimensions; what is to be said about the reading is said.
  static func array(at path: String, named name: String?) throws -> NumPyArray {
    let content = try ArrayFile.content(path, array: name)
    for remark in content.remarks { Console.note(remark) }
    return content.array
  }
}
