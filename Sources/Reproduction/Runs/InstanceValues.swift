import Experiments
import Figures
import LinearAlgebra
import Overlaps
import Sampling
import SpinModels
import Statistics

extension Session {
  /// Computes numbers of every instance of a run, on all threads.
  ///
  /// - Parameters:
  ///   - run: The run.
  ///   - compute: The numbers of one instance, as many of each.
  /// - Returns: A row for every complete instance, in their order.
  /// - Throws: What `compute` throws, and an error for a run without a complete instance.
  func rows(
    of run: any SampledRun, _ compute: @escaping @Sendable (_ instance: Int) throws -> [Double]
  ) async throws -> [[Double]] {
    let instances = try run.requiredInstances()
    return try await concurrently("analysing", count: instances.count) {
      try compute(instances[$0])
    }
  }

  /// P(q) of a run at one temperature, as a curve.
  ///
  /// - Parameters:
  ///   - run: The run.
  ///   - name: What the legend says.
  ///   - colour: The colour.
  ///   - isAbsolute: Whether it is P(|q|).
  ///   - temperatureIndex: The index of the temperature.
  /// - Returns: A line through the middles of the bins.
  /// - Throws: What reading throws.
  func overlapCurve(
    of run: any SampledRun, _ name: String, _ colour: CurvesFigure.Colour,
    isAbsolute: Bool = false, temperatureIndex: Int = 0
  ) async throws -> CurvesFigure.Curve {
    let spins = run.ensemble.spinCount
    let bins = OverlapDistribution.binCount(spinCount: spins)
    let histograms = try await rows(of: run) { instance in
      let overlaps = OverlapDistribution.overlaps(
        betweenLadders: try run.configurations(
          instance: instance, temperatureIndex: temperatureIndex))
      return isAbsolute
        ? OverlapDistribution.ofAbsoluteOverlaps(
          instances: [overlaps], binCount: bins, spinCount: spins
        ).densities
        : OverlapDistribution(instances: [overlaps], binCount: bins, spinCount: spins).densities
    }
    let first = isAbsolute ? 0.0 : -1.0
    let count = histograms[0].count
    let width = (1 - first) / Double(count)
    return CurvesFigure.Curve(
      name: name, x: (0..<count).map { first + (Double($0) + 0.5) * width },
      y: (0..<count).map { k in SampleMoments(histograms.map { $0[k] }).mean }, colour: colour)
  }
}

extension SampledRun {
  /// ⟨|q|^k⟩ of an instance for k = 1, …, over all pairs of draws of different ladders.
  ///
  /// - Parameters:
  ///   - instance: A complete instance.
  ///   - temperatureIndex: The index of the temperature.
  ///   - highest: The highest power.
  ///   - isSigned: Whether odd powers keep the sign of q.
  /// - Returns: As many means as powers.
  /// - Throws: What reading throws.
  func overlapPowers(
    instance: Int, temperatureIndex: Int = 0, upTo highest: Int, isSigned: Bool = false
  ) throws -> [Double] {
    let overlaps = OverlapDistribution.overlaps(
      betweenLadders: try configurations(instance: instance, temperatureIndex: temperatureIndex))
    var sums = [Double](repeating: 0, count: highest)
    for overlap in overlaps {
      let q = isSigned ? overlap : abs(overlap)
      var power = 1.0
      for k in 0..<highest {
        power *= q
        sums[k] += power
      }
    }
    return sums.map { $0 / Double(overlaps.count) }
  }

  /// The energy per spin of an instance over all its ladders.
  func energyPerSpin(instance: Int, temperatureIndex: Int = 0) throws -> Double {
    SampleMoments(try meanEnergyPerSpin(instance: instance)[temperatureIndex]).mean
  }

  /// The mean overlap of the second ladder with the first pattern of an instance, in which it started.
  ///
  /// - Parameter instance: A complete instance of a run that started in patterns.
  /// - Returns: (1/N) Σ_i ξ_i ⟨s_i⟩.
  /// - Throws: What reading throws.
  func overlapWithStart(instance: Int) throws -> Double {
    guard let model = ensemble as? any PatternEnsemble else {
      preconditionFailure("\(ensemble.name) has no patterns")
    }
    let pattern = model.patterns(ofInstance: instance, seed: settings.seed).row(0)
    let draws = try configurations(instance: instance, temperatureIndex: 0)[1].unpacked()
    let sums = (0..<draws.rows).map { draw in
      zip(draws.row(draw), pattern).reduce(0) { $0 + $1.0 * $1.1 }
    }
    return sums.reduce(0, +) / Double(draws.rows * draws.columns)
  }
}
