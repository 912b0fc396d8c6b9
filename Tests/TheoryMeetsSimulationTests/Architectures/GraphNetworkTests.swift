import LinearAlgebra
import NetworkModels
import NetworkTheory
import NumericalMethods
import RandomNetworks
import Statistics
import Testing

/// Graph layers with finitely many features against their recursions.
///
/// Calibrated by breaking the code: no biases in the recursion, neighbours of one community for all nodes, and a tangent
/// without the slope of φ, each fail.
@Suite struct GraphNetworkTests {
  /// A given small graph, every pair of nodes.
  @Test func givenGraph() async throws {
    let nodes = 8
    let graph = try StochasticBlockModel(nodes: nodes, degree: 3, assortativity: 0.7)
    // With self-loops, so that no node is without a neighbour.
    var mixing = graph.normalizedAdjacency(graph: 0, seed: 4)
    for a in 0..<nodes { mixing[a, a] = 0.5 }
    let theory = try GraphRecursion(sigmaW: 1.3, sigmaB: 0.3, mixing: mixing)
    let start = Matrix(rows: nodes, columns: nodes) { $0 == $1 ? 1 : 0.2 }
    func records(_ width: Int, _ seed: UInt64) async throws -> [NetworkRecord] {
      try await GraphNetwork(
        fields: try NetworkInputs(overlaps: start, dimension: width, seed: 2), sigmaW: 1.3,
        sigmaB: 0.3, mixing: mixing, depth: 4
      ).simulate(networks: 80, seed: seed, threads: 2)
    }
    let (wide, narrow) = (try await records(200, 20), try await records(100, 21))
    var state = start
    for layer in 1...4 {
      state = theory.next(state)
      for a in 0..<nodes {
        for b in 0...a {
          let one = Estimate(meanOf: wide.map { $0.overlaps[layer][a, b] })
          let two = Estimate(meanOf: narrow.map { $0.overlaps[layer][a, b] })
          #expect(
            extrapolated(one, two, against: state[a, b], networks: 80) > 0.001 / Double(4 * 36),
            "(\(a), \(b)) in layer \(layer)")
        }
      }
    }
  }

  /// Two communities with sampled neighbours; nodes and features are doubled together.
  @Test(arguments: [(5, 1), (4, 3)])
  func sampledNeighbours(own: Int, other: Int) async throws {
    let (depth, networks) = (4, 40)
    let theory = try CommunityRecursion(
      CommunityGraphModel(
        sigmaW: 1.5, sigmaB: 0.1, ownNeighbours: own, otherNeighbours: other))
    func simulated(_ size: Int, _ seed: UInt64) async throws -> (
      overlaps: [[CommunityOverlaps]], growth: Estimate
    ) {
      let records = try await GraphNetwork(
        theory.model,
        fields: try NetworkInputs(overlaps: communities(size), dimension: size, seed: 2),
        depth: depth
      ).simulate(networks: networks, seed: seed, threads: 2)
      return (
        records.map { $0.overlaps.map { CommunityOverlaps($0) } },
        Estimate(meanOf: records.map { $0.growth[0] })
      )
    }
    let (large, small) = (try await simulated(128, 22), try await simulated(64, 23))
    let (wide, narrow) = (large.overlaps, small.overlaps)
    var state = try theory.start(q: 1, c: 0.4)
    // The tangent is random over nodes at first only.
    #expect(
      extrapolated(
        large.growth, small.growth, against: theory.reading(of: state).chi, networks: networks)
        > 0.001 / Double(3 * depth + 1))
    for layer in 1...depth {
      state = theory.next(state)
      for (value, expected, what) in [
        (\CommunityOverlaps.own, state.own, "own"), (\.within, state.within, "within"),
        (\.between, state.between, "between"),
      ] {
        let one = Estimate(meanOf: wide.map { $0[layer][keyPath: value] })
        let two = Estimate(meanOf: narrow.map { $0[layer][keyPath: value] })
        #expect(
          extrapolated(one, two, against: expected, networks: networks)
            > 0.001 / Double(3 * depth + 1),
          "\(what) \(one) \(two) \(expected) in layer \(layer)")
      }
    }
  }

  /// One random graph of two communities, the same in all layers, against the recursion on that graph: the
  /// separation of the communities by layer.
  @Test(arguments: [0.9, 0.6])
  func oneBlockModel(assortativity: Double) async throws {
    let (nodes, depth, networks) = (32, 4, 60)
    let mixing = try StochasticBlockModel(
      nodes: nodes, degree: 6, assortativity: assortativity
    ).normalizedAdjacency(graph: 0, seed: 5)
    let theory = try GraphRecursion(sigmaW: 1.5, sigmaB: 0.1, mixing: mixing)
    func separations(_ width: Int, _ seed: UInt64) async throws -> [[Double]] {
      let records = try await GraphNetwork(
        fields: try NetworkInputs(overlaps: communities(nodes), dimension: width, seed: 2),
        sigmaW: 1.5, sigmaB: 0.1, mixing: mixing, depth: depth
      ).simulate(networks: networks, seed: seed, threads: 2)
      return records.map { $0.overlaps.map { CommunityOverlaps($0).communitySeparation } }
    }
    let (wide, narrow) = (try await separations(200, 24), try await separations(100, 25))
    var state = communities(nodes)
    for layer in 1...depth {
      state = theory.next(state)
      let one = Estimate(meanOf: wide.map { $0[layer] })
      let two = Estimate(meanOf: narrow.map { $0[layer] })
      #expect(
        extrapolated(
          one, two, against: CommunityOverlaps(state).communitySeparation, networks: networks)
          > 0.001 / Double(depth), "\(one) \(two) in layer \(layer)")
    }
  }

  private func communities(_ size: Int) -> Matrix {
    Matrix(rows: size, columns: size) { a, b in
      a == b ? 1 : (a < size / 2) == (b < size / 2) ? 0.4 : -0.4
    }
  }

  private func extrapolated(
    _ wide: Estimate, _ narrow: Estimate, against expected: Double, networks: Int
  ) -> Double {
    let (one, two) = (wide.error ?? 0, narrow.error ?? 0)
    let t = (2 * wide.value - narrow.value - expected) / (4 * one * one + two * two).squareRoot()
    return studentTwoSidedProbability(t, degreesOfFreedom: networks - 1)
  }
}
