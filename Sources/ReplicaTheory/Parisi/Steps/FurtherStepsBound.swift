/// A bound on what further steps of replica-symmetry breaking add to the free energy at low temperature.
///
/// ```
/// ΔF ≲ ξ''(1)² C³/10,   C = (1 − q)/T = 2 P(y = 0) of the solution without them
/// ```
///
/// Spins with local fields |y| ≲ ξ''C rearrange, a share ξ''C² of all. The factor is 0.052 in SK at T = 0 in
/// fields of 1.5 to 3.5, where one overlap is compared with the full solution.
enum FurtherStepsBound {
  /// The bound.
  ///
  /// - Parameters:
  ///   - mixture: The covariance ξ.
  ///   - c: C.
  /// - Returns: The bound on ΔF per spin.
  static func bound(_ mixture: Mixture, scaledComplement c: Double) -> Double {
    let slope = mixture.secondDerivative(1) * c
    return slope * slope * c / 10
  }

  /// The bound below which further steps are not looked for.
  static let smallest = 1e-13
}
