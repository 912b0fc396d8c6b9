/// What can be wrong with a document.
public enum DocumentsError: Error, Equatable {
  /// A text is not JSON; `path` is `nil` for a text that comes from no file.
  case invalidJSON(path: String?, position: Int, line: Int, column: Int, expected: String)
}

extension DocumentsError: CustomStringConvertible {
  /// The error in words, with its place.
  public var description: String {
    switch self {
    case .invalidJSON(let path, let position, let line, let column, let expected):
      "\(path ?? "JSON"): line \(line), column \(column) (byte \(position)): expected \(expected)"
    }
  }
}
