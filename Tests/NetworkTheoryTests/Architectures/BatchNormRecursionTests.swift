import NetworkModels
import NetworkTheory
import NumericalMethods
import RealModule
import Testing

/// Batch normalisation against closed forms.
///
/// Calibrated by breaking the code: B − 2 for B − 3, and a density of one power more on the sphere, each fail.
@Suite struct BatchNormRecursionTests {
  /// The published factor of linear networks.
  @Test(arguments: [4, 5, 8, 17, 64, 1000])
  func linearFactor(batch: Int) throws {
    let theory = try BatchNormRecursion(
      BatchNormModel(
        batchSize: batch, nonlinearity: Activation.linear.function()))
    let size = Double(batch)
    #expect(abs(theory.gradientFactor - (size - 2) / (size - 3)) < 1e-9)
    #expect(abs(theory.fixedLength - 1) < 1e-11)
    #expect(abs(theory.fixedDistance - size / (size - 1)) < 1e-11)
  }

  /// The published limit π/(π − 1) of ReLU.
  @Test func rectifierLimit() throws {
    let theory = try BatchNormRecursion(
      BatchNormModel(batchSize: nil, nonlinearity: Activation.relu.function()))
    #expect(abs(theory.gradientFactor - .pi / (.pi - 1)) < 1e-12)
    let point = try theory.fixedPoint()
    #expect(abs((point.q ?? 0) - 0.5) < 1e-12)
    #expect(abs((point.c ?? 0) - 1 / Double.pi) < 1e-12)
    #expect(point.xiQ == 0 && point.xiC == 0)
    #expect(abs((point.xiGradient ?? 0) - 1 / Double.log(.pi / (.pi - 1))) < 1e-10)
  }

  /// ReLU at finite batches: positive homogeneity makes averages over the sphere those of Gaussians with
  /// correlation c = −1/(B−1), the arc-cosine kernels.
  ///
  /// ```
  /// q* = ½,  q*c* = J_1(c)/2,  J_1 = (√(1−c²) + (π − arccos c) c)/π,  E φ'_a φ'_b = (π − arccos c)/(2π)
  /// ```
  @Test(arguments: [4, 5, 8, 16, 128])
  func rectifierFactor(batch: Int) throws {
    let theory = try BatchNormRecursion(
      BatchNormModel(
        batchSize: batch, nonlinearity: Activation.relu.function()))
    let size = Double(batch)
    let c = -1 / (size - 1)
    let turn = (.pi - Double.acos(c)) / .pi
    let overlap = ((1 - c * c).squareRoot() / .pi + turn * c) / 2
    #expect(abs(theory.fixedLength - 0.5) < 1e-9)
    #expect(abs(theory.fixedDistance - (0.5 - overlap)) < 1e-9)
    let first = size * (1 - 1 / size) * (1 - 1 / size) / 2 + (1 - 1 / size) * turn / 2
    let second = (1 - 1 / size) * (0.5 - overlap)
    let factor = size * (first - second) / ((size - 1) * (size - 3) * (0.5 - overlap))
    #expect(abs(theory.gradientFactor / factor - 1) < 1e-8)
  }

  /// Large batches approach the Gaussian limit as 1/B.
  @Test(arguments: [Activation.tanh, .gelu, .hardTanh])
  func largeBatches(activation: Activation) throws {
    let phi = activation.function()
    let limit = try BatchNormRecursion(BatchNormModel(batchSize: nil, nonlinearity: phi))
      .gradientFactor
    let excess = try [2000, 4000].map {
      try BatchNormRecursion(BatchNormModel(batchSize: $0, nonlinearity: phi)).gradientFactor
        - limit
    }
    #expect(abs(excess[0]) < 0.01 * limit)
    #expect(abs(excess[0] / excess[1] - 2) < 0.01)
  }

  @Test func refusesBatches() throws {
    let phi = Activation.relu.function()
    for batch in [0, 3, 2_000_000] {
      #expect(throws: NetworkModelError.self) {
        try BatchNormRecursion(BatchNormModel(batchSize: batch, nonlinearity: phi))
      }
    }
    let theory = try BatchNormRecursion(BatchNormModel(batchSize: 8, nonlinearity: phi))
    #expect(throws: NetworkTheoryError.self) { try theory.start(q: 1, c: 1) }
    #expect(throws: NetworkTheoryError.self) { try theory.start(q: 1, c: -0.5) }
  }
}
