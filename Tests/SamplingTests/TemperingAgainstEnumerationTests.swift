import LinearAlgebra
import Parallelism
import RealModule
import Sampling
import SpinModels
import Statistics
import TestSupport
import Testing

/// Parallel tempering against enumeration at every temperature of the ladder.
///
/// Sixty-four independent ladders of one instance; every average is compared by Student's t with 63
/// degrees of freedom, pair overlaps over 32 disjoint pairs of ladders. The false-alarm probability
/// of the whole suite is 0.001, divided by the number of comparisons. Checked by breaking the code:
/// with the energy per spin in the exchange the energies at the lowest temperature are off by more
/// than 190 errors in every case.
@Suite struct TemperingAgainstEnumerationTests {
  static let temperatures = [0.3, 0.5, 0.8, 1.2, 2.0]
  static let chains = 64
  /// More than the comparisons that all cases below make together.
  static let comparisons = 17_000.0

  enum Case: String, CaseIterable {
    case gaussian
    case plusMinusOneWithBias
    case hopfield
    case userWithFields
    case gaussianInField
    case randomFields
    case lattice3DWhereTwoBondsAddUp
    case lattice2DPlusMinusOneInField
    case lattice2DGaussianDiluted
    case threeSpin
    case fourSpinPlusMinusOneInField
    case openLattice
    case erdosRenyi
    case regularGraph
    case bipartite
    case hierarchical
    case hierarchicalInField

    var ensemble: any SpinEnsemble {
      get throws {
        switch self {
        case .gaussian: try SherringtonKirkpatrick(spinCount: 16)
        case .plusMinusOneWithBias:
          try SherringtonKirkpatrick(spinCount: 13, distribution: .plusMinusOne, bias: 0.5)
        case .hopfield: try Hopfield(spinCount: 14, patterns: .random(count: 3))
        case .randomFields: try RandomFieldSpinGlass(spinCount: 12, fieldDeviation: 0.4)
        case .lattice3DWhereTwoBondsAddUp:
          try EdwardsAnderson(dimension: 3, length: 2, distribution: .plusMinusOne)
        case .lattice2DPlusMinusOneInField:
          try EdwardsAnderson(dimension: 2, length: 4, distribution: .plusMinusOne, field: 0.3)
        case .lattice2DGaussianDiluted:
          try EdwardsAnderson(dimension: 2, length: 4, dilution: 0.3)
        case .threeSpin: try PSpin(spinCount: 13)
        case .fourSpinPlusMinusOneInField:
          try PSpin(spinCount: 11, order: 4, distribution: .plusMinusOne, field: 0.2)
        case .openLattice:
          try EdwardsAnderson(dimension: 2, length: 4, bias: 0.5, boundary: .open)
        case .erdosRenyi: try RandomGraph(spinCount: 14, degrees: .mean(3), field: 0.1)
        case .regularGraph:
          try RandomGraph(spinCount: 14, degrees: .regular(3), distribution: .plusMinusOne)
        case .bipartite: try Bipartite(visibleCount: 8, hiddenCount: 6)
        case .hierarchical: try HierarchicalLattice(dimension: 2, generations: 2)
        case .hierarchicalInField:
          try HierarchicalLattice(dimension: 2, generations: 2, bias: 0.4, field: 0.3)
        case .gaussianInField: try SherringtonKirkpatrick(spinCount: 12, field: 0.4)
        case .userWithFields:
          try GivenCouplings(
            SpinInstance(
              couplings: Matrix(rows: 12, columns: 12) { i, j in
                i == j ? 0 : 0.7 * Double.cos(Double((i + 1) * (j + 1)))
              }, fields: (0..<12).map { 0.3 * Double.sin(Double($0)) }))
        }
      }
    }
  }

  @Test(arguments: Case.allCases)
  func everyTemperature(_ model: Case) async throws {
    let settings = try SamplingSettings(
      temperatures: Self.temperatures, chainCount: Self.chains, burnIn: 512, sweeps: 2048,
      draws: 128, seed: 20)
    let (failures, count) = try await checkAlgorithm(
      settings, on: model.ensemble, level: 0.001 / Self.comparisons)
    #expect(failures.isEmpty, "\(failures.prefix(5))")
    #expect(count > 170 && Double(count) * 17 <= Self.comparisons)
  }
}

/// Samples the first instance of an ensemble.
func sampled(
  _ ensemble: any SpinEnsemble, _ settings: SamplingSettings, threads: Int = 2
) async throws -> InstanceRecord {
  var records: [InstanceRecord] = []
  try await SamplingRun(ensemble, settings: settings).sample(instances: [0], threads: threads) {
    records.append($0)
  }
  return try #require(records.first)
}
