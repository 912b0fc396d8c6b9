import CKernels
import RealModule

/// The error function: an arcsine.
///
/// ```
/// E erf(s u_a) erf(s u_b) = (2/π) asin(2s² K_ab/√((1 + 2s² q_a)(1 + 2s² q_b)))
/// ```
struct ArcsineStep: KernelStep {
  /// 2 s².
  let scale: Double

  func advance(_ layer: inout KernelLayer, weight: Double, bias: Double) {
    let (count, stride, q) = (layer.count, layer.stride, layer.q)
    let r = q.map { $0 > 0 ? 1 / (1 + scale * $0).squareRoot() : 0 }
    let t = zip(q, r).map { scale * $0 * $1 * $1 }
    // 1 − t² without subtraction: 1 − t = r².
    let cosine = zip(r, t).map { $0 * (1 + $1).squareRoot() }
    let lengths = t.prefix(layer.count).map { weight * 2 / .pi * Double.asin($0) + bias }
    layer.advance(to: lengths) { next, k, d in
      rk_arcsine_layer(
        rk_cpu_level(), count, stride, scale, weight * 2 / .pi, bias, q, r, t, cosine,
        next, &k, &d)
    }
  }
}

/// The rectifier, also leaky: an arccosine.
///
/// ```
/// E φφ = ((1 + a²)/2) (K_ab + κ √(q_a q_b) (sin θ − θ cos θ)),   κ = (1 − a)²/(π (1 + a²))
/// ```
struct ArccosineStep: KernelStep {
  let slope: Double
  let gain: Double
  private var meanSquare: Double { gain * gain * (1 + slope * slope) / 2 }

  func advance(_ layer: inout KernelLayer, weight: Double, bias: Double) {
    let (count, stride, q) = (layer.count, layer.stride, layer.q)
    let root = q.map { $0.squareRoot() }
    let inverse = root.map { $0 > 0 ? 1 / $0 : 0 }
    let turn = (1 - slope) * (1 - slope) / (.pi * (1 + slope * slope))
    let lengths = layer.lengths.map { weight * meanSquare * $0 + bias }
    layer.advance(to: lengths) { next, k, d in
      rk_arccosine_layer(
        rk_cpu_level(), count, stride, weight * meanSquare, turn, bias, q, root,
        inverse, next, &k, &d)
    }
  }
}

/// A step that is taken pair by pair.
protocol PairStep: KernelStep {
  /// What it needs once for each input.
  associatedtype Prepared

  func prepare(_ layer: KernelLayer) -> Prepared

  /// E φ(√q z)² for each squared length.
  func meanSquares(_ lengths: [Double]) -> [Double]

  /// E φ(u_a) φ(u_b) of a pair that is not near.
  func product(_ pair: KernelPair, _ a: Int, _ b: Int, _ prepared: Prepared) -> Double

  /// E (φ(u_a) − φ(u_b))² of a pair that is near, with its own relative accuracy.
  func squaredDifference(_ pair: KernelPair, _ a: Int, _ b: Int, _ prepared: Prepared) -> Double
}

extension PairStep {
  func advance(_ layer: inout KernelLayer, weight: Double, bias: Double) {
    let lengths = meanSquares(layer.lengths).map { weight * $0 + bias }
    let prepared = prepare(layer)
    let (count, stride, q) = (layer.count, layer.stride, layer.q)
    layer.advance(to: lengths) { next, k, d in
      for a in 0..<count {
        for b in a + 1..<Swift.max(count, a + 1) {
          let at = a * stride + b
          let pair = KernelPair(qa: q[a], qb: q[b], covariance: k[at], squaredDistance: d[at])
          let sum = next[a] + next[b]
          if pair.isNear {
            d[at] = weight * squaredDifference(pair, a, b, prepared)
            k[at] = (sum - d[at]) / 2
          } else {
            k[at] = weight * product(pair, a, b, prepared) + bias
            d[at] = sum - 2 * k[at]
          }
        }
        k[a * stride + a] = next[a]
        d[a * stride + a] = 0
      }
    }
  }
}

extension PairStep where Prepared == Void {
  func prepare(_ layer: KernelLayer) {}
}

/// The sine.
///
/// ```
/// E sin u_a sin u_b = (e^(−D/2) − e^(−S/2))/2,   D = E (u_a − u_b)²,   S = E (u_a + u_b)²
/// ```
struct SineStep: PairStep {
  let gain: Double

  func meanSquares(_ lengths: [Double]) -> [Double] {
    lengths.map { -Double.expMinusOne(-2 * gain * gain * $0) / 2 }
  }

  func product(_ pair: KernelPair, _ a: Int, _ b: Int, _ prepared: Void) -> Double {
    // Written with the sinh of the covariance it is exact where the covariance is small.
    let k = gain * gain * pair.covariance
    let mean = gain * gain * (pair.qa + pair.qb) / 2
    if abs(k) < 1 { return Double.exp(-mean) * Double.sinh(k) }
    return (Double.exp(k - mean) - Double.exp(-k - mean)) / 2
  }

  func squaredDifference(_ pair: KernelPair, _ a: Int, _ b: Int, _ prepared: Void) -> Double {
    let half = gain * gain * pair.squaredDistance / 2
    let (first, second) = (gain * gain * pair.qa, gain * gain * pair.qb)
    let gap = Double.exp(-second) * Double.expMinusOne(second - first)
    return -Double.expMinusOne(-half) + Double.exp(-first - second) * Double.expMinusOne(half)
      - gap * gap / 2
  }
}

/// The sign.
///
/// ```
/// E sign u_a sign u_b = (2/π) asin c = 1 − 2θ/π,   cos θ = c
/// ```
struct SignStep: PairStep {
  func meanSquares(_ lengths: [Double]) -> [Double] { lengths.map { _ in 1 } }

  func product(_ pair: KernelPair, _ a: Int, _ b: Int, _ prepared: Void) -> Double {
    2 / .pi * Double.asin(pair.correlation)
  }

  func squaredDifference(_ pair: KernelPair, _ a: Int, _ b: Int, _ prepared: Void) -> Double {
    8 / .pi * Double.asin((pair.separation / 2).squareRoot())
  }
}

/// The identity.
struct LinearStep: PairStep {
  let gain: Double

  func meanSquares(_ lengths: [Double]) -> [Double] { lengths.map { gain * gain * $0 } }

  func product(_ pair: KernelPair, _ a: Int, _ b: Int, _ prepared: Void) -> Double {
    gain * gain * pair.covariance
  }

  func squaredDifference(_ pair: KernelPair, _ a: Int, _ b: Int, _ prepared: Void) -> Double {
    gain * gain * pair.squaredDistance
  }
}
