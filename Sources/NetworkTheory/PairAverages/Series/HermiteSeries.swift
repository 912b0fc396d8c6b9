internal import NumericalMethods
import RealModule

/// The Hermite coefficients of a smooth activation function from the second on.
///
/// ```
/// φ(√q z) = Σ_n a_n He_n(z)/√n!,   a_n = q E [φ''(√q z) He_{n−2}(z)]/√n!
/// ```
///
/// Taken from φ'' they keep their relative accuracy as q → 0. Averages are sums over a lattice in z.
struct HermiteSeries {
  /// (n − 1) a_n² from n = 2 on.
  private var weights: [Double] = []

  /// Whether the series was cut; it then holds for c^n ≪ 1 at its end, ε > ``shortest``.
  private(set) var isCut = false

  /// Where a series that was cut has lost e^(−30) of its terms.
  static let shortest = 30 / Double(limit)

  /// More terms than this are not summed.
  private static let limit = 20_000

  /// Computes the coefficients; `nil` if the lattice would be too large.
  init?(_ phi: any Nonlinearity, q: Double) {
    let deviation = q.squareRoot()
    let step = Swift.min(0.12, 0.1 * phi.analyticHalfWidth / deviation)
    let count = (Int((12.5 / step).rounded(.up)) + 8) / 8
    guard count < 2500 else { return nil }
    // Half of the lattice: even orders see the even part of φ'', odd orders the odd part.
    var (z, even, odd) = ([SIMD8<Double>](), [SIMD8<Double>](), [SIMD8<Double>]())
    for block in 0..<count {
      var (places, sums, differences) = (SIMD8<Double>(), SIMD8<Double>(), SIMD8<Double>())
      for lane in 0..<8 {
        let k = 8 * block + lane
        let place = step * Double(k)
        let weight =
          (k == 0 ? 0.5 : 1) * q * step * Double.exp(-place * place / 2)
          / (2 * Double.pi).squareRoot()
        let (plus, minus) = (
          phi.secondDerivative(deviation * place), phi.secondDerivative(-deviation * place)
        )
        places[lane] = place
        sums[lane] = weight * (plus + minus)
        differences[lane] = weight * (plus - minus)
      }
      z.append(places)
      even.append(sums)
      odd.append(differences)
    }
    var before = [SIMD8<Double>](repeating: .zero, count: count)
    var current = [SIMD8<Double>](repeating: SIMD8(repeating: 1), count: count)
    var scale = 0.0
    var small = 0
    var n = 2
    while small < 12 {
      guard n < Self.limit else {
        isCut = true
        break
      }
      var sum = SIMD8<Double>.zero
      let root = Double(n - 2).squareRoot()
      let inverse = 1 / Double(n - 1).squareRoot()
      let isEven = n.isMultiple(of: 2)
      for block in 0..<count {
        let value = current[block]
        sum += (isEven ? even[block] : odd[block]) * value
        let next = (z[block] * value - root * before[block]) * inverse
        before[block] = value
        current[block] = next
      }
      // The recurrence is that of He_k/√k!; a_n has √n! below.
      let coefficient = sum.sum() / (Double(n) * Double(n - 1)).squareRoot()
      let weight = Double(n - 1) * coefficient * coefficient
      weights.append(weight)
      scale += weight
      small = weight < 1e-17 * scale ? small + 1 : 0
      n += 1
    }
  }

  /// H at separations, in blocks of eight.
  func values(_ separations: [Double]) -> [Double] {
    precondition(separations.count.isMultiple(of: 8), "\(separations.count) separations")
    return stride(from: 0, to: separations.count, by: 8).flatMap { start in
      var c = SIMD8<Double>()
      for lane in 0..<8 { c[lane] = 1 - separations[start + lane] }
      var (power, sum, total) = (c, SIMD8<Double>.zero, SIMD8<Double>.zero)
      for (index, weight) in weights.enumerated() {
        sum += power
        power *= c
        total += weight / Double(index + 1) * sum
      }
      return (0..<8).map { total[$0] }
    }
  }
}
