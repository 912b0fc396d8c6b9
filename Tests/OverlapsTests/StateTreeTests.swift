import LinearAlgebra
import Overlaps
import PlantedData
import Randomness
import Testing

/// The tree in which every state is one branch.
@Suite struct StateTreeTests {
  /// Checks that a tree can be drawn without crossings over the order of its leaves, and that states nest in it.
  private static func check(_ tree: Dendrogram, _ states: PureStates) {
    let count = tree.replicaCount
    #expect(tree.leafOrder.sorted() == Array(0..<count))
    #expect(tree.merges.count == count - 1)
    // The range and height of the cluster that starts at a place.
    var ends = (0..<count).map { $0 + 1 }
    var heights = [Double](repeating: .infinity, count: count)
    for merge in tree.merges {
      let (left, right) = (merge.left, merge.right)
      #expect(left.upperBound == right.lowerBound, "branches cross")
      #expect(left.count >= right.count)
      #expect(
        ends[left.lowerBound] == left.upperBound && ends[right.lowerBound] == right.upperBound)
      #expect(merge.height <= min(heights[left.lowerBound], heights[right.lowerBound]))
      ends[left.lowerBound] = right.upperBound
      heights[left.lowerBound] = merge.height
    }
    for members in states.members {
      let places = members.compactMap { tree.leafOrder.firstIndex(of: $0) }.sorted()
      #expect(places == Array(places[0]..<places[0] + members.count), "a state is torn apart")
    }
  }

  /// Overlaps without any structure, and divisions that do not fit them: nothing crosses.
  @Test(arguments: [2, 3, 17, 64])
  func anyMatrixAnyDivision(count: Int) {
    var stream = RandomStream(StreamName(seed: 5, purpose: .analysis, instance: count))
    var matrix = Matrix(rows: count, columns: count)
    for a in 0..<count {
      matrix[a, a] = 1
      for b in 0..<a {
        matrix[a, b] = 2 * stream.uniform() - 1
        matrix[b, a] = matrix[a, b]
      }
    }
    for stateCount in [1, 2, count] {
      let labels = (0..<count).map { _ in stream.index(below: stateCount) }
      let states = PureStates(Partition(labels: labels), overlaps: matrix)
      let gauge = [Double](repeating: 1, count: count)
      Self.check(Dendrogram(nesting: states, in: matrix, gauge: gauge), states)
    }
  }

  /// A planted cascade: order, states and tree of the analysis nest, and states of one branch are neighbours.
  @Test func plantedCascade() throws {
    let ensemble = try PlantedEnsemble(
      spinCount: 2048, replicaCount: 96, overlaps: [0.05, 0.6, 0.8],
      partition: .equalBlocks([3, 3]), flips: true)
    let sample = ensemble.sample(0, seed: 22)
    let analysis = try ReplicaAnalysis(.configurations(sample.configurations))
    try #require(analysis.states.count == 9)
    Self.check(analysis.stateTree, analysis.states)
    #expect(analysis.order == analysis.stateTree.leafOrder)
    #expect(
      analysis.order.map { analysis.states.labels[$0] }
        == analysis.stateOrder.flatMap {
          Array(repeating: $0, count: analysis.states.members[$0].count)
        })
    // Neighbours three by three: the second level of the cascade.
    for k in stride(from: 0, to: 9, by: 3) {
      let trio = analysis.stateOrder[k..<k + 3]
      for alpha in trio {
        for beta in trio { #expect(analysis.states.overlaps[alpha, beta] > 0.4) }
      }
    }
  }
}
