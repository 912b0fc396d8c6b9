import NumericalMethods
import RealModule

/// The one-step solution at an effective field, without bias.
struct OneStepPoint {
  let q0: Double
  let q1: Double
  let m: Double
  let freeEnergy: Double
  let energy: Double
  let entropy: Double
  let magnetization: Double
  let replicon: Double
  /// β(1 − ∫ q dx).
  let susceptibility: Double
  let errorEstimate: Double

  init(field h: Double, temperature: Double, branch: OneStepSolution.Branch) throws {
    let beta = 1 / temperature
    let symmetric = try RSPoint(field: h, temperature: temperature)
    if symmetric.replicon >= 0 {
      self.init(symmetric, field: h, temperature: temperature)
      return
    }
    let evaluate = { (x: [Double], refinement: Double) in
      OneStepFunctional(
        field: h, beta: beta, q0: branch == .q0Zero ? 0 : x[2],
        q1: x[0] + (branch == .q0Zero ? 0 : x[2]),
        m: x[1], refinement: refinement)
    }
    // Coordinates: q1 − q0, m and, unless it is held at zero, q0.
    let function = { (x: [Double]) -> (value: Double, gradient: [Double])? in
      let q0 = branch == .q0Zero ? 0 : x[2]
      guard x[0] > 1e-9, x[0] + q0 < 1, x[1] > 0, x[1] < 1, x[1] < 60 * temperature,
        branch == .q0Zero || q0 > 1e-4 * x[0]
      else { return nil }
      let point = evaluate(x, 1)
      let g = point.gradient
      return (point.gain, branch == .q0Zero ? [g.q1, g.m] : [g.q1, g.m, g.q0 + g.q1])
    }
    let starts = try Self.starts(symmetric, field: h, temperature: temperature, branch: branch)
    // Near the transition the functional is flat; wider differences rise above its rounding.
    let relativeStep = Swift.min(1e-2, Swift.max(1e-5, -1e-6 / symmetric.replicon))
    let rounding = 32 * .ulpOfOne * beta * symmetric.q
    var found: (minimum: NewtonMinimum, residual: Double)?
    var residual = Double.infinity
    for start in starts {
      do {
        let minimum = try NewtonMinimum(
          from: start, relativeStep: relativeStep, rounding: rounding, of: function)
        // A run into the edge m = 0 is no solution.
        if minimum.point[1] > 0.01 * start[1] && minimum.point[0] > 0.01 * start[0] {
          let left = Self.residual(minimum)
          if left < found?.residual ?? .infinity { found = (minimum, left) }
          if left < 1e-11 { break }
        }
      } catch NumericalMethodsError.noConvergence(_, let left) {
        residual = Swift.min(residual, left)
      } catch NumericalMethodsError.notFinite {
        continue
      }
    }
    guard let (minimum, left) = found else {
      if symmetric.replicon > -1e-5 {
        self.init(symmetric, field: h, temperature: temperature)
        return
      }
      throw ReplicaTheoryError.noStationaryPoint(
        temperature: temperature, effectiveField: h, residual: residual)
    }
    self.init(
      evaluate(minimum.point, 1), finer: evaluate(minimum.point, 2),
      residual: left)
  }

  /// What is left of the gradient, each coordinate taken relative to itself.
  private static func residual(_ minimum: NewtonMinimum) -> Double {
    zip(minimum.gradient, minimum.point).reduce(0) { $0 + abs($1.0 * $1.1) }
  }

  /// The solution at a stationary point of the functional.
  private init(_ point: OneStepFunctional, finer: OneStepFunctional, residual: Double) {
    q0 = point.q0
    q1 = point.q1
    m = point.m
    freeEnergy = point.freeEnergy
    energy = point.energy
    entropy = point.beta * (point.energy - point.freeEnergy)
    magnetization = point.magnetization
    replicon = point.replicon
    susceptibility = point.beta * (1 - m * q0 - (1 - m) * q1)
    errorEstimate =
      abs(finer.freeEnergy - point.freeEnergy) + residual
      + 16 * .ulpOfOne * (1 + abs(point.freeEnergy) + 1 / (point.beta * point.m))
  }

  /// The collapsed solution, also where the step is too small to be resolved.
  private init(_ symmetric: RSPoint, field h: Double, temperature: Double) {
    q0 = symmetric.q
    q1 = symmetric.q
    m = 1
    freeEnergy = symmetric.freeEnergy
    energy = symmetric.energy
    entropy = symmetric.entropy
    magnetization = symmetric.magnetization
    replicon = symmetric.replicon
    susceptibility = symmetric.scaledP
    let finer = RSPoint(
      field: h, temperature, q: symmetric.q, p: symmetric.p, refinement: 2)
    errorEstimate =
      abs(finer.freeEnergy - freeEnergy) + 8 * .ulpOfOne * (1 + abs(freeEnergy) + temperature)
      + Double.pow(Swift.max(-symmetric.replicon, 0), 2.5)
  }

  /// Starting points, the best first: a fit to solutions between T = 0 and T_AT.
  ///
  /// At zero field it is right to leading order near T = 1: q0, q1, m → τ/3, τ, 4τ/3, τ = 1 − T.
  private static func starts(
    _ symmetric: RSPoint, field h: Double, temperature: Double, branch: OneStepSolution.Branch
  ) throws -> [[Double]] {
    let q = symmetric.q
    let transition = try SKTheory.almeidaThoulessTemperature(field: h)
    guard transition > lowestTransition else {
      throw ReplicaTheoryError.fieldTooStrong(h, lowestTransition: lowestTransition)
    }
    let x = temperature / transition
    let nearLine = LocalFieldAverages.breakingPointAtTransition(
      field: h, variance: q, temperature: temperature)
    let m = h == 0 ? 4 / 3.0 * x * (1 - x) : Swift.min(x * (1 - 0.5 * x), nearLine)
    let spread = (1 - x) * (0.524 + 0.143 * x) * Double.exp(-1.6 * Double.pow(h, 1.6))
    var starts: [[Double]] = []
    for (stretch, factor) in [(1.0, 1.0), (2, 1), (1, 0.7), (0.5, 0.8), (4, 1), (2, 0.5), (0.2, 1)]
    {
      let q1 = Swift.min(q + stretch * 0.8 * q * (1 - q) * (1 - x), 0.5 + 0.5 * q)
      let q0 = Swift.max(q - stretch * spread, 0.3 * q)
      starts.append(branch == .q0Zero ? [q1, 0.75 * factor * m] : [q1 - q0, factor * m, q0])
    }
    return starts
  }
}

/// The lowest transition temperature below which one-step solutions are computed, h ≈ 2.6.
///
/// In stronger fields (2cosh βy)^m overflows, because m stays of order one down to T_AT.
private let lowestTransition = 0.018
