package import LinearAlgebra
package import Overlaps

/// One ordered overlap matrix with all that is drawn of it: tree, states, spectrum, directions.
package struct MatrixView {
  /// The analysis of the replicas.
  package let analysis: ReplicaAnalysis
  /// What its states are in terms of stored patterns; `nil` for models without patterns.
  let patterns: PatternOverlaps?
  /// The overlaps in the order of the leaves, in the gauge.
  package let ordered: Matrix
  /// The line that decides: eigenvalues above it are no noise, and none of the others is; `nil` where none is left.
  package let line: Double?
  /// The smallest and the largest overlap of different replicas.
  package let range: ClosedRange<Double>

  package init(_ analysis: ReplicaAnalysis) { self.init(analysis, patterns: nil) }

  init(_ analysis: ReplicaAnalysis, patterns: PatternOverlaps?) {
    self.analysis = analysis
    self.patterns = patterns
    ordered = analysis.orderedOverlaps
    let threshold = analysis.noiseLaw.threshold(removing: analysis.significantEigenvalues)
    line = threshold.isFinite ? threshold : nil
    var (low, high) = (Double.infinity, -Double.infinity)
    for a in 0..<ordered.rows {
      for b in 0..<a {
        low = min(low, ordered[a, b])
        high = max(high, ordered[a, b])
      }
    }
    range = low <= high ? low...high : 0...1
  }

  /// The number R of replicas.
  package var replicaCount: Int { ordered.rows }

  /// The state at every place of the order.
  var labels: [Int] { analysis.order.map { analysis.states.labels[$0] } }

  /// The states with at least two replicas, the heaviest first: the others are alone.
  var namedStates: [Int] {
    analysis.states.members.indices.filter { analysis.states.members[$0].count > 1 }
  }

  /// Where every state is in the order.
  var spans: [Range<Int>] {
    var spans = [Range<Int>](repeating: 0..<0, count: analysis.states.count)
    for (place, label) in labels.enumerated() {
      spans[label] = spans[label].isEmpty ? place..<place + 1 : spans[label].lowerBound..<place + 1
    }
    return spans
  }

  /// The class of the colour of a state.
  func colour(ofState state: Int) -> String {
    analysis.states.members[state].count > 1 ? "s\(min(state, 6))" : "s6"
  }

  /// The overlaps of different replicas as bytes between the ends of ``range``: a < b, row by row.
  package var bytes: [UInt8] {
    let scale = 255 / max(range.upperBound - range.lowerBound, 1e-12)
    var result: [UInt8] = []
    result.reserveCapacity(replicaCount * (replicaCount - 1) / 2)
    for a in 0..<replicaCount {
      for b in a + 1..<max(a + 1, replicaCount) {
        result.append(
          UInt8(min(255, max(0, ((ordered[a, b] - range.lowerBound) * scale).rounded()))))
      }
    }
    return result
  }

  /// Means over squares of the matrix, a ≤ b, with −1…1 on 0…255.
  func thumbnail(size: Int) -> [UInt8] { Self.thumbnail(ordered, size: size) }

  /// Means over squares of an ordered matrix, a ≤ b, with −1…1 on 0…255.
  static func thumbnail(_ ordered: Matrix, size: Int) -> [UInt8] {
    let replicaCount = ordered.rows
    var sums = [Double](repeating: 0, count: size * size)
    var counts = sums
    for a in 0..<replicaCount {
      for b in 0..<replicaCount {
        let place = a * size / replicaCount * size + b * size / replicaCount
        sums[place] += ordered[a, b]
        counts[place] += 1
      }
    }
    return (0..<size).flatMap { a in
      (a..<size).map { b in
        let mean = sums[a * size + b] / max(1, counts[a * size + b])
        return UInt8(min(255, max(0, ((mean + 1) * 127.5).rounded())))
      }
    }
  }

  /// A picture of the matrix for readers without a script; large ones are thinned.
  var picture: String {
    let step = max(1, (replicaCount + 255) / 256)
    let size = replicaCount / step
    let low =
      range.lowerBound < -0.1 * range.upperBound ? range.lowerBound : max(0, range.lowerBound)
    let scale = 255 / max(range.upperBound - low, 1e-12)
    let pixels = (0..<size).flatMap { a in
      (0..<size).map { b in
        UInt8(min(255, max(0, ((ordered[a * step, b * step] - low) * scale).rounded())))
      }
    }
    return PalettePicture.address(size: size, pixels: pixels)
  }

  /// The directions of the largest eigenvalues, two at least and sixteen at most, each scaled to −127…127.
  package var directions: [[Int8]] {
    let count = min(replicaCount, 16, max(2, analysis.significantEigenvalues))
    guard let system = try? SymmetricEigensystem(of: ordered, largest: count),
      let vectors = system.vectors
    else { return [] }
    return (0..<vectors.rows).map { k in
      let row = Array(vectors.row(k))
      let largest = row.map { abs($0) }.max() ?? 1
      // The sign of a direction means nothing: most replicas are on its positive side.
      let sign: Double = row.reduce(0, +) < 0 ? -1 : 1
      return row.map { Int8((127 * sign * $0 / max(largest, 1e-12)).rounded()) }
    }
  }

  /// Puts the numbers of the view into the data of a page.
  func pack(into data: inout PackedData, key: String) {
    data.add("m" + key, bytes: bytes)
    data.add("o" + key, words: analysis.order)
    data.add("l" + key, words: labels)
    let merges = analysis.stateTree.merges
    data.add(
      "g" + key,
      words: merges.flatMap { [$0.left.lowerBound, $0.right.lowerBound, $0.right.upperBound] })
    data.add("h" + key, floats: merges.map(\.height))
    data.add("v" + key, signedBytes: directions.flatMap { $0 })
    data.add("e" + key, floats: analysis.eigenvalues)
  }
}
