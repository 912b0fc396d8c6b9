import RealModule
public import SpinModels

/// A run that was sampled, in memory or on disk: everything that is computed from runs reads them so.
///
/// Temperatures are named by their index among the ``SamplingSettings/temperatures``, lowest first; all
/// lists over temperatures, ladders and draws are in that order.
public protocol SampledRun: Sendable {
  /// The ensemble from which the instances were drawn, with the seed of ``settings``.
  var ensemble: any SpinEnsemble { get }

  /// Temperatures and lengths.
  var settings: SamplingSettings { get }

  /// The complete instances, ascending.
  func doneInstances() throws -> [Int]

  /// The complete instances, ascending; an error when there is none.
  func requiredInstances() throws -> [Int]

  /// The draws of one instance at one temperature, one collection per ladder.
  func configurations(instance: Int, temperatureIndex: Int) throws -> [PackedConfigurations]

  /// The draws of one instance, by temperature and ladder.
  func configurations(instance: Int) throws -> [[PackedConfigurations]]

  /// Per temperature and ladder, the mean energy per spin of an instance over the measured sweeps.
  func meanEnergyPerSpin(instance: Int) throws -> [[Double]]

  /// Per temperature, ladder and draw, the energy per spin of an instance.
  func drawEnergyPerSpin(instance: Int) throws -> [[[Double]]]

  /// Per temperature, ladder and draw, the magnetisation per spin of an instance.
  func drawMagnetization(instance: Int) throws -> [[[Double]]]

  /// The lowest energy that every ladder of an instance met; `nil` for a run that did not keep it.
  func lowestStates(instance: Int) throws -> LowestStates?

  /// The figures of an instance from which equilibration is judged.
  func equilibrationData(instance: Int) throws -> EquilibrationData
}

extension SampledRun {
  /// The complete instances, ascending; an error when there is none.
  public func requiredInstances() throws -> [Int] {
    let done = try doneInstances()
    guard !done.isEmpty else { throw SamplingError.noInstances }
    return done
  }

  /// The draws of one instance, by temperature and ladder.
  public func configurations(instance: Int) throws -> [[PackedConfigurations]] {
    try settings.temperatures.indices.map {
      try configurations(instance: instance, temperatureIndex: $0)
    }
  }

  /// The index of a temperature, which a user gives by its value.
  ///
  /// - Parameter temperature: A temperature, known to a relative 5 · 10⁻⁴.
  /// - Returns: Its index, from the lowest.
  /// - Throws: ``SamplingError/noSuchTemperature(_:stored:)``.
  public func temperatureIndex(of temperature: Double) throws -> Int {
    guard let index = settings.temperatureIndex(of: temperature) else {
      throw SamplingError.noSuchTemperature(temperature, stored: settings.temperatures)
    }
    return index
  }

  /// The draws of one instance at one temperature, one collection per ladder.
  ///
  /// - Parameters:
  ///   - instance: A complete instance.
  ///   - temperature: The temperature itself, not its index.
  /// - Returns: The draws.
  /// - Throws: ``SamplingError/noSuchTemperature(_:stored:)``, or what a missing instance throws.
  public func configurations(
    instance: Int, temperature: Double
  ) throws -> [PackedConfigurations] {
    try configurations(instance: instance, temperatureIndex: temperatureIndex(of: temperature))
  }

  /// Whether the complete instances are in equilibrium: the one answer for all who ask.
  ///
  /// It is computed from draws and energies, with what the run kept of its course; runs of earlier versions kept
  /// less, and are judged by what there is. The exact identity of the model is tested where it has one.
  ///
  /// - Returns: One entry per temperature.
  /// - Throws: An error when no instance is complete or one cannot be read.
  /// - Complexity: O((ladders · 64)² N/64) per instance and temperature.
  public func equilibrationReport() throws -> EquilibrationReport {
    try equilibrationReport(instances: requiredInstances())
  }

  /// Whether some of the instances are in equilibrium, judged together.
  ///
  /// - Parameter instances: Complete instances, at least one.
  /// - Returns: One entry per temperature.
  /// - Throws: An error when one cannot be read.
  public func equilibrationReport(instances: [Int]) throws -> EquilibrationReport {
    try EquilibrationReport(
      settings: settings, isSpinFlipSymmetric: ensemble.isSpinFlipSymmetric,
      instanceCount: instances.count, instanceNames: instances,
      identityDiscrepancies: try ensemble.identity.map { try discrepancies(of: $0, instances) }
    ) { try evidence(instance: instances[$0]) }
  }

  /// Whether one instance is in equilibrium, judged alone.
  ///
  /// - Parameter instance: A complete instance.
  /// - Returns: One entry per temperature.
  /// - Throws: An error when the instance cannot be read.
  public func equilibrationReport(instance: Int) throws -> EquilibrationReport {
    try EquilibrationReport(
      settings: settings, isSpinFlipSymmetric: ensemble.isSpinFlipSymmetric, instanceCount: 1,
      instanceNames: [instance]
    ) { _ in try evidence(instance: instance) }
  }

  /// What the equilibrium of an instance is judged from.
  private func evidence(instance: Int) throws -> EquilibrationEvidence {
    EquilibrationEvidence(
      draws: try configurations(instance: instance),
      energies: try drawEnergyPerSpin(instance: instance),
      data: try equilibrationData(instance: instance), fieldOverlap: fieldOverlap(instance))
  }

  /// Per temperature, the overlap that the local fields alone give any two configurations.
  private func fieldOverlap(_ instance: Int) -> [Double]? {
    guard !ensemble.isSpinFlipSymmetric else { return nil }
    let fields = ensemble.instance(instance, seed: settings.seed).fields
    return settings.temperatures.map { temperature in
      fields.reduce(0) {
        let m = Double.tanh($1 / temperature)
        return $0 + m * m
      } / Double(fields.count)
    }
  }

  /// Per temperature and instance, by how much the exact identity of the model is missed.
  private func discrepancies(
    of identity: any EquilibriumIdentity, _ instances: [Int]
  ) throws -> [[Double]] {
    var result = [[Double]](repeating: [], count: settings.temperatures.count)
    for instance in instances {
      let figures = try equilibrationData(instance: instance)
      let energies = try drawEnergyPerSpin(instance: instance)
      let magnetizations = try drawMagnetization(instance: instance)
      for (t, temperature) in settings.temperatures.enumerated() {
        result[t].append(
          identity.discrepancy(
            energies: energies[t], magnetizations: magnetizations[t],
            meanOverlapFunction: try mean(
              of: identity.overlapFunction, instance: instance, temperatureIndex: t, figures),
            temperature: temperature))
      }
    }
    return result
  }

  /// The mean of a function of the overlap between the ladders of an instance.
  private func mean(
    of function: OverlapFunction, instance: Int, temperatureIndex t: Int,
    _ figures: EquilibrationData
  ) throws -> Double {
    if function == .square {
      let squares = figures.betweenSquareOverlap[t]
      return squares.reduce(0, +) / Double(squares.count)
    }
    let ladders = try configurations(instance: instance, temperatureIndex: t)
    var sum = 0.0
    var count = 0
    for (b, second) in ladders.enumerated() {
      for first in ladders[..<b] {
        let overlaps = first.overlaps(with: second)
        sum += overlaps.reduce(0) { $0 + function($1) }
        count += overlaps.count
      }
    }
    return sum / Double(max(1, count))
  }
}
