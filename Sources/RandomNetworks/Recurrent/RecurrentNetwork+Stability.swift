import NumericalMethods
import RealModule

extension RecurrentNetwork {
  /// The largest step at which a method keeps what decays decaying.
  ///
  /// ```
  /// λ = −1 + s σ_w ((1 + η) cos θ + i (1 − η) sin θ) and λ = −1 + s w_0,   s = max |φ'|
  /// ```
  ///
  /// These are the boundary of the eigenvalues of the Jacobian for large N where all slopes have the largest value,
  /// and its outlier. For every one with a negative real part the factor of a step must not exceed 1.
  ///
  /// - Parameter scheme: A method, whose own step does not matter.
  /// - Returns: The step; infinity for the map.
  public func largestStableStep(of scheme: RecurrentScheme) -> Double {
    if scheme == .map { return .infinity }
    let radius = largestSlope * sigmaW
    var rates = (0...64).map { k in
      let angle = Double.pi * Double(k) / 64
      return (
        -1 + radius * (1 + symmetry) * Double.cos(angle),
        radius * (1 - symmetry) * Double.sin(angle)
      )
    }
    rates.append((-1, 0))
    rates.append((-1 + largestSlope * weightMean, 0))
    // Nearly neutral modes are resolved by accuracy, not by stability.
    let decaying = rates.filter { $0.0 <= -0.05 }
    func isStable(_ step: Double) -> Bool {
      let tableau =
        switch scheme {
        case .exponential: RecurrentScheme.exponential(step: step).tableau
        default: RecurrentScheme.rungeKutta(step: step).tableau
        }
      return decaying.allSatisfy { rate in
        tableau.squaredAmplification(real: rate.0 + 1, imaginary: rate.1) <= 1 + 1e-12
      }
    }
    // Going up, the first step that fails; then between it and the one before.
    var low = 0.0
    var high = 1e-3 / (1 + radius + largestSlope * abs(weightMean))
    while isStable(high) && high < 50 { (low, high) = (high, high * 1.05) }
    if high >= 50 { return 50 }
    for _ in 0..<40 {
      let middle = (low + high) / 2
      if isStable(middle) { low = middle } else { high = middle }
    }
    return low
  }

  /// The largest magnitude of φ', away from jumps.
  private var largestSlope: Double {
    let places = (-120...120).map { Double($0) / 24 }
    // Around 0 on every scale, and around kinks.
    let scale = Swift.min(nonlinearity.analyticHalfWidth, 1e3)
    var candidates: [Double] = [0]
    for place in places {
      candidates.append(place)
      candidates.append(place * scale)
    }
    for kink in nonlinearity.kinks {
      let distance = 1e-9 * (1 + abs(kink))
      candidates.append(kink - distance)
      candidates.append(kink + distance)
    }
    return candidates.reduce(0) { Swift.max($0, abs(nonlinearity.derivative($1))) }
  }

  /// Refuses a step that is not positive or too large.
  ///
  /// - Parameter scheme: The method with its step.
  /// - Throws: ``RandomNetworkError/unstableStep(step:largest:)`` or
  ///   ``RandomNetworkError/invalidParameter(name:value:expected:)``.
  public func requireStable(_ scheme: RecurrentScheme) throws(RandomNetworkError) {
    guard scheme.step > 0, scheme.step.isFinite else {
      throw .invalidParameter(
        name: "step", value: scheme.step, expected: "a positive finite number")
    }
    let largest = largestStableStep(of: scheme)
    guard scheme.step <= largest else {
      throw .unstableStep(step: scheme.step, largest: largest)
    }
  }
}
