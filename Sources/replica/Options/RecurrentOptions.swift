import ArgumentParser
import ReplicaKit

/// The parameters of a recurrent network.
///
/// ```
/// ∂_t h_i = −h_i + Σ_j W_ij φ(g h_j) + b_i,   W_ij ~ N(w_0/N, σ_w²/N),   b_i ~ N(b_0, σ_b²)
/// ```
struct RecurrentOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "The standard deviation σ_w of the weights, times √N.")
  var sigmaW = 1.0

  @Option(parsing: .unconditional, help: "The standard deviation σ_b of the biases.")
  var sigmaB = 0.0

  @OptionGroup var means: MeanOptions
  @OptionGroup var phi: ActivationOptions

  func validate() throws {
    for (name, value) in [("--sigma-w", sigmaW), ("--sigma-b", sigmaB)]
    where !(0...100).contains(value) {
      throw ValidationError("\(name) is \(value); expected 0 to 100")
    }
  }

  /// The mean w_0 of the weights, times N.
  var weightMean: Double { means.weightMean }

  /// The mean b_0 of the biases.
  var biasMean: Double { means.biasMean }

  /// The activation function.
  var function: any Nonlinearity { phi.function }

  /// The map of mean and variance, which carries the parameters of the theory.
  func map() throws -> MomentMap {
    try MomentMap(
      weightMean: weightMean, biasMean: biasMean, sigmaW: sigmaW, sigmaB: sigmaB,
      nonlinearity: function)
  }
}
