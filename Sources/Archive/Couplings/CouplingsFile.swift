import Documents
public import LinearAlgebra
public import SpinModels

/// Couplings and fields of a user, read from any of the formats in which they are kept.
///
/// ```
/// H = −Σ_{i<j} J_ij s_i s_j − Σ_i h_i s_i
/// ```
///
/// | format | what is read |
/// | --- | --- |
/// | text | lines `i j J`, `i i h` or `i h`; a header `N M`; a title or names of columns; edges of networkx; `.gz` |
/// | qbsolv | `p qubo 0 N diagonals elements` |
/// | dimod | text with `# vartype=` (or ``Reading/variables``), JSON of a binary quadratic model |
/// | Matrix Market | `coordinate` and `array`, `symmetric` and `general` |
/// | NumPy | a matrix as `.npy` or in `.npz`, `scipy.sparse.save_npz` |
/// | tables | a matrix as text, or an array of any format of ``ArrayFile`` |
///
/// Few couplings are kept as a list of bonds, never as a matrix.
public struct CouplingsFile: Sendable {
  /// The couplings and fields.
  public let instance: SpinInstance
  /// What must be added to H for the energy that the file means: a constant, of models of 0 and 1 for example.
  public let offset: Double
  /// What a reader of the result should know about the reading.
  public let remarks: [String]

  /// What the variables of a binary quadratic model are.
  public enum Variables: String, Sendable, CaseIterable {
    /// Spins, ±1.
    case spin
    /// 0 and 1.
    case binary

    /// The kind of a name in any letters, such as `SPIN` or `Vartype.BINARY`.
    init?(name: String) {
      self.init(rawValue: name.lowercased().split(separator: ".").last.map(String.init) ?? "")
    }
  }

  /// How a file is to be understood, where it does not say so itself.
  public struct Reading: Sendable {
    /// The number of spins; `nil` for what the file says.
    public var spinCount: Int?
    /// Whether spins count from 1 in lists.
    public var isOneBased = false
    /// Whether the file means H = +Σ J_ij s_i s_j + Σ h_i s_i.
    public var hasPlusSign = false
    /// Whether the user said the sign, so that a text that speaks of a QUBO is none.
    public var isSignStated = false
    /// The array of couplings in a file of several.
    public var array: String?
    /// The array of fields in such a file.
    public var fieldArray: String?
    /// A file of the fields, in the sign of the couplings, where that of the couplings has none.
    public var fieldFile: String?

    /// What the variables of a list are that means E = Σ a_i v_i + Σ b_ij v_i v_j, as dimod does; `nil` for our H.
    public var variables: Variables?

    /// Reads as the file says: spins from 0, our sign.
    public init() {}

    /// Whether the user says what the numbers of a list mean.
    var statesEnergy: Bool { variables != nil || isSignStated || hasPlusSign }

    /// The fields of their own file, in our sign, with what is to be said about them; `nil` without one.
    fileprivate func fieldsOfFile() throws -> (values: [Double], remarks: [String])? {
      guard let fieldFile else { return nil }
      let array = try ArrayFile.read(fieldFile)
      var (values, remarks) = (array.values, [String]())
      // Two rows and two columns are rather the couplings of two spins.
      if array.shape.count == 2, array.shape[1] == 2, array.shape[0] > 2, let first = values.first,
        [0, 1].contains(first),
        (0..<array.shape[0]).allSatisfy({ values[2 * $0] == first + Double($0) })
      {
        // As pandas writes a series.
        values = (0..<array.shape[0]).map { array.values[2 * $0 + 1] }
        remarks.append(
          "the first column of \(fieldFile) counts the spins, the second is read as fields")
      } else if array.shape.filter({ $0 != 1 }).count > 1 {
        throw ArchiveError.wrongShape(
          path: fieldFile,
          expected: "one field for each spin, or two columns of which the first counts the spins",
          found: array.shape)
      }
      return (hasPlusSign ? values.map { 0 - $0 } : values, remarks)
    }

    /// Refuses variables of a matrix, which may have a diagonal and both triangles or one: it is read as one of spins.
    fileprivate func requireNoVariables(_ path: String, comment: Variables? = nil) throws {
      switch comment ?? variables {
      case nil: return
      case .spin:
        throw ArchiveError.superfluous(
          path: path, option: comment == nil ? "--vartype" : "'vartype' in a comment",
          reason:
            "it holds a matrix of couplings of spins; leave it out, with --sign plus for E = +Σ_{i<j} J_ij s_i s_j"
        )
      case .binary:
        let name = path.lowercased()
        let load =
          name.hasSuffix(".npy")
          ? "numpy.load('FILE')"
          : name.hasSuffix(".mtx")
            ? "scipy.io.mmread('FILE').toarray()"
            : name.hasSuffix(".npz")
              ? "scipy.sparse.load_npz('FILE').toarray()"
              : "numpy.loadtxt('FILE'\(name.hasSuffix(".csv") ? ", delimiter=','" : ""))"
        let module =
          load.hasPrefix("scipy.io")
          ? ", scipy.io" : load.hasPrefix("scipy") ? ", scipy.sparse" : ""
        throw ArchiveError.needsConversion(
          path: path,
          reason: "a matrix Q of variables 0 and 1, E = Σ Q_ij x_i x_j over all i and j",
          command: ForeignModels.python(
            "import numpy\(module); Q = \(load); Q = numpy.triu(Q) + numpy.tril(Q, -1).T; i, j = numpy.nonzero(Q); "
              + "numpy.savetxt('Q.txt', numpy.c_[i, j, Q[i, j]], '%d %d %.17g', header='vartype=BINARY')",
            path))
      }
    }

    /// Refuses to count from 1 where nothing is counted, or the format says from where.
    fileprivate func requireNoCounting(_ path: String) throws {
      guard !isOneBased else {
        throw ArchiveError.superfluous(
          path: path, option: "--one-based",
          reason: "its format is not a list whose spins may count from 0 or from 1")
      }
    }
  }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: The file; `-` for standard input.
  ///   - reading: What the file does not say itself.
  /// - Throws: ``ArchiveError`` with the place of what cannot be read, and `SpinModelError` for couplings that no
  ///   model has, such as truly asymmetric ones.
  public init(_ path: String, reading: Reading = Reading()) throws {
    let source = ArraySource(path)
    let isArray = try MemoryFiles.array(at: path) != nil
    guard !source.isFolder, !isArray else {
      self = try Self.table(ArrayFile.content(source, array: reading.array), path, reading)
      return
    }
    let bytes = try source.bytes()
    try ForeignModels.refuse(bytes, source)
    if bytes.starts(with: [0x50, 0x4B]), let list = try SparseMatrixFile.list(bytes, path: path) {
      try reading.requireNoCounting(path)
      try reading.requireNoVariables(path)
      try self.init(list, reading)
    } else if let list = try MatrixMarketFile.list(bytes, path: path) {
      try reading.requireNoVariables(path)
      try CouplingsText.requireNoBinary([], bytes, path, reading)
      try self.init(list, reading)
    } else if ArraySource.isObject(bytes) {
      try reading.requireNoCounting(path)
      let document = try source.json()
      try ForeignModels.refuse(document, path: path)
      try self.init(
        DimodModel.list(document, path: path, variables: reading.variables), reading,
        hasOwnSign: true)
    } else if ArrayFile.isBinary(source) {
      self = try Self.table(ArrayFile.content(source, array: reading.array), path, reading)
    } else {
      self = try Self.text(TextLines(bytes, path: path), bytes, reading)
    }
  }

  private static func text(
    _ text: TextLines, _ bytes: [UInt8], _ reading: Reading
  ) throws -> CouplingsFile {
    if let list = try QbsolvFile.list(text) {
      try reading.requireNoCounting(text.path)
      guard reading.variables == nil else {
        throw ArchiveError.superfluous(
          path: text.path, option: "--vartype", reason: "a QUBO has variables 0 and 1")
      }
      return try CouplingsFile(list, reading, hasOwnSign: true)
    }
    try CouplingsText.requireKnownVariables(text, bytes, reading)
    if let matrix = try CouplingsText.matrix(text) {
      let stated = try CouplingsText.statedVariables(text)
      try reading.requireNoVariables(text.path, comment: stated.flatMap(Variables.init(name:)))
      return try table(ArrayContent(NumPyArray(matrix)), text.path, reading)
    }
    do {
      let found = try CouplingsText.list(text, reading)
      return try CouplingsFile(found.list, reading, hasOwnSign: found.hasOwnSign)
    } catch {
      // What is no list may be a matrix of three spins with a diagonal.
      guard let element = CouplingsText.diagonal(text) else { throw error }
      throw SpinModelError.selfCoupling(site: element.site, value: element.value)
    }
  }

  private init(
    _ found: CouplingList, _ reading: Reading, hasOwnSign: Bool = false
  ) throws {
    var list = found
    if reading.hasPlusSign {
      guard !hasOwnSign else {
        throw ArchiveError.superfluous(
          path: list.path, option: "--sign", reason: "the format says which sign its energy has")
      }
      list.reverseSign()
    }
    guard reading.fieldArray == nil, reading.array == nil else {
      throw ArchiveError.onlyOneArray(path: list.path)
    }
    try list.requireSize(reading.spinCount)
    let given = try reading.fieldsOfFile()
    guard given == nil || !hasOwnSign && list.fields.allSatisfy({ $0.value == 0 }) else {
      throw ArchiveError.superfluous(
        path: list.path, option: "--fields",
        reason: hasOwnSign
          ? "it holds a binary quadratic model, whose linear terms are the fields"
          : "it has fields of its own")
    }
    let (bare, free) = try list.instance(
      spinCount: reading.spinCount, fieldCount: given?.values.count)
    let instance = try given.map { try bare.adding(fields: $0.values) } ?? bare
    list.remarks += given?.remarks ?? []
    if free.count > 0 {
      list.remarks.append(
        "\(free.count) of \(instance.spinCount) spins have neither a coupling nor a field in \(list.path)"
          + (list.mayCountFromOne && free.hasFirst
            ? "; a list that counts from 1 needs --one-based" : ""))
    }
    self.instance = instance
    offset = list.offset
    remarks = list.remarks
  }

  /// Couplings of a matrix, whose rounding errors are taken out.
  private static func table(
    _ content: ArrayContent, _ path: String, _ reading: Reading
  ) throws -> CouplingsFile {
    var remarks = content.remarks
    var matrix = try content.array.matrix(path: path)
    guard matrix.isSquare else {
      try refuseTable(matrix, path)
      throw SpinModelError.notSquare(rows: matrix.rows, columns: matrix.columns)
    }
    if let spins = reading.spinCount, spins != matrix.rows {
      throw ArchiveError.badMetadata(
        path: path, item: "--spins",
        expected: "\(matrix.rows), as its matrix of \(matrix.rows) rows",
        found: "\(spins)")
    }
    try reading.requireNoCounting(path)
    try reading.requireNoVariables(path)
    if let top = content.array.dataType.wrappedMinusOne, matrix.elements.contains(top),
      matrix.elements.allSatisfy({ [0, 1, top].contains($0) })
    {
      throw ArchiveError.badMetadata(
        path: path, item: "the data type",
        expected:
          "one with signs, such as int8, for couplings of −1 (in NumPy: array.view('\(content.array.dataType.name.dropFirst())'))",
        found: "\(content.array.dataType.name) with \(Int(top)), which −1 becomes there")
    }
    if let worst = matrix.largestAsymmetry(), worst.difference.isFinite {
      let largest = matrix.elements.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
      if worst.difference <= content.array.dataType.roundingError * largest {
        for i in 0..<matrix.rows {
          for j in 0..<i {
            let mean = (matrix[i, j] + matrix[j, i]) / 2
            (matrix[i, j], matrix[j, i]) = (mean, mean)
          }
        }
        remarks.append(
          "J_ij and J_ji differed by up to \(worst.difference), as rounding makes them; their means are taken"
        )
      }
    }
    var fields: [Double]?
    if let name = reading.fieldArray {
      let array = try ArrayFile.content(ArraySource(path), array: name).array
      guard array.shape.filter({ $0 != 1 }).count <= 1, array.values.count == matrix.rows else {
        throw ArchiveError.wrongShape(
          path: path, expected: "'\(name)' with one field for each of \(matrix.rows) spins",
          found: array.shape)
      }
      fields = array.values
    } else {
      remarks += try UnreadFields.remarks(content, matrix.rows, path, reading)
    }
    if reading.hasPlusSign {
      for k in matrix.elements.indices { matrix.elements[k] = 0 - matrix.elements[k] }
      fields = fields?.map { 0 - $0 }
    }
    if let given = try reading.fieldsOfFile() {
      guard fields == nil else {
        throw ArchiveError.superfluous(
          path: path, option: "--fields", reason: "--field-array chooses the fields in it")
      }
      fields = given.values
      remarks += given.remarks
    }
    return CouplingsFile(
      instance: try SpinInstance(couplings: matrix, fields: fields), offset: 0, remarks: remarks)
  }

  /// Refuses a list of couplings that is an array of three columns.
  private static func refuseTable(_ matrix: Matrix, _ path: String) throws {
    guard matrix.columns == 3,
      (0..<matrix.rows).allSatisfy({ row in
        matrix.row(row).dropLast().allSatisfy { Int(exactly: $0).map { $0 >= 0 } ?? false }
      })
    else { return }
    let load =
      [(".npy", "numpy.load('FILE')"), (".xlsx", "pandas.read_excel('FILE').to_numpy()")]
      .first { path.lowercased().hasSuffix($0.0) }?.1 ?? "TABLE"
    throw ArchiveError.needsConversion(
      path: path,
      reason:
        "an array of \(matrix.rows) × 3; lists of couplings i, j, J are read from text",
      command: ForeignModels.python(
        "import numpy\(load.hasPrefix("pandas") ? ", pandas" : ""); numpy.savetxt('J.txt', \(load), '%d %d %.17g')",
        path))
  }

  private init(instance: SpinInstance, offset: Double, remarks: [String]) {
    self.instance = instance
    self.offset = offset
    self.remarks = remarks
  }
}

extension NumPyDataType {
  /// What −1 becomes when its bytes are read as a number without a sign; `nil` of types with one.
  public var wrappedMinusOne: Double? {
    switch self {
    case .uint8: 0xFF
    case .uint16: 0xFFFF
    case .uint32: 0xFFFF_FFFF
    default: nil
    }
  }

  /// The relative size of rounding errors that sums in this type leave.
  var roundingError: Double {
    switch self {
    case .float16: 1e-2
    case .float32: 1e-5
    default: 1e-12
    }
  }
}
