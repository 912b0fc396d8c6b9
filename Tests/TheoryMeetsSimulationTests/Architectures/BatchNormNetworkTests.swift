import LinearAlgebra
import NetworkModels
import NetworkTheory
import NumericalMethods
import RandomNetworks
import Testing

/// Batch-normalised networks of widths 100 and 200 against their fixed point and gradient factor.
///
/// Lengths and correlations from layer 3 on, where a batch has forgotten what made its inputs unequal; the
/// gradient starts at the last layer.
///
/// Calibrated by breaking the code: gradients that are not freed of their part along ĥ, and B − 2 for B − 3, each fail.
@Suite struct BatchNormNetworkTests {
  static let depth = 8

  @Test(arguments: [Activation.relu, .linear, .tanh], [8, 16])
  func gradientsGrow(activation: Activation, batch: Int) async throws {
    let phi = activation.function()
    let theory = try BatchNormRecursion(BatchNormModel(batchSize: batch, nonlinearity: phi))
    let overlaps = Matrix(rows: batch, columns: batch) { $0 == $1 ? 1 : 0.3 }
    func network(_ width: Int) throws -> BatchNormNetwork {
      try BatchNormNetwork(
        theory.model, inputs: try NetworkInputs(overlaps: overlaps, dimension: width, seed: 5),
        width: width, depth: Self.depth)
    }
    let comparison = try await ArchitectureComparison(
      narrow: try network(100), wide: try network(200), networks: 40, seed: 13)
    try comparison.check(
      try theory.trajectory(q0: 1, c0: 0.3, depth: Self.depth), layers: 1...Self.depth)
  }

  /// A batch of 128 is near the limit π/(π − 1) of ReLU: 1.4669 against 1.4839.
  @Test func largeBatch() async throws {
    let batch = 128
    let theory = try BatchNormRecursion(
      BatchNormModel(batchSize: batch, nonlinearity: Activation.relu.function()))
    let overlaps = Matrix(rows: batch, columns: batch) { $0 == $1 ? 1 : 0 }
    func network(_ width: Int) throws -> BatchNormNetwork {
      try BatchNormNetwork(
        theory.model, inputs: try NetworkInputs(overlaps: overlaps, dimension: width, seed: 6),
        width: width, depth: 4)
    }
    let comparison = try await ArchitectureComparison(
      narrow: try network(256), wide: try network(512), networks: 6, seed: 14)
    for layer in 1...4 {
      #expect(
        try comparison.probability(
          comparison.wide.growth[layer - 1], comparison.narrow.growth[layer - 1],
          try theory.trajectory(q0: 1, c0: 0, depth: 4).chi[layer - 1]) > 0.001 / 4)
    }
  }
}
