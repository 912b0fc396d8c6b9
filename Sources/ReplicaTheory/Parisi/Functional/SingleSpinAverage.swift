import NumericalMethods
import RealModule

/// The innermost Hopf–Cole step of the Parisi recursion: the Gaussian average over one spin in its local field.
///
/// ```
/// ψ(y) = T ln cosh(y/T)   (T = 0: |y|)
/// Z = E e^(γψ(x + a z)),   ⟨g⟩ = E g e^(γψ) / Z
/// ```
///
/// Where a is not much larger than T, a trapezoid rule; below, the average of e^(γ|y|) in closed form and
/// a rest that lives on |y| ≲ 20 T, so that the work does not grow as T → 0.
struct SingleSpinAverage {
  /// (1/γ) ln Z at every x.
  var value: [Double] = []
  /// ⟨ψ⟩ − (1/γ) ln Z.
  var excess: [Double] = []
  /// ⟨ψ'⟩.
  var slope: [Double] = []
  /// The second derivative of the value.
  var curvature: [Double] = []
  /// ⟨ψ'²⟩.
  var squaredSlope: [Double] = []
  /// ⟨ψ''²⟩; zero at T = 0, where it does not exist.
  var squaredCurvature: [Double] = []
  /// ⟨ψ''⟩.
  var meanCurvature: [Double] = []
  /// ⟨ψ''³⟩; zero at T = 0.
  var cubedCurvature: [Double] = []
  /// ⟨ψ'''²⟩; zero at T = 0.
  var squaredThird: [Double] = []
  /// ⟨ln 2cosh u − u tanh u⟩ with u = y/T, the entropy of one spin.
  var entropy: [Double] = []

  /// Averages at the places i·spacing, 0 ≤ i < count.
  ///
  /// - Parameters:
  ///   - count: The number of places.
  ///   - spacing: Their distance.
  ///   - deviation: The standard deviation a.
  ///   - tilt: The factor γ.
  ///   - temperature: The temperature T, 0 or more.
  ///   - refinement: The factor by which steps are smaller than needed.
  /// - Complexity: O(count) with about 100 terms each.
  init(
    count: Int, spacing: Double, deviation: Double, tilt: Double, temperature: Double,
    refinement: Double
  ) {
    if temperature > 0.3 * deviation {
      trapezoid(count, spacing, deviation, tilt, temperature, refinement)
    } else {
      window(count, spacing, deviation, tilt, temperature, refinement)
    }
  }

  private mutating func append(
    norm: Double, logNorm: Double, tilt: Double, sums: Sums, excess precise: Double? = nil
  ) {
    let value = logNorm / tilt
    let slope = sums.slope / norm
    self.value.append(value)
    self.slope.append(slope)
    excess.append(precise ?? sums.value / norm - value)
    let square = sums.squaredSlope / norm
    squaredSlope.append(square)
    meanCurvature.append(sums.curvature / norm)
    curvature.append(sums.curvature / norm + tilt * (square - slope * slope))
    squaredCurvature.append(sums.squaredCurvature / norm)
    cubedCurvature.append(sums.cubedCurvature / norm)
    squaredThird.append(sums.squaredThird / norm)
    entropy.append(sums.entropy / norm)
  }

  private struct Sums {
    var value = 0.0
    var slope = 0.0
    var squaredSlope = 0.0
    var curvature = 0.0
    var squaredCurvature = 0.0
    var cubedCurvature = 0.0
    var squaredThird = 0.0
    var entropy = 0.0
  }

  private struct Spin {
    let value: Double
    let slope: Double
    let curvature: Double
    let third: Double
    let entropy: Double

    init(_ y: Double, _ temperature: Double) {
      let u = abs(y) / temperature
      let x = Double.exp(-2 * u)
      let sinh = u < 1 ? Double.sinh(u) : 0
      value =
        temperature
        * (u < 1 ? Double.log(onePlus: sinh * sinh) / 2 : u + Double.log(onePlus: x) - ln2)
      slope = (y < 0 ? -1 : 1) * (1 - x) / (1 + x)
      curvature = 4 * x / ((1 + x) * (1 + x)) / temperature
      third = -2 * slope * curvature / temperature
      entropy = Double.log(onePlus: x) + 2 * u * x / (1 + x)
    }
  }

  /// The plain rule on a lattice that holds all x.
  private mutating func trapezoid(
    _ count: Int, _ spacing: Double, _ a: Double, _ tilt: Double, _ temperature: Double,
    _ refinement: Double
  ) {
    let smooth = 0.26 * temperature
    let wanted = (a < 0.5 * smooth ? 0.5 * smooth : Swift.min(0.4 * a, smooth)) / refinement
    let stride = Swift.max(1, Int((spacing / wanted).rounded(.up)))
    let step = spacing / Double(stride)
    let kernel = GaussianKernel(deviation: a, spacing: step, tilt: tilt)
    let reach = kernel.reach
    let spins = (0...((count - 1) * stride + reach)).map { Spin(Double($0) * step, temperature) }
    // Exponents stay bounded by taking them relative to the middle of a stretch of places.
    let stretch = GaussianKernel.stretch(
      count, spacing: spacing, reach: Double(reach) * step, tilt: tilt)
    var first = 0
    while first < count {
      let last = Swift.min(count, first + stretch)
      let single = first == 0 && tilt * spins[spins.count - 1].value < 500
      let end = single ? count : last
      let reference = single ? 0 : tilt * spins[(first + last) / 2 * stride].value
      let offset = single ? 1.0 : 0
      let low = first * stride - reach
      let high = (end - 1) * stride + reach
      let rows = (low...high).map { j -> (SIMD4<Double>, SIMD4<Double>, Double) in
        let spin = spins[abs(j)]
        let exponent = tilt * spin.value - reference
        // Weights less 1 keep the digits where all fields are small.
        let excess = single ? Double.expMinusOne(exponent) : Double.exp(exponent)
        let w = offset + excess
        let t = j < 0 ? -spin.slope : spin.slope
        let c = spin.curvature
        return (
          SIMD4(excess, w * t, w * t * t, w * spin.value),
          w * SIMD4(c, c * c, c * c * c, spin.third * spin.third), w * spin.entropy
        )
      }
      let signed = kernel.isWeak ? (low...high).map { spins[abs($0)].value } : []
      for i in first..<end {
        var a = SIMD4<Double>.zero
        var b = SIMD4<Double>.zero
        var entropy = 0.0
        var j = i * stride - reach - low
        for weight in kernel.weights {
          a += weight * rows[j].0
          b += weight * rows[j].1
          entropy += weight * rows[j].2
          j += 1
        }
        let logNorm =
          reference
          + (single ? Double.log(onePlus: a[0] / kernel.sum) : Double.log(a[0] / kernel.sum))
        append(
          norm: offset * kernel.sum + a[0], logNorm: logNorm, tilt: tilt,
          sums: Sums(
            value: a[3], slope: a[1], squaredSlope: a[2], curvature: b[0], squaredCurvature: b[1],
            cubedCurvature: b[2], squaredThird: b[3], entropy: entropy),
          excess: kernel.isWeak
            ? kernel.excess(
              of: logNorm / tilt, tilt: tilt, values: signed, from: i * stride - reach - low) : nil)
      }
      first = end
    }
  }

  /// The closed form of the average of e^(γ|y|), all divided by e^(γx), and the rest near y = 0.
  private mutating func window(
    _ count: Int, _ spacing: Double, _ a: Double, _ tilt: Double, _ temperature: Double,
    _ refinement: Double
  ) {
    // The spin's value with the constant −T ln 2 left out and put back at the end.
    var nodes: [(y: Double, weight: Double, spin: Spin, grown: Double)] = []
    if temperature > 0 {
      let perPanel = 16 + Int(4 * (refinement - 1))
      for (low, high) in [(0.0, 1.0), (1, 2.5), (2.5, 5), (5, 9), (9, 14), (14, 20)] {
        let rule = GaussLegendre(
          on: low * temperature...high * temperature, count: perPanel)
        for (y, weight) in zip(rule.nodes, rule.weights) {
          nodes.append((y, weight, Spin(y, temperature), 0))
        }
      }
    }
    let density = (0.5 / Double.pi).squareRoot() / a
    let growth = Double.exp(tilt * tilt * a * a / 2)
    let shift = temperature * ln2
    for k in nodes.indices {
      let full = nodes[k].spin.value + shift
      nodes[k].grown = Double.expMinusOne(tilt * (full - nodes[k].y))
    }
    for i in 0..<count {
      let x = Double(i) * spacing
      let upper = growth * normalProbability(x / a + tilt * a)
      let lower = growth * Double.exp(-2 * tilt * x) * normalProbability(tilt * a - x / a)
      let edge = density * Double.exp(-0.5 * square(x / a) - tilt * x)
      var norm = upper + lower
      var sums = Sums(
        value: (x + tilt * a * a) * upper + (tilt * a * a - x) * lower + 2 * a * a * edge,
        slope: upper - lower, squaredSlope: norm)
      if temperature == 0 {
        sums.curvature = 2 * edge
      } else if abs(x) < 20 * temperature + 9 * a {
        for node in nodes {
          let e = Double.exp(tilt * (node.y - x))
          let plus = Double.exp(-0.5 * square((node.y - x) / a))
          let minus = Double.exp(-0.5 * square((node.y + x) / a))
          let base = node.weight * density * e
          let grown = node.grown
          let even = base * (plus + minus)
          let odd = base * (plus - minus)
          let t = node.spin.slope
          let full = node.spin.value + shift
          norm += even * grown
          sums.value += even * ((1 + grown) * full - node.y)
          sums.slope += odd * ((1 + grown) * t - 1)
          sums.squaredSlope += even * ((1 + grown) * t * t - 1)
          let c = node.spin.curvature
          sums.curvature += even * (1 + grown) * c
          sums.squaredCurvature += even * (1 + grown) * c * c
          sums.cubedCurvature += even * (1 + grown) * c * c * c
          sums.squaredThird += even * (1 + grown) * node.spin.third * node.spin.third
          sums.entropy += even * (1 + grown) * node.spin.entropy
        }
      }
      sums.value -= shift * norm
      append(
        norm: norm, logNorm: tilt * (x - shift) + Double.log(norm), tilt: tilt, sums: sums)
    }
  }
}

private let ln2 = Double.log(2)

private func square(_ x: Double) -> Double { x * x }

/// Φ(x), with relative accuracy in the lower tail.
private func normalProbability(_ x: Double) -> Double {
  Double.erfc(-x / 2.0.squareRoot()) / 2
}
