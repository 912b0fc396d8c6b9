import LinearAlgebra
import PlantedData
import SpinModels
import Testing

/// The class of exact overlaps.
///
/// Calibrated by breaking the code: paths take the larger overlap, or levels are not counted.
@Suite struct PlantedClassTests {
  /// The class by its definition: all triples, all distinct values.
  private func definition(_ overlaps: Matrix) -> PlantedClass {
    let count = overlaps.rows
    var values: Set<Double> = []
    for a in 0..<count {
      for b in 0..<a { values.insert(overlaps[a, b]) }
    }
    if values == [0] { return .paramagnetic }
    if values.count == 1 { return .replicaSymmetric }
    for a in 0..<count {
      for b in 0..<count where b != a {
        for c in 0..<count where c != a && c != b {
          if overlaps[a, c] < min(overlaps[a, b], overlaps[b, c]) { return .nonHierarchical }
        }
      }
    }
    return values.count == 2 ? .oneStep : .hierarchical
  }

  /// All matrices of four replicas with overlaps 0, 0.3 and 0.6.
  @Test func everyMatrixOfFourReplicas() {
    var found: [PlantedClass: Int] = [:]
    for code in 0..<729 {
      var matrix = Matrix.identity(4)
      var rest = code
      for a in 0..<4 {
        for b in 0..<a {
          matrix[a, b] = 0.3 * Double(rest % 3)
          matrix[b, a] = matrix[a, b]
          rest /= 3
        }
      }
      let kind = PlantedClass(of: matrix)
      #expect(kind == definition(matrix))
      found[kind, default: 0] += 1
    }
    #expect(found[.paramagnetic] == 1 && found[.replicaSymmetric] == 2)
    // The partitions of four replicas without the trivial two, for three choices of two levels.
    #expect(found[.oneStep] == 3 * 13)
    #expect(found.count == 5)
  }

  @Test func levelsWithinTheToleranceAreOne() {
    let near = Matrix(rows: 5, columns: 5) { a, b in
      a == b ? 1 : 0.4 + 1e-12 * Double((a * b) % 3)
    }
    #expect(PlantedClass(of: near) == .replicaSymmetric)
    #expect(PlantedClass(of: near, tolerance: 1e-13) != .replicaSymmetric)
    let negative = Matrix(rows: 3, columns: 3) { a, b in a == b ? 1 : -0.2 }
    #expect(PlantedClass(of: negative) == .replicaSymmetric)
    #expect(PlantedClass(of: Matrix.identity(2)) == .paramagnetic)
    #expect(PlantedClass(of: Matrix.identity(1)) == .paramagnetic)
  }

  /// Classes of samples; blocks that happen to be one are one state.
  @Test func classesOfSamples() throws {
    func kinds(
      _ overlaps: [Double], _ partition: PlantedEnsemble.Partition, replicas: Int = 12
    ) throws -> Set<PlantedClass> {
      let ensemble = try PlantedEnsemble(
        spinCount: 2, replicaCount: replicas, overlaps: overlaps, partition: partition, flips: true
      )
      return Set((0..<40).map { ensemble.sample($0, seed: 1).realisedClass })
    }
    #expect(try kinds([0], .equalBlocks([])) == [.paramagnetic])
    #expect(try kinds([0.5], .equalBlocks([])) == [.replicaSymmetric])
    #expect(try kinds([0, 0.5], .equalBlocks([3])) == [.oneStep])
    #expect(try kinds([0, 0.5], .pairs) == [.oneStep])
    #expect(try kinds([0.1, 0.3, 0.5], .equalBlocks([2, 2])) == [.hierarchical])
    #expect(
      try kinds([0, 0.5], .poissonDirichlet([0.5]), replicas: 3)
        == [.paramagnetic, .replicaSymmetric, .oneStep])
  }
}
