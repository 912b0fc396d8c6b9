import ArgumentParser
import ReplicaKit

/// Files with a function q(x).
enum OverlapFunctionFile {
  /// The planted structure whose overlaps are distributed as a file says.
  ///
  /// - Parameter file: A `.json` file with `overlaps` and `breaking_points`, or a `.csv` file of two
  ///   columns x, q.
  /// - Returns: A tree.
  /// - Throws: A ``Failure`` that names the file.
  static func structure(of file: String) throws -> PlantedEnsemble.Structure {
    let (overlaps, points) = file.hasSuffix(".csv") ? try table(file) : try object(file)
    return try reading(file) {
      try .stepFunction(overlaps: overlaps, breakingPoints: points)
    }
  }

  private static func object(_ file: String) throws -> ([Double], [Double]) {
    let value = try JSONValue(contentsOfFile: file)
    func numbers(_ key: String) throws -> [Double] {
      let list = value[key]?.arrayValue
      let numbers = list?.compactMap(\.doubleValue)
      guard let numbers, numbers.count == list?.count else {
        throw Failure(
          .badData,
          "\(file): no list of numbers '\(key)'; expected an object with 'overlaps' and "
            + "'breaking_points', as 'replica theory sk --temperature T --json' prints")
      }
      return numbers
    }
    return (try numbers("overlaps"), try numbers("breaking_points"))
  }

  private static func table(_ file: String) throws -> ([Double], [Double]) {
    let matrix = try CSVFile.read(file).matrix
    guard matrix.columns == 2 else {
      throw Failure(
        .badData, "\(file): \(matrix.columns) columns; expected two, x and q(x)")
    }
    return (matrix.column(1), Array(matrix.column(0).dropFirst()))
  }
}

/// Lists of numbers on the command line.
enum NumberList {
  /// Numbers separated by commas.
  static func numbers(_ text: String, _ option: String) throws -> [Double] {
    try text.split(separator: ",", omittingEmptySubsequences: false).map { word in
      guard let value = Double(word) else {
        throw ValidationError("\(option): '\(word)' is not a number")
      }
      return value
    }
  }

  /// Whole numbers separated by commas.
  static func counts(_ text: String, _ option: String) throws -> [Int] {
    try numbers(text, option).map { number in
      guard let count = Int(exactly: number) else {
        throw ValidationError("\(option): '\(text)' has \(number), not a count")
      }
      return count
    }
  }
}
