package import Archive
import LinearAlgebra
import Overlaps
import Randomness
import ReplicaTheory
package import SpinModels

/// A state of sampled configurations.
package struct SampledState: Sendable {
  /// The most states of a sample that are compared.
  static let limit = 8

  /// The mean configuration, in the gauge in which states have positive overlaps.
  let magnetizations: [Double]
  /// The fraction of the replicas in the state.
  let weight: Double
  /// The number of replicas in the state.
  let replicaCount: Int
  /// The unbiased self-overlap q_αα.
  let selfOverlap: Double

  /// The heaviest states of some replicas, as `replica classify` finds them.
  package static func states(of replicas: PackedConfigurations, seed: UInt64) throws
    -> [SampledState]
  {
    let analysis = try ReplicaAnalysis(.configurations(replicas), seed: seed)
    let spins = replicas.unpacked()
    return analysis.states.members.indices.prefix(limit).compactMap { state in
      guard let selfOverlap = analysis.states.selfOverlap(of: state) else { return nil }
      let members = analysis.states.members[state]
      var mean = [Double](repeating: 0, count: spins.columns)
      for a in members {
        let sign = Double(analysis.tree.gauge[a]) / Double(members.count)
        for (i, spin) in spins.row(a).enumerated() { mean[i] += sign * spin }
      }
      return SampledState(
        magnetizations: mean.map { min(max($0, -1), 1) }, weight: analysis.states.weights[state],
        replicaCount: members.count, selfOverlap: selfOverlap)
    }
  }
}

/// One instance of a model whose TAP equations are to be solved.
package struct TAPProblem: Sendable {
  let model: any SpinEnsemble
  let instance: Int
  let seed: UInt64
  let equations: TAPEquations
  /// The stored patterns of a Hopfield model, P × N.
  let patterns: Matrix?

  package init(model: any SpinEnsemble, instance: Int, seed: UInt64, temperature: Double) throws {
    self.model = model
    self.instance = instance
    self.seed = seed
    let drawn = model.instance(instance, seed: seed)
    guard drawn.isPairwise else {
      throw ExperimentError.unfit(
        "the TAP equations here are those of pair couplings; the model \(model.name) couples products of "
          + "more spins")
    }
    let reaction: TAPReaction =
      switch model.theory {
      case .sherringtonKirkpatrick: .sherringtonKirkpatrick
      case .hopfield(let load, _): .hopfield(load: load)
      case nil: .pairwise
      }
    patterns = (model as? any PatternEnsemble)?.patterns(ofInstance: instance, seed: seed)
    equations = try TAPEquations(
      couplings: drawn.couplings, fields: drawn.fields, temperature: temperature,
      reaction: reaction)
  }

  /// The most stored patterns that are starts.
  private static let patternLimit = 8

  /// Searches from sampled states, stored patterns and random spins.
  ///
  /// - Parameters:
  ///   - starts: The number of random starts.
  ///   - sampled: States of a sample of the same instance.
  ///   - session: Threads and progress.
  /// - Returns: What was found.
  /// - Throws: ``ReplicaTheoryError``, and ``ExperimentError`` where there is nothing to start from.
  package func search(
    starts: Int, sampled: [SampledState], session: Session
  ) async throws -> TAPAnalysis {
    let n = equations.spinCount
    let patternStarts = sampled.isEmpty ? min(patterns?.rows ?? 0, Self.patternLimit) : 0
    let (equations, patterns, seed, instance) = (equations, patterns, seed, instance)
    let count = sampled.count + patternStarts + starts
    guard count > 0 else {
      throw ExperimentError.unfit("--starts is 0 and there is nothing else to start from")
    }
    let ends = try await session.concurrently("solving", count: count) { k -> TAPSolution? in
      let start: [Double]
      if k < sampled.count {
        start = sampled[k].magnetizations
      } else if k < sampled.count + patternStarts, let patterns {
        start = Array(patterns.row(k - sampled.count))
      } else {
        var stream = RandomStream(
          StreamName(
            seed: seed, purpose: .initialState, instance: instance,
            slot: k - sampled.count - patternStarts))
        start = (0..<n).map { _ in stream.sign() }
      }
      do {
        return try equations.solution(from: start)
      } catch ReplicaTheoryError.reactionDiverges { return nil }
    }
    return try TAPAnalysis(
      problem: self,
      set: TAPStates(
        ends.compactMap { $0 }, isSpinFlipSymmetric: equations.isSpinFlipSymmetric),
      starts: count, sampled: sampled.enumerated().map { ($1, ends[$0]) })
  }
}
