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

  /// The same parameters for the library.
  var parameters: RecurrentParameters {
    RecurrentParameters(
      phi.named, sigmaW: sigmaW, sigmaB: sigmaB, weightMean: means.weightMean,
      biasMean: means.biasMean)
  }
}
