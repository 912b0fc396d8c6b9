import LinearAlgebra
import NetworkModels
import NetworkTheory
import NumericalMethods
import RandomNetworks
import Testing

/// Residual networks of widths 100 and 200 against their recursion.
///
/// Calibrated by breaking the code: networks without biases, and p − γ without σ_v², each fail.
@Suite struct ResidualNetworkTests {
  static let depth = 6

  private func inputs(_ width: Int) throws -> NetworkInputs {
    try NetworkInputs(
      overlaps: Matrix(rows: 2, columns: 2, elements: [1, 0.4, 0.4, 1]), dimension: width, seed: 3)
  }

  @Test(arguments: [Activation.tanh, .relu])
  func reduced(activation: Activation) async throws {
    let phi = activation.function()
    let theory = try ResidualRecursion(
      ResidualModel(
        reducedWithSigmaW: 1.2, sigmaB: 0.5, nonlinearity: phi))
    func network(_ width: Int) throws -> ResidualNetwork {
      try ResidualNetwork(
        theory.model, inputs: try inputs(width), depth: Self.depth)
    }
    let comparison = try await ArchitectureComparison(
      narrow: try network(100), wide: try network(200), networks: 80, seed: 11)
    try comparison.check(
      try theory.trajectory(q0: 1, c0: 0.4, depth: Self.depth), layers: 1...Self.depth)
  }

  @Test(arguments: [Activation.tanh, .relu])
  func full(activation: Activation) async throws {
    let phi = activation.function()
    let theory = try ResidualRecursion(
      ResidualModel(
        sigmaW: 1.2, sigmaB: 0.5, sigmaV: 0.8, sigmaA: 0.3, nonlinearity: phi))
    func network(_ width: Int) throws -> ResidualNetwork {
      try ResidualNetwork(
        theory.model, inputs: try inputs(width), depth: Self.depth)
    }
    let comparison = try await ArchitectureComparison(
      narrow: try network(100), wide: try network(200), networks: 60, seed: 12)
    try comparison.check(
      try theory.trajectory(q0: 1, c0: 0.4, depth: Self.depth), layers: 1...Self.depth)
  }
}
