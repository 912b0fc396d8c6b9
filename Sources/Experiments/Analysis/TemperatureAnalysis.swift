public import Overlaps
public import Sampling
public import SpinModels

/// What a run shows at one temperature.
public struct TemperatureAnalysis: Sendable {
  /// The model.
  public let ensemble: any SpinEnsemble
  /// The temperature.
  public let temperature: Double
  /// Whether the sample is in equilibrium, and why.
  public let equilibration: TemperatureEquilibration
  /// The analyses of the instances and the common verdict.
  public let system: SystemAnalysis

  /// How many instances were analysed, and of how many where the run is not complete.
  public let instancesText: String

  /// The final common verdict, with its probabilities and reasons.
  public var classification: Classification { system.classification }
}
