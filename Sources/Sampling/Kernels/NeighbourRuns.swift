import CKernels

/// The neighbours of several spins at a time, by runs of words that lie beside each other.
///
/// The spins of a class of a lattice have their neighbours at fixed distances, but for borders and the ends of rows, so that
/// words can be read eight at a time. Which neighbour of a spin comes first does not matter.
struct NeighbourRuns: Sendable {
  /// As `rk_multispin_heat_bath` takes them.
  let words: [UInt32]

  /// Orders the neighbours of the spins of a class.
  ///
  /// - Parameters:
  ///   - neighbours: Spin after spin: 2 · place + (J < 0).
  ///   - degree: The number of neighbours of each spin.
  init(_ neighbours: [UInt32], degree: Int) {
    var words: [UInt32] = []
    let width = degree * Int(RK_SITES)
    var before = [UInt32](repeating: 0, count: degree)
    for first in stride(from: 0, to: neighbours.count, by: max(width, 1)) {
      let spins = (0..<min(width, neighbours.count - first) / max(degree, 1)).map { spin in
        Array(neighbours[first + spin * degree..<first + (spin + 1) * degree])
      }
      let inOrder = spins.map { own in
        before = Self.following(before, own)
        return before
      }
      for turn in 0..<degree { words += Self.runs(of: inOrder.map { $0[turn] }) }
    }
    self.words = words
  }

  /// The neighbours of a spin, each in the turn of the one just before it among those of the last spin, if it is there.
  private static func following(_ before: [UInt32], _ own: [UInt32]) -> [UInt32] {
    var left = own
    let kept = before.map { last in
      left.firstIndex { $0 >> 1 == last >> 1 + 1 }.map { left.remove(at: $0) }
    }
    return kept.map { $0 ?? left.removeFirst() }
  }

  /// One neighbour of each of up to eight spins.
  private static func runs(of neighbours: [UInt32]) -> [UInt32] {
    var negative: UInt32 = 0
    var runs: [(spins: UInt32, start: Int32)] = []
    for (spin, neighbour) in neighbours.enumerated() {
      if neighbour & 1 == 1 { negative |= 1 << UInt32(spin) }
      let start = Int32(neighbour >> 1) - Int32(spin)
      if let run = runs.firstIndex(where: { $0.start == start }) {
        runs[run].spins |= 1 << UInt32(spin)
      } else {
        runs.append((1 << UInt32(spin), start))
      }
    }
    let head = negative | UInt32(runs.count) << 8 | runs[0].spins << 16
    return [head, UInt32(bitPattern: runs[0].start)]
      + runs.dropFirst().flatMap { [$0.spins, UInt32(bitPattern: $0.start)] }
  }
}
