/// Which columns of a table of text are read: `m1,m2` by the names of a header, `2,5:8` by their numbers from 0.
///
/// A range goes from its first column up to, but not with, its last, as in NumPy; either may be left out. Where a header has
/// numbers for names, all numbers and ranges of a choice are names, or, if they cannot be, all are places.
public struct ColumnChoice: Sendable, Equatable {
  /// The names, numbers and ranges, in the order of the columns that are made of them.
  public let parts: [String]
  /// Whether numbers are places, whatever the names are.
  private let isOfPlaces: Bool

  /// Takes the parts of a text, which commas separate; `nil` if one of them is empty.
  ///
  /// - Parameter text: Such as `2,5:8`.
  public init?(_ text: String) {
    parts = text.split(separator: ",", omittingEmptySubsequences: false).map {
      String($0.trimmed)
    }
    guard parts.allSatisfy({ !$0.isEmpty }) else { return nil }
    isOfPlaces = false
  }

  /// The one column at a place.
  ///
  /// - Parameter place: Its number from 0.
  public init(place: Int) {
    parts = ["\(place):\(place + 1)"]
    isOfPlaces = true
  }

  /// The places of the columns.
  ///
  /// A name of the header goes before a number.
  ///
  /// - Parameters:
  ///   - header: The names of all columns; `nil` where they have none.
  ///   - count: How many columns there are.
  ///   - path: The file, for the error.
  /// - Returns: The places from 0, in the order of the choice, and what is to be said about them.
  /// - Throws: ``ArchiveError/badMetadata(path:item:expected:found:)`` for a column that is not there, or is chosen
  ///   twice.
  func places(
    header: TableHeader?, count: Int, path: String
  ) throws -> (places: [Int], remarks: [String]) {
    let names = header?.names ?? []
    let numbers = isOfPlaces ? nil : header?.columnsOfNumbers
    let named = Dictionary(grouping: names.indices) { names[$0] }
    let words = parts.filter { !isOfPlaces && (numbers == nil || Self.isWord($0)) }
    if let several = words.first(where: { (named[$0]?.count ?? 0) > 1 }) {
      throw ArchiveError.badMetadata(
        path: path, item: "a chosen column", expected: "the name of one column, or its number",
        found: "'\(several)', which several have")
    }
    func chosen(_ range: (String) -> [Int]?) throws -> [Int] {
      try parts.flatMap { part in
        let found = words.contains(part) ? named[part] ?? range(part) : range(part)
        guard let found, !found.isEmpty else {
          let words = names.filter { !$0.isEmpty }.map(\.shortened)
          let list = words.isEmpty ? "" : ", or " + words.prefix(20).joined(separator: ", ")
          throw ArchiveError.badMetadata(
            path: path, item: "a chosen column",
            expected: "a number or range within 0:\(count)\(list)\(words.count > 20 ? ", …" : "")",
            found: part)
        }
        return found
      }
    }
    func requireOnce(_ places: [Int]) throws {
      guard Set(places).count == places.count else {
        throw ArchiveError.badMetadata(
          path: path, item: "the choice of columns", expected: "no column twice",
          found: parts.joined(separator: ","))
      }
    }
    guard let numbers else {
      let places = try chosen { Self.range($0, within: count) }
      try requireOnce(places)
      return (places, [])
    }
    // As places the numbers must not take what has no number for its name.
    let numbered = Set(numbers.values)
    let ofPlaces = try? chosen { part in
      Self.range(part, within: count).flatMap { $0.allSatisfy(numbered.contains) ? $0 : nil }
    }
    let ofNames = Result { try chosen { Self.range($0, of: numbers) } }
    let isByName = ofPlaces == nil || (try? ofNames.get()) != nil
    let places = try isByName ? ofNames.get() : ofPlaces ?? []
    try requireOnce(places)
    guard let ofPlaces, !isByName || ofPlaces != places, let first = places.first,
      let last = places.last
    else { return (places, []) }
    let ends = places.count == 1 ? "'\(names[first])'" : "'\(names[first])' to '\(names[last])'"
    return (
      places,
      [
        "--columns \(parts.joined(separator: ",").shortened) of \(path) is of the "
          + (isByName ? "names, which are numbers" : "places from 0, for not all are names")
          + ": it takes \(ends), \(places.count) of \(count) columns"
      ]
    )
  }

  /// Whether a part is neither a number nor a range of numbers.
  private static func isWord(_ part: String) -> Bool {
    !part.split(separator: ":", omittingEmptySubsequences: false)
      .allSatisfy { $0.isEmpty || Int($0) != nil }
  }

  /// The ends of a range, the last not within it; a number is a range of one; `nil` for what is none within the limits.
  private static func ends(_ part: String, within limits: Range<Int>) -> Range<Int>? {
    let ends = part.split(separator: ":", omittingEmptySubsequences: false)
    if ends.count == 1 {
      return Int(part).flatMap { limits.contains($0) ? $0..<$0 + 1 : nil }
    }
    guard ends.count == 2, let first = ends[0].isEmpty ? limits.lowerBound : Int(ends[0]),
      let last = ends[1].isEmpty ? limits.upperBound : Int(ends[1]),
      limits.lowerBound <= first, first <= last, last <= limits.upperBound
    else { return nil }
    return first..<last
  }

  /// The places of a number or of a range of numbers; `nil` for what is none, or not within the columns.
  private static func range(_ part: String, within count: Int) -> [Int]? {
    ends(part, within: 0..<count).map(Array.init)
  }

  /// The places of the columns whose names are a number or lie in a range; `nil` for what is none, or none of them.
  private static func range(_ part: String, of numbers: [Int: Int]) -> [Int]? {
    guard let least = numbers.keys.min(), let most = numbers.keys.max(), most < Int.max,
      let range = ends(part, within: least..<most + 1)
    else { return nil }
    let found = numbers.keys.filter(range.contains).sorted().compactMap { numbers[$0] }
    return found.isEmpty ? nil : found
  }
}

/// Which columns of a table of text or a sheet the columns of an array are.
public struct TableColumns: Sendable, Equatable {
  /// The names of all columns of the table, or `nil` if it has none.
  public let header: [String]?
  /// How many columns the table has.
  public let count: Int
  /// Where in the table the columns of the array lie, from 0.
  public let places: [Int]
}
