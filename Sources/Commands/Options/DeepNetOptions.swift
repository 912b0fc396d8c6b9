public import ArgumentParser
public import ReplicaKit

extension Activation: ExpressibleByArgument {}

/// The activation function of a network.
struct ActivationOptions: ParsableArguments {
  @Option(help: "The activation function.")
  var activation = Activation.tanh

  @Option(parsing: .unconditional, help: "The gain g inside the activation function, φ(g x).")
  var gain = 1.0

  func validate() throws {
    try expect((1e-3...1e3).contains(gain), "--gain", gain, "0.001 to 1000")
  }

  /// The same choice for the library.
  var named: NamedActivation { NamedActivation(activation, gain: gain) }
  /// The function itself.
  var function: any Nonlinearity { named.function }
  /// The function in words, for titles.
  var title: String { named.title }
}

/// The means of weights and biases, W_ij ~ N(w_0/N, …) and b_i ~ N(b_0, …).
struct MeanOptions: ParsableArguments {
  @Option(
    name: [.customLong("w0"), .customLong("weight-mean")], parsing: .unconditional,
    help: "The mean w_0 of the weights, times N.")
  var weightMean = 0.0

  @Option(
    name: [.customLong("b0"), .customLong("bias-mean")], parsing: .unconditional,
    help: "The mean b_0 of the biases.")
  var biasMean = 0.0

  /// Whether there is one.
  var isGiven: Bool { weightMean != 0 || biasMean != 0 }

  func validate() throws {
    for (name, value) in [("--w0", weightMean), ("--b0", biasMean)]
    where !(-100...100).contains(value) {
      throw ValidationError("\(name) is \(value); expected −100 to 100")
    }
  }
}

/// The parameters of a deep network.
struct DeepNetOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "The standard deviation σ_w of the weights, times √N.")
  var sigmaW: Double

  @Option(parsing: .unconditional, help: "The standard deviation σ_b of the biases.")
  var sigmaB: Double

  @OptionGroup var phi: ActivationOptions

  func validate() throws {
    for (name, value) in [("--sigma-w", sigmaW), ("--sigma-b", sigmaB)]
    where !(0...100).contains(value) {
      throw ValidationError("\(name) is \(value); expected 0 to 100")
    }
  }

  /// The activation function.
  var function: any Nonlinearity { phi.function }

  /// The parameters in words.
  var title: String { parameters.title }

  /// The same parameters for the library.
  var parameters: DeepNetParameters {
    DeepNetParameters(phi.named, sigmaW: sigmaW, sigmaB: sigmaB)
  }
}
