import Sampling
import SpinModels
import Statistics
import Testing

/// Runs of spherical spins: threads, the paramagnet, the identity of Gaussian couplings, equilibrium.
///
/// Checked by breaking the code: with the other sign in the exchange of temperatures or another variance the identity
/// fails; a judge that is shown the first draw of every ladder again and again finds a memory in the paramagnet.
@Suite struct SphericalRunTests {
  private func records(
    _ spins: Int, _ temperatures: [Double], instances: Int, chains: Int = 4, sweeps: Int,
    seed: UInt64 = 1, threads: Int = 2
  ) async throws -> (run: SphericalRun, records: [SphericalInstanceRecord]) {
    let run = try SphericalRun(
      SphericalPSpin(PSpin(spinCount: spins)),
      settings: SamplingSettings(
        temperatures: temperatures, chainCount: chains, sweeps: sweeps, draws: 32, seed: seed))
    var found: [SphericalInstanceRecord] = []
    try await run.sample(instances: Array(0..<instances), threads: threads) { found.append($0) }
    return (run, found)
  }

  private func report(
    _ found: (run: SphericalRun, records: [SphericalInstanceRecord])
  ) throws -> EquilibrationReport {
    try EquilibrationReport(
      settings: found.run.settings, isSpinFlipSymmetric: found.run.model.isSpinFlipSymmetric,
      instanceCount: found.records.count
    ) { found.records[$0].evidence }
  }

  @Test func threadsChangeNothing() async throws {
    let one = try await records(12, [0.5, 0.8], instances: 2, sweeps: 64, threads: 1).records
    let two = try await records(12, [0.5, 0.8], instances: 2, sweeps: 64, threads: 2).records
    for (a, b) in zip(one, two) {
      #expect(a.equilibrationData == b.equilibrationData)
      for (x, y) in zip(a.ladders, b.ladders) {
        #expect(x.draws == y.draws && x.drawEnergyPerSpin == y.drawEnergyPerSpin)
      }
    }
    #expect(one[0].ladders[0].draws != one[0].ladders[1].draws)
    #expect(one[0].ladders[0].draws != one[1].ladders[0].draws)
  }

  /// e = −β/2 for N → ∞ above T_s = 0.586; at T = 1.2 sizes N = 32 and 64 differ by 0.046, extrapolated with 1/N.
  ///
  /// To leading order e = −(β/2)(1 − 1/N)(1 − 2/N)/((1 + 2/N)(1 + 4/N)), of which 1/N² leaves 2 %.
  @Test func paramagnet() async throws {
    let beta = 1 / 1.2
    var energies: [Estimate] = []
    for (spins, sweeps) in [(32, 400), (64, 200)] {
      let found = try await records(spins, [1.2], instances: 32, chains: 2, sweeps: sweeps).records
      energies.append(
        Estimate(
          meanOf: found.map { record in
            record.ladders.reduce(0) { $0 + $1.meanEnergyPerSpin[0] } / 2
          }))
    }
    let errors = try energies.map { try #require($0.error) }
    let limit = 2 * energies[1].value - energies[0].value
    let error = (4 * errors[1] * errors[1] + errors[0] * errors[0]).squareRoot()
    #expect(error < 0.02)
    #expect(abs(limit + beta / 2) < 4 * error + 0.02 * beta / 2)
    // The sizes do differ.
    #expect(energies[0].value - energies[1].value > 0.02)
  }

  /// The identity of integration by parts, at and below the hottest temperature; 4 σ over 48 instances.
  @Test func gaussianIdentity() async throws {
    let temperatures = [0.5, 0.8, 1.2]
    let found = try await records(16, temperatures, instances: 48, sweeps: 512)
    for (t, temperature) in temperatures.enumerated() {
      let left = Estimate(
        meanOf: found.records.compactMap { record in
          found.run.model.discrepancy(
            draws: record.ladders.map { $0.draws[t] },
            energies: record.ladders.map { $0.drawEnergyPerSpin[t] }, temperature: temperature)
        })
      let error = try #require(left.error)
      #expect(abs(left.value) < 4 * error, "T = \(temperature)")
      #expect(error < 0.03)
    }
  }

  /// A paramagnet is equilibrated; ladders that were quenched from random points are not said to be.
  @Test func equilibrium() async throws {
    let hot = try await report(records(24, [1.0], instances: 1, sweeps: 1024))
    #expect(hot.temperatures[0].answer == .yes)
    for seed in 1...3 {
      let cold = try await report(
        records(24, [0.1], instances: 1, sweeps: 512, seed: UInt64(seed)))
      #expect(cold.temperatures[0].answer != .yes)
    }
  }

  @Test func settingsThatSphericalSpinsDoNotHave() throws {
    #expect(throws: SpinModelError.self) { try SphericalPSpin(PSpin(spinCount: 8, field: 0.1)) }
    let model = try SphericalPSpin(PSpin(spinCount: 8))
    #expect(throws: SamplingError.self) {
      try SphericalRun(
        model, settings: SamplingSettings(temperatures: [1], start: .up))
    }
    #expect(throws: SamplingError.self) {
      try SphericalRun(
        model, settings: SamplingSettings(temperatures: [1], algorithm: Metropolis()))
    }
  }
}
