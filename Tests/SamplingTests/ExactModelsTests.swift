import RealModule
import Sampling
import SpinModels
import Statistics
import TestSupport
import Testing

/// Models with something exact at sizes that nobody enumerates.
@Suite struct ExactModelsTests {
  /// On the Nishimori line the energy is −J0 per bond on the average over instances.
  ///
  /// Instances are compared with the exact energy by Student's t; each of the six cases fails by chance once in 10⁵.
  @Test(arguments: 0..<6)
  func nishimoriLine(_ index: Int) throws {
    let temperature = 1.3
    let pm1 = Double.tanh(1 / temperature)
    let gauss = 1 / temperature
    let models: [any SpinEnsemble] = [
      try EdwardsAnderson(length: 4, distribution: .plusMinusOne, bias: pm1),
      try EdwardsAnderson(dimension: 2, length: 6, bias: gauss, boundary: .open),
      try RandomGraph(
        spinCount: 40, degrees: .regular(3), distribution: .plusMinusOne, bias: pm1),
      try RandomGraph(spinCount: 40, degrees: .mean(2), bias: gauss),
      try HierarchicalLattice(generations: 3, distribution: .plusMinusOne, bias: pm1),
      try HierarchicalLattice(dimension: 2, generations: 5, bias: gauss),
    ]
    let model = models[index]
    let settings = try SamplingSettings(
      temperatures: [temperature, 2.2], sweeps: 512, draws: 4, seed: 4)
    var judge = Judge(level: 1e-5)
    judge.compare(
      "energy per bond",
      try (0..<100).map { instance in
        let drawn = model.instance(instance, seed: 4)
        guard case .sparse(let bonds) = drawn.interactions else { return .nan }
        let record = try LadderRecord(
          sampling: drawn, settings: settings, instance: instance, chain: 0)
        let mean = index % 2 == 0 ? pm1 : gauss
        return record.meanEnergyPerSpin[0] * Double(drawn.spinCount) / Double(bonds.bonds.count)
          + mean
      }, 0)
    #expect(judge.failures == [])
  }

  /// One sweep of the hierarchical kernel forgets everything: from all spins up, means and energies are exact.
  @Test func decimationForgetsItsStart() throws {
    let instance = try HierarchicalLattice(dimension: 2, generations: 2, field: 0.2)
      .instance(0, seed: 3)
    let exact = try ExactEnumeration(instance).equilibrium(at: 0.6)
    let kernel = DecimationKernel(instance)
    var judge = Judge(level: 1e-6)
    var energies: [Double] = []
    var spins = [[Double]](repeating: [], count: 12)
    for draw in 0..<4000 {
      var walkers = kernel.walkers(in: [[Int8](repeating: 1, count: 12)])
      kernel.sweep(
        &walkers, temperatures: [0.6], index: 0,
        streams: LadderStreams(seed: 1, instance: draw, chain: 0))
      energies.append(kernel.energy(of: walkers, slot: 0) / 12)
      for (i, spin) in kernel.configuration(of: walkers, slot: 0).enumerated() {
        spins[i].append(Double(spin))
      }
      try kernel.verify(walkers)
    }
    judge.compare("energy", energies, exact.energyPerSpin)
    for i in 0..<12 { judge.compare("spin \(i)", spins[i], exact.magnetizations[i]) }
    #expect(judge.failures == [])
  }

  /// Graphs have the degrees that are said: all of a regular one, and the mean of an Erdős–Rényi graph within
  /// 5 standard errors of a binomial.
  @Test func degrees() throws {
    for degree in [1, 3, 6, 10] {
      let graph = try RandomGraph(spinCount: 20, degrees: .regular(degree)).instance(1, seed: 2)
      guard case .sparse(let bonds) = graph.interactions else { continue }
      #expect((0..<20).allSatisfy { bonds.places(of: $0).count == degree })
    }
    let sparse = try RandomGraph(spinCount: 4000, degrees: .mean(4)).instance(0, seed: 2)
    guard case .sparse(let bonds) = sparse.interactions else { return }
    let count = Double(bonds.bonds.count)
    #expect(abs(count - 8000) < 5 * 8000.0.squareRoot())
    let complete = try RandomGraph(spinCount: 9, degrees: .mean(8)).instance(0, seed: 2)
    guard case .sparse(let all) = complete.interactions else { return }
    #expect(all.bonds.count == 36)
  }

  @Test func openBoundariesMissTheBondsAroundTheEdges() throws {
    let lattice = try EdwardsAnderson(dimension: 2, length: 4, boundary: .open)
    let periodic = try EdwardsAnderson(dimension: 2, length: 4)
    guard case .sparse(let bonds) = lattice.instance(0, seed: 1).interactions,
      case .sparse(let all) = periodic.instance(0, seed: 1).interactions
    else { return }
    #expect(bonds.bonds.count == 24 && all.bonds.count == 32)
    #expect(bonds.bonds.allSatisfy { all.bonds.contains($0) })
    #expect(bonds.bonds.allSatisfy { [1, 4].contains($0.second - $0.first) })
  }

  @Test func sizesOfHierarchicalLattices() throws {
    for (dimension, generations, spins, bonds) in [(2, 2, 12, 16), (3, 1, 6, 8), (3, 3, 294, 512)] {
      let lattice = try HierarchicalLattice(dimension: dimension, generations: generations)
      #expect(lattice.spinCount == spins && lattice.bondCount == bonds)
    }
  }
}
