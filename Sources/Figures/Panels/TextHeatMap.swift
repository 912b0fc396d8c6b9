public import LinearAlgebra

/// A small picture of a matrix of overlaps for terminals.
///
/// Larger matrices are shown by the means over blocks of elements.
public struct TextHeatMap: Sendable {
  /// How a terminal shows colours.
  public enum Colours: Sendable {
    /// Not at all; size and sign are shown by characters.
    case none
    /// From the 256 colours of older terminals.
    case indexed
    /// Freely, with 24 bits.
    case full
  }

  /// The overlaps, between −1 and 1.
  public let matrix: Matrix

  /// The greatest number of characters in a line.
  public let maximumWidth: Int

  /// The greatest number of lines, without the scale.
  public let maximumHeight: Int

  /// How the terminal shows colours.
  public let colours: Colours

  /// Describes a picture.
  ///
  /// - Parameters:
  ///   - matrix: The overlaps, between −1 and 1.
  ///   - maximumWidth: The greatest number of characters in a line, at least 2.
  ///   - maximumHeight: The greatest number of lines, without the scale, at least 1.
  ///   - colours: How the terminal shows colours.
  public init(
    _ matrix: Matrix, maximumWidth: Int = 64, maximumHeight: Int = 32, colours: Colours = .none
  ) {
    precondition(
      maximumWidth >= 2 && maximumHeight >= 1,
      "a picture of \(maximumWidth) × \(maximumHeight) characters")
    self.matrix = matrix
    self.maximumWidth = maximumWidth
    self.maximumHeight = maximumHeight
    self.colours = colours
  }

  /// Characters for positive overlaps, from 0 to 1.
  private static let positive = Array(" .:-=+*#%@")

  /// Characters for negative overlaps, from 0 to −1.
  private static let negative = Array(" '`~^coxXN")

  /// Draws the picture.
  ///
  /// - Returns: The lines of the picture and a line with the scale, each ended by a line break. A
  ///   value that is no number is shown as `?` or grey.
  public func rendered() -> String {
    colours == .none ? renderedWithCharacters() : renderedWithColours()
  }

  /// Two characters per element, which makes them about square.
  private func renderedWithCharacters() -> String {
    let small = reduced(rows: maximumHeight, columns: maximumWidth / 2)
    var text = ""
    for i in 0..<small.rows {
      for value in small.row(i) {
        let character = Self.character(for: value)
        text.append(character)
        text.append(character)
      }
      text += "\n"
    }
    let scale = String(Self.negative.dropFirst().reversed()) + String(Self.positive)
    return text + "q: -1 \(scale) 1\n"
  }

  private static func character(for value: Double) -> Character {
    guard value.isFinite else { return "?" }
    let characters = value < 0 ? negative : positive
    return characters[Int((min(abs(value), 1) * Double(characters.count - 1)).rounded())]
  }

  /// Two elements per character, one above the other.
  private func renderedWithColours() -> String {
    let scale = InkScale(overlaps: [matrix])
    func code(_ value: Double) -> String { self.code(value, scale) }
    let small = reduced(rows: 2 * maximumHeight, columns: maximumWidth)
    var text = ""
    for i in stride(from: 0, to: small.rows, by: 2) {
      for j in 0..<small.columns {
        text += "\u{1B}[38;" + code(small[i, j])
        if i + 1 < small.rows { text += ";48;" + code(small[i + 1, j]) }
        text += "m▀\u{1B}[0m"
      }
      text += "\n"
    }
    let range = scale.range
    text += "q: \(number(range.lowerBound)) "
    for step in 0...16 {
      let value = range.lowerBound + (range.upperBound - range.lowerBound) * Double(step) / 16
      text += "\u{1B}[38;\(code(value))m█"
    }
    return text + "\u{1B}[0m \(number(range.upperBound))\n"
  }

  /// The part of an escape sequence that names the colour of an overlap.
  private func code(_ value: Double, _ scale: InkScale) -> String {
    let colour = scale.colour(at: value)
    if colours == .full { return "2;\(colour.red);\(colour.green);\(colour.blue)" }
    let level = { (component: Int) in (component * 5 + 127) / 255 }
    return "5;\(16 + 36 * level(colour.red) + 6 * level(colour.green) + level(colour.blue))"
  }

  /// The means over blocks, with the same reduction of a square matrix in both directions.
  private func reduced(rows: Int, columns: Int) -> Matrix {
    guard matrix.isSquare else { return matrix.blockAveraged(rows: rows, columns: columns) }
    let size = min(rows, columns)
    return matrix.blockAveraged(rows: size, columns: size)
  }
}
