import Documents
import LinearAlgebra
import Overlaps
import Parallelism
public import Sampling
import SpinModels

/// From a run, in memory or on disk, to a verdict: the only way there is.
///
/// A verdict is refused where the run is not in equilibrium, and left open where that cannot be told, unless a
/// lasting overall sign is all that is in doubt; states that stored patterns explain are no symmetry breaking,
/// and fewer than ``/Overlaps/Classification/fewestReplicas`` replicas leave it open.
///
/// ```swift
/// let run = try await SamplingRun(ensemble, settings: settings).recorded(instances: 0..<4, threads: 2)
/// let verdict = try RunAnalysis(run).at(temperature: 0.5).classification.verdict
/// ```
public struct RunAnalysis: Sendable {
  /// The run.
  public let run: any SampledRun
  /// The complete instances, ascending.
  public let instances: [Int]
  /// The equilibration of the run, temperature by temperature.
  public let equilibration: EquilibrationReport
  /// The most replicas per instance that are analysed.
  public let replicaLimit: Int
  /// How replicas are analysed.
  public let options: AnalysisOptions
  /// The eigenvalues of an instance's couplings, diagonalised once for all temperatures.
  private let spectra = SharedValues<[Double]>()

  /// Judges the equilibration of a run, once for all temperatures.
  ///
  /// - Parameters:
  ///   - run: A run with at least one complete instance.
  ///   - replicaLimit: The most replicas per instance; draws are left out evenly beyond it.
  ///   - options: How to analyse.
  /// - Throws: An error when no instance is complete or one cannot be read.
  public init(
    _ run: any SampledRun, replicaLimit: Int = 128, options: AnalysisOptions = AnalysisOptions()
  ) throws {
    self.run = run
    instances = try run.requiredInstances()
    equilibration = try run.equilibrationReport()
    self.replicaLimit = replicaLimit
    self.options = options
  }

  /// Analyses one temperature, given by its value.
  ///
  /// - Parameter temperature: A temperature of the run, known to a relative 5 · 10⁻⁴.
  /// - Returns: What the run shows there.
  /// - Throws: ``/Sampling/SamplingError/noSuchTemperature(_:stored:)``, ``/Overlaps/OverlapError``, or what reading throws.
  public func at(temperature: Double) throws -> TemperatureAnalysis {
    try at(temperatureIndex: run.temperatureIndex(of: temperature))
  }

  /// Analyses one temperature, given by its index.
  ///
  /// - Parameter index: The index of the temperature, from the lowest.
  /// - Returns: What the run shows there.
  /// - Throws: ``/Overlaps/OverlapError``, or what reading throws.
  /// - Complexity: O(R³ + R² N) per instance, and once per instance O(N³) for paramagnets.
  public func at(temperatureIndex index: Int) throws -> TemperatureAnalysis {
    let temperature = run.settings.temperatures[index]
    let equilibration = equilibration.temperatures[index]
    var analyses: [ReplicaAnalysis] = []
    var patterns: [PatternOverlaps] = []
    var ladders: [[Int]] = []
    let reasons = equilibration.reasons.map(\.text)
    var remarks =
      equilibration.isEquilibratedUpToSign && equilibration.answer != .yes ? reasons : []
    for instance in instances {
      let replicas = try replicas(ofInstance: instance, temperatureIndex: index)
      let analysis = try ReplicaAnalysis(
        .configurations(replicas.configurations), seed: options.seed, instance: instance,
        correlatedSites: options.correlatedSites, flips: options.flips,
        paramagnetPopulation: try paramagnetPopulation(instance, temperature))
      let model = run.ensemble as? any PatternEnsemble
      if let stored = model?.patterns(ofInstance: instance, seed: run.settings.seed)
        ?? options.patterns
      {
        patterns.append(
          PatternOverlaps(
            states: analysis.states, configurations: replicas.configurations,
            gauge: analysis.tree.gauge, patterns: stored))
      }
      analyses.append(analysis)
      ladders.append(replicas.ladders)
      let occupancy = OccupancyTest(labels: analysis.states.labels, runs: replicas.ladders)
      if let remark = remark(on: occupancy, of: analysis, instance: instance) {
        remarks.append(remark)
      }
    }
    if let retrieval = MetastableRetrieval(
      run.ensemble.theory, temperature: temperature, patterns: patterns)
    {
      remarks.append(retrieval.sentence)
    }
    var system = try SystemAnalysis(
      instances: instances, analyses: analyses, patterns: patterns,
      ladders: ladders, refusals: equilibration.answer == .no ? reasons : [],
      doubts: equilibration.isEquilibratedUpToSign ? [] : reasons, withPower: options.withPower)
    for remark in remarks { system.note(remark) }
    return TemperatureAnalysis(
      ensemble: run.ensemble, temperature: temperature, equilibration: equilibration,
      system: system, instancesText: run.text(ofInstances: instances.count))
  }

  /// The replicas of one instance that are analysed.
  ///
  /// - Parameters:
  ///   - instance: A complete instance.
  ///   - index: The index of the temperature, from the lowest.
  /// - Returns: The draws of all ladders, evenly thinned.
  /// - Throws: What reading throws.
  public func replicas(ofInstance instance: Int, temperatureIndex index: Int) throws -> ReplicaDraws
  {
    ReplicaDraws(
      thinning: try run.configurations(instance: instance, temperatureIndex: index),
      toAtMost: replicaLimit)
  }

  /// What is unusual about the occupancy of the states, in words; `nil` where nothing is.
  ///
  /// It refuses no verdict: a memory of the ladders is found by ``/Sampling/EquilibrationReport``, with more power.
  private func remark(
    on occupancy: OccupancyTest, of analysis: ReplicaAnalysis, instance: Int
  ) -> String? {
    if let state = occupancy.statesOfOneRun.first {
      return
        "occupancy: a state with \(text(100 * analysis.states.weights[state], digits: 2)) % of the "
        + "replicas of instance \(instance) was seen by one ladder only; more sweeps, or a ladder "
        + "of temperatures to where it is paramagnetic, let the ladders visit all states"
    }
    if let probability = occupancy.probability, probability < 0.001 / Double(instances.count) {
      return
        "occupancy: the ladders of instance \(instance) have visited its states unequally often "
        + "(p = \(text(probability, digits: 2))); more sweeps are needed"
    }
    return nil
  }

  /// The site correlations of a paramagnet with the couplings of an instance; only for SK without a
  /// field and bias, whose couplings have the variance that the formula supposes.
  private func paramagnetPopulation(_ instance: Int, _ temperature: Double) throws -> [Double]? {
    guard run.ensemble.theory == .sherringtonKirkpatrick(field: 0, bias: 0), temperature > 1 else {
      return nil
    }
    let values = try spectra.value(instance) {
      let couplings = run.ensemble.instance(instance, seed: run.settings.seed).couplings
      return try SymmetricEigensystem(of: couplings, withVectors: false).values
    }
    return NoiseEdge.paramagnetPopulation(couplingEigenvalues: values, temperature: temperature)
  }
}
