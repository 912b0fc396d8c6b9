/// Reading of tables of `.xlsx` workbooks (Excel, LibreOffice, openpyxl): their zip archive here, their XML by libexpat.
///
/// A sheet is read as a table of text is, with a header and labels of rows left out; `--array` chooses a sheet. Formulas
/// stand for the values that were stored with them.
///
/// **Source**: ECMA-376, *Office Open XML File Formats*, part 1, sections 18.2 to 18.4.
enum SpreadsheetFile: ArrayFormat {
  static var endings: [String] { [".xlsx", ".xlsm"] }
  static var contents: String? { nil }
  static var holdsSeveralArrays: Bool { true }
  static var hasColumns: Bool { true }

  static func read(_ source: ArraySource, named name: String?) throws -> ArrayContent {
    try read(
      source.bytes(), path: source.path, named: name, columns: source.columns, aside: source.aside)
  }

  /// Reads a sheet of the bytes of a workbook.
  static func read(
    _ bytes: [UInt8], path: String, named name: String?, columns: ColumnChoice? = nil,
    aside: String? = nil
  ) throws -> ArrayContent {
    let workbook = try Workbook(archive: ZipArchive(bytes, path: path))
    let sheets = try workbook.sheets()
    let names = sheets.map(\.name)
    if let name {
      guard let sheet = sheets.first(where: { $0.name == name }) else {
        throw ArchiveError.noSuchArray(path: path, name: name, available: names)
      }
      return try workbook.cells(of: sheet).table(
        path: path, sheet: sheet.name, columns: columns, aside: aside)
    }
    // Empty sheets, which new workbooks have, are none.
    let filled = try sheets.prefix(64).map { ($0, try workbook.cells(of: $0)) }
      .filter { !$0.1.isEmpty }
    guard filled.count <= 1 else {
      throw ArchiveError.severalArrays(path: path, available: filled.map(\.0.name))
    }
    guard let (sheet, cells) = filled.first else {
      throw ArchiveError.noData(path: path, expected: "a sheet with rows of numbers")
    }
    return try cells.table(path: path, sheet: sheet.name, columns: columns, aside: aside)
  }
}

/// The parts of a workbook and how they refer to each other.
private struct Workbook {
  /// A sheet: its name and the part that holds its cells.
  struct Sheet {
    let name: String
    let part: String
  }

  let archive: ZipArchive
  private let reader: XMLReader
  /// The texts that cells refer to by their numbers.
  private let texts: [String]
  /// Whether the styles that cells refer to by their numbers show dates.
  private let areDates: [Bool]

  init(archive: ZipArchive) throws {
    guard let reader = XMLReader() else {
      throw ArchiveError.needsPackage(
        path: archive.path, what: "a spreadsheet", package: XMLReader.package)
    }
    self.archive = archive
    self.reader = reader
    let shared = SharedTexts()
    if let bytes = try Self.part("xl/sharedStrings.xml", of: archive) {
      try Self.read(bytes, shared, "xl/sharedStrings.xml", archive, reader)
    }
    texts = shared.texts
    let styles = SheetStyles()
    if let bytes = try Self.part("xl/styles.xml", of: archive) {
      try Self.read(bytes, styles, "xl/styles.xml", archive, reader)
    }
    areDates = styles.areDates
  }

  private static func part(_ name: String, of archive: ZipArchive) throws -> [UInt8]? {
    try archive.members.first { $0.name == name }.map { try archive.contents(of: $0) }
  }

  private static func read(
    _ bytes: [UInt8], _ events: any XMLEvents, _ part: String, _ archive: ZipArchive,
    _ reader: XMLReader
  ) throws {
    // Cells and texts take several times the bytes that describe them.
    guard StatedSize.fits(bytes: 16 * Double(bytes.count)) else {
      throw ArchiveError.tooLarge(path: archive.path, item: part, found: "\(bytes.count) bytes")
    }
    if let reason = reader.read(bytes, events) {
      throw ArchiveError.damagedPart(path: archive.path, part: part, reason: reason)
    }
  }

  private func read(_ part: String, _ events: any XMLEvents) throws {
    guard let bytes = try Self.part(part, of: archive) else {
      throw ArchiveError.damagedPart(
        path: archive.path, part: part, reason: "the workbook has no such part")
    }
    try Self.read(bytes, events, part, archive, reader)
  }

  /// The sheets in the order of the workbook.
  func sheets() throws -> [Sheet] {
    let (list, targets) = (
      AttributeList("sheet", "name", "id"), AttributeList("Relationship", "Id", "Target")
    )
    try read("xl/workbook.xml", list)
    try read("xl/_rels/workbook.xml.rels", targets)
    return list.pairs.compactMap { name, id in
      // Sheets of charts alone have cells nowhere.
      guard let target = targets.pairs.first(where: { $0.0 == id })?.1,
        !target.contains("chartsheets/")
      else { return nil }
      let inside = target.hasPrefix("./") ? String(target.dropFirst(2)) : target
      return Sheet(
        name: name, part: inside.hasPrefix("/") ? String(inside.dropFirst()) : "xl/" + inside)
    }
  }

  func cells(of sheet: Sheet) throws -> SheetCells {
    let cells = SheetCells(texts: texts, areDates: areDates)
    try read(sheet.part, cells)
    return cells
  }
}

/// Two attributes of every element of a name.
private final class AttributeList: XMLEvents {
  private(set) var pairs: [(String, String)] = []
  private let element: String
  private let keys: (String, String)

  init(_ element: String, _ first: String, _ second: String) {
    self.element = element
    keys = (first, second)
  }

  func begin(_ element: String, _ attributes: [String: String]) {
    guard element == self.element, let first = attributes[keys.0], let second = attributes[keys.1]
    else { return }
    pairs.append((first, second))
  }
  func text(_ text: String) {}
  func end(_ element: String) {}
}

/// The texts of a workbook that cells refer to.
private final class SharedTexts: XMLEvents {
  private(set) var texts: [String] = []
  private var current = ""
  private var isText = false
  private var isSound = false

  func begin(_ element: String, _ attributes: [String: String]) {
    switch element {
    case "si": current = ""
    case "t": isText = true
    // How a text is spoken.
    case "rPh": isSound = true
    default: break
    }
  }
  func text(_ text: String) {
    if isText, !isSound { current += text }
  }
  func end(_ element: String) {
    switch element {
    case "si": texts.append(current)
    case "t": isText = false
    case "rPh": isSound = false
    default: break
    }
  }
}
