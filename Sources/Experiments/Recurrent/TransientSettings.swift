import Documents
import NetworkTheory

/// Which transient of a recurrent network is followed.
package struct TransientSettings: Sendable {
  /// The network.
  let network: RecurrentParameters
  /// The mean and the variance of the initial state.
  let initialMean, initialVariance: Double
  /// The correlation of the initial states of two trajectories; `nil` for one.
  let initialCorrelation: Double?
  /// The time to follow, and the step between times.
  let time, step: Double
  /// The correlation of W_ij and W_ji.
  let eta: Double
  /// The temperature of white noise; `nil` for none.
  let temperature: Double?
  /// The strength of a quartic confinement.
  let confinement: Double
  /// The paths of one population; `nil` for a march without sampling.
  let paths: Int?
  /// The number of independent populations of paths.
  let populations: Int

  /// Describes a transient.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - initialMean: The mean of the initial state.
  ///   - initialVariance: Its variance.
  ///   - initialCorrelation: The correlation of the initial states of two trajectories; `nil` for one.
  ///   - time: The time to follow.
  ///   - step: The step between times.
  ///   - eta: The correlation of W_ij and W_ji.
  ///   - temperature: The temperature of white noise; `nil` for none.
  ///   - confinement: The strength of a quartic confinement.
  ///   - paths: The paths of one population; `nil` for a march without sampling.
  ///   - populations: The number of independent populations of paths.
  package init(
    _ network: RecurrentParameters, initialMean: Double, initialVariance: Double,
    initialCorrelation: Double?, time: Double, step: Double, eta: Double, temperature: Double?,
    confinement: Double, paths: Int?, populations: Int
  ) {
    self.network = network
    self.initialMean = initialMean
    self.initialVariance = initialVariance
    self.initialCorrelation = initialCorrelation
    self.time = time
    self.step = step
    self.eta = eta
    self.temperature = temperature
    self.confinement = confinement
    self.paths = paths
    self.populations = populations
  }

  /// The network and what drives it, in words.
  var title: String {
    var words =
      DeepNetParameters(network.phi, sigmaW: network.sigmaW, sigmaB: network.sigmaB).title
    if network.weightMean != 0 { words += ", w_0 = \(text(network.weightMean))" }
    if network.biasMean != 0 { words += ", b_0 = \(text(network.biasMean))" }
    if eta != 0 { words += ", η = \(text(eta))" }
    if let temperature { words += ", T = \(text(temperature))" }
    if confinement != 0 { words += ", u = \(text(confinement))" }
    return words
  }

  /// Marches the means and covariances forward.
  func march(_ session: Session) throws -> TransientTheory {
    let steps = Int((time / step).rounded(.up))
    let law =
      if let initialCorrelation {
        try InitialLaw(
          mean: initialMean, variance: initialVariance, correlation: initialCorrelation)
      } else {
        try InitialLaw(mean: initialMean, variance: initialVariance)
      }
    // The cost of a step grows with the number of times before it.
    let progress = session.progress("march", total: TransientTheory.workUnits(steps: steps))
    defer { progress.finish() }
    return try TransientTheory(network.map(), initial: law, duration: time, step: step) {
      progress.advance($0)
    }
  }

  /// Samples paths of the effective neuron.
  func sample(paths: Int, session: Session) async throws -> SampledTransient {
    let dynamics = try PathDynamics(
      network.map(), symmetry: eta, temperature: temperature ?? 0, confinement: confinement)
    return SampledTransient(
      try await session.concurrently("paths", count: populations) { index in
        try PathPopulation(
          dynamics, mean: initialMean, variance: initialVariance, duration: time, step: step,
          paths: paths, name: SampledTransient.stream(seed: session.seed, population: index))
      })
  }

  /// The error of the step for the same network with independent couplings, over the first ten time constants.
  ///
  /// - Returns: The error of the rule that the paths use, four times that of half of the step; `nil` where signals are
  ///   too strong for a march.
  /// - Throws: ``NetworkTheoryError/stepTooLarge(step:error:suggested:)``, and where signals grow without bound.
  func stepError() throws -> Double? {
    let law = try InitialLaw(mean: initialMean, variance: initialVariance)
    let duration = step * min(time / step, (10 / step).rounded(.up))
    do {
      return try 4
        * TransientTheory(network.map(), initial: law, duration: duration, step: step)
        .errorEstimate
    } catch NetworkTheoryError.seriesTooLong {
      return nil
    }
  }
}
