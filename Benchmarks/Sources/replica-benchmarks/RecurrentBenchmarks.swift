import Foundation
import ReplicaKit

extension Benchmarks {
  /// Trajectories of recurrent networks and tangent frames.
  ///
  /// A run of twice the length costs its second half more: couplings and random numbers cancel.
  static func recurrentNetworks() throws {
    let network = try RecurrentNetwork(neuronCount: 2000, sigmaW: 1.5)
    for (trajectories, precision) in [
      (1, RecurrentPrecision.single), (16, .single), (1, .double), (16, .double),
    ] {
      func seconds(_ time: Double) throws -> Double {
        let settings = try RecurrentSettings(
          scheme: .rungeKutta(step: 0.05), time: time, trajectories: trajectories,
          precision: precision, records: 1, snapshots: 1)
        return try processorTime { _ = try network.simulate(settings, seed: 1) }
      }
      let times = try (0..<3).map { _ in try seconds(200) - seconds(100) }
      report(
        "recurrent network, \(precision.rawValue), RK4, T = 100, dt = 0.05",
        ["N": 2000, "trajectories": Double(trajectories)], times, unit: "s")
    }
    let smaller = try RecurrentNetwork(neuronCount: 1000, sigmaW: 3)
    for count in [1, 15, 100] {
      func seconds(_ time: Double) throws -> Double {
        let settings = try LyapunovSettings(
          scheme: .rungeKutta(step: 0.1), exponents: count, time: time, stateWarmUp: 1,
          frameWarmUp: 1)
        return try processorTime { _ = try smaller.lyapunovExponents(settings, seed: 1) }
      }
      let times = try (0..<3).map { _ in try seconds(40) - seconds(20) }
      report(
        "Lyapunov exponents, RK4, T = 20, dt = 0.1", ["N": 1000, "exponents": Double(count)],
        times, unit: "s")
    }
  }

  /// Seconds of the processor that work takes, whatever else the machine does.
  private static func processorTime(_ work: () throws -> Void) rethrows -> Double {
    let start = clock()
    try work()
    return Double(clock() - start) / 1e6
  }
}
