import NumericalMethods
import RealModule

extension PSpinTheory {
  /// States of one free energy.
  public struct ComplexityPoint: Sendable, Equatable {
    /// The number m of coupled copies that selects these states.
    public let breakingParameter: Double
    /// m/T, which stays finite as T → 0.
    public let scaledBreakingParameter: Double
    /// The free energy per spin of one of them.
    public let freeEnergyPerSpin: Double
    /// (1/N) ln of their number.
    public let complexity: Double
    /// Their self-overlap.
    public let q1: Double
    /// 1 − ξ''(q1) E_m (∂²ψ)²; negative where the states fall apart further.
    public let replicon: Double
  }

  /// The number of states as a function of their free energy.
  ///
  /// ```
  /// Σ = −γ² ∂P/∂γ,   f = −P − γ ∂P/∂γ,   γ = m/T,   P at q0 = 0 and ∂P/∂q1 = 0
  /// ```
  ///
  /// m falls from the states of lowest free energy, Σ = 0, to those of highest, where Σ is largest. Those
  /// with a negative replicon are there in this ansatz only.
  ///
  /// **Source**: R. Monasson, *Phys. Rev. Lett.* 75, 2847 (1995).
  ///
  /// - Parameters:
  ///   - temperature: The temperature T, from 0 to T_d.
  ///   - count: The number of points, at least 2.
  /// - Returns: Points of ascending free energy; empty above T_d, where there is one state only.
  /// - Throws: ``ReplicaTheoryError/invalidTemperature(_:)`` and what the searches throw.
  /// - Complexity: About 40 one-dimensional averages per point.
  public func complexity(temperature: Double, count: Int = 50) throws -> [ComplexityPoint] {
    precondition(count >= 2, "a curve needs two points, not \(count)")
    guard temperature >= 0, temperature.isFinite else {
      throw ReplicaTheoryError.invalidTemperature(temperature)
    }
    let lowest = try lowestState(temperature: temperature)
    guard let lowest else { return [] }
    let end = try mostNumerous(below: lowest, temperature: temperature)
    return try (0..<count).compactMap { k in
      let share = Double(k) / Double(count - 1)
      return try state(lowest + (end - lowest) * share, temperature)
    }
  }

  /// γ of the states of highest free energy: there the curve turns back, and Σ is largest.
  private func mostNumerous(below lowest: Double, temperature: Double) throws -> Double {
    func complexity(_ slope: Double) throws -> Double {
      try state(slope, temperature)?.complexity ?? -.infinity
    }
    var best = (slope: lowest, complexity: 0.0)
    for k in 1..<60 {
      let slope = lowest * (1 - Double(k) / 60)
      let value = try complexity(slope)
      guard value > best.complexity else { break }
      best = (slope, value)
    }
    // Golden section around the largest of the scan.
    var low = Swift.max(best.slope - lowest / 60, lowest * 1e-3)
    var high = Swift.min(best.slope + lowest / 60, lowest)
    let golden = (Double.sqrt(5) - 1) / 2
    while high - low > 1e-7 * lowest {
      let (a, b) = (high - golden * (high - low), low + golden * (high - low))
      if try complexity(a) > complexity(b) { high = b } else { low = a }
    }
    return high
  }

  /// γ of the states without complexity.
  private func lowestState(temperature: Double) throws -> Double? {
    func complexity(_ slope: Double) throws -> Double? { try state(slope, temperature)?.complexity }
    // Few states at large γ, where Σ < 0 has no meaning; none or many at small γ.
    let steepest = Swift.min(
      20, 0.95 * ParisiFunctional.largestTilt / mixture.derivative(1).squareRoot())
    var high = temperature > 0 ? Swift.min(2.5 / temperature, steepest) : steepest
    guard var below = try complexity(high) else { return nil }
    guard below < 0 else { return high }
    var low = high
    while below < 0 {
      (high, low) = (low, low * 0.93)
      guard low > 0.05, let next = try complexity(low) else { return nil }
      below = next
    }
    return try findRoot(in: low...high) { try complexity($0) ?? .nan }
  }

  /// The states at one γ: the largest q1 at which the functional is stationary.
  private func state(_ slope: Double, _ temperature: Double) throws -> ComplexityPoint? {
    let functional = ParisiFunctional(mixture: mixture, field: 0, temperature: temperature)
    let evaluate = { (q: Double) in functional(overlaps: [0, q], slopes: [slope]) }
    guard temperature > 0 else { return point(slope, temperature, q1: 1, evaluate(1)) }
    // ⟨tanh²⟩ − q is negative near q = 1; the first change of sign below is the state.
    let excess = { (q: Double) in evaluate(q).squaredSlopes[1] - q }
    var before = 1 - 1e-12
    if excess(before) > 0 { return point(slope, temperature, q1: before, evaluate(before)) }
    for k in 1...60 {
      let q = 1 - 1e-12 * Double.pow(0.6e12, Double(k) / 60)
      if excess(q) > 0 {
        let root = try findRoot(in: q...before, of: excess)
        return point(slope, temperature, q1: root, evaluate(root))
      }
      before = q
    }
    return nil
  }

  private func point(
    _ slope: Double, _ temperature: Double, q1: Double, _ value: ParisiFunctional.Value
  ) -> ComplexityPoint {
    let derivative = value.slopeGradient[0]
    return ComplexityPoint(
      breakingParameter: slope * temperature, scaledBreakingParameter: slope,
      freeEnergyPerSpin: -value.value - slope * derivative,
      complexity: -slope * slope * derivative, q1: q1,
      replicon: temperature > 0 ? value.replicons[1] : -.infinity)
  }
}
