import ArgumentParser
import ReplicaKit

/// What a user knows of the replicas of arrays: patterns, classes, times.
struct KnowledgeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Stored patterns, P × N numbers ±1 (or truth values, or 0 and 1), that may explain the states of arrays of \
      spins, or of a run of a model that knows none; states that patterns explain are no symmetry breaking.
      """, valueName: "file"))
  var patternFile: String?

  @Option(
    help: ArgumentHelp(
      "Classes of the replicas of arrays, one number each, to be compared with the states found.",
      valueName: "file"))
  var labels: String?

  @Option(
    help: ArgumentHelp(
      """
      The order of the replicas of arrays in time, to test whether they are independent: 'index' for rows that \
      stand in this order, a file of one time for each row, or the column of the array that holds the time, \
      by its name or number from 0 in the file, whether --columns chose it or not; the column then is no site.
      """, valueName: "index|file|column"))
  var order: String?

  /// Refuses options that mean nothing for a run.
  func requireNone(for run: String) throws {
    guard labels == nil, order == nil else {
      throw Failure(
        .usage, "\(run) is a run, which knows its times; --labels and --order apply to arrays")
    }
  }

  /// The patterns of `--pattern-file` for a run of a spin model that knows none, such as one of a user's own couplings.
  ///
  /// - Parameters:
  ///   - run: The run.
  ///   - name: Its name, for the error.
  /// - Returns: P × N numbers ±1; `nil` without the option.
  /// - Throws: A ``Failure`` that names the file or the run.
  func patterns(ofRun run: RunStore, _ name: String) throws -> Matrix? {
    guard let patternFile else { return nil }
    guard !(run.ensemble is any PatternEnsemble) else {
      throw Failure(
        .usage, "\(name) is a run that knows its patterns; --pattern-file applies to others")
    }
    let patterns = try readPatterns(patternFile)
    try require(patterns, of: patternFile, fitSites: run.ensemble.spinCount, of: name)
    return patterns
  }

  /// Whether nothing was given.
  var isEmpty: Bool { patternFile == nil && labels == nil && order == nil }

  /// Where the order of time comes from; `nil` where it is not known.
  var rowOrder: RowOrder? { order.map(RowOrder.init) }

  /// The patterns of `--pattern-file`, checked against the replicas.
  ///
  /// - Parameters:
  ///   - sets: The replicas.
  ///   - name: Their name, for the error.
  /// - Returns: P × N numbers ±1; `nil` without the option.
  /// - Throws: A ``Failure`` that names the file.
  func patterns(for sets: [ReplicaSet], _ name: String) throws -> Matrix? {
    guard let patternFile else { return nil }
    let patterns = try readPatterns(patternFile)
    for set in sets {
      guard case .configurations = set else {
        throw Failure(
          .usage,
          "\(name) was read as \(set.isReal ? "real vectors" : "overlaps"); --pattern-file applies to configurations of "
            + "spins ±1")
      }
      try require(patterns, of: patternFile, fitSites: set.siteCount, of: name)
    }
    return patterns
  }

  private func readPatterns(_ patternFile: String) throws -> Matrix {
    let patterns = try InputFile.spins(at: patternFile)
    guard patterns.rows > 0, patterns.columns > 0 else {
      throw Failure(
        .badData,
        "\(patternFile): an array of shape [\(patterns.rows), \(patterns.columns)] holds no patterns; expected one "
          + "pattern per row")
    }
    if let bad = patterns.elements.firstIndex(where: { abs($0) != 1 }) {
      throw Failure(
        .badData,
        "\(patternFile): the element at row \(bad / patterns.columns), column \(bad % patterns.columns) (from 0) is "
          + "\(text(patterns.elements[bad])); expected patterns of numbers +1 and −1, one pattern per row"
      )
    }
    return patterns
  }

  private func require(
    _ patterns: Matrix, of patternFile: String, fitSites sites: Int, of name: String
  ) throws {
    guard sites == patterns.columns else {
      throw Failure(
        .badData,
        "\(patternFile): \(patterns.rows) patterns of \(patterns.columns) sites, but \(name) has \(sites) sites"
          + (sites == patterns.rows
            ? "; expected one pattern per row, so transpose the patterns" : ""))
    }
  }

  /// The classes of `--labels`, one for each replica.
  ///
  /// - Parameter sets: The replicas.
  /// - Returns: One number for each replica; `nil` without the option.
  /// - Throws: A ``Failure`` that names the file.
  func classes(for sets: [ReplicaSet]) throws -> [Double]? {
    guard let labels else { return nil }
    return try InputFile.numbers(
      at: labels, count: sets[0].replicaCount, of: "class", plural: "classes")
  }
}
