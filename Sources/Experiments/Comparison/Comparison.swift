import Documents
public import NetworkTheory
public import NumericalMethods
import ReplicaTheory

/// Feedforward, recurrent and spin-glass overlaps at one (σ_w, σ_b).
public struct Comparison: Sendable {
  /// A number of the spin glass and the number of the network that is the same.
  package struct BridgePair: Sendable {
    package let spinGlass: String
    package let value: Double
    package let network: String
    package let partner: Double

    package var relativeDifference: Double {
      let scale = max(abs(value), abs(partner))
      return scale > 0 ? abs(value - partner) / scale : 0
    }
  }

  /// The activation function and its gain g, φ(g x).
  public let activation: Activation
  /// The gain.
  public let gain: Double
  /// The theory of the deep network.
  public let theory: DeepNetworkTheory
  /// The systems side by side.
  public let systems: [ComparedSystem]
  /// The number of neurons of the networks.
  public let neurons: Int
  /// The number of spins of the spin glass.
  public let spins: Int
  /// The seed of all of them.
  public let seed: UInt64
  /// The numbers that both sides share; empty for other activations than tanh.
  package let bridge: [BridgePair]

  package var sigmaW: Double { theory.lengthMap.sigmaW }
  package var sigmaB: Double { theory.lengthMap.sigmaB }

  /// The activation function in words, for titles.
  package var activationTitle: String {
    activation.rawValue + (gain == 1 ? "" : " of gain \(text(gain))")
  }

  /// Simulates and samples the systems.
  ///
  /// - Parameters:
  ///   - activation: The activation function; the spin glass belongs to tanh and is left out for others.
  ///   - gain: The gain g of the activation function.
  ///   - networks: The networks.
  ///   - spinGlass: The spin glass of the same parameters.
  ///   - session: Seed, threads and progress.
  /// - Throws: What any of them throws.
  public init(
    activation: Activation, gain: Double, networks: ComparedNetworks, spinGlass: ComparedSpinGlass,
    session: Session
  ) async throws {
    self.activation = activation
    self.gain = gain
    theory = networks.theory
    neurons = networks.neurons
    spins = spinGlass.spins
    seed = session.seed
    var systems = [
      try await networks.deepNetwork(session), try await networks.recurrentMap(session),
      try await networks.recurrentNetwork(session),
    ]
    if activation == .tanh {
      systems.append(try await spinGlass.system(session))
      bridge = try Self.bridge(theory, spinGlass)
    } else {
      bridge = []
      session.note("the spin glass belongs to tanh; it is left out for \(activation.rawValue)")
    }
    self.systems = systems
  }

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
