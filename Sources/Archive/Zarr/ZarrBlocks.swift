/// A box of elements in the memory of a larger box, both in C order.
struct ZarrBlock {
  /// The extents of the whole box that the memory holds.
  let shape: [Int]
  /// Where the smaller box begins.
  let offset: [Int]

  /// Copies a box of elements from one memory to another.
  ///
  /// - Parameters:
  ///   - extents: The extents of the box that is copied; it must fit in both memories.
  ///   - elementSize: The number of bytes of an element.
  ///   - source: Where the elements lie.
  ///   - sourceBytes: The memory they lie in.
  ///   - target: Where they go.
  ///   - targetBytes: The memory they go to.
  static func copy(
    extents: [Int], elementSize: Int, from source: ZarrBlock, _ sourceBytes: [UInt8],
    to target: ZarrBlock, _ targetBytes: inout [UInt8]
  ) {
    if extents.contains(0) { return }
    // The last dimensions that are whole in both memories are one run of bytes.
    var outer = extents.count
    var run = elementSize
    while outer > 0 {
      outer -= 1
      run *= extents[outer]
      if extents[outer] != source.shape[outer] || extents[outer] != target.shape[outer] { break }
    }
    forEachIndex(in: Array(extents[..<outer])) { index in
      let from = source.position(of: index) * elementSize
      let to = target.position(of: index) * elementSize
      targetBytes.replaceSubrange(to..<(to + run), with: sourceBytes[from..<(from + run)])
    }
  }

  /// The place in memory of an element of the smaller box; indices left out are 0.
  private func position(of index: [Int]) -> Int {
    var position = 0
    for dimension in shape.indices {
      let inner = dimension < index.count ? index[dimension] : 0
      position = position * shape[dimension] + offset[dimension] + inner
    }
    return position
  }

  /// A memory in which the box begins at its first element.
  init(shape: [Int]) { self.init(shape: shape, offset: shape.map { _ in 0 }) }

  /// A memory with a box somewhere in it.
  init(shape: [Int], offset: [Int]) {
    self.shape = shape
    self.offset = offset
  }
}

/// Calls a function for every index of a box in C order.
func forEachIndex(
  in extents: [Int], _ body: (_ index: [Int]) throws -> Void
) rethrows {
  guard !extents.contains(0) else { return }
  var index = [Int](repeating: 0, count: extents.count)
  while true {
    try body(index)
    var dimension = extents.count - 1
    while dimension >= 0 {
      index[dimension] += 1
      if index[dimension] < extents[dimension] { break }
      index[dimension] = 0
      dimension -= 1
    }
    if dimension < 0 { return }
  }
}
