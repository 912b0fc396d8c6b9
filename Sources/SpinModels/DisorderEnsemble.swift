/// A distribution of couplings from which disorder instances are drawn.
///
/// An instance depends on the seed and its index alone, so any process can regenerate it.
public protocol DisorderEnsemble: Sendable {
  /// The name of the model on the command line and in files.
  static var name: String { get }

  /// The number N of spins of every instance.
  var spinCount: Int { get }

  /// Whether the energy of every instance is unchanged when all spins are flipped.
  var isSpinFlipSymmetric: Bool { get }

  /// The exact relation between energies and overlaps in equilibrium; `nil` where none is known.
  var identity: (any EquilibriumIdentity)? { get }

  /// Draws one disorder instance.
  ///
  /// - Parameters:
  ///   - index: The instance, from 0.
  ///   - seed: The user's seed.
  /// - Returns: The same model whenever called with the same arguments.
  func instance(_ index: Int, seed: UInt64) -> PairwiseModel
}

extension DisorderEnsemble {
  /// No identity.
  public var identity: (any EquilibriumIdentity)? { nil }
}
