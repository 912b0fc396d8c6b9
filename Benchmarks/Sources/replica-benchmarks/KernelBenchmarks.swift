import ReplicaKit

extension Benchmarks {
  /// Kernels of 512 inputs of different lengths, at σ_w² = 1.5 and σ_b² = 0.05.
  static func networkKernels() throws {
    var stream = RandomStream(StreamName(seed: 1, purpose: .inputs))
    let inputs = Matrix(
      rows: 512, columns: 256, elements: (0..<512 * 256).map { _ in stream.normal() })
    // Fifty layers of activations, as other programs count.
    let depth = 51
    for activation in [Activation.erf, .relu, .tanh, .gelu, .sin, .hardTanh, .selu] {
      let kernel = try NetworkKernel(
        sigmaW: 1.5.squareRoot(), sigmaB: 0.05.squareRoot(), nonlinearity: activation.function())
      let repetitions = [.hardTanh, .selu].contains(activation) ? 3 : 7
      let times = try (0..<repetitions).map { _ in
        try time { _ = try kernel.layer(depth, of: inputs).covariances }
      }
      report(
        "kernel, \(activation.rawValue)", ["inputs": 512, "layers": Double(depth)], times, unit: "s"
      )
    }
  }
}
