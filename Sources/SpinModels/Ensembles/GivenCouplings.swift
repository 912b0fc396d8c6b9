/// A user's own couplings: an ensemble whose instances are all the same model.
public struct GivenCouplings: DisorderEnsemble, Equatable {
  /// The name of the model on the command line and in files.
  public static let name = "couplings"

  /// The model.
  public let model: PairwiseModel

  /// The number N of spins.
  public var spinCount: Int { model.spinCount }

  /// Whether no spin has a field.
  public var isSpinFlipSymmetric: Bool { model.fields.allSatisfy { $0 == 0 } }

  /// Wraps a model.
  ///
  /// - Parameter model: The model that every instance is.
  public init(_ model: PairwiseModel) {
    self.model = model
  }

  /// The model, whatever the index and the seed.
  public func instance(_ index: Int, seed: UInt64) -> PairwiseModel { model }
}
