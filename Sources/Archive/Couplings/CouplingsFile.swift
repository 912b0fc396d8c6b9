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
/// | text | lines `i j J`, `i i h` or `i h`; a header `N M`; a title; `.gz` |
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

    /// The fields of their own file, in our sign; `nil` without one.
    fileprivate func fieldsOfFile() throws -> [Double]? {
      guard let fieldFile else { return nil }
      let array = try ArrayFile.read(fieldFile)
      guard array.shape.filter({ $0 != 1 }).count <= 1 else {
        throw ArchiveError.wrongShape(
          path: fieldFile, expected: "one field for each spin", found: array.shape)
      }
      return hasPlusSign ? array.values.map { 0 - $0 } : array.values
    }

    /// Refuses variables where nothing but spins can be.
    fileprivate func requireNoVariables(_ path: String) throws {
      guard variables == nil else {
        throw ArchiveError.superfluous(
          path: path, option: "--vartype", reason: "it holds a matrix of couplings of spins")
      }
    }

    /// Refuses to count from 1 where nothing is counted, or the format says from where.
    fileprivate func requireNoCounting(_ path: String) throws {
      guard !isOneBased else {
        throw ArchiveError.superfluous(
          path: path, option: "--one-based",
          reason: "it holds a matrix, not a list that counts its spins")
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
    if bytes.starts(with: [0x50, 0x4B]), let list = try SparseMatrixFile.list(bytes, path: path) {
      try reading.requireNoCounting(path)
      try reading.requireNoVariables(path)
      try self.init(list, reading)
    } else if let list = try MatrixMarketFile.list(bytes, path: path) {
      try reading.requireNoVariables(path)
      try self.init(list, reading)
    } else if bytes.first(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) == UInt8(ascii: "{") {
      try reading.requireNoCounting(path)
      try self.init(
        DimodModel.list(source.json(), path: path, variables: reading.variables), reading,
        hasOwnSign: true)
    } else if ArrayFile.isBinary(source) {
      self = try Self.table(ArrayFile.content(source, array: reading.array), path, reading)
    } else {
      let text = try TextLines(bytes, path: path)
      if let matrix = try CouplingsText.matrix(text) {
        self = try Self.table(ArrayContent(NumPyArray(matrix)), path, reading)
      } else {
        let found = try CouplingsText.list(
          text, isOneBased: reading.isOneBased, spinCount: reading.spinCount,
          variables: reading.variables)
        try self.init(found.list, reading, hasOwnSign: found.hasOwnSign, isText: true)
      }
    }
  }

  private init(
    _ found: CouplingList, _ reading: Reading, hasOwnSign: Bool = false, isText: Bool = false
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
    let given = try reading.fieldsOfFile()
    guard given == nil || !hasOwnSign && list.fields.allSatisfy({ $0.value == 0 }) else {
      throw ArchiveError.superfluous(
        path: list.path, option: "--fields",
        reason: hasOwnSign
          ? "it holds a binary quadratic model, whose linear terms are the fields"
          : "it has fields of its own")
    }
    let (bare, free) = try list.instance(
      spinCount: reading.spinCount ?? (list.spinCount == nil ? given?.count : nil))
    let instance = try given.map { try bare.adding(fields: $0) } ?? bare
    if free > 0, given == nil {
      list.remarks.append(
        "\(free) of \(instance.spinCount) spins have neither a coupling nor a field in \(list.path)"
          + (isText && !reading.isOneBased ? "; a list that counts from 1 needs --one-based" : ""))
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
      fields = given
    }
    return CouplingsFile(
      instance: try SpinInstance(couplings: matrix, fields: fields), offset: 0, remarks: remarks)
  }

  private init(instance: SpinInstance, offset: Double, remarks: [String]) {
    self.instance = instance
    self.offset = offset
    self.remarks = remarks
  }
}

extension NumPyDataType {
  /// The relative size of rounding errors that sums in this type leave.
  var roundingError: Double {
    switch self {
    case .float16: 1e-2
    case .float32: 1e-5
    default: 1e-12
    }
  }
}
