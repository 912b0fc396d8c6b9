import ReplicaKit

/// Arrays of users: configurations, activations or overlap matrices.
enum ArrayInput {
  /// The replicas of each instance in a file.
  ///
  /// - Parameters:
  ///   - file: A `.npy` or `.csv` file.
  ///   - spins: The number of sites behind overlaps.
  /// - Returns: One set per instance.
  /// - Throws: A ``Failure`` that names the file.
  static func replicaSets(of file: String, spins: Int?) throws -> [ReplicaSet] {
    guard InputFile.isTable(file) else {
      let array = try? NumPyFile.read(file)
      guard array == nil else { return try sets(array, file: file, spins: spins) }
      throw Failure(
        .badData,
        "\(file): expected a run (a .zarr folder), a .npy file or a .csv file of numbers")
    }
    if file.hasSuffix(".csv") {
      return [try replicaSet(CSVFile.read(file).matrix, file: file, spins: spins)]
    }
    return try sets(try NumPyFile.read(file), file: file, spins: spins)
  }

  private static func sets(
    _ array: NumPyArray?, file: String, spins: Int?
  ) throws -> [ReplicaSet] {
    guard let array else { return [] }
    guard array.shape.count == 3 else {
      return [try replicaSet(array.matrix(path: file), file: file, spins: spins)]
    }
    let (count, rows, columns) = (array.shape[0], array.shape[1], array.shape[2])
    guard count > 0 else { throw Failure(.badData, "\(file): an array of no instances") }
    return try (0..<count).map { k in
      let size = rows * columns
      return try replicaSet(
        Matrix(
          rows: rows, columns: columns, elements: Array(array.values[k * size..<(k + 1) * size])),
        file: file, spins: spins)
    }
  }

  /// A square symmetric matrix holds overlaps, a matrix of ±1 configurations, any other activations.
  private static func replicaSet(
    _ matrix: Matrix, file: String, spins: Int?
  ) throws -> ReplicaSet {
    guard matrix.rows >= 2 else {
      throw Failure(
        .badData,
        "\(file): \(matrix.rows) replica has no overlaps; expected at least 2 rows")
    }
    let isSymmetric =
      matrix.isSquare && matrix.elements.allSatisfy(\.isFinite)
      && (matrix.largestAsymmetry().map { $0.difference <= 1e-6 } ?? true)
    // A square matrix with another number of sites is meant as overlaps, whatever is wrong with it.
    if isSymmetric || matrix.isSquare && spins != nil && spins != matrix.columns {
      guard let spins else {
        throw Failure(
          .usage,
          "\(file) is an overlap matrix; give --spins N, the number of sites behind it, which sets "
            + "the noise level")
      }
      return try reading(file) {
        .overlaps(try OverlapMatrix(matrix, siteCount: spins), siteCount: spins)
      }
    }
    if let spins, spins != matrix.columns {
      throw Failure(
        .badData,
        "\(file): \(matrix.columns) columns, but --spins is \(spins); for configurations the option "
          + "is not needed")
    }
    guard matrix.columns >= 4 else {
      throw Failure(
        .badData, "\(file): \(matrix.columns) sites per replica; expected at least 4")
    }
    if let bad = matrix.elements.firstIndex(where: { !$0.isFinite }) {
      throw Failure(
        .badData,
        "\(file): the element at row \(bad / matrix.columns), column \(bad % matrix.columns) (from 0) "
          + "is not a finite number")
    }
    guard matrix.elements.allSatisfy({ abs($0) == 1 }) else {
      if let zero = (0..<matrix.rows).first(where: { matrix.row($0).allSatisfy { $0 == 0 } }) {
        throw Failure(.badData, "\(file): \(OverlapError.zeroVector(row: zero))")
      }
      return .vectors(matrix)
    }
    var configurations = PackedConfigurations(spinCount: matrix.columns)
    for row in 0..<matrix.rows { configurations.append(matrix.row(row).map { Int8($0) }) }
    return .configurations(configurations)
  }
}
