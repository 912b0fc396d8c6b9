import Documents

/// The metadata document of an array, from which parts are taken with errors that name them.
protocol ArrayMetadata {
  /// The document.
  var metadata: JSONValue { get }

  /// The error of a part that is not as expected.
  func error(_ item: String, _ expected: String, _ found: JSONValue?) -> ArchiveError
}

extension ArrayMetadata {
  func require(_ item: String, equals value: JSONValue) throws {
    guard metadata[item] == value else { throw error(item, value.compactText, metadata[item]) }
  }

  func sizes(_ item: String, in object: JSONValue, atLeast lowest: Int) throws -> [Int] {
    guard let sizes = object[item]?.intArrayValue, sizes.allSatisfy({ $0 >= lowest }) else {
      throw error(item, "a list of whole numbers from \(lowest) on", object[item])
    }
    return sizes
  }
}
