public import Documents
public import SpinModels

/// The spherical p-spin model: the couplings of ``/SpinModels/PSpin``, and real spins on a sphere.
///
/// ```
/// H = −Σ_{i₁<…<i_p} J_{i₁…i_p} s_{i₁} … s_{i_p},   Σ_i s_i² = N,   J of mean 0 and variance p!/(2 N^{p−1})
/// ```
///
/// The measure is e^{−βH} times the uniform measure on the sphere of radius √N; there is no field. The same seed gives
/// the couplings of the Ising model.
///
/// **Source**: A. Crisanti and H.-J. Sommers, *Z. Phys. B* 87, 341 (1992).
public struct SphericalPSpin: Sendable, Equatable {
  /// The Ising model with the same couplings.
  public let couplings: PSpin

  /// Describes the ensemble.
  ///
  /// - Parameter couplings: The Ising model with the same couplings, without a field.
  /// - Throws: ``/SpinModels/SpinModelError/invalidParameter(name:value:expected:)`` where it has a field.
  public init(_ couplings: PSpin) throws(SpinModelError) {
    guard couplings.field == 0 else {
      throw .invalidParameter(
        name: "field", value: couplings.field, expected: "0: spherical spins have none here")
    }
    self.couplings = couplings
  }

  /// The number N of spins.
  public var spinCount: Int { couplings.spinCount }

  /// Whether s and −s have equal energies: p is even.
  public var isSpinFlipSymmetric: Bool { couplings.isSpinFlipSymmetric }

  /// The energy and its gradient for one disorder instance.
  ///
  /// - Parameters:
  ///   - index: The disorder instance, from 0.
  ///   - seed: The user's seed.
  /// - Returns: The landscape.
  public func landscape(ofInstance index: Int, seed: UInt64) -> ProductLandscape {
    guard case .products(let products) = couplings.instance(index, seed: seed).interactions else {
      preconditionFailure("a p-spin model without products")
    }
    return ProductLandscape(products)
  }

  /// The model for programs and files.
  public var description: JSONValue {
    var object = couplings.description
    object["spherical"] = true
    return object
  }
}
