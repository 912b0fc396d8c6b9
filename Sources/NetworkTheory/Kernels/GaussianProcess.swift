public import LinearAlgebra
import RealModule

/// The posterior of a Gaussian process after noisy observations.
///
/// ```
/// y = f(x) + noise,   f ~ N(0, K),   noise ~ N(0, σ²),   A = K + σ² 1
/// mean(x*) = k*ᵀ A⁻¹ y,   variance(x*) = k** − k*ᵀ A⁻¹ k*
/// ln p(y) = −½ yᵀ A⁻¹ y − ½ ln det A − (n/2) ln 2π
/// ```
///
/// With the kernel of ``NetworkKernel`` this is Bayesian regression by an infinitely wide network whose weights
/// are all learnt. The variance is that of f; that of a new observation is larger by σ².
///
/// Nothing is added to the diagonal but the noise: a covariance that is singular is refused.
///
/// **Source**: C. E. Rasmussen and C. K. I. Williams, *Gaussian Processes for Machine Learning* (2006),
/// algorithm 2.1.
public struct GaussianProcess: Sendable {
  /// The number n of observations.
  public let count: Int

  /// The variance σ² of the noise.
  public let noiseVariance: Double

  /// The logarithm of the probability density of the targets, ln p(y); summed over outputs.
  public let logMarginalLikelihood: Double

  /// A⁻¹ y, one row for each output.
  private let weights: Matrix
  private let factor: CholeskyFactor

  /// Learns from observations.
  ///
  /// - Parameters:
  ///   - covariance: The kernel K of the n training inputs, n × n and symmetric.
  ///   - targets: The observations y, n × k for k outputs that share the kernel.
  ///   - noiseVariance: The variance σ² of the noise, 0 or more.
  /// - Throws: ``NetworkTheoryError`` for a noise or a target that is not finite, and with the noise it
  ///   takes when the covariance is singular to working precision, as with equal inputs and no noise.
  /// - Complexity: O(n³), by LAPACK.
  public init(covariance: Matrix, targets: Matrix, noiseVariance: Double) throws {
    precondition(covariance.isSquare, "a covariance is \(covariance.rows) × \(covariance.columns)")
    precondition(
      targets.rows == covariance.rows, "\(targets.rows) targets for \(covariance.rows) inputs")
    guard noiseVariance >= 0, noiseVariance.isFinite else {
      throw NetworkTheoryError.invalidNoise(noiseVariance)
    }
    if let bad = targets.elements.firstIndex(where: { !$0.isFinite }) {
      throw NetworkTheoryError.targetNotFinite(
        row: bad / targets.columns, column: bad % targets.columns)
    }
    count = covariance.rows
    self.noiseVariance = noiseVariance
    var matrix = covariance
    for i in 0..<count { matrix[i, i] += noiseVariance }
    factor = try Self.factor(matrix, covariance: covariance, noise: noiseVariance)
    let right = targets.transposed
    weights = factor.solve(rows: right)
    let outputs = Double(targets.columns)
    let fit = zip(right.elements, weights.elements).reduce(0) { $0 + $1.0 * $1.1 }
    logMarginalLikelihood =
      -fit / 2 - outputs / 2 * (factor.logDeterminant + Double(count) * Double.log(2 * .pi))
  }

  /// Factorises, or says how much noise it would take.
  private static func factor(
    _ matrix: Matrix, covariance: Matrix, noise: Double
  ) throws -> CholeskyFactor {
    let rounding = 4 * Double(matrix.rows) * 0x1p-52 * (matrix.diagonal.max() ?? 0)
    // A pivot within rounding errors of zero means nothing.
    if let factor = try? CholeskyFactor(of: matrix), factor.smallestPivot > rounding {
      return factor
    }
    let values = try SymmetricEigensystem(of: covariance, withVectors: false).values
    let needed = Swift.max(0, -(values.last ?? 0)) + 4 * rounding
    throw NetworkTheoryError.singularCovariance(
      noiseVariance: noise, needed: Swift.max(needed, 2 * noise))
  }

  /// What is known of the function at new inputs.
  public struct Prediction: Sendable, Equatable {
    /// The posterior means, m × k.
    public let mean: Matrix
    /// The posterior variances of f, m of them, the same for every output.
    public let variance: [Double]
  }

  /// Predicts the function at new inputs.
  ///
  /// - Parameters:
  ///   - covariances: The kernel of m new inputs with the n training inputs, m × n.
  ///   - priorVariances: The kernel of every new input with itself, m of them.
  /// - Returns: Means and variances; a variance that rounding makes negative is 0.
  /// - Complexity: O(m n²), by BLAS.
  public func prediction(covariances: Matrix, priorVariances: [Double]) -> Prediction {
    precondition(
      covariances.columns == count && covariances.rows == priorVariances.count,
      "\(covariances.rows) × \(covariances.columns) covariances, \(priorVariances.count) variances")
    let reduced = factor.solveLower(rows: covariances)
    let variance = priorVariances.enumerated().map { index, prior in
      Swift.max(0, prior - reduced.row(index).reduce(0) { $0 + $1 * $1 })
    }
    return Prediction(
      mean: Matrix.product(covariances, withTransposeOf: weights), variance: variance)
  }
}

extension NetworkKernel {
  /// Bayesian regression by an infinitely wide network of this depth.
  ///
  /// - Parameters:
  ///   - inputs: The training inputs, n × N_0.
  ///   - targets: What was observed there, n × k.
  ///   - testInputs: The inputs to predict at, m × N_0.
  ///   - depth: The number L of layers of weights, at least 1.
  ///   - noiseVariance: The variance of the noise of the observations.
  /// - Returns: The trained process and its predictions.
  /// - Throws: ``NetworkTheoryError`` as ``layer(_:of:)`` and ``GaussianProcess``.
  /// - Complexity: O((n + m)² L + n³ + m n²).
  public func regression(
    inputs: Matrix, targets: Matrix, testInputs: Matrix, depth: Int, noiseVariance: Double
  ) throws -> (process: GaussianProcess, prediction: GaussianProcess.Prediction) {
    precondition(
      testInputs.columns == inputs.columns,
      "\(testInputs.columns) components of test inputs, \(inputs.columns) of inputs")
    let (n, m) = (inputs.rows, testInputs.rows)
    let all = Matrix(
      rows: n + m, columns: inputs.columns, elements: inputs.elements + testInputs.elements)
    let kernel = try layer(depth, of: all).covariances
    let process = try GaussianProcess(
      covariance: Matrix(rows: n, columns: n) { kernel[$0, $1] }, targets: targets,
      noiseVariance: noiseVariance)
    let prediction = process.prediction(
      covariances: Matrix(rows: m, columns: n) { kernel[n + $0, $1] },
      priorVariances: (0..<m).map { kernel[n + $0, n + $0] })
    return (process, prediction)
  }
}
