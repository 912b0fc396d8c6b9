/// Which styles of a workbook show numbers as dates or times of day.
///
/// A date is stored as the number of days since 1900; only the format of its cell says that it is one.
final class SheetStyles: XMLEvents {
  /// Whether each style, by its number, shows dates.
  private(set) var areDates: [Bool] = []
  private var formats: Set<Int> = SheetStyles.standardFormats
  private var isInCellFormats = false

  /// The numbers of the formats of dates and times that every workbook has.
  private static let standardFormats = Set(14...22).union(27...36).union(45...47).union(50...58)

  func begin(_ element: String, _ attributes: [String: String]) {
    switch element {
    case "numFmt":
      if let id = attributes["numFmtId"].flatMap({ Int($0) }),
        Self.isDate(attributes["formatCode"] ?? "")
      {
        formats.insert(id)
      }
    case "cellXfs": isInCellFormats = true
    case "xf":
      guard isInCellFormats else { return }
      areDates.append(
        attributes["numFmtId"].flatMap { Int($0) }.map(formats.contains) ?? false)
    default: break
    }
  }
  func text(_ text: String) {}
  func end(_ element: String) {
    if element == "cellXfs" { isInCellFormats = false }
  }

  /// Whether a format code, without its quoted texts and colours, has letters of dates.
  private static func isDate(_ code: String) -> Bool {
    var (isQuoted, isBracketed, isEscaped) = (false, false, false)
    for letter in code.prefix(256) {
      if isEscaped {
        isEscaped = false
      } else if letter == "\\" || letter == "_" {
        isEscaped = true
      } else if letter == "\"" {
        isQuoted.toggle()
      } else if isQuoted {
        continue
      } else if letter == "[" || letter == "]" {
        isBracketed = letter == "["
      } else if !isBracketed, "ymdhsYMDHS".contains(letter) {
        return true
      }
    }
    return false
  }
}
