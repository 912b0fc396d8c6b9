import LinearAlgebra
import Overlaps
import PlantedData
import SpinModels
import Testing

@Suite struct SpectrumComparisonTests {
  /// The exact correlations of 10 SK spins give tr C²/N² = ⟨q²⟩ by enumeration.
  ///
  /// Planted free spins have the mean square 1 + (R − 1)/N: 200 matrices within 4 standard errors.
  @Test func meanOfSquares() throws {
    let model = try SherringtonKirkpatrick(spinCount: 10).instance(0, seed: 3)
    let exact = try ExactEnumeration(model).equilibrium(at: 1.5)
    let population = try SymmetricEigensystem(of: exact.pairCorrelations, withVectors: false).values
    let law = NoiseLaw(population: population, replicaCount: 6, entries: .unitLength)
    let one = SpectrumComparison(eigenvalues: [Double](repeating: 1, count: 6), law: law)
    #expect(abs(one.predictedMeanSquare - (1 + 5 * exact.meanSquareOverlap)) < 1e-12)
    #expect(one.meanSquare == 1 && abs(one.relativeDeviation + 1) < 1e-12)

    let planted = try PlantedEnsemble(
      spinCount: 50, replicaCount: 20, overlaps: [0], partition: .equalBlocks([]))
    let free = NoiseLaw(replicaCount: 20, siteCount: 50, entries: .unitLength)
    let deviations: [Double] = try (0..<200).map { index in
      let overlaps = try OverlapMatrix(of: planted.sample(index, seed: 4).configurations)
      let values = try SymmetricEigensystem(of: overlaps.matrix, withVectors: false).values
      return SpectrumComparison(eigenvalues: values, law: free).relativeDeviation
    }
    // Each has the deviation √(2/190) of the mean of 190 squares.
    let mean: Double = deviations.reduce(0, +) / 200
    let error: Double = (2.0 / 190 / 200).squareRoot()
    #expect(abs(mean) < 4 * error)
  }
}
