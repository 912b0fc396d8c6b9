import Documents
public import Overlaps
public import Sampling
public import SpinModels
package import Statistics

/// One thing that is judged beside others: a file of replicas, or one temperature of a run.
public struct ClassifiedPoint: Sendable {
  /// The file.
  public let file: String
  /// The temperature, for a run.
  public let temperature: Double?
  /// The time, for a run of recurrent networks.
  public let time: Double?
  /// What was analysed, for titles.
  public let system: String
  /// The analyses of the instances and the common verdict.
  public internal(set) var analysis: SystemAnalysis
  /// The array that was chosen of a file of several; `nil` where none was.
  public var array: String?
  /// The states beside classes that the user knows.
  public var labels: LabelComparison?
  /// Whether the sample is in equilibrium; for runs.
  public let equilibration: TemperatureEquilibration?
  /// The model, for a run.
  public let ensemble: (any SpinEnsemble)?

  /// The final common verdict.
  public var classification: Classification { analysis.classification }

  /// Names the temperature of a run that was analysed.
  ///
  /// - Parameters:
  ///   - file: The run.
  ///   - found: What it shows at one temperature.
  public init(file: String, _ found: TemperatureAnalysis) {
    self.init(
      file: file, temperature: found.temperature,
      system: "\(found.ensemble.name), N = \(found.ensemble.spinCount), "
        + "T = \(text(found.temperature)), \(found.instancesText), "
        + "R = \(found.system.pooled.features.replicaCount)",
      analysis: found.system, equilibration: found.equilibration, ensemble: found.ensemble)
  }

  /// Names replicas that are no run.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - analysis: What they show.
  public init(file: String, _ analysis: SystemAnalysis) {
    let count = analysis.analyses.count > 1 ? "\(analysis.analyses.count) instances, " : ""
    let features = analysis.pooled.features
    self.init(
      file: file, temperature: nil,
      system: "\(count)R = \(features.replicaCount), N = \(features.siteCount)",
      analysis: analysis)
  }

  /// Names the trajectories of recurrent networks.
  ///
  /// - Parameters:
  ///   - file: The run.
  ///   - found: What they show at one time.
  public init(file: String, _ found: TrajectoryAnalysis) {
    self.init(
      file: file, temperature: nil, time: found.time,
      system: "recurrent network, N = \(found.neuronCount), t = \(text(found.time)), "
        + "\(found.networksText), "
        + "R = \(found.system.pooled.features.replicaCount)", analysis: found.system)
  }

  private init(
    file: String, temperature: Double?, time: Double? = nil, system: String,
    analysis: SystemAnalysis, equilibration: TemperatureEquilibration? = nil,
    ensemble: (any SpinEnsemble)? = nil
  ) {
    self.file = file
    self.temperature = temperature
    self.time = time
    self.system = system
    self.analysis = analysis
    self.equilibration = equilibration
    self.ensemble = ensemble
  }

  /// The same with the reminder that one size shows no phase, where the verdict needs it.
  public var notingSingleSize: ClassifiedPoint {
    guard
      let caveat = classification.singleSizeCaveat(spinCount: analysis.pooled.features.siteCount)
    else { return self }
    var noted = self
    noted.analysis.note(caveat)
    return noted
  }

  /// Whether levels and m are results: a class is named, not refused.
  package var hasResults: Bool { Verdict.classes.contains(classification.verdict) }
  /// The lower level, where it is a result.
  package var q0: Estimate? { hasResults ? analysis.pooled.q0 : nil }
  /// The upper level, where it is a result.
  package var q1: Estimate? { hasResults ? analysis.pooled.q1 : nil }
  /// Whether several states are a result that is not explained by stored patterns.
  private var isBreakingNamed: Bool {
    hasResults && classification.verdict != .replicaSymmetric
  }
  /// The breaking parameter, where it is a result.
  package var breakingParameter: Estimate? {
    isBreakingNamed ? analysis.pooled.breakingParameter : nil
  }
  /// The same from the two peaks of P(q).
  package var breakingParameterFromPeaks: Estimate? {
    isBreakingNamed ? analysis.pooled.breakingParameterFromPeaks : nil
  }
  /// The probability that replica symmetry is broken, where the replicas say something about it.
  package var brokenProbability: Double? {
    classification.verdict != .notEquilibrated && classification.judgesReplicas
      ? classification.brokenProbability : nil
  }

  /// The name of the file without its folder, for figures.
  var fileName: String {
    // A file of several arrays may be followed by the name of the array, which may have parts of its own.
    let parts = file.split(separator: ": ", maxSplits: 1).map(String.init)
    let name = parts.first?.split(separator: "/").last.map(String.init) ?? file
    return ([name] + parts.dropFirst() + (array.map { [$0] } ?? [])).joined(separator: ": ")
  }

  /// Where the replicas came from, for titles.
  package var title: String {
    var name = fileName
    for ending in [".gz", ".zarr", ".npy", ".npz", ".csv", ".tsv", ".txt", ".dat", ".json", ".h5"]
    where name.hasSuffix(ending) && name.count > ending.count {
      name.removeLast(ending.count)
    }
    if let time { return "\(name), t = \(text(time))" }
    return temperature.map { "\(name), T = \(text($0))" } ?? name
  }

  /// The verdict for titles and tables, with what is known besides.
  package var verdictText: String {
    let verdict = classification.verdict.rawValue
    if classification.verdict == .undetermined, let reading = classification.openReading {
      return reading == .oneStepOrMore
        ? "\(verdict): one step or more" : "\(verdict): replica symmetry is broken"
    }
    guard classification.verdict == .replicaSymmetric, let retrieval = analysis.patternText else {
      return verdict
    }
    return "\(verdict): \(retrieval)"
  }

  /// The spectrum of an instance beside the law of its couplings; for paramagnets whose couplings are
  /// known to have one.
  func paramagnetSpectrum(_ k: Int) -> SpectrumComparison? {
    let law = analysis.analyses[k].noiseLaw
    guard temperature != nil, law.entries == .unitLength,
      law.population.contains(where: { $0 != law.population[0] })
    else { return nil }
    return SpectrumComparison(eigenvalues: analysis.analyses[k].eigenvalues, law: law)
  }
}
