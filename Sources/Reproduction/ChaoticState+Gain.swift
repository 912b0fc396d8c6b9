import NetworkTheory

extension ChaoticState {
  /// The chaotic state of networks with σ_w = g, tanh and no biases.
  static func tanh(gain g: Double) throws -> ChaoticState {
    try MomentMap(sigmaW: g, sigmaB: 0).requiredChaoticStates()[0]
  }
}
