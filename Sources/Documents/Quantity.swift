/// An array of a run: what it is called, what its dimensions are and what it means.
///
/// A quantity is described once; the layout of a store, its writing and reading, what xarray shows and the
/// keys of JSON follow.
public struct Quantity: Sendable, Equatable {
  /// How the elements are stored.
  public enum Element: Sendable {
    /// Double precision.
    case float64
    /// Whole numbers of 64 bits.
    case int64
    /// Whole numbers from −128 to 127.
    case int8
    /// Bytes.
    case uint8
  }

  /// The name of the array.
  public let name: String
  /// The names of its dimensions; one that begins with `instance` has a block per disorder instance.
  public let dimensions: [String]
  /// What it is, in words.
  public let meaning: String
  /// Its unit, `1` for a number.
  public let unit: String
  /// How its elements are stored.
  public let element: Element
  /// Further attributes, such as the order of bits.
  public let notes: [JSONValue.Member]

  /// Describes a quantity.
  ///
  /// - Parameters:
  ///   - name: The name of the array.
  ///   - dimensions: The names of its dimensions.
  ///   - meaning: What it is, in words.
  ///   - unit: Its unit.
  ///   - element: How its elements are stored.
  ///   - notes: Further attributes.
  public init(
    _ name: String, _ dimensions: [String], _ meaning: String, unit: String = "1",
    element: Element = .float64, notes: [JSONValue.Member] = []
  ) {
    self.name = name
    self.dimensions = dimensions
    self.meaning = meaning
    self.unit = unit
    self.element = element
    self.notes = notes
  }
}
