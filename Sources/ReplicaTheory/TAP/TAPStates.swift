public import LinearAlgebra
import RealModule

/// The different solutions of the TAP equations that a number of starts lead to.
public struct TAPStates: Sendable {
  /// The different solutions that are states, the lowest free energy first.
  public let states: [TAPSolution]
  /// The different solutions where the equations do not hold, of negative replicon.
  public let spurious: [TAPSolution]
  /// What remained of starts that led to no solution.
  public let unsolved: [TAPSolution]
  /// How many starts led to each of the ``states``.
  public let visits: [Int]
  /// Whether m and −m are one state.
  public let isSpinFlipSymmetric: Bool

  /// Sorts the ends of searches.
  ///
  /// Two solutions are the same when their normalised overlap is within 10⁻⁶ of 1, or of −1 where no spin
  /// has a field.
  ///
  /// - Parameters:
  ///   - ends: What searches found, in a fixed order.
  ///   - isSpinFlipSymmetric: Whether m and −m are one state.
  public init(_ ends: [TAPSolution], isSpinFlipSymmetric: Bool) {
    var distinct: [(solution: TAPSolution, visits: Int)] = []
    for end in ends where end.isSolution {
      let same = distinct.firstIndex { known in
        Self.areSame(known.solution, end, isSpinFlipSymmetric: isSpinFlipSymmetric)
      }
      if let same { distinct[same].visits += 1 } else { distinct.append((end, 1)) }
    }
    distinct.sort { $0.solution.freeEnergyPerSpin < $1.solution.freeEnergyPerSpin }
    self.isSpinFlipSymmetric = isSpinFlipSymmetric
    states = distinct.map(\.solution).filter(\.isState)
    visits = distinct.filter(\.solution.isState).map(\.visits)
    spurious = distinct.map(\.solution).filter { !$0.isState }
    unsolved = ends.filter { !$0.isSolution }
  }

  /// Which of the states a solution is.
  ///
  /// - Parameter solution: Where a search ended.
  /// - Returns: Its place among ``states``; `nil` for one that is none.
  public func index(of solution: TAPSolution) -> Int? {
    guard solution.isState else { return nil }
    return states.firstIndex {
      Self.areSame($0, solution, isSpinFlipSymmetric: isSpinFlipSymmetric)
    }
  }

  private static func areSame(
    _ a: TAPSolution, _ b: TAPSolution, isSpinFlipSymmetric: Bool
  ) -> Bool {
    let overlap = a.overlap(with: b.magnetizations)
    // The paramagnet has no direction.
    let scale = Swift.max((a.selfOverlap * b.selfOverlap).squareRoot(), 1e-12)
    if Swift.max(a.selfOverlap, b.selfOverlap) < 1e-12 { return true }
    return (isSpinFlipSymmetric ? abs(overlap) : overlap) >= (1 - 1e-6) * scale
  }

  /// The overlaps of the states.
  ///
  /// ```
  /// q_αβ = (1/N) Σ_i m_i^α m_i^β
  /// ```
  ///
  /// - Returns: A symmetric K × K matrix with the self-overlaps on its diagonal.
  public func overlaps() -> Matrix {
    guard let spins = states.first?.magnetizations.count else { return Matrix(rows: 0, columns: 0) }
    return Matrix(rows: states.count, columns: spins, elements: states.flatMap(\.magnetizations))
      .gramMatrix(scale: 1 / Double(spins))
  }

  /// The Gibbs weights of the states among those found.
  ///
  /// ```
  /// w_α ∝ exp(−βN f_α)
  /// ```
  ///
  /// - Parameter temperature: The temperature T.
  /// - Returns: K weights of sum 1. States that were not found have no share.
  public func weights(temperature: Double) -> [Double] {
    guard let first = states.first else { return [] }
    let n = Double(first.magnetizations.count)
    let factors = states.map {
      Double.exp(-n * ($0.freeEnergyPerSpin - first.freeEnergyPerSpin) / temperature)
    }
    let sum = factors.reduce(0, +)
    return factors.map { $0 / sum }
  }
}
