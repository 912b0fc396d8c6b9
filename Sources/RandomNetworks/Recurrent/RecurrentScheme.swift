import RealModule

/// How a recurrent network goes from one time to the next.
public enum RecurrentScheme: Sendable, Equatable {
  /// The classical Runge–Kutta method of fourth order with a step dt.
  case rungeKutta(step: Double)
  /// An exponential Runge–Kutta method of fourth order with a step dt, exact for the decay −h.
  case exponential(step: Double)
  /// The map h(t + 1) = W φ(h(t)) + b.
  case map

  /// The time of a step.
  public var step: Double {
    switch self {
    case .rungeKutta(let step), .exponential(let step): step
    case .map: 1
    }
  }

  /// The method, as options name it.
  public var name: String {
    switch self {
    case .rungeKutta: "rk4"
    case .exponential: "exponential"
    case .map: "map"
    }
  }

  /// A step as linear combinations.
  ///
  /// ```
  /// y_r = a_r0 h + Σ_{s<r} a_rs F_s,   F_r = W φ(y_r) + b,   h' = A_0 h + Σ_s A_s F_s
  /// ```
  ///
  /// The decay −h is linear, so that it lies in the factors of both methods. The tangent of the step is the same
  /// combination of tangents.
  ///
  /// **Source** of the exponential method: S. M. Cox and P. C. Matthews, *Journal of Computational Physics* 176,
  /// 430 (2002).
  var tableau: RecurrentTableau {
    switch self {
    case .map:
      return RecurrentTableau(stages: [[1]], result: [0, 1])
    case .rungeKutta(let h):
      // k_r = F_r − y_r.
      let y1 = [1.0, 0, 0, 0, 0]
      let y2 = shifted(y1, stage: 1, by: h / 2)
      let y3 = shifted(y2, stage: 2, by: h / 2)
      let y4 = shifted(y3, stage: 3, by: h)
      var result = y1
      for (k, (y, weight)) in [(y1, 1.0), (y2, 2), (y3, 2), (y4, 1)].enumerated() {
        for j in 0..<5 { result[j] += h / 6 * weight * ((j == k + 1 ? 1 : 0) - y[j]) }
      }
      return RecurrentTableau(
        stages: [[1], Array(y2.prefix(2)), Array(y3.prefix(3)), Array(y4.prefix(4))], result: result
      )
    case .exponential(let h):
      let half = Double.exp(-h / 2)
      let gained = -Double.expMinusOne(-h / 2)
      // φ_k(z) = Σ_j z^j/(j + k)!, z = −h.
      let (one, two, three) = (phi(1, -h), phi(2, -h), phi(3, -h))
      let first = h * (one - 3 * two + 4 * three)
      let middle = 2 * h * (two - 2 * three)
      let last = h * (4 * three - two)
      return RecurrentTableau(
        stages: [
          [1], [half, gained], [half, 0, gained],
          [half * half, half * gained - gained, 0, 2 * gained],
        ], result: [Double.exp(-h), first, middle, middle, last])
    }
  }

  /// h + step (F_stage − y).
  private func shifted(_ y: [Double], stage: Int, by step: Double) -> [Double] {
    var next = y.map { -step * $0 }
    next[0] += 1
    next[stage] += step
    return next
  }

  private func phi(_ k: Int, _ z: Double) -> Double {
    var term = 1.0
    for j in 1...k { term /= Double(j) }
    var sum = 0.0
    var j = k
    while abs(term) > 1e-18 * abs(sum) || j < k + 3 {
      sum += term
      j += 1
      term *= z / Double(j)
      if j > 200 { break }
    }
    return sum
  }
}

/// The factors of a step; see ``RecurrentScheme``.
struct RecurrentTableau: Sendable, Equatable {
  /// For every stage the factors of h, F_1, F_2, ….
  let stages: [[Double]]
  /// The factors of the new h.
  let result: [Double]

  /// The factor by which a step multiplies h where F = μ h, for complex μ: its squared size.
  func squaredAmplification(real: Double, imaginary: Double) -> Double {
    var values = [(re: 1.0, im: 0.0)]
    func combination(_ factors: [Double]) -> (re: Double, im: Double) {
      zip(factors, values).reduce((0, 0)) { ($0.0 + $1.0 * $1.1.re, $0.1 + $1.0 * $1.1.im) }
    }
    for factors in stages {
      let y = combination(factors)
      values.append((real * y.re - imaginary * y.im, real * y.im + imaginary * y.re))
    }
    let end = combination(result)
    return end.re * end.re + end.im * end.im
  }
}
