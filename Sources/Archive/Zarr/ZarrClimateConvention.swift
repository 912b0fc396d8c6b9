import Documents
import Foundation

extension ClimateConvention {
  /// What the attributes of an array of a store say.
  ///
  /// - Parameters:
  ///   - entry: The array.
  ///   - type: The data type of its elements.
  /// - Throws: ``ArchiveError/badMetadata(path:item:expected:found:)`` for an attribute that cannot be followed.
  init(_ entry: ForeignZarrStore.Entry, type: NumPyDataType) throws {
    self.init()
    func number(_ name: String) throws -> Double? {
      guard let found = entry.attributes[name], found != .null else { return nil }
      guard let number = found.doubleValue, number.isFinite else {
        throw entry.bad("'\(name)' of array '\(entry.name)'", "a finite number", found)
      }
      return number
    }
    scale = try number("scale_factor") ?? 1
    offset = try number("add_offset") ?? 0
    for name in ["_FillValue", "missing_value"] {
      guard let found = entry.attributes[name], found != .null else { continue }
      for mark in found.arrayValue ?? [found] {
        let words = ["NaN": Double.nan, "Infinity": .infinity, "-Infinity": -.infinity]
        guard
          let number = mark.doubleValue ?? words[mark.stringValue ?? ""]
            ?? Self.number(inBase64: mark.stringValue, type)
        else { throw entry.bad("'\(name)' of array '\(entry.name)'", "a number", found) }
        missing.insert(number)
      }
    }
    let range = entry.attributes["valid_range"] ?? .null
    guard range == .null || range.arrayValue != nil,
      limit(
        to: try (range.arrayValue ?? []).map {
          guard let number = $0.doubleValue else {
            throw entry.bad("'valid_range' of array '\(entry.name)'", "two numbers", range)
          }
          return number
        }, least: try number("valid_min"), most: try number("valid_max"))
    else { throw entry.bad("'valid_range' of array '\(entry.name)'", "two numbers", range) }
    // Version 2 keeps the mark of xarray in the metadata of the array.
    if entry.metadata["zarr_format"] == 2, scales || entry.attributes["_ARRAY_DIMENSIONS"] != nil,
      let number = entry.metadata["fill_value"]?.doubleValue
    {
      // 0 is what zarr takes where nobody says what it shall be, xarray only of whole numbers where somebody does.
      if scales || number != 0 {
        missing.insert(number)
      } else if ![.float16, .float32, .float64].contains(type) {
        unclear = number
      }
    }
  }

  /// A number as xarray writes it into the attributes of version 3: its bytes in Base64, of floating point of any size
  /// those in double precision.
  private static func number(inBase64 text: String?, _ type: NumPyDataType) -> Double? {
    guard let text, let data = Data(base64Encoded: text) else { return nil }
    let isDouble = [.float16, .float32].contains(type) && data.count == 8
    let type = isDouble ? .float64 : type
    guard data.count == type.byteCount else { return nil }
    return try? type.numbers(ofLittleEndian: Array(data), path: "").first
  }
}
