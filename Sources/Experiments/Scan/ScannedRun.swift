import Overlaps
public import Sampling
import SpinModels
import Statistics

/// One run of a scan over sizes: what it shows at the temperature of the scan.
///
/// The verdict and the equilibration are those of ``RunAnalysis``; indicators are taken only from runs that it calls
/// equilibrated, up to a lasting overall sign.
public struct ScannedRun: Sendable {
  /// The file.
  public let file: String
  /// The number N of spins.
  public let spinCount: Int
  /// The number of complete instances.
  public let instanceCount: Int
  /// The number R of replicas of an instance that are analysed.
  public let replicaCount: Int
  /// The seed of its instances of the disorder.
  let seed: UInt64
  /// What the run shows.
  public let analysis: TemperatureAnalysis
  /// Why the run does not count, in words; `nil` where it does.
  public let reason: String?
  /// The indicators and the tests of the structure; `nil` where the run does not count.
  let sample: SizeScan.Sample?

  /// Analyses a run at one temperature.
  ///
  /// - Parameters:
  ///   - run: The run.
  ///   - file: Its file.
  ///   - temperature: One of its temperatures, known to a relative 5 · 10⁻⁴.
  ///   - replicaLimit: The most replicas per instance.
  ///   - seed: The seed of the tests' random splits.
  /// - Throws: ``/Sampling/SamplingError/noSuchTemperature(_:stored:)``, ``/Overlaps/OverlapError``, or what reading throws.
  public init(
    _ run: any SampledRun, file: String, temperature: Double, replicaLimit: Int, seed: UInt64
  ) throws {
    let analysis = try RunAnalysis(
      run, replicaLimit: replicaLimit, options: AnalysisOptions(seed: seed, withPower: false))
    try self.init(analysis.at(temperature: temperature), of: run, file: file)
  }

  /// Takes what a run shows at one temperature.
  ///
  /// - Parameters:
  ///   - found: What it shows.
  ///   - run: The run.
  ///   - file: Its file.
  /// - Throws: What reading throws.
  public init(_ found: TemperatureAnalysis, of run: any SampledRun, file: String) throws {
    let index = try run.temperatureIndex(of: found.temperature)
    self.file = file
    spinCount = run.ensemble.spinCount
    seed = run.settings.seed
    instanceCount = found.system.instances.count
    replicaCount = found.system.pooled.features.replicaCount
    self.analysis = found
    guard found.equilibration.isEquilibratedUpToSign else {
      var why = found.equilibration.reasons[0].text
      if why.hasSuffix(".") { why.removeLast() }
      reason = found.equilibration.answer == .no ? why : "equilibrium \(why)"
      sample = nil
      return
    }
    guard instanceCount >= 2 else {
      reason = "a single instance has no errors over the disorder"
      sample = nil
      return
    }
    reason = nil
    let indicators = try zip(found.system.instances, found.system.analyses).map {
      instance, replicas in
      InstanceIndicators(
        replicas,
        ladders: try run.configurations(instance: instance, temperatureIndex: index),
        link: LinkOverlap(run.ensemble.instance(instance, seed: run.settings.seed)))
    }
    sample = SizeScan.Sample(
      indicators: SizeIndicators(indicators), features: found.system.pooled.features)
  }

  /// An indicator; `nil` where the run does not count or has none.
  func value(_ indicator: SizeIndicator) -> Estimate? { sample?.indicators[indicator] }
}
