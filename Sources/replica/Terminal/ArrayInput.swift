import ReplicaKit

/// Arrays of users: configurations, activations or overlap matrices.
struct ArrayInput {
  /// The file or store.
  let file: String
  /// The replicas of each instance.
  let sets: [ReplicaSet]

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - file: A file or store of any format that ``InputFile`` reads.
  ///   - spins: The number of sites behind overlaps.
  ///   - options: The array to choose and its preparation.
  /// - Throws: A ``Failure`` that names the file.
  init(_ file: String, spins: Int?, options: ArrayOptions) throws {
    self.file = file
    let array = try InputFile.array(at: file, named: options.array)
    guard !array.shape.contains(0) else {
      throw Failure(.badData, "\(file): an array of shape \(array.shape) has no elements")
    }
    let maker = ReplicaSetMaker(
      file: file, spins: spins, preparation: options.preparation, isTruth: array.dataType == .bool)
    switch array.shape.count {
    case 2: sets = [try maker.replicaSet(array.matrix(path: file))]
    case 3:
      let (rows, columns) = (array.shape[1], array.shape[2])
      let size = rows * columns
      sets = try (0..<array.shape[0]).map { k in
        try maker.replicaSet(
          Matrix(
            rows: rows, columns: columns,
            elements: Array(array.values[k * size..<(k + 1) * size])),
          instance: k)
      }
    default:
      throw ArchiveError.wrongShape(
        path: file,
        expected:
          "an array of two dimensions (replica × site) or three (instance × replica × site)",
        found: array.shape)
    }
  }

  /// Refuses instances of different sizes.
  ///
  /// - Parameter inputs: The files of one ensemble.
  /// - Throws: A ``Failure`` that names the file that differs from the first.
  static func requireEqualSizes(_ inputs: [ArrayInput]) throws {
    guard let first = inputs.first, let expected = first.sets.first else { return }
    for input in inputs {
      for set in input.sets
      where set.replicaCount != expected.replicaCount || set.siteCount != expected.siteCount {
        throw Failure(
          .badData,
          "\(input.file): R × N is \(set.replicaCount) × \(set.siteCount), expected "
            + "\(expected.replicaCount) × \(expected.siteCount) as in \(first.file); all instances of "
            + "an ensemble must have the same numbers of replicas and sites")
      }
    }
  }
}

extension ReplicaSet {
  /// The number R of replicas.
  var replicaCount: Int {
    switch self {
    case .configurations(let configurations): configurations.count
    case .vectors(let vectors): vectors.rows
    case .overlaps(let overlaps, _): overlaps.replicaCount
    }
  }
}

/// Decides what a matrix is and checks it.
private struct ReplicaSetMaker {
  let file: String
  let spins: Int?
  let preparation: ReplicaPreparation
  /// Whether the elements are truth values, which stand for spins.
  let isTruth: Bool

  /// A square symmetric matrix holds overlaps, a matrix of ±1 configurations, any other activations.
  func replicaSet(_ array: Matrix, instance: Int? = nil) throws -> ReplicaSet {
    let place = instance.map { "\(file), instance \($0)" } ?? file
    var matrix = array
    if isTruth {
      for k in matrix.elements.indices { matrix.elements[k] = 2 * matrix.elements[k] - 1 }
    }
    if isOverlaps(matrix) { return try overlaps(matrix, place: place) }
    matrix = try reading(place) { try preparation.applied(to: matrix) }
    guard matrix.rows >= 2 else {
      throw Failure(
        .badData,
        "\(place): \(matrix.rows) replica has no overlaps; expected at least 2 rows"
          + (preparation.isTransposed ? "" : ", or --transpose for replicas in columns"))
    }
    if let spins, spins != matrix.columns {
      throw Failure(
        .badData,
        "\(place): \(matrix.columns) columns, but --spins is \(spins); for configurations the option "
          + "is not needed")
    }
    guard matrix.columns >= 4 else {
      throw Failure(
        .badData, "\(place): \(matrix.columns) sites per replica; expected at least 4")
    }
    guard matrix.elements.allSatisfy({ abs($0) == 1 }) else {
      if let zero = (0..<matrix.rows).first(where: { matrix.row($0).allSatisfy { $0 == 0 } }) {
        throw Failure(.badData, "\(place): \(OverlapError.zeroVector(row: zero))")
      }
      return .vectors(matrix)
    }
    var configurations = PackedConfigurations(spinCount: matrix.columns)
    for row in 0..<matrix.rows { configurations.append(matrix.row(row).map { Int8($0) }) }
    return .configurations(configurations)
  }

  /// Whether a matrix is meant as overlaps, whatever may be wrong with it.
  private func isOverlaps(_ matrix: Matrix) -> Bool {
    guard matrix.isSquare, matrix.rows >= 2 else { return false }
    // A square matrix with another number of sites.
    if let spins, spins != matrix.columns { return true }
    guard matrix.elements.allSatisfy(\.isFinite) else { return false }
    if matrix.largestAsymmetry().map({ $0.difference <= 1e-6 }) ?? true { return true }
    // No square array of replicas has its largest elements just on the diagonal, all of them equal.
    let diagonal = matrix.diagonal[0]
    return matrix.rows >= 4 && diagonal > 0 && matrix.diagonal.allSatisfy { $0 == diagonal }
      && (0..<matrix.rows).allSatisfy { a in
        (0..<matrix.rows).allSatisfy { a == $0 || abs(matrix[a, $0]) < diagonal }
      }
  }

  private func overlaps(_ matrix: Matrix, place: String) throws -> ReplicaSet {
    guard preparation.subtraction == .none else {
      throw Failure(
        .usage,
        "\(place) is an overlap matrix, from which no mean can be subtracted; --subtract needs the "
          + "array of replicas")
    }
    // What is wrong with the overlaps matters more than the missing number of sites.
    let checked = try reading(place) { try OverlapMatrix(matrix, siteCount: spins) }
    guard let spins else {
      throw Failure(
        .usage,
        "\(place) is an overlap matrix; give --spins N, the number of sites behind it, which sets "
          + "the noise level")
    }
    return .overlaps(checked, siteCount: spins)
  }
}
