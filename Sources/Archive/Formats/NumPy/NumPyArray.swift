public import LinearAlgebra

/// The data types of `.npy` files.
///
/// Numbers of more than one byte are written with the least significant byte first and read in
/// either order.
public enum NumPyDataType: String, Sendable, CaseIterable {
  /// Floating point, 8 bytes.
  case float64 = "f8"
  /// Floating point, 4 bytes.
  case float32 = "f4"
  /// Floating point, 2 bytes.
  case float16 = "f2"
  /// Signed whole numbers, 8 bytes.
  case int64 = "i8"
  /// Signed whole numbers, 4 bytes.
  case int32 = "i4"
  /// Signed whole numbers, 2 bytes.
  case int16 = "i2"
  /// Signed whole numbers, 1 byte.
  case int8 = "i1"
  /// Unsigned whole numbers, 8 bytes.
  case uint64 = "u8"
  /// Unsigned whole numbers, 4 bytes.
  case uint32 = "u4"
  /// Unsigned whole numbers, 2 bytes.
  case uint16 = "u2"
  /// Unsigned whole numbers, 1 byte.
  case uint8 = "u1"
  /// Truth values, 1 byte.
  case bool = "b1"

  /// NumPy's name of the data type, such as `float64`.
  public var name: String { "\(self)" }

  /// The number of bytes of one element.
  public var byteCount: Int {
    switch self {
    case .float64, .int64, .uint64: 8
    case .float32, .int32, .uint32: 4
    case .float16, .int16, .uint16: 2
    case .int8, .uint8, .bool: 1
    }
  }
}

/// An array of numbers with any number of dimensions, as `.npy` files hold them.
public struct NumPyArray: Sendable, Equatable {
  /// The number of elements along every dimension; empty for a single number.
  public let shape: [Int]
  /// The elements in C order: the last index runs fastest.
  public let values: [Double]
  /// The data type on disk.
  public let dataType: NumPyDataType

  /// Makes an array.
  ///
  /// - Parameters:
  ///   - shape: The number of elements along every dimension, each 0 or more.
  ///   - values: The elements in C order; as many as the product of the shape.
  ///   - dataType: The data type on disk.
  public init(shape: [Int], values: [Double], dataType: NumPyDataType = .float64) {
    precondition(
      shape.allSatisfy { $0 >= 0 } && (shape.contains(0) ? 0 : shape.reduce(1, *)) == values.count,
      "an array of shape \(shape) from \(values.count) values")
    self.shape = shape
    self.values = values
    self.dataType = dataType
  }

  /// Makes a two-dimensional array from a matrix.
  ///
  /// - Parameters:
  ///   - matrix: The matrix; rows are the first dimension.
  ///   - dataType: The data type on disk.
  public init(_ matrix: Matrix, dataType: NumPyDataType = .float64) {
    self.init(
      shape: [matrix.rows, matrix.columns], values: matrix.elements, dataType: dataType)
  }

  /// The array as a matrix.
  ///
  /// - Parameter path: The file it came from, for the error.
  /// - Throws: ``ArchiveError/wrongShape(path:expected:found:)`` unless there are two dimensions.
  /// - Returns: The matrix; the first dimension is its rows.
  public func matrix(path: String = "array") throws -> Matrix {
    guard shape.count == 2 else {
      throw ArchiveError.wrongShape(
        path: path, expected: "a matrix (two dimensions)", found: shape)
    }
    return Matrix(rows: shape[0], columns: shape[1], elements: values)
  }

  /// The array as a matrix with as many rows as columns.
  ///
  /// - Parameter path: The file it came from, for the error.
  /// - Throws: ``ArchiveError/wrongShape(path:expected:found:)``.
  /// - Returns: The matrix.
  public func squareMatrix(path: String = "array") throws -> Matrix {
    guard shape.count == 2, shape[0] == shape[1] else {
      throw ArchiveError.wrongShape(
        path: path, expected: "a square matrix", found: shape)
    }
    return try matrix(path: path)
  }
}
