internal import NumericalMethods
import RealModule

/// A recurrent network with partially symmetric couplings and thermal noise.
///
/// ```
/// ∂_t h_i = −h_i − u h_i³ + Σ_j W_ij φ(h_j) + b_i + √(2T) ξ_i
/// W_ij ~ N(w_0/N, σ_w²/N),   E δW_ij δW_ji = η σ_w²/N,   b_i ~ N(b_0, σ_b²)
/// ```
///
/// For N → ∞ one neuron feels Gaussian noise and its own past,
///
/// ```
/// ∂_t h = −h − u h³ + w_0 E φ + b_0 + η σ_w² ∫_0^t R_φ(t, s) φ(h(s)) ds + ζ + √(2T) ξ
/// ⟨ζ(t) ζ(s)⟩ = σ_w² C_φ(t, s) + σ_b²,   C_φ = E φφ,   R_φ(t, s) = E δφ(h(t))/δf(s)
/// ```
///
/// At η = 1 with linear φ this is Langevin dynamics in the energy E = Σ_i (h_i²/2 + u h_i⁴/4 − b_i h_i) − ½ Σ W_ij h_i h_j, a
/// soft-spin glass; in equilibrium it obeys R(τ) = −(1/T) dC(τ)/dτ. With any other φ the forces at η = 1 have an
/// energy but the mobility of a neuron is 1/φ'(h), and white noise of one strength gives no such relation.
///
/// **Source**: H. Sompolinsky and A. Zippelius, *Phys. Rev. B* 25, 6860 (1982); D. Martí, N. Brunel, S. Ostojic,
/// *Phys. Rev. E* 97, 062314 (2018).
public struct PathDynamics: Sendable {
  /// The map of moments, which carries w_0, b_0, σ_w, σ_b and φ.
  public let map: MomentMap
  /// The correlation η of W_ij and W_ji, from −1 to 1.
  public let symmetry: Double
  /// The temperature T of the white noise; 0 for none.
  public let temperature: Double
  /// The strength u of the quartic confinement; 0 for none.
  public let confinement: Double

  /// Describes a network.
  ///
  /// - Parameters:
  ///   - map: The means and deviations of couplings and biases, and the activation function.
  ///   - symmetry: The correlation η of W_ij and W_ji, from −1 to 1; 0 for independent couplings.
  ///   - temperature: The temperature T of the white noise, 0 for none.
  ///   - confinement: The strength u of the quartic confinement, 0 for none.
  /// - Throws: ``NetworkTheoryError/invalidDynamics(name:value:expected:)`` for a number out of range, and for a
  ///   function that jumps with η ≠ 0: its response does not exist.
  public init(
    _ map: MomentMap, symmetry: Double = 0, temperature: Double = 0, confinement: Double = 0
  ) throws(NetworkTheoryError) {
    guard (-1...1).contains(symmetry) else {
      throw .invalidDynamics(
        name: "the symmetry eta", value: symmetry, expected: "a number from -1 to 1")
    }
    guard (0...1e4).contains(temperature) else {
      throw .invalidDynamics(
        name: "the temperature", value: temperature, expected: "a number from 0 to 1e4")
    }
    guard (0...1e3).contains(confinement) else {
      throw .invalidDynamics(
        name: "the confinement", value: confinement, expected: "a number from 0 to 1000")
    }
    guard symmetry == 0 || !map.nonlinearity.isDiscontinuous else {
      throw .invalidDynamics(
        name: "the symmetry eta", value: symmetry,
        expected: "0 for a function that jumps, whose response is no number")
    }
    self.map = map
    self.symmetry = symmetry
    self.temperature = temperature
    self.confinement = confinement
  }
}
