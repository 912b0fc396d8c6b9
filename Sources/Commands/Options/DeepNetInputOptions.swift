import ArgumentParser
import ReplicaKit

/// The inputs that are sent through a network.
struct DeepNetInputOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "The number A of random inputs.")
  var inputs = 16

  @Option(parsing: .unconditional, help: "The squared length of random inputs, |x|²/N₀.")
  var q0 = 1.0

  @Option(parsing: .unconditional, help: "The correlation of random inputs.")
  var c0 = 0.5

  @Option(
    parsing: .unconditional,
    help: "Random inputs in this many clusters; --c0 holds within a cluster.")
  var clusters: Int?

  @Flag(help: "Inputs evenly spaced on a circle in a random plane, instead of a correlation --c0.")
  var circle = false

  @Option(
    help: ArgumentHelp(
      "Random inputs with the overlaps q_ab of a square matrix, .npy, .npz or .csv.",
      valueName: "file"))
  var overlaps: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Inputs: a matrix of one row each, .npy, .npz or .csv.", valueName: "file"))
  var input: String?

  @Option(
    help: ArgumentHelp("The array to read from a .npz file of several.", valueName: "name"))
  var array: String?

  @Option(
    parsing: .unconditional,
    help: "The number N₀ of components of random inputs. (default: the width of the first layer)")
  var dimension: Int?

  func validate() throws {
    guard input != nil || overlaps != nil || inputs >= 2 else {
      throw ValidationError("--inputs is \(inputs); overlaps need at least 2")
    }
    try expect((1e-6...1e6).contains(q0), "--q0", q0, "a positive number, 1e-6 to 1e6")
    try expect(c0 >= 0 && c0 < 1, "--c0", c0, "0 to below 1")
    if let clusters, clusters < 1 || inputs % clusters != 0 {
      throw ValidationError(
        "--clusters is \(clusters); expected a number that divides --inputs \(inputs)")
    }
    let kinds = [
      ("--clusters", clusters != nil), ("--circle", circle), ("--overlaps", overlaps != nil),
      ("--input", input != nil),
    ].filter(\.1)
    guard kinds.count <= 1 else {
      throw ValidationError("\(kinds[0].0) and \(kinds[1].0) exclude each other")
    }
    guard array == nil || input != nil || overlaps != nil else {
      throw ValidationError("--array chooses an array of --input or --overlaps")
    }
    if let dimension {
      try expect((2...1_000_000).contains(dimension), "--dimension", dimension, "2 to 1000000")
      guard input == nil else {
        throw ValidationError("--dimension is that of random inputs; --input has its own")
      }
    }
  }

  /// The number of inputs, as far as it is known before a file is read.
  var knownCount: Int? { input == nil && overlaps == nil ? inputs : nil }

  /// Draws or reads the inputs.
  ///
  /// - Parameters:
  ///   - width: The width of the first layer.
  ///   - seed: The user's seed.
  /// - Returns: The inputs.
  /// - Throws: ``Failure`` that names the file, and what the library refuses.
  func make(width: Int, seed: UInt64) throws -> NetworkInputs {
    if let input {
      let matrix = try InputFile.array(at: input, named: array).matrix(path: input)
      return try reading(input) { try NetworkInputs(matrix) }
    }
    if let overlaps {
      let matrix = try InputFile.array(at: overlaps, named: array).matrix(path: overlaps)
      return try reading(overlaps) {
        try NetworkInputs(
          overlaps: matrix, dimension: dimension ?? max(width, matrix.rows), seed: seed)
      }
    }
    if circle {
      return try NetworkInputs(
        circleOf: inputs, length: q0, dimension: dimension ?? max(width, 2), seed: seed)
    }
    return try NetworkInputs(
      overlaps: NetworkInputs.clusterOverlaps(
        clusters: clusters ?? 1, size: clusterSize, length: q0, within: q0 * c0, between: 0),
      dimension: dimension ?? max(width, inputs), seed: seed)
  }

  private var clusterSize: Int { inputs / (clusters ?? 1) }

  /// The families of pairs that clusters have; empty without clusters.
  var pairFamilies: [PairFamily] {
    guard let clusters else { return [] }
    let pairs = (0..<inputs).flatMap { b in (0..<b).map { a in (a, b) } }
    func isWithin(_ pair: (Int, Int)) -> Bool { pair.0 / clusterSize == pair.1 / clusterSize }
    return [
      clusterSize > 1
        ? PairFamily(key: "within", name: "within clusters", pairs: pairs.filter(isWithin)) : nil,
      clusters > 1
        ? PairFamily(
          key: "between", name: "between clusters", pairs: pairs.filter { !isWithin($0) }) : nil,
    ].compactMap { $0 }
  }
}
