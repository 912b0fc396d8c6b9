/// What happens in an XML document, one after the other: names without their prefixes.
protocol XMLEvents: AnyObject {
  /// An element begins.
  func begin(_ element: String, _ attributes: [String: String])
  /// Text inside an element, or a part of it.
  func text(_ text: String)
  /// An element ends.
  func end(_ element: String)
}

/// Reading of XML by libexpat, which is loaded when the first document is read.
///
/// Documents with a declaration of their type are refused, and with them all entities of their own. Unsafe pointers
/// lead to the receiver of the events, which lives as long as the call, and into texts of the library.
struct XMLReader {
  /// The Debian package that holds the library.
  static let package = "libexpat1"

  private typealias Parser = OpaquePointer
  private typealias Begin =
    @convention(c) (
      UnsafeMutableRawPointer?, UnsafePointer<CChar>?,
      UnsafeMutablePointer<UnsafePointer<CChar>?>?
    ) -> Void
  private typealias End = @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?) -> Void
  private typealias Text =
    @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?, Int32) -> Void
  private typealias Declaration =
    @convention(c) (
      UnsafeMutableRawPointer?, UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafePointer<CChar>?,
      Int32
    ) -> Void

  private let create: @convention(c) (UnsafePointer<CChar>?) -> Parser?
  private let free: @convention(c) (Parser?) -> Void
  private let setReceiver: @convention(c) (Parser?, UnsafeMutableRawPointer?) -> Void
  private let setElements: @convention(c) (Parser?, Begin?, End?) -> Void
  private let setText: @convention(c) (Parser?, Text?) -> Void
  private let setDeclaration: @convention(c) (Parser?, Declaration?) -> Void
  private let parse: @convention(c) (Parser?, UnsafePointer<CChar>?, Int32, Int32) -> Int32
  private let code: @convention(c) (Parser?) -> Int32
  private let words: @convention(c) (Int32) -> UnsafePointer<CChar>?
  private let line: @convention(c) (Parser?) -> UInt

  /// Loads the library; `nil` where it is not installed.
  init?() {
    guard let library = SystemLibrary("libexpat.so.1", "libexpat.so") else { return nil }
    do {
      create = try library.function("XML_ParserCreate")
      free = try library.function("XML_ParserFree")
      setReceiver = try library.function("XML_SetUserData")
      setElements = try library.function("XML_SetElementHandler")
      setText = try library.function("XML_SetCharacterDataHandler")
      setDeclaration = try library.function("XML_SetStartDoctypeDeclHandler")
      parse = try library.function("XML_Parse")
      code = try library.function("XML_GetErrorCode")
      words = try library.function("XML_ErrorString")
      line = try library.function("XML_GetCurrentLineNumber")
    } catch {
      return nil
    }
  }

  /// The events of one document on their way.
  private final class Receiver {
    let events: any XMLEvents
    var hasDeclaration = false
    init(_ events: any XMLEvents) { self.events = events }

    static func of(_ pointer: UnsafeMutableRawPointer?) -> Receiver? {
      pointer.map { Unmanaged<Receiver>.fromOpaque($0).takeUnretainedValue() }
    }

    static func name(_ text: UnsafePointer<CChar>?) -> String {
      let whole = text.map { String(cString: $0) } ?? ""
      return whole.lastIndex(of: ":").map { String(whole[whole.index(after: $0)...]) } ?? whole
    }
  }

  /// Reads a document.
  ///
  /// - Parameters:
  ///   - bytes: The whole document.
  ///   - events: Takes what happens in it.
  /// - Returns: What is wrong with the document; `nil` for a good one, all of whose events have then happened.
  func read(_ bytes: [UInt8], _ events: any XMLEvents) -> String? {
    guard let parser = create(nil) else { return "there is no memory for a parser" }
    defer { free(parser) }
    let receiver = Receiver(events)
    return withExtendedLifetime(receiver) {
      setReceiver(parser, Unmanaged.passUnretained(receiver).toOpaque())
      setElements(
        parser,
        { pointer, name, list in
          var attributes: [String: String] = [:]
          var place = 0
          while let list, let key = list[place], let value = list[place + 1] {
            attributes[Receiver.name(key)] = String(cString: value)
            place += 2
          }
          Receiver.of(pointer)?.events.begin(Receiver.name(name), attributes)
        },
        { pointer, name in Receiver.of(pointer)?.events.end(Receiver.name(name)) })
      setText(
        parser,
        { pointer, start, count in
          guard let start, count > 0 else { return }
          let bytes = UnsafeBufferPointer(start: start, count: Int(count)).map {
            UInt8(bitPattern: $0)
          }
          Receiver.of(pointer)?.events.text(String(decoding: bytes, as: UTF8.self))
        })
      setDeclaration(parser, { pointer, _, _, _, _ in Receiver.of(pointer)?.hasDeclaration = true })
      let step = 1 << 16
      var position = 0
      while true {
        let count = min(step, bytes.count - position)
        let isLast = position + count == bytes.count
        let result = bytes.withUnsafeBufferPointer { buffer in
          (buffer.baseAddress.map { UnsafeRawPointer($0 + position) })
            .map {
              parse(parser, $0.assumingMemoryBound(to: CChar.self), Int32(count), isLast ? 1 : 0)
            }
            ?? parse(parser, nil, 0, 1)
        }
        if receiver.hasDeclaration { return "it has a declaration of its type (DOCTYPE)" }
        guard result != 0 else {
          let reason = words(code(parser)).map { String(cString: $0) } ?? "it is not XML"
          return "line \(line(parser)): \(reason)"
        }
        if isLast { return nil }
        position += count
      }
    }
  }
}
