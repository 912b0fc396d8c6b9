import Sampling
import Statistics

extension SampledRun {
  /// Per temperature, the mean energy per spin; its error is that over the instances, or over the ladders of one.
  func energyPerSpinEstimates() throws -> [Estimate] {
    let energies = try doneInstances().map { try meanEnergyPerSpin(instance: $0) }
    return settings.temperatures.indices.map { t in
      energies.count > 1
        ? Estimate(meanOf: energies.map { SampleMoments($0[t]).mean })
        : Estimate(meanOf: energies[0][t])
    }
  }
}
