extension JSONValue {
  /// The document on one line, without spaces.
  ///
  /// Numbers have the fewest digits that read back to the same bits; NaN and infinities become
  /// `null`. The same value always gives the same text.
  public var compactText: String {
    var text = ""
    write(into: &text, indent: nil)
    return text
  }

  /// The document on many lines with an indent of two spaces and no newline at its end.
  ///
  /// Lists without objects or lists in them stay on one line. Otherwise as ``compactText``.
  public var prettyText: String {
    var text = ""
    write(into: &text, indent: 0)
    return text
  }

  /// The document followed by a newline, as bytes for a file.
  package var fileBytes: [UInt8] { Array((prettyText + "\n").utf8) }

  private var isContainer: Bool {
    switch self {
    case .array(let elements): !elements.isEmpty
    case .object(let members): !members.isEmpty
    default: false
    }
  }

  private func write(into text: inout String, indent: Int?) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .number(let value): text += value.isFinite ? value.description : "null"
    case .string(let value): Self.write(value, into: &text)
    case .array(let elements):
      let isFlat = !elements.contains(where: \.isContainer)
      let inner = indent.map { $0 + 2 }
      text += "["
      for (k, element) in elements.enumerated() {
        if k > 0 { text += isFlat && indent != nil ? ", " : "," }
        if !isFlat { Self.startLine(in: &text, indent: inner) }
        element.write(into: &text, indent: inner)
      }
      if !isFlat { Self.startLine(in: &text, indent: indent) }
      text += "]"
    case .object(let members):
      let inner = indent.map { $0 + 2 }
      text += "{"
      for (k, member) in members.enumerated() {
        if k > 0 { text += "," }
        Self.startLine(in: &text, indent: inner)
        Self.write(member.key, into: &text)
        text += indent == nil ? ":" : ": "
        member.value.write(into: &text, indent: inner)
      }
      if !members.isEmpty { Self.startLine(in: &text, indent: indent) }
      text += "}"
    }
  }

  private static func startLine(in text: inout String, indent: Int?) {
    guard let indent else { return }
    text += "\n"
    text += String(repeating: " ", count: indent)
  }

  private static func write(_ string: String, into text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
