import Documents
import LinearAlgebra

extension ReportTable {
  /// The overlaps q_αβ of the first states, with their numbers in front and above.
  ///
  /// - Parameters:
  ///   - overlaps: The overlaps, K × K.
  ///   - count: How many states are shown, at most K.
  init(stateOverlaps overlaps: Matrix, count: Int) {
    self.init(
      header: ["q_αβ"] + (0..<count).map { "\($0)" },
      rows: (0..<count).map { alpha in
        ["\(alpha)"] + overlaps.row(alpha).prefix(count).map { text($0, digits: 3) }
      })
  }
}
