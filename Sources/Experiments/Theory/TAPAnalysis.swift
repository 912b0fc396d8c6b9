import Archive
import LinearAlgebra
package import ReplicaTheory
import SpinModels

/// What a search of TAP solutions found, to be printed and drawn.
package struct TAPAnalysis: Sendable {
  let model: any SpinEnsemble
  let instance: Int
  let seed: UInt64
  let temperature: Double
  package let set: TAPStates
  /// Where the magnetisations of the states are written, for documents.
  package var output: String?
  /// The number of starts.
  let starts: Int
  /// Sampled states, with what they led to; `nil` where Hebb's couplings have no reaction.
  let sampled: [(state: SampledState, end: TAPSolution?)]
  /// max_i |m_i − tanh β(…)| of the sampled magnetisations themselves.
  let sampledResiduals: [Double?]
  let weights: [Double]
  let overlaps: Matrix
  /// Smallest eigenvalues of the Hessian, of the states that are shown.
  let curvatures: [Double]
  /// The pattern of largest overlap with each state.
  let patterns: [(pattern: Int, overlap: Double)]
  let theory: Theory?

  /// The prediction for N → ∞.
  struct Theory: Sendable {
    let name: String
    let freeEnergy: Double
    let selfOverlap: Double
  }

  /// The most states that are printed, and the most spins for which curvatures are computed.
  static let shown = (states: 20, spins: 2000)

  init(
    problem: TAPProblem, set: TAPStates, starts: Int,
    sampled: [(state: SampledState, end: TAPSolution?)]
  ) throws {
    model = problem.model
    instance = problem.instance
    seed = problem.seed
    temperature = problem.equations.temperature
    self.set = set
    self.starts = starts
    self.sampled = sampled
    sampledResiduals = sampled.map {
      try? problem.equations.residual(of: $0.state.magnetizations)
    }
    weights = set.weights(temperature: problem.equations.temperature)
    overlaps = set.overlaps()
    curvatures =
      problem.equations.spinCount > Self.shown.spins
      ? []
      : try set.states.prefix(Self.shown.states).map {
        try problem.equations.smallestHessianEigenvalue(of: $0.magnetizations)
      }
    patterns = set.states.compactMap { state in
      guard let patterns = problem.patterns else { return nil }
      let overlaps = (0..<patterns.rows).map { state.overlap(with: Array(patterns.row($0))) }
      return overlaps.indices.max { abs(overlaps[$0]) < abs(overlaps[$1]) }.map {
        ($0, overlaps[$0])
      }
    }
    theory = Theory(problem.model, temperature: problem.equations.temperature)
  }
}

extension TAPAnalysis.Theory {
  /// The exact solution for SK, the replica-symmetric one for Hopfield.
  fileprivate init?(_ model: any SpinEnsemble, temperature: Double) {
    switch model.theory {
    case .sherringtonKirkpatrick(let field, let bias):
      guard
        let solution = try? SpinGlassTheory(field: field, bias: bias)
          .continuous(temperature: temperature)
      else { return nil }
      name = "parisi"
      freeEnergy = solution.freeEnergyPerSpin.value
      selfOverlap = solution.edwardsAndersonParameter.value
    case .hopfield(let load, let field):
      guard field == 0,
        let solution = try? HopfieldTheory(load: load).solution(temperature: temperature)
      else { return nil }
      name = "rs, \(solution.phase)"
      freeEnergy = solution.freeEnergyPerSpin
      selfOverlap = solution.q
    case nil: return nil
    }
  }
}
