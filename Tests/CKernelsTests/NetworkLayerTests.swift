import CKernels
import RealModule
import Testing

/// Kernels of wide networks: the same bits on every path and as a plain twin, and the library's functions.
///
/// Calibrated by breaking the code: with one coefficient cut after ten digits, π
/// after eleven, a factor off by 1e-7, or no pair taken as near, twins or functions differ.
@Suite struct NetworkLayerTests {
  private static let levels = Array(Int32(RK_BASELINE)...rk_cpu_level())
  private static let count = 45
  private static let stride = 64

  /// Vectors and matrices of one layer, with near and far, obtuse and equal pairs.
  struct Layer {
    var q: [Double]
    var next: [Double]
    var k: [Double]
    var d: [Double]

    init() {
      let (count, stride) = (NetworkLayerTests.count, NetworkLayerTests.stride)
      var words = [UInt32](repeating: 0, count: 8 * count)
      rk_philox_fill(Int32(RK_BASELINE), [5, 5], 0, 0, 0, 0, &words, words.count / 4)
      var x = (0..<count).map { a in
        (0..<3).map { Double(words[8 * a + $0]) * 0x1p-31 - 1 }
      }
      // Pairs that are close, opposite and equal, and one input of another scale.
      x[1] = x[0].map { $0 + 0x1p-30 }
      x[2] = x[0].map { -$0 }
      x[40] = x[3]
      x[41] = x[3].map { $0 * 1.05 }
      x[44] = x[4].map { $0 * 30 }
      func dot(_ a: [Double], _ b: [Double]) -> Double {
        a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
      }
      let padding = [Double](repeating: 0, count: stride - count)
      q = x.map { dot($0, $0) } + padding
      next = (0..<count).map { 0.5 + Double(words[8 * $0 + 4]) * 0x1p-32 } + padding
      k = [Double](repeating: 0, count: count * stride)
      d = k
      for a in 0..<count {
        for b in 0..<count {
          let gap = zip(x[a], x[b]).map { $0 - $1 }
          k[a * stride + b] = dot(x[a], x[b])
          d[a * stride + b] = dot(gap, gap)
        }
      }
    }

    var root: [Double] { q.map { $0.squareRoot() } }
    var inverse: [Double] { root.map { $0 > 0 ? 1 / $0 : 0 } }
  }

  /// Runs a kernel on every path and compares the upper triangle with a twin, bit by bit.
  private static func compare(
    _ layer: Layer, kernel: (Int32, inout [Double], inout [Double]) -> Void,
    twin: (_ a: Int, _ b: Int, _ k: Double, _ d: Double) -> (Double, Double)
  ) {
    for level in levels {
      var (k, d) = (layer.k, layer.d)
      kernel(level, &k, &d)
      var near = 0
      for a in 0..<count {
        #expect(k[a * stride + a] == layer.next[a] && d[a * stride + a] == 0)
        for b in a + 1..<Swift.max(count, a + 1) {
          let at = a * stride + b
          let expected = twin(a, b, layer.k[at], layer.d[at])
          near += layer.d[at] < 0.015625 * (layer.q[a] + layer.q[b]) ? 1 : 0
          if k[at].bitPattern != expected.0.bitPattern || d[at].bitPattern != expected.1.bitPattern
          {
            Issue.record("level \(level), pair \(a), \(b): \(k[at]), \(d[at]) for \(expected)")
            return
          }
        }
      }
      #expect(near > 3 && near < count * count / 4)
    }
  }

  private static let arcsine = [
    0.16666666666666669, 0.07499999999998433, 0.04464285714635543, 0.030381944138531247,
    0.02237217294214989, 0.017352392720869973, 0.013971212973552933, 0.011479177415184906,
    0.01032281435018578, 0.005457506718640358, 0.01740087944269402, -0.014851887071247204,
    0.028757851367421566,
  ]

  /// Even and odd terms apart, each from the last, as the kernels sum them.
  private static func polynomial(_ coefficients: [Double], _ u: Double) -> Double {
    let parts = [0, 1].map { first in
      let part = Swift.stride(from: first, to: coefficients.count, by: 2).map { coefficients[$0] }
      return part.dropLast().reversed().reduce(part[part.count - 1]) { $0 * (u * u) + $1 }
    }
    return parts[1] * u + parts[0]
  }

  private static func smallArcsine(_ x: Double) -> Double {
    x + x * (x * x) * polynomial(arcsine, x * x)
  }

  private static func anyArcsine(_ x: Double) -> Double {
    let size = x.magnitude
    let angle =
      size > 0.5
      ? 1.5707963267948966 - 2 * smallArcsine(((1 - size) * 0.5).squareRoot()) : smallArcsine(size)
    return x.sign == .minus ? -angle : angle
  }

  @Test func arcsineLayerIsItsTwinOnEveryPath() {
    let layer = Layer()
    let (scale, weight, bias) = (1.7, 0.9, 0.1)
    let q = layer.q
    let r = q.map { $0 > 0 ? 1 / (1 + scale * $0).squareRoot() : 0 }
    let t = zip(q, r).map { scale * $0 * $1 * $1 }
    let cosine = zip(r, t).map { $0 * (1 + $1).squareRoot() }
    Self.compare(layer) { level, k, d in
      rk_arcsine_layer(
        level, Self.count, Self.stride, scale, weight, bias, q, r, t, cosine, layer.next, &k, &d)
    } twin: { a, b, kab, dab in
      let sum = layer.next[a] + layer.next[b]
      let tab = Swift.min(Swift.max(scale * kab * (r[a] * r[b]), -1), 1)
      guard dab < 0.015625 * (q[a] + q[b]) else {
        let overlap = weight * Self.anyArcsine(tab) + bias
        return (overlap, sum - 2 * overlap)
      }
      let cosab = ((1 - tab) * (1 + tab)).squareRoot()
      let belowA = t[a] * cosab + cosine[a] * tab
      let belowB = t[b] * cosab + cosine[b] * tab
      let (delta, rr, sumR) = (q[a] - q[b], r[a] * r[b], r[a] + r[b])
      let inverse = 1 / (sumR * (belowA * belowB))
      let g = scale * delta * (rr * rr)
      let excessA = r[a] * (0.5 * r[b] * (dab + delta) * sumR - q[a] * g)
      let excessB = r[b] * (0.5 * r[a] * (dab - delta) * sumR + q[b] * g)
      let xa = scale * excessA * (t[a] + tab) * (belowB * inverse)
      let xb = scale * excessB * (t[b] + tab) * (belowA * inverse)
      let distance = weight * (Self.smallArcsine(xa) + Self.smallArcsine(xb))
      return (0.5 * (sum - distance), distance)
    }
  }

  /// The distance 1 − c and the correlation c, as the kernels take them.
  private static func separation(
    _ layer: Layer, _ a: Int, _ b: Int, _ k: Double, _ d: Double
  ) -> (eps: Double, c: Double, near: Bool) {
    let (root, inverse) = (layer.root, layer.inverse)
    let near = d < 0.015625 * (layer.q[a] + layer.q[b])
    let both = inverse[a] * inverse[b]
    let gap = root[a] - root[b]
    let small = Swift.max(0.5 * both * (d - gap * gap), 0)
    let c = Swift.min(Swift.max(k * both, -1), 1)
    return near ? (small, 1 - small, true) : (1 - c, c, false)
  }

  private static let arc = [
    2.6666666666666665, 0.26666666666668143, 0.0857142857111221, 0.03968253995077448,
    0.022095947639427637, 0.013767805682029654, 0.009249048024860408, 0.006643093513241805,
    0.004226242976164667, 0.007915306613725855, -0.017704735518716593, 0.07840039475553413,
    -0.20794244601856987, 0.42909747522187885, -0.6245889328726089, 0.6269979801368656,
    -0.38489219072557274, 0.11366132592446036,
  ]

  @Test func arccosineLayerIsItsTwinOnEveryPath() {
    let layer = Layer()
    let (weight, turn, bias) = (0.75, 0.31, 0.05)
    Self.compare(layer) { level, k, d in
      rk_arccosine_layer(
        level, Self.count, Self.stride, weight, turn, bias, layer.q, layer.root, layer.inverse,
        layer.next, &k, &d)
    } twin: { a, b, kab, dab in
      let (eps, _, near) = Self.separation(layer, a, b, kab, dab)
      let u = 0.5 * (eps > 1 ? 2 - eps : eps)
      var chord = u.squareRoot() * u * Self.polynomial(Self.arc, u)
      if eps > 1 { chord += 3.141592653589793 * (eps - 1) }
      let bend = turn * (layer.root[a] * layer.root[b]) * chord
      let distance = weight * (dab - 2 * bend)
      let overlap = weight * (kab + bend) + bias
      let sum = layer.next[a] + layer.next[b]
      return near ? (0.5 * (sum - distance), distance) : (overlap, sum - 2 * overlap)
    }
  }

  @Test(arguments: [0, 1] as [Int32])
  func hermiteLayerIsItsTwinOnEveryPath(odd: Int32) {
    let layer = Layer()
    let (weight, bias, terms) = (1.3, 0.2, 11)
    var coefficients = [Double](repeating: 0, count: terms * Self.stride)
    for n in 0..<terms {
      for a in 0..<Self.count {
        coefficients[n * Self.stride + a] =
          Double.sin(1 + layer.q[a] * Double(n + 1)) * Double.exp(-0.4 * Double(n))
      }
    }
    func x(_ n: Int, _ a: Int) -> Double { coefficients[n * Self.stride + a] }
    Self.compare(layer) { level, k, d in
      rk_hermite_layer(
        level, Self.count, Self.stride, terms, odd, weight, bias, coefficients, layer.q, layer.root,
        layer.inverse, layer.next, &k, &d)
    } twin: { a, b, kab, dab in
      let (eps, c, near) = Self.separation(layer, a, b, kab, dab)
      let v = odd == 1 ? c * c : c
      let sum = layer.next[a] + layer.next[b]
      guard near else {
        var overlap = 0.0
        for n in (0..<terms).reversed() { overlap = overlap * v + x(n, a) * x(n, b) }
        overlap = weight * (odd == 1 ? overlap * c : overlap) + bias
        return (overlap, sum - 2 * overlap)
      }
      var (distance, tail, apart) = (0.0, 0.0, 0.0)
      for n in (0..<terms).reversed() {
        let gap = x(n, a) - x(n, b)
        tail += x(n, a) * x(n, b)
        apart += gap * gap
        if n > 0 { distance = distance * v + tail }
      }
      let rest = odd == 1 ? tail + c * (2 - eps) * distance : distance
      distance = weight * (apart + 2 * eps * rest)
      return (0.5 * (sum - distance), distance)
    }
  }

  /// Two inputs of length 1 and any correlation give the functions themselves.
  @Test func functionsAgreeWithThoseOfTheLibrary() {
    let one = [1.0, 1.0] + [Double](repeating: 0, count: 30)
    for step in -1000...1000 {
      let x = Double(step) / 1000
      var (k, d) = ([Double](repeating: 0, count: 64), [Double](repeating: 0, count: 64))
      (k[1], d[1]) = (x, 4)
      // r = 1 makes t the covariance itself.
      rk_arcsine_layer(
        rk_cpu_level(), 2, 32, 1, 1, 0, one, one, one, one, [Double](repeating: 0, count: 32), &k,
        &d)
      #expect(abs(k[1] - Double.asin(x)) <= 2 * Double.asin(x).ulp, "asin \(x)")
      (k[1], d[1]) = (x, 4)
      rk_arccosine_layer(
        rk_cpu_level(), 2, 32, 1, 1, 0, one, one, one, [Double](repeating: 0, count: 32), &k, &d)
      let theta = 2 * Double.atan2(y: (1 - x).squareRoot(), x: (1 + x).squareRoot())
      let exact = Double.sin(theta) - theta * Double.cos(theta)
      #expect(abs(k[1] - x - exact) <= 1e-15, "arc \(x)")
    }
  }
}
