public import Documents
public import SpinModels

/// The samples of a dimod `SampleSet`, read from JSON.
///
/// The file is what `json.dump(sampleset.to_serializable(), file)` writes: samples packed into words of
/// 32 bits (the default) or not, of vartype SPIN or BINARY. Each sample counts as often as its
/// `num_occurrences` says, one replica per occurrence.
///
/// ```
/// s_i = 2 x_i − 1   for BINARY samples x_i = 0, 1
/// ```
///
/// **Source**: dimod 0.12, schema 3 of sample sets.
public struct DimodSampleSet: Sendable, Equatable {
  /// The replicas: one spin configuration per occurrence of a sample, in the order of the file.
  public let configurations: PackedConfigurations
  /// The names of the variables, in the order of the spins; names that are no texts as compact JSON.
  public let variableLabels: [String]
  /// Whether the samples were 0 and 1 rather than −1 and 1.
  public let isBinary: Bool
  /// The number of rows of the sample set, before occurrences were expanded.
  public let rowCount: Int

  /// The most replicas that a file may stand for: their overlaps are then 0.8 GB.
  public static let largestReplicaCount = 10_000

  /// Whether a JSON document calls itself a sample set.
  ///
  /// - Parameter document: The document.
  /// - Returns: Whether its `type` is `SampleSet`, or `Response` as OpenJij calls what it makes of one.
  public static func isSampleSet(_ document: JSONValue) -> Bool {
    document["type"] == "SampleSet" || document["type"] == "Response"
  }

  /// Reads a file.
  ///
  /// - Parameter path: The file.
  /// - Throws: ``ArchiveError`` if the file is missing, not JSON or not a sample set of spins.
  public init(contentsOfFile path: String) throws {
    try self.init(JSONValue(contentsOfFile: path, allowsNonFinite: true), path: path)
  }

  /// Reads a document.
  ///
  /// - Parameters:
  ///   - document: What `SampleSet.to_serializable` returns.
  ///   - path: Where it came from, for the error.
  /// - Throws: ``ArchiveError/badMetadata(path:item:expected:found:)`` for what is no sample set, has
  ///   samples of other values, or stands for more than ``largestReplicaCount`` replicas.
  /// - Complexity: O(R N).
  public init(_ document: JSONValue, path: String) throws {
    let reader = SampleSetReader(document: document, path: path)
    guard Self.isSampleSet(document) else {
      throw reader.error("type", "SampleSet, as dimod's to_serializable writes", document["type"])
    }
    let schema = document["version"]?["sampleset_schema"]?.stringValue ?? ""
    guard schema.hasPrefix("3.") else {
      throw reader.error(
        "sampleset_schema", "3.x, as dimod from 0.9 on writes", document["version"])
    }
    let rows = try reader.count("num_rows")
    let variables = try reader.count("num_variables")
    guard rows > 0, variables > 0 else {
      throw ArchiveError.noData(path: path, expected: "a sample set with samples of variables")
    }
    guard rows <= Self.largestReplicaCount else {
      throw reader.error(
        "num_rows", "at most \(Self.largestReplicaCount) samples; take fewer", .integer(rows))
    }
    let binary: Bool
    switch document["variable_type"] {
    case "SPIN": binary = false
    case "BINARY": binary = true
    default: throw reader.error("variable_type", "SPIN or BINARY", document["variable_type"])
    }
    let labels = document["variable_labels"]?.arrayValue ?? []
    guard labels.count == variables else {
      throw reader.error(
        "variable_labels", "\(variables) labels", .string("\(labels.count) labels"))
    }
    let occurrences = try reader.occurrences(rows: rows)
    let samples = try reader.samples(rows: rows, variables: variables, isBinary: binary)
    var configurations = PackedConfigurations(spinCount: variables)
    for (sample, count) in zip(samples, occurrences) {
      for _ in 0..<count { configurations.append(sample) }
    }
    self.configurations = configurations
    variableLabels = labels.map { $0.stringValue ?? $0.compactText }
    isBinary = binary
    rowCount = rows
  }
}

/// Takes the parts out of a sample set.
private struct SampleSetReader {
  let document: JSONValue
  let path: String

  func error(_ item: String, _ expected: String, _ found: JSONValue?) -> ArchiveError {
    let text = found?.compactText ?? "nothing"
    return .badMetadata(
      path: path, item: "'\(item)' of the sample set", expected: expected,
      found: text.count > 80 ? text.prefix(80) + " …" : text)
  }

  func count(_ item: String) throws -> Int {
    guard let value = document[item]?.intValue, (0...(1 << 31)).contains(value) else {
      throw error(item, "a whole number from 0 on", document[item])
    }
    return value
  }

  /// How often every row occurs.
  func occurrences(rows: Int) throws -> [Int] {
    var counts = [Int](repeating: 1, count: rows)
    if let vector = document["vectors"]?["num_occurrences"] {
      try requireText(vector, "num_occurrences")
      guard let given = vector["data"]?.intArrayValue, given.count == rows,
        given.allSatisfy({ $0 >= 0 && $0 < 1 << 31 })
      else { throw error("num_occurrences", "\(rows) whole numbers from 0 on", vector["data"]) }
      counts = given
    }
    let total = counts.reduce(0, +)
    guard total <= DimodSampleSet.largestReplicaCount else {
      throw error(
        "num_occurrences",
        "at most \(DimodSampleSet.largestReplicaCount) replicas in all; take fewer samples",
        .integer(total))
    }
    return counts
  }

  /// One list of ±1 per row.
  func samples(rows: Int, variables: Int, isBinary: Bool) throws -> [[Int8]] {
    let data = document["sample_data"] ?? nil
    try requireText(data, "sample_data")
    let isPacked = document["sample_packed"]?.boolValue ?? false
    let width = isPacked ? (variables + 31) / 32 : variables
    guard let lists = data["data"]?.arrayValue, lists.count == rows else {
      throw error("sample_data", "\(rows) rows", data["shape"])
    }
    return try lists.enumerated().map { row, list in
      guard let numbers = list.intArrayValue, numbers.count == width else {
        throw error("sample_data", "row \(row) (from 0) with \(width) whole numbers", list)
      }
      guard isPacked else {
        return try numbers.map { value in
          guard value == 1 || value == (isBinary ? 0 : -1) else {
            throw error(
              "sample_data", "\(isBinary ? "0" : "-1") and 1 in row \(row) (from 0)",
              .integer(value))
          }
          return value == 1 ? 1 : -1
        }
      }
      guard numbers.allSatisfy({ (0...0xFFFF_FFFF).contains($0) }) else {
        throw error("sample_data", "words of 32 bits in row \(row) (from 0)", list)
      }
      // The least significant bit of a word is the first variable of its 32; set bits are spins up.
      return (0..<variables).map { variable -> Int8 in
        let word = numbers[variable / 32]
        return word >> (variable % 32) & 1 == 1 ? 1 : -1
      }
    }
  }

  private func requireText(_ array: JSONValue, _ item: String) throws {
    guard array["use_bytes"] != true else {
      throw error(item, "numbers as text (to_serializable without use_bytes)", "use_bytes")
    }
  }
}

extension DimodSampleSet: ArrayFormat {
  static var endings: [String] { [".json"] }
  static var contents: String? { "a dimod sample set (.json)" }
  static func recognises(_ start: ArraySlice<UInt8>) -> Bool { ArraySource.isObject(start) }
  static func read(_ source: ArraySource, named name: String?) throws -> ArrayContent {
    let samples = try DimodSampleSet(source.json(), path: source.path)
    return ArrayContent(NumPyArray(samples.configurations.unpacked(), dataType: .int8))
  }
}
