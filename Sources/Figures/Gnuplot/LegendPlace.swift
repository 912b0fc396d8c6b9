/// A place for a legend where it covers nothing, in fractions of a frame.
struct LegendPlace {
  /// A rectangle in fractions of a frame, from the lower left corner.
  struct Box {
    let low: (x: Double, y: Double)
    let high: (x: Double, y: Double)

    /// The rectangle with two opposite corners.
    init(from one: (Double, Double), to other: (Double, Double)) {
      low = (min(one.0, other.0), min(one.1, other.1))
      high = (max(one.0, other.0), max(one.1, other.1))
    }

    /// Small rectangles that cover a straight line.
    ///
    /// - Complexity: At most 100 rectangles.
    static func along(from one: (Double, Double), to other: (Double, Double)) -> [Box] {
      let length = max(abs(other.0 - one.0), abs(other.1 - one.1))
      let pieces = max(1, Int(min(100, (length * 100).rounded(.up))))
      let at = { (piece: Int) in
        let part = Double(piece) / Double(pieces)
        return (one.0 + part * (other.0 - one.0), one.1 + part * (other.1 - one.1))
      }
      return (0..<pieces).map { Box(from: at($0), to: at($0 + 1)) }
    }

    func touches(_ other: Box) -> Bool {
      low.x <= other.high.x && other.low.x <= high.x && low.y <= other.high.y
        && other.low.y <= high.y
    }
  }

  /// The left edge.
  let left: Double

  /// The upper edge.
  let top: Double

  /// Finds a place, at the edges of the frame first.
  ///
  /// - Parameters:
  ///   - width: The width of the legend.
  ///   - height: The height of the legend.
  ///   - boxes: What must not be covered.
  /// - Complexity: O(places × boxes), 49 places.
  init?(width: Double, height: Double, avoiding boxes: [Box]) {
    guard width < 0.9, height < 0.9 else { return nil }
    let gap = 0.02
    // From the edges inwards: 0 and 6 are the edges, 3 the middle.
    let order = [6, 0, 5, 1, 4, 2, 3]
    let places = order.flatMap { row in order.map { column in (row, column) } }
      .sorted { Self.rank($0) < Self.rank($1) }
    for (row, column) in places {
      let left = gap + (1 - width - 2 * gap) * Double(column) / 6
      let bottom = gap + (1 - height - 2 * gap) * Double(row) / 6
      let box = Box(
        from: (left - gap, bottom - gap), to: (left + width + gap, bottom + height + gap))
      if !boxes.contains(where: box.touches) {
        self.left = left
        top = bottom + height
        return
      }
    }
    return nil
  }

  /// Corners before edges before the inside; right before left, top before bottom.
  private static func rank(_ place: (row: Int, column: Int)) -> Int {
    let depth = { (index: Int) in min(index, 6 - index) }
    return 100 * (depth(place.row) + depth(place.column)) + 2 * (6 - place.row)
      + (6 - place.column)
  }

  /// How legends look; the size that ``size(of:)`` returns is that of these settings.
  static let looks = "reverse samplen 2.4 spacing 1.05 font ',12'"

  /// The size of a legend with these entries, in units of the drawing.
  static func size(of entries: [String]) -> (width: Double, height: Double) {
    guard !entries.isEmpty else { return (0, 0) }
    let longest = entries.map { GnuplotText.width($0, size: 12) }.max() ?? 0
    return (1.1 * longest + 62, 18.5 * Double(entries.count) + 4)
  }
}
