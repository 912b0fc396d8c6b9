public import Documents
public import Experiments

/// A page that was made, for those who asked for it.
public struct PageReport: Reportable {
  /// The page.
  public let page: ReportPage
  /// The file that it is written to.
  public let path: String

  /// Names a page and its file.
  ///
  /// - Parameters:
  ///   - page: The page.
  ///   - path: The file that it is written to.
  public init(_ page: ReportPage, path: String) {
    self.page = page
    self.path = path
  }

  /// The answer, the file and its size.
  public var document: JSONValue {
    [
      "headline": .string(page.headline), "page": .string(path),
      "bytes": .integer(page.bytes.count),
    ]
  }

  /// The answer, the file and its size.
  public var sections: [ReportSection] {
    [
      .text(page.headline),
      .text("page: \(path) (\(max(1, page.bytes.count / 1000)) kB); open it in a browser"),
    ]
  }
}
