import RealModule

/// The one-step free energy and its derivatives at given q0, q1, m.
///
/// ```
/// Λ(x) = ln E_z1 [2cosh β(x + √(q1−q0) z1)]^m,   x = h + √q0 z0
/// E_m g = E_z1 g(y) (2cosh βy)^m / E_z1 (2cosh βy)^m,   y = x + √(q1−q0) z1
/// ```
///
/// Both Gaussian variables run over one lattice of local fields, on which (2cosh βy)^m and tanh βy are
/// tabulated once: the double sum needs no function calls.
struct OneStepFunctional {
  /// E Λ − m(β|h| + ln 2), a constant being taken off.
  var logAverage = 0.0
  /// E E_m ln 2cosh βy less the same constant.
  var logCosh = 0.0
  /// E E_m tanh βy.
  var magnetization = 0.0
  /// E (E_m tanh βy)².
  var q0Image = 0.0
  /// E E_m tanh² βy.
  var q1Image = 0.0
  /// E E_m sech⁴ βy.
  var sech4 = 0.0

  let beta: Double
  let field: Double
  let q0: Double
  let q1: Double
  let m: Double

  /// Evaluates the double average.
  ///
  /// - Parameters:
  ///   - field: The effective field h.
  ///   - beta: The inverse temperature β.
  ///   - q0: The smaller overlap, 0 or more.
  ///   - q1: The larger overlap, at most 1.
  ///   - m: The breaking parameter, between 0 and 1.
  ///   - refinement: The factor by which the lattice is finer than needed.
  /// - Complexity: O(β) for β ≫ 1: about 70 outer times 70 β inner nodes.
  init(field: Double, beta: Double, q0: Double, q1: Double, m: Double, refinement: Double = 1) {
    self.beta = beta
    self.field = field
    self.q0 = q0
    self.q1 = q1
    self.m = m
    let outer = q0.squareRoot()
    let inner = (q1 - q0).squareRoot()
    let thermal = 0.26 / beta
    let innerStep = (inner > 0 ? Swift.min(0.25 * inner, thermal) : thermal) / refinement
    // Λ is smooth on the scale of the inner Gaussian, up to zeros of its argument at ~ π/(2βm).
    let smooth =
      q0 > 0 ? Swift.min(0.3 * inner * (q0 / q1).squareRoot(), 0.2 / (beta * m)) : thermal
    let outerStep = Swift.min(0.25 * outer, Swift.max(thermal, smooth)) / refinement
    let lattice = q0 > 0 ? Swift.min(innerStep, outerStep) : innerStep
    let innerStride = Swift.max(1, Int(innerStep / lattice))
    let outerStride = q0 > 0 ? Swift.max(1, Int(outerStep / lattice)) : 1
    // The factor (2cosh βy)^m moves the inner Gaussian outwards by at most βm(q1 − q0).
    let innerCount = Int(
      (inner * (9 + beta * m * inner) / (lattice * Double(innerStride))).rounded(.up))
    let outerCount = q0 > 0 ? Int((9 * outer / (lattice * Double(outerStride))).rounded(.up)) : 0

    let half = innerCount * innerStride + outerCount * outerStride
    // Where all overlaps are small, W − 1 keeps the digits that W would lose.
    let offset = m * beta * (abs(field) + Double(half) * lattice) < 1 ? 1.0 : 0
    let table = Self.table(
      field: field, beta: beta, m: m, lattice: lattice, half: half, offset: offset)
    let kernel = (-innerCount...innerCount).map { k -> Double in
      let z = inner > 0 ? Double(k * innerStride) * lattice / inner : 0
      return Double.exp(-0.5 * z * z)
    }
    let kernelSum = kernel.reduce(0, +)
    // At zero field everything is even in x.
    let firstOuter = field == 0 ? 0 : -outerCount
    var total = 0.0
    for i in firstOuter...outerCount {
      let z = q0 > 0 ? Double(i * outerStride) * lattice / outer : 0
      let weight = Double.exp(-0.5 * z * z) * (field == 0 && i > 0 ? 2 : 1)
      var sums = SIMD4<Double>.zero
      var fourth = 0.0
      var j = half + i * outerStride - innerCount * innerStride
      for k in kernel.indices {
        let row = table[j]
        sums += kernel[k] * row.weighted
        fourth += kernel[k] * row.sech4
        j += innerStride
      }
      let norm = offset * kernelSum + sums[0]
      let tilted = sums / norm
      total += weight
      logAverage +=
        weight
        * (offset == 1 ? Double.log(onePlus: sums[0] / kernelSum) : Double.log(norm / kernelSum))
      magnetization += weight * tilted[1]
      q0Image += weight * tilted[1] * tilted[1]
      q1Image += weight * tilted[2]
      logCosh += weight * tilted[3]
      sech4 += weight * fourth / norm
    }
    logAverage /= total
    magnetization /= total
    q0Image /= total
    q1Image /= total
    logCosh /= total
    sech4 /= total
    if field == 0 { magnetization = 0 }
  }

  private struct Row {
    /// W − offset, W t, W t², W l, with W = e^(ml) and l = ln 2cosh βy up to a constant.
    var weighted: SIMD4<Double>
    var sech4: Double
  }

  private static func table(
    field: Double, beta: Double, m: Double, lattice: Double, half: Int, offset: Double
  ) -> [Row] {
    // l = ln cosh u − β|h| keeps its relative accuracy where all overlaps are small.
    let reference = beta * abs(field)
    let ln2 = Double.log(2)
    return (-half...half).map { k in
      let u = beta * (field + Double(k) * lattice)
      let x = Double.exp(-2 * abs(u))
      let t = (u < 0 ? -1 : 1) * (1 - x) / (1 + x)
      let s2 = 4 * x / ((1 + x) * (1 + x))
      let sinh = abs(u) < 1 ? Double.sinh(u) : 0
      let lnCosh =
        abs(u) < 1
        ? Double.log(onePlus: sinh * sinh) / 2 : abs(u) + Double.log(onePlus: x) - ln2
      let l = lnCosh - reference
      let excess = offset == 1 ? Double.expMinusOne(m * l) : Double.exp(m * l)
      let w = offset + excess
      return Row(weighted: SIMD4(excess, w * t, w * t * t, w * l), sech4: w * s2 * s2)
    }
  }

  /// The free energy per spin.
  ///
  /// ```
  /// f = −(β/4)[1 − 2q1 + (1 − m) q1² + m q0²] − E Λ/(βm)
  /// ```
  var freeEnergy: Double {
    -beta / 4 - Double.log(2) / beta - abs(field) - gain
  }

  /// The part of −f that depends on q0, q1 and m; zero where they are zero at zero field.
  var gain: Double {
    let squares = q1 * q1 - m * (q1 - q0) * (q1 + q0)
    return logAverage / (beta * m) - beta / 4 * (2 * q1 - squares)
  }

  /// The derivatives of −f by q0, q1 and m.
  ///
  /// ```
  /// (βm/2)(q0 − E(E_m t)²),   (β(1−m)/2)(q1 − E E_m t²),   −(β/4)(q1² − q0²) − EΛ/(βm²) + E E_m ln 2cosh/(βm)
  /// ```
  var gradient: (q0: Double, q1: Double, m: Double) {
    (
      beta * m / 2 * (q0 - q0Image), beta * (1 - m) / 2 * (q1 - q1Image),
      -beta / 4 * (q1 - q0) * (q1 + q0) + (logCosh - logAverage / m) / (beta * m)
    )
  }

  /// The energy per spin, couplings and field.
  ///
  /// ```
  /// e = −(β/2)[1 − q1² + m(q1² − q0²)] − hM
  /// ```
  var energy: Double {
    -beta / 2 * ((1 - q1) * (1 + q1) + m * (q1 - q0) * (q1 + q0)) - field * magnetization
  }

  /// The replicon of the innermost block, 1 − β² E E_m sech⁴ βy.
  var replicon: Double { 1 - beta * beta * sech4 }
}
