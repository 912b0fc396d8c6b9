public import LinearAlgebra
public import SpinModels

/// The overlaps of states with stored patterns: Mattis magnetisations.
///
/// ```
/// m_α^μ = (1/N) Σ_i ξ_i^μ ⟨s_i⟩_α
/// ```
///
/// A state that is a stored pattern is explained by it: its self-overlap is hardly more than the square
/// of its largest Mattis magnetisation.
public struct PatternOverlaps: Sendable, Equatable {
  /// What a state is in terms of the patterns.
  public enum Kind: Sendable, Equatable {
    /// The state of one pattern; the magnetisation is never negative, patterns and their negatives
    /// being one state up to the global flip.
    case retrieval(pattern: Int, magnetization: Double)
    /// A state with magnetisations on several patterns that together explain its self-overlap.
    case mixture(patterns: [Int])
    /// A state that the patterns do not explain.
    case unexplained
  }

  /// The magnetisations: K states × P patterns.
  public let magnetizations: Matrix
  /// What each state is.
  public let kinds: [Kind]

  /// The fraction of the self-overlap that squares of magnetisations must explain.
  static let explainedFraction = 0.8

  /// Compares states with patterns.
  ///
  /// - Parameters:
  ///   - states: The states of the replicas.
  ///   - configurations: The replicas.
  ///   - gauge: +1 or −1 per replica.
  ///   - patterns: P × N numbers +1 or −1.
  public init(
    states: PureStates, configurations: PackedConfigurations, gauge: [Double], patterns: Matrix
  ) {
    let spins = configurations.unpacked()
    let n = Double(configurations.spinCount)
    // (R × N)(N × P): every replica's overlap with every pattern.
    let replicaOverlaps = Matrix.product(spins, withTransposeOf: patterns)
    let magnetizations = Matrix(rows: states.count, columns: patterns.rows) { alpha, mu in
      states.members[alpha].reduce(0) { $0 + gauge[$1] * replicaOverlaps[$1, mu] }
        / (n * Double(states.members[alpha].count))
    }
    self.magnetizations = magnetizations
    kinds = (0..<states.count).map { alpha in
      guard let selfOverlap = states.selfOverlap(of: alpha), selfOverlap > 0 else {
        return .unexplained
      }
      let squares = magnetizations.row(alpha).map { $0 * $0 }
      let largest = squares.indices.max { squares[$0] < squares[$1] } ?? 0
      if squares[largest] >= Self.explainedFraction * selfOverlap {
        return .retrieval(pattern: largest, magnetization: squares[largest].squareRoot())
      }
      let order = squares.indices.sorted { squares[$0] > squares[$1] }
      var explained = 0.0
      for (count, mu) in order.enumerated() where count < 7 {
        explained += squares[mu]
        if explained >= Self.explainedFraction * selfOverlap {
          return .mixture(patterns: order.prefix(count + 1).sorted())
        }
      }
      return .unexplained
    }
  }

  /// Whether states of this fraction of the replicas, at least, are stored patterns.
  ///
  /// - Parameters:
  ///   - states: The states compared.
  ///   - fraction: A fraction of the weight; 0.9 by default, so that a few strays do not matter.
  /// - Returns: Whether the retrieval states have at least this weight.
  public func areRetrievalStates(_ states: PureStates, fraction: Double = 0.9) -> Bool {
    let retrieved = zip(kinds, states.weights).reduce(0) { sum, pair in
      if case .retrieval = pair.0 { sum + pair.1 } else { sum }
    }
    return retrieved >= fraction
  }
}
