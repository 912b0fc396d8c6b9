import SpinModels

/// Reading of sparse matrices that `scipy.sparse.save_npz` wrote.
enum SparseMatrixFile {
  /// The couplings of an archive; `nil` for one that holds no sparse matrix.
  ///
  /// The compressed formats by rows and by columns need not be told apart: the matrix must be symmetric. The name of the
  /// format, a text, is only checked against its checksum.
  static func list(_ bytes: [UInt8], path: String) throws -> CouplingList? {
    let names = try NPZFile.names(in: bytes, path: path)
    guard names.contains("format"), names.contains("shape"), names.contains("data") else {
      return nil
    }
    func read(_ name: String) throws -> NumPyArray {
      try NPZFile.read(bytes, path: path, array: name)
    }
    func whole(_ name: String) throws -> [Int] {
      try read(name).values.map { value in
        guard let number = Int(exactly: value), number >= 0 else {
          throw ArchiveError.badMetadata(
            path: path, item: "'\(name)' of the sparse matrix", expected: "whole numbers from 0 on",
            found: "\(value)")
        }
        return number
      }
    }
    func refuse(_ item: String, _ expected: String, _ found: String) -> ArchiveError {
      .badMetadata(
        path: path, item: "'\(item)' of the sparse matrix", expected: expected, found: found)
    }
    try NPZFile.requireIntact(bytes, path: path, array: "format")
    let shape = try whole("shape")
    guard shape.count == 2, shape[0] == shape[1] else {
      throw refuse("shape", "a square matrix", "\(shape)")
    }
    let data = try read("data")
    var entries = SymmetricEntries(path: path, spinCount: shape[0], isGeneral: true)
    entries.roundingError = data.dataType.roundingError
    func add(_ i: Int, _ j: Int, _ value: Double) throws {
      guard i < shape[0], j < shape[0] else {
        throw refuse("indices", "below \(shape[0])", "(\(i), \(j))")
      }
      try entries.add(i, j, value)
    }
    if names.contains("row"), names.contains("col") {
      let (rows, columns) = (try whole("row"), try whole("col"))
      guard rows.count == data.values.count, columns.count == rows.count else {
        throw refuse("row", "\(data.values.count) numbers", "\(rows.count) and \(columns.count)")
      }
      for k in rows.indices { try add(rows[k], columns[k], data.values[k]) }
    } else if names.contains("indices"), names.contains("indptr"), data.shape.count == 1 {
      let (indices, starts) = (try whole("indices"), try whole("indptr"))
      guard starts.count == shape[0] + 1, starts.first == 0, starts.last == indices.count,
        indices.count == data.values.count, zip(starts, starts.dropFirst()).allSatisfy({ $0 <= $1 })
      else {
        throw refuse(
          "indptr", "\(shape[0] + 1) ascending positions in \(data.values.count) entries", "others")
      }
      for i in 0..<shape[0] {
        for k in starts[i]..<starts[i + 1] { try add(i, indices[k], data.values[k]) }
      }
    } else {
      throw refuse("format", "csr, csc or coo; convert with A.tocsr()", "another one")
    }
    return try entries.list()
  }
}
