import ReplicaKit

/// Feedforward, recurrent and spin-glass overlaps at one (σ_w, σ_b).
struct Comparison {
  /// A number of the spin glass and the number of the network that is the same.
  struct BridgePair {
    let spinGlass: String
    let value: Double
    let network: String
    let partner: Double

    var relativeDifference: Double {
      let scale = max(abs(value), abs(partner))
      return scale > 0 ? abs(value - partner) / scale : 0
    }
  }

  let sigmaW: Double
  let sigmaB: Double
  let phi: ActivationOptions
  let theory: DeepNetworkTheory
  let systems: [ComparedSystem]
  /// The numbers that both sides share; empty for other activations than tanh.
  let bridge: [BridgePair]

  /// The replica-symmetric spin glass beside the network of the same parameters.
  ///
  /// ```
  /// g²σ_w² q + g²σ_b² = g² q*,   1 − replicon = χ₁,   β = g σ_w,   βδ = g σ_b
  /// ```
  static func bridge(
    _ theory: DeepNetworkTheory, _ spinGlass: ComparedSpinGlass
  ) throws -> [BridgePair] {
    let symmetric = try spinGlass.symmetric(spinGlass.temperature)
    return [
      BridgePair(
        spinGlass: "σ_w² q + σ_b²", value: spinGlass.length(symmetric.q), network: "q*",
        partner: theory.qStar),
      BridgePair(
        spinGlass: "1 − replicon", value: 1 - symmetric.replicon, network: "χ₁",
        partner: theory.chi1),
    ]
  }
}
