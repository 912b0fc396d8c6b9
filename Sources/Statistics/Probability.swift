import RealModule

/// The probability that a standard normal number lies farther from 0 than a value, on either side.
///
/// - Parameter z: The value.
/// - Returns: A p-value.
public func twoSidedProbability(_ z: Double) -> Double {
  Double.erfc(abs(z) / Double.sqrt(2))
}

/// The probability that a Student-t number lies farther from 0 than a value, on either side.
///
/// ```
/// p = I_x(ν/2, 1/2),   x = ν/(ν + t²),   I the regularised incomplete beta function
/// ```
///
/// - Parameters:
///   - t: The value.
///   - degreesOfFreedom: The number ν of degrees of freedom, at least 1.
/// - Returns: A p-value, relative error about 10⁻¹².
public func studentTwoSidedProbability(_ t: Double, degreesOfFreedom: Int) -> Double {
  precondition(degreesOfFreedom > 0, "\(degreesOfFreedom) degrees of freedom")
  let nu = Double(degreesOfFreedom)
  guard t.isFinite else { return t.isNaN ? .nan : 0 }
  return regularizedIncompleteBeta(nu / (nu + t * t), a: nu / 2, b: 0.5)
}

/// The probability that a sum of squares of standard normal numbers is larger than a value.
///
/// ```
/// p = Q(k/2, x/2),   Q(a + 1, y) = Q(a, y) + y^a e^{−y}/Γ(a + 1),   Q(1, y) = e^{−y},  Q(½, y) = erfc √y
/// ```
///
/// - Parameters:
///   - square: The sum x, at least 0.
///   - degreesOfFreedom: The number k of normal numbers, at least 1.
/// - Returns: A p-value.
/// - Complexity: O(k).
public func chiSquareProbability(_ square: Double, degreesOfFreedom: Int) -> Double {
  precondition(degreesOfFreedom > 0, "\(degreesOfFreedom) degrees of freedom")
  guard square.isFinite else { return square.isNaN ? .nan : 0 }
  let y = max(0, square) / 2
  guard y > 0 else { return 1 }
  var a = degreesOfFreedom % 2 == 0 ? 1 : 0.5
  var sum = degreesOfFreedom % 2 == 0 ? Double.exp(-y) : Double.erfc(y.squareRoot())
  while a < Double(degreesOfFreedom) / 2 - 0.25 {
    sum += Double.exp(a * Double.log(y) - y - Double.logGamma(a + 1))
    a += 1
  }
  return min(1, sum)
}

/// The regularised incomplete beta function by its continued fraction (modified Lentz).
private func regularizedIncompleteBeta(_ x: Double, a: Double, b: Double) -> Double {
  guard x > 0 else { return 0 }
  guard x < 1 else { return 1 }
  if x > (a + 1) / (a + b + 2) { return 1 - regularizedIncompleteBeta(1 - x, a: b, b: a) }
  let logFront =
    Double.logGamma(a + b) - Double.logGamma(a) - Double.logGamma(b) + a * Double.log(x)
    + b * Double.log(onePlus: -x)
  var c = 1.0
  var d = 1 / (1 - (a + b) * x / (a + 1))
  var fraction = d
  for k in 1...500 {
    let m = Double(k)
    for coefficient in [
      m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
      -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
    ] {
      d = 1 / (1 + coefficient * d)
      c = 1 + coefficient / c
      fraction *= c * d
    }
    if abs(c * d - 1) < 1e-15 { break }
  }
  return Double.exp(logFront) * fraction / a
}
