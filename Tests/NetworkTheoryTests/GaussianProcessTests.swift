import LinearAlgebra
import NetworkTheory
import NumericalMethods
import RealModule
import Testing

/// Regression against explicit inverses by elimination, and in its limits.
///
/// Calibrated by breaking the code: with one ln 2π too few, A⁻¹ in place of L⁻¹, or
/// pivots of rounding errors taken for real, tests fail.
@Suite struct GaussianProcessTests {
  private static let inputs = Matrix(
    rows: 4, columns: 2, elements: [1, 0.2, -0.4, 0.9, 0.3, -1.1, 1.5, 0.8])
  private static let targets = Matrix(
    rows: 4, columns: 2, elements: [0.3, 1, -0.7, 0.5, 1.1, -0.2, 0.4, 0.9])
  private static let testInputs = Matrix(rows: 3, columns: 2, elements: [0, 0.5, 2, -1, 1, 0.2])

  private static func kernel() throws -> NetworkKernel {
    try NetworkKernel(sigmaW: 1.4, sigmaB: 0.3, nonlinearity: ErrorFunction())
  }

  /// The inverse and the determinant by Gauss–Jordan elimination.
  private static func inverse(_ matrix: Matrix) -> (inverse: Matrix, determinant: Double) {
    var (a, inverse, determinant) = (matrix, Matrix.identity(matrix.rows), 1.0)
    for k in 0..<a.rows {
      let pivot = a[k, k]
      determinant *= pivot
      for j in 0..<a.rows {
        a[k, j] /= pivot
        inverse[k, j] /= pivot
      }
      for i in 0..<a.rows where i != k {
        let factor = a[i, k]
        for j in 0..<a.rows {
          a[i, j] -= factor * a[k, j]
          inverse[i, j] -= factor * inverse[k, j]
        }
      }
    }
    return (inverse, determinant)
  }

  @Test func posteriorIsThatOfTheExplicitInverse() throws {
    let (depth, noise) = (3, 0.05)
    let kernel = try Self.kernel()
    let (process, prediction) = try kernel.regression(
      inputs: Self.inputs, targets: Self.targets, testInputs: Self.testInputs, depth: depth,
      noiseVariance: noise)
    let all = try kernel.layer(
      depth,
      of: Matrix(
        rows: 7, columns: 2, elements: Self.inputs.elements + Self.testInputs.elements)
    ).covariances
    let noisy = Matrix(rows: 4, columns: 4) { all[$0, $1] + ($0 == $1 ? noise : 0) }
    let (inverse, determinant) = Self.inverse(noisy)
    var likelihood = -(Double.log(determinant) + 4 * Double.log(2 * .pi))
    for output in 0..<2 {
      let y = Self.targets.column(output)
      let weights = (0..<4).map { i in (0..<4).reduce(0) { $0 + inverse[i, $1] * y[$1] } }
      likelihood -= zip(y, weights).reduce(0) { $0 + $1.0 * $1.1 } / 2
      for test in 0..<3 {
        let mean = (0..<4).reduce(0) { $0 + all[4 + test, $1] * weights[$1] }
        #expect(abs(prediction.mean[test, output] - mean) < 1e-12)
      }
    }
    #expect(abs(process.logMarginalLikelihood - likelihood) < 1e-11)
    for test in 0..<3 {
      var variance = all[4 + test, 4 + test]
      for i in 0..<4 {
        for j in 0..<4 { variance -= all[4 + test, i] * inverse[i, j] * all[4 + test, j] }
      }
      #expect(abs(prediction.variance[test] - variance) < 1e-12)
      #expect(prediction.variance[test] >= 0)
    }
  }

  @Test func withoutNoiseTheTargetsAreMet() throws {
    let (_, prediction) = try Self.kernel().regression(
      inputs: Self.inputs, targets: Self.targets, testInputs: Self.inputs, depth: 2,
      noiseVariance: 0)
    for (found, target) in zip(prediction.mean.elements, Self.targets.elements) {
      #expect(abs(found - target) < 1e-10)
    }
    #expect(prediction.variance.allSatisfy { $0 >= 0 && $0 < 1e-12 })
  }

  /// A chaotic network without biases takes all inputs but equal ones as uncorrelated: the prior is back.
  @Test func farFromAllInputsThePriorIsBack() throws {
    let kernel = try NetworkKernel(sigmaW: 4, sigmaB: 0, nonlinearity: Sine())
    let inputs = Matrix(rows: 2, columns: 2, elements: [3, 0, 0, 4])
    let far = Matrix(rows: 2, columns: 2, elements: [-2, 5, 0, 4])
    let (_, prediction) = try kernel.regression(
      inputs: inputs, targets: Matrix(rows: 2, columns: 1, elements: [1, -2]), testInputs: far,
      depth: 8, noiseVariance: 0)
    #expect(abs(prediction.mean[0, 0]) < 1e-6)
    #expect(abs(prediction.variance[0] - 8) < 1e-3)
    #expect(abs(prediction.mean[1, 0] + 2) < 1e-12 && prediction.variance[1] < 1e-12)
  }

  @Test func equalInputsNeedNoise() throws {
    let twice = Matrix(
      rows: 5, columns: 2, elements: Self.inputs.elements + Self.inputs.row(1))
    let targets = Matrix(rows: 5, columns: 1, elements: [1, 2, 3, 4, 2.2])
    let covariance = try Self.kernel().layer(3, of: twice).covariances
    var needed = 0.0
    do {
      _ = try GaussianProcess(covariance: covariance, targets: targets, noiseVariance: 0)
      Issue.record("a singular covariance passed")
    } catch NetworkTheoryError.singularCovariance(let noise, let enough) {
      #expect(noise == 0)
      needed = enough
    }
    #expect(needed > 0 && needed < 1e-12)
    #expect(
      "\(NetworkTheoryError.singularCovariance(noiseVariance: 0, needed: needed))".contains(
        "\(needed)"))
    _ = try GaussianProcess(covariance: covariance, targets: targets, noiseVariance: needed)
    // The mean of two observations of one place, one degree of freedom less.
    let process = try GaussianProcess(covariance: covariance, targets: targets, noiseVariance: 1e-6)
    let mean = process.prediction(covariances: covariance, priorVariances: covariance.diagonal).mean
    #expect(abs(mean[1, 0] - 2.1) < 1e-4 && abs(mean[0, 0] - 1) < 1e-4)
  }

  @Test func badNoiseAndTargetsAreRefused() throws {
    let covariance = Matrix.identity(2)
    let targets = Matrix(rows: 2, columns: 1, elements: [1, 2])
    #expect(throws: NetworkTheoryError.invalidNoise(-1)) {
      try GaussianProcess(covariance: covariance, targets: targets, noiseVariance: -1)
    }
    #expect(throws: NetworkTheoryError.targetNotFinite(row: 1, column: 0)) {
      try GaussianProcess(
        covariance: covariance, targets: Matrix(rows: 2, columns: 1, elements: [1, .infinity]),
        noiseVariance: 1)
    }
  }
}
