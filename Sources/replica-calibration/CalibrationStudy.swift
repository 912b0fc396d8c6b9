import ArgumentParser

/// The study behind the verdict's probabilities: planted ensembles of known class are analysed, the
/// calibration is fitted to some and reported on others.
@main
struct CalibrationStudy: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replica-calibration",
    abstract: "Calibrate the verdict of replica classify, and report how good it is.",
    subcommands: [
      SampledFeatures.self, PlantedFeatures.self, Fit.self, Report.self, Estimates.self,
      Inputs.self,
      EquilibrationRates.self,
    ])
}
