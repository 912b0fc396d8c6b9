import Foundation
import ReplicaKit

/// One thing that `replica classify` judges: a file, or one temperature of a run.
struct AnalysedPoint {
  /// The file.
  let file: String
  /// The temperature, for a run.
  let temperature: Double?
  /// What was analysed, for titles.
  let system: String
  /// The instances that were analysed, by their index.
  let instances: [Int]
  /// The analyses, one per instance.
  let analyses: [ReplicaAnalysis]
  /// The eigenvalues of the state overlaps q_αβ, one list per instance.
  let stateEigenvalues: [[Double]]
  /// The common tests.
  let pooled: PooledAnalysis
  /// The final common verdict, after equilibration and patterns had their say.
  var classification: Classification
  /// Per instance, what its states are in terms of stored patterns; for Hopfield runs.
  let patterns: [PatternOverlaps]
  /// Whether the sample is in equilibrium; for runs.
  let equilibration: TemperatureEquilibration?
  /// The model, for a run.
  let model: (any SpinEnsemble)?

  /// Where the replicas came from, for titles.
  var title: String {
    let name = file.split(separator: "/").last?.split(separator: ".").first.map(String.init) ?? file
    return temperature.map { "\(name), T = \(text($0))" } ?? name
  }
}

/// What a user chooses about the analysis of replicas.
struct AnalysisChoices {
  /// The seed of the tests' random splits.
  var seed: UInt64
  /// Whether to compute the power of the test.
  var withPower: Bool
  /// Whether sites may be correlated.
  var correlatedSites: Bool
}

extension AnalysedPoint {
  /// Analyses replicas that are known to be equilibrated samples, or are none.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - replicas: One set of replicas per instance.
  ///   - choices: How to analyse.
  /// - Throws: A ``Failure`` that names the file.
  init(file: String, replicas: [ReplicaSet], choices: AnalysisChoices) throws {
    let analyses = try replicas.enumerated().map { index, set in
      try reading(file) {
        try ReplicaAnalysis(
          set, seed: choices.seed, instance: index, correlatedSites: choices.correlatedSites)
      }
    }
    let pooled = try PooledAnalysis(analyses, withPower: choices.withPower)
    let r = pooled.features.replicaCount
    let count = analyses.count > 1 ? "\(analyses.count) instances, " : ""
    self.init(
      file: file, temperature: nil,
      system: "\(count)R = \(pooled.features.replicaCount), N = \(pooled.features.siteCount)",
      instances: Array(analyses.indices), analyses: analyses,
      stateEigenvalues: try analyses.map { try $0.states.eigenvalues() }, pooled: pooled,
      classification: r < Classification.fewestReplicas
        ? .undetermined(replicaCount: r) : pooled.classification,
      patterns: [], equilibration: nil, model: nil)
  }

  /// Analyses one temperature of a run.
  ///
  /// - Parameters:
  ///   - run: The run.
  ///   - slot: The index of the temperature.
  ///   - equilibration: Whether that temperature is in equilibrium.
  ///   - replicaLimit: The most replicas of an instance; draws are left out evenly beyond it.
  ///   - choices: How to analyse.
  /// - Throws: ``ArchiveError`` or ``OverlapError``.
  init(
    run: RunStore, slot: Int, equilibration: TemperatureEquilibration, replicaLimit: Int,
    choices: AnalysisChoices
  ) throws {
    let temperature = run.settings.temperatures[slot]
    let done = try run.doneInstances()
    var analyses: [ReplicaAnalysis] = []
    var patterns: [PatternOverlaps] = []
    var refusals = equilibration.isEquilibrated ? [] : equilibration.reasons
    for instance in done {
      let replicas = try Self.replicas(
        of: run, instance: instance, slot: slot, limit: replicaLimit)
      let analysis = try ReplicaAnalysis(
        .configurations(replicas), seed: choices.seed, instance: instance,
        correlatedSites: choices.correlatedSites,
        paramagnetPopulation: try Self.paramagnet(run, instance, temperature))
      if let model = run.model as? any PatternEnsemble {
        patterns.append(
          PatternOverlaps(
            states: analysis.states, configurations: replicas, gauge: analysis.tree.gauge,
            patterns: model.patterns(ofInstance: instance, seed: run.settings.seed)))
      }
      analyses.append(analysis)
      let perLadder = replicas.count / run.settings.chainCount
      let occupancy = OccupancyTest(
        labels: analysis.states.labels, runs: (0..<replicas.count).map { $0 / perLadder })
      if let state = occupancy.statesOfOneRun.first {
        refusals.append(
          "occupancy: a state with \(text(100 * analysis.states.weights[state], digits: 2)) % of the "
            + "replicas of instance \(instance) was seen by one ladder only; more sweeps, or a ladder "
            + "of temperatures to where it is paramagnetic, let the ladders visit all states")
      } else if let probability = occupancy.probability, probability < 0.001 / Double(done.count) {
        refusals.append(
          "occupancy: the ladders of instance \(instance) have visited its states unequally often "
            + "(p = \(text(probability, digits: 2))); more sweeps are needed")
      }
    }
    let pooled = try PooledAnalysis(analyses, withPower: choices.withPower)
    var classification = pooled.classification
    classification = Self.classification(classification, patterns: patterns, of: analyses)
    if pooled.features.replicaCount < Classification.fewestReplicas {
      classification = .undetermined(replicaCount: pooled.features.replicaCount)
    }
    if !refusals.isEmpty { classification = classification.refused(because: refusals) }
    self.init(
      file: run.path, temperature: temperature,
      system: "\(run.model.name), N = \(run.model.spinCount), T = \(text(temperature)), "
        + "\(done.count) instance\(done.count == 1 ? "" : "s"), "
        + "R = \(pooled.features.replicaCount)",
      instances: done, analyses: analyses,
      stateEigenvalues: try analyses.map { try $0.states.eigenvalues() }, pooled: pooled,
      classification: classification,
      patterns: patterns, equilibration: equilibration, model: run.model)
  }

  /// The draws of all ladders, evenly thinned to a number of replicas.
  static func replicas(
    of run: RunStore, instance: Int, slot: Int, limit: Int
  ) throws -> PackedConfigurations {
    ReplicaDraws(
      thinning: try run.configurations(instance: instance, temperatureIndex: slot), toAtMost: limit
    ).configurations
  }

  /// The site correlations of a paramagnet with the couplings of an instance; only for SK without a
  /// field and bias, whose couplings have the variance that the formula supposes.
  private static func paramagnet(
    _ run: RunStore, _ instance: Int, _ temperature: Double
  ) throws -> [Double]? {
    guard run.model.theory == .sherringtonKirkpatrick(field: 0, bias: 0),
      temperature > 1
    else { return nil }
    let couplings = run.model.instance(instance, seed: run.settings.seed).couplings
    let values = try SymmetricEigensystem(of: couplings, withVectors: false).values
    return NoiseEdge.paramagnetPopulation(couplingEigenvalues: values, temperature: temperature)
  }
}
