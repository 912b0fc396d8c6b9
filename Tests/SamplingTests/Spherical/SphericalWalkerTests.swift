import Randomness
import RealModule
import Sampling
import SpinModels
import Statistics
import Testing

/// Energy, forces and trajectories of spherical spins against sums, differences and integrals of their own.
///
/// Checked by breaking the code: with whole instead of half kicks, without the kinetic energy in the acceptance, without the
/// projection of the forces or of the first velocity the averages miss the integrals; with the other sign in the exchanges the
/// run does; a part of the forces with the other sign misses the differences; an arc that turns the velocity by less than the
/// spins conserves no energy.
@Suite struct SphericalWalkerTests {
  private func couplings(_ n: Int, _ p: Int) throws -> ProductCouplings {
    var stream = RandomStream(StreamName(seed: 7, purpose: .disorder))
    return try ProductCouplings(
      spinCount: n, order: p,
      values: (0..<Int(ProductCouplings.count(n, p))).map { _ in stream.normal() })
  }

  /// All four sums written out, so that nothing depends on the order of the walk.
  @Test func energyIsTheSumOfAllProducts() throws {
    let n = 21
    let s = (0..<n).map { Double.sin(1.7 * Double($0) + 0.3) }
    var forces = [Double](repeating: 9, count: n)
    let three = try couplings(n, 3)
    var sum = 0.0
    for k in 0..<n {
      for j in 0..<k {
        for i in 0..<j {
          let rank = k * (k - 1) * (k - 2) / 6 + j * (j - 1) / 2 + i
          sum -= three.values[rank] * s[i] * s[j] * s[k]
        }
      }
    }
    let energy = ProductLandscape(three).energy(of: s, forces: &forces)
    #expect(abs(energy - sum) < 1e-11)
    // Euler: a homogeneous function of degree p.
    #expect(abs(zip(s, forces).reduce(0) { $0 + $1.0 * $1.1 } + 3 * energy) < 1e-10)
  }

  /// Forces against symmetric differences, which are exact for a function that is linear in every spin.
  @Test(arguments: [3, 4, 5]) func forcesAreDifferences(order: Int) throws {
    let n = 12
    let landscape = ProductLandscape(try couplings(n, order))
    let s = (0..<n).map { 1.3 * Double.cos(2.1 * Double($0)) }
    var forces = [Double](repeating: 0, count: n)
    _ = landscape.energy(of: s, forces: &forces)
    var ignored = forces
    for i in 0..<n {
      var (up, down) = (s, s)
      up[i] += 0.5
      down[i] -= 0.5
      let difference =
        landscape.energy(of: down, forces: &ignored) - landscape.energy(of: up, forces: &ignored)
      #expect(abs(difference - forces[i]) < 1e-10 * Double(order * n * n))
    }
  }

  /// Half the step, twice the steps: a quarter of the change of the total energy; the spins stay on the sphere.
  @Test func energyIsConservedToSecondOrder() throws {
    let landscape = ProductLandscape(try couplings(16, 3))
    var ratios: [Double] = []
    for trial in 0..<20 {
      var start = RandomStream(StreamName(seed: 3, purpose: .initialState, instance: trial))
      let walker = SphericalWalker(landscape, &start)
      func change(_ step: Double, _ steps: Int) -> Double {
        var copy = walker
        var stream = RandomStream(StreamName(seed: 3, purpose: .updates, instance: trial))
        let move = copy.move(landscape, beta: 0.02, step: step, steps: steps, &stream)
        #expect(abs(copy.spins.reduce(0) { $0 + $1 * $1 } - 16) < 1e-12)
        return move.change
      }
      ratios.append(change(0.05, 16) / change(0.025, 32))
    }
    #expect(abs(ratios.sorted()[10] - 4) < 0.4)
  }

  /// ⟨E⟩ and ⟨E²⟩ of one coupling s₁ s₂ s₃ over the sphere of radius √3, by the midpoint rule.
  private func integral(_ coupling: Double, beta: Double) -> (mean: Double, square: Double) {
    var sums = (0.0, 0.0, 0.0)
    let count = 600
    for a in 0..<count {
      let z = 2 * (Double(a) + 0.5) / Double(count) - 1
      for b in 0..<count {
        let angle = 2 * Double.pi * (Double(b) + 0.5) / Double(count)
        let energy =
          -coupling * 3 * 3.0.squareRoot() * (1 - z * z) * z * Double.cos(angle)
          * Double.sin(angle)
        let weight = Double.exp(-beta * energy)
        sums.0 += weight
        sums.1 += weight * energy
        sums.2 += weight * energy * energy
      }
    }
    return (sums.1 / sums.0, sums.2 / sums.0)
  }

  /// Averages over trajectories, also of steps so long that a fifth of them is refused.
  ///
  /// The measure does not depend on the step. False alarms: six tests at 4.5 σ.
  @Test(arguments: [(1.0, 0.25, 8), (4.0, 0.25, 8), (4.0, 0.9, 3)])
  func averagesAreIntegrals(beta: Double, step: Double, steps: Int) throws {
    let landscape = ProductLandscape(
      try ProductCouplings(spinCount: 3, order: 3, values: [1.2]))
    var stream = RandomStream(StreamName(seed: 5, purpose: .updates))
    var walker = SphericalWalker(landscape, &stream)
    var means: [Double] = []
    var squares: [Double] = []
    var accepted = 0
    for _ in 0..<200 {
      var sums = (0.0, 0.0)
      for _ in 0..<1000 {
        let move = walker.move(landscape, beta: beta, step: step, steps: steps, &stream)
        if move.isAccepted { accepted += 1 }
        sums.0 += walker.energy
        sums.1 += walker.energy * walker.energy
      }
      means.append(sums.0 / 1000)
      squares.append(sums.1 / 1000)
    }
    let exact = integral(1.2, beta: beta)
    for (values, expected) in [(means, exact.mean), (squares, exact.square)] {
      let estimate = Estimate(meanOf: values)
      let error = try #require(estimate.error)
      #expect(abs(estimate.value - expected) < 4.5 * error)
      #expect(error < 0.02)
    }
    if step > 0.5 { #expect(accepted < 160_000) }
  }

  /// The same integrals by a run: three temperatures with exchanges, 32 ladders.
  @Test func temperingIsExact() async throws {
    let model = try SphericalPSpin(PSpin(spinCount: 3))
    let temperatures = [0.05, 0.12, 0.3]
    let settings = try SamplingSettings(
      temperatures: temperatures, chainCount: 32, burnIn: 200, sweeps: 2000, draws: 16, seed: 4)
    let landscape = model.landscape(ofInstance: 0, seed: 4)
    let coupling = landscape.couplings.values[0]
    try await SphericalRun(model, settings: settings).sample(instances: [0], threads: 2) { record in
      for (t, temperature) in temperatures.enumerated() {
        let estimate = Estimate(meanOf: record.ladders.map { 3 * $0.meanEnergyPerSpin[t] })
        let error = try #require(estimate.error)
        let exact = integral(coupling, beta: 1 / temperature).mean
        #expect(abs(estimate.value - exact) < 4.5 * error, "T = \(temperature)")
        #expect(error < 0.01 * abs(coupling))
      }
    }
  }
}
