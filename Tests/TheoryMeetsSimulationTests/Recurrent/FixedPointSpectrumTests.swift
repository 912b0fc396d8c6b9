import LinearAlgebra
import NetworkTheory
import NumericalMethods
import Randomness
import RealModule
import Statistics
import Testing

/// The outlier of small perturbations of sampled recurrent networks against the Jacobian of the moment map.
///
/// False-alarm level 0.001 for all comparisons together, by Student's t over 40 networks each.
///
/// Calibrated by eigenvalues without ∂m'/∂q ∂q'/∂m; w_0 E φ' alone is refused by the same networks.
@Suite struct FixedPointSpectrumTests {
  private struct Sample {
    let weights: Matrix
    let biases: [Double]

    init(_ map: MomentMap, size: Int, instance: Int) {
      var stream = RandomStream(
        StreamName(seed: 77, purpose: .weights, instance: instance, chain: 0, slot: 0))
      let scale = map.sigmaW / Double(size).squareRoot()
      let mean = map.weightMean / Double(size)
      var elements = [Double](repeating: 0, count: size * size)
      for k in elements.indices { elements[k] = mean + scale * stream.normal() }
      weights = Matrix(rows: size, columns: size, elements: elements)
      biases = (0..<size).map { _ in map.biasMean + map.sigmaB * stream.normal() }
    }

    func product(_ vector: [Double]) -> [Double] {
      (0..<weights.rows).map { i in
        var sum = 0.0
        let row = i * weights.columns
        for j in vector.indices { sum += weights.elements[row + j] * vector[j] }
        return sum
      }
    }
  }

  @Test(arguments: [(-3.0, 0.9, 2.0), (-4.0, 1.2, 3.0)])
  func outlier(w0: Double, sigmaW: Double, b0: Double) throws {
    let map = try MomentMap(weightMean: w0, biasMean: b0, sigmaW: sigmaW, sigmaB: 0.3)
    let point = try #require(try map.recurrentFixedPoints().last { $0.isStable })
    let expected = try #require(point.outliers.first).real
    let average = GaussianAverage(mean: point.moments.mean, variance: point.moments.variance)
    let naive = w0 * average(Tanh().derivative)
    var outliers: [Double] = []
    var means: [Double] = []
    for instance in 0..<40 {
      let sample = Sample(map, size: 300, instance: instance)
      var fields = [Double](repeating: point.moments.mean, count: 300)
      for _ in 0..<150 {
        let drive = sample.product(fields.map { Double.tanh($0) })
        fields = zip(fields, zip(drive, sample.biases)).map { 0.6 * $0 + 0.4 * ($1.0 + $1.1) }
      }
      means.append(fields.reduce(0, +) / 300)
      let slopes = fields.map { Tanh().derivative($0) }
      var vector = [Double](repeating: 1, count: 300)
      var growth = 0.0
      // The bulk decays as (√χ₁/λ)^k.
      for _ in 0..<40 {
        let next = sample.product(zip(vector, slopes).map { $0 * $1 })
        growth = next.reduce(0, +) / vector.reduce(0, +)
        let norm = next.reduce(0, +) / 300
        vector = next.map { $0 / norm }
      }
      outliers.append(growth)
    }
    for (values, truth) in [(outliers, expected), (means, point.moments.mean)] {
      let test = StudentTest(values.map { $0 - truth })
      #expect(test.probability > 0.001 / 4, "\(test), theory \(truth)")
    }
    let wrong = StudentTest(outliers.map { $0 - naive })
    #expect(abs(wrong.mean) > 5 * wrong.error, "\(wrong)")
  }
}
