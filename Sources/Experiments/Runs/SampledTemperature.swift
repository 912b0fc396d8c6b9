import Documents
import Overlaps
import Sampling
import Statistics

/// What a run of spins ±1 or on a sphere has at one temperature.
struct SampledTemperature {
  let temperature: Double
  let energy: Estimate
  let moments: OverlapMoments
  let swapRate: Double?
  /// The accepted fraction of trajectories of spherical spins; `nil` for spins ±1.
  let acceptance: Double?
  let autocorrelationTime: Double?
  let equilibration: TemperatureEquilibration
  /// The sweeps of one replica, all ladders and replicas counted, for an independent configuration.
  let cost: Double?

  /// Puts together what is known at a temperature.
  ///
  /// - Parameters:
  ///   - t: The index of the temperature.
  ///   - energy: The energy per spin.
  ///   - moments: The overlaps between ladders.
  ///   - data: What was kept of every instance.
  ///   - report: The answers on equilibrium.
  ///   - replicaSweeps: The measured sweeps of all replicas of an instance.
  ///   - acceptance: The accepted fraction of trajectories, if there are any.
  init(
    _ t: Int, energy: Estimate, moments: OverlapMoments, data: [EquilibrationData],
    report: EquilibrationReport, replicaSweeps: Double, acceptance: Double? = nil
  ) {
    let rates = data.compactMap { t < $0.swapRates.count ? $0.swapRates[t] : nil }.flatMap { $0 }
    equilibration = report.temperatures[t]
    temperature = equilibration.temperature
    self.energy = energy
    self.moments = moments
    self.acceptance = acceptance
    swapRate = rates.isEmpty ? nil : SampleMoments(rates).mean
    autocorrelationTime = data.flatMap { $0.autocorrelationTimes[t] }.filter { $0 > 0 }.max()
    cost = equilibration.figures.independentConfigurations.map { replicaSweeps / $0 }
  }

  /// The columns of a table.
  ///
  /// - Parameter withAcceptance: Whether there are trajectories, which are accepted or not.
  /// - Returns: The columns.
  static func columns(withAcceptance: Bool = false) -> [Column<SampledTemperature>] {
    [
      Column("T", "temperature") { $0.temperature },
      Column(estimate: "e", "energy_per_spin") { $0.energy },
      Column(estimate: "⟨q²⟩", "mean_square_overlap") { $0.moments.meanSquare },
      Column(estimate: "⟨|q|⟩", "mean_absolute_overlap") { $0.moments.meanAbsolute },
      Column("swap rate", "swap_rate", digits: 2) { $0.swapRate },
    ]
      + (withAcceptance ? [Column("accepted", "acceptance", digits: 2) { $0.acceptance }] : [])
      + [
        Column("τ_int", "integrated_autocorrelation_time", digits: 3) { $0.autocorrelationTime },
        Column("cost", "sweeps_per_independent_configuration", digits: 3) { $0.cost },
        Column(
          "equilibrated", "equilibrated", text: { $0.equilibration.answer.rawValue },
          value: { $0.equilibration.answerDocument }),
        Column(key: "equilibration") { $0.equilibration.checksDocument },
        Column(key: "equilibrium") { $0.equilibration.findingsDocument },
      ]
  }
}

extension [SampledTemperature] {
  /// The reasons why temperatures are not, or cannot be called, equilibrated, the weightiest of each.
  var problems: [String] {
    filter { $0.equilibration.answer != .yes }.map { $0.equilibration.reasons[0].text }
  }

  /// What a "yes" at all temperatures rests on at the coldest; `nil` where there is no such "yes".
  var assurance: String? { problems.isEmpty ? first?.equilibration.reasons[0].text : nil }
}
