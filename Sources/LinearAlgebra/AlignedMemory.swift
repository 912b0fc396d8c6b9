import CKernels

/// Numbers that are written once and then only read, aligned to cache lines and in huge pages where the system has them.
///
/// An array begins wherever there is room, so that each of its loads of 64 bytes may touch two lines.
package final class AlignedMemory<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  /// How many there are.
  package let count: Int
  private let memory: UnsafeMutablePointer<Element>

  /// Memory in which every byte is 0 until `write` puts numbers into it.
  ///
  /// - Parameters:
  ///   - count: How many numbers.
  ///   - write: Writes some or all of them.
  package init(count: Int, _ write: (UnsafeMutableBufferPointer<Element>) throws -> Void) rethrows {
    guard let memory = rk_allocate(count * MemoryLayout<Element>.stride) else {
      fatalError("no memory for \(count) numbers")
    }
    self.count = count
    self.memory = memory.bindMemory(to: Element.self, capacity: count)
    try write(UnsafeMutableBufferPointer(start: self.memory, count: count))
  }

  /// A copy of numbers.
  package convenience init(_ numbers: [Element]) {
    self.init(count: numbers.count) { _ = $0.update(fromContentsOf: numbers) }
  }

  deinit { rk_free(memory) }

  /// The first number.
  package var first: UnsafePointer<Element> { UnsafePointer(memory) }

  /// A number.
  package subscript(place: Int) -> Element {
    precondition(place >= 0 && place < count, "number \(place) of \(count)")
    return memory[place]
  }
}
