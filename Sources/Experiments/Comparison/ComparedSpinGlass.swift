import Documents
import LinearAlgebra
import Overlaps
import RealModule
import ReplicaTheory
import Sampling
import SpinModels
import Statistics

/// The spin glass of a comparison: the SK model at β = g σ_w in random fields.
///
/// ```
/// H = −Σ_{i<j} J_ij s_i s_j − Σ_i h_i s_i,   h_i ~ N(0, δ²),   β = g σ_w,   δ = σ_b/σ_w
/// σ_w² q + σ_b² = q*,   1 − replicon = χ₁         (replica-symmetric)
/// ```
public struct ComparedSpinGlass: Sendable {
  let sigmaW: Double
  let sigmaB: Double
  let gain: Double
  let spins: Int
  let instances: Int
  let chains: Int
  let sweeps: Int
  /// The number of replicas per instance that are analysed.
  let replicas: Int

  /// Describes the spin glass.
  ///
  /// - Parameters:
  ///   - sigmaW: The standard deviation σ_w of the network's weights, times √N.
  ///   - sigmaB: The standard deviation σ_b of its biases.
  ///   - gain: The gain g of its activation function.
  ///   - spins: The number of spins.
  ///   - instances: The number of disorder instances.
  ///   - chains: The number of independent ladders.
  ///   - sweeps: The measured sweeps, after as many more.
  ///   - replicas: The number of replicas per instance that are analysed.
  public init(
    sigmaW: Double, sigmaB: Double, gain: Double, spins: Int, instances: Int, chains: Int,
    sweeps: Int, replicas: Int
  ) {
    self.sigmaW = sigmaW
    self.sigmaB = sigmaB
    self.gain = gain
    self.spins = spins
    self.instances = instances
    self.chains = chains
    self.sweeps = sweeps
    self.replicas = replicas
  }

  /// The temperature 1/(g σ_w).
  var temperature: Double { 1 / (gain * sigmaW) }
  /// The standard deviation δ of the random fields.
  var fieldDeviation: Double { sigmaB / sigmaW }

  /// The overlap of spins as a squared length of the network.
  func length(_ overlap: Double) -> Double { sigmaW * sigmaW * overlap + sigmaB * sigmaB }

  func symmetric(_ temperature: Double) throws -> ReplicaSymmetricSolution {
    try SpinGlassTheory().replicaSymmetric(
      temperature: temperature, fieldDeviation: fieldDeviation)
  }

  /// Theory at one temperature.
  private struct Solution {
    let symmetric: ReplicaSymmetricSolution
    /// Parisi's solution where it is needed and known: without fields, below the transition.
    let parisi: ContinuousSolution?

    /// The overlap within a state and the mean overlap; `nil` where replica symmetry is unstable in random fields.
    var overlaps: (within: Double, mean: Double)? {
      if let parisi {
        return (parisi.edwardsAndersonParameter.value, parisi.meanOverlap.value)
      }
      return symmetric.stable ? (symmetric.q, symmetric.q) : nil
    }
  }

  private func solution(_ temperature: Double) throws -> Solution {
    let symmetric = try symmetric(temperature)
    return Solution(
      symmetric: symmetric,
      parisi: sigmaB == 0 && !symmetric.stable
        ? try SpinGlassTheory().continuous(temperature: temperature) : nil)
  }

  /// Temperatures from 1/(g σ_w) up to where configurations move freely, in steps of 10 % or less.
  private var temperatures: [Double] {
    let top = max(1.5, 1.25 * temperature)
    let count = max(3, min(64, Int((Double.log(top / temperature) / 0.1).rounded(.up)) + 1))
    return (0..<count).map {
      temperature * Double.pow(top / temperature, Double($0) / Double(count - 1))
    }
  }

  /// Samples and analyses the model.
  func system(_ session: Session) async throws -> ComparedSystem {
    let ensemble = try RandomFieldSpinGlass(spinCount: spins, fieldDeviation: fieldDeviation)
    let settings = try SamplingSettings(
      temperatures: temperatures, chainCount: chains, sweeps: sweeps,
      draws: min(sweeps, max(32, replicas)), seed: session.seed)
    let run = try await sample(ensemble, settings, session)
    let analysis = try RunAnalysis(
      run, replicaLimit: replicas, options: AnalysisOptions(seed: session.seed, withPower: false))
    // From the hottest to the coldest, as a network goes from its start to its end.
    let slots = Array(settings.temperatures.indices.reversed())
    let found = try slots.map { try analysis.at(temperatureIndex: $0).system }
    let equilibration = analysis.equilibration.temperatures[0]
    // An instance may look broken by chance; states count where all instances together are.
    let pairs = found.map { system in
      let isBroken = system.pooled.classification.isBroken
      return system.analyses.map { PairMeans($0, isBroken: isBroken) }
    }
    let solutions = try slots.map { try solution(settings.temperatures[$0]) }
    let last = solutions[solutions.count - 1]
    return ComparedSystem(
      kind: .spinGlass, places: slots.map { settings.temperatures[$0] },
      lengths: ComparedSystem.Series(
        measured: slots.map { slot in
          OverlapMoments(
            instances: run.records.map { record in
              OverlapDistribution.overlaps(
                betweenLadders: record.ladders.map { $0.draws[slot] })
            }, spinCount: spins
          ).meanAbsolute
        }, theory: solutions.map { $0.overlaps?.mean }),
      correlations: ComparedSystem.Series(
        measured: pairs.map { pairs in
          Estimate(meanOf: pairs.map { correlation($0.all, within: $0.withinStates) })
        },
        theory: solutions.map { $0.overlaps.map { correlation($0.mean, within: $0.within) } }),
      finalLength: Estimate(meanOf: pairs[pairs.count - 1].map { length($0.withinStates) }),
      fixedLength: last.overlaps.map { length($0.within) },
      fixedCorrelation: last.overlaps.flatMap {
        length($0.within) > 0 ? correlation($0.mean, within: $0.within) : nil
      },
      analysis: found[found.count - 1],
      statement: statement(last.symmetric, last.parisi)
        + (!last.symmetric.stable && !Self.separates(found[found.count - 1])
          ? "; states cannot be told apart at this size, so all pairs count as pairs of one state: q is a mean "
            + "over all of them and c is 1" : ""),
      equilibration: equilibration)
  }

  /// Whether replicas are in different states that can be told apart.
  private static func separates(_ system: SystemAnalysis) -> Bool {
    system.pooled.classification.isBroken && system.analyses.contains { $0.states.count > 1 }
  }

  /// The correlation of the local fields of two replicas, from the overlap of their states and that within one.
  private func correlation(_ overlap: Double, within selfOverlap: Double) -> Double {
    let norm = length(selfOverlap)
    return norm > 0 ? min(1, length(overlap) / norm) : 1
  }

  private func sample(
    _ ensemble: RandomFieldSpinGlass, _ settings: SamplingSettings, _ session: Session
  ) async throws -> RecordedRun {
    let run = SamplingRun(ensemble, settings: settings)
    let progress = session.progress("sampling", total: run.steps(ofInstances: instances))
    defer { progress.finish() }
    return try await run.recorded(
      instances: 0..<instances, threads: session.threadCount,
      advanced: { progress.advance($0) })
  }

  private func statement(
    _ symmetric: ReplicaSymmetricSolution, _ parisi: ContinuousSolution?
  ) -> String {
    if symmetric.stable {
      return symmetric.q < 1e-12
        ? "paramagnetic, as the network is silent: replica-symmetric and stable"
        : "one state: replica-symmetric and stable, σ_w² q + σ_b² = q* and 1 − replicon = χ₁"
    }
    let exact =
      parisi.map {
        "; Parisi's solution has q_EA = \(text($0.edwardsAndersonParameter.value, digits: 5)), replica "
          + "symmetry would have \(text(symmetric.q, digits: 5))"
      } ?? "; the overlap q* of replica symmetry is not that of the model"
    return "where the network is chaotic replica symmetry is unstable (replicon "
      + "\(text(symmetric.replicon, digits: 4)))\(exact)"
  }
}

/// Mean overlaps of the pairs of replicas of one instance, signs set by the tree.
private struct PairMeans {
  let all: Double
  let withinStates: Double

  init(_ analysis: ReplicaAnalysis, isBroken: Bool) {
    let overlaps = analysis.overlaps.flipped(by: analysis.tree.gauge).matrix
    let labels = analysis.states.labels
    var sums = (all: 0.0, within: 0.0)
    var counts = (all: 0, within: 0)
    for a in 0..<overlaps.rows {
      for b in 0..<a {
        sums.all += overlaps[a, b]
        counts.all += 1
        if !isBroken || labels[a] == labels[b] {
          sums.within += overlaps[a, b]
          counts.within += 1
        }
      }
    }
    all = max(0, sums.all / Double(max(1, counts.all)))
    withinStates = counts.within > 0 ? max(0, sums.within / Double(counts.within)) : all
  }
}
