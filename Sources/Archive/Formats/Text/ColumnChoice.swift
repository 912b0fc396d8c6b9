/// Which columns of a table of text are read: `m1,m2` by the names of a header, `2,5:8` by their numbers from 0.
///
/// A range goes from its first column up to, but not with, its last, as in NumPy; either may be left out.
public struct ColumnChoice: Sendable, Equatable {
  /// The names, numbers and ranges, in the order of the columns that are made of them.
  public let parts: [String]

  /// Takes the parts of a text, which commas separate; `nil` if one of them is empty.
  ///
  /// - Parameter text: Such as `2,5:8`.
  public init?(_ text: String) {
    parts = text.split(separator: ",", omittingEmptySubsequences: false).map {
      String($0.trimmed)
    }
    guard parts.allSatisfy({ !$0.isEmpty }) else { return nil }
  }

  /// The one column at a place.
  ///
  /// - Parameter place: Its number from 0.
  public init(place: Int) {
    parts = ["\(place):\(place + 1)"]
  }

  /// The places of the columns.
  ///
  /// A name of the header goes before a number, and where the header numbers the columns, ranges are of its numbers.
  ///
  /// - Parameters:
  ///   - header: The names of all columns; `nil` where they have none.
  ///   - count: How many columns there are.
  ///   - path: The file, for the error.
  /// - Returns: The places from 0, in the order of the choice.
  /// - Throws: ``ArchiveError/badMetadata(path:item:expected:found:)`` for a column that is not there, or is chosen
  ///   twice.
  func places(header: TableHeader?, count: Int, path: String) throws -> [Int] {
    var places: [Int] = []
    let named = Dictionary(grouping: header?.names.indices ?? 0..<0) { header?.names[$0] ?? "" }
    for part in parts {
      let same = named[part] ?? []
      if same.count > 1 {
        throw ArchiveError.badMetadata(
          path: path, item: "a chosen column", expected: "the name of one column, or its number",
          found: "'\(part)', which several have")
      }
      let found =
        same.isEmpty ? Self.range(part, count: count, numbers: header?.columnsOfNumbers) : same
      guard let found, !found.isEmpty else {
        let words = header?.names.prefix(20).filter { !$0.isEmpty } ?? []
        let names = words.isEmpty ? "" : ", or " + words.joined(separator: ", ")
        throw ArchiveError.badMetadata(
          path: path, item: "a chosen column",
          expected: "a number or range within 0:\(count)\(names)", found: part)
      }
      places += found
    }
    guard Set(places).count == places.count else {
      throw ArchiveError.badMetadata(
        path: path, item: "the choice of columns", expected: "no column twice",
        found: parts.joined(separator: ","))
    }
    return places
  }

  /// The columns of a number or of a range of numbers; `nil` for what is none, or not within the columns.
  private static func range(_ part: String, count: Int, numbers: [Int: Int]?) -> [Int]? {
    let ends = part.split(separator: ":", omittingEmptySubsequences: false)
    if ends.count == 1 {
      return Int(part).flatMap { (0..<count).contains($0) ? [$0] : nil }
    }
    guard ends.count == 2 else { return nil }
    if let numbers, let least = numbers.keys.min(), let most = numbers.keys.max() {
      guard let first = ends[0].isEmpty ? least : Int(ends[0]),
        let last = ends[1].isEmpty ? most + 1 : Int(ends[1]), least <= first, first <= last,
        last <= most + 1
      else { return nil }
      return (first..<last).compactMap { numbers[$0] }
    }
    guard let first = ends[0].isEmpty ? 0 : Int(ends[0]),
      let last = ends[1].isEmpty ? count : Int(ends[1]), 0 <= first, first <= last, last <= count
    else { return nil }
    return Array(first..<last)
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
