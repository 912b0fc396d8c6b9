import NumericalMethods
import RealModule

/// The transition temperatures of the Hopfield model at one load.
///
/// The replica-symmetric retrieval state is reentrant: slightly above the critical load of zero
/// temperature it exists between two temperatures, and slightly above the load of equal energies it is
/// the state of lowest free energy between two temperatures. The lower ones are 0 elsewhere. Both are
/// taken to be artefacts of replica symmetry.
public struct HopfieldTransitions: Sendable, Equatable {
  /// The load α.
  public let load: Double
  /// The temperature T_g = 1 + √α below which spins freeze.
  public let spinGlassTemperature: Double
  /// The temperature T_M at which the retrieval state ceases to exist; `nil` where there is none.
  public let retrievalSpinodalTemperature: Double?
  /// The lowest temperature at which the retrieval state exists.
  public let lowestRetrievalSpinodalTemperature: Double?
  /// The temperature T_c of the first-order transition, below which the retrieval state has the lowest
  /// free energy; `nil` where it never has.
  public let retrievalTemperature: Double?
  /// The lowest temperature at which the retrieval state has the lowest free energy.
  public let lowestRetrievalTemperature: Double?
  /// The temperature T_R below which the retrieval state breaks replica symmetry; 0 where it is smaller
  /// than the smallest number.
  public let retrievalAlmeidaThoulessTemperature: Double?
  /// An estimate of the largest error of these temperatures.
  public let errorEstimate: Double
}

extension HopfieldTheory {
  /// All transition temperatures at this load.
  ///
  /// - Returns: The temperatures; `nil` for those that do not exist at this load.
  /// - Throws: ``/NumericalMethods/NumericalMethodsError`` when a search fails.
  /// - Complexity: About 30 solutions.
  public func transitions() throws -> HopfieldTransitions {
    let glass = 1 + load.squareRoot()
    guard load > HopfieldNearOne.largestLoad else {
      let root = load.squareRoot()
      return HopfieldTransitions(
        load: load, spinGlassTemperature: glass,
        retrievalSpinodalTemperature: 1 - HopfieldNearOne.spinodalSlope * root,
        lowestRetrievalSpinodalTemperature: 0,
        retrievalTemperature: 1 - (try HopfieldNearOne.firstOrderSlope()) * root,
        lowestRetrievalTemperature: 0, retrievalAlmeidaThoulessTemperature: 0,
        errorEstimate: 3 * load + .ulpOfOne)
    }
    let spinodal = try spinodalTemperatures()
    let firstOrder = try spinodal.map { try firstOrderTemperatures($0) } ?? nil
    let instability = try spinodal.map { try retrievalInstability($0) } ?? nil
    let errors = [
      try spinodal.map { try spinodalError($0.upperBound) },
      try spinodal.map { $0.lowerBound > 0 ? try spinodalError($0.lowerBound) : 0 },
      try firstOrder.map { try firstOrderError($0.upperBound) },
      try firstOrder.map { $0.lowerBound > 0 ? try firstOrderError($0.lowerBound) : 0 },
      instability?.error,
    ]
    return HopfieldTransitions(
      load: load, spinGlassTemperature: glass, retrievalSpinodalTemperature: spinodal?.upperBound,
      lowestRetrievalSpinodalTemperature: spinodal?.lowerBound,
      retrievalTemperature: firstOrder?.upperBound,
      lowestRetrievalTemperature: firstOrder?.lowerBound,
      retrievalAlmeidaThoulessTemperature: instability?.temperature,
      errorEstimate: errors.compactMap { $0 }.reduce(.ulpOfOne, Double.maximum))
  }

  /// The temperatures between which the state with n equal overlaps exists, or `nil`.
  func spinodalTemperatures(patterns: Int = 1) throws -> ClosedRange<Double>? {
    let rootLoad = load.squareRoot()
    if load < HopfieldNearOne.largestLoad && patterns == 1 {
      return 0...(1 - HopfieldNearOne.spinodalSlope * rootLoad)
    }
    func excess(_ temperature: Double) throws -> Double {
      try Self.spinodalRootLoad(temperature: temperature, patterns: patterns) - rootLoad
    }
    if try excess(0) >= 0 { return 0...(try findRoot(in: 0...1, of: excess)) }
    let highest = try Self.highestSpinodal(patterns: patterns)
    guard try excess(highest) > 0 else { return nil }
    return try findRoot(in: 0...highest, of: excess)...findRoot(in: highest...1, of: excess)
  }

  /// √α at which the state with n equal overlaps ends; 0 from T = 1 upwards.
  static func spinodalRootLoad(
    temperature: Double, patterns: Int = 1, refinement: Double = 1
  ) throws -> Double {
    guard temperature < 1 else { return 0 }
    let branch = HopfieldBranch(
      patterns: patterns, temperature: temperature, refinement: refinement)
    return try branch.end().rootLoad
  }

  /// The temperature at which the spinodal load is largest, to about 1e-6.
  private static func highestSpinodal(patterns: Int) throws -> Double {
    patterns == 1
      ? try highestRetrievalSpinodal.get()
      : try highestPoint(in: 0...0.5) { try spinodalRootLoad(temperature: $0, patterns: patterns) }
  }

  private static let highestRetrievalSpinodal = Result {
    try highestPoint(in: 0...0.5) { try spinodalRootLoad(temperature: $0) }
  }

  /// Where a function with one maximum has it, by the golden section.
  static func highestPoint(
    in interval: ClosedRange<Double>, tolerance: Double = 1e-6,
    of function: (Double) throws -> Double
  ) rethrows -> Double {
    let golden = (5.0.squareRoot() - 1) / 2
    var (a, d) = (interval.lowerBound, interval.upperBound)
    var (b, c) = (d - golden * (d - a), a + golden * (d - a))
    var (fb, fc) = (try function(b), try function(c))
    while d - a > tolerance {
      if fb > fc {
        (c, d, fc) = (b, c, fb)
        b = d - golden * (d - a)
        fb = try function(b)
      } else {
        (a, b, fb) = (b, c, fc)
        c = a + golden * (d - a)
        fc = try function(c)
      }
    }
    return (a + d) / 2
  }

  /// The temperatures between which the retrieval state has the lowest free energy, or `nil`.
  private func firstOrderTemperatures(
    _ spinodal: ClosedRange<Double>
  ) throws -> ClosedRange<Double>? {
    let (lower, upper) = (spinodal.lowerBound, spinodal.upperBound)
    let difference = { (temperature: Double) in
      try retrievalAdvantage(temperature: temperature, spinodal: spinodal)
    }
    if try difference(lower).freeEnergy < 0 {
      return lower...(try findRoot(in: lower...upper) { try difference($0).freeEnergy })
    }
    // Entropies cross where the retrieval state does best.
    guard try difference(lower).entropy > 0, try difference(upper).entropy < 0 else { return nil }
    let best = try findRoot(in: lower...upper) { try difference($0).entropy }
    guard try difference(best).freeEnergy < 0 else { return nil }
    return try findRoot(in: lower...best) {
      try difference($0).freeEnergy
    }...findRoot(
      in: best...upper
    ) { try difference($0).freeEnergy }
  }

  /// The free energy and entropy of the retrieval state less those of the spin glass.
  private func retrievalAdvantage(
    temperature: Double, spinodal: ClosedRange<Double>
  ) throws -> (freeEnergy: Double, entropy: Double) {
    let point = try retrievalPoint(near: spinodal, temperature: temperature)
    guard let glass = try spinGlassPoint(temperature: temperature) else { return (0, 0) }
    let (retrieval, other) = (
      HopfieldThermodynamics(point, load: load), HopfieldThermodynamics(glass, load: load)
    )
    return (retrieval.freeEnergy - other.freeEnergy, retrieval.entropy - other.entropy)
  }

  /// The temperature at which the replicon of the retrieval state vanishes, with its error.
  private func retrievalInstability(
    _ spinodal: ClosedRange<Double>
  ) throws -> (temperature: Double, error: Double)? {
    func replicon(_ logarithm: Double, refinement: Double = 1) throws -> Double {
      let point = try retrievalPoint(
        near: spinodal, temperature: Double.exp(logarithm), refinement: refinement)
      return HopfieldThermodynamics(point, load: load).replicon
    }
    var lower = spinodal.lowerBound
    if lower == 0 {
      // As T → 0, β E sech⁴ → (2/3) C: the limit of T_R where it is exponentially small.
      let ground = try retrievalPoint(near: spinodal, temperature: 0)
      let limit = 2 * load * ground.response / (3 * Double.pow(1 - ground.response, 2))
      if limit < 1e-20 { return (limit, 1e-13 * limit) }
      lower = limit / 4
    }
    let range = Double.log(lower)...Double.log(spinodal.upperBound)
    guard try replicon(range.lowerBound) < 0, try replicon(range.upperBound) > 0 else { return nil }
    let root = try findRoot(in: range) { try replicon($0) }
    let slope = try (replicon(root) - replicon(root - 1e-4)) / 1e-4
    let residual = try abs(replicon(root, refinement: 2)) + 16 * .ulpOfOne
    return (Double.exp(root), Double.exp(root) * (residual / abs(slope) + 4 * .ulpOfOne))
  }

  /// The retrieval state at a temperature of the range in which it exists, whose ends rounding may
  /// put beyond the end of the curve.
  private func retrievalPoint(
    near spinodal: ClosedRange<Double>, temperature: Double, refinement: Double = 1
  ) throws -> HopfieldPoint {
    let branch = HopfieldBranch(
      patterns: 1, temperature: temperature, refinement: refinement)
    let end = try branch.end()
    return try branch.point(load: load, end: end) ?? end
  }

  /// The error of a spinodal temperature: the residual on a finer grid over the slope.
  private func spinodalError(_ temperature: Double) throws -> Double {
    let step = 1e-4 * Double.minimum(temperature, 1 - temperature)
    let slope =
      try
      (Self.spinodalRootLoad(temperature: temperature + step)
      - Self.spinodalRootLoad(temperature: temperature - step)) / (2 * step)
    let finer = try Self.spinodalRootLoad(temperature: temperature, refinement: 2)
    return (abs(finer - load.squareRoot()) + 8 * .ulpOfOne) / abs(slope) + 2 * .ulpOfOne
  }

  /// The error of a first-order temperature: that of the free energies over the entropy difference.
  private func firstOrderError(_ temperature: Double) throws -> Double {
    let states = try [HopfieldPhase.retrieval, .spinGlass].map {
      try solution($0, temperature: temperature)
    }
    let error = states[0].errorEstimate + states[1].errorEstimate
    return error / abs(states[0].entropyPerSpin - states[1].entropyPerSpin) + 2 * .ulpOfOne
  }
}
