import ReplicaKit

/// Arrays of users: configurations, activations or overlap matrices.
struct ArrayInput {
  /// The file or store.
  let file: String
  /// The replicas of each instance.
  let sets: [ReplicaSet]
  /// What is to be said about the reading.
  let remarks: [String]
  /// How many independent chains the replicas of every instance come from, chain after chain; `nil` where that is not
  /// known.
  let chainCount: Int?
  /// The replicas of every instance in the order of time; empty where it is not known.
  let timeOrders: [[Int]]

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - file: A file or store of any format that ``InputFile`` reads.
  ///   - spins: The number of sites behind overlaps.
  ///   - options: The array to choose and its preparation.
  ///   - order: Where the order of time comes from; `nil` where it is not known.
  ///   - name: The array of a file of several, where several are read; `nil` for that of the options.
  /// - Throws: A ``Failure`` that names the file.
  init(
    _ file: String, spins: Int?, options: ArrayOptions, order: RowOrder? = nil,
    named name: String? = nil
  ) throws {
    self.file = file
    let array = name ?? options.array
    let columns = try options.columnChoice()
    try Self.requireComplete(file, options)
    var content: ArrayContent
    if order == nil, options.leavesAsIs {
      switch try ArrayFile.replicas(
        file, array: array, columns: columns, whereDimensions: ArrayArrangement.isPlain)
      {
      case .spins(let instances):
        var maker = ReplicaSetMaker(file: file, spins: spins)
        sets = try instances.enumerated().map { k, configurations in
          try maker.replicaSet(configurations, instance: instances.count > 1 ? k : nil)
        }
        (remarks, chainCount, timeOrders) = (maker.remarks, nil, [])
        return
      case .numbers(let numbers): content = numbers
      }
    } else {
      content = try options.named(
        ArrayFile.content(file, array: array, columns: columns, aside: order?.columnWord),
        file: file)
    }
    content = try content.selecting(options.selections(), path: file)
    let arrangement = try ArrayArrangement(content, file: file)
    if options.transpose, !arrangement.names.isEmpty {
      throw Failure(
        .usage,
        "\(file): its dimensions are \(arrangement.names.joined(separator: ", ")), which says what is a replica; "
          + "--transpose would turn them round")
    }
    var maker = ReplicaSetMaker(
      file: file, spins: spins, preparation: options.preparation,
      dataType: content.array.dataType, areDimensionsKnown: !arrangement.names.isEmpty)
    // The columns of a table that named dimensions turned are rows.
    let isTable =
      arrangement.matrices.count == 1
      && arrangement.matrices[0].elements == content.array.values
    let (timeOrders, matrices) =
      try order?.applied(
        to: arrangement.matrices, of: file, isTransposed: options.transpose,
        table: isTable ? content.table : nil
      ) { place in
        try ArrayFile.content(
          file, array: array, columns: ColumnChoice(place: place)
        ).array.values
      } ?? (orders: [], matrices: arrangement.matrices)
    self.timeOrders = timeOrders
    sets = try matrices.enumerated().map { k, matrix in
      try maker.replicaSet(matrix, instance: matrices.count > 1 ? k : nil)
    }
    remarks = arrangement.remarks + maker.remarks
    chainCount = options.transpose ? nil : arrangement.chainCount
  }

  /// Refuses instances of a run of spherical spins that are not there, which would read as missing numbers, or are not
  /// those that were written with the rest.
  private static func requireComplete(_ file: String, _ options: ArrayOptions) throws {
    guard UnitStore.isRun(at: file), (try? RunKind(ofRunAt: file)) == .sphericalSpin else { return }
    let run = try SphericalRunStore(at: file)
    let done = try run.doneInstances()
    let chosen = try options.selections().first { $0.dimension == "instance" }.map { $0.value }
    let wanted = done.filter { chosen == nil || Double($0) == chosen }
    guard done.count == run.instanceCount || !wanted.isEmpty && chosen != nil else {
      throw Failure(
        .badData,
        "\(file): \(done.count) of \(run.instanceCount) instances are complete"
          + (done.first.map {
            "; --select instance=\($0) takes one of them, --resume of its command computes the others"
          } ?? ""))
    }
    for instance in wanted {
      _ = try run.configurations(instance: instance, temperatureIndex: 0)
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

/// Decides what a matrix is and checks it.
private struct ReplicaSetMaker {
  let file: String
  let spins: Int?
  let preparation: ReplicaPreparation
  /// The data type in the file or in memory.
  let dataType: NumPyDataType
  /// Whether the names of the dimensions say what is a replica and what is a site.
  let areDimensionsKnown: Bool
  /// What is to be said about the reading.
  private(set) var remarks: [String] = []

  init(
    file: String, spins: Int?, preparation: ReplicaPreparation = ReplicaPreparation(),
    dataType: NumPyDataType = .int8, areDimensionsKnown: Bool = false
  ) {
    self.file = file
    self.areDimensionsKnown = areDimensionsKnown
    self.spins = spins
    self.preparation = preparation
    self.dataType = dataType
  }

  /// Whether the elements are truth values, which stand for spins.
  private var isTruth: Bool { dataType == .bool }

  private mutating func remark(_ text: String) {
    if !remarks.contains(text) { remarks.append(text) }
  }

  /// Spins that were packed as they were read.
  mutating func replicaSet(
    _ configurations: PackedConfigurations, instance: Int? = nil
  ) throws -> ReplicaSet {
    try requireReplicas(
      rows: configurations.count, columns: configurations.spinCount, at: place(of: instance))
    return .configurations(configurations)
  }

  private func place(of instance: Int?) -> String {
    instance.map { "\(file), instance \($0)" } ?? file
  }

  /// A square symmetric matrix holds overlaps, a matrix of ±1 or of 0 and 1 configurations, any other activations.
  mutating func replicaSet(_ array: Matrix, instance: Int? = nil) throws -> ReplicaSet {
    let place = place(of: instance)
    var matrix = array
    if let top = dataType.wrappedMinusOne, matrix.elements.allSatisfy({ $0 == 1 || $0 == top }),
      matrix.elements.contains(top)
    {
      throw Failure(
        .badData,
        "\(place): all numbers of its type \(dataType.name) are 1 and \(text(top)), which is what −1 becomes there; "
          + "expected spins of a type with signs, such as int8 (in NumPy: array.view('\(dataType.name.dropFirst())'))"
      )
    }
    let isBinary =
      matrix.elements.allSatisfy { $0 == 0 || $0 == 1 } && matrix.elements.contains(0)
      && matrix.elements.contains(1) && !isOverlaps(matrix)
    if isTruth || isBinary {
      for k in matrix.elements.indices { matrix.elements[k] = 2 * matrix.elements[k] - 1 }
    }
    if isBinary, !isTruth {
      remark("the numbers 0 and 1 of \(file) are read as spins −1 and +1")
    }
    if isOverlaps(matrix) { return try overlaps(matrix, place: place) }
    try refuseStrayNumbers(matrix, place: place)
    matrix = try reading(place) { try preparation.applied(to: matrix) }
    try requireReplicas(rows: matrix.rows, columns: matrix.columns, at: place)
    guard matrix.elements.allSatisfy({ abs($0) == 1 }) else {
      if let zero = (0..<matrix.rows).first(where: { matrix.row($0).allSatisfy { $0 == 0 } }) {
        throw Failure(.badData, "\(place): \(OverlapError.zeroVector(row: zero))")
      }
      return try vectors(matrix, place: place)
    }
    var configurations = PackedConfigurations(spinCount: matrix.columns)
    for row in 0..<matrix.rows { configurations.append(matrix.row(row).map { Int8($0) }) }
    return .configurations(configurations)
  }

  /// Refuses spins among which there are numbers that are none.
  private mutating func refuseStrayNumbers(_ matrix: Matrix, place: String) throws {
    let strays = StrayNumbers(matrix)
    if let (low, high) = strays.pair {
      remark(
        "all numbers of \(file) are \(text(low)) and \(text(high)), which are no spins: these are −1 and +1, or 0 and 1"
      )
    }
    guard let first = strays.first else { return }
    throw Failure(
      .badData,
      "\(place): row \(first / matrix.columns), column \(first % matrix.columns) (from 0) is "
        + "\(text(matrix.elements[first])), and most others are spins; expected nothing but spins: no marks of missing "
        + "values, no names of columns and no columns beside the sites (--columns chooses those of a table)"
    )
  }

  /// Refuses numbers of replicas and sites that have no overlaps, or other ones than were given.
  private mutating func requireReplicas(rows: Int, columns: Int, at place: String) throws {
    guard rows >= 2 else {
      throw Failure(
        .badData,
        "\(place): \(rows) replica has no overlaps; expected at least 2 rows"
          + (preparation.isTransposed ? "" : ", or --transpose for replicas in columns"))
    }
    try Limits.requireOverlaps(replicas: rows, file: file)
    if rows > columns, !preparation.isTransposed, !areDimensionsKnown {
      remark(
        "\(file) is read as \(rows) replicas (rows) of \(columns) sites (columns); --transpose reads "
          + "replicas in columns")
    }
    if let spins, spins != columns {
      throw Failure(
        .badData,
        "\(place): \(columns) columns, but --spins is \(spins); for configurations the option "
          + "is not needed")
    }
    guard columns >= 4 else {
      throw Failure(
        .badData, "\(place): \(columns) sites per replica; expected at least 4")
    }
  }

  /// Activations; where one site makes the overlaps almost alone, which no split of the sites can judge, their
  /// overlaps.
  private mutating func vectors(_ matrix: Matrix, place: String) throws -> ReplicaSet {
    var shares = [Double](repeating: 0, count: matrix.columns)
    for row in 0..<matrix.rows {
      let values = matrix.row(row)
      let square = values.reduce(0) { $0 + $1 * $1 }
      guard square.isFinite, square > 0 else { return .vectors(matrix) }
      for (i, value) in values.enumerated() {
        shares[i] += value * value / square / Double(matrix.rows)
      }
    }
    guard let largest = shares.indices.max(by: { shares[$0] < shares[$1] }), shares[largest] > 0.2,
      shares[largest] > 20 / Double(matrix.columns)
    else { return .vectors(matrix) }
    remark(
      "site \(largest) (from 0) of \(file) carries \(text(100 * shares[largest], digits: 2)) % of the squared length "
        + "of the replicas, and the classes are those of their overlaps; --subtract site-mean takes out what all "
        + "replicas share")
    let overlaps = try reading(place) { try OverlapMatrix(ofRows: matrix).normalized() }
    return .overlaps(overlaps, siteCount: matrix.columns)
  }

  /// Whether a matrix is meant as overlaps, whatever may be wrong with it.
  private func isOverlaps(_ matrix: Matrix) -> Bool {
    guard matrix.isSquare, matrix.rows >= 2, !areDimensionsKnown else { return false }
    // A square matrix with another number of sites.
    if let spins, spins != matrix.columns { return true }
    guard matrix.elements.allSatisfy(\.isFinite) else { return false }
    if isSymmetricUpToRounding(matrix) || isMeantSymmetric(matrix) { return true }
    // No square array of replicas has its largest elements just on the diagonal, all of them equal.
    let diagonal = matrix.diagonal[0]
    return matrix.rows >= 4 && diagonal > 0 && matrix.diagonal.allSatisfy { $0 == diagonal }
      && (0..<matrix.rows).allSatisfy { a in
        (0..<matrix.rows).allSatisfy { a == $0 || abs(matrix[a, $0]) < diagonal }
      }
  }

  /// Whether mirrored elements are so alike, over twelve rows or more, that they were meant to be equal: their
  /// correlation is 0.7 or more.
  private func isMeantSymmetric(_ matrix: Matrix) -> Bool {
    guard matrix.rows >= 12, matrix.diagonal.allSatisfy({ $0 > 0 }) else { return false }
    var (count, sum, squares, product) = (0.0, 0.0, 0.0, 0.0)
    for a in 0..<matrix.rows {
      for b in 0..<a {
        let (x, y) = (matrix[a, b], matrix[b, a])
        count += 2
        sum += x + y
        squares += x * x + y * y
        product += 2 * x * y
      }
    }
    let mean = sum / count
    let variance = squares / count - mean * mean
    return variance > 0 && product / count - mean * mean >= 0.7 * variance
  }

  /// Whether mirrored elements agree as numbers of single precision do, relative to the self-overlaps.
  private func isSymmetricUpToRounding(_ matrix: Matrix) -> Bool {
    let lengths = matrix.diagonal.map { max(0, $0).squareRoot() }
    return (0..<matrix.rows).allSatisfy { a in
      (0..<a).allSatisfy { b in
        let difference = abs(matrix[a, b] - matrix[b, a])
        return difference <= 1e-6 || difference <= 1e-5 * lengths[a] * lengths[b]
      }
    }
  }

  private func overlaps(_ given: Matrix, place: String) throws -> ReplicaSet {
    try Limits.requireOverlaps(replicas: given.rows, file: file)
    if let spins {
      // Spins with these overlaps imitate the noise of what is not known.
      try Limits.requireMemory(
        12 * Double(given.rows) * Double(spins), for: "\(given.rows) replicas of --spins \(spins)",
        change: "give the number of sites that the overlaps were taken over")
    }
    var matrix = given
    if matrix.elements.allSatisfy(\.isFinite), isSymmetricUpToRounding(matrix) {
      matrix = Matrix(rows: matrix.rows, columns: matrix.rows) {
        (given[$0, $1] + given[$1, $0]) / 2
      }
    }
    guard preparation.subtraction == .none else {
      throw Failure(
        .usage,
        "\(place) is an overlap matrix, from which no mean can be subtracted; --subtract needs the "
          + "array of replicas")
    }
    guard !preparation.isTransposed else {
      throw Failure(
        .usage, "\(place) is an overlap matrix, which --transpose does not change; leave it out")
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
