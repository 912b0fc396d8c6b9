/// The part of a drawing that shows the tree of replicas above their matrix.
struct DendrogramPanel {
  let merges: [DendrogramMerge]

  /// The replicas from left to right.
  let order: [Int]

  let content = "dendrogram"

  /// The tree as lines, separated by blank lines.
  ///
  /// The stems of single replicas start at `floor`, so that the part of the tree with the merges
  /// fills the picture.
  var dataFile: Drawing.DataFile {
    var places = [Double](repeating: 0, count: order.count)
    for (place, replica) in order.enumerated() { places[replica] = Double(place) + 0.5 }
    var heights = [Double](repeating: range.lowerBound, count: order.count)
    var text = "# place height\n"
    for merge in merges {
      let (left, right) = (merge.left, merge.right)
      for (place, height) in [
        (places[left], heights[left]), (places[left], merge.height),
        (places[right], merge.height), (places[right], heights[right]),
      ] {
        text += "\(number(place)) \(number(height))\n"
      }
      text += "\n"
      places.append((places[left] + places[right]) / 2)
      heights.append(merge.height)
    }
    return Drawing.DataFile(content: content, text: text)
  }

  /// The heights that are shown.
  var range: ClosedRange<Double> {
    let low = merges.map(\.height).min() ?? 0
    let high = merges.map(\.height).max() ?? 1
    let span = max(high - low, 0.05)
    return (low >= 0 ? max(0, low - 0.25 * span) : low - 0.25 * span)...(high + 0.06 * span)
  }

  func commands(in frame: Frame, on canvas: Canvas) -> [String] {
    let range = range
    let span = range.upperBound - range.lowerBound
    let step = tickStep(span: span, atMost: 4)
    // The lowest mark keeps clear of the matrix's first.
    let start = ((range.lowerBound + 0.12 * span) / step).rounded(.up) * step
    return canvas.panel(frame) + [
      "set border 2; unset xtics",
      "set xrange [0:\(order.count)]",
      "set yrange [\(number(range.lowerBound)):\(number(range.upperBound))]",
      "set ytics \(number(start)),\(number(step)) offset 0.3,0",
      canvas.beside("(1 − q)/2", frame),
      "plot data.'\(content).dat' using 1:2 with lines lw \(order.count > 100 ? "0.8" : "1.2") "
        + "lc rgb '\(Style.ink)' notitle",
    ]
  }
}

/// One step of a clustering: two branches become one.
public struct DendrogramMerge: Sendable, Equatable {
  /// The first branch: a replica below R, or R + i for the result of merge i.
  public let left: Int

  /// The second branch, numbered in the same way.
  public let right: Int

  /// The height at which they meet, usually (1 − q)/2.
  public let height: Double

  /// Describes a merge.
  ///
  /// - Parameters:
  ///   - left: The first branch: a replica below R, or R + i for the result of merge i.
  ///   - right: The second branch, numbered in the same way.
  ///   - height: The height at which they meet.
  public init(left: Int, right: Int, height: Double) {
    self.left = left
    self.right = right
    self.height = height
  }
}
