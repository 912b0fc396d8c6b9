public import Archive
import Documents

/// A folder with all that a page is made of, from which it is made again without the run.
///
/// ```
/// page.json     answer, sections, settings; the names, kinds and lengths of the arrays
/// texts.json    the parts that change with temperature and instance
/// arrays.json   numbers: m overlaps in 8 bits on `range` of their texts, o replicas in order, l states, g and h merges and
///               heights, v directions, e eigenvalues, t small pictures; by place and instance, such as m0.1
/// *.csv         the tables of the page; for readers, not read back
/// ```
public enum PageData {
  private static let format = 1
  private static let main = "page.json"

  /// Whether a folder holds the data of a page.
  ///
  /// - Parameter path: The folder.
  /// - Returns: Whether there is a page.
  public static func isPage(at path: String) -> Bool {
    FileSystem.item(at: path + "/" + main) == .file
  }

  /// The folder beside a page.
  ///
  /// - Parameter page: The page, `name.html`.
  /// - Returns: `name.data`.
  public static func folder(of page: String) -> String {
    let end = page.lastIndex(of: ".") ?? page.endIndex
    return page[..<end] + ".data"
  }

  /// Writes the data of a page.
  ///
  /// - Parameters:
  ///   - page: The page.
  ///   - folder: The folder; made where there is none.
  ///   - ifExists: What to do with a folder that is there.
  /// - Throws: ``/Archive/ArchiveError``.
  public static func write(
    _ page: ReportPage, to folder: String, ifExists: IfFileExists = .fail
  ) throws {
    if FileSystem.item(at: folder) != nil, ifExists == .fail {
      throw ArchiveError.alreadyExists(path: folder)
    }
    if FileSystem.item(at: folder) == nil { try FileSystem.makeFolder(folder) }
    let content = page.content
    var texts: [UInt8] = []
    var list: [JSONValue] = []
    var numbers: [JSONValue.Member] = []
    for array in content.data.arrays {
      list.append([
        "name": .string(array.name), "kind": .integer(array.kind.rawValue),
        "count": .integer(array.values.count),
      ])
      if array.name == "texts" {
        texts = array.values.map { UInt8($0) }
      } else {
        numbers.append(
          JSONValue.Member(
            key: array.name,
            value: .array(
              array.values.map { array.kind == .floats ? .number($0) : .integer(Int($0)) })))
      }
    }
    let document: JSONValue = [
      "page_data": .integer(format), "version": .string(content.version),
      "headline": .string(content.headline), "subject": JSONValue(content.subject),
      "hero": .string(content.hero.text),
      "sections": .array(
        content.sections.map { section in
          [
            "name": .string(section.name), "title": .string(section.title),
            "guide": JSONValue(section.guide.map(\.text)),
            "content": .string(section.content.text), "style": .string(section.style),
          ]
        }),
      "downloads": .array(
        content.downloads.map {
          ["name": .string($0.name), "title": .string($0.title), "board": .integer($0.board)]
        }), "one_board": .bool(content.isOneBoard), "settings": content.settings,
      "arrays": .array(list),
    ]
    // What reading needs comes last but for the page itself, so that half a folder is no page.
    func put(_ bytes: [UInt8], _ name: String) throws {
      try FileSystem.writeNewFile(bytes, to: folder + "/" + name, ifExists: .replace)
    }
    for member in content.settings["tables"]?.objectValue ?? []
    where member.value.arrayValue?.isEmpty == false {
      try put(Array(csv(member.value).utf8), "\(member.key).csv")
    }
    try put(texts, "texts.json")
    try put(Array(JSONValue.object(numbers).compactText.utf8), "arrays.json")
    try put(Array(document.compactText.utf8), main)
  }

  private static func csv(_ table: JSONValue) -> String {
    let rows = table.arrayValue ?? []
    return rows.map { row in
      (row.arrayValue ?? []).map { cell -> String in
        if let text = cell.stringValue {
          return text.contains { ",\"\n".contains($0) }
            ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
        }
        return cell == .null ? "" : cell.compactText
      }.joined(separator: ",") + "\n"
    }.joined()
  }

  /// Makes the page of a folder, byte for byte that which it was written of, by the script and style of this version.
  ///
  /// - Parameter folder: The folder.
  /// - Returns: The page.
  /// - Throws: ``/Archive/ArchiveError`` where the folder holds no page, or not all of it.
  public static func page(at folder: String) throws -> ReportPage {
    let path = folder + "/" + main
    func parsed(_ name: String) throws -> JSONValue {
      try JSONValue(contentsOfFile: folder + "/" + name)
    }
    let document = try parsed(main)
    func bad(_ item: String, _ expected: String) -> ArchiveError {
      .badMetadata(
        path: path, item: item, expected: expected,
        found: document[item].map { String($0.compactText.prefix(40)) } ?? "nothing")
    }
    guard document["page_data"]?.intValue == format else { throw bad("page_data", "\(format)") }
    func text(_ item: String) throws -> String {
      guard let value = document[item]?.stringValue else { throw bad(item, "a text") }
      return value
    }
    let sections = (document["sections"]?.arrayValue ?? []).compactMap { section -> PageSection? in
      guard let name = section["name"]?.stringValue, let title = section["title"]?.stringValue,
        let guide = section["guide"]?.arrayValue, let content = section["content"]?.stringValue,
        let style = section["style"]?.stringValue
      else { return nil }
      return PageSection(
        name: name, title: title,
        guide: guide.compactMap { $0.stringValue.map { Markup(trusted: $0) } },
        content: Markup(trusted: content), style: style)
    }
    guard sections.count == document["sections"]?.arrayValue?.count else {
      throw bad("sections", "sections with name, title, guide, content and style")
    }
    let downloads = (document["downloads"]?.arrayValue ?? []).compactMap {
      item -> PageContent.Download? in
      guard let name = item["name"]?.stringValue, let title = item["title"]?.stringValue,
        let board = item["board"]?.intValue
      else { return nil }
      return (name, title, board)
    }
    guard let settings = document["settings"], let isOneBoard = document["one_board"]?.boolValue
    else { throw bad("settings", "an object") }
    let numbers = try parsed("arrays.json")
    let texts = try FileSystem.contents(of: folder + "/texts.json")
    var data = PackedData()
    for entry in document["arrays"]?.arrayValue ?? [] {
      guard let name = entry["name"]?.stringValue, let code = entry["kind"]?.intValue,
        let kind = PackedData.Kind(rawValue: code), let count = entry["count"]?.intValue
      else { throw bad("arrays", "arrays with name, kind and count") }
      let values =
        name == "texts"
        ? texts.map(Double.init) : (numbers[name]?.arrayValue ?? []).compactMap(\.doubleValue)
      guard values.count == count, data.add(name, kind: kind, values: values) else {
        throw ArchiveError.badMetadata(
          path: folder + (name == "texts" ? "/texts.json" : "/arrays.json"), item: name,
          expected: "\(count) numbers of kind \(code)", found: "\(values.count)")
      }
    }
    return ReportPage(
      PageContent(
        headline: try text("headline"),
        subject: (document["subject"]?.arrayValue ?? []).compactMap(\.stringValue),
        hero: Markup(trusted: try text("hero")), sections: sections, downloads: downloads,
        settings: settings, data: data, version: try text("version"), isOneBoard: isOneBoard))
  }
}
