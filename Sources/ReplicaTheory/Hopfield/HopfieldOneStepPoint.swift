import NumericalMethods
import RealModule

/// A one-step retrieval state of the Hopfield model at T = 0, at given widths of its noise.
///
/// ```
/// y/m = h = 1 + w z0 + s z1,   w² = αr0/m²,   s² = α(r1 − r0)/m²,   ν = m lim x/T
/// Λ(h0) = ln E_z1 e^(ν|h|) − ν²s²/2,   h0 = 1 + w z0
/// ```
///
/// x is the breaking parameter. Averages over z1 are closed forms; over z0 they are concentrated where
/// |h0| is a few s once the known average with ν = 0 is taken off, so that one step of breaking keeps its
/// relative accuracy where it becomes exponentially small.
struct HopfieldOneStepPoint {
  /// w, s and κ = νs, which is near 1 for all loads.
  let width: Double
  let inner: Double
  let tilt: Double

  /// m = E ⟨sgn h⟩, 1 − q0 = E (1 − ⟨sgn h⟩²), C = lim β(1 − q1) = (2/m) E ⟨δ(h)⟩.
  private(set) var overlap: Double
  private(set) var missing = 0.0
  private(set) var response = 0.0
  /// E Λ, and E [Λ − ν ∂Λ/∂ν].
  private(set) var logAverage: Double
  private(set) var complexity = 0.0

  init(width: Double, inner: Double, tilt: Double, refinement: Double = 1) {
    self.width = width
    self.inner = inner
    self.tilt = tilt
    let nu = tilt / inner
    let rootTwo = 2.0.squareRoot()
    let rootHalfPi = (Double.pi / 2).squareRoot()
    // Averages with ν = 0 over both Gaussians at once.
    let total = (width * width + inner * inner).squareRoot()
    overlap = Double.erf(1 / (rootTwo * total))
    logAverage =
      nu * (overlap + total / rootHalfPi * Double.exp(-1 / (2 * total * total)))
    // Poles lie at distances of about π/(2ν + 1.6/s).
    let step =
      Double.minimum(0.25 * width, 0.25 * inner / (tilt + 0.8)) / refinement
    let reach = Int((inner * (9 + tilt) / step).rounded(.up))
    for k in -reach...reach {
      let h = Double(k) * step
      let z = (h - 1) / width
      let weight =
        step / width * Double.exp(-z * z / 2) / (2 * Double.pi).squareRoot()
      let x = h / inner
      // Φ(±x + κ) e^(±νh), the larger factor taken out.
      let plus = Double.erfc(-(x + tilt) / rootTwo) / 2
      let minus = Double.erfc((x - tilt) / rootTwo) / 2
      let shift = abs(nu * h)
      let (up, down) = (
        plus * Double.exp(nu * h - shift), minus * Double.exp(-nu * h - shift)
      )
      let sum = up + down
      let sign = (up - down) / sum
      let lambda = Double.log(sum) + shift
      // s⟨δ(h)⟩; the factor e^(−κ²/2) is that of Λ.
      let density =
        Double.exp(-(x * x + tilt * tilt) / 2 - lambda) / (2 * Double.pi).squareRoot()
      let untilted = Double.erf(x / rootTwo)
      overlap += weight * (sign - untilted)
      missing += weight * (1 - sign) * (1 + sign)
      response += weight * 2 * density / inner
      logAverage +=
        weight * (lambda - nu * (h * untilted + inner / rootHalfPi * Double.exp(-x * x / 2)))
      complexity += weight * (lambda - nu * h * sign - 2 * tilt * density)
    }
    response /= overlap
  }

  /// q0, the overlap of different states.
  var q0: Double { 1 - missing }
  /// lim x/T in units of the model.
  var breakingSlope: Double { tilt / (inner * overlap) }
  /// 1 − C and 1 − C − lim (x/T)(1 − q0).
  var innerDenominator: Double { 1 - response }
  var outerDenominator: Double { innerDenominator - breakingSlope * missing }
  /// √α from r0 = q0/(1 − C − lim (x/T)(1 − q0))².
  var rootLoad: Double { width * overlap * outerDenominator / q0.squareRoot() }

  /// What is left of (1 − q0) α/[(1 − C)(1 − C − lim (x/T)(1 − q0))] = s² m², relative to it.
  var innerResidual: Double {
    width * width * outerDenominator * missing / (inner * inner * q0 * innerDenominator) - 1
  }

  /// What is left of ∂f/∂x = 0 where the other equation holds, relative to one of its terms.
  ///
  /// ```
  /// (α/2)[−ln(1 − t) − t/(1 − t)] + E [Λ − ν ∂Λ/∂ν] = 0,   t = lim (x/T)(1 − q0)/(1 − C)
  /// ```
  var breakingResidual: Double {
    let t = breakingSlope * missing / innerDenominator
    guard t < 1 else { return -.infinity }
    var bracket = 0.0
    if t < 0.05 {
      var power = t
      for k in 2...16 {
        power *= t
        bracket -= power * (1 - 1 / Double(k))
      }
    } else {
      bracket = -Double.log(onePlus: -t) - t / (1 - t)
    }
    return rootLoad * rootLoad / 2 * bracket / complexity + 1
  }

  /// The energy per spin.
  ///
  /// ```
  /// e = α/2 + m²/2 + (α/2)[ln(1 − t)/μ − q0/D0 + C r1 + μ(r1 − q0 r0)] − (1/μ)(E Λ + ν²s²/2)
  /// ```
  ///
  /// with μ = lim x/T, D1 = 1 − C and D0 = D1 − μ(1 − q0).
  var energy: Double {
    let load = rootLoad * rootLoad
    let (mu, d1, d0) = (breakingSlope, innerDenominator, outerDenominator)
    let r0 = q0 / (d0 * d0)
    let difference = missing / (d0 * d1)
    let bracket =
      Double.log(onePlus: -mu * missing / d1) / mu - q0 / d0 + response * (r0 + difference)
      + mu * (r0 * missing + difference)
    return load / 2 + overlap * overlap / 2 + load / 2 * bracket
      - (logAverage + tilt * tilt / 2) / mu
  }
}

extension HopfieldOneStepPoint {
  /// The state at a width w: s and ν from their two equations.
  ///
  /// - Parameters:
  ///   - width: w, at least 0.05.
  ///   - refinement: The factor by which the step of the averages is smaller than needed.
  /// - Throws: ``NumericalMethodsError`` when the search fails.
  /// - Complexity: About 80 averages of 100 nodes.
  init(solvedAt width: Double, refinement: Double = 1) throws {
    // 1 − q0 ≈ 1.3 s p(0) with the density p(0) of the noise at vanishing fields.
    let density = Double.exp(-1 / (2 * width * width)) / (2 * Double.pi).squareRoot()
    var logInner = Double.log(1.3 * width * density)
    func point(_ tilt: Double) throws -> HopfieldOneStepPoint {
      let at = { (logarithm: Double) in
        HopfieldOneStepPoint(
          width: width, inner: Double.exp(logarithm), tilt: tilt, refinement: refinement)
      }
      var (lower, upper) = (logInner - 0.3, logInner + 0.3)
      while at(lower).innerResidual < 0 { lower -= 0.5 }
      while at(upper).innerResidual > 0 { upper += 0.5 }
      logInner = try findRoot(in: lower...upper) { at($0).innerResidual }
      return at(logInner)
    }
    let tilt = try findRoot(in: 0.3...2) { try point($0).breakingResidual }
    self = try point(tilt)
  }
}
